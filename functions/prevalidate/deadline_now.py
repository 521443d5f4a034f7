"""What a pre-validation would give at this moment: the date that a centre reads before it decides."""

from datetime import date, datetime

from shared import keys
from shared.catalogue import Centre
from shared.deadline.deadline import deadline
from shared.french.explanation import explanation
from shared.http.call import Call
from shared.http.operation import Answer, operation
from shared.registration.view import View
from shared.role import Role
from shared.settings import deadline_rules


class DeadlineView(View):
    """`deadline_at` is exclusive; `explanation` says in French how it was counted."""

    deadline_at: datetime
    last_day: date
    explanation: str


@operation(
    "GET",
    "/v1/centre/deadline",
    summary="Le délai de règlement qu’aurait une demande pré-validée maintenant",
    roles=frozenset({Role.CENTRE}),
    scope="registrations:read",
    status=200,
    answer=DeadlineView,
)
def read_deadline(call: Call) -> Answer:
    (item,) = call.read(keys.centre(call.identity.centre))
    centre, rules = Centre.model_validate(item), deadline_rules()
    limit = deadline(call.now, centre.calendar, rules)
    excluded = limit.excluded_days
    said = explanation(call.now, centre.zone, rules.window, excluded, centre.calendar.names(excluded))
    return Answer(200, DeadlineView(deadline_at=limit.at, last_day=limit.last_day, explanation=said))
