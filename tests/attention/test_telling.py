"""What centres and the association are told once a day, whatever fails and however often the schedule runs."""

from contextlib import suppress
from datetime import timedelta
from typing import Final

import pytest
from botocore.exceptions import ReadTimeoutError
from time_machine import Traveller

from shared import keys, table
from shared.catalogue import Digest
from tests.attention.conftest import Hourly, local
from tests.support import lives, season
from tests.support.api import ALICE, BOB, CHLOE, LAON, LILLE, call, centre
from tests.support.aws import Aws
from tests.support.calls import Fault, struck, watched
from tests.support.contents import contents, counted
from tests.support.snapshot import Snapshot

PARIS: Final = "Europe/Paris"
MARTINIQUE: Final = "America/Martinique"
REUNION: Final = "Indian/Reunion"


def plain(words: str) -> str:
    return words.replace("\u00a0", " ").replace("\u202f", " ")


def text(aws: Aws, at: int = -1) -> str:
    return plain(aws.sent()[at].get_body(("plain",)).get_content())  # type: ignore[union-attr]


class TestTheRequestsOfACentre:
    def test_are_told_at_eight_with_counts_ages_and_seats_and_no_name(self, hourly: Hourly) -> None:
        lives.register(ALICE, ("CHI", "BIO"))
        hourly.clock.shift(timedelta(minutes=1))
        lives.register(BOB, ("BIO",))
        told = hourly.from_to(local(PARIS, 2026, 11, 30, 0), 24)
        (when, to, subject) = told[0]
        assert (when, to, plain(subject)) == (
            "Mon 08",
            "Centre de Laon <c02@example.org>",
            "Certif-UP : 2 demandes à traiter",
        )
        assert len(told) == 1
        said = text(hourly.aws)
        assert "La plus ancienne est arrivée le vendredi 27 novembre 2026, il y a 1 jour ouvré." in said
        assert "- Chimie (janvier 2027), 1 demande, 5 places libres" in said
        assert "- Biologie (janvier 2027), 2 demandes, 2 places libres" in said
        assert "/centre/demandes" in said
        for word in ("Alice", "Martin", "Bob", "Durand", "20230001"):
            assert word not in said

    def test_are_told_in_the_centres_own_time(self, hourly: Hourly) -> None:
        lives.register(ALICE, centre="C972")
        lives.register(BOB, centre="C974")
        told = hourly.from_to(local("UTC", 2026, 11, 30, 0), 24)
        assert [(when, to.partition("<")[2]) for when, to, _ in told] == [
            ("Mon 04", "c974@example.org>"),
            ("Mon 12", "c972@example.org>"),
        ]

    def test_are_not_told_on_holidays_of_the_place_nor_on_closing_days(self, hourly: Hourly) -> None:
        season.store(season.centre("C02", closing_days=("2026-12-21",)))
        lives.register(ALICE, centre="C974")
        lives.register(BOB)
        # La Réunion keeps 20 December, in 2026 a Sunday; Laon is closed on the Monday.
        told = [
            f"{when[:3]} {to.partition('<')[2][:4]}"
            for when, to, _ in (
                one
                for day in range(4)
                for hour in (4, 7)
                for one in hourly.from_to(local("UTC", 2026, 12, 19 + day, hour), 1)
            )
            if "example.org" in to
        ]
        assert told == ["Mon c974", "Tue c974", "Tue c02@"]

    def test_name_the_decide_by_date_when_it_is_near(self, hourly: Hourly) -> None:
        lives.register(ALICE)
        hourly.from_to(local(PARIS, 2026, 12, 31, 8), 1)
        assert "pour répondre" not in text(hourly.aws, 0)
        since = hourly.aws.sent_count()
        hourly.from_to(local(PARIS, 2027, 1, 4, 8), 1)
        assert "Vous avez jusqu’au vendredi 8 janvier 2027 inclus pour répondre." in text(hourly.aws, since)

    def test_are_not_told_to_a_centre_that_chose_so(self, hourly: Hourly) -> None:
        chosen = call("PUT /v1/centre/notifications", {"digest": "off"}, by=LAON)
        assert (chosen.status, chosen.body) == (200, {"digest": "off"})
        lives.register(ALICE)
        lives.register(BOB, centre="C59")
        told = hourly.from_to(local(PARIS, 2026, 11, 30, 8), 1)
        assert [to for _, to, _ in told] == ["Centre de Lille <c59@example.org>"]

    def test_are_told_unless_a_centre_chose_otherwise(self, aws: Aws) -> None:
        assert call("GET /v1/centre/notifications", by=LILLE).body == {"digest": Digest.DAILY}

    def test_a_key_chooses_nothing(self, aws: Aws) -> None:
        key = centre("C02", scopes="registrations:read registrations:decide payments:write")
        assert call("PUT /v1/centre/notifications", {"digest": "off"}, by=key).status == 403

    def test_with_none_there_is_no_mail_all_day_even_if_one_comes_later(self, hourly: Hourly) -> None:
        assert hourly.from_to(local(PARIS, 2026, 11, 30, 8), 1) == []
        lives.register(ALICE)
        assert hourly.from_to(local(PARIS, 2026, 11, 30, 9), 3) == []
        assert len(hourly.from_to(local(PARIS, 2026, 12, 1, 7), 3)) == 1


class TestThePaymentsOfToday:
    def test_are_told_on_the_last_day(self, hourly: Hourly) -> None:
        for who in (ALICE, BOB):
            lives.prevalidate(lives.register(who, ("CHI", "BIO")))
        assert season.NOW.date().isoformat() == "2026-11-27"  # so the last day is Wednesday 2 December
        assert hourly.from_to(local(PARIS, 2026, 12, 1, 7), 4) == []
        told = hourly.from_to(local(PARIS, 2026, 12, 2, 7), 4)
        assert [(when, plain(subject)) for when, _, subject in told] == [
            ("Wed 08", "Certif-UP : 2 règlements attendus aujourd’hui")
        ]
        said = text(hourly.aws)
        assert "ce mercredi 2 décembre 2026 est le dernier jour pour 2 règlements, 200 € en tout" in said
        assert "- Chimie (janvier 2027), 2 règlements attendus" in said
        assert "Alice" not in said

    def test_and_not_once_they_are_in(self, hourly: Hourly) -> None:
        reference = lives.register(ALICE)
        lives.prevalidate(reference)
        lives.pay(reference)
        assert hourly.from_to(local(PARIS, 2026, 12, 2, 7), 4) == []


class TestTheAssociation:
    def test_is_told_once_a_day_of_what_waits_for_more_than_five_working_days(self, hourly: Hourly) -> None:
        old = lives.register(ALICE)
        hourly.clock.move_to(local(PARIS, 2026, 12, 1, 9))
        lives.register(BOB, centre="C59")
        told = [
            one for day in range(5) for one in hourly.from_to(local(PARIS, 2026, 12, 4, 7) + timedelta(days=day), 3)
        ]
        to_association = [(when, plain(subject)) for when, to, subject in told if "example.org" not in to]
        assert to_association == [
            ("Mon 08", "Certif-UP : 1 demande sans réponse depuis plus de 5 jours ouvrés"),
            ("Tue 08", "Certif-UP : 1 demande sans réponse depuis plus de 5 jours ouvrés"),
        ]
        mails = [one for one in hourly.aws.sent() if str(one["To"]) == "accueil@certif-up.example"]
        said = plain(mails[-1].get_body(("plain",)).get_content())  # type: ignore[union-attr]
        assert f"- {old}, Centre de Laon, reçue le vendredi 27 novembre 2026, il y a 7 jours ouvrés" in said
        assert "Alice" not in said

    def test_counts_by_the_calendar_of_each_centre(self, hourly: Hourly) -> None:
        season.store(season.centre("C59", closing_days=("2026-12-03", "2026-12-04")))
        lives.register(ALICE)
        lives.register(BOB, centre="C59")
        hourly.from_to(local(PARIS, 2026, 12, 7, 8), 1)
        (mail,) = [one for one in hourly.aws.sent() if str(one["To"]) == "accueil@certif-up.example"]
        said = plain(mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]
        assert "Centre de Laon" in said
        assert "Centre de Lille" not in said


class TestOnceADay:
    def test_two_runs_at_once_send_one(self, aws: Aws, clock: Traveller) -> None:
        """The second comes in between at every call that the first makes."""
        self._one_centre()
        lives.register(ALICE)
        clock.move_to(local(PARIS, 2026, 11, 30, 8))
        start = Snapshot.taken()
        with watched() as made:
            aws.attention()
        for number in range(len(made)):
            start.restore()
            sent = aws.sent_count()
            clock.shift(timedelta(minutes=6))

            def meanwhile(at: int, _call: object, number: int = number) -> None:
                if at == number:
                    with watched():
                        aws.attention()

            with watched(before=meanwhile):
                aws.attention()
            aws.deliver()
            assert aws.sent_kinds(sent) == ["requests_waiting"], made[number]

    def test_a_crash_at_any_call_loses_none_and_sends_none_twice(self, aws: Aws, clock: Traveller) -> None:
        self._one_centre()
        lives.register(ALICE)
        clock.move_to(local(PARIS, 2026, 12, 8, 8))
        start = Snapshot.taken()
        with watched() as made:
            aws.attention()
            aws.deliver()
        assert len(made) > 10
        for number, one in enumerate(made):
            # To die before a read and after it is the same.
            reads = one.operation in {"Query", "BatchGetItem", "ReceiveMessage"}
            for fault in [Fault.CRASH_AFTER] if reads else Fault:
                start.restore()
                self._empty(aws, clock)
                sent = aws.sent_count()
                with struck(number, fault) as reached, suppress(ReadTimeoutError):
                    aws.attention()
                    aws.deliver()
                clock.shift(timedelta(hours=1))
                aws.attention()
                aws.deliver()
                kinds = sorted(aws.sent_kinds(sent))
                mailed = [each for each in reached if each.operation == "SendRawEmail"]
                unmarked = one.operation == "SendRawEmail" and fault is not Fault.CRASH_BEFORE
                unmarked |= one.operation == "UpdateItem" and fault is Fault.CRASH_BEFORE
                assert set(kinds) == {"requests_overdue", "requests_waiting"}, (str(one), fault)
                assert len(kinds) == 2 + bool(mailed and unmarked), (str(one), fault, kinds)

    @staticmethod
    def _one_centre() -> None:
        for code in ("C59", "C67", "C972", "C974"):
            table.write(table.delete_anyway(keys.centre(code)))

    @staticmethod
    def _empty(aws: Aws, clock: Traveller) -> None:
        clock.move_to(local(PARIS, 2026, 12, 8, 8) + timedelta(minutes=6))
        while records := aws.waiting():
            aws.forget(records)

    def test_a_quiet_hour_costs_three_queries(self, aws: Aws, clock: Traveller) -> None:
        lives.register(ALICE)
        clock.move_to(local(PARIS, 2026, 11, 30, 8))
        aws.attention()
        aws.deliver()
        with counted() as calls:
            assert aws.attention()["ordered"] == 0
        assert calls == {"Query": 3}

    def test_one_centre_that_fails_does_not_keep_the_others_from_being_told(self, aws: Aws, clock: Traveller) -> None:
        reference = lives.register(ALICE)
        lives.register(BOB, centre="C59")
        table.write(table.update(keys.registration(reference), remove=["amount_cents"]))
        clock.move_to(local(PARIS, 2026, 11, 30, 8))
        assert aws.attention()["failed"] == 1
        aws.deliver()
        assert [str(one["To"]) for one in aws.sent()] == ["Centre de Lille <c59@example.org>"]

    def test_it_can_be_had_at_any_time_and_then_not_again_that_day(self, aws: Aws, clock: Traveller) -> None:
        lives.register(ALICE)
        clock.move_to(local(PARIS, 2026, 11, 29, 3))
        aws.attention(anytime=True)
        aws.attention(anytime=True)
        aws.deliver()
        assert aws.sent_kinds() == ["requests_waiting"]


@pytest.mark.usefixtures("aws")
def test_neither_the_notice_nor_its_order_names_anybody(aws: Aws, clock: Traveller) -> None:
    lives.register(CHLOE)
    clock.move_to(local(PARIS, 2026, 12, 10, 8))
    aws.attention()
    notices = str([item for item in contents().values() if item["kind"] == "notice"])
    orders = str([record["body"] for record in aws.waiting()])
    assert "overdue" in orders
    for word in ("Chloé", "Roux", "CH17", "chloe"):
        assert word not in notices + orders
