"""Stopped in the middle of its lives and started again: each goes on where it was, each mail is sent once."""

from typing import Any, Final

from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import end, executions, mailed, place, said_of_itself, today, unsettled
from tests.cloud.lives import prevalidate
from tests.cloud.people import Newcomer, key_of, newcomer, register

LAON: Final = "02-LAON"
LONG: Final = 3_600
"""Seconds: a limit that no test lives to see."""


def test_every_live_registration_goes_on_where_it_was(quick_cloud: LocalCloud) -> None:
    cloud = quick_cloud
    people, lives = _in_every_live_state(cloud)
    access, key = cloud.access, key_of(cloud, LAON)
    _stop_following(cloud)
    lives["unheard"] = register(cloud, people["unheard"], LAON, "ORTHO")

    cloud.stop()
    cloud.start()

    assert cloud.access == access
    for name, who in people.items():
        own = cloud.call("GET", "/v1/registrations", token=who.token).body["items"]
        assert [one["reference"] for one in own] == [lives[name]]
    payment = {"amount_cents": 5_000, "received_on": today(), "method": "cheque"}
    for name, action, body in (
        ("pending", "refusal", {"reason": "full"}),
        ("waiting", "payment", payment),
        ("reminded", "payment", payment),
    ):
        answer = cloud.call("POST", f"/v1/registrations/{lives[name]}/{action}", body, token=key)
        assert answer.status == 200, answer

    ends: dict[str, tuple[str, list[str]]] = {
        "pending": ("Refused", ["registered", "refused"]),
        "waiting": ("Validated", ["registered", "prevalidated", "validated"]),
        "forgotten": ("Expired", ["registered", "prevalidated", "reminded", "expired"]),
        "reminded": ("Validated", ["registered", "prevalidated", "reminded", "validated"]),
        "insolvent": ("Expired", ["registered", "prevalidated", "reminded", "expired"]),
    }
    for name, (state, mails) in ends.items():
        assert mailed(cloud, lives[name], mails[-1]) == mails, name
        assert end(cloud, lives[name]) == state, name
    assert mailed(cloud, lives["unheard"], "registered") == ["registered"]
    cloud.wait_for(lambda: place(cloud, lives["unheard"]) == "AwaitDecision")
    assert mailed(cloud, lives["withdrawn"], "withdrawn") == ["registered", "withdrawn"]
    assert executions(cloud, lives["withdrawn"]) == []


def _in_every_live_state(cloud: LocalCloud) -> tuple[dict[str, Newcomer], dict[str, str]]:
    """The candidates and their registrations, each seen in its place."""
    names = ("pending", "waiting", "forgotten", "reminded", "insolvent", "withdrawn", "unheard")
    people = {name: newcomer(cloud) for name in names}
    lives = {name: register(cloud, who, LAON, "ORTHO") for name, who in people.items() if name != "unheard"}
    answer = cloud.call("POST", f"/v1/registrations/{lives['withdrawn']}/withdrawal", token=people["withdrawn"].token)
    assert answer.status == 200, answer
    prevalidate(cloud, lives["reminded"], remind_in=1, expire_in=LONG)
    prevalidate(cloud, lives["waiting"], remind_in=LONG - 1, expire_in=LONG)
    after_the_start = 10 + 5 * said_of_itself(cloud).ready_seconds
    prevalidate(cloud, lives["insolvent"], remind_in=1, expire_in=after_the_start)
    prevalidate(cloud, lives["forgotten"], remind_in=after_the_start - 4, expire_in=after_the_start)
    places = {
        "pending": "AwaitDecision",
        "waiting": "AwaitPaymentUntilReminder",
        "forgotten": "AwaitPaymentUntilReminder",
        "reminded": "AwaitPaymentUntilEnd",
        "insolvent": "AwaitPaymentUntilEnd",
        "withdrawn": "Withdrawn",
    }
    cloud.wait_for(lambda: {name: place(cloud, lives[name]) for name in places} == places)
    cloud.wait_for(lambda: not any(unsettled(cloud, reference) for reference in lives.values()))
    return people, lives


def _stop_following(cloud: LocalCloud) -> None:
    """From here on nothing follows from a transition: what a stop does to the records that were not read yet."""
    functions: Any = cloud.client("lambda")
    mappings = functions.list_event_source_mappings(FunctionName=cloud.outputs["LifecycleFunctionName"])
    (stream,) = mappings["EventSourceMappings"]
    functions.update_event_source_mapping(UUID=stream["UUID"], Enabled=False)
