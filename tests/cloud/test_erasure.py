"""Erased: found in no store of the local cloud, with the roles of the template enforced."""

import json
from typing import Final

from tests.cloud import facts
from tests.cloud.conftest import LocalCloud
from tests.cloud.people import association, key_of, newcomer, register

LAON: Final = "02-LAON"
NAMES: Final = ("Maëlle", "D’Hœdt", "1999-02-28")


def test_an_erased_person_is_found_nowhere_but_in_what_is_listed(cloud_with_roles: LocalCloud) -> None:
    cloud = cloud_with_roles
    who = newcomer(cloud)
    reference = register(cloud, who, LAON, "ORTHO")
    export = cloud.call("GET", "/v1/me/export", token=who.token)
    assert export.headers["Content-Disposition"].startswith("attachment")
    assert [one["reference"] for one in export.body["registrations"]] == [reference]
    assert cloud.call("DELETE", "/v1/me", {"nuc": who.nuc}, token=who.token).status == 409
    assert cloud.call("POST", f"/v1/registrations/{reference}/withdrawal", {}, token=who.token).status == 200
    facts.mailed(cloud, reference, "withdrawn")

    assert cloud.call("DELETE", "/v1/me", {"nuc": who.nuc}, token=who.token).status == 200

    items = facts.everything(cloud).values()
    assert {one["kind"] for one in items if who.nuc in json.dumps(one)} == {"erasure"}
    assert not [one for one in items if f'"{who.email}"' in json.dumps(one)]
    of_the_registration = [one for one in items if one.get("reference") == reference]
    assert not any(name in json.dumps(one, ensure_ascii=False) for one in of_the_registration for name in NAMES)
    pages = cloud.client("cognito-idp").get_paginator("list_users").paginate(UserPoolId=cloud.outputs["UserPoolId"])
    assert who.nuc not in {one["Username"] for page in pages for one in page["Users"]}
    assert [facts.orders(cloud, queue) for queue in ("MailQueueUrl", "MailDeadLettersUrl")] == [0, 0]
    executions = cloud.client("stepfunctions")
    for one in facts.executions(cloud, reference):
        told = executions.get_execution_history(executionArn=one["executionArn"], maxResults=1000)
        assert not any(text in json.dumps(told, default=str) for text in (who.nuc, who.email, *NAMES))


def test_an_opening_by_a_program_is_read_by_the_association(cloud_with_roles: LocalCloud) -> None:
    cloud = cloud_with_roles
    who = newcomer(cloud)
    reference = register(cloud, who, LAON, "ORTHO")
    opened = cloud.call("GET", f"/v1/registrations/{reference}", token=key_of(cloud, LAON))
    assert opened.status == 200
    day = opened.body["created_at"][:10]
    trail = cloud.call("GET", f"/v1/audit?day={day}&limit=100", token=association(cloud))
    assert reference in {one["reference"] for one in trail.body["items"]}
