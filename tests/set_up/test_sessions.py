"""A session from its draft to its publication, and what it has promised then."""

from typing import Any

import pytest
from time_machine import Traveller

from shared import keys, table
from shared.registration.lifecycle import State
from tests.deferral.steps import decide
from tests.set_up.sending import (
    BIOLOGY,
    CHEMISTRY,
    DATES,
    NEW,
    drafted,
    errors,
    exams,
    offer,
    plain,
    preview,
    publish,
    put,
)
from tests.support import season
from tests.support.api import ALICE, ASSOCIATION, LAON, Reply, call
from tests.support.contents import contents, interrupted
from tests.support.documents import give
from tests.support.season import NEXT, THIS
from tests.support.steps import defer, done, in_state, refused, register, send, stored

pytestmark = pytest.mark.usefixtures("season")


def sessions() -> list[str]:
    return [one["code"] for one in call("GET /v1/sessions").body["items"]]


def drafts(**query: Any) -> Reply:
    return call("GET /v1/session-drafts", by=ASSOCIATION, query=query)


def remarks(session: str = NEW) -> dict[str, str]:
    found = preview(session).body["remarks"]
    return {one["code"]: plain(one["detail"]) for one in found}


class TestADraft:
    def test_is_made_by_the_first_put_and_listed(self) -> None:
        reply = put()
        assert (reply.status, reply.headers["etag"]) == (200, '"1"')
        assert reply.body == {
            "code": NEW,
            "label": "janvier 2028",
            "opens_at": "2027-10-01T07:00:00Z",
            "closes_at": "2027-12-15T23:00:00Z",
            "decide_by_at": "2028-01-03T23:00:00Z",
            "fee_cents": 5000,
            "currency": "EUR",
            "successor": None,
            "nir": "required",
            "published": False,
            "version": 1,
        }
        assert drafts().body == {"items": [reply.body], "next": None}

    def test_is_seen_by_nobody_else(self) -> None:
        drafted()
        assert sessions() == [THIS, NEXT]
        for kind in ("exams", "centres?department=02&exam=CHI"):
            path, _, query = f"/v1/sessions/{NEW}/{kind}".partition("?")
            refused(call(f"GET {path}", query=query), 404, "not-found")

    def test_takes_no_request(self, clock: Traveller) -> None:
        drafted()
        clock.move_to("2027-11-02T09:00:00+00:00")
        before = contents()
        assert errors(send("CHI", session=NEW)) == [("/session", "Cette session n’existe pas")]
        assert contents() == before

    def test_takes_no_deferred_line(self) -> None:
        drafted()
        done(put(THIS, successor=NEW))
        asked = done(defer(in_state(State.VALIDATED), "CHI")).body["id"]
        done(give(asked))
        refused(decide(asked), 409, "next-session-missing")
        done(publish())
        assert decide(asked).body["state"] == "granted"

    def test_can_change_in_everything(self) -> None:
        done(put())
        reply = put(fee_cents=6000, opens_at="2027-11-01T09:00:00+01:00", closes_at="2027-11-30T00:00:00+01:00")
        assert (reply.body["fee_cents"], reply.body["version"]) == (6000, 2)

    def test_said_again_changes_nothing(self) -> None:
        done(put())
        before = contents()
        assert put().body["version"] == 1
        assert contents() == before

    def test_is_changed_only_as_it_was_read_if_asked_so(self) -> None:
        done(put())
        done(put(fee_cents=6000, headers={"If-Match": '"1"'}))
        refused(put(fee_cents=7000, headers={"If-Match": '"1"'}), 412, "precondition-failed")

    def test_made_twice_at_once_is_made_once(self) -> None:
        with interrupted("TransactWriteItems", lambda: done(put(fee_cents=6000))):
            assert put().body["version"] == 2

    def test_is_not_made_of_a_session_that_was_published_meanwhile(self) -> None:
        def somebody_else_is_quicker() -> None:
            drafted()
            done(publish())

        with interrupted("TransactWriteItems", somebody_else_is_quicker):
            assert [one for one, _ in errors(put(fee_cents=6000))] == ["/fee_cents"]
        assert drafts().body["items"] == []

    def test_comes_page_by_page(self) -> None:
        for session in ("2028-01", "2028-06", "2029-01"):
            done(call(f"PUT /v1/sessions/{session}", DATES, by=ASSOCIATION))
        first = drafts(limit=2).body
        rest = drafts(limit=2, cursor=first["next"]).body
        assert [one["code"] for one in first["items"] + rest["items"]] == ["2028-01", "2028-06", "2029-01"]

    @pytest.mark.parametrize(
        ("changes", "pointer"),
        [
            ({"closes_at": DATES["opens_at"]}, "/closes_at"),
            ({"decide_by_at": "2027-12-15T22:59:59Z"}, "/decide_by_at"),
            ({"opens_at": "2027-10-01T09:00:00"}, "/opens_at"),
            ({"opens_at": "9999-12-31T23:59:59-12:00"}, "/opens_at"),
            ({"fee_cents": 0}, "/fee_cents"),
            ({"successor": NEW}, "/successor"),
            ({"successor": "2027-06"}, "/successor"),
            ({"nir": "perhaps"}, "/nir"),
            ({"published": True}, "/published"),
        ],
    )
    def test_has_its_dates_in_order(self, changes: dict[str, Any], pointer: str) -> None:
        before = contents()
        assert [one for one, _ in errors(put(**changes))] == [pointer]
        assert contents() == before

    @pytest.mark.parametrize("code", ["2028-02", "28-01", "janvier", "2028-01x"])
    def test_has_a_year_and_a_month(self, code: str) -> None:
        refused(put(code), 404, "not-found")


class TestThePreview:
    def test_says_what_would_be_published(self) -> None:
        drafted()
        reply = preview().body
        assert reply["ready"] is True
        assert (reply["centres"], reply["capacity"], reply["session"]["published"]) == (1, 8, False)
        assert [(one["code"], one["date"], one["time"], one["centres"]) for one in reply["exams"]] == [
            ("CHI", "2028-01-12", "09:00", 1),
            ("BIO", "2028-01-13", "14:30", 1),
        ]
        assert list(remarks()) == ["no-successor", "centre-without-seats"]

    def test_misses_exams(self) -> None:
        done(put())
        assert remarks()["no-exam"] == "La session n’a aucune épreuve."
        assert preview().body["ready"] is False

    def test_misses_seats(self) -> None:
        done(put())
        done(exams(CHEMISTRY))
        assert "no-seats" in remarks()
        done(offer("C02;CHI;0"))
        assert "no-seats" in remarks()

    def test_finds_exams_without_a_centre(self) -> None:
        drafted()
        done(exams("TEC;Technologie;14/01/2028;9:00;60"))
        assert remarks()["exam-without-centre"] == "Sans aucun centre : TEC."
        assert preview().body["ready"] is True

    def test_finds_a_decide_by_date_after_the_first_exam(self) -> None:
        drafted()
        done(put(decide_by_at="2028-01-12T08:00:00Z"))
        assert remarks()["decide-by-after-first-exam"].endswith("la première épreuve (mercredi 12 janvier 2028).")
        assert preview().body["ready"] is False

    def test_counts_the_first_exam_by_the_clocks_of_its_centres(self) -> None:
        drafted()
        done(put(decide_by_at="2028-01-12T07:59:59Z"))
        assert "decide-by-after-first-exam" not in remarks()
        done(offer("C974;CHI;5"))
        assert "decide-by-after-first-exam" in remarks()

    def test_finds_centres_at_which_the_last_candidate_could_not_pay_any_more(self) -> None:
        drafted()
        assert "no-time-to-pay" not in remarks()
        done(put(decide_by_at="2028-01-10T00:00:00+01:00"))
        assert remarks()["no-time-to-pay"].endswith("sa première épreuve : C02.")

    def test_finds_a_closing_that_has_passed(self, clock: Traveller) -> None:
        drafted()
        clock.move_to("2027-10-02T00:00:00+00:00")
        assert "opens-at-once" in remarks()
        clock.move_to("2027-12-16T00:00:00+00:00")
        assert "closed" in remarks()

    def test_finds_exams_on_odd_days(self) -> None:
        done(put())
        done(exams("CHI;Chimie;15/01/2028;9:00;60", "BIO;Biologie;15/01/2028;9 h;60", "TEC;T;03/02/2028;9:00;60"))
        assert remarks()["not-a-working-day"].endswith("férié : BIO et CHI.")
        assert remarks()["other-month"] == "Ailleurs qu’en janvier 2028 : TEC."
        assert remarks()["same-hour"].startswith("BIO et CHI ont lieu en même temps")

    def test_finds_seats_in_centres_that_are_not_active(self) -> None:
        drafted()
        season.store(season.centre("C02").model_copy(update={"active": False}))
        assert remarks()["inactive-centre"].endswith("plus actifs : C02.")
        assert "no-seats" in remarks()

    def test_knows_whether_the_successor_is_there(self) -> None:
        done(put("2026-06", successor=THIS))
        assert "no-successor" not in remarks("2026-06")

    def test_is_of_a_session_that_exists(self) -> None:
        refused(preview("2031-01"), 404, "not-found")


class TestThePublication:
    def test_makes_it_visible_to_everybody(self, clock: Traveller) -> None:
        drafted()
        done(put(nir="optional"))
        assert publish().body["published"] is True
        assert sessions() == [THIS, NEXT, NEW]
        assert [one["code"] for one in call(f"GET /v1/sessions/{NEW}/exams").body["items"]] == ["CHI", "BIO"]
        assert drafts().body["items"] == []
        clock.move_to("2027-11-02T09:00:00+00:00")
        assert stored(register("CHI", session=NEW)).amount_cents == 5000

    def test_done_again_changes_nothing(self) -> None:
        drafted()
        first = publish().body
        before = contents()
        assert publish().body == first
        assert contents() == before

    def test_waits_until_nothing_is_missing(self) -> None:
        done(put())
        before = contents()
        problem = refused(publish(), 409, "session-not-ready")
        assert problem["remarks"] == ["La session n’a aucune épreuve."]
        assert contents() == before

    def test_of_what_does_not_exist_is_not_found(self) -> None:
        refused(publish("2031-01"), 404, "not-found")

    def test_is_of_what_was_looked_at_if_asked_so(self) -> None:
        drafted()
        refused(publish(headers={"If-Match": '"1"'}), 412, "precondition-failed")

    def test_looks_again_when_exams_have_changed_meanwhile(self) -> None:
        """An exam moved before the decide-by date, between the look and the write."""
        drafted()
        with interrupted("TransactWriteItems", lambda: done(exams("CHI;Chimie;03/01/2028;9:00;180"))):
            refused(publish(), 409, "session-not-ready")
        assert sessions() == [THIS, NEXT]

    def test_meets_a_change_of_the_draft(self) -> None:
        drafted()
        with interrupted("TransactWriteItems", lambda: done(publish())):
            assert errors(put(fee_cents=6000)) == [("/fee_cents", "La session est publiée : le prix ne change plus")]
        assert call("GET /v1/sessions").body["items"][2]["fee_cents"] == 5000
        assert table.read(keys.session_draft(NEW)) == [None]

    def test_meets_an_import_of_exams(self) -> None:
        drafted()
        with interrupted("TransactWriteItems", lambda: done(publish())):
            assert [one for one, _ in errors(exams("CHI;Chimie;14/01/2028;9:00;180", BIOLOGY))] == ["2/date"]


class TestAnExamPutInByMistake:
    def remove(self, exam: str, session: str = NEW) -> Reply:
        return call(f"DELETE /v1/sessions/{session}/exams/{exam}", by=ASSOCIATION)

    def test_is_taken_out_of_a_draft_with_its_seats(self) -> None:
        drafted()
        assert self.remove("bio").status == 200
        assert [(one["code"], one["capacity"]) for one in preview().body["exams"]] == [("CHI", 5)]
        before = contents()
        assert self.remove("BIO").status == 200
        assert contents() == before

    def test_stays_once_it_has_been_announced(self) -> None:
        refused(self.remove("CHI", THIS), 409, "session-published")
        refused(self.remove("CHI", "2031-01"), 404, "not-found")

    def test_is_missed_by_the_publication(self) -> None:
        """The last exam is taken out between the look and the write."""
        drafted()
        done(self.remove("BIO"))
        with interrupted("TransactWriteItems", lambda: done(self.remove("CHI"))):
            refused(publish(), 409, "session-not-ready")

    def test_is_not_taken_out_of_what_was_published_meanwhile(self) -> None:
        drafted()
        with interrupted("TransactWriteItems", lambda: done(publish())):
            refused(self.remove("CHI"), 409, "session-published")


class TestAPublishedSession:
    @pytest.mark.parametrize(
        ("changes", "pointer"),
        [
            ({"fee_cents": 6000}, "/fee_cents"),
            ({"opens_at": "2026-10-02T07:00:00Z"}, "/opens_at"),
            ({"closes_at": "2026-12-15T22:59:59Z"}, "/closes_at"),
            ({"decide_by_at": "2027-01-08T22:59:59Z"}, "/decide_by_at"),
            ({"decide_by_at": "2027-01-13T08:00:00Z"}, "/decide_by_at"),
        ],
    )
    def test_keeps_what_it_has_promised(self, changes: dict[str, Any], pointer: str) -> None:
        before = contents()
        assert [one for one, _ in errors(put(THIS, **changes))] == [pointer]
        assert contents() == before

    def test_closes_and_decides_later_if_need_be(self) -> None:
        reply = put(THIS, closes_at="2026-12-20T23:00:00Z", decide_by_at="2027-01-09T23:00:00Z", successor=NEW)
        assert reply.body["closes_at"] == "2026-12-20T23:00:00Z"
        assert call("GET /v1/sessions").body["items"][0]["decide_by_at"] == "2027-01-09T23:00:00Z"

    def test_may_still_open_at_another_moment_before_it_has_opened(self) -> None:
        reply = call(
            f"PUT /v1/sessions/{NEXT}",
            {
                "opens_at": "2027-02-01T07:00:00Z",
                "closes_at": "2027-05-14T22:00:00Z",
                "decide_by_at": "2027-05-31T22:00:00Z",
                "fee_cents": 5000,
                "successor": None,
                "nir": "required",
            },
            by=ASSOCIATION,
        )
        assert done(reply).body["opens_at"] == "2027-02-01T07:00:00Z"

    def test_two_who_postpone_its_closing_never_bring_it_forward(self) -> None:
        with interrupted("TransactWriteItems", lambda: done(put(THIS, closes_at="2026-12-20T23:00:00Z"))):
            assert [one for one, _ in errors(put(THIS, closes_at="2026-12-18T23:00:00Z"))] == ["/closes_at"]
        assert call("GET /v1/sessions").body["items"][0]["closes_at"] == "2026-12-20T23:00:00Z"

    def test_is_previewed_too(self) -> None:
        assert preview(THIS).body["session"]["published"] is True

    @pytest.mark.parametrize("actor", [ALICE, LAON], ids=["candidate", "centre"])
    def test_is_changed_by_the_association_only(self, actor: dict[str, str]) -> None:
        refused(put(THIS, by=actor), 403, "forbidden")
