"""A table with as many registrations as it is asked for, written in batches.

Sixty centres and eight sessions, half of all in the one that is open now, in every state. What the operations are about
is the same at every size: the busy centre has a full page of requests that ran out of time, and a page of people is
called Martin. What is found by its own key alone (guards, pointers from an address) is written only where it is needed.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, Final

from bench.archetypes import Archetype, Life, Names, Place
from bench.progress import show
from bench.season import DEPARTMENTS, EXAMS, FEE_CENTS, whims
from functions.lifecycle import executions
from local.season.dates import exam_week
from shared import candidate, catalogue, table
from shared.attributes import Item, serialised
from shared.candidate import Candidate
from shared.catalogue import Centre, Exam, NirSetting, Seats, Session
from shared.registration import reference
from shared.registration.lifecycle import Event

CENTRES: Final = 60
BUSY: Final = "L000"
EXAM: Final = EXAMS[0]
PAGE: Final = 50
ALIKE: Final = PAGE + 10
"""The first registrations: at the busy centre, in the open session, of as many people called Martin."""
MARTIN: Final = "Martin"
PAST: Final = ("2023-01", "2023-06", "2024-01", "2024-06", "2025-01", "2025-06", "2026-01")
EACH: Final = 4
"""Registrations of a person, but for the first."""
STATES: Final = {"validated": 62, "expired": 14, "refused": 12, "withdrawn": 8, "prevalidated": 2, "pending": 2}
"""Of a hundred in the open session; what is open in the others was decided long ago."""
OPEN: Final = {"prevalidated", "pending"}
GUARDS: Final = {"live line", "may choose again"}
SPREAD_SECONDS: Final = 40 * 86_400
AT_ONCE: Final = 25
WRITERS: Final = 3
TAKEN: Final = 1_000
CAPACITY: Final = 9_999


class Population:
    """Of the table that the environment names."""

    def __init__(self, now: datetime) -> None:
        code = f"{now.year + 2}-01"
        self.session = Session(
            code=code,
            opens_at=now - timedelta(days=90),
            closes_at=now + timedelta(days=90),
            decide_by_at=now + timedelta(days=100),
            fee_cents=FEE_CENTS,
            nir=NirSetting.OFF,
        )
        self._exams = [
            Exam(
                session=code,
                code=exam,
                label=f"Épreuve {exam}",
                on=exam_week(code) + timedelta(days=number // 2),
                at=(time(9), time(14))[number % 2],
                duration_minutes=120,
            )
            for number, exam in enumerate(EXAMS)
        ]
        self._centres = [_centre(number) for number in range(CENTRES)]
        self._registrations = 0
        self._lives = self._told(now.replace(microsecond=123_456))

    def set_up(self) -> None:
        """The season, without anybody."""
        seats = (
            Seats(session=self.session.code, centre=one.code, exam=exam, capacity=CAPACITY, taken=TAKEN)
            for one in self._centres
            for exam in EXAMS
        )
        values: list[Session | Exam | Centre | Seats] = [self.session, *self._exams, *self._centres, *seats]
        _write(map(catalogue.item, values))

    def grow_to(self, size: int) -> None:
        """Registrations altogether, those aside that were told one by one."""
        before, self._registrations = self._registrations, size
        _write_all(self._items(range(before, size)))

    def candidate(self, number: int) -> Candidate:
        """Somebody new, without a registration."""
        one = _candidate(number)
        _write([candidate.item(one), *candidate.pointers(one)])
        return one

    def tell(self, life: str, number: int) -> str:
        """The life of somebody who has no other, with everything that belongs to it; its reference."""
        names = self._names(number, self.session.code, BUSY, _candidate(number))
        _put(self._lives[life].under(names))
        return names.reference

    def _items(self, numbers: range) -> Iterator[Item]:
        for done, number in enumerate(numbers, 1):
            one = _candidate(_person(number))
            if number == 0 or _person(number - 1) != _person(number):
                yield serialised(candidate.item(one))
            yield from self._registration(number, one)
            if done % 500 == 0 or done == len(numbers):
                show("registrations", done, len(numbers))

    def _registration(self, number: int, one: Candidate) -> Iterator[Item]:
        """With its history; one that is open has its execution before it is there."""
        whim = whims("growth", number)
        (state,) = whim.choices(list(STATES), list(STATES.values()))
        session, centre = whim.choice((self.session.code, whim.choice(PAST))), self._centres[number % CENTRES].code
        if number < ALIKE:
            state, session, centre = "expired", self.session.code, BUSY
        elif state in OPEN and session in PAST:
            state = "validated"
        names = self._names(number, session, centre, one)
        if state in OPEN:
            executions.start(names.reference)
        earlier = timedelta(seconds=whim.randrange(SPREAD_SECONDS))
        for item in self._lives[state].under(names, earlier):
            if item["kind"]["S"] not in GUARDS:
                yield item

    def _told(self, now: datetime) -> dict[str, Archetype]:
        place = Place(
            self.session,
            self._exams[0],
            self._centres[0],
            Seats(session=self.session.code, centre=BUSY, exam=EXAM, capacity=CAPACITY),
            _candidate(0),
        )

        def life(**ago: int) -> Life:
            return Life(place, now - timedelta(**ago or {"days": 1}))

        told = {
            "pending": life(),
            "prevalidated": life(hours=7).prevalidated(),  # an hour ago: whatever the day, no reminder is due yet
            "validated": life().prevalidated().paid(),
            "refused": life().refused(),
            "withdrawn": life().withdrawn(),
            "expired": life().prevalidated().in_time(Event.EXPIRED),
            "overdue": life(days=40).prevalidated().in_time(Event.REMINDED),
        }
        return {name: Archetype(one.items(), one.names, one.moments) for name, one in told.items()}

    def _names(self, number: int, session: str, centre: str, one: Candidate) -> Names:
        return Names(reference.of(session, serial(number)), session, centre, one.nuc, one.family_name)


def serial(number: int) -> str:
    """The four characters of a reference."""
    return "".join(reference.ALPHABET[number >> shift & 31] for shift in (15, 10, 5, 0))


def _person(registration: int) -> int:
    return registration if registration < ALIKE else ALIKE + (registration - ALIKE) // EACH


def _candidate(number: int) -> Candidate:
    """Every twentieth is called Martin, and every name is as long as that."""
    letters = "".join(chr(ord("a") + number // 26**place % 26) for place in range(5))
    return Candidate(
        nuc=f"N{number:07}",
        given_name="Maëlle",
        birth_name=MARTIN if number < ALIKE or number % 20 == 0 else f"D{letters}",
        born_on=date(1999, 2, 28),
        email=f"n{number:07}@candidats.example",
    )


def _centre(number: int) -> Centre:
    return Centre(
        code=f"L{number:03}",
        name=f"Centre {number}",
        department=DEPARTMENTS[number % len(DEPARTMENTS)],
        address=f"{number + 1} rue de l’Exemple, 02000 Laon",
        email=f"l{number:03}@centres.example",
        payment_terms="Par virement ou par chèque à l’ordre du centre",
    )


def _write(items: Iterable[dict[str, Any]]) -> None:
    _write_all(map(serialised, items))


def _write_all(items: Iterable[Item]) -> None:
    """A few batches at a time: while one is written, the next one is made."""
    waiting = iter(items)
    with ThreadPoolExecutor(WRITERS) as writers:
        while some := list(islice(waiting, WRITERS * 8 * AT_ONCE)):
            list(writers.map(_put, [some[start : start + AT_ONCE] for start in range(0, len(some), AT_ONCE)]))


def _put(items: list[Item]) -> None:
    puts: list[Any] = [{"PutRequest": {"Item": item}} for item in items]
    answer = table.client().batch_write_item(RequestItems={table.name(): puts})
    if answer["UnprocessedItems"]:
        raise RuntimeError("the emulator left something out")
