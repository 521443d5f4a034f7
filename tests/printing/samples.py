"""Sheets to look at and to compare: names of the example season, with the letters that fonts lack first."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from functions.printing.sheet import File, Sheet, certificate, convocation
from shared.candidate import Candidate
from shared.catalogue import Exam
from shared.registration.lifecycle import State
from shared.registration.model import SYSTEM, Line, LineDeferral, Registration, lines
from tests.support.season import THIS, centre

NOW: Final = datetime(2027, 1, 5, 10, tzinfo=UTC)

NGUYET: Final = Candidate(
    nuc="57926008",
    given_name="Nguyệt",
    birth_name="Nguyễn",
    usual_name="Roux",
    born_on=date(1988, 1, 30),
    email="candidat23@candidats.example",
)
LUKASZ: Final = Candidate(
    nuc="51294932",
    given_name="Łukasz",
    birth_name="Wiśniewski",
    born_on=date(1987, 4, 1),
    email="candidat11@candidats.example",
)
CHLOE: Final = Candidate(
    nuc="85243012",
    given_name="Chloé",
    birth_name="D’Hœdt",
    born_on=date(1996, 7, 14),
    email="candidat3@candidats.example",
)

_EXAMS: Final = (
    Exam(
        session=THIS,
        code="COMPTA-2",
        label="Comptabilité : travaux de fin d’exercice",
        on=date(2027, 1, 12),
        at=time(9),
        duration_minutes=180,
    ),
    Exam(session=THIS, code="TABLEUR", label="Tableur", on=date(2027, 1, 12), at=time(14), duration_minutes=90),
    Exam(
        session=THIS,
        code="FISCAL",
        label="Fiscalité de l’entreprise",
        on=date(2027, 1, 14),
        at=time(9, 30),
        duration_minutes=120,
    ),
)


def file(candidate: Candidate | None, *, at: str = "C02", deferred: tuple[str, ...] = (), **changes: Any) -> File:
    """A validated registration for three exams; `deferred` names those that were deferred."""
    where = centre(at)
    registration = Registration(
        reference="CU-2701-7F3K-92",
        version=3,
        state=State.VALIDATED,
        session=THIS,
        centre=at,
        nuc=candidate.nuc if candidate else "",
        given_name="Personne",
        family_name="effacée",
        lines=tuple(_deferred(line) if line.exam in deferred else line for line in lines(_EXAMS, where)),
        amount_cents=15000,
        created_at=NOW - timedelta(days=30),
        changed_at=NOW,
        entered_at=NOW,
        entered_by=SYSTEM,
    )
    known = {exam.code: exam for exam in _EXAMS}
    return File(registration.model_copy(update=changes), candidate, where, known)


def _deferred(line: Line) -> Line:
    return line.model_copy(update={"deferral": LineDeferral.GRANTED, "deferred_at": NOW})


SAMPLES: Final[dict[str, Sheet]] = {
    "attestation": certificate(file(NGUYET), now=NOW),
    "attestation-report": certificate(file(CHLOE, deferred=("TABLEUR",)), now=NOW),
    "convocation": convocation(file(LUKASZ), now=NOW),
    "convocation-outre-mer": convocation(file(NGUYET, at="C972"), now=NOW),
}
