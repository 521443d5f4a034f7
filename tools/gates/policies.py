"""Every policy of the template, and what it must not allow."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any, Final, NamedTuple

from tools.gates.finding import Finding
from tools.gates.project import Project, Resource
from tools.gates.resolving import Resolver

ESCALATING: Final = ("iam:*", "sts:*", "organizations:*", "kms:CreateGrant", "kms:PutKeyPolicy", "lambda:Add*")
"""What gives rights to somebody: no function's business."""
NEGATIONS: Final = ("NotAction", "NotPrincipal", "NotResource")
LAMBDA: Final = "lambda.amazonaws.com"
"""Takes on a role only for a function of the role's own account."""

Broken = Iterator[tuple[str, str]]
"""A rule's name, and what is wrong."""


class Policy(NamedTuple):
    name: str
    kind: str
    """identity: what its owner may do; trust: who may take on a role; resource: who may use a resource."""
    statements: list[dict[str, Any]]


class Grant(NamedTuple):
    """One action that a statement allows."""

    policy: Policy
    statement: dict[str, Any]
    action: str

    @property
    def where(self) -> str:
        sid = self.statement.get("Sid")
        return "/".join(part for part in (self.policy.name, sid, self.action) if part)


def listed(one: Any) -> list[Any]:
    return one if isinstance(one, list) else [one]


def policies(project: Project) -> Iterator[Policy]:
    resolver = Resolver(project.template)
    for name, properties in project.of_type(*OF_A_TYPE):
        for place, kind, document in OF_A_TYPE[project.template["Resources"][name]["Type"]](properties):
            statements = [resolver.resolved(one) for one in listed(document["Statement"])]
            yield Policy(f"{name}/{place}" if place else name, kind, statements)


def _of_role(properties: Resource) -> Iterator[tuple[str, str, dict[str, Any]]]:
    yield "trust", "trust", properties["AssumeRolePolicyDocument"]
    yield from ((one["PolicyName"], "identity", one["PolicyDocument"]) for one in properties.get("Policies", []))


def _of_key(properties: Resource) -> Iterator[tuple[str, str, dict[str, Any]]]:
    yield "", "resource", properties["KeyPolicy"]


def _of_rights(properties: Resource) -> Iterator[tuple[str, str, dict[str, Any]]]:
    yield "", "identity", properties["PolicyDocument"]


def _of_resource(properties: Resource) -> Iterator[tuple[str, str, dict[str, Any]]]:
    yield "", "resource", properties.get("PolicyDocument") or properties["ResourcePolicy"]


OF_A_TYPE: Final = {
    "AWS::IAM::Role": _of_role,
    "AWS::KMS::Key": _of_key,
    "AWS::IAM::ManagedPolicy": _of_rights,
    "AWS::IAM::Policy": _of_rights,
    "AWS::IAM::RolePolicy": _of_rights,
    "AWS::S3::BucketPolicy": _of_resource,
    "AWS::SQS::QueuePolicy": _of_resource,
    "AWS::SNS::TopicPolicy": _of_resource,
    "AWS::SecretsManager::ResourcePolicy": _of_resource,
}


def rights(project: Project) -> Iterator[Finding]:
    for policy in policies(project):
        for statement in policy.statements:
            for name in NEGATIONS:
                if name in statement:
                    yield Finding("rights", "negation", policy.name, f"{name} says what is left out, not what is meant")
            if statement["Effect"] == "Allow":
                for action in listed(statement.get("Action", [])):
                    grant = Grant(policy, statement, action)
                    rules = (_by_action, _by_owner if policy.kind == "identity" else _by_principal)
                    broken = (one for rule in rules for one in rule(grant))
                    yield from (Finding("rights", name, grant.where, said) for name, said in broken)


def _by_action(grant: Grant) -> Broken:
    if grant.action == "*" or grant.action.endswith(":*"):
        yield "every-action", "allows whatever there is or will be"
    elif "*" in grant.action:
        yield "action-pattern", "allows more than it names"
    elif grant.action == "kms:Decrypt":
        yield "decrypts", "may decrypt"


def _by_owner(grant: Grant) -> Broken:
    if "*" in listed(grant.statement.get("Resource", [])):
        yield "every-resource", "on whatever there is or will be"
    if any(fnmatchcase(grant.action, pattern) for pattern in ESCALATING):
        yield "gives-rights", "can give rights to somebody"


def _by_principal(grant: Grant) -> Broken:
    for principal in _principals(grant.statement.get("Principal", {})):
        if principal == "*":
            yield "everybody", "is open to everybody"
        if principal.endswith(".amazonaws.com") and principal != LAMBDA and "Condition" not in grant.statement:
            yield "deputy", f"{principal} may come for another account: say for which one, or for which resource"


def _principals(given: Any) -> Iterator[str]:
    for one in listed(given):
        yield from (one,) if isinstance(one, str) else (str(name) for kind in one.values() for name in listed(kind))
