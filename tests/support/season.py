"""A season to test with: a session open now, its successor, four exams, five centres, three candidates."""

from copy import deepcopy
from datetime import UTC, date, datetime, time
from typing import Any, Final

from moto.dynamodb.models import dynamodb_backends

from shared import candidate, catalogue, table
from shared.candidate import Candidate
from shared.catalogue import Centre, Exam, NirSetting, Seats, Session
from tests.support import template

Value = Session | Exam | Centre | Seats | Candidate

NOW: Final = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
"""A Friday, 9:00 in Paris."""
THIS: Final = "2027-01"
NEXT: Final = "2027-06"

SESSIONS: Final = (
    Session(
        code=THIS,
        opens_at=datetime(2026, 10, 1, 7, tzinfo=UTC),
        closes_at=datetime(2026, 12, 15, 23, tzinfo=UTC),
        decide_by_at=datetime(2027, 1, 8, 23, tzinfo=UTC),
        fee_cents=5000,
        nir=NirSetting.OPTIONAL,
        successor=NEXT,
    ),
    Session(
        code=NEXT,
        opens_at=datetime(2027, 3, 1, 7, tzinfo=UTC),
        closes_at=datetime(2027, 5, 14, 22, tzinfo=UTC),
        decide_by_at=datetime(2027, 5, 31, 22, tzinfo=UTC),
        fee_cents=5000,
        nir=NirSetting.OPTIONAL,
    ),
)

# CHI and PHY are at the same hour in January; in June BIO and TEC are.
HOURS: Final = {
    THIS: {
        "CHI": (date(2027, 1, 13), time(9)),
        "PHY": (date(2027, 1, 13), time(9)),
        "BIO": (date(2027, 1, 14), time(9)),
        "TEC": (date(2027, 1, 14), time(14)),
    },
    NEXT: {
        "CHI": (date(2027, 6, 16), time(9)),
        "PHY": (date(2027, 6, 16), time(9)),
        "BIO": (date(2027, 6, 17), time(9)),
        "TEC": (date(2027, 6, 17), time(9)),
    },
}
LABELS: Final = {"CHI": "Chimie", "PHY": "Physique", "BIO": "Biologie", "TEC": "Technologie"}

CAPACITIES: Final = {
    THIS: {
        "C02": {"CHI": 5, "PHY": 5, "BIO": 2, "TEC": 1},
        "C59": {"CHI": 5, "BIO": 5},
        "C67": {"CHI": 5, "BIO": 5},
        "C972": {"CHI": 5, "BIO": 5},
        "C974": {"CHI": 5},
    },
    NEXT: {
        "C02": {"CHI": 5, "BIO": 1, "TEC": 1},
        "C59": {"CHI": 5, "PHY": 5, "BIO": 5},
    },
}
_CENTRES: Final = {
    "C02": ("Centre de Laon", "02", "Laon"),
    "C59": ("Centre de Lille", "59", "Lille"),
    "C67": ("Centre de Strasbourg", "67", "Strasbourg"),
    "C972": ("Centre de Fort-de-France", "972", "Fort-de-France"),
    "C974": ("Centre de Saint-Denis", "974", "Saint-Denis"),
}

ALICE: Final = Candidate(
    nuc="20230001",
    given_name="Alice",
    birth_name="Martin",
    born_on=date(1998, 3, 27),
    email="alice@example.org",
    phone="+33612345678",
)
BOB: Final = Candidate(
    nuc="20230002", given_name="Bob", birth_name="Durand", born_on=date(1997, 1, 2), email="bob@example.org"
)
CHLOE: Final = Candidate(
    nuc="CH17", given_name="Chloé", birth_name="Roux", born_on=date(1996, 5, 6), email="chloe@example.org"
)


def centre(code: str, **settings: Any) -> Centre:
    """A centre of the season, with settings of its own where they are given."""
    name, department, town = _CENTRES[code]
    return Centre(
        code=code,
        name=name,
        department=department,
        address=f"1 rue des Écoles, {department}000 {town}",
        email=f"{code.lower()}@example.org",
        payment_terms="Par virement ou par chèque à l’ordre du centre",
        **settings,
    )


def exams(session: str) -> list[Exam]:
    return [
        Exam(session=session, code=code, label=LABELS[code], on=on, at=at, duration_minutes=180)
        for code, (on, at) in HOURS[session].items()
    ]


def seats(session: str, centre: str, exam: str, *, taken: int = 0, **changes: Any) -> Seats:
    capacity = changes.get("capacity", CAPACITIES[session].get(centre, {}).get(exam, 1))
    return Seats(session=session, centre=centre, exam=exam, capacity=capacity, taken=taken)


def load() -> None:
    """Writes the season into the empty table: the first time through the API, then from a copy, which is quicker."""
    stored = dynamodb_backends[template.ACCOUNT][template.REGION].tables[table.name()]
    if _loaded:
        stored.items = deepcopy(_loaded[0])
        return
    everything: list[Value] = [*SESSIONS, *map(centre, _CENTRES), ALICE, BOB, CHLOE]
    for session, centres in CAPACITIES.items():
        everything += exams(session)
        everything += [seats(session, code, exam) for code, offered in centres.items() for exam in offered]
    store(*everything)
    _loaded.append(deepcopy(stored.items))


_loaded: list[Any] = []


def store(*values: Value) -> None:
    """Writes over whatever stood there."""
    puts: list[Any] = []
    for one in values:
        items = [candidate.item(one), *candidate.pointers(one)] if isinstance(one, Candidate) else [catalogue.item(one)]
        puts += [{"PutRequest": table.put_anyway(item).action["Put"]} for item in items]
    for start in range(0, len(puts), 25):
        table.client().batch_write_item(RequestItems={table.name(): puts[start : start + 25]})
