"""When each alarm speaks, and when it keeps silent. Every mistake that can be made in one is noticed here."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import pytest

from tests.support import template
from tests.watching.alarms import ALARMS, NOW, Points, Watched, mutants, state

RESOURCES: Final = template.template()["Resources"]
HOUR: Final = timedelta(hours=1)
NAMES: Final = {
    "DeadLettersAlarm": "dead-letters",
    "OldestMessageAlarm": "oldest-message",
    "ExecutionFailedAlarm": "execution-failed",
    "ServerErrorsAlarm": "server-errors",
    "BouncesAlarm": "bounces",
    "ComplaintsAlarm": "complaints",
    "NoRequestAlarm": "no-request",
    "OverdueAlarm": "overdue",
    "TableThrottledAlarm": "table-throttled",
}


class Case(NamedTuple):
    said: str
    points: Points
    wanted: str


def own(name: str) -> Watched:
    return Watched("certif-up", name, frozenset({("Environment", "production")}))


def queue(name: str, metric: str) -> Watched:
    return Watched("AWS/SQS", metric, frozenset({("QueueName", f"{name}.QueueName")}))


def api(metric: str) -> Watched:
    return Watched("AWS/ApiGateway", metric, frozenset({("ApiId", "Api")}))


def executions(metric: str) -> Watched:
    return Watched("AWS/States", metric, frozenset({("StateMachineArn", "StateMachine")}))


def table(metric: str, index: str = "") -> Watched:
    of_index = {("GlobalSecondaryIndexName", index)} if index else set()
    return Watched("AWS/DynamoDB", metric, frozenset({("TableName", "Table"), *of_index}))


STREAM: Final = Watched("AWS/Lambda", "IteratorAge", frozenset({("FunctionName", "Lifecycle")}))


def just_now(value: float) -> list[tuple[datetime, float]]:
    return [(NOW - timedelta(seconds=10), value)]


def every(step: timedelta, number: int, value: float = 0) -> list[tuple[datetime, float]]:
    """The newest first."""
    return [(NOW - step * at - timedelta(seconds=10), value) for at in range(number)]


def dead_letter_queues() -> set[str]:
    """Every queue of the template into which something falls that could not be done."""

    def targets(given: object) -> Iterator[str]:
        match given:
            case {"deadLetterTargetArn": {"Fn::GetAtt": path}} | {"DeadLetterConfig": {"Arn": {"Fn::GetAtt": path}}}:
                yield str(path).removesuffix(".Arn")
            case {"OnFailure": {"Destination": {"Fn::GetAtt": path}}}:
                yield str(path).removesuffix(".Arn")
        if isinstance(given, dict | list):
            for one in given.values() if isinstance(given, dict) else given:
                yield from targets(one)

    return set(targets(RESOURCES))


DEAD_LETTERS: Final = sorted(dead_letter_queues())
LIVE: Final = sorted({name for name, one in RESOURCES.items() if one["Type"] == "AWS::SQS::Queue"} - set(DEAD_LETTERS))
OPEN: Final = {own("SessionsOpen"): every(HOUR, 25, 1)}
CLOSED: Final = {own("SessionsOpen"): every(HOUR, 25, 0)}
NOBODY: Final = {own("Requests"): every(HOUR, 25, 0)}
FIVE_MINUTES: Final = timedelta(minutes=5)


def bounces(bounced: float, sent: float) -> Points:
    return {own("MailsBounced"): just_now(bounced), own("MailsSent"): just_now(sent)}


def complaints(complained: float, sent: float) -> Points:
    return {own("MailsComplained"): just_now(complained), own("MailsSent"): just_now(sent)}


def calls(errors: float, requests: float) -> Points:
    return {api("5xx"): just_now(errors), api("Count"): just_now(requests)}


VISIBLE: Final = "ApproximateNumberOfMessagesVisible"
AGE: Final = "ApproximateAgeOfOldestMessage"
CASES: Final[dict[str, Sequence[Case]]] = {
    "DeadLettersAlarm": [
        Case("nothing is known of queues that nobody uses", {}, "OK"),
        Case("no message", {queue(one, VISIBLE): just_now(0) for one in DEAD_LETTERS}, "OK"),
        Case("messages on their ordinary way", {queue(one, VISIBLE): just_now(9) for one in LIVE}, "OK"),
        *(Case(f"one in {one}", {queue(one, VISIBLE): just_now(1)}, "ALARM") for one in DEAD_LETTERS),
    ],
    "OldestMessageAlarm": [
        Case("nothing waits", {}, "OK"),
        *(Case(f"a quarter of an hour in {one}", {queue(one, AGE): just_now(900)}, "OK") for one in LIVE),
        *(Case(f"longer in {one}", {queue(one, AGE): just_now(901)}, "ALARM") for one in LIVE),
        Case("a quarter of an hour in the stream", {STREAM: just_now(900_000)}, "OK"),
        Case("longer in the stream", {STREAM: just_now(901_000)}, "ALARM"),
    ],
    "ExecutionFailedAlarm": [
        Case("none ended", {}, "OK"),
        Case("none failed", {executions("ExecutionsFailed"): just_now(0)}, "OK"),
        Case("they end well", {executions("ExecutionsSucceeded"): just_now(9)}, "OK"),
        Case("one failed", {executions("ExecutionsFailed"): just_now(1)}, "ALARM"),
        Case("one ran out of time", {executions("ExecutionsTimedOut"): just_now(1)}, "ALARM"),
    ],
    "ServerErrorsAlarm": [
        Case("nobody calls", {}, "OK"),
        Case("two people in the night meet one error each", calls(4, 4), "OK"),
        Case("one in a hundred", calls(5, 500), "OK"),
        Case("more than one in a hundred", calls(6, 500), "ALARM"),
        Case("everything fails in the night", calls(5, 5), "ALARM"),
    ],
    "BouncesAlarm": [
        Case("nothing is told", {}, "OK"),
        Case("some wrong addresses in a quiet week", bounces(4, 10), "OK"),
        Case("three in a hundred", bounces(6, 200), "OK"),
        Case("more", bounces(7, 200), "ALARM"),
        Case("of mails of the day before", bounces(5, 0), "ALARM"),
    ],
    "ComplaintsAlarm": [
        Case("nothing is told", {}, "OK"),
        Case("one, whatever its part", complaints(1, 10), "OK"),
        Case("one in a thousand", complaints(2, 2_000), "OK"),
        Case("more", complaints(2, 1_999), "ALARM"),
        Case("of mails of the day before", complaints(2, 0), "ALARM"),
    ],
    "NoRequestAlarm": [
        Case("nothing is measured", {}, "OK"),
        Case("no session is open", {**CLOSED, **NOBODY}, "OK"),
        Case("nobody asks for a day", {**OPEN, **NOBODY}, "ALARM"),
        Case("one asked 23 hours ago", {**OPEN, own("Requests"): [*every(HOUR, 23), *every(HOUR, 24, 1)[-1:]]}, "OK"),
        Case(
            "one asked 25 hours ago",
            {**OPEN, own("Requests"): [*every(HOUR, 24), *every(HOUR, 25, 1)[-1:]]},
            "ALARM",
        ),
        Case("a session opened 23 hours ago", {own("SessionsOpen"): every(HOUR, 23, 1), **NOBODY}, "OK"),
        Case(
            "it closed and opened meanwhile",
            {**OPEN, own("SessionsOpen"): [*every(HOUR, 24, 1), *every(HOUR, 3, 0)[-1:]], **NOBODY},
            "OK",
        ),
    ],
    "OverdueAlarm": [
        Case("none", {own("PastDue"): every(FIVE_MINUTES, 4, 0)}, "OK"),
        Case("ten minutes", {own("PastDue"): [*every(FIVE_MINUTES, 2, 1), *every(FIVE_MINUTES, 4)[2:]]}, "OK"),
        Case(
            "a quarter of an hour", {own("PastDue"): [*every(FIVE_MINUTES, 3, 1), *every(FIVE_MINUTES, 4)[3:]]}, "ALARM"
        ),
        Case("nothing has been measured for a quarter of an hour", {}, "ALARM"),
        Case("one measurement is late", {own("PastDue"): every(FIVE_MINUTES, 4, 0)[1:]}, "OK"),
    ],
    "TableThrottledAlarm": [
        Case("nothing is refused", {}, "OK"),
        Case("only for a moment", {table("ReadThrottleEvents"): just_now(50)}, "OK"),
        *(
            Case(f"{metric} for ten minutes {index}", {table(metric, index): _long}, "ALARM")
            for _long in [[*every(FIVE_MINUTES, 2, 1)]]
            for metric in ("ReadThrottleEvents", "WriteThrottleEvents")
            for index in ("", "candidate", "centre", "work")
        ),
    ],
}


@pytest.mark.parametrize("alarm", CASES)
def test_an_alarm_speaks_when_it_should_and_not_otherwise(alarm: str) -> None:
    assert wrong(alarm, ALARMS[alarm]) == []


@pytest.mark.parametrize("alarm", CASES)
def test_whatever_mistake_is_made_in_it_is_noticed(alarm: str) -> None:
    made = dict(mutants(ALARMS[alarm]))
    assert len(made) >= 8
    assert [mistake for mistake, mutant in made.items() if not wrong(alarm, mutant)] == []


def test_an_expression_that_depends_on_what_is_not_documented_is_noticed() -> None:
    """A sum of two filled metrics, of which one may never have been written."""
    alarm = deepcopy(ALARMS["ExecutionFailedAlarm"])
    alarm["Metrics"][0]["Expression"] = "FILL(failed, 0) + FILL(late, 0)"
    assert state(alarm, {executions("ExecutionsFailed"): just_now(1)}) == "ALARM or OK"


def wrong(alarm: str, properties: dict[str, object]) -> list[str]:
    return [one.said for one in CASES[alarm] if state(properties, one.points) != one.wanted]


def test_there_are_these_nine() -> None:
    assert {name: template.value(one["AlarmName"]) for name, one in ALARMS.items()} == {
        alarm: f"certif-up-production-{name}" for alarm, name in NAMES.items()
    }
    assert CASES.keys() == NAMES.keys()


def test_every_dead_letter_queue_is_watched() -> None:
    assert len(DEAD_LETTERS) >= 6
    assert {one for one in RESOURCES if one.endswith(("DeadLetters", "Failures"))} == set(DEAD_LETTERS)


@pytest.mark.parametrize(("alarm", "name"), NAMES.items())
def test_it_is_sent_to_whoever_has_asked_for_it_and_names_its_runbook_last(alarm: str, name: str) -> None:
    said = ALARMS[alarm]
    assert said["AlarmDescription"].split()[-1] == f"docs/runbooks/{name}.md"
    assert (said["AlarmActions"], said["OKActions"]) == ([{"Ref": "Alarms"}], [{"Ref": "Alarms"}])


def test_nobody_is_written_to_unless_an_address_is_given() -> None:
    assert template.template()["Parameters"]["AlarmAddress"]["Default"] == ""
    assert RESOURCES["AlarmsByMail"]["Condition"] == "AlarmsAreMailed"
    assert RESOURCES["Alarms"]["Properties"]["KmsMasterKeyId"] == {"Ref": "AlarmsKey"}
