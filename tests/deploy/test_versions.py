"""What a deployment makes anew: SAM makes a version of a function when the text of what it is made of has changed."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from samtranslator.yaml_helper import yaml_parse

from tools.deploy.stages import StageError, stage
from tools.translate import translate

TEMPLATE: Final = Path("infra", "template.yaml").read_text(encoding="utf-8")
ACCOUNT: Final = {"SenderAddress": "a@example.org", "ReplyToAddress": "a@example.org", "PublicUrl": "https://a.example"}
AT_ONCE: Final = {"Attention", "Lifecycle", "Mailer", "Mails"}
"""They take from a queue, a stream or a clock: docs/decisions/0029-building-and-deploying.md."""

Resource = dict[str, Any]


@cache
def translated(text: str = TEMPLATE) -> dict[str, Resource]:
    resources: dict[str, Resource] = translate(yaml_parse(text))["Resources"]
    return resources


def of_type(kind: str, text: str = TEMPLATE) -> dict[str, Resource]:
    return {name: one for name, one in translated(text).items() if one["Type"] == kind}


def made_anew(text: str, before: str = TEMPLATE) -> set[str]:
    """The functions of which there would be another version."""
    new = of_type("AWS::Lambda::Version", text)
    return {one["Properties"]["FunctionName"]["Ref"] for name, one in new.items() if name not in translated(before)}


FUNCTIONS: Final = set(of_type("AWS::Lambda::Function"))


def test_a_deployment_of_the_same_makes_nothing_anew() -> None:
    assert made_anew(TEMPLATE + "\n") == set()


def test_another_function_is_made_anew_alone() -> None:
    assert made_anew(TEMPLATE.replace("CodeUri: ../functions/web", "CodeUri: another")) == {"Web"}


@pytest.mark.parametrize(
    ("source", "whose"),
    [
        ("../shared", FUNCTIONS),
        ("../requirements/runtime.txt", FUNCTIONS),
        ("../requirements/printing.txt", {"Printing"}),
    ],
)
def test_whoever_has_a_layer_is_made_anew_with_it(source: str, whose: set[str]) -> None:
    assert made_anew(TEMPLATE.replace(f"ContentUri: {source}\n", "ContentUri: another\n")) == whose


def test_layers_that_do_not_ask_for_it_would_leave_everybody_with_the_old_ones() -> None:
    forgetful = TEMPLATE.replace("      PublishLambdaVersion: true\n", "")
    assert made_anew(forgetful.replace("ContentUri: ../shared\n", "ContentUri: another\n"), forgetful) == set()


def test_other_settings_make_every_function_anew_and_the_same_none() -> None:
    """Of which the digest of the parameters sees to it: SAM does not look at their values."""
    before, after = (stage("test", ACCOUNT | {"PaymentWindow": window}) for window in ("72h", "48h"))
    assert made_anew(after.settled(TEMPLATE), before.settled(TEMPLATE)) == FUNCTIONS
    assert after.settled(TEMPLATE) == stage("test", ACCOUNT | {"PaymentWindow": "48h"}).settled(TEMPLATE)


def test_a_template_that_takes_no_digest_is_not_deployed() -> None:
    with pytest.raises(StageError, match="has lost the line"):
        stage("test", ACCOUNT).settled(TEMPLATE.replace("SETTINGS_DIGEST: none\n", ""))


def callers() -> Iterator[tuple[str, Any]]:
    """Who calls a function, and what exactly."""
    for name, one in translated().items():
        properties = one.get("Properties", {})
        match one["Type"]:
            case "AWS::ApiGatewayV2::Integration":
                yield name, properties["IntegrationUri"]
            case "AWS::Lambda::Permission" | "AWS::Lambda::EventSourceMapping":
                yield name, properties["FunctionName"]
            case "AWS::Scheduler::Schedule":
                yield name, properties["Target"]["Arn"]
            case "AWS::StepFunctions::StateMachine":
                yield name, properties["DefinitionSubstitutions"]["LifecycleFunctionArn"]
            case "AWS::ApiGatewayV2::Authorizer":
                (called,) = re.findall(r"functions/\$\{(\w+)\}", properties["AuthorizerUri"]["Fn::Sub"])
                yield name, {"Ref": called}


def test_whoever_calls_a_function_calls_what_a_deployment_moves() -> None:
    aliases = of_type("AWS::Lambda::Alias")
    assert {one["Properties"]["FunctionName"]["Ref"] for one in aliases.values()} == FUNCTIONS
    assert {one["Properties"]["Name"] for one in aliases.values()} == {"live"}
    found = dict(callers())
    assert len(found) > 30
    assert [name for name, called in found.items() if called.get("Ref") not in aliases] == []


def test_what_may_be_called_is_what_a_deployment_moves() -> None:
    """A role that may call a function may call its alias, and no version of its own choice."""
    allowed = [
        statement["Resource"]
        for role in of_type("AWS::IAM::Role").values()
        for policy in role["Properties"]["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Action"] == "lambda:InvokeFunction"
    ]
    assert len(allowed) == 5
    assert [one for one in allowed if one.get("Ref") not in of_type("AWS::Lambda::Alias")] == []


def test_what_answers_requests_moves_step_by_step_and_back_at_an_alarm_and_the_rest_at_once() -> None:
    slowly = {
        name.removesuffix("Aliaslive") for name, one in of_type("AWS::Lambda::Alias").items() if "UpdatePolicy" in one
    }
    assert slowly == FUNCTIONS - AT_ONCE
    for group in of_type("AWS::CodeDeploy::DeploymentGroup").values():
        watched = group["Properties"]["AlarmConfiguration"]
        assert watched["Enabled"] is True
        assert [one["Name"]["Ref"] for one in watched["Alarms"]] == [
            "ServerErrorsAlarm",
            "ExecutionFailedAlarm",
            "DeadLettersAlarm",
        ]
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["Properties"]["AutoRollbackConfiguration"]["Events"]
