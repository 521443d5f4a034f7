"""A person's rights over their data: to have them, to have them erased; and who of the staff has looked at them.

The same function, on a schedule, finishes what was begun and ends what is kept no longer.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Final

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import Field, StringConstraints

from functions.rights import erasing, export, tending, trail
from functions.rights.export import ExportView
from shared import erasure
from shared.erasure import Kept
from shared.french.typography import typeset
from shared.http.call import Call
from shared.http.door import Door
from shared.http.operation import Answer
from shared.http.paging import PageQuery
from shared.invocation import invoked
from shared.models import Strict
from shared.problems.calls import FieldError, UnauthenticatedError, ValidationError
from shared.problems.people import RegistrationsUnderwayError
from shared.registration.view import View
from shared.role import Role

door = Door()
door.add(trail.list_openings)
CANDIDATE = frozenset({Role.CANDIDATE})
FILE_NAME: Final = "certif-up-mes-donnees.json"
SPARE_MILLISECONDS: Final = 10_000
"""The schedule's run stops taking up new work when this little of its time is left; the next run goes on."""


class ErasureRequest(Strict):
    nuc: Annotated[str, StringConstraints(max_length=32, to_upper=True)] = Field(
        description="Votre NUC, pour confirmer : l’effacement est définitif"
    )


class KeptView(View):
    what: str = Field(description="Ce qui est conservé")
    why: str = Field(description="Pourquoi, et sur quel fondement")
    until: str = Field(description="Combien de temps")


class ErasureView(View):
    erased: bool = Field(description="Toujours vrai : vos données sont effacées et vous ne pouvez plus vous connecter")
    kept: list[KeptView] = Field(description="Ce que la loi oblige à conserver, ou qui disparaît de soi-même")


@door.operation(
    "GET",
    "/v1/me/export",
    summary="Obtenir toutes ses données, à enregistrer",
    roles=CANDIDATE,
    query=PageQuery,
    status=200,
    answer=ExportView,
)
def export_own(call: Call, query: PageQuery) -> Answer:
    """At most 100 registrations a call, one query each; `next` goes on."""
    headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
    return Answer(200, export.load(call, query), headers)


@door.operation(
    "DELETE",
    "/v1/me",
    summary="Faire effacer ses données et son compte",
    roles=CANDIDATE,
    body=ErasureRequest,
    status=200,
    answer=ErasureView,
    problems=(RegistrationsUnderwayError,),
    keeps_answers=False,
)
def erase_own(call: Call, body: ErasureRequest) -> Answer:
    """Nothing of the answer is kept for an `Idempotency-Key`: repeating the request is harmless by itself."""
    nuc = call.identity.id
    if body.nuc.replace(" ", "") != nuc:
        raise ValidationError([FieldError("/nuc", "other", "Saisissez votre propre NUC pour confirmer")])
    if erasing.is_known(nuc):
        erasing.check(nuc, now=call.now)
        erasing.begin(nuc, now=call.now)
    elif not erasing.is_begun(nuc):
        raise UnauthenticatedError
    erasing.finish(nuc)
    door.logger.info("erased")
    return Answer(200, ErasureView(erased=True, kept=[KeptView(**_typeset(one)) for one in erasure.KEPT]))


def _typeset(kept: Kept) -> dict[str, str]:
    return {name: typeset(text) for name, text in kept._asdict().items()}


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return _scheduled(event, context) if "task" in event else door.handler(event, context)


@invoked(door.logger)
def _scheduled(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    def has_time() -> bool:
        return context.get_remaining_time_in_millis() > SPARE_MILLISECONDS

    done = tending.tend(now=datetime.now(UTC), has_time=has_time, logger=door.logger)
    door.logger.info("tended", extra=done)
    return done
