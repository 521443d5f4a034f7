"""The trail is read by the association, signed day by day, and shows whatever was done to it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import boto3
import pytest
import time_machine

from shared import audit, audit_verification, keys, table
from shared.audit import Day, Entry, SignedDigest
from tests.rights.tending import tend
from tests.support.api import ALICE, ASSOCIATION, LAON, call
from tests.support.steps import refused, register

pytestmark = pytest.mark.usefixtures("season")

TODAY = date(2026, 11, 27)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def openings(clock: time_machine.Traveller) -> list[str]:
    """Today five openings by the centre and one by the association, tomorrow two by the centre."""
    references = [register("CHI"), register("BIO")]
    for reference in [*references, *references, references[0]]:
        call(f"GET /v1/registrations/{reference}", by=LAON)
        clock.shift(timedelta(seconds=1))
    call(f"GET /v1/registrations/{references[0]}", by=ASSOCIATION)
    clock.shift(timedelta(days=1))
    for reference in references:
        call(f"GET /v1/registrations/{reference}", by=LAON)
    return references


@pytest.fixture
def signed(openings: list[str], signing_key: bytes, clock: time_machine.Traveller) -> bytes:
    """Both days are over and signed; the public key."""
    clock.shift(timedelta(days=1))
    assert tend()["failed"] == 0
    return signing_key


def digests() -> dict[date, SignedDigest]:
    found = table.all_of(table.key_is("pk", keys.AUDIT_DIGESTS))
    return {one.day: one for one in map(SignedDigest.model_validate, found)}


def found(public_key: bytes) -> list[str]:
    """What `verify` finds in the table as it is."""
    return audit_verification.verify(
        [audit.load(TODAY), audit.load(TOMORROW)], digests(), audit_verification.valid_by(public_key)
    )


def put(item: dict[str, Any]) -> None:
    table.write(table.put_anyway(item))


def gone(item: dict[str, Any]) -> None:
    table.write(table.delete_anyway(keys.of(item)))


def rehashed(item: dict[str, Any]) -> dict[str, Any]:
    return item | {"hash": Entry.model_validate(item).hash_due()}


def forged_anew(day: Day, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
    """What somebody who may write everything and knows this code can do: one whole chain again, with its end."""
    (head,) = (one for one in day.heads if "centre:" in one["sk"])
    chain = [one for one in day.entries if one["by"]["role"] == "centre"]
    for one in chain:
        gone(one)
    previous = audit.BEGINNING
    for number, one in enumerate(change(chain), start=1):
        key = keys.audit_entry(day.day, Entry.model_validate(one).reader, number)
        forged = rehashed(one | key | {"number": number, "previous": previous})
        previous = forged["hash"]
        put(forged)
        put(head | {"number": number, "hash": previous})


class TestReading:
    def test_the_association_reads_a_day_page_by_page(self, openings: list[str]) -> None:
        first = call("GET /v1/audit", by=ASSOCIATION, query={"day": "2026-11-27", "limit": 4})
        rest = call("GET /v1/audit", by=ASSOCIATION, query={"day": "2026-11-27", "cursor": first.body["next"]})
        assert [len(one.body["items"]) for one in (first, rest)] == [4, 2]
        assert rest.body["next"] is None
        readers = {one["reader"] for page in (first, rest) for one in page.body["items"]}
        assert readers == {"Camille Petit", "Dominique Noir"}

    def test_the_digest_stands_beside_the_day_once_it_is_signed(self, openings: list[str], signing_key: bytes) -> None:
        assert call("GET /v1/audit", by=ASSOCIATION, query={"day": "2026-11-27"}).body["digest"] is None
        tend()
        digest = call("GET /v1/audit", by=ASSOCIATION, query={"day": "2026-11-27"}).body["digest"]
        assert (digest["entries"], digest["chains"], digest["faults"]) == (6, 2, 0)

    def test_a_day_is_needed(self) -> None:
        problem = refused(call("GET /v1/audit", by=ASSOCIATION), 422, "validation")
        assert [one["pointer"] for one in problem["errors"]] == ["day"]

    @pytest.mark.parametrize("reader", [ALICE, LAON], ids=lambda one: one["role"])
    def test_nobody_else_reads_it(self, reader: dict[str, str]) -> None:
        refused(call("GET /v1/audit", by=reader, query={"day": "2026-11-27"}), 403, "forbidden")


class TestSigning:
    def test_a_sound_trail_has_no_fault(self, signed: bytes) -> None:
        assert found(signed) == []

    def test_the_day_under_way_is_not_signed(self, signed: bytes) -> None:
        assert max(digests()) == TOMORROW

    def test_a_day_is_not_signed_while_its_last_opening_may_be_under_way(
        self, signing_key: bytes, clock: time_machine.Traveller
    ) -> None:
        clock.shift(timedelta(hours=16, minutes=30))  # half past midnight
        tend()
        assert TODAY not in digests()
        clock.shift(timedelta(hours=1))
        tend()
        assert TODAY in digests()

    def test_days_without_openings_are_signed_too(self, signed: bytes, clock: time_machine.Traveller) -> None:
        clock.shift(timedelta(days=5))
        tend()
        assert digests()[TOMORROW + timedelta(days=3)].entries == 0
        assert found(signed) == []

    def test_signing_again_changes_nothing(self, signed: bytes) -> None:
        before = digests()
        tend()
        assert digests() == before

    def test_the_digest_says_what_was_found_before_it_was_signed(self, openings: list[str], signing_key: bytes) -> None:
        put(audit.load(TODAY).entries[1] | {"reference": "CU-2701-7F3K-92"})
        tend()
        assert digests()[TODAY].faults > 0

    def test_another_key_does_not_verify(self, signed: bytes) -> None:
        client: Any = boto3.client("kms")
        other = client.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
        assert f"{TODAY}: the signature is not valid" in found(client.get_public_key(KeyId=other)["PublicKey"])


class TestWithinADay:
    """Seen at once, before anything is signed."""

    @pytest.fixture
    def day(self, openings: list[str]) -> Day:
        return audit.load(TODAY)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("reference", "CU-2701-7F3K-92"),
            ("correlation_id", "another-call"),
            ("at", "2026-11-27T08:00:01Z"),
            ("by", {"role": "centre", "id": "Camille Petit@C02", "name": "Sacha Blanc"}),
            ("previous", "0" * 64),
            ("hash", "0" * 64),
        ],
    )
    def test_an_altered_entry(self, day: Day, name: str, value: Any) -> None:
        altered = next(one for one in day.entries if one["by"]["role"] == "centre" and one["number"] == 3)
        put(altered | {name: value})
        assert audit.faults(audit.load(TODAY))

    def test_an_entry_altered_with_its_hash(self, day: Day) -> None:
        put(rehashed(day.entries[2] | {"reference": "CU-2701-7F3K-92"}))
        assert audit.faults(audit.load(TODAY))

    @pytest.mark.parametrize("position", range(6))
    def test_a_removed_entry(self, day: Day, position: int) -> None:
        gone(day.entries[position])
        assert audit.faults(audit.load(TODAY))

    def test_an_inserted_entry(self, day: Day) -> None:
        last = day.entries[-1]
        new = {"number": last["number"] + 1, "previous": last["hash"]}
        key = keys.audit_entry(TODAY, Entry.model_validate(last).reader, new["number"])
        put(rehashed(last | new | key))
        assert audit.faults(audit.load(TODAY))

    def test_two_entries_that_changed_places(self, day: Day) -> None:
        one, other = day.entries[2], day.entries[3]
        put(one | keys.of(other))
        put(other | keys.of(one))
        assert audit.faults(audit.load(TODAY))

    def test_a_removed_chain(self, day: Day) -> None:
        for one in day.entries:
            if one["by"]["role"] == "association":
                gone(one)
        assert audit.faults(audit.load(TODAY))

    def test_a_removed_end(self, day: Day) -> None:
        gone(day.heads[0])
        assert audit.faults(audit.load(TODAY))


class TestAcrossDays:
    """A chain made anew with all its hashes and its end is sound in itself: the digest finds it."""

    @pytest.mark.parametrize(
        "change",
        [
            lambda chain: [chain[0] | {"reference": "CU-2701-7F3K-92"}, *chain[1:]],
            lambda chain: chain[1:],
            lambda chain: chain[:-1],
            lambda chain: [*chain, chain[0]],
            lambda chain: list(reversed(chain)),
        ],
        ids=["altered", "removed", "the last one removed", "inserted", "reordered"],
    )
    @pytest.mark.parametrize("day", [TODAY, TOMORROW], ids=str)
    def test_a_chain_made_anew(self, signed: bytes, day: date, change: Any) -> None:
        forged_anew(audit.load(day), change)
        assert audit.faults(audit.load(day)) == []
        assert found(signed) == [f"{day}: not the trail that was signed"]

    def test_a_whole_day_removed(self, signed: bytes) -> None:
        day = audit.load(TODAY)
        for one in [*day.entries, *day.heads]:
            gone(one)
        assert found(signed) == [f"{TODAY}: not the trail that was signed"]

    def test_a_day_removed_with_its_digest(self, signed: bytes) -> None:
        day = audit.load(TODAY)
        for one in [*day.entries, *day.heads, keys.audit_digest(TODAY)]:
            gone(one)
        assert f"{TODAY}: no digest" in found(signed)
        assert f"{TOMORROW}: does not follow the digest of the day before" in found(signed)

    def test_a_digest_made_anew_for_a_forged_day(self, signed: bytes) -> None:
        forged_anew(audit.load(TODAY), lambda chain: chain[1:])
        old = digests()[TODAY]
        anew = audit.digest(audit.load(TODAY), digests()[TODAY - timedelta(days=1)])
        (item,) = table.read(keys.audit_digest(TODAY))
        assert item is not None
        put(item | anew.attributes())
        assert digests()[TODAY].root != old.root
        assert f"{TODAY}: the signature is not valid" in found(signed)
        assert f"{TOMORROW}: does not follow the digest of the day before" in found(signed)
