"""Who sits an exam at a centre: the examiners' list, in the order of the names."""

from datetime import date

from boto3.dynamodb.conditions import Key
from pydantic import Field

from functions.prevalidate import people
from shared import catalogue, keys, sheets, table
from shared.candidate import Account, Candidate
from shared.catalogue import Exam, SessionCode
from shared.contact.text import comparable
from shared.http.call import Call
from shared.http.operation import Answer, Document, operation
from shared.models import Strict
from shared.problems.calls import NotFoundError
from shared.registration.lifecycle import State
from shared.registration.model import Registration
from shared.registration.view import View
from shared.role import Role
from shared.sheets import Dialect

CENTRE = frozenset({Role.CENTRE})
COLUMNS = ("N°", "NOM Prénom", "Date de naissance", "NUC", "Référence", "Signature")


class AttendanceQuery(Strict):
    """`session` is the current one when it is left out."""

    session: SessionCode | None = None


class AttendanceSheetQuery(AttendanceQuery):
    format: Dialect = Field(
        default=Dialect.EXCEL, description="`excel`, ou `rfc4180` : virgules, dates ISO, sans marque"
    )


class AttendanceLine(View):
    """`born_on` is None once the person's data are erased."""

    family_name: str
    given_name: str
    born_on: date | None
    nuc: str
    reference: str
    carried_over_from: str | None


class AttendanceList(View):
    session: str
    exam: str
    label: str
    date: date
    time: str
    items: list[AttendanceLine]


@operation(
    "GET",
    "/v1/centre/exams/{exam}/attendance",
    summary="La liste d’émargement d’une épreuve : inscriptions validées et non reportées, par ordre alphabétique",
    roles=CENTRE,
    scope="registrations:read",
    query=AttendanceQuery,
    status=200,
    answer=AttendanceList,
)
def list_attendance(call: Call, exam: str, query: AttendanceQuery) -> Answer:
    sat, items = _load(call, exam, query)
    body = AttendanceList(
        session=sat.session, exam=sat.code, label=sat.label, date=sat.on, time=f"{sat.at:%H:%M}", items=items
    )
    return Answer(200, body)


@operation(
    "GET",
    "/v1/centre/exams/{exam}/attendance.csv",
    summary="La même liste à imprimer (CSV), avec une colonne pour les signatures",
    roles=CENTRE,
    scope="registrations:read",
    query=AttendanceSheetQuery,
    status=200,
    answer=Document,
    media_types=("text/csv",),
)
def attendance_sheet(call: Call, exam: str, query: AttendanceSheetQuery) -> Answer:
    sat, items = _load(call, exam, query)
    rows = (
        (number, f"{one.family_name.upper()} {one.given_name}", one.born_on, one.nuc, one.reference, None)
        for number, one in enumerate(items, start=1)
    )
    content = sheets.written(COLUMNS, rows, query.format)
    return Answer(200, Document(people.CSV, content, f"certif-up-emargement-{sat.session}-{sat.code}.csv"))


def _load(call: Call, typed: str, query: AttendanceQuery) -> tuple[Exam, list[AttendanceLine]]:
    """Validated registrations hold seats, so their number at one centre is bounded by its capacities.

    Raises:
        NotFoundError: the session has no such exam.
    """
    session = query.session or catalogue.session_meant(now=call.now)
    validated = keys.centre_list(session, State.VALIDATED)
    found = table.all_of(
        Key("centre_pk").eq(call.identity.centre) & Key("centre_sk").begins_with(validated), index=keys.CENTRE_INDEX
    )
    registrations = [one for one in map(Registration.model_validate, found) if _sits(one, typed.upper())]
    (item,), accounts = people.opened(call, session, registrations, keys.exam(session, typed.upper()))
    if item is None:
        raise NotFoundError("Cette session n’a pas d’épreuve de ce code.")
    lines = [_line(one, accounts.get(one.nuc)) for one in registrations]
    return Exam.model_validate(item), sorted(lines, key=_alphabetical)


def _sits(registration: Registration, exam: str) -> bool:
    line = registration.line(exam)
    return line is not None and not line.deferred


def _line(registration: Registration, person: Account | None) -> AttendanceLine:
    return AttendanceLine(
        family_name=registration.family_name,
        given_name=registration.given_name,
        born_on=person.born_on if isinstance(person, Candidate) else None,
        nuc=registration.nuc,
        reference=registration.reference,
        carried_over_from=registration.carried_over_from,
    )


def _alphabetical(one: AttendanceLine) -> tuple[str, ...]:
    """As in a French directory: accents, case, hyphens and spaces count only between names otherwise alike."""
    return (comparable(one.family_name), comparable(one.given_name), one.family_name, one.given_name, one.reference)
