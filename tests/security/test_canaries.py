"""The canaries themselves: the search finds what it is for, in whatever form, and sees what leaves for AWS."""

import ast
from email.message import EmailMessage
from email.policy import SMTP

import boto3
import pytest

from shared import keys, table
from tests.security.test_code import SOURCES
from tests.support import canaries, season
from tests.support.api import ALICE, LAON, call
from tests.support.canaries import ABOUT_ACCOUNTS, CERTIFICATE, HARMLESS, KEEPERS, NIRS, PASSWORDS, WRITES, found
from tests.support.steps import register

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl"  # a made-up one


@pytest.mark.parametrize("secret", [*NIRS, *PASSWORDS, CERTIFICATE, TOKEN, "cup_live_" + "A" * 43])
def test_a_secret_is_found_in_the_middle_of_a_line(secret: str) -> None:
    assert len(found(f'{{"message": "{secret}", "level": "INFO"}}')) == 1


@pytest.mark.parametrize("spaced", ["2 98 03 02 002 123 50", "2\u00a098\u00a003\u00a002\u00a0002\u00a0123\u00a050"])
def test_a_number_is_found_however_it_is_spaced(spaced: str) -> None:
    assert found(f"NIR : {spaced}") == [NIRS[0]]


@pytest.mark.parametrize("harmless", ["2 98 •• •• ••• ••• 50", "CU-2701-7F3K-92", "cup_live_", "request-0123456789"])
def test_what_may_be_shown_is_no_secret(harmless: str) -> None:
    assert found(harmless) == []


@pytest.mark.usefixtures("season")
def test_a_message_a_write_and_a_mail_with_a_secret_are_seen_on_their_way() -> None:
    queue = boto3.client("sqs").create_queue(QueueName="canaries")["QueueUrl"]
    boto3.client("sqs").send_message(QueueUrl=queue, MessageBody=f"entered {PASSWORDS[0]}")
    table.write(table.put_anyway({"pk": "CANDIDATE#X", "sk": "X", "kind": "x", "nir": NIRS[0]}))
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    mail["From"], mail["To"] = "a@certif-up.example", "b@example.org"
    mail.set_content(f"É : {CERTIFICATE}", cte="base64")
    ses = boto3.client("ses")
    ses.verify_email_identity(EmailAddress="a@certif-up.example")
    ses.send_raw_email(Source="a@certif-up.example", RawMessage={"Data": mail.as_bytes()})
    assert [one.rpartition(" in ")[2] for one in canaries.caught()] == ["SendMessage", "PutItem", "SendRawEmail"]


@pytest.mark.usefixtures("season")
@pytest.mark.parametrize("file", ["registrations.csv", "registrations"])
def test_a_secret_is_found_in_a_file_and_in_an_answer(file: str) -> None:
    register("CHI")
    table.write(table.update(keys.candidate(ALICE["id"]), set={"given_name": f"Alice {NIRS[0]}"}))
    register("BIO")
    assert canaries.caught()
    assert call(f"GET /v1/centre/{file}", by=LAON, query={"session": season.THIS}).status == 200
    assert canaries.caught() == [f"{NIRS[0]} in the answer to GET /v1/centre/{file}"]


def test_every_call_that_the_code_makes_is_searched_or_reads_or_is_where_a_secret_belongs() -> None:
    made = {
        node.func.attr.replace("_", "")
        for source in SOURCES
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call)
        if ast.unparse(node.func.value) in {"client()", "cognito()", "kms()"}
    }
    known = {name.lower() for name in WRITES | ABOUT_ACCOUNTS | HARMLESS | KEEPERS}
    assert len(made) > 20
    assert made - known == set()


def test_what_is_harmless_passes() -> None:
    canaries.search("a log", "answered")
    assert canaries.caught() == []
