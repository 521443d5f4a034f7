"""What the template says of who calls whom: routes, sources of events, schedules, rights, failures."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final, NamedTuple

from tools.gates.project import Project
from tools.privileges.granted import Allowance, allowances

FUNCTION: Final = "AWS::Lambda::Function"
QUEUE: Final = "AWS::SQS::Queue"
MACHINE: Final = "AWS::StepFunctions::StateMachine"
READS: Final = {"dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"}
WRITES: Final = {"dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"}


class Source(NamedTuple):
    """What calls a function without waiting for an answer: a resource, or a schedule with how often it runs."""

    name: str
    often: str = ""


class Parts:
    """Resources go by their names in the template."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._allowed: list[Allowance] = allowances(project)

    def of_type(self, kind: str) -> list[str]:
        return sorted(name for name, _ in self.project.of_type(kind))

    @cached_property
    def functions(self) -> list[str]:
        return self.of_type(FUNCTION)

    def routes(self, function: str) -> list[bool]:
        """For each route to it, whether the caller must be known."""
        integrations = {
            name for name, one in self.project.of_type("AWS::ApiGatewayV2::Integration") if self._is(function, one)
        }
        return [
            one.get("AuthorizationType") == "CUSTOM"
            for _, one in self.project.of_type("AWS::ApiGatewayV2::Route")
            if set(_named(one["Target"])) & integrations
        ]

    def authorizers(self) -> list[str]:
        given = [one for _, one in self.project.of_type("AWS::ApiGatewayV2::Authorizer")]
        return [name for name in self.functions if any(_is_meant(name, one["AuthorizerUri"]) for one in given)]

    def sources(self, function: str) -> list[Source]:
        return [*self._mapped(function), *self._executed(function), *self._scheduled(function)]

    def _mapped(self, function: str) -> Iterator[Source]:
        for _, one in self.project.of_type("AWS::Lambda::EventSourceMapping"):
            if _is_meant(function, one["FunctionName"]):
                yield Source(next(_named(one["EventSourceArn"])))

    def _executed(self, function: str) -> Iterator[Source]:
        for name, one in self.project.of_type(MACHINE):
            if _is_meant(function, one["DefinitionSubstitutions"]):
                yield Source(name)

    def _scheduled(self, function: str) -> Iterator[Source]:
        for name, one in self.project.of_type("AWS::Scheduler::Schedule"):
            if _is_meant(function, one["Target"]["Arn"]):
                yield Source(name, _often(one["ScheduleExpression"]))

    def failures(self, function: str) -> list[str]:
        """Where goes what it could not take, whoever puts it there."""
        found = list[str]()
        for _, one in [*self.project.of_type("AWS::Lambda::EventSourceMapping", "AWS::Lambda::EventInvokeConfig")]:
            if _is_meant(function, one["FunctionName"]):
                found += _named(one.get("DestinationConfig", {}))
                found += [
                    letters for source in _named(one.get("EventSourceArn", {})) for letters in self.letters(source)
                ]
        for _, one in self.project.of_type("AWS::Scheduler::Schedule"):
            if _is_meant(function, one["Target"]["Arn"]):
                found += _named(one["Target"].get("DeadLetterConfig", {}))
        return sorted(set(found))

    def letters(self, queue: str) -> list[str]:
        """The queue's dead letters."""
        return [
            other
            for name, one in self.project.of_type(QUEUE)
            if name == queue
            for other in _named(one.get("RedrivePolicy", {}))
        ]

    def fed_by(self, queue: str) -> list[str]:
        """The rules that put there what they are told."""
        rules = self.project.of_type("AWS::Events::Rule")
        return [name for name, one in rules if any(queue in _named(target["Arn"]) for target in one["Targets"])]

    def table_rights(self, function: str) -> str:
        """In words: what it may do with the table, and which indexes it may read."""
        given = [one for one in self._of(function) if any("table/Table" in resource for resource in one.resources)]
        actions = {action for one in given for action in one.actions}
        verbs = [verb for verb, some in (("reads", READS), ("writes", WRITES)) if actions & some]
        if not verbs:
            return ""
        indexes = {one.rpartition("/")[2] for allowed in given for one in allowed.resources if "/index/" in one}
        limited = all(one.kinds for one in given if not any("/index/" in resource for resource in one.resources))
        return (
            f"table: {' and '.join(verbs)}{' some kinds of items' if limited else ''}"
            f"{', index ' + ', '.join(sorted(indexes)) if indexes else ''}"
        )

    def others(self, function: str) -> list[str]:
        """The other resources that it may touch itself, by their names; its log and what Lambda does for it apart."""
        own = {*self.failures(function), *(source.name for source in self.sources(function))}
        resources = {resource for one in self._of(function) if one.is_direct for resource in one.resources}
        names = {name for resource in resources for name in self._at(resource)}
        machines = {name for name in names if name in self.of_type(MACHINE)}
        return sorted((names - own - {"Table"}) | machines)

    def is_client(self, function: str) -> bool:
        """Whether it calls the API itself: its environment says where that is."""
        return "Api" in _named(self._properties(function)["Environment"])

    def _properties(self, name: str) -> dict[str, Any]:
        properties: dict[str, Any] = self.project.template["Resources"][name]["Properties"]
        return properties

    def _of(self, function: str) -> list[Allowance]:
        role = self._properties(function)["Role"]["Fn::GetAtt"][0]
        return [one for one in self._allowed if one.role == role]

    def _at(self, address: str) -> Iterator[str]:
        """The resource of the template at an address of AWS."""
        for name, resource in self.project.template["Resources"].items():
            if resource["Type"] in ADDRESSES and re.search(ADDRESSES[resource["Type"]].format(name), address):
                yield name
        if ":stateMachine:" in address:
            yield from self.of_type(MACHINE)
        if "-documents-" in address:
            yield "DocumentsBucket"

    def _is(self, function: str, integration: dict[str, Any]) -> bool:
        return _is_meant(function, integration["IntegrationUri"])


ADDRESSES: Final = {
    "AWS::Cognito::UserPool": r":userpool/{}$",
    "AWS::KMS::Key": r":key/{}$",
    "AWS::SES::EmailIdentity": r":identity/{}$",
    "AWS::SQS::Queue": r":sqs:.*:{}$",
    "AWS::SecretsManager::Secret": r":secret:{}-",
}


def _is_meant(function: str, given: Any) -> bool:
    """Also by an alias of it, which SAM names after it."""
    return any(name == function or name.startswith(f"{function}Alias") for name in _named(given))


def _named(given: Any) -> Iterator[str]:
    """The resources that a value names."""
    match given:
        case {"Ref": str() as name}:
            yield name
        case {"Fn::GetAtt": [str() as name, *_]}:
            yield name
        case {"Fn::Sub": text}:
            words = text if isinstance(text, str) else text[0]
            yield from (name for name in re.findall(r"\$\{(\w+)[.}]", words))
        case dict():
            yield from (name for one in given.values() for name in _named(one))
        case list():
            yield from (name for one in given for name in _named(one))


def _often(expression: str) -> str:
    """`rate(5 minutes)` in words; the one `cron` there is says every hour, on the hour."""
    if found := re.fullmatch(r"rate\((\d+) (\w+?)s?\)", expression):
        return f"every {found[2]}" if found[1] == "1" else f"every {found[1]} {found[2]}s"
    return {"cron(0 * * * ? *)": "every hour, on the hour"}.get(expression, expression)
