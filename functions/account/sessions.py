"""The end of somebody's sessions: what was given before a moment counts no more, on any device."""

from datetime import datetime

from functions.account.door import door
from functions.account.pool import cognito, user
from functions.account.views import DoneView
from shared import keys, table
from shared.api_key import PEOPLE_ONLY
from shared.http.call import Call
from shared.http.operation import Answer
from shared.models import Nothing
from shared.problems.calls import UnauthenticatedError
from shared.role import Role


@door.operation(
    "DELETE",
    "/v1/tokens",
    summary="Se déconnecter partout : les jetons obtenus jusqu’ici ne valent plus rien",
    roles=frozenset({Role.CANDIDATE, Role.CENTRE, Role.ASSOCIATION}),
    scope=PEOPLE_ONLY,
    body=Nothing,
    status=200,
    answer=DoneView,
    keeps_answers=False,
)
def sign_out(call: Call, body: Nothing) -> Answer:
    user_name = call.identity.id
    table.write(table.update(whose(user_name), set=ended(call.now), refused=lambda _: UnauthenticatedError()))
    cognito().admin_user_global_sign_out(**user(user_name))
    return Answer(200, DoneView())


def whose(user_name: str) -> keys.Key:
    """The item of the person that the user pool knows by this name: an address of the staff, or a NUC."""
    return keys.person(user_name) if "@" in user_name else keys.candidate(user_name)


def ended(now: datetime) -> dict[str, str]:
    """What the item says from then on; the authorizer holds tokens against it."""
    return {"tokens_from": keys.instant(now)}
