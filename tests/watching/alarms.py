"""The alarms of the template, evaluated as CloudWatch does: its metrics by periods, its expression, its missing data.

The emulators evaluate no expression. What is missing makes a sum or a comparison missing, and is left out of a function
of several metrics. Whether `FILL` fills a metric of which there is nothing at all is not documented: `state` evaluates
both ways, and tells both where they differ.
"""

import ast
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from tests.support import template

NOW: Final = datetime(2026, 11, 30, 9, tzinfo=UTC)
ALARMS: Final[dict[str, dict[str, Any]]] = {
    name: one["Properties"]
    for name, one in template.template()["Resources"].items()
    if one["Type"] == "AWS::CloudWatch::Alarm"
}

NOTHING: Final = "nothing at all"
"""In place of a value that `FILL` leaves missing."""
MISSING: Final = (None, NOTHING)

Value = float | str | None


class Watched(NamedTuple):
    """A metric by the template's own names: a queue is `MailQueue.QueueName`, the environment its default."""

    namespace: str
    name: str
    dimensions: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, metric: Mapping[str, Any]) -> "Watched":
        dimensions = frozenset((one["Name"], template.value(one["Value"])) for one in metric.get("Dimensions", ()))
        return cls(metric["Namespace"], metric["MetricName"], dimensions)


Points = Mapping[Watched, Sequence[tuple[datetime, float]]]


class Read(NamedTuple):
    """One metric as an alarm reads it."""

    id: str
    metric: Watched
    period: timedelta
    statistic: str


def reads(alarm: Mapping[str, Any]) -> list[Read]:
    if "Metrics" not in alarm:
        return [Read("watched", Watched.of(alarm), timedelta(seconds=alarm["Period"]), alarm["Statistic"])]
    return [
        Read(one["Id"], Watched.of(stat["Metric"]), timedelta(seconds=stat["Period"]), stat["Stat"])
        for one in alarm["Metrics"]
        if (stat := one.get("MetricStat"))
    ]


def state(alarm: Mapping[str, Any], points: Points, *, now: datetime = NOW) -> str:
    filled, unfilled = (_state(alarm, points, now, fills_nothing=fills) for fills in (False, True))
    return filled if filled == unfilled else f"{filled} or {unfilled}"


def _state(alarm: Mapping[str, Any], points: Points, now: datetime, *, fills_nothing: bool) -> str:
    number = alarm["EvaluationPeriods"]
    read: list[dict[str, Value]] = [
        {one.id: _in_period(one, points, now, back) for one in reads(alarm)} for back in range(number)
    ]
    if fills_nothing:
        known = {id for values in read for id, value in values.items() if value is not None}
        read = [{id: value if id in known else NOTHING for id, value in values.items()} for values in read]
    values = [_value(alarm, one) for one in read]
    if all(value is None for value in values) and alarm["TreatMissingData"] == "missing":
        return "INSUFFICIENT_DATA"
    missing = alarm["TreatMissingData"] == "breaching"
    crosses = _COMPARISONS[alarm["ComparisonOperator"]]
    breaching = [missing if value is None else crosses(value, alarm["Threshold"]) for value in values]
    return "ALARM" if sum(breaching) >= alarm.get("DatapointsToAlarm", number) else "OK"


def mutants(alarm: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The mistakes that somebody may make in an alarm, one by one."""
    reverse = (
        "LessThanOrEqualToThreshold" if alarm["ComparisonOperator"].startswith("Greater") else "GreaterThanThreshold"
    )
    yield "compares the other way", alarm | {"ComparisonOperator": reverse}
    yield "a hundred more", alarm | {"Threshold": alarm["Threshold"] + 100}
    yield "a hundred less", alarm | {"Threshold": alarm["Threshold"] - 100}
    yield "a period more", alarm | {"EvaluationPeriods": alarm["EvaluationPeriods"] + 1}
    if alarm["EvaluationPeriods"] > 1:
        yield "a period less", alarm | {"EvaluationPeriods": alarm["EvaluationPeriods"] - 1}
    other = "breaching" if alarm["TreatMissingData"] == "notBreaching" else "notBreaching"
    yield "what is missing means the opposite", alarm | {"TreatMissingData": other}
    for at in range(len(reads(alarm))):
        for what, change in _CHANGES.items():
            changed = deepcopy(alarm)
            change(_metric(changed, at))
            yield f"{reads(alarm)[at].id}: {what}", changed


def _metric(alarm: dict[str, Any], at: int) -> dict[str, Any]:
    if "Metrics" not in alarm:
        return alarm
    found: dict[str, Any] = [one["MetricStat"]["Metric"] for one in alarm["Metrics"] if "MetricStat" in one][at]
    return found


_CHANGES: Final[dict[str, Callable[[dict[str, Any]], None]]] = {
    "renamed": lambda metric: metric.update(MetricName=metric["MetricName"] + "s"),
    "in another namespace": lambda metric: metric.update(Namespace="certif_up"),
    "of something else": lambda metric: metric["Dimensions"][-1].update(Value="SomethingElse"),
}
_COMPARISONS: Final[dict[str, Callable[[float, float], bool]]] = {
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
_STATISTICS: Final[dict[str, Callable[[list[float]], float]]] = {"Sum": sum, "Maximum": max, "Minimum": min}
_OPERATORS: Final[dict[type, Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
}


def _in_period(read: Read, points: Points, now: datetime, back: int) -> float | None:
    end = now - back * read.period
    found = [value for at, value in points.get(read.metric, ()) if end - read.period <= at < end]
    return _STATISTICS[read.statistic](found) if found else None


def _value(alarm: Mapping[str, Any], values: Mapping[str, Value]) -> float | None:
    expressions = [one["Expression"] for one in alarm.get("Metrics", ()) if "Expression" in one]
    found = _evaluated(ast.parse(expressions[0], mode="eval").body, values) if expressions else values["watched"]
    return None if found in MISSING else float(found)


def _evaluated(node: ast.expr, values: Mapping[str, Value]) -> Any:
    match node:
        case ast.Constant(value=number):
            return number
        case ast.Name(id=name):
            return values[name]
        case ast.List(elts=elements):
            return [_evaluated(one, values) for one in elements]
        case ast.BinOp(left=left, op=op, right=right) | ast.Compare(left=left, ops=[op], comparators=[right]):
            both = [_evaluated(left, values), _evaluated(right, values)]
            missing = [one for one in both if one in MISSING]
            return missing[0] if missing else _OPERATORS[type(op)](*both)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _FUNCTIONS[name](values, *arguments)
    raise ValueError(ast.unparse(node))


def _metrics(values: Mapping[str, Value]) -> list[Value]:
    return list(values.values())


def _if(values: Mapping[str, Value], condition: ast.expr, then: ast.expr, otherwise: ast.expr) -> Any:
    met = _evaluated(condition, values)
    return met if met in MISSING else _evaluated(then if met else otherwise, values)


def _fill(values: Mapping[str, Value], what: ast.expr, default: ast.expr) -> Any:
    found, filled = _evaluated(what, values), _evaluated(default, values)
    if isinstance(found, list):
        return [filled if one is None else one for one in found]
    return filled if found is None else found


def _maximum(values: Mapping[str, Value], what: ast.expr) -> float | None:
    return max((one for one in _evaluated(what, values) if one not in MISSING), default=None)


def _sum(values: Mapping[str, Value], what: ast.expr) -> float | None:
    several = [one for one in _evaluated(what, values) if one not in MISSING]
    return sum(several) if several else None


_FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "METRICS": _metrics,
    "IF": _if,
    "FILL": _fill,
    "MAX": _maximum,
    "SUM": _sum,
}
