"""The operator's command on the local cloud: each part of it as a person calls it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import kinds, mailed
from tests.cloud.operating import broken, call, certif_up, environment, told
from tests.cloud.people import Newcomer, association, newcomer, register

LAON: Final = "02-LAON"
AMIENS: Final = "80-AMIENS"


@pytest.fixture(scope="module")
def who(cloud: LocalCloud) -> Newcomer:
    return newcomer(cloud)


@pytest.fixture(scope="module")
def reference(cloud: LocalCloud, who: Newcomer) -> str:
    """Of a request whose mail has gone out."""
    made = register(cloud, who, LAON, "GESTION")
    assert mailed(cloud, made, "registered") == ["registered"]
    return made


@pytest.mark.usefixtures("reference")
def test_the_status_is_told_to_people_and_to_programs(cloud: LocalCloud) -> None:
    said = told(cloud, "status")
    (session,) = (one for one in said["sessions"] if one["session"] == cloud.access["session"])
    assert 1 <= session["pending"] <= session["registrations"]
    assert (session["exams"] >= 12, session["seats"] > session["taken"]) == (True, True)
    assert said["executions"]["running"] >= 1
    assert datetime.fromisoformat(said["reconciled_at"]) <= datetime.now(UTC)
    shown = certif_up(cloud, "status")
    assert shown.code == (1 if said["needs_a_person"] else 0)
    assert "mail-dead-letters.fifo" in shown.stdout
    assert "… executions" in shown.stderr


def test_an_alarm_that_is_raised_needs_a_person(cloud: LocalCloud) -> None:
    alarms, name = cloud.client("cloudwatch"), "certif-up-local-made-up"
    metric = {"Namespace": "made-up", "MetricName": "made-up", "Statistic": "Sum", "Period": 60}
    condition = {"EvaluationPeriods": 1, "Threshold": 0, "ComparisonOperator": "GreaterThanThreshold"}
    alarms.put_metric_alarm(AlarmName=name, **metric, **condition)
    alarms.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="by hand")
    said = certif_up(cloud, "status", "--json")
    alarms.delete_alarms(AlarmNames=[name])
    assert (said.code, "made-up" in said.said["alarms"]) == (1, True)
    assert {"what": "alarm made-up", "runbook": "docs/runbooks/made-up.md"} in said.said["needs_a_person"]
    assert "made-up" not in told(cloud, "status")["alarms"]


def test_a_file_shows_what_happened_and_nobody(cloud: LocalCloud, who: Newcomer, reference: str) -> None:
    done = certif_up(cloud, "file", reference.lower().replace("-", ""), "--json")
    said = done.said
    assert (said["reference"], said["state"], said["version"]) == (reference, "pending", 1)
    (execution,) = said["executions"]
    assert (execution["name"], execution["status"]) == (f"{reference}_1", "RUNNING")
    assert [(one["event"], one["mail"]) for one in said["mails"]] == [("registered", "sent")]
    (exam,) = said["exams"]
    assert (exam["exam"], exam["holds_a_seat"], exam["capacity"] > 0) == ("GESTION", False, True)
    assert not any(one in done.stdout for one in (who.nuc, who.email, "Maëlle"))


def test_whoever_wants_to_see_the_person_is_entered_in_the_trail(
    cloud: LocalCloud, who: Newcomer, reference: str
) -> None:
    before = openings(cloud, reference)
    said = told(cloud, "file", reference, "--personal")
    assert said["candidate"] == {"nuc": who.nuc, "name": "Maëlle D’Hœdt", "email": who.email}
    (entry,) = [one for one in openings(cloud, reference) if one not in before]
    assert (entry["reader"], entry["reader_id"], entry["role"]) == (
        "Exploitation (root)",
        "operator:root",
        "association",
    )


def openings(cloud: LocalCloud, reference: str) -> list[dict[str, Any]]:
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    answer = cloud.call("GET", f"/v1/audit?day={today}&limit=100", token=association(cloud))
    return [one for one in answer.body["items"] if one["reference"] == reference]


def test_a_mail_that_was_sent_goes_out_again_if_that_is_confirmed(cloud: LocalCloud) -> None:
    made = register(cloud, newcomer(cloud), LAON, "ORTHO")
    mailed(cloud, made, "registered")
    asked = certif_up(cloud, "mail", made, "registered")
    assert (asked.code, asked.stdout, "--yes" in asked.stderr) == (3, "", True)
    assert told(cloud, "mail", made, "registered", "--yes")["replayed"] == "again"
    cloud.wait_for(lambda: kinds(cloud, made) == ["registered", "registered"])
    history = told(cloud, "file", made)["history"]
    assert [(one["event"], one["by"]) for one in history[1:]] == [("mail_resent", "association")]


def test_a_key_is_made_works_is_listed_and_is_stopped(cloud: LocalCloud) -> None:
    made = told(cloud, "key", "create", AMIENS, "Logiciel de gestion", "--scope", "registrations:read")
    path = f"/v1/centre/registrations?session={cloud.access['session']}"
    assert cloud.call("GET", path, token=made["key"]).status == 200
    listed = told(cloud, "key", "list", AMIENS)["items"]
    assert [(one["id"], one["created_by"], one["scopes"]) for one in listed if one["id"] == made["id"]] == [
        (made["id"], "Exploitation (root)", ["registrations:read"])
    ]
    assert "key" not in listed[0]
    assert certif_up(cloud, "key", "revoke", AMIENS, made["id"]).code == 3
    assert told(cloud, "key", "revoke", AMIENS, made["id"], "--yes")["revoked_at"]
    unknown = certif_up(cloud, "key", "list", "99-NULLE")
    assert (unknown.code, unknown.stderr.startswith("Refused: ")) == (3, True)


def test_a_third_key_is_refused_with_its_reason(cloud: LocalCloud) -> None:
    ids = [told(cloud, "key", "create", AMIENS, f"Clé {number}")["id"] for number in (1, 2)]
    third = certif_up(cloud, "key", "create", AMIENS, "Clé 3")
    assert (third.code, third.stdout) == (3, "")
    assert "au plus deux clés en vigueur" in third.stderr
    for one in ids:
        told(cloud, "key", "revoke", AMIENS, one, "--yes")


def test_an_account_is_opened_and_closed(cloud: LocalCloud) -> None:
    email = "robin.astreinte@centres.example"
    opened = told(cloud, "account", "create", email, "Robin Astreinte", "--centre", LAON.lower())
    assert (opened["role"], opened["centre"], opened["disabled_at"]) == ("centre", LAON, None)
    cloud.wait_for(lambda: [one for one in cloud.mails() if email in str(one.message["To"])])
    assert certif_up(cloud, "account", "close", email).code == 3
    assert told(cloud, "account", "close", email, "--yes")["disabled_at"]
    assert certif_up(cloud, "account", "close", "nobody@centres.example", "--yes").code == 3
    typed = certif_up(cloud, "account", "create", "no address", "X")
    assert (typed.code, "adresse électronique" in typed.stderr) == (3, True)


def test_a_season_is_checked_before_anything_of_it_is_loaded(cloud: LocalCloud, tmp_path: Path) -> None:
    file = tmp_path / "saison.yaml"
    file.write_text(f"offre: [{{centre: {LAON}, epreuve: NULLE, places: 4}}]", encoding="utf-8")
    done = certif_up(cloud, "season", str(file), "--session", cloud.access["session"], "--json")
    assert (done.code, done.said["imported"]) == (1, False)
    assert done.said["to_correct"][0].startswith("saison.yaml, ligne 1, epreuve : ")
    file.write_text(f"offre: [{{centre: {LAON}, epreuve: GESTION, places: 20}}]", encoding="utf-8")
    assert told(cloud, "season", str(file), "--session", cloud.access["session"], "--dry-run")["to_correct"] == []


def test_the_reconciliation_says_what_it_did(cloud: LocalCloud) -> None:
    assert told(cloud, "reconcile") == {"followed": 0, "acted": 0, "started": 0, "failed": 0}


def test_an_environment_that_is_not_there_is_named(cloud: LocalCloud) -> None:
    for words in (["status"], ["reconcile"], ["redrive", "--dry-run"]):
        done = call([*words, "--environment", "prod"], environment(cloud))
        assert (done.code, done.stdout) == (3, "")
        assert "no environment « prod »" in done.stderr


def test_a_file_that_nobody_has_is_refused_in_a_line(cloud: LocalCloud) -> None:
    done = certif_up(cloud, "file", "CU-2701-ZZZZ-99", "--json")
    assert (done.code, done.stdout, len(done.stderr.splitlines())) == (3, "", 1)


def test_a_call_that_failed_is_made_again_and_forgotten_only_if_it_does_well(cloud: LocalCloud) -> None:
    queue = cloud.client("sqs").get_queue_url(QueueName="certif-up-local-attention-failures")["QueueUrl"]
    record = {"requestContext": {"condition": "RetriesExhausted"}, "requestPayload": {}}
    cloud.client("sqs").send_message(QueueUrl=queue, MessageBody=json.dumps(record))

    with broken(cloud, "attention"):
        failed = certif_up(cloud, "redrive", "attention-failures", "--yes")
    assert (failed.code, "certif-up-local-attention failed" in failed.stderr) == (3, True)
    found = {"failed call: RetriesExhausted": 1}
    assert told(cloud, "redrive", "attention-failures", "--dry-run")["queues"][0]["found"] == found
    assert told(cloud, "redrive", "attention-failures", "--yes")["left"] == 0
    assert told(cloud, "redrive", "attention-failures", "--dry-run")["queues"][0]["found"] == {}


def test_whoever_is_not_there_cannot_be_erased(cloud: LocalCloud) -> None:
    for nuc in ("ZZZZ9999", "not a nuc!"):
        done = certif_up(cloud, "erase", nuc, "--yes")
        assert (done.code, done.stdout, len(done.stderr.splitlines())) == (3, "", 2)
