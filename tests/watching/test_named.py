"""The dashboard, the alarms and the saved queries beside the code and the template: neither names what is not there."""

import json
import re
from copy import deepcopy
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import pytest

from shared.metrics import Metric
from tests.support import template
from tests.watching import named
from tests.watching.alarms import ALARMS, reads
from tools import dashboard

WIDGETS: Final = dashboard.widgets()
QUERIES: Final[dict[str, dict[str, Any]]] = {
    name: one["Properties"] for name, one in named.resources("AWS::Logs::QueryDefinition").items()
}
TEXTS: Final = [one["properties"]["markdown"] for one in WIDGETS if one["type"] == "text"]
RUNBOOKS: Final = {
    *("dead-letters", "oldest-message", "execution-failed", "server-errors", "bounces", "complaints", "no-request"),
    *("overdue", "table-throttled", "wrong-capacity", "leaked-key", "restore", "erasure", "breach"),
}


def groups(query: dict[str, Any]) -> set[str]:
    return {one["Ref"] for one in query["LogGroupNames"]}


class TestEveryMetric:
    def test_of_the_dashboard_is_emitted_by_the_code_or_documented_by_aws(self) -> None:
        assert named.unknown(named.of_widgets(WIDGETS)) == []

    @pytest.mark.parametrize("alarm", ALARMS)
    def test_of_an_alarm_is_too(self, alarm: str) -> None:
        found = named.of_alarm(ALARMS[alarm])
        assert found
        assert named.unknown(found) == []

    def test_of_the_code_is_shown_and_counted_or_measured_somewhere(self) -> None:
        assert named.not_shown(named.of_widgets(WIDGETS)) == set()
        assert {metric.name for metric in Metric} - named.emitted_in_code() - {"GAUGES", "COUNTERS"} == set()

    def test_has_a_unit_that_cloudwatch_knows(self) -> None:
        assert {metric.unit for metric in Metric} == {"Count", "Seconds"}


def test_every_function_queue_table_index_and_machine_is_on_the_dashboard() -> None:
    assert named.not_watched(named.of_widgets(WIDGETS)) == []


class TestTheDashboard:
    def test_has_ten_rows_each_with_what_is_normal_what_to_do_and_a_runbook(self) -> None:
        numbers = [int(found[1]) for text in TEXTS if (found := re.search(r"^## (\d+)\. ", text, re.MULTILINE))]
        assert numbers == list(range(1, 11))
        for text in TEXTS:
            assert re.search(r"\*\*Normal\u00a0:\*\* .+\n\n\*\*Sinon\u00a0:\*\* .+\n\n\[docs/runbooks/", text)

    def test_links_to_runbooks_that_are_agreed_upon_and_to_each(self) -> None:
        links = [found for text in TEXTS for found in re.findall(r"\[docs/runbooks/(.+?)\.md\]\((.+?)\)", text)]
        assert all(address == f"${{RunbooksUrl}}{name}.md" for name, address in links)
        assert {name for name, _ in links} == RUNBOOKS

    def test_shows_every_alarm_first(self) -> None:
        alarms = next(one for one in WIDGETS if one["type"] == "alarm")
        shown = {one.rpartition(":alarm:")[2] for one in alarms["properties"]["alarms"]}
        assert shown == {one["AlarmName"]["Fn::Sub"] for one in ALARMS.values()}
        assert (alarms["y"], min(one["y"] for one in WIDGETS)) == (0, 0)

    def test_covers_the_width_and_no_widget_another(self) -> None:
        places = [(one["x"], one["y"], one["x"] + one["width"], one["y"] + one["height"]) for one in WIDGETS]
        assert all(left >= 0 and right <= 24 for left, _, right, _ in places)
        for one, other in combinations(places, 2):
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)
        area = sum((right - left) * (bottom - top) for left, top, right, bottom in places)
        assert area == 24 * max(bottom for *_, bottom in places)

    def test_names_only_what_the_template_has(self) -> None:
        names = set(re.findall(r"\$\{([^}.]+)", json.dumps(WIDGETS)))
        known = {*template.template()["Resources"], *template.template()["Parameters"], *named.PSEUDO}
        assert names - known == set()

    def test_ends_with_the_saved_query_of_the_errors_over_all_logs(self) -> None:
        (log,) = [one["properties"]["query"] for one in WIDGETS if one["type"] == "log"]
        sources, query = log.rpartition("SOURCE '")[0], log.rpartition("' | ")[2]
        assert {*re.findall(r"SOURCE '\$\{(\w+)\}'", log)} == {*named.resources("AWS::Logs::LogGroup")}
        assert sources
        assert query.split() == QUERIES["ErrorsQuery"]["QueryString"].split()
        assert "| limit 20" in query

    def test_is_deployed_as_it_is_written(self) -> None:
        text = dashboard.TEMPLATE.read_text(encoding="utf-8")
        assert dashboard.copied(text) == text
        body = named.resources("AWS::CloudWatch::Dashboard")["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
        assert json.loads(body) == {"widgets": WIDGETS}

    def test_writes_french_as_the_pages_do(self) -> None:
        words = [*TEXTS, *(str(one["properties"].get("title", "")) for one in WIDGETS)]
        assert [one for one in words if re.search(r"[^\u00a0\w*)\]/] ?[:;!?»](?!\S)|[a-z]'[a-z]| %", one)] == []


class TestASavedQuery:
    @pytest.mark.parametrize("name", QUERIES)
    def test_uses_what_is_logged_where_it_looks(self, name: str) -> None:
        assert named.not_logged(QUERIES[name]["QueryString"], groups(QUERIES[name])) == []

    def test_of_one_file_looks_everywhere(self) -> None:
        assert groups(QUERIES["FileQuery"]) == {*named.resources("AWS::Logs::LogGroup")}

    @pytest.mark.parametrize("name", QUERIES)
    def test_is_found_under_the_environment(self, name: str) -> None:
        assert QUERIES[name]["Name"]["Fn::Sub"].startswith("certif-up-${Environment}/")


class TestAPlantedMistakeIsNoticed:
    def test_a_metric_renamed_on_the_dashboard(self) -> None:
        assert named.unknown(named.of_widgets(changed("PastDue", "PastDues"))) != []
        assert named.not_shown(named.of_widgets(changed("PastDue", "PastDues"))) == {Metric.PAST_DUE}

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("ApproximateAgeOfOldestMessage", "AgeOfOldestMessage"),
            ("${MailQueue.QueueName}", "${MailQueue}"),
            ("${Lifecycle}", "${LifeCycle}"),
            ('"candidate"', '"candidates"'),
            ("StateMachineArn", "StateMachineName"),
            ('"Environment", "${Environment}"', '"Environment", "${Environment}", "Centre", "${Table}"'),
        ],
    )
    def test_a_metric_of_something_else(self, before: str, after: str) -> None:
        assert named.unknown(named.of_widgets(changed(before, after))) != []

    @pytest.mark.parametrize("gone", ["Mailer", "AttentionFailures.QueueName", "StateMachine", "Table"])
    def test_something_that_nobody_watches(self, gone: str) -> None:
        left = [one for one in named.of_widgets(WIDGETS) if all(value != gone for _, value in one.dimensions)]
        assert named.not_watched(left) != []

    @pytest.mark.parametrize(
        "query",
        [
            "fields @timestamp, candidate",
            'filter message = "mailed"',
            'filter message in ["mail_failed", "mail_lost"] or level = "ERROR"',
            "stats count(*) by centre, exam",
            "filter latency_ms > 1000",
        ],
    )
    def test_a_field_or_an_event_that_nobody_logs(self, query: str) -> None:
        assert named.not_logged(query, {"MailerLogs"}) != []

    def test_an_alarm_of_a_metric_that_nobody_emits(self) -> None:
        alarm = deepcopy(ALARMS["OverdueAlarm"]) | {"MetricName": "Overdue"}
        assert named.unknown(named.of_alarm(alarm)) != []


def changed(before: str, after: str) -> list[dict[str, Any]]:
    text = json.dumps(WIDGETS)
    assert before in text
    found: list[dict[str, Any]] = json.loads(text.replace(before, after))
    return found


def test_what_is_unexpected_is_counted_where_it_is_logged() -> None:
    """Each `logger.exception` is followed by its count, so that the row of the errors and their number agree."""
    for source in named.SOURCES:
        text = source.read_text(encoding="utf-8")
        assert len(re.findall(r"logger\.exception\(", text)) == text.count("emit({Metric.UNEXPECTED_ERRORS: 1})"), (
            source
        )


def test_every_handler_is_wrapped_in_the_one_way() -> None:
    """Which keeps the lines of one invocation apart from the next one's, and counts cold starts."""
    wrapping = [path for path in named.SOURCES if "inject_lambda_context(" in path.read_text(encoding="utf-8")]
    assert wrapping == [Path("shared/invocation.py")]


def test_the_decision_counts_what_is_paid_for() -> None:
    text = Path("docs/decisions/0030-watching.md").read_text(encoding="utf-8")
    of_alarms = sum(len(reads(one)) for one in ALARMS.values())
    shown = {one for one in named.of_widgets(WIDGETS) if one.namespace}
    assert len(shown) > 50
    assert f"{len(Metric)} metrics, {of_alarms} metrics of alarms, one dashboard of more than 50 metrics" in text
    assert f"${0.3 * len(Metric):.2f} + ${0.1 * of_alarms:.2f} + $3.00 + $1.00" in text
    assert f"${0.3 * len(Metric) + 0.1 * of_alarms + 4:.2f} a month" in text
