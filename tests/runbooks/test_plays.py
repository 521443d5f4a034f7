"""Each runbook to its end: the situation is brought about, the page's own commands are run, its check passes."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

import pytest

from shared import keys, table
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import inside, item, kinds, mailed, orders
from tests.cloud.lives import offer, pending, prevalidate
from tests.cloud.operating import broken, told
from tests.cloud.people import association, key_of, newcomer, register, someone, store
from tests.runbooks.playing import Play
from tests.runbooks.situations import failed, made_older, mails, needs, replaced_table, told_by_ses

pytestmark = pytest.mark.usefixtures("reconciled_by_hand_only")

LAON: Final = "02-LAON"
AMIENS: Final = "80-AMIENS"
TODAY: Final = f"{datetime.now(UTC):%Y-%m-%d}"


@pytest.mark.usefixtures("impatient_queue")
def test_dead_letters(cloud: LocalCloud) -> None:
    who = someone()
    store(cloud, who.model_copy(update={"email": "no address"}))
    with inside(cloud):
        reference = pending(who.nuc, cloud.access["session"], LAON, "PAIE-1")
    cloud.wait_for(lambda: orders(cloud, "MailDeadLettersUrl") == 1)
    play = Play(cloud, "dead-letters", REFERENCE=reference)

    assert needs(play.said("status"), "dead-letters") == ["1 in mail-dead-letters.fifo"]
    (queue,) = (one for one in play.said("redrive")["queues"] if one["found"])
    assert (queue["queue"], queue["found"]) == ("mail-dead-letters.fifo", {f"mail {reference} 1": 1})
    assert mails(play.said("file")) == {"registered": "ordered"}
    failures = [one for one in play.said("errors")["last"] if one.get("reference") == reference]
    assert {one["message"] for one in failures} == {"mail_failed"}
    store(cloud, who)  # by the association, in the file's page
    assert play.said("redrive")["left"] == 0
    assert mailed(cloud, reference, "registered") == ["registered"]
    assert needs(play.said("status"), "dead-letters") == []
    assert mails(play.said("file")) == {"registered": "sent"}
    assert play.is_over()


def test_oldest_message(cloud: LocalCloud, switched: Callable[[str, bool], None]) -> None:
    switched("mailer", False)
    reference = register(cloud, newcomer(cloud), LAON, "PAIE-1")
    cloud.wait_for(lambda: orders(cloud, "MailQueueUrl"))
    made_older(cloud, reference)
    play = Play(cloud, "oldest-message", REFERENCE=reference)

    assert len(needs(play.said("status"), "oldest-message")) == 1
    assert mails(play.said("file")) == {"registered": "ordered"}
    play.said("errors")
    assert told(cloud, "mail", reference)["replayed"] == "order"  # one mail all the same
    switched("mailer", True)
    assert play.said("reconcile")["failed"] == 0
    assert mailed(cloud, reference, "registered") == ["registered"]
    assert needs(play.said("status"), "oldest-message") == []
    assert mails(play.said("file")) == {"registered": "sent"}
    assert play.is_over()


def test_execution_failed(cloud: LocalCloud) -> None:
    reference = register(cloud, newcomer(cloud), LAON, "PAIE-1")
    mailed(cloud, reference, "registered")
    failed(cloud, reference)
    play = Play(cloud, "execution-failed", REFERENCE=reference)

    assert needs(play.said("status"), "execution-failed") == [f"no clock runs for {reference}"]
    (ended,) = play.said("file")["executions"]
    assert (ended["status"], ended["state"]) == ("FAILED", "Route")
    play.said("errors")
    assert play.said("reconcile")["started"] >= 1
    assert needs(play.said("status"), "execution-failed") == []
    (_, again) = play.said("file")["executions"]
    assert (again["name"], again["status"]) == (f"{reference}_2", "RUNNING")
    assert play.is_over()


def test_server_errors(cloud: LocalCloud) -> None:
    play = Play(cloud, "server-errors")
    with broken(cloud, "catalogue"):
        answer = cloud.call("GET", "/v1/sessions")
        assert answer.status == 500
        here = answer.headers["X-Correlation-Id"]
        found = cloud.wait_for(lambda: _errors_of(Play(cloud, "server-errors"), here))
        assert (found["function"], found["exception_name"]) == ("catalogue", "ResourceNotFoundException")
        play.said("errors")
        play.said("status")
    assert cloud.call("GET", "/v1/sessions").status == 200
    before = play.said("errors")["number"]
    assert cloud.call("GET", "/v1/sessions").status == 200
    assert told(cloud, "errors", "--minutes", "1")["number"] <= before
    assert play.is_over()


def _errors_of(play: Play, correlation_id: str) -> Any:
    return next((one for one in play.said("errors")["last"] if one.get("correlation_id") == correlation_id), None)


def test_bounces(cloud: LocalCloud) -> None:
    who = newcomer(cloud)
    reference = register(cloud, who, LAON, "PAIE-1")
    mailed(cloud, reference, "registered")
    recipients = [{"emailAddress": who.email}]
    told_by_ses(
        cloud, reference, "bounce", bounceType="Permanent", bounceSubType="NoEmail", bouncedRecipients=recipients
    )
    play = Play(cloud, "bounces", REFERENCE=reference)

    assert play.said("status")["work"]["mail_problems"] >= 1
    assert mails(play.said("file")) == {"registered": "bounced"}
    corrected = {"email": f"corrected-{who.email}"}
    path = f"/v1/registrations/{reference}/email"
    assert cloud.call("PUT", path, corrected, token=association(cloud)).status == 200
    assert play.said("mail")["replayed"] == "resend"
    cloud.wait_for(lambda: kinds(cloud, reference).count("registered") == 2)
    cloud.wait_for(lambda: "mail_sent_at" in item(cloud, keys.history(reference, 2)))
    assert mails(play.said("file")) == {"registered": "resent", "mail_resent": "sent"}
    assert play.is_over()


def test_complaints(cloud: LocalCloud) -> None:
    who = newcomer(cloud)
    reference = register(cloud, who, LAON, "PAIE-1")
    mailed(cloud, reference, "registered")
    recipients = [{"emailAddress": who.email}]
    told_by_ses(cloud, reference, "complaint", complaintFeedbackType="abuse", complainedRecipients=recipients)
    play = Play(cloud, "complaints", REFERENCE=reference)

    assert play.said("status")["work"]["mail_problems"] >= 1
    assert mails(play.said("file")) == {"registered": "complained"}
    refused = play.next("mail")
    assert (refused.code, refused.stderr.startswith("Refused: ")) == (3, True)
    assert mails(play.said("file")) == {"registered": "complained"}
    assert kinds(cloud, reference).count("registered") == 1
    assert play.is_over()


def test_no_request(cloud: LocalCloud) -> None:
    session = cloud.access["session"]
    play = Play(cloud, "no-request", SESSION=session, CENTRE=LAON)
    assert session in [one["session"] for one in play.said("status")["sessions"]]
    play.said("errors")
    assert cloud.call("GET", "/").status == cloud.call("GET", "/v1/sessions").status == 200
    assert [one for one in play.said("seats")["seats"] if one["left"]]
    assert play.is_over()


def test_overdue(cloud: LocalCloud) -> None:
    who = someone()
    store(cloud, who)
    with inside(cloud):
        reference = pending(who.nuc, cloud.access["session"], LAON, "PAIE-1")
    mailed(cloud, reference, "registered")
    failed(cloud, reference)
    prevalidate(cloud, reference, remind_in=-1200, expire_in=-1200)
    mailed(cloud, reference, "prevalidated")
    play = Play(cloud, "overdue", REFERENCE=reference)

    assert needs(play.said("status"), "overdue") == ["1 past due for more than 15 minutes"]
    play.said("errors")
    assert play.said("reconcile")["acted"] == 1
    assert needs(play.said("status"), "overdue") == []
    said = play.said("file")
    assert (said["state"], [one["holds_a_seat"] for one in said["exams"]]) == ("expired", [False])
    assert play.is_over()


def test_table_throttled(cloud: LocalCloud) -> None:
    """Its commands only: neither emulator throttles."""
    play = Play(cloud, "table-throttled")
    play.said("status")
    play.said("errors")
    assert play.said("reconcile")["failed"] == 0
    assert needs(play.said("status"), "overdue") == []
    assert play.is_over()


def test_wrong_capacity(cloud: LocalCloud) -> None:
    session, exam = cloud.access["session"], "TROP-PEU"
    offer(cloud, LAON, exam, capacity=2, at=time(18, 30))
    references = [register(cloud, newcomer(cloud), LAON, exam) for _ in range(3)]
    decisions = [f"/v1/registrations/{one}/prevalidation" for one in references]
    key = key_of(cloud, LAON)
    assert [cloud.call("POST", one, {}, token=key).status for one in decisions] == [200, 200, 409]
    play = Play(cloud, "wrong-capacity", SESSION=session, CENTRE=LAON, EXAM=exam, TAKEN="3")

    assert _offered(play.said("seats"), exam) == {"exam": exam, "capacity": 2, "taken": 2, "left": 0}
    assert _offered(play.said("seats"), exam)["capacity"] == 24
    assert cloud.call("POST", decisions[2], {}, token=key).status == 200
    assert _offered(play.said("seats"), exam) == {"exam": exam, "capacity": 3, "taken": 3, "left": 0}
    too_few = Play(cloud, "wrong-capacity", SESSION=session, CENTRE=LAON, EXAM=exam, TAKEN="2")
    assert [too_few.next("seats").code for _ in range(3)] == [0, 0, 3]
    assert _offered(play.said("seats"), exam) == {"exam": exam, "capacity": 24, "taken": 3, "left": 21}
    assert play.is_over()


def _offered(said: Any, exam: str) -> Any:
    return next(one for one in said["seats"] if one["exam"] == exam)


def test_leaked_key(cloud: LocalCloud) -> None:
    leaked = told(cloud, "key", "create", AMIENS, "Logiciel de gestion")
    path = f"/v1/centre/registrations?session={cloud.access['session']}"
    play = Play(cloud, "leaked-key", CENTRE=AMIENS, KEY=leaked["id"])

    assert [one["label"] for one in play.said("key", "list")["items"] if one["id"] == leaked["id"]]
    assert play.said("key", "revoke")["revoked_at"]
    other = play.said("key", "create")
    assert cloud.call("GET", path, token=other["key"]).status == 200
    assert cloud.call("GET", path, token=leaked["key"]).status == 401  # at once: nobody has used it within a minute
    in_force = [one["id"] for one in play.said("key", "list")["items"] if one["revoked_at"] is None]
    assert (leaked["id"] in in_force, other["id"] in in_force) == (False, True)
    assert play.is_over()
    told(cloud, "key", "revoke", AMIENS, other["id"], "--yes")


def test_restore(cloud: LocalCloud) -> None:
    back, session = newcomer(cloud), cloud.access["session"]
    old = replaced_table(cloud, back.nuc)
    two_days_ago = f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%d}"
    words = {"FIRST": two_days_ago, "LAST": two_days_ago, "SESSION": session, "CENTRE": LAON}
    play = Play(cloud, "restore", OLD=old, **words)

    assert play.said("erase-again")["to_be_erased_again"] == 1
    tended = cloud.client("lambda").invoke(FunctionName="certif-up-local-rights", Payload='{"task": "tend"}')
    assert json.loads(tended["Payload"].read())["erased"] >= 1
    with inside(cloud):
        assert table.read(keys.candidate(back.nuc)) == [None]
    assert play.said("reconcile")["failed"] == 0
    assert needs(play.said("status"), "execution-failed") == []
    assert play.said("audit", "verify")["faults"] == []
    assert play.said("seats")["seats"]
    assert play.is_over()


def test_erasure(cloud: LocalCloud) -> None:
    who = newcomer(cloud)
    reference = register(cloud, who, LAON, "PAIE-1")
    refused = Play(cloud, "erasure", REFERENCE=reference, NUC=who.nuc)
    assert refused.said("file")["state"] == "pending"
    not_yet = refused.next("erase")
    assert (not_yet.code, reference in not_yet.stderr) == (3, True)

    assert cloud.call("POST", f"/v1/registrations/{reference}/withdrawal", {}, token=who.token).status == 200
    mailed(cloud, reference, "withdrawn")
    play = Play(cloud, "erasure", REFERENCE=reference, NUC=who.nuc)
    play.said("file")
    done = play.said("erase")
    assert (done["erased"], len(done["kept"]) > 1) == (True, True)
    assert play.said("file")["candidate"] == {"nuc": "", "name": "Personne effacée", "email": None}
    assert cloud.call("GET", "/v1/me", token=who.token).status == 401
    assert play.is_over()
    assert told(cloud, "erase", who.nuc, "--yes")["erased"]


def test_breach(cloud: LocalCloud) -> None:
    email = "sam.portable@centres.example"
    seen = told(cloud, "key", "create", AMIENS, "Poste perdu")
    told(cloud, "account", "create", email, "Sam Portable", "--centre", AMIENS)
    words = {"CENTRE": AMIENS, "KEY": seen["id"], "EMAIL": email, "FIRST": TODAY, "LAST": TODAY}
    play = Play(cloud, "breach", **words)

    assert play.said("audit", "verify")["faults"] == [f"{TODAY}: no digest"]  # the day is not over
    play.said("errors")
    assert seen["id"] in [one["id"] for one in play.said("key", "list")["items"]]
    assert play.said("key", "revoke")["revoked_at"]
    assert play.said("account", "close")["disabled_at"]
    path = f"/v1/centre/registrations?session={cloud.access['session']}"
    assert cloud.call("GET", path, token=seen["key"]).status == 401
    assert [one["revoked_at"] is None for one in play.said("key", "list")["items"] if one["id"] == seen["id"]] == [
        False
    ]
    assert play.said("audit", "verify")["faults"] == [f"{TODAY}: no digest"]
    assert play.is_over()
