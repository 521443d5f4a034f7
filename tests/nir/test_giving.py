"""PUT /v1/me/nir: what is kept, what is said, what the association has to look at."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
import time_machine

from shared import keys, table
from shared.catalogue import NirSetting
from shared.nir import record
from tests.nir.giving import NIR, OTHER, PROVISIONAL, SHOWN, give, given, holders, item, to_check
from tests.support.api import ALICE, ASSOCIATION, BOB, CHLOE, LAON, NOBODY, Identity, call, candidate
from tests.support.calls import watched
from tests.support.contents import contents, interrupted
from tests.support.season import SESSIONS, store
from tests.support.steps import refused

pytestmark = pytest.mark.usefixtures("kms")


def kept() -> dict[tuple[str, str], Any]:
    """The table but for what counts the calls."""
    return {key: one for key, one in contents().items() if not key[0].startswith("LIMIT#")}


class TestCorrect:
    @pytest.mark.parametrize("typed", [NIR, "2 98 03 02 002 123 50", " 2-98.03 02\u00a0002 123 50 "])
    def test_is_kept_sealed_and_shown_masked(self, typed: str) -> None:
        reply = give(typed)
        assert (reply.status, reply.body["masked"], reply.body["none"]) == (200, SHOWN, False)
        assert reply.body["warnings"] == []
        assert reply.body.keys() == {"masked", "none", "given_at", "warnings"}
        assert (item() or {})["masked"] == SHOWN

    def test_of_another_date_of_birth_is_kept_with_a_warning_and_for_the_association_to_check(self) -> None:
        reply = give(OTHER)
        assert reply.status == 200
        (warning,) = reply.body["warnings"]
        assert warning["code"] == "birth-date"
        said = warning["detail"].replace("\u00a0", " ")
        assert said.startswith("Ce numéro ne correspond pas à votre date de naissance : vérifiez")
        assert to_check() == [(["20230001"], ["birth-date"])]

    def test_that_is_provisional_is_for_the_association_to_check(self) -> None:
        assert give(PROVISIONAL).body["warnings"] == []
        assert to_check() == [(["20230001"], ["provisional"])]

    def test_leaves_nothing_to_check(self) -> None:
        given(NIR)
        assert to_check() == []

    def test_takes_the_place_of_the_one_before(self) -> None:
        first = given(OTHER)
        second = given(NIR)
        assert (holders(first.mac), holders(second.mac)) == ([], ["20230001"])
        assert second.version == 2
        assert to_check() == []

    def test_is_shown_masked_among_the_candidate_s_own_details(self) -> None:
        assert call("GET /v1/me", by=ALICE).body["nir"] is None
        reply = give(NIR)
        assert call("GET /v1/me", by=ALICE).body["nir"] == reply.body

    def test_is_compared_with_no_date_of_birth_that_is_not_known_yet(self) -> None:
        table.write(table.put_anyway({**keys.candidate("NEW1"), "kind": "candidate", "nuc": "NEW1", "email": "n@e.fr"}))
        assert give(OTHER, by=candidate("NEW1")).body["warnings"] == []


class TestMistyped:
    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("298030200212351", "contient une erreur de frappe"),
            ("2980302002123", "Il manque la clé"),
            ("29803020021235", "vous en avez saisi 14"),
            ("", "Saisissez votre numéro de sécurité sociale"),
            ("2" * 65, "vous en avez saisi 65"),
        ],
    )
    def test_is_refused_at_its_field_and_neither_kept_nor_said_again(self, typed: str, said: str) -> None:
        before = kept()
        reply = give(typed)
        problem = refused(reply, 422, "validation")
        (error,) = problem["errors"]
        assert error["pointer"] == "/nir"
        assert said in error["detail"].replace("\u00a0", " ")
        assert not typed or typed not in str(reply)
        assert kept() == before

    def test_asks_kms_for_nothing(self) -> None:
        with watched() as calls:
            give("298030200212351")
        assert not [call for call in calls if call.service == "kms"]

    def test_leaves_the_one_before_in_its_place(self) -> None:
        before = given(NIR)
        give("298030200212351")
        assert record.of(item()) == before

    def test_nothing_at_all_is_asked_for(self) -> None:
        (error,) = refused(give(None), 422, "validation")["errors"]
        assert (error["pointer"], error["detail"]) == ("/nir", "Saisissez votre numéro de sécurité sociale")


class TestNone:
    def test_that_there_is_none_is_kept_and_for_the_association_to_check(self) -> None:
        reply = give(None, none=True)
        assert (reply.status, reply.body["none"], reply.body["masked"]) == (200, True, None)
        assert to_check() == [(["20230001"], ["none"])]

    def test_it_takes_the_place_of_a_number_and_the_other_way_round(self) -> None:
        number = given(NIR)
        assert given(None, none=True).sealed is None
        assert holders(number.mac) == []
        assert given(NIR).sealed is not None
        assert (holders(number.mac), to_check()) == (["20230001"], [])

    def test_a_number_with_it_is_refused(self) -> None:
        (error,) = refused(give(NIR, none=True), 422, "validation")["errors"]
        assert error["pointer"] == "/none"


class TestKnownUnderAnotherNuc:
    def test_the_candidate_gets_the_same_answer_by_the_same_calls(self) -> None:
        def answer() -> tuple[Any, ...]:
            with watched() as calls:
                reply = give(NIR)
            assert reply.headers.pop("ratelimit")  # counts down with every call, whatever it is about
            return (reply.status, reply.headers, reply.body), [str(call) for call in calls]

        unknown = answer()
        known_under_the_same_nuc = answer()
        given(OTHER, by=ALICE)
        given(NIR, by=BOB)
        # From another number to this one, with and without somebody else who has it.
        known = answer()
        assert unknown == known_under_the_same_nuc == known
        assert holders((item() or {})["mac"]) == ["20230001", "20230002"]
        assert [call for call in known[1] if call.startswith("kms")] == ["kms.GenerateMac", "kms.GenerateDataKey"]

    def test_it_is_for_the_association_to_check_until_only_one_has_it(self) -> None:
        given(NIR, by=ALICE)
        given(NIR, by=BOB)
        given(NIR, by=CHLOE)
        assert (["20230001", "20230002", "CH17"], ["shared"]) in to_check()
        given(None, by=BOB, none=True)
        assert (["20230001", "CH17"], ["shared"]) in to_check()
        given(None, by=CHLOE, none=True)
        assert to_check() == [(["20230002"], ["none"]), (["CH17"], ["none"])]


class TestMeanwhile:
    def test_both_are_known_when_two_give_the_same_number_at_once(self) -> None:
        with interrupted("TransactWriteItems", lambda: given(NIR, by=BOB)):
            mac = given(NIR, by=ALICE).mac
        assert holders(mac) == ["20230001", "20230002"]

    def test_of_two_numbers_given_at_once_one_stays_and_no_other_is_known(self) -> None:
        with interrupted("TransactWriteItems", lambda: given(OTHER)):
            last = given(NIR)
        assert (last.version, holders(last.mac)) == (2, ["20230001"])
        assert len([key for key in contents() if key[0].startswith("NIR#")]) == 1

    def test_nothing_is_kept_of_a_candidate_who_is_erased(self) -> None:
        def erase() -> None:
            table.commit(table.delete(keys.candidate("20230001"), table.PRESENT))

        with interrupted("TransactWriteItems", erase):
            refused(give(NIR), 401, "unauthenticated")
        assert not [key for key in contents() if "NIR" in key[1]]


class TestErasing:
    def erase(self, by: Identity) -> None:
        one = record.of(item(by))
        assert one is not None
        indexes = {one.mac: table.read(keys.nir_index(one.mac))[0]} if one.mac else {}
        table.commit(*record.erasing(one, indexes, now=datetime.now(UTC)))

    def test_leaves_nothing_of_the_number(self) -> None:
        before = kept()
        given(NIR)
        self.erase(ALICE)
        assert kept() == before

    def test_leaves_the_number_of_somebody_else(self) -> None:
        mac = given(NIR, by=ALICE).mac
        theirs = given(NIR, by=BOB)
        self.erase(ALICE)
        assert (holders(mac), record.of(item(BOB))) == (["20230002"], theirs)
        assert to_check() == [(["20230002"], ["birth-date"])]

    def test_that_there_was_none_is_erased_too(self) -> None:
        before = kept()
        given(None, none=True)
        self.erase(ALICE)
        assert kept() == before


class TestWho:
    @pytest.mark.parametrize(
        ("by", "status", "code"),
        [(LAON, 403, "forbidden"), (ASSOCIATION, 403, "forbidden"), (NOBODY, 401, "unauthenticated")],
        ids=["centre", "association", "nobody"],
    )
    def test_only_candidates_give_their_number(self, by: Identity, status: int, code: str) -> None:
        before = kept()
        refused(give(NIR, by=by), status, code)
        assert kept() == before

    def test_a_number_is_its_giver_s_own(self) -> None:
        given(NIR, by=ALICE)
        assert item(BOB) is None

    @pytest.mark.parametrize("by", [ALICE, LAON], ids=["candidate", "centre"])
    def test_only_the_association_learns_which_numbers_are_to_be_checked(self, by: Identity) -> None:
        refused(call("GET /v1/nirs-to-check", by=by), 403, "forbidden")

    def test_the_association_is_shown_no_number_masked_or_not(self) -> None:
        given(PROVISIONAL)
        reply = call("GET /v1/nirs-to-check", by=ASSOCIATION)
        assert reply.body == {"items": [{"nucs": ["20230001"], "doubts": ["provisional"]}], "next": None}


class TestAskedFor:
    def set_up(self, **changes: Any) -> None:
        store(*(session.model_copy(update=changes) for session in SESSIONS))

    def test_no_number_is_taken_while_no_session_asks_for_it(self) -> None:
        self.set_up(nir=NirSetting.OFF)
        before = kept()
        with watched() as calls:
            refused(give(NIR), 409, "nir-not-asked")
        assert kept() == before
        assert not [call for call in calls if call.service == "kms"]

    def test_a_session_asks_until_its_last_requests_are_decided(self, clock: time_machine.Traveller) -> None:
        end = max(session.decide_by_at for session in SESSIONS)
        clock.move_to(end - timedelta(microseconds=1))
        assert give(NIR).status == 200
        clock.move_to(end)
        refused(give(NIR), 409, "nir-not-asked")


class TestIdempotencyKey:
    HEADERS: Final = {"Idempotency-Key": "give-my-number"}

    def test_leaves_no_record_whose_fingerprint_could_be_undone(self) -> None:
        assert give(NIR, headers=self.HEADERS).status == 200
        assert not [key for key in contents() if key[0].startswith("IDEMPOTENCY#")]

    def test_binds_to_nothing(self) -> None:
        give(NIR, headers=self.HEADERS)
        again = give(OTHER, headers=self.HEADERS)
        assert (again.status, "idempotent-replayed" in again.headers) == (200, False)
        assert (item() or {})["version"] == 2
