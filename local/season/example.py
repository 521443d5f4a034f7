"""The example season as the domain sees it, from the lists beside this file. All of it is made up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

from local.season.dates import exam_week, sessions
from shared.candidate import Candidate
from shared.catalogue import Centre, Exam, Seats, Session

_LISTS = Path(__file__).parent


@dataclass(frozen=True)
class Staff:
    """A person of a centre."""

    centre: str
    name: str
    email: str


@dataclass(frozen=True)
class Example:
    sessions: tuple[Session, Session]
    exams: tuple[Exam, ...]
    centres: tuple[Centre, ...]
    seats: tuple[Seats, ...]
    candidates: tuple[Candidate, ...]
    staff: tuple[Staff, ...]
    """Their centres are those that have an API key too."""


def example(now: datetime) -> Example:
    both = sessions(now)
    centres, candidates = _read("centres"), _read("candidates")
    return Example(
        sessions=both,
        exams=tuple(_exam(row, session.code) for session in both for row in _read("exams")),
        centres=tuple(_centre(row, years=range(now.year, now.year + 3)) for row in centres),
        seats=tuple(seats for session in both for row in centres for seats in _seats(row, session.code)),
        candidates=tuple(
            Candidate(email=f"candidat{number}@candidats.example", **row)
            for number, row in enumerate(candidates, start=1)
        ),
        staff=tuple(_staff(row["code"], name) for row in centres for name in row.get("people", ())),
    )


def _read(name: str) -> list[dict[str, Any]]:
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
    email = f"{row['code'].lower()}@centres.example"
    closed = [date.fromisoformat(f"{year}-{day}") for year in years for day in row.get("closing_days", ())]
    return Centre.model_validate({**row, "email": email, "closing_days": closed})


def _seats(row: dict[str, Any], session: str) -> Iterator[Seats]:
    for exam, capacity in row["seats"].items():
        yield Seats(session=session, centre=row["code"], exam=exam, capacity=capacity)


def _staff(centre: str, name: str) -> Staff:
    return Staff(centre, name, email=f"{name.lower().replace(' ', '.')}@{centre.lower()}.example")
