"""What a candidate takes along: the certificate of registration and the convocation, as a page or as a PDF."""

from collections.abc import Callable
from typing import Any, Final, Literal, NamedTuple

from pydantic import Field

from functions.printing import page, sheet
from functions.printing.sheet import File, Sheet
from shared import audit, keys, table
from shared.candidate import Candidate
from shared.catalogue import Centre, Exam
from shared.http.call import Call
from shared.http.door import Door
from shared.http.operation import Answer, Document
from shared.models import Strict
from shared.problems.registrations import NothingToPrintError, NotValidatedError, RegistrationNotFoundError
from shared.registration import access
from shared.registration.model import Registration
from shared.role import Role

door = Door()
DECLARED: Final[dict[str, Any]] = {
    "roles": frozenset({Role.CANDIDATE, Role.CENTRE, Role.ASSOCIATION}),
    "scope": "registrations:read",
    "status": 200,
    "answer": Document,
    "media_types": ("text/html", "application/pdf"),
    "problems": (RegistrationNotFoundError, NotValidatedError, NothingToPrintError),
}


class SheetQuery(Strict):
    format: Literal["html", "pdf"] = Field(default="html", description="Une page à imprimer, ou un PDF")


class Kind(NamedTuple):
    """A document: what it says, and the name of its file."""

    sheet: Callable[..., Sheet]
    name: str


CERTIFICATE: Final = Kind(sheet.certificate, "attestation")
CONVOCATION: Final = Kind(sheet.convocation, "convocation")


@door.operation(
    "GET",
    "/v1/registrations/{reference}/certificate",
    summary="L’attestation d’inscription d’un dossier validé",
    query=SheetQuery,
    **DECLARED,
)
def get_certificate(call: Call, reference: str, query: SheetQuery) -> Answer:
    return _answer(call, reference, CERTIFICATE, query)


@door.operation(
    "GET",
    "/v1/registrations/{reference}/convocation",
    summary="La convocation aux épreuves à venir d’un dossier validé",
    query=SheetQuery,
    **DECLARED,
)
def get_convocation(call: Call, reference: str, query: SheetQuery) -> Answer:
    return _answer(call, reference, CONVOCATION, query)


def _answer(call: Call, reference: str, kind: Kind, query: SheetQuery) -> Answer:
    """Staff who see the document have opened the file: it is entered, once it is certain that there is one."""
    registration, trail = access.load(call, reference, *audit.to_read(call))
    said = kind.sheet(_file(registration), now=call.now)
    audit.record(call, registration.reference, trail)
    return _printed(said, f"{kind.name}-{registration.reference}", query.format)


def _file(registration: Registration) -> File:
    centre, candidate, *exams = table.read(
        keys.centre(registration.centre),
        keys.candidate(registration.nuc),
        *(keys.exam(registration.session, line.exam) for line in registration.lines),
    )
    return File(
        registration,
        Candidate.model_validate(candidate) if candidate else None,
        Centre.model_validate(centre),
        {one.code: one for one in map(Exam.model_validate, exams)},
    )


def _printed(said: Sheet, name: str, format: str) -> Answer:
    if format == "pdf":
        from functions.printing import pdf  # with a library of 60 MB, which a page does not need

        return Answer(200, Document("application/pdf", pdf.render(said), f"{name}.pdf"))
    document = Document("text/html; charset=utf-8", page.render(said), f"{name}.html")
    headers = {"Content-Security-Policy": page.policy(), "Content-Disposition": f'inline; filename="{document.name}"'}
    return Answer(200, document, headers)


lambda_handler = door.handler
