"""Requests that a test's own candidates send to a centre, for an exam of the test's own."""

from datetime import time
from typing import Final

from tests.cloud.conftest import LocalCloud
from tests.cloud.lives import offer
from tests.cloud.people import key_of, newcomer, register

LAON: Final = "02-LAON"
SOISSONS: Final = "02-SOISSONS"


def requests_for(
    cloud: LocalCloud, exam: str, *, hour: int, seats: int, count: int = 1, centre: str = LAON
) -> list[str]:
    """The references of as many requests; the exam has that many seats."""
    offer(cloud, centre, exam, capacity=seats, at=time(hour, 7))
    return [register(cloud, newcomer(cloud), centre, exam) for _ in range(count)]


def by_a_program(cloud: LocalCloud, reference: str, action: str, body: object = None, centre: str = LAON) -> None:
    """What somebody else of the centre does meanwhile."""
    answer = cloud.call("POST", f"/v1/registrations/{reference}/{action}", body or {}, token=key_of(cloud, centre))
    assert answer.status == 200, answer


def some_time_ago(cloud: LocalCloud, reference: str) -> None:
    """What brought the registration into its state happened on 1 November."""
    cloud.client("dynamodb").update_item(
        TableName=cloud.outputs["TableName"],
        Key={"pk": {"S": f"REGISTRATION#{reference}"}, "sk": {"S": "REGISTRATION"}},
        UpdateExpression="SET entered_at = :then",
        ConditionExpression="attribute_exists(pk)",
        ExpressionAttributeValues={":then": {"S": "2026-11-01T08:12:00.000000Z"}},
    )
