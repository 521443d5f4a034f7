"""Asking for a deferral: lines of a validated registration, once each, for one of two grounds.

Source: Mode opératoire B, « rappel des règles de report ».
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from functions.deferral.view import DeferralView, shown_with_uploads
from shared import deferral, keys, table
from shared.deferral import Deferral, Ground
from shared.documents.document import Document
from shared.http.call import Call
from shared.http.operation import Answer, operation
from shared.models import Strict
from shared.problems.calls import FieldError, ValidationError
from shared.problems.registrations import (
    AlreadyDeferredError,
    DeadlinePassedError,
    IllegalTransitionError,
    RegistrationNotFoundError,
)
from shared.registration import access, transition
from shared.registration.lifecycle import Event, possible_actions
from shared.registration.model import Line, LineDeferral, Registration
from shared.role import Role
from shared.settings import setting


class DeferralRequest(Strict):
    exams: tuple[Annotated[str, StringConstraints(max_length=16, to_upper=True)], ...] = Field(
        min_length=1, max_length=20, description="Les épreuves à reporter"
    )
    ground: Ground
    reason: str | None = Field(
        default=None, validate_default=True, min_length=1, max_length=1000, description="Le motif de l’entreprise"
    )

    @field_validator("reason")
    @classmethod
    def _an_employer_says_why(cls, reason: str | None, others: ValidationInfo) -> str | None:
        if others.data.get("ground") is Ground.EMPLOYER and not reason:
            raise ValueError("Indiquez pour quel motif l’entreprise ne peut vous libérer")
        return reason


@operation(
    "POST",
    "/v1/registrations/{reference}/deferral",
    summary="Demander le report d’épreuves d’une inscription validée",
    roles=frozenset({Role.CANDIDATE}),
    body=DeferralRequest,
    status=201,
    answer=DeferralView,
    problems=(RegistrationNotFoundError, IllegalTransitionError, AlreadyDeferredError, DeadlinePassedError),
)
def ask(call: Call, reference: str, body: DeferralRequest) -> Answer:
    """The same request again, while it is open, answers 200 with what was asked the first time.

    The answer has a form to send the first document with.
    """
    registration, _ = access.load(call, reference)
    lines = named_lines(registration, body.exams)
    if (asked := _same_request(lines, body)) is not None:
        return Answer(200, shown_with_uploads(asked, call.identity, now=call.now))
    call.expects(registration.version)
    check(registration, lines, ask_within=timedelta(days=int(setting("DEFERRAL_REQUEST_DAYS"))), now=call.now)
    requested = Deferral(
        id=deferral.identifier(registration.reference, registration.version + 1),
        reference=registration.reference,
        nuc=registration.nuc,
        given_name=registration.given_name,
        family_name=registration.family_name,
        session=registration.session,
        centre=registration.centre,
        exams=body.exams,
        ground=body.ground,
        reason=body.reason,
        requested_at=call.now,
        documents=(Document(number=1),),
    )
    changed = registration.lines_with(body.exams, deferral=LineDeferral.REQUESTED, deferral_id=requested.id)
    after = transition.moved(registration, Event.DEFERRAL_REQUESTED, call.cause, lines=changed)
    details = {"id": requested.id, "exams": list(body.exams), "ground": str(body.ground)}
    return call.commit(
        [
            *transition.writes(registration, after, Event.DEFERRAL_REQUESTED, call.cause, details),
            *deferral.requested(requested),
        ],
        Answer(201, shown_with_uploads(requested, call.identity, now=call.now)),
    )


def named_lines(registration: Registration, exams: tuple[str, ...]) -> list[Line]:
    """The lines that a request names.

    Raises:
        ValidationError: an exam is not one of them, or is named twice.
    """
    errors = [
        FieldError("/exams", "twice", f"L’épreuve {exam} est demandée deux fois")
        for exam, times in Counter(exams).items()
        if times > 1
    ]
    found = []
    for position, exam in enumerate(exams):
        if (line := registration.line(exam)) is not None:
            found.append(line)
        else:
            errors.append(FieldError(f"/exams/{position}", "unknown", f"L’épreuve {exam} n’est pas dans ce dossier"))
    if errors:
        raise ValidationError(errors)
    return found


def check(registration: Registration, lines: list[Line], *, ask_within: timedelta, now: datetime) -> None:
    """Whether these lines can be asked for now.

    Raises:
        IllegalTransitionError: the registration is not validated.
        AlreadyDeferredError: a line was deferred already, came from a deferral, or is being asked for.
        DeadlinePassedError: an exam was too long ago.
    """
    if "deferral" not in (actions := possible_actions(registration.state)):
        raise IllegalTransitionError(registration.state, actions, "Seule une inscription validée peut être reportée.")
    if registration.carried_over_from or any(line.deferred for line in lines):
        raise AlreadyDeferredError
    for line in lines:
        if line.deferral is LineDeferral.REQUESTED:
            raise AlreadyDeferredError(f"Un report est déjà demandé pour l’épreuve {line.exam}.")
        if now >= line.starts_at + ask_within:
            raise DeadlinePassedError(f"Un report se demande au plus tard {ask_within.days} jours après l’épreuve.")


def _same_request(lines: list[Line], body: DeferralRequest) -> Deferral | None:
    """The open request for the same lines on the same ground, if this one repeats it."""
    ids = {line.deferral_id if line.deferral is LineDeferral.REQUESTED else None for line in lines}
    if len(ids) > 1 or None in ids:
        return None
    (item,) = table.read(*(keys.deferral(id) for id in ids if id))
    asked = Deferral.model_validate(item)
    return asked if set(asked.exams) == set(body.exams) and asked.ground is body.ground else None
