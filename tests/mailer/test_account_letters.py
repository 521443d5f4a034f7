"""The mails about accounts on a bad day, and what they leave behind."""

import io
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from functions.mailer.handler import logger
from shared import links, table
from shared.letters import Letter
from shared.mail_orders import client, order_letter
from tests.support import calls
from tests.support.api import environment
from tests.support.aws import Aws
from tests.support.contents import contents


@pytest.fixture
def aws(season: None, monkeypatch: pytest.MonkeyPatch) -> Aws:
    made = Aws.made()
    monkeypatch.setenv("MAIL_QUEUE_URL", made.queue_url)
    return made


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the mailer writes to its log."""
    written = io.StringIO()
    before = logger.registered_handler.setStream(written)  # type: ignore[attr-defined]
    yield written
    logger.registered_handler.setStream(before)  # type: ignore[attr-defined]


def test_a_mail_server_that_fails_does_not_use_up_the_limit(aws: Aws, clock: time_machine.Traveller) -> None:
    """The third of the mails of an hour goes out at its third try."""
    for _ in range(3):
        order_letter(Letter.PASSWORD, user_name="20230001")

    def down(_number: int, call: calls.Call) -> None:
        if call.operation == "SendRawEmail":
            raise calls.refused(call, "Throttling")

    for _ in range(2):
        with calls.watched(down):
            aws.deliver()
        clock.shift(timedelta(minutes=3, seconds=1))
    for _ in range(3):
        aws.deliver()
        clock.shift(timedelta(minutes=3, seconds=1))
    assert aws.sent_kinds() == ["password_link"] * 3


def test_neither_the_queue_nor_the_log_nor_the_table_has_the_token_and_the_log_names_nobody(
    aws: Aws, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = iter(["a-token-that-everybody-would-recognise", "a-token-that-is-the-second"])
    monkeypatch.setattr("secrets.token_urlsafe", lambda _: next(tokens))
    order_letter(Letter.PASSWORD, user_name="20230001")
    order_letter(Letter.FIRST_TIME, email="nina@example.org")
    records = aws.waiting()
    aws.mail(records)
    assert aws.sent_count() == 2
    assert "jeton=" in aws.sent()[0].get_body(("plain",)).get_content().replace("=\n", "")  # type: ignore[union-attr]
    for place in (json.dumps(records), log.getvalue(), json.dumps(list(contents().items()), default=str)):
        assert "a-token" not in place
    for name in ("20230001", "alice", "nina"):
        assert name not in log.getvalue().lower()


def test_an_order_that_nobody_knows_goes_to_the_dead_letters(aws: Aws) -> None:
    with environment("mailer"):
        client().send_message(
            QueueUrl=aws.queue_url, MessageBody='{"letter": "other"}', MessageGroupId="x", MessageDeduplicationId="x"
        )
    records = aws.waiting()
    assert aws.mailer(records) == [records[0]["messageId"]]
    assert aws.sent() == []


def test_a_link_is_kept_as_a_hash_with_nothing_but_whom_it_is_for(aws: Aws) -> None:
    order_letter(Letter.PASSWORD, user_name="20230001")
    aws.deliver()
    (kept,) = [item for item in contents().values() if item["kind"] == "link"]
    assert set(kept) == {"pk", "sk", "kind", "purpose", "ttl", "user_name"}
    assert kept["ttl"] - int(links.LIFETIME.total_seconds()) > 0
    assert table.read({"pk": kept["pk"], "sk": kept["sk"]})
