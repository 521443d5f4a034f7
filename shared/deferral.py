"""A request to move lines of a validated registration to the next session (« report »)."""

from datetime import datetime
from enum import StrEnum

from boto3.dynamodb.conditions import Attr

from shared import keys, table
from shared.models import Stored
from shared.registration.model import Actor
from shared.table import StaleError, Write


class Ground(StrEnum):
    """No other ground exists (Mode opératoire B, rappel des règles de report)."""

    MEDICAL = "medical"
    EMPLOYER = "employer"


class DeferralState(StrEnum):
    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"


class Deferral(Stored):
    """`id` is `<reference>-D<version>`: the version of the registration that the request made."""

    id: str
    reference: str
    nuc: str
    given_name: str
    family_name: str
    session: str
    centre: str
    exams: tuple[str, ...]
    ground: Ground
    reason: str | None = None
    """The employer's reason, as the candidate typed it."""
    state: DeferralState = DeferralState.REQUESTED
    requested_at: datetime
    decided_at: datetime | None = None
    decided_by: Actor | None = None
    decision_reason: str | None = None
    registration: str | None = None
    """The reference of the new lines, once granted."""


def identifier(reference: str, version: int) -> str:
    return f"{reference}-D{version}"


def requested(deferral: Deferral) -> Write:
    """Listed for the association, oldest first, until it is decided."""
    return table.put(
        {
            **keys.deferral(deferral.id),
            "kind": "deferral",
            **deferral.attributes(),
            **keys.work(keys.DEFERRALS, deferral.requested_at),
        },
        refused=lambda _: StaleError(),
    )


def decided(deferral: Deferral) -> Write:
    """Once only: of two decisions at once the second finds the first."""
    said = deferral.attributes()
    return table.update(
        keys.deferral(deferral.id),
        Attr("state").eq(DeferralState.REQUESTED),
        set={
            name: said[name]
            for name in ("state", "decided_at", "decided_by", "decision_reason", "registration")
            if name in said
        },
        remove=("work_pk", "work_at"),
        refused=lambda _: StaleError(),
    )
