"""Each of these mistakes, planted in our code, is caught by the story that tells of it."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from botocore.exceptions import ReadTimeoutError

from functions.documents import tending as documents
from functions.mailer import post, transitions
from functions.rights import erasing
from functions.rights import tending as rights
from shared import deferral, keys, table
from shared.deferral import Deferral
from shared.documents import document, store
from shared.http.call import Call
from shared.table import Write
from tests.crashes.stories import STORIES
from tests.crashes.telling import Telling
from tests.crashes.world import World

Plant = Callable[[pytest.MonkeyPatch], None]


def a_mail_is_marked_before_it_is_sent(patch: pytest.MonkeyPatch) -> None:
    hand_over = post.hand_over

    def marked_first(mail: Any, to: str, to_name: str, now: Any, tags: Any) -> str:
        key = keys.history(tags["reference"], int(tags["version"]))
        table.write(table.update(key, set={"mail_sent_at": keys.instant(now)}))
        return hand_over(mail, to, to_name, now, tags)

    patch.setattr(transitions, "hand_over", marked_first)


def a_transition_is_several_writes(patch: pytest.MonkeyPatch) -> None:
    commit = table.commit

    def one_by_one(*writes: Write) -> None:
        for one in writes:
            commit(one)

    patch.setattr(table, "commit", one_by_one)


def an_answer_is_kept_before_it_is_true(patch: pytest.MonkeyPatch) -> None:
    def kept_first(call: Call, writes: list[Write], answer: Any) -> Any:
        if call.idempotency_key:
            table.commit(call._record(answer))
        table.commit(*writes)
        return answer

    patch.setattr(Call, "commit", kept_first)


def what_cannot_be_read_is_taken_for_absent(patch: pytest.MonkeyPatch) -> None:
    read = Call.read

    def read_somehow(call: Call, *wanted: keys.Key) -> list[Any]:
        try:
            return read(call, *wanted)
        except ReadTimeoutError:
            return [None for _ in wanted]

    patch.setattr(Call, "read", read_somehow)


def an_erasure_leaves_no_marker(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(erasing, "_marked", lambda nuc, _now: table.delete_anyway(keys.erasure(nuc)))


def an_erasure_is_done_before_it_is_finished(patch: pytest.MonkeyPatch) -> None:
    def hasty(nuc: str, now: Any) -> None:
        erasing.done(nuc, now=now)
        erasing.finish(nuc)

    patch.setattr(rights, "_finish", hasty)


def a_file_is_dropped_before_it_is_recorded(patch: pytest.MonkeyPatch) -> None:
    keep = store.keep

    def moved(id: str, number: int, examined: Any) -> str:
        kept = keep(id, number, examined)
        store.drop_upload(id, number)
        return kept

    patch.setattr(store, "keep", moved)


def documents_leave_the_list_before_they_are_deleted(patch: pytest.MonkeyPatch) -> None:
    def written_first(item: Any, now: Any) -> None:
        decided = Deferral.model_validate(item)
        table.write(deferral.without_documents(decided, document.deleted(decided.documents, now=now)))
        store.delete_all(decided.id)

    patch.setattr(documents, "_delete", written_first)


PLANTED: Final[dict[Plant, str]] = {
    a_mail_is_marked_before_it_is_sent: "the mail that is sent again",
    a_transition_is_several_writes: "money in time",
    an_answer_is_kept_before_it_is_true: "a request is withdrawn",
    what_cannot_be_read_is_taken_for_absent: "GET /v1/me as candidate",
    an_erasure_leaves_no_marker: "somebody is erased",
    an_erasure_is_done_before_it_is_finished: "an erasure is finished by the schedule",
    a_file_is_dropped_before_it_is_recorded: "a document is confirmed",
    documents_leave_the_list_before_they_are_deleted: "documents whose time is over",
}
"""Each mistake with the story that tells of it."""


@pytest.mark.parametrize(("plant", "story"), PLANTED.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_a_planted_mistake_is_caught(world: World, plant: Plant, story: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    telling = Telling(world, STORIES[story])
    expected, drawn = telling.undisturbed()
    assert any(telling.faults(strike, expected, drawn) for strike in telling.strikes())
