"""What the API says of a deferral."""

from datetime import datetime

from shared.deferral import Deferral, DeferralState, Ground
from shared.http.identity import Identity
from shared.registration.view import View, called


class DeferralView(View):
    """`registration` is the reference of the new lines once granted."""

    id: str
    state: DeferralState
    reference: str
    session: str
    centre: str
    given_name: str
    family_name: str
    exams: list[str]
    ground: Ground
    reason: str | None
    requested_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    decision_reason: str | None
    registration: str | None
    uploads: tuple[str, ...] = ()


class DeferralList(View):
    items: list[DeferralView]
    next: str | None


def shown(deferral: Deferral, reader: Identity) -> DeferralView:
    decided_by = called(deferral.decided_by, reader) if deferral.decided_by else None
    return DeferralView(
        **{name: value for name, value in dict(deferral).items() if name != "nuc"} | {"decided_by": decided_by}
    )
