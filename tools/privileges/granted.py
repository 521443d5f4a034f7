"""What each role of the template may do, by the template as it is deployed."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any, Final, NamedTuple

from tools.gates.policies import listed, policies
from tools.gates.project import Project
from tools.gates.resolving import Resolver

LEADING_KEYS: Final = "dynamodb:LeadingKeys"
VIA: Final = "kms:ViaService"
ROLE: Final = "AWS::IAM::Role"


class Need(NamedTuple):
    """What one call of a function needs to be allowed. `keys` are the partitions of the items that it names."""

    role: str
    action: str
    resource: str
    keys: tuple[str, ...] = ()


class Grant(NamedTuple):
    """One thing that a role may do: an action on a resource, or, for actions limited to kinds of items, one kind."""

    role: str
    action: str
    resource: str


class Allowance(NamedTuple):
    """A statement that allows a role something."""

    role: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    kinds: tuple[str, ...]
    """Patterns of the partitions to which it is limited; none when it is not."""
    is_direct: bool
    """Not only through another service, in the role's name."""

    def allows(self, need: Need) -> bool:
        return (
            self.is_direct
            and need.role == self.role
            and need.action in self.actions
            and any(fnmatchcase(need.resource, one) for one in self.resources)
            and (not self.kinds or all(any(fnmatchcase(key, kind) for kind in self.kinds) for key in need.keys))
        )

    def grants(self) -> Iterator[Grant]:
        for action in self.actions:
            yield from (Grant(self.role, action, one) for one in self.resources)
        yield from (Grant(self.role, self._of_items, kind) for kind in self.kinds)

    def used_by(self, need: Need) -> Iterator[Grant]:
        """Those of its grants that a call which it allows makes use of."""
        yield from (Grant(self.role, need.action, one) for one in self.resources if fnmatchcase(need.resource, one))
        yield from (
            Grant(self.role, self._of_items, kind)
            for kind in self.kinds
            if any(fnmatchcase(key, kind) for key in need.keys)
        )

    @property
    def _of_items(self) -> str:
        return f"{'/'.join(action.partition(':')[2] for action in self.actions)} of items"


def allowances(project: Project) -> list[Allowance]:
    """Those of the roles' own policies, of the managed ones that they have, and of the keys that name them."""
    return [*_own(project), *_managed(project), *_of_keys(project)]


def role_of(project: Project, function: str) -> str:
    """`function` is the name of its folder."""
    for _, properties in project.of_type("AWS::Lambda::Function"):
        if properties["Handler"].startswith(f"functions.{function}."):
            role: str = properties["Role"]["Fn::GetAtt"][0]
            return role
    raise LookupError(function)


def _own(project: Project) -> Iterator[Allowance]:
    for policy in policies(project):
        name, _, place = policy.name.partition("/")
        if policy.kind == "identity" and place:
            yield from (_allowance(name, one) for one in _allowing(policy.statements))


def _managed(project: Project) -> Iterator[Allowance]:
    """A policy of AWS itself, which the template only names, stands for one action."""
    written = {one.name: one.statements for one in policies(project) if one.kind == "identity"}
    for role, properties in project.of_type(ROLE):
        for given in properties.get("ManagedPolicyArns", []):
            name = Resolver(project.template).resolved(given)
            if name in written:
                yield from (_allowance(role, one) for one in _allowing(written[name]))
            else:
                yield Allowance(role, ("a managed policy",), (name,), (), is_direct=True)


def _of_keys(project: Project) -> Iterator[Allowance]:
    roles = {name for name, _ in project.of_type(ROLE)}
    resolver = Resolver(project.template)
    for policy in policies(project):
        if policy.kind == "resource":
            here = resolver.resolved({"Fn::GetAtt": [policy.name, "Arn"]})
            for one in _allowing(policy.statements):
                principal = one["Principal"]
                named = listed(principal.get("AWS", [])) if isinstance(principal, dict) else []
                yield from (_allowance(role, one | {"Resource": here}) for role in named if role in roles)


def _allowing(statements: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (one for one in statements if one["Effect"] == "Allow")


def _allowance(role: str, statement: dict[str, Any]) -> Allowance:
    conditions = statement.get("Condition", {})
    kinds = conditions.get("ForAllValues:StringLike", {}).get(LEADING_KEYS, [])
    is_direct = not any(VIA in of_operator for of_operator in conditions.values())
    actions, resources = listed(statement["Action"]), listed(statement["Resource"])
    return Allowance(role, tuple(actions), tuple(resources), tuple(listed(kinds)), is_direct)
