"""What the dashboard, the alarms and the saved queries name, beside what there is: each check gives what is wrong."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from shared.metrics import Metric
from tests.support import template
from tests.watching.alarms import reads

OWN: Final = "certif-up"
SOURCES: Final = [path for folder in ("functions", "shared") for path in sorted(Path(folder).rglob("*.py"))]
PSEUDO: Final = {"AWS::Region", "AWS::Partition", "AWS::AccountId"}

QUEUE = frozenset({"QueueName"})
FUNCTION = frozenset({"FunctionName"})
MACHINE = frozenset({"StateMachineArn"})
API = frozenset({"ApiId"})
TABLE = frozenset({"TableName"})
INDEX = frozenset({"TableName", "GlobalSecondaryIndexName"})
ACCOUNT = frozenset[str]()


def _all(dimensions: frozenset[str], *names: str) -> dict[str, set[frozenset[str]]]:
    return {name: {dimensions} for name in names}


DOCUMENTED: Final[dict[str, dict[str, set[frozenset[str]]]]] = {
    "AWS/SQS": _all(
        QUEUE, "ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible", "NumberOfMessagesSent"
    ),
    "AWS/Lambda": _all(FUNCTION, "Errors", "Duration", "ConcurrentExecutions", "Throttles", "IteratorAge"),
    "AWS/States": _all(
        MACHINE,
        *("ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"),
    ),
    "AWS/ApiGateway": _all(API, "Count", "4xx", "5xx", "Latency"),
    "AWS/DynamoDB": {
        "ReadThrottleEvents": {TABLE, INDEX},
        "WriteThrottleEvents": {TABLE, INDEX},
        "TransactionConflict": {TABLE},
        "ConsumedReadCapacityUnits": {TABLE, INDEX},
        "ConsumedWriteCapacityUnits": {TABLE, INDEX},
    },
    "AWS/SES": _all(ACCOUNT, "Delivery", "Bounce", "Reject", "Reputation.BounceRate", "Reputation.ComplaintRate"),
}
"""Metrics of AWS that we use, with the dimensions under which its documentation says that they are kept."""
MEANT: Final = {
    "QueueName": ("AWS::SQS::Queue", ".QueueName"),
    "FunctionName": ("AWS::Serverless::Function", ""),
    "StateMachineArn": ("AWS::Serverless::StateMachine", ""),
    "ApiId": ("AWS::ApiGatewayV2::Api", ""),
    "TableName": ("AWS::DynamoDB::Table", ""),
}
"""Which attribute of which resource is the value of a dimension."""

OF_AWS: Final = {"@timestamp", "@message", "errorType", "type", "details.name", "execution_arn"}
"""Of CloudWatch itself, of a Lambda function that ended without an answer, and of Step Functions' log."""
OF_POWERTOOLS: Final = {"level", "service", "message", "function_request_id", "exception_name", "cold_start"}


class Named(NamedTuple):
    """A metric by the names of the template."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]


def of_widget(widget: Mapping[str, Any]) -> Iterator[Named]:
    """Those of a graph; an expression names none."""
    for entry in widget["properties"].get("metrics", ()):
        namespace, *rest = entry if isinstance(entry[0], str) else ("",)
        if namespace:
            name, *pairs = [one for one in rest if isinstance(one, str)]
            values = [re.sub(r"^\$\{(.*)\}$", r"\1", one) for one in pairs[1::2]]
            yield Named(namespace, name, tuple(zip(pairs[::2], values, strict=True)))


def of_widgets(widgets: Iterable[Mapping[str, Any]]) -> list[Named]:
    return [named for widget in widgets for named in of_widget(widget)]


def of_alarm(alarm: Mapping[str, Any]) -> list[Named]:
    own = {template.value({"Ref": "Environment"}): "Environment"}
    return [
        Named(
            one.metric.namespace,
            one.metric.name,
            tuple((name, own.get(value, value)) for name, value in sorted(one.metric.dimensions, reverse=True)),
        )
        for one in reads(alarm)
    ]


def unknown(named: Iterable[Named]) -> list[str]:
    """The metrics that neither the code emits nor AWS documents, or that belong to nothing in the template."""
    return [f"{one.namespace} {one.name} {one.dimensions}" for one in named if not _is_known(one)]


def _is_known(one: Named) -> bool:
    if one.namespace == OWN:
        return one.name in {metric.title for metric in Metric} and one.dimensions == (("Environment", "Environment"),)
    kept = DOCUMENTED.get(one.namespace, {}).get(one.name, set())
    return frozenset(name for name, _ in one.dimensions) in kept and all(_exists(*pair) for pair in one.dimensions)


def _exists(dimension: str, value: str) -> bool:
    if dimension == "GlobalSecondaryIndexName":
        return value in indexes()
    kind, attribute = MEANT[dimension]
    return value.endswith(attribute) and value.removesuffix(attribute) in resources(kind)


def resources(kind: str) -> dict[str, Any]:
    return {name: one for name, one in template.template()["Resources"].items() if one["Type"] == kind}


def indexes() -> set[str]:
    return {one["IndexName"] for one in template.table_definition()["GlobalSecondaryIndexes"]}


def not_shown(named: Iterable[Named]) -> set[Metric]:
    shown = {one.name for one in named if one.namespace == OWN}
    return {metric for metric in Metric if metric.title not in shown}


def not_watched(named: Iterable[Named]) -> list[str]:
    """What the template has and no graph shows; a queue by what waits in it, a function by its errors and so on."""
    shown = {(one.name, value) for one in named for value in [one.dimensions[-1][1] if one.dimensions else ""]}
    wanted = {
        *(("ApproximateNumberOfMessagesVisible", f"{one}.QueueName") for one in resources("AWS::SQS::Queue")),
        *(
            (name, one)
            for one in resources("AWS::Serverless::Function")
            for name in ("Errors", "Duration", "ConcurrentExecutions", "Throttles")
        ),
        *((name, one) for one in resources("AWS::Serverless::StateMachine") for name in DOCUMENTED["AWS/States"]),
        *(
            (name, one)
            for one in [*resources("AWS::DynamoDB::Table"), *indexes()]
            for name in ("ReadThrottleEvents", "WriteThrottleEvents")
        ),
        *((name, one) for one in resources("AWS::ApiGatewayV2::Api") for name in DOCUMENTED["AWS/ApiGateway"]),
    }
    return sorted(f"{name} of {one}" for name, one in wanted - shown)


def emitted_in_code() -> set[str]:
    """The members of `Metric` that some line of the code counts or measures."""
    return {
        node.attr
        for source in SOURCES
        if source != Path("shared/metrics.py")
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Metric"
    }


def logged() -> tuple[set[str], set[str]]:
    """The events that the code logs, and the keys that stand beside them."""
    events, keys = set[str](), set[str]()
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and re.search(r"\blogger\.\w+$", ast.unparse(node.func)):
                events |= {str(one.value) for one in node.args if isinstance(one, ast.Constant)}
                keys |= {str(one.arg) for one in node.keywords}
    return events, keys


def not_logged(query: str, groups: Iterable[str]) -> list[str]:
    """The fields and events of a query that no line of these log groups can have."""
    events, keys = logged()
    text = re.sub(r"(?m)^#.*$", "", query)
    wanted = {literal for test in re.findall(r"message (?:=|in) ([^|]*)", text) for literal in _event_names(test)}
    bare = re.sub(r"\"[^\"]*\"|/[^/]*/", "", text)
    aliases = set(re.findall(r"\bas (\w+)", bare))
    names = set(re.findall(r"(?<![\w.@])@?[a-z_]\w*(?:\.\w+)?(?!\w*\()", bare, re.IGNORECASE)) - _WORDS - aliases
    known = OF_AWS | OF_POWERTOOLS | keys | _of_clock() | (_of_gateway() if "ApiLogs" in groups else set())
    return sorted((names - known) | (wanted - events))


def _event_names(test: str) -> list[str]:
    """The literals up to the next condition."""
    return re.findall(r"\"(\w+)\"", re.split(r"\b(?:and|or)\b", test)[0])


_WORDS: Final = {
    *("fields", "filter", "sort", "stats", "limit", "by", "as", "asc", "desc", "and", "or", "in", "like"),
    *("bin", "count", "count_distinct", "max", "pct", "coalesce", "h"),
}


def _of_gateway() -> set[str]:
    return set(
        re.findall(
            r"\"(\w+)\":",
            resources("AWS::ApiGatewayV2::Stage")["ApiStage"]["Properties"]["AccessLogSettings"]["Format"],
        )
    )


def _of_clock() -> set[str]:
    """The picture that every task of the state machine logs."""
    tree = ast.parse(Path("functions/lifecycle/clock.py").read_text(encoding="utf-8"))
    (outcome,) = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "outcome"]
    picture = next(node.value for node in outcome.body if isinstance(node, ast.Return))
    return {"task", *(str(key.value) for key in getattr(picture, "keys", ()))}
