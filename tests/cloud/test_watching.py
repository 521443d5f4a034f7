"""One action found again in all the logs by one identifier, and the condition of each alarm brought about.

The emulator evaluates alarms on one metric; the others are evaluated here, by their own expression, over what the logs,
the queues, the API and the executions of the local cloud say.
"""

import json
import secrets
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest
from boto3.dynamodb.conditions import Attr

from shared import keys, table
from shared.metrics import Metric
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import end, executions, inside, kinds, mailed, today
from tests.cloud.lives import pending, pending_without_a_clock
from tests.cloud.measured import alarm, counted, lines
from tests.cloud.people import association, key_of, someone, store
from tests.watching.alarms import ALARMS, NOW, state
from tests.watching.named import OF_POWERTOOLS
from tests.watching.test_alarms import every, own
from tests.web.visiting import Visitor

SOISSONS: Final = "02-SOISSONS"
ADDRESS: Final = {"address_line1": "2 rue de l’Exemple", "postcode": "59000", "town": "Lille", "country": "France"}


@pytest.fixture
def cloud(cloud_with_roles: LocalCloud) -> LocalCloud:
    return cloud_with_roles


def measure(cloud: LocalCloud) -> None:
    """What the schedule does every five minutes."""
    answer = cloud.client("lambda").invoke(
        FunctionName=cloud.outputs["AttentionFunctionName"], Payload=json.dumps({"task": "measure"})
    )
    assert "FunctionError" not in answer, answer["Payload"].read()


def said(cloud: LocalCloud, wanted: str) -> dict[str, set[str]]:
    """The events of the lines in which this can be read, as the saved query finds them, by function."""
    found = defaultdict(set)
    for line in lines(cloud):
        if wanted in json.dumps(line) and "_aws" not in line:
            found[line["service"]].add(line["message"])
    return found


def test_a_request_is_found_by_its_reference_and_by_the_identifier_of_its_form_in_all_the_logs(
    cloud: LocalCloud,
) -> None:
    before = counted(cloud)
    visitor = Visitor(cloud.base_url)
    visitor.signs_in(**cloud.access["candidates"][13])
    visitor.sends(ADDRESS)
    visitor.sends({"epreuve": ["COMPTA-1"], "departement": "02"})
    visitor.goes_to("/inscription/epreuves?departement=02&epreuve=COMPTA-1")
    visitor.sends({"centre": SOISSONS, "continuer": "oui"})
    page = visitor.sends({"rules": "oui"})
    (reference,) = parse_qs(urlsplit(page.address).query)["dossier"]
    form = visitor.hops[0].headers["X-Correlation-Id"]

    decision = f"test-{secrets.token_hex(8)}"
    key, payment = key_of(cloud, SOISSONS), {"amount_cents": 5_000, "received_on": today(), "method": "cash"}
    for action, body in {"prevalidation": {}, "payment": payment}.items():
        path = f"/v1/registrations/{reference}/{action}"
        assert cloud.call("POST", path, body, token=key, **{"X-Correlation-Id": decision}).status == 200
    assert mailed(cloud, reference, "validated") == ["registered", "prevalidated", "validated"]
    assert end(cloud, reference) == "Validated"

    whole = said(cloud, reference)
    assert whole["lifecycle"] == {"followed", "clock"}
    assert (whole["mailer"], whole["payment"]) == ({"mail"}, {"answered"})
    assert whole.keys() == {"web", "register", "prevalidate", "payment", "lifecycle", "mailer"}
    assert [one["name"] for one in executions(cloud, reference)] == [f"{reference}_1"]

    sent, decided = said(cloud, form), said(cloud, decision)
    assert {"web", "register", "lifecycle", "mailer"} <= sent.keys()
    assert {"prevalidate", "payment", "lifecycle", "mailer"} <= decided.keys()
    assert sent.keys() | decided.keys() <= {*whole, "authorizer"}
    after = [line for line in lines(cloud) if line.get("correlation_id") in {form, decision}]
    after = [line for line in after if line["service"] != "authorizer"]
    assert {line["reference"] for line in after} == {reference}

    more = counted(cloud) - before
    assert {Metric.REQUESTS, Metric.PREVALIDATED, Metric.PAID, Metric.VALIDATED} <= more.keys()
    assert more[Metric.MAILS_SENT] >= 3
    (mail,) = [one for one in lines(cloud) if one.get("message") == "mail" and one["correlation_id"] == form]
    assert (mail["centre"], mail["transition"], mail["outcome"]) == (SOISSONS, "registered", "sent")
    assert OF_POWERTOOLS - {"exception_name"} <= mail.keys()


def test_what_is_past_due_sets_off_the_alarm_that_is_deployed_and_somebody_is_told(cloud: LocalCloud) -> None:
    measure(cloud)
    assert counted(cloud)[Metric.COLD_STARTS] >= 1
    with listening_to_alarms(cloud) as heard:
        reference = left_behind(cloud)
        measure(cloud)
        published = publish_past_due(cloud)
        assert published[-1] >= 1
        assert deployed_state(cloud, "certif-up-local-overdue") == "ALARM"
        (told,) = cloud.wait_for(heard)
    assert (told["AlarmName"], told["NewStateValue"]) == ("certif-up-local-overdue", "ALARM")
    assert told["AlarmDescription"].endswith("docs/runbooks/overdue.md")

    cloud.client("lambda").invoke(
        FunctionName=cloud.outputs["LifecycleFunctionName"],
        Payload=json.dumps({"task": "reconcile", "minimum_age_seconds": 0}),
    )
    measure(cloud)
    assert publish_past_due(cloud)[-1] == 0, reference


def test_mails_that_bounce_and_complaints_set_off_their_alarms(cloud: LocalCloud) -> None:
    since = datetime.now(UTC)
    measure(cloud)
    for kind, number, name in (("bounce", 5, "BouncesAlarm"), ("complaint", 2, "ComplaintsAlarm")):
        assert alarm(cloud, name, since=since) == "OK"
        for at in range(number):
            tell(cloud, kind, f"{kind}-{at}-{secrets.token_hex(4)}@candidats.example")
        cloud.wait_for(partial(speaks, cloud, name, since))


def test_an_answer_that_fails_on_our_side_sets_off_the_alarm_at_the_fifth(cloud: LocalCloud) -> None:
    since, token = datetime.now(UTC), association(cloud)
    before = counted(cloud)[Metric.UNEXPECTED_ERRORS]
    with damaged(cloud) as reference:
        for _ in range(4):
            assert cloud.call("GET", f"/v1/registrations/{reference}", token=token).status == 500
        assert alarm(cloud, "ServerErrorsAlarm", since=since) == "OK"
        failed = cloud.call("GET", f"/v1/registrations/{reference}", token=token)
    cloud.wait_for(partial(speaks, cloud, "ServerErrorsAlarm", since))
    assert counted(cloud)[Metric.UNEXPECTED_ERRORS] == before + 5
    (error,) = [
        one
        for one in lines(cloud)
        if one.get("level") == "ERROR" and one["correlation_id"] == failed.headers["X-Correlation-Id"]
    ]
    assert (error["reference"], error["message"]) == (reference, "unexpected")


def test_an_execution_that_fails_sets_off_its_alarm(cloud: LocalCloud) -> None:
    since = datetime.now(UTC)
    assert alarm(cloud, "ExecutionFailedAlarm", since=since) == "OK"
    with without_patience(cloud) as machine:
        cloud.client("stepfunctions").start_execution(stateMachineArn=machine, input="{}")
    cloud.wait_for(partial(speaks, cloud, "ExecutionFailedAlarm", since))


def test_an_order_that_nobody_takes_sets_off_the_alarm_after_a_quarter_of_an_hour(cloud: LocalCloud) -> None:
    who = someone()
    store(cloud, who)
    with nobody_sends(cloud), inside(cloud):
        reference = pending(who.nuc, cloud.access["session"], SOISSONS, "PAIE-1")
        cloud.wait_for(lambda: alarm(cloud, "OldestMessageAlarm", later=timedelta(minutes=16)) == "ALARM")
        assert alarm(cloud, "OldestMessageAlarm", later=timedelta(minutes=14)) == "OK"
        assert kinds(cloud, reference) == []
    assert mailed(cloud, reference, "registered") == ["registered"]
    assert alarm(cloud, "OldestMessageAlarm", later=timedelta(minutes=16)) == "OK"


def test_a_day_without_a_request_would_set_off_its_alarm_because_a_session_is_open(cloud: LocalCloud) -> None:
    measure(cloud)
    gauges = [line for line in lines(cloud) if "SessionsOpen" in line][-1]
    day = {own(name): every(timedelta(hours=1), 25, gauges[name][0]) for name in ("SessionsOpen", "Requests")}
    assert (gauges["SessionsOpen"], gauges["Requests"]) == ([1.0], [0.0])
    assert state(ALARMS["NoRequestAlarm"], day) == "ALARM"
    day[own("Requests")].append((NOW - timedelta(hours=3), 1))
    assert state(ALARMS["NoRequestAlarm"], day) == "OK"


def speaks(cloud: LocalCloud, name: str, since: datetime) -> bool:
    return alarm(cloud, name, since=since) == "ALARM"


def left_behind(cloud: LocalCloud) -> str:
    """A request whose clock never started, and whose date has passed."""
    who, past = someone(), datetime.now(UTC) - timedelta(hours=1)
    store(cloud, who)
    with inside(cloud):
        reference = pending_without_a_clock(who.nuc, cloud.access["session"], SOISSONS, "PAIE-1")
        due = {"due_at": keys.instant(past), **keys.work(keys.DUE, past)}
        table.write(table.update(keys.registration(reference), set=due))
    return reference


def publish_past_due(cloud: LocalCloud) -> list[float]:
    """What CloudWatch does with the lines of the log; gives the values so far, oldest first."""
    measured = sorted((line["_aws"]["Timestamp"], line["PastDue"][0]) for line in lines(cloud) if "PastDue" in line)
    at, value = measured[-1]
    datum = {
        "MetricName": "PastDue",
        "Dimensions": [{"Name": "Environment", "Value": "local"}],
        "Timestamp": at / 1000,
        "Value": value,
    }
    cloud.client("cloudwatch").put_metric_data(Namespace="certif-up", MetricData=[datum])
    return [value for _, value in measured]


def deployed_state(cloud: LocalCloud, name: str) -> str:
    (found,) = cloud.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
    return str(found["StateValue"])


@contextmanager
def listening_to_alarms(cloud: LocalCloud) -> Iterator[Any]:
    """In the place of somebody's mailbox, a queue; gives what was heard so far."""
    sqs, sns = cloud.client("sqs"), cloud.client("sns")
    url = sqs.create_queue(QueueName=f"heard-{secrets.token_hex(4)}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic = {"Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn}
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **topic}]}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    asked = sns.subscribe(TopicArn=cloud.outputs["AlarmsTopicArn"], Protocol="sqs", Endpoint=arn)

    def heard() -> list[Any]:
        messages = sqs.receive_message(QueueUrl=url, VisibilityTimeout=0).get("Messages", [])
        return [json.loads(json.loads(one["Body"])["Message"]) for one in messages]

    yield heard
    sns.unsubscribe(SubscriptionArn=asked["SubscriptionArn"])
    sqs.delete_queue(QueueUrl=url)


def tell(cloud: LocalCloud, kind: str, address: str) -> None:
    """What SES tells of a letter about an account, as the template's rules pass it on."""
    feedback = {
        "timestamp": "2026-11-27T08:00:05.000Z",
        "bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": address}]},
        "complaint": {"complaintFeedbackType": "abuse", "complainedRecipients": [{"emailAddress": address}]},
    }
    told = {"outcome": kind, "tags": {}, "feedback": {"timestamp": feedback["timestamp"], **feedback[kind]}}  # type: ignore[dict-item]
    cloud.client("sqs").send_message(QueueUrl=cloud.outputs["MailFeedbackUrl"], MessageBody=json.dumps(told))


@contextmanager
def damaged(cloud: LocalCloud) -> Iterator[str]:
    """A registration that lacks something without which nobody can read it."""
    who = someone()
    store(cloud, who)
    with inside(cloud):
        reference = pending_without_a_clock(who.nuc, cloud.access["session"], SOISSONS, "PAIE-1")
        key, present = keys.registration(reference), Attr("pk").exists()
        (whole,) = table.read(key)
        assert whole
        table.write(table.update(key, present, remove=["lines"]))
    yield reference
    with inside(cloud):
        table.write(table.put_anyway(whole))


@contextmanager
def without_patience(cloud: LocalCloud) -> Iterator[str]:
    """The state machine, whose tasks otherwise try for minutes; executions that run already are not touched."""
    states, machine = cloud.client("stepfunctions"), cloud.outputs["StateMachineArn"]
    whole = states.describe_state_machine(stateMachineArn=machine)["definition"]
    hasty = json.loads(whole)
    hasty["States"]["Look"].pop("Retry")
    states.update_state_machine(stateMachineArn=machine, definition=json.dumps(hasty))
    yield machine
    states.update_state_machine(stateMachineArn=machine, definition=whole)


@contextmanager
def nobody_sends(cloud: LocalCloud) -> Iterator[None]:
    """The mailer takes nothing from its queue for as long as this lasts."""
    lambdas = cloud.client("lambda")
    (mapping,) = lambdas.list_event_source_mappings(FunctionName="certif-up-local-mailer")["EventSourceMappings"]
    lambdas.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    try:
        yield
    finally:
        lambdas.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)
