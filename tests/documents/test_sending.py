"""A document of a deferral: sent by the candidate, examined, needed for a grant, read by the association alone."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from shared import keys, table
from shared.documents import store
from shared.documents.faults import MAX_BYTES
from shared.registration.lifecycle import State
from tests.deferral.steps import decide, grant
from tests.support import documents, template
from tests.support.api import ALICE, ASSOCIATION, BOB, LAON, NOBODY, Identity, Reply, call
from tests.support.contents import contents, interrupted
from tests.support.documents import BUCKET, confirm, give, jpeg, kept_bytes, objects, pdf, png, send, tend
from tests.support.season import NOW
from tests.support.steps import defer, done, events, in_state, refused, stored

pytestmark = pytest.mark.usefixtures("season")

HOUR = timedelta(hours=1)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> str:
    """A request for Alice's CHI; nothing is sent yet, and no malware scan stands between."""
    monkeypatch.setitem(template.functions()["documents"], "MALWARE_SCAN", "off")
    documents.made_bucket()
    identifier: str = done(defer(in_state(State.VALIDATED), "CHI")).body["id"]
    return identifier


def reference_of(identifier: str) -> str:
    return identifier.rpartition("-D")[0]


def own(identifier: str, by: Identity = ALICE) -> Any:
    """The request as its candidate, or somebody else, sees it."""
    reply = call(f"GET /v1/registrations/{reference_of(identifier)}/deferrals", by=by)
    assert reply.status == 200, reply.body
    return next(one for one in reply.body["items"] if one["id"] == identifier)


def states(identifier: str) -> list[str]:
    return [one["state"] for one in own(identifier)["documents"]]


def read(identifier: str, number: int | str = 1, by: Identity = ASSOCIATION) -> Reply:
    return call(f"GET /v1/deferrals/{identifier}/documents/{number}", by=by)


def openings() -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = call("GET /v1/audit", by=ASSOCIATION, query={"day": f"{NOW:%Y-%m-%d}"}).body["items"]
    return items


class TestTheForm:
    def test_there_is_one_for_each_type_and_it_fixes_key_type_size_and_five_minutes(self) -> None:
        uploads = defer(in_state(State.VALIDATED), "CHI").body["uploads"]
        assert [one["content_type"] for one in uploads] == ["application/pdf", "image/jpeg", "image/png"]
        for one in uploads:
            policy = json.loads(base64.b64decode(one["fields"]["policy"]))
            conditions = policy["conditions"]
            key = one["fields"]["key"]
            assert {"key": key} in conditions
            assert {"bucket": BUCKET} in conditions
            assert {"Content-Type": one["content_type"]} in conditions
            assert ["content-length-range", 1, MAX_BYTES] in conditions
            assert policy["expiration"] == one["expires_at"] == "2026-11-27T08:05:00Z"
        assert len({one["fields"]["key"] for one in uploads}) == 1

    def test_another_document_has_another_key(self, asked: str) -> None:
        reply = call(f"POST /v1/deferrals/{asked}/documents", {}, by=ALICE)
        assert reply.status == 201
        assert {one["fields"]["key"] for one in reply.body["uploads"]} == {
            store.upload_key(asked, 1),
            store.upload_key(asked, 2),
        }

    def test_ten_are_enough(self, asked: str) -> None:
        for _ in range(9):
            done(call(f"POST /v1/deferrals/{asked}/documents", {}, by=ALICE))
        refused(call(f"POST /v1/deferrals/{asked}/documents", {}, by=ALICE), 409, "too-many-documents")
        assert len(states(asked)) == 10

    def test_two_asked_for_at_once_are_two(self, asked: str) -> None:
        path = f"POST /v1/deferrals/{asked}/documents"
        with interrupted("TransactWriteItems", lambda: done(call(path, {}, by=ALICE))):
            done(call(path, {}, by=ALICE))
        assert states(asked) == ["awaited"] * 3

    def test_nobody_else_gets_one(self, asked: str) -> None:
        refused(call(f"POST /v1/deferrals/{asked}/documents", {}, by=BOB), 404, "not-found")
        assert own(asked, by=ASSOCIATION)["uploads"] == []


class TestConfirmed:
    @pytest.mark.parametrize(
        ("content", "kind"), [(pdf(), "application/pdf"), (jpeg(), "image/jpeg"), (png(), "image/png")]
    )
    def test_a_good_one_is_kept_and_told(self, asked: str, content: bytes, kind: str) -> None:
        reply = give(asked, content)
        told = {name: reply.body[name] for name in ("state", "content_type", "size_bytes", "message")}
        assert told == {"state": "received", "content_type": kind, "size_bytes": len(content), "message": None}
        (key,) = objects()
        assert key.startswith(f"documents/{asked}/1-")
        assert kept_bytes(key) == content
        assert events(reference_of(asked))[-1] == "document_received"

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"<html>", "Format non accepté\xa0: utilisez PDF, JPEG ou PNG"),
            (bytes(MAX_BYTES + 1), "Le fichier dépasse 10\u00a0Mo"),
        ],
    )
    def test_a_bad_one_is_refused_with_why_and_nothing_of_it_stays(
        self, asked: str, content: bytes, message: str
    ) -> None:
        reply = give(asked, content)
        assert (reply.status, reply.body["state"], reply.body["message"]) == (200, "refused", message)
        assert objects() == set()
        assert own(asked)["documents"] == [reply.body]
        assert events(reference_of(asked))[-1] == "deferral_requested"

    def test_before_it_has_arrived_nothing_is_recorded(self, asked: str) -> None:
        before = contents()
        refused(confirm(asked), 409, "document-missing")
        assert contents() == before

    def test_again_it_is_answered_as_the_first_time_whatever_was_sent_meanwhile(self, asked: str) -> None:
        first = done(give(asked, pdf()))
        send(asked, b"<script>")
        before = contents()
        assert confirm(asked).body == first.body
        assert contents() == before
        assert kept_bytes(next(one for one in objects() if one.startswith("documents/"))) == pdf()

    def test_two_confirming_at_once_are_one(self, asked: str) -> None:
        send(asked, pdf())
        with interrupted("TransactWriteItems", lambda: done(confirm(asked))):
            assert confirm(asked).body["state"] == "received"
        assert events(reference_of(asked)).count("document_received") == 1

    def test_what_is_swapped_while_it_is_examined_is_not_what_is_shown(self, asked: str) -> None:
        send(asked, pdf())

        def swap() -> None:
            send(asked, png())

        with interrupted("TransactWriteItems", swap):
            done(confirm(asked))
        link = done(read(asked)).body
        assert (link["content_type"], link["size_bytes"]) == ("application/pdf", len(pdf()))

    def test_another_candidates_is_not_found(self, asked: str) -> None:
        send(asked, pdf())
        refused(confirm(asked, by=BOB), 404, "not-found")
        refused(confirm(asked, number=2), 404, "not-found")


class TestNeeded:
    def test_nothing_is_granted_without_one(self, asked: str) -> None:
        before = contents()
        refused(decide(asked), 409, "document-missing")
        give(asked, b"<html>")
        refused(decide(asked), 409, "document-missing")
        assert stored(reference_of(asked)).lines[0].deferral == "requested"
        assert len(contents()) == len(before) - 1  # the upload has its verdict
        done(call(f"POST /v1/deferrals/{asked}/documents", {}, by=ALICE))
        done(give(asked, number=2))
        assert decide(asked).status == 200

    def test_a_refusal_needs_none(self, asked: str) -> None:
        assert decide(asked, "refused", reason="Rien reçu").status == 200

    def test_nothing_is_sent_any_more_once_it_is_decided(self, asked: str) -> None:
        send(asked, pdf())
        done(decide(asked, "refused", reason="Hors délai"))
        refused(confirm(asked), 409, "deferral-decided")
        refused(call(f"POST /v1/deferrals/{asked}/documents", {}, by=ALICE), 409, "deferral-decided")

    def test_a_document_that_arrives_while_it_is_decided_makes_it_decided_again(self, asked: str) -> None:
        send(asked, pdf())
        with interrupted("TransactWriteItems", lambda: done(confirm(asked))):
            assert decide(asked, "refused", reason="Rien reçu").status == 200
        assert own(asked)["state"] == "refused"
        assert states(asked) == ["received"]

    def test_the_session_that_follows_is_part_of_the_write(self, asked: str) -> None:
        done(give(asked))
        moved = table.update(keys.session("2027-01"), set={"successor": "2028-01"})
        with interrupted("TransactWriteItems", lambda: table.write(moved)):
            refused(decide(asked), 409, "next-session-missing")


class TestRead:
    def test_by_the_association_for_a_minute_to_be_saved_and_never_shown_in_the_page(self, asked: str) -> None:
        done(give(asked))
        link = done(read(asked)).body
        assert link["name"] == f"justificatif-{asked}-1.pdf"
        assert link["expires_at"] == "2026-11-27T08:01:00Z"
        assert "X-Amz-Expires=60" in link["url"]
        assert "response-content-disposition=attachment" in link["url"]
        assert "response-content-type=application%2Fpdf" in link["url"]

    def test_each_reading_is_in_the_trail(self, asked: str) -> None:
        done(give(asked))
        done(read(asked))
        done(read(asked))
        told = [(one["reference"], one["document"], one["reader_id"]) for one in openings()]
        assert told == [(reference_of(asked), f"{asked}/1", ASSOCIATION["id"])] * 2

    @pytest.mark.parametrize("reader", [ALICE, LAON], ids=["candidate", "centre"])
    def test_by_nobody_else(self, asked: str, reader: Identity) -> None:
        done(give(asked))
        refused(read(asked, by=reader), 403, "forbidden")
        refused(read(asked, by=NOBODY), 401, "unauthenticated")
        assert openings() == []

    def test_only_what_was_received(self, asked: str) -> None:
        refused(read(asked), 409, "document-unreadable")
        give(asked, b"MZ")
        refused(read(asked), 409, "document-unreadable")
        refused(read(asked, 7), 404, "not-found")
        assert openings() == []

    @pytest.mark.parametrize(
        ("verdict", "status"), [(None, 409), ("THREATS_FOUND", 409), ("UNSUPPORTED", 409), ("NO_THREATS_FOUND", 200)]
    )
    def test_nothing_before_the_malware_scan_has_found_it_clean(
        self, asked: str, verdict: str | None, status: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(template.functions()["documents"], "MALWARE_SCAN", "on")
        done(give(asked))
        if verdict:
            (key,) = objects()
            tags: Any = {"TagSet": [{"Key": store.SCAN_TAG, "Value": verdict}]}
            documents.made_bucket().put_object_tagging(Bucket=BUCKET, Key=key, Tagging=tags)
        assert read(asked).status == status
        assert len(openings()) == (status == 200)

    def test_a_centre_sees_neither_documents_nor_grounds(self, asked: str) -> None:
        done(give(asked))
        refused(call(f"GET /v1/registrations/{reference_of(asked)}/deferrals", by=LAON), 403, "forbidden")
        told = call(f"GET /v1/registrations/{reference_of(asked)}", by=LAON).body["history"]
        assert [one["event"] for one in told][-1] == "deferral_requested"
        assert told[-1]["details"] == {"exams": ["CHI"]}


class TestCancelled:
    def test_the_line_is_as_if_nobody_had_asked(self, asked: str) -> None:
        reply = call(f"POST /v1/deferrals/{asked}/cancellation", {}, by=ALICE)
        assert (reply.status, reply.body["state"], reply.body["decided_by"]) == (200, "cancelled", "le candidat")
        line = stored(reference_of(asked)).lines[0]
        assert (line.deferral, line.deferral_id) == (None, None)
        assert call("GET /v1/deferrals", by=ASSOCIATION).body["items"] == []
        assert defer(reference_of(asked), "CHI").status == 201

    def test_again_is_answered_200_and_a_decision_comes_too_late(self, asked: str) -> None:
        done(call(f"POST /v1/deferrals/{asked}/cancellation", {}, by=ALICE))
        before = contents()
        done(call(f"POST /v1/deferrals/{asked}/cancellation", {}, by=ALICE))
        refused(decide(asked, "refused", reason="Non"), 409, "deferral-decided")
        assert contents() == before

    def test_what_is_decided_is_not_cancelled(self, asked: str) -> None:
        done(decide(asked, "refused", reason="Non"))
        problem = refused(call(f"POST /v1/deferrals/{asked}/cancellation", {}, by=ALICE), 409, "deferral-decided")
        assert (problem["state"], problem["by"]) == ("refused", "l’UPPCTSC")

    def test_at_the_instant_of_the_decision_one_of_them_stands(self, asked: str) -> None:
        done(give(asked))
        with interrupted("TransactWriteItems", lambda: done(decide(asked))):
            refused(call(f"POST /v1/deferrals/{asked}/cancellation", {}, by=ALICE), 409, "deferral-decided")
        assert stored(reference_of(asked)).lines[0].deferred

    def test_by_nobody_else(self, asked: str) -> None:
        refused(call(f"POST /v1/deferrals/{asked}/cancellation", {}, by=BOB), 404, "not-found")


class TestByItself:
    @pytest.mark.parametrize(("content", "state"), [(pdf(), "received"), (b"<html>", "refused")])
    def test_a_file_that_nobody_confirmed_gets_its_verdict(
        self, asked: str, content: bytes, state: str, clock: time_machine.Traveller
    ) -> None:
        send(asked, content)
        assert tend() == {"settled": 0, "deleted": 0, "failed": 0}
        clock.shift(HOUR)
        assert tend() == {"settled": 1, "deleted": 0, "failed": 0}
        assert (states(asked), tend()["settled"]) == ([state], 0)
        assert not any(one.startswith("uploads/") for one in objects())

    def test_a_form_that_was_not_used_is_told_so(self, asked: str, clock: time_machine.Traveller) -> None:
        clock.shift(HOUR)
        tend()
        assert states(asked) == ["unused"]

    def test_a_file_sent_to_a_request_that_was_cancelled_goes(self, asked: str, clock: time_machine.Traveller) -> None:
        send(asked, pdf())
        done(call(f"POST /v1/deferrals/{asked}/cancellation", {}, by=ALICE))
        clock.shift(HOUR)
        assert tend()["failed"] == 0
        assert (objects(), tend()["deleted"]) == (set(), 0)

    @pytest.mark.parametrize("decision", ["granted", "refused"])
    def test_documents_go_when_the_time_for_an_appeal_is_over(
        self, asked: str, decision: str, clock: time_machine.Traveller
    ) -> None:
        done(give(asked))
        done(decide(asked, decision, reason="Vu"))
        clock.shift(timedelta(days=62) - timedelta(seconds=1))
        assert (tend()["deleted"], len(objects())) == (0, 1)
        clock.shift(1)
        assert (tend()["deleted"], objects()) == (1, set())
        assert own(asked)["documents"][0] | {"settled_at": ""} == {
            "document": "1",
            "state": "deleted",
            "content_type": None,
            "size_bytes": None,
            "fault": None,
            "message": None,
            "settled_at": "",
        }
        refused(read(asked), 409, "document-unreadable")
        assert tend() == {"settled": 0, "deleted": 0, "failed": 0}

    def test_everything_under_the_request_goes_also_what_no_item_knows(
        self, asked: str, clock: time_machine.Traveller
    ) -> None:
        done(give(asked))
        made = documents.made_bucket()
        made.put_object(Bucket=BUCKET, Key=f"documents/{asked}/1-orphan", Body=b"x")
        made.put_object(Bucket=BUCKET, Key=f"documents/{asked}0/1-of-another", Body=b"x")
        done(decide(asked))
        clock.shift(timedelta(days=62))
        tend()
        assert objects() == {f"documents/{asked}0/1-of-another"}

    def test_a_run_that_stops_between_is_only_repeated(self, asked: str, clock: time_machine.Traveller) -> None:
        done(give(asked))
        done(decide(asked))
        clock.shift(timedelta(days=62))
        store.client.cache_clear()
        documents.made_bucket().delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": key} for key in objects()]})
        assert tend() == {"settled": 0, "deleted": 1, "failed": 0}


def test_a_line_goes_once_and_only_to_the_session_that_follows() -> None:
    new = grant(in_state(State.VALIDATED), "CHI")
    refused(defer(new, "CHI"), 409, "already-deferred")
    assert stored(new).session == "2027-06"
