"""Every call of our code is allowed to the role of its function, and what is allowed besides has its reason."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import pytest

from tools.gates.project import ROOT, Project, read
from tools.privileges.__main__ import PAGE, compared, page, wrong
from tools.privileges.granted import Need
from tools.privileges.reasons import Reason, reasons
from tools.privileges.used import used


@pytest.fixture(scope="module")
def project() -> Project:
    return read(ROOT, [])


@pytest.fixture(scope="module")
def needs(project: Project) -> set[Need]:
    return used(project)


def statements(project: Project, role: str) -> list[dict[str, Any]]:
    (policy,) = project.template["Resources"][role]["Properties"]["Policies"]
    found: list[dict[str, Any]] = policy["PolicyDocument"]["Statement"]
    return found


def changed(project: Project) -> Project:
    return project._replace(template=deepcopy(project.template))


def said(project: Project, needs: Iterable[Need], given: list[Reason] | None = None) -> list[str]:
    given = reasons() if given is None else given
    return list(wrong(compared(project, needs), given))


def test_every_call_is_allowed_and_whatever_nothing_uses_has_one_reason(project: Project, needs: set[Need]) -> None:
    assert said(project, needs) == []


def test_the_page_is_made_from_the_template_and_the_stories_as_they_are(project: Project, needs: set[Need]) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(compared(project, needs), reasons()), "make privileges"


def test_every_function_is_seen_to_call(project: Project, needs: set[Need]) -> None:
    functions = {properties["Role"]["Fn::GetAtt"][0] for _, properties in project.of_type("AWS::Lambda::Function")}
    assert functions == {one.role for one in needs} - {"NirExportRole"}


def test_one_action_more_is_found_out(project: Project, needs: set[Need]) -> None:
    more = changed(project)
    statements(more, "RegisterRole")[1]["Action"].append("dynamodb:Scan")
    (fault,) = said(more, needs)
    assert fault.startswith("RegisterRole dynamodb:Scan arn:aws:dynamodb:")
    assert fault.endswith("no reason in privileges.yaml")


def test_one_kind_of_items_more_is_found_out(project: Project, needs: set[Need]) -> None:
    more = changed(project)
    condition = statements(more, "WebRole")[1]["Condition"]["ForAllValues:StringLike"]
    condition["dynamodb:LeadingKeys"].append("NIR#*")
    (fault,) = said(more, needs)
    assert fault.startswith("WebRole BatchGetItem/DeleteItem/PutItem/Query of items NIR#*: no reason")


def test_a_policy_of_aws_itself_is_found_out(project: Project, needs: set[Need]) -> None:
    more = changed(project)
    managed = "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"
    more.template["Resources"]["RegisterRole"]["Properties"]["ManagedPolicyArns"].append(managed)
    assert said(more, needs) == [f"RegisterRole a managed policy {managed}: no reason in privileges.yaml"]


def test_an_action_that_is_needed_and_not_allowed_is_found_out(project: Project, needs: set[Need]) -> None:
    fewer = changed(project)
    statements(fewer, "PrevalidateRole")[1]["Action"].remove("dynamodb:DeleteItem")
    assert {one.partition(" on ")[0] for one in said(fewer, needs)} == {"PrevalidateRole may not dynamodb:DeleteItem"}


def test_a_kind_of_items_that_is_needed_and_not_allowed_is_found_out(project: Project, needs: set[Need]) -> None:
    """No emulator looks at this condition: on AWS nobody could have been erased."""
    fewer = changed(project)
    (limits,) = (one for one in statements(fewer, "RightsRole") if "dynamodb:UpdateItem" in one["Action"])
    limits["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"].remove("LIMIT#*")
    (fault,) = said(fewer, needs)
    assert fault.startswith("RightsRole may not dynamodb:UpdateItem on ")
    assert " LIMIT#candidate#" in fault


def test_what_is_allowed_through_another_service_only_is_no_right_to_call(project: Project, needs: set[Need]) -> None:
    """Each role may decrypt with the table's key, and only DynamoDB can do it in its name."""
    key = "arn:aws:kms:eu-west-3:123456789012:key/TableKey"
    assert said(project, {*needs, Need("WebRole", "kms:Decrypt", key)})[0] == f"WebRole may not kms:Decrypt on {key}"


def test_a_reason_for_what_is_used_or_not_granted_is_stale(project: Project, needs: set[Need]) -> None:
    table = "arn:aws:dynamodb:eu-west-3:123456789012:table/Table"
    stale = Reason(
        roles=("RegisterRole",),
        actions=("dynamodb:PutItem", "dynamodb:Scan"),
        resources=(table,),
        reason="it once did",
    )
    about = {one.partition(": the ")[2] for one in said(project, needs, [*reasons(), stale])}
    assert about == {
        "role RegisterRole is granted to nobody, or is used",
        "action dynamodb:PutItem is granted to nobody, or is used",
        "action dynamodb:Scan is granted to nobody, or is used",
        f"resource {table} is granted to nobody, or is used",
    }
