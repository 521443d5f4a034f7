"""The example season as the domain sees it, from the lists beside this file. All of it is made up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import yaml

from local.season.dates import exam_week, sessions
from shared.candidate import Candidate
from shared.catalogue import Centre, Exam, Seats, Session
from shared.person import Person
from shared.role import Role

ASSOCIATION: Final = Person(
    name="Dominique Aubrac", email="dominique.aubrac@association.example", role=Role.ASSOCIATION
)
_LISTS: Final = Path(__file__).parent


@dataclass(frozen=True)
class Example:
    sessions: tuple[Session, Session]
    exams: tuple[Exam, ...]
    centres: tuple[Centre, ...]
    seats: tuple[Seats, ...]
    candidates: tuple[Candidate, ...]
    people: tuple[Person, ...]
    """Those of the centres that can be used, in the order in which they are shown; their centres have a key too."""


def example(now: datetime) -> Example:
    both = sessions(now)
    centres = _rows("centres")
    years = range(now.year, now.year + 3)
    return Example(
        sessions=both,
        exams=tuple(_exam(row, session.code) for session in both for row in _rows("exams")),
        centres=tuple(_centre(row, years) for row in centres),
        seats=tuple(seats for session in both for row in centres for seats in _seats(row, session.code)),
        candidates=tuple(_candidate(row, number) for number, row in enumerate(_rows("candidates"), start=1)),
        people=tuple(_person(row["code"], name) for row in centres for name in row.get("people", ())),
    )


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((_LISTS / f"{name}.yaml").read_text(encoding="utf-8"))
    return rows


def _exam(row: dict[str, Any], session: str) -> Exam:
    return Exam(
        session=session,
        code=row["code"],
        label=row["label"],
        on=exam_week(session) + timedelta(days=row["day"] - 1),
        at=time.fromisoformat(row["at"]),
        duration_minutes=row["minutes"],
    )


def _centre(row: dict[str, Any], years: range) -> Centre:
    closing_days = [date.fromisoformat(f"{year}-{day}") for year in years for day in row.get("closing_days", ())]
    return Centre(**row | {"email": f"{row['code'].lower()}@centres.example", "closing_days": closing_days})


def _seats(row: dict[str, Any], session: str) -> Iterator[Seats]:
    for exam, capacity in row["seats"].items():
        yield Seats(session=session, centre=row["code"], exam=exam, capacity=capacity)


def _candidate(row: dict[str, Any], number: int) -> Candidate:
    return Candidate(email=f"candidat{number}@candidats.example", **row)


def _person(centre: str, name: str) -> Person:
    address = f"{name.lower().replace(' ', '.')}@{centre.lower()}.example"
    return Person(name=name, email=address, role=Role.CENTRE, centre=centre)
