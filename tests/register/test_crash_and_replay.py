"""A call that died or was never answered, and is sent again with its key: once done, and answered as if at once."""

from collections.abc import Callable
from itertools import product
from typing import Any, Final, NamedTuple

import pytest

from tests.support.api import ALICE, LAON, Reply, call
from tests.support.calls import Fault, struck, watched
from tests.support.contents import contents
from tests.support.season import THIS
from tests.support.snapshot import Snapshot
from tests.support.steps import done, prevalidate, register

pytestmark = pytest.mark.usefixtures("season")

KEY: Final = {"Idempotency-Key": "cle-0123456789"}


class Story(NamedTuple):
    begin: Callable[[], str]
    """Gives the path of the call."""
    body: dict[str, Any]
    by: Any

    def sent(self, path: str) -> Reply:
        return call(f"POST /v1/registrations{path}", self.body, by=self.by, headers=KEY)


def pending() -> str:
    return register("CHI")


def prevalidated() -> str:
    reference = register("CHI")
    done(prevalidate(reference))
    return reference


PAYMENT: Final = {"amount_cents": 5000, "received_on": "2026-11-27", "method": "cheque"}

STORIES: Final = {
    "registration": Story(lambda: "", {"session": THIS, "centre": "C02", "exams": ["CHI"]}, ALICE),
    "prevalidation": Story(lambda: f"/{pending()}/prevalidation", {}, LAON),
    "refusal": Story(lambda: f"/{pending()}/refusal", {"reason": "full"}, LAON),
    "withdrawal": Story(lambda: f"/{prevalidated()}/withdrawal", {}, ALICE),
    "payment": Story(lambda: f"/{prevalidated()}/payment", PAYMENT, LAON),
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_killed_at_any_call_and_sent_again_it_is_done_once_and_answered_the_same(story: Story) -> None:
    path = story.begin()
    start = Snapshot.taken()
    with watched() as made:
        undisturbed = done(story.sent(path))
    commits = [one.operation for one in made].index("TransactWriteItems")
    for number, fault in product(range(len(made)), Fault):
        start.restore()
        with struck(number, fault):
            story.sent(path)
        committed = number > commits or (number == commits and fault is not Fault.CRASH_BEFORE)
        again, written = story.sent(path), contents()
        assert again.headers.get("idempotent-replayed") == ("true" if committed else None), (made[number], fault)
        assert told(again) == told(undisturbed), (made[number], fault)
        assert (story.sent(path).body, contents()) == (again.body, written)
        assert [item["status"] for item in written.values() if item["kind"] == "idempotency"] == [again.status]


def told(reply: Reply) -> tuple[int, dict[str, Any]]:
    """The answer, but for a reference that is drawn anew."""
    return reply.status, reply.body | {"reference": ""}
