"""What `infra/template.yaml` says: the table, and each function's environment. The tests hold no copy of either."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

TEMPLATE: Final = Path("infra/template.yaml")
ACCOUNT: Final = "123456789012"
REGION: Final = "eu-west-3"

_GIVEN: Final = {
    "SenderAddress": "inscriptions@certif-up.example",
    "ReplyToAddress": "accueil@certif-up.example",
    "PublicUrl": "https://certif-up.example",
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
}
"""The parameters that have no default, and what AWS itself knows."""


class _Tags(yaml.CSafeLoader):
    """`!Ref Table` is read as `{"Ref": "Table"}`, `!Sub …` as `{"Fn::Sub": …}`, as in the template's JSON form."""


def _tagged(loader: _Tags, tag: str, node: yaml.Node) -> dict[str, Any]:
    name = tag if tag in {"Ref", "Condition"} else f"Fn::{tag}"
    match node:
        case yaml.ScalarNode():
            return {name: loader.construct_scalar(node)}
        case yaml.SequenceNode():
            return {name: loader.construct_sequence(node, deep=True)}
        case yaml.MappingNode():
            return {name: loader.construct_mapping(node, deep=True)}
    raise TypeError(node)


_Tags.add_multi_constructor("!", _tagged)


@cache
def template() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(TEMPLATE.read_text(encoding="utf-8"), Loader=_Tags)  # noqa: S506 (a SafeLoader)
    return loaded


@cache
def table_definition() -> dict[str, Any]:
    """What `create_table` needs to make the table of the template."""
    properties = template()["Resources"]["Table"]["Properties"]
    wanted = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    return {
        "TableName": value({"Ref": "Table"}),
        **{name: properties[name] for name in wanted},
        "StreamSpecification": {"StreamEnabled": True, **properties["StreamSpecification"]},
    }


@cache
def functions() -> dict[str, dict[str, str]]:
    """The environment of each function, by the name of its folder."""
    common = template()["Globals"]["Function"]["Environment"]["Variables"]
    return {
        resource["Properties"]["CodeUri"].rpartition("/")[2]: {
            name: value(given) for name, given in (common | resource["Properties"]["Environment"]["Variables"]).items()
        }
        for resource in template()["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Function"
    }


def value(given: Any) -> str:
    """A value of the template with its intrinsic functions worked out; a resource stands for its own name."""
    match given:
        case {"Ref": name}:
            default = template()["Parameters"].get(name, {}).get("Default", name)
            return str(_GIVEN.get(name, default))
        case {"Fn::Sub": str() as text}:
            names = (part.partition("}")[0] for part in text.split("${")[1:])
            for name in list(names):
                text = text.replace(f"${{{name}}}", value({"Ref": name}))
            return text
        case {"Fn::If": [condition, when_true, when_false]}:
            one, other = template()["Conditions"][condition]["Fn::Equals"]
            return value(when_true if value(one) == value(other) else when_false)
        case {"Fn::GetAtt": path}:
            return str(path)
    return str(given)
