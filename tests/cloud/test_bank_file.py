"""A bank's file of 500 lines in one call, and one sent twice at once: every registration is paid for once."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest

from shared import keys, table
from shared.deadline.deadline import last_day
from shared.departments import time_zone
from shared.registration import model, reference
from shared.registration.lifecycle import State
from shared.registration.model import Registration
from tests.cloud.conftest import Answer, LocalCloud
from tests.cloud.facts import history, inside, item, orders, today
from tests.cloud.lives import pending_without_a_clock
from tests.cloud.people import key_of, newcomer

LAON: Final = "02-LAON"
LINES: Final = 500
AT_ONCE: Final = 60


def test_500_lines_are_looked_at_and_recorded_before_the_gateway_gives_up(
    cloud: LocalCloud, capsys: pytest.CaptureFixture[str]
) -> None:
    key = key_of(cloud, LAON)
    references = _waiting_for_their_payment(cloud, "A", LINES)
    file = _file(references)
    looked, seconds_to_look = _timed(cloud, key, file, dry_run="true")
    recorded, seconds_to_record = _timed(cloud, key, file, dry_run="false")
    assert (_outcomes(looked), _outcomes(looked).total()) == ({"exact": LINES}, LINES)
    _until_done(cloud, key, file, recorded)
    again, seconds_again = _timed(cloud, key, file, dry_run="false")
    assert _outcomes(again) == {"recorded": LINES}
    _expect_each_paid_for_once(cloud, references)
    with capsys.disabled():
        print(  # noqa: T201 (a figure for whoever runs the tests)
            f"\n{LINES} lines: looked at in {seconds_to_look:.1f} s, recorded in {seconds_to_record:.1f} s "
            f"({_outcomes(recorded)['exact']} of them at once), sent again in {seconds_again:.1f} s"
        )


def test_a_file_sent_twice_at_once_pays_for_each_registration_once(cloud: LocalCloud) -> None:
    key = key_of(cloud, LAON)
    references = _waiting_for_their_payment(cloud, "B", AT_ONCE)
    file = _file(references)
    with ThreadPoolExecutor(2) as threads:
        both = list(threads.map(lambda _: _send(cloud, key, file, dry_run="false"), range(2)))
    together = _outcomes(both[0]) + _outcomes(both[1])
    together["exact"] += _until_done(cloud, key, file, *both)
    assert together["exact"] == AT_ONCE
    assert set(together) <= {"exact", "recorded", "not-done"}
    _expect_each_paid_for_once(cloud, references)


def _until_done(cloud: LocalCloud, key: str, file: bytes, *sent: Answer) -> int:
    """Sends the file again as long as there was no time for some lines; how many it paid for."""
    paid = 0
    while any(_outcomes(one)["not-done"] for one in sent):
        sent = (_send(cloud, key, file, dry_run="false"),)
        paid += _outcomes(sent[0])["exact"]
    return paid


def _expect_each_paid_for_once(cloud: LocalCloud, references: list[str]) -> None:
    with inside(cloud):
        stood = [one for one in table.read_many([keys.registration(one) for one in references]) if one]
    assert Counter((one["state"], one["version"]) for one in stood) == {("validated", 2): len(references)}
    assert {len(history(cloud, one)) for one in references[::20]} == {1}
    cloud.wait_for(lambda: not orders(cloud, "MailQueueUrl"))


def _waiting_for_their_payment(cloud: LocalCloud, letter: str, number: int) -> list[str]:
    """Pre-validated registrations of one person, without a clock: only their payment matters here."""
    session, who, now = cloud.access["session"], newcomer(cloud), datetime.now(UTC)
    end = now + timedelta(days=3)
    with inside(cloud):
        made = pending_without_a_clock(who.nuc, session, LAON, "COMPTA-1")
    one = Registration.model_validate(item(cloud, keys.registration(made))).model_copy(
        update={
            "state": State.PREVALIDATED,
            "prevalidated_at": now,
            "deadline_at": end,
            "hold_until": end,
            "last_day": last_day(end, time_zone("02")),
            "zone": time_zone("02"),
            "window": timedelta(days=3),
            "due_at": None,
        }
    )
    copies = [one.model_copy(update={"reference": reference.of(session, f"{letter}{at:03}")}) for at in range(number)]
    puts = [{"PutRequest": table.put_anyway(model.item(copy)).action["Put"]} for copy in copies]
    for start in range(0, number, 25):
        some: Any = puts[start : start + 25]
        cloud.client("dynamodb").batch_write_item(RequestItems={cloud.outputs["TableName"]: some})
    return [copy.reference for copy in copies]


def _file(references: list[str]) -> bytes:
    on = date.fromisoformat(today())
    lines = [f"{on:%d/%m/%Y};VIR SEPA {one.replace('-', ' ')} INSCRIPTION;50,00" for one in references]
    return "\r\n".join(["Date opération;Libellé;Crédit", *lines]).encode("cp1252")


def _send(cloud: LocalCloud, key: str, file: bytes, *, dry_run: str) -> Answer:
    path = f"/v1/centre/payments?dry_run={dry_run}"
    return cloud.call("POST", path, file, token=key, **{"Content-Type": "application/octet-stream"})


def _timed(cloud: LocalCloud, key: str, file: bytes, *, dry_run: str) -> tuple[Answer, float]:
    began = time.monotonic()
    return _send(cloud, key, file, dry_run=dry_run), time.monotonic() - began


def _outcomes(answer: Answer) -> Counter[str]:
    assert answer.status == 200, answer
    return Counter(one["outcome"] for one in answer.body["items"])
