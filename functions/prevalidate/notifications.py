"""What a centre is told of its work by mail (`functions/attention`)."""

from shared import keys, table
from shared.api_key import PEOPLE_ONLY
from shared.catalogue import Centre, Digest
from shared.http.call import Call
from shared.http.operation import Answer, operation
from shared.models import Strict
from shared.registration.view import View
from shared.role import Role

CENTRE = frozenset({Role.CENTRE})


class NotificationsRequest(Strict):
    digest: Digest


class NotificationsView(View):
    digest: Digest


@operation(
    "GET",
    "/v1/centre/notifications",
    summary="Les courriels que le centre reçoit sur son travail",
    roles=CENTRE,
    scope=PEOPLE_ONLY,
    status=200,
    answer=NotificationsView,
)
def get_notifications(call: Call) -> Answer:
    (centre,) = call.read(keys.centre(call.identity.centre))
    return Answer(200, NotificationsView(digest=Centre.model_validate(centre).digest))


@operation(
    "PUT",
    "/v1/centre/notifications",
    summary="Choisir les courriels que le centre reçoit sur son travail",
    roles=CENTRE,
    scope=PEOPLE_ONLY,
    body=NotificationsRequest,
    status=200,
    answer=NotificationsView,
)
def choose_notifications(call: Call, body: NotificationsRequest) -> Answer:
    chosen = table.update(keys.centre(call.identity.centre), set={"digest": body.digest})
    return call.commit([chosen], Answer(200, NotificationsView(digest=body.digest)))
