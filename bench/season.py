"""What the load is about: a session of its own, its centres with few or many seats, its candidates. All made up."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from local.season.dates import PARIS, exam_week
from shared.departments import time_zone

DEPARTMENTS: Final = ("02", "59", "67", "972")
EXAMS: Final = ("ANG", "CHI", "DRO", "GEO", "HIS", "MAT", "PHY", "SVT")
FEE_CENTS: Final = 5_000
SCARCE: Final = 4
"""Every so many centres one has seats for a fraction of those who ask."""

Row = dict[str, str]


class Size(NamedTuple):
    candidates: int
    centres: int

    @property
    def seats(self) -> int:
        """Of an exam at a centre that has enough: nobody would have to be refused if all came evenly."""
        return 2 * self.candidates // self.centres + 1

    @property
    def few_seats(self) -> int:
        return max(self.candidates // self.centres // 16, 1)


def session_after(codes: list[str]) -> str:
    """The first session of the year after all of these."""
    return f"{int(max(codes)[:4]) + 1}-01"


def said(session: str) -> dict[str, Any]:
    """Opened an hour ago; requests are taken and answered until well before the exams."""
    week = datetime.combine(exam_week(session), datetime.min.time(), PARIS)
    return {
        "opens_at": (datetime.now(UTC) - timedelta(hours=1)).isoformat(),
        "closes_at": (week - timedelta(weeks=4)).isoformat(),
        "decide_by_at": (week - timedelta(weeks=3)).isoformat(),
        "fee_cents": FEE_CENTS,
        "successor": None,
        "nir": "off",
    }


def exams(session: str) -> list[Row]:
    """Two a day, so that none is at the hour of another."""
    monday = exam_week(session)
    return [
        {
            "code": code,
            "intitule": f"Épreuve {code}",
            "date": f"{monday + timedelta(days=number // 2):%d/%m/%Y}",
            "heure": ("09:00", "14:00")[number % 2],
            "duree_min": "120",
        }
        for number, code in enumerate(EXAMS)
    ]


def centre_codes(size: Size) -> list[str]:
    return [f"L{number:03}" for number in range(size.centres)]


def zone_of(centre: str) -> ZoneInfo:
    return time_zone(_department(centre))


def _department(centre: str) -> str:
    return DEPARTMENTS[int(centre[1:]) % len(DEPARTMENTS)]


def centres(size: Size) -> list[Row]:
    return [
        {
            "code": code,
            "nom": f"Centre {number}",
            "adresse": f"{number + 1} rue de l’Exemple",
            "code_postal": "02000",
            "commune": "Laon",
            "departement": _department(code),
            "courriel": f"{code.lower()}@centres.example",
            "modalites_reglement": "Par virement ou par chèque à l’ordre du centre",
        }
        for number, code in enumerate(centre_codes(size))
    ]


def offer(size: Size) -> list[Row]:
    return [
        {
            "centre": code,
            "epreuve": exam,
            "places": str(size.few_seats if number % SCARCE == 0 else size.seats),
        }
        for number, code in enumerate(centre_codes(size))
        for exam in EXAMS
    ]


def candidates(size: Size) -> list[Row]:
    return [
        {
            "nuc": f"L{number:07}",
            "nom": f"D’Hœdt-{_letters(number)}",
            "prenom": "Maëlle",
            "date_naissance": "28/02/1999",
            "courriel": f"l{number}@candidats.example",
            "derniere_session": "2024-01",
        }
        for number in range(size.candidates)
    ]


def whims(*about: object) -> random.Random:
    """What somebody will want: other people want other things, and every run the same."""
    return random.Random("/".join(map(str, about)))  # noqa: S311 (a choice, not a secret)


def _letters(number: int) -> str:
    """Names have no digits."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
