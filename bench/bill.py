"""What AWS would ask for: quantities, each under the name of its price, and what they come to."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, ConfigDict

from bench.executions import events
from bench.lives import Lived
from shared.metrics import Metric
from tests.support import template

TABLE: Final = Path(__file__).with_name("prices.yaml")
DEFINITION: Final = Path("infra", "lifecycle.asl.json")
FREE_PEOPLE: Final = 10_000
BYTES_OF_A_GIGABYTE: Final = 10**9
HOURS_OF_A_MONTH: Final = 730
OF_FILES: Final = {"PutObject": "files written", "ListObjectsV2": "files written", "GetObject": "files read"}

Quantities = dict[str, float]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Price(Strict):
    usd: float
    per: int
    unit: str
    source: str
    seen: str = ""
    """Where the figure was read; nothing when it was not."""


class Assumptions(Strict):
    milliseconds_of_a_call: int
    milliseconds_of_an_aws_call: int
    milliseconds_of_a_cold_start: int
    cold_starts: float
    bytes_of_platform_logs: int
    bytes_of_an_access_log: int
    bytes_of_an_event_log: int
    requests_of_a_message: int
    polls_of_a_queue_a_month: int
    pages_of_a_registration: int
    reads_of_a_page: int
    months: int
    mix: dict[str, int]


class Prices(Strict):
    region: str
    dated: date
    euros_for_a_dollar: float
    prices: dict[str, Price]
    assumptions: Assumptions

    def euros(self, quantities: Mapping[str, float]) -> Quantities:
        """Each by itself, the dearest first."""
        bill = {name: self._euros(name, quantity) for name, quantity in quantities.items()}
        return dict(sorted(bill.items(), key=lambda one: -one[1]))

    def _euros(self, name: str, quantity: float) -> float:
        price = self.prices[name]
        return quantity * price.usd / price.per * self.euros_for_a_dollar


@cache
def prices() -> Prices:
    return Prices.model_validate(yaml.safe_load(TABLE.read_text(encoding="utf-8")))


def history_events(lived: Lived) -> int:
    return events(json.loads(DEFINITION.read_text(encoding="utf-8"))["States"], lived.states)


def of_life(lived: Lived) -> Quantities:
    """All that one life takes by programs: whoever uses the pages takes `of_pages` besides."""
    given = prices().assumptions
    calls = Counter(one.operation for one in lived.uses)
    requests = len(lived.requests)
    messages = calls["SendMessage"]
    logged = (
        lived.logged_bytes
        + given.bytes_of_platform_logs * (sum(lived.invoked.values()) + requests)
        + given.bytes_of_an_access_log * requests
        + given.bytes_of_an_event_log * history_events(lived)
    )
    quantities: Counter[str] = Counter()
    for operation, name in OF_FILES.items():
        quantities[name] += calls[operation]
    return {name: float(number) for name, number in quantities.items() if number} | {
        "table writes": sum(one.writes + one.index_writes for one in lived.uses),
        "table reads": sum(one.reads for one in lived.uses) + requests,  # the authorizer's
        "function calls": sum(lived.invoked.values()) + requests,
        "function time": _time(lived),
        "transitions": len(lived.states),
        "mails": calls["SendRawEmail"],
        "queue requests (FIFO)": messages * given.requests_of_a_message,
        "API requests": requests,
        "logs": logged / BYTES_OF_A_GIGABYTE,
    }


def _time(lived: Lived) -> float:
    aws_calls = Counter(one.function for one in lived.uses)
    of_functions = sum(
        _gigabyte_seconds(function, times, aws_calls[function]) for function, times in lived.invoked.items()
    )
    return of_functions + _gigabyte_seconds("authorizer", len(lived.requests), len(lived.requests))


def _gigabyte_seconds(function: str, times: float, aws_calls: float) -> float:
    given = prices().assumptions
    cold = given.milliseconds_of_a_cold_start * given.cold_starts
    milliseconds = times * (given.milliseconds_of_a_call + cold) + aws_calls * given.milliseconds_of_an_aws_call
    return milliseconds / 1000 * memory(function) / 1024


def memory(function: str) -> int:
    common: int = template.template()["Globals"]["Function"]["MemorySize"]
    own: int = _resources("AWS::Serverless::Function")[function.capitalize()].get("MemorySize", common)
    return own


def of_pages(pages: float) -> Quantities:
    """Each is one request of the edge, and two of the gateway: the page, and its question of the API."""
    given = prices().assumptions
    return {
        "pages through the edge": pages,
        "API requests": 2 * pages,
        "function calls": 3 * pages,
        "function time": _gigabyte_seconds("web", 3 * pages, given.reads_of_a_page * pages),
        "table reads": given.reads_of_a_page * pages,
        "logs": pages * (3 * given.bytes_of_platform_logs + 2 * given.bytes_of_an_access_log) / BYTES_OF_A_GIGABYTE,
    }


def of_month() -> Quantities:
    """Whether anybody registers or not. What runs by itself is counted from the template."""
    given = prices().assumptions
    runs = sum(map(_runs_of_a_month, _schedules()))
    queues = _sources("SQS")
    fifo = sum(_resources("AWS::SQS::Queue")[name].get("FifoQueue", False) for name in queues)
    return {
        "keys": len(_resources("AWS::KMS::Key")),
        "secrets": len(_resources("AWS::SecretsManager::Secret")),
        "alarms": sum(map(_metrics_watched, _resources("AWS::CloudWatch::Alarm").values())),
        "dashboards": len(_resources("AWS::CloudWatch::Dashboard")),
        "metrics": len(Metric),
        "queue requests (FIFO)": fifo * given.polls_of_a_queue_a_month,
        "queue requests": (len(queues) - fifo) * given.polls_of_a_queue_a_month,
        "schedules": runs,
        "function calls": runs,
        "function time": _gigabyte_seconds("lifecycle", runs, 3 * runs),
        "table reads": 3 * runs,
    }


def _resources(kind: str) -> dict[str, Any]:
    resources = template.template()["Resources"]
    return {name: one.get("Properties", {}) for name, one in resources.items() if one["Type"] == kind}


def _metrics_watched(alarm: dict[str, Any]) -> int:
    """An alarm is paid for by the metrics that it looks at."""
    return sum("MetricStat" in one for one in alarm.get("Metrics", [])) or 1


def _events() -> list[Any]:
    functions = _resources("AWS::Serverless::Function").values()
    return [event for one in functions for event in one.get("Events", {}).values()]


def _sources(kind: str) -> list[str]:
    """The queues that functions are called by."""
    return [one["Properties"]["Queue"]["Fn::GetAtt"].partition(".")[0] for one in _events() if one["Type"] == kind]


def _schedules() -> list[str]:
    return [one["Properties"]["ScheduleExpression"] for one in _events() if one["Type"] == "ScheduleV2"]


def _runs_of_a_month(expression: str) -> float:
    """`rate(5 minutes)`, `rate(1 hour)`, or a `cron` of every hour; no other is used."""
    if found := re.fullmatch(r"rate\((\d+) (minute|hour)s?\)", expression):
        return HOURS_OF_A_MONTH * (60 if found[2] == "minute" else 1) / int(found[1])
    if expression == "cron(0 * * * ? *)":
        return HOURS_OF_A_MONTH
    raise ValueError(f"how often does {expression} run?")
