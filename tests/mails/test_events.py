"""SES's own events, in their documented form, through the rules of the template: as they come, twice, in any order."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any, Final

import pytest

from tests.mails.telling import mailed
from tests.support import lives, template
from tests.support.api import ASSOCIATION, call
from tests.support.aws import Aws
from tests.support.snapshot import Snapshot

EVENTS: Final = Path(__file__).parent / "events"
RULES: Final = {
    name: one["Properties"]
    for name, one in template.template()["Resources"].items()
    if one["Type"] == "AWS::Events::Rule"
}


def event(name: str, reference: str) -> dict[str, Any]:
    text = (EVENTS / f"{name}.json").read_text(encoding="utf-8").replace("REFERENCE", reference)
    read: dict[str, Any] = json.loads(text)
    return read


def passed_on(one: dict[str, Any]) -> list[dict[str, Any]]:
    """What the rules make of an event, for the queue."""
    targets = [rule["Targets"][0] for rule in RULES.values() if matches(one, rule["EventPattern"])]
    return [transformed(one, target["InputTransformer"]) for target in targets]


def matches(value: Any, pattern: Any) -> bool:
    if isinstance(pattern, list):
        wanted = [template.value(one) for one in pattern]
        return any(one in wanted for one in value) if isinstance(value, list) else value in wanted
    return all(name in value and matches(value[name], inner) for name, inner in pattern.items())


def transformed(one: dict[str, Any], transformer: dict[str, Any]) -> Any:
    text = transformer["InputTemplate"]
    for name, path in transformer["InputPathsMap"].items():
        value: Any = one
        for step in path.removeprefix("$.").split("."):
            value = value[step]
        text = text.replace(f"<{name}>", json.dumps(value))
    return json.loads(text)


@pytest.mark.parametrize(
    ("name", "failure", "cause"), [("bounce", "bounced", "no-email"), ("complaint", "complained", "unwanted")]
)
def test_an_event_is_seen_on_the_registration_whose_state_stays(aws: Aws, name: str, failure: str, cause: str) -> None:
    reference = mailed(aws)
    before = lives.registration(reference)
    (told,) = passed_on(event(name, reference))
    assert aws.mails(told, told) == []
    assert lives.registration(reference) == before
    (transition,) = call(f"GET /v1/registrations/{reference}", by=ASSOCIATION).body["history"]
    assert (transition["mail_problem"]["failure"], transition["mail_problem"]["cause"]) == (failure, cause)


def test_both_and_each_twice_in_every_order_the_complaint_stays_and_one_mail_tells_of_it(aws: Aws) -> None:
    reference = mailed(aws)
    told = [passed_on(event(name, reference))[0] for name in ("bounce", "complaint")]
    start = Snapshot.taken()
    for order in sorted(set(permutations([0, 0, 1, 1]))):
        start.restore()
        for number in order:
            assert aws.mails(told[number]) == []
        (transition,) = call(f"GET /v1/registrations/{reference}", by=ASSOCIATION).body["history"]
        assert transition["mail_problem"]["failure"] == "complained", order
    aws.deliver()
    assert aws.sent_kinds().count("address_failed") == 1


def test_nothing_of_a_mail_but_its_tags_is_passed_on(aws: Aws) -> None:
    (told,) = passed_on(event("bounce", "CU-2701-0000-61"))
    assert not any(word in json.dumps(told) for word in ("Alice", "Martin", "demande", "commonHeaders"))


@pytest.mark.parametrize("change", [{"detail-type": "Email Delivered"}, {"source": "another"}])
def test_other_events_are_left_alone(change: dict[str, str]) -> None:
    assert passed_on(event("bounce", "CU-2701-0000-61") | change) == []


def test_mails_of_others_are_left_alone() -> None:
    other = event("bounce", "CU-2701-0000-61")
    other["detail"]["mail"]["tags"]["ses:configuration-set"] = ["another"]
    assert passed_on(other) == []
