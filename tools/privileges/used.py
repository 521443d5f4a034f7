"""What the calls of our code need to be allowed, by the stories that pass every place of it that calls AWS.

These are the stories of `tests/crashes` and of `tests/lifecycle/test_crashes.py`; that no place is left out is a test.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any, Final

from tests.crashes import world as whole
from tests.crashes.sites import told_elsewhere
from tests.crashes.stories import STORIES
from tests.crashes.telling import Telling
from tests.lifecycle import test_crashes as lifecycle
from tests.support import template
from tests.support.calls import Call, watched
from tools.gates.project import Project
from tools.gates.resolving import HERE, Resolver
from tools.privileges.granted import Need, role_of

ROOT: Final = Path.cwd()
OURS: Final = {"functions", "shared"}
BETWEEN: Final = {ROOT / "tests" / "support" / "calls.py"}
"""What stands between the call and whoever makes it."""
PREFIXES: Final = {"stepfunctions": "states"}
"""Of the services whose actions are called otherwise than they are."""
FORM: Final = "CreateBucket"
"""By this name botocore signs a form for a file, which lets in with the function's rights; nothing is called."""
ACTIONS: Final = {
    FORM: "PutObject",
    "ListObjectsV2": "ListBucket",
    "HeadObject": "GetObject",
    "DeleteObjects": "DeleteObject",
}
OF_A_TRANSACTION: Final = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
BY_ITS_SESSION: Final = {"AssociateSoftwareToken", "VerifySoftwareToken"}
"""Allowed by the session of a sign-in that is sent along: no role is asked."""
FIRST_VALUE: Final = ":v0"
"""Of a key condition: the partition."""
NAMED_BY: Final = {
    "cognito-idp": "UserPoolId",
    "kms": "KeyId",
    "s3": "Bucket",
    "secretsmanager": "SecretId",
    "sqs": "QueueUrl",
}
"""The parameter that names the resource, as the function's environment does."""
TAKEN_ON: Final = {"Decrypt": "NirExportRole"}
"""Calls that no function makes: by a person who has taken on this role."""
DOOR: Final = Path("shared", "http", "door.py")
NOBODYS: Final = "register"
"""The function in whose environment the tests themselves look at the table."""
SENDING: Final = tuple(
    f"arn:aws:ses:{HERE}:{one}" for one in ("identity/SenderIdentity", "configuration-set/MailConfiguration")
)


def used(project: Project) -> set[Need]:
    needs: set[Need] = set()
    unknown: list[Exception] = []

    def note(_number: int, call: Call) -> None:
        function = calling()
        if function:
            try:
                needs.update(_Naming(project, function).needs(call))
            except (KeyError, LookupError, ValueError) as error:  # the function would answer it as any other error
                unknown.append(error)

    with whole.world() as world:
        for story in [*STORIES.values(), *map(told_elsewhere, lifecycle.STORIES.values())]:
            telling = Telling(world, story)
            world.restore(telling.start)
            with watched(before=note):
                story.act(world, dict(telling.told))
    if unknown:
        raise ExceptionGroup("calls whose need is not known", unknown)
    return needs


def calling() -> str:
    """The function whose code makes the call that is being made; nothing when the tests make it."""
    frame: FrameType | None = sys._getframe(1)
    found: list[Path] = []
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(ROOT) and path not in BETWEEN:
            found.append(path.relative_to(ROOT))
        frame = frame.f_back
    folders = [path.parts[0] for path in found if path.parts[0] in {*OURS, "tests"}]
    if folders[0] not in OURS:
        return ""
    function = os.environ["POWERTOOLS_SERVICE_NAME"]
    return function if DOOR in found or "functions" in folders or function != NOBODYS else ""


class _Naming:
    """Says what a function's call needs in the words of the policies."""

    def __init__(self, project: Project, function: str) -> None:
        self._role = role_of(project, function)
        self._resources = project.template["Resources"]
        self._resolver = Resolver(project.template)

    def needs(self, call: Call) -> Iterator[Need]:
        if call.operation in BY_ITS_SESSION:
            return
        if call.service == "dynamodb":
            yield from self._of_table(call)
            return
        action = f"{PREFIXES.get(call.service, call.service)}:{ACTIONS.get(call.operation, call.operation)}"
        role = TAKEN_ON.get(call.operation, self._role)
        yield from (Need(role, action, resource) for resource in self._named(call))

    def _of_table(self, call: Call) -> Iterator[Need]:
        params, table = call.params, self._arn("Table")
        if call.operation == "Query":
            index = params.get("IndexName")
            keys = (params["ExpressionAttributeValues"][FIRST_VALUE]["S"],)
            yield Need(self._role, "dynamodb:Query", f"{table}/index/{index}" if index else table, keys)
        elif call.operation == "BatchGetItem":
            keys = tuple(sorted({key["pk"]["S"] for one in params["RequestItems"].values() for key in one["Keys"]}))
            yield Need(self._role, "dynamodb:BatchGetItem", table, keys)
        elif call.operation == "TransactWriteItems":
            for one in params["TransactItems"]:
                ((verb, request),) = one.items()
                yield Need(self._role, f"dynamodb:{OF_A_TRANSACTION[verb]}", table, _keys(request))
        else:
            yield Need(self._role, f"dynamodb:{call.operation}", table, _keys(params))

    def _named(self, call: Call) -> tuple[str, ...]:
        """The resources of a call, by the variables of the function's environment that it names."""
        if call.service == "ses":
            return SENDING
        if call.service == "stepfunctions":
            return (os.environ["STATE_MACHINE_ARN"],)
        (logical,) = set(_meant(call.params[NAMED_BY[call.service]]))
        if call.service == "s3":
            bucket = f"arn:aws:s3:::{self._resolver.resolved(self._resources[logical]['Properties']['BucketName'])}"
            key = "uploads/" if call.operation == FORM else call.params.get("Key")
            return (f"{bucket}/{key}" if key else bucket,)
        return (self._arn(logical),)

    def _arn(self, logical: str) -> str:
        arn: str = self._resolver.resolved({"Fn::GetAtt": [logical, "Arn"]})
        return arn


def _keys(request: dict[str, Any]) -> tuple[str, ...]:
    return ((request.get("Key") or request["Item"])["pk"]["S"],)


def _meant(value: str) -> Iterator[str]:
    """The resources whose names stand in the environment under this value."""
    for function in template.template()["Resources"].values():
        if function["Type"] == "AWS::Serverless::Function":
            for name, given in function["Properties"]["Environment"]["Variables"].items():
                logical = given.get("Ref") if isinstance(given, dict) else None
                if logical and os.environ.get(name) == value and logical in template.template()["Resources"]:
                    yield str(logical)
