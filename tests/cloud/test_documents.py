"""What only the local cloud shows of documents: forms as S3 holds to them, links, and several of the staff at once."""

import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.demo import form
from shared import keys
from shared.documents.faults import MAX_BYTES
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import item, taken, today
from tests.cloud.people import Newcomer, association, key_of, newcomer, register
from tests.support.documents import pdf

CENTRE = "02-LAON"
EXAM = "COMPTA-1"


def validated(cloud: LocalCloud, who: Newcomer, *exams: str) -> str:
    reference = register(cloud, who, CENTRE, *exams)
    payment = {"amount_cents": 5_000 * len(exams), "received_on": today(), "method": "transfer"}
    for action, body in {"prevalidation": {}, "payment": payment}.items():
        done = cloud.call("POST", f"/v1/registrations/{reference}/{action}", body, token=key_of(cloud, CENTRE))
        assert done.status == 200, done
    return reference


def ask(cloud: LocalCloud, who: Newcomer, reference: str, *exams: str) -> Any:
    wanted = {"exams": list(exams), "ground": "medical"}
    return cloud.call("POST", f"/v1/registrations/{reference}/deferral", wanted, token=who.token)


def upload_of(asked: Any, kind: str = "application/pdf") -> Any:
    return next(one for one in asked.body["uploads"] if one["content_type"] == kind)


def send(cloud: LocalCloud, who: Newcomer, asked: Any) -> Any:
    """A document sent and confirmed."""
    upload = upload_of(asked)
    assert form.send(upload["url"], upload["fields"], pdf()) == 303
    path = f"/v1/deferrals/{asked.body['id']}/documents/1/confirmation"
    return cloud.call("POST", path, {}, token=who.token)


def decide(cloud: LocalCloud, id: str, decision: str, token: str, **said: str) -> Any:
    return cloud.call("POST", f"/v1/deferrals/{id}/decision", {"decision": decision, **said}, token=token)


def test_the_form_lets_in_one_file_of_its_type_and_size_under_its_key(cloud_with_roles: LocalCloud) -> None:
    cloud = cloud_with_roles
    who = newcomer(cloud)
    asked = ask(cloud, who, validated(cloud, who, EXAM), EXAM)
    upload = upload_of(asked)
    url, fields = upload["url"], upload["fields"]
    refusals = {
        "another type": form.send(url, fields | {"Content-Type": "text/html"}, pdf()),
        "another key": form.send(url, fields | {"key": fields["key"].replace("/1", "/2")}, pdf()),
        "another place": form.send(url, fields | {"key": fields["key"].replace("uploads", "documents")}, pdf()),
        "too large": form.send(url, fields, bytes(MAX_BYTES + 1)),
        "nothing": form.send(url, fields, b""),
        "another signature": form.send(url, fields | {"x-amz-signature": "0" * 64}, pdf()),
        "a field more": form.send(url, fields | {"x-amz-meta-more": "x"}, pdf()),
    }
    assert {name: status for name, status in refusals.items() if status not in {400, 403}} == {}
    assert form.send(url, fields, pdf()) == 303

    sent = send(cloud, who, asked)
    assert (sent.status, sent.body["state"], sent.body["content_type"]) == (200, "received", "application/pdf"), sent
    path = f"/v1/deferrals/{asked.body['id']}/documents/1"
    for token, status in ((key_of(cloud, CENTRE), 403), (who.token, 403), (association(cloud), 200)):
        assert cloud.call("GET", path, token=token).status == status
    link = cloud.call("GET", path, token=association(cloud)).body
    with urllib.request.urlopen(link["url"]) as answer:  # noqa: S310 (the local cloud's own address)
        assert answer.read() == pdf()
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{link["name"]}"'
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(link["url"].replace("documents/CU", "uploads/CU"))  # noqa: S310 (our own address)
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(link["url"].partition("?")[0])  # noqa: S310 (as above)


def test_of_several_deciding_at_once_one_decides_and_the_seat_is_taken_once(cloud: LocalCloud) -> None:
    who, staff = newcomer(cloud), association(cloud)
    following = item(cloud, keys.session(cloud.access["session"]))["successor"]
    reference = validated(cloud, who, EXAM)
    before = taken(cloud, following, CENTRE, EXAM)
    with ThreadPoolExecutor(8) as threads:
        asked = list(threads.map(lambda _: ask(cloud, who, reference, EXAM), range(8)))
    assert {one.status for one in asked} == {200, 201}
    assert len({one.body["id"] for one in asked}) == 1
    assert send(cloud, who, asked[0]).body["state"] == "received"
    id, said = asked[0].body["id"], {"reason": "Illisible"}
    with ThreadPoolExecutor(8) as threads:
        replies = list(threads.map(lambda n: decide(cloud, id, ("granted", "refused")[n % 2], staff, **said), range(8)))
    assert Counter(one.status for one in replies) == {200: 4, 409: 4}
    (decision,) = {one.body["state"] for one in replies if one.status == 200}
    moved = decision == "granted"
    assert taken(cloud, following, CENTRE, EXAM) - before == moved
    assert len({one.body.get("registration") for one in replies if one.status == 200}) == 1


def test_for_the_last_seat_there_two_granted_at_once_one_is_told_that_there_is_none(cloud: LocalCloud) -> None:
    staff, people = association(cloud), [newcomer(cloud), newcomer(cloud)]
    following = item(cloud, keys.session(cloud.access["session"]))["successor"]
    ids = []
    for who in people:
        asked = ask(cloud, who, validated(cloud, who, EXAM), EXAM)
        assert send(cloud, who, asked).body["state"] == "received"
        ids.append(asked.body["id"])
    seats = item(cloud, keys.seats(following, CENTRE, EXAM))
    _set_capacity(cloud, following, seats["taken"] + 1)
    with ThreadPoolExecutor(2) as threads:
        replies = list(threads.map(lambda id: decide(cloud, id, "granted", staff), ids))
    _set_capacity(cloud, following, seats["capacity"])
    assert sorted(one.status for one in replies) == [200, 409]
    assert {one.body["code"] for one in replies if one.status == 409} == {"no-seat-left"}
    assert taken(cloud, following, CENTRE, EXAM) == seats["taken"] + 1


def _set_capacity(cloud: LocalCloud, session: str, capacity: int) -> None:
    cloud.client("dynamodb").update_item(
        TableName=cloud.outputs["TableName"],
        Key={name: {"S": value} for name, value in keys.seats(session, CENTRE, EXAM).items()},
        UpdateExpression="SET #one = :one",
        ExpressionAttributeNames={"#one": "capacity"},
        ExpressionAttributeValues={":one": {"N": str(capacity)}},
    )
