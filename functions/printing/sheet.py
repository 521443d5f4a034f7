"""What stands on a certificate of registration and on a convocation: once, for the page and for the PDF alike."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from shared.candidate import Candidate
from shared.catalogue import Centre, Exam
from shared.french.formats import clock, day_and_month, duration, enumeration, long_date, unless_paris
from shared.french.typography import typeset
from shared.french.words import session_name
from shared.problems.registrations import NothingToPrintError, NotValidatedError
from shared.registration.lifecycle import State
from shared.registration.model import Line, Registration

COLUMNS: Final = ("Épreuve", "Date et heure", "Durée")
IDENTITY_PAPER: Final = "Présentez-vous avec une pièce d’identité."


class File(NamedTuple):
    """What the table says of one registration. `candidate` is None once the person's data are erased."""

    registration: Registration
    candidate: Candidate | None
    centre: Centre
    exams: dict[str, Exam]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Texts as they are read. `person` and `place` are labels with their values, `exams` rows of `columns`."""

    title: str
    session: str
    opening: str
    person_heading: str = "Candidat"
    person: tuple[tuple[str, str], ...]
    exams_heading: str = "Épreuves"
    columns: tuple[str, ...] = COLUMNS
    exams: tuple[tuple[str, ...], ...]
    place_heading: str = "Centre d’épreuves"
    place: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    issued: str

    def texts(self) -> dict[str, Any]:
        """With the no-break spaces of French typography."""
        return {name: _typeset(value) for name, value in asdict(self).items()}


def certificate(file: File, *, now: datetime) -> Sheet:
    """« Attestation d’inscription »: the exams that were not deferred, those of the past included.

    Raises:
        NotValidatedError: the registration is not definitive.
        NothingToPrintError: every exam was deferred, or the person's data are erased.
    """
    lines = _lines(file)
    deferred = [_label(file, line) for line in file.registration.lines if line.deferred]
    return _sheet(
        file,
        lines,
        now,
        title="Attestation d’inscription",
        opening="L’UPPCTSC atteste que l’inscription aux épreuves ci-dessous est définitive.",
        notes=(f"Ne figure pas ici, par suite d’un report : {enumeration(deferred)}.",) if deferred else (),
    )


def convocation(file: File, *, now: datetime) -> Sheet:
    """« Convocation »: the exams that are not over yet.

    Raises:
        NotValidatedError: the registration is not definitive.
        NothingToPrintError: no exam is still to come, or the person's data are erased.
    """
    lines = [line for line in _lines(file) if now < line.starts_at + file.exams[line.exam].duration()]
    if not lines:
        raise NothingToPrintError("Les épreuves de ce dossier sont passées : il n’y a plus de convocation.")
    return _sheet(
        file,
        lines,
        now,
        title="Convocation aux épreuves",
        opening="Présentez cette convocation au centre d’épreuves, avant l’heure de chaque épreuve.",
        notes=(IDENTITY_PAPER,),
    )


def _lines(file: File) -> list[Line]:
    if file.registration.state is not State.VALIDATED:
        raise NotValidatedError(file.registration.state)
    lines = [line for line in file.registration.lines if not line.deferred]
    if not lines:
        raise NothingToPrintError("Toutes les épreuves de ce dossier ont été reportées : voyez le dossier du report.")
    return lines


def _sheet(file: File, lines: list[Line], now: datetime, *, title: str, opening: str, notes: tuple[str, ...]) -> Sheet:
    return Sheet(
        title=title,
        session=f"Session d’épreuves de {session_name(file.registration.session)}",
        opening=opening,
        person=_person(file),
        exams=tuple(_exam(file, line) for line in lines),
        place=(("Centre", file.centre.name), ("Adresse", file.centre.address), ("Courriel", file.centre.email)),
        notes=notes,
        issued=f"Établi le {long_date(now.astimezone(file.centre.zone).date())} par Certif-UP, pour l’UPPCTSC.",
    )


def _person(file: File) -> tuple[tuple[str, str], ...]:
    one = file.candidate
    if one is None:
        raise NothingToPrintError("Les données de cette personne ont été effacées : rien ne peut plus être établi.")
    born = f"{day_and_month(one.born_on)} {one.born_on.year}"
    return (
        *((("Nom d’usage", one.usual_name),) if one.usual_name else ()),
        ("Nom de naissance", one.birth_name),
        ("Prénom", one.given_name),
        ("Date de naissance", born),
        ("NUC", one.nuc),
        ("Dossier n°", file.registration.reference),
    )


def _exam(file: File, line: Line) -> tuple[str, ...]:
    hour = f"{long_date(line.on)} à {clock(line.at)}{unless_paris(file.centre.zone)}"
    return (_label(file, line), hour, duration(file.exams[line.exam].duration()))


def _label(file: File, line: Line) -> str:
    return file.exams[line.exam].label


def _typeset(value: Any) -> Any:
    return typeset(value) if isinstance(value, str) else [_typeset(one) for one in value]
