"""Whether anything was lost: what the callers were told, against what stands once everything has settled."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from bench.kept import Kept, Mailed
from bench.told import Decided, Full, Told
from shared.mail.model import MailKind
from shared.registration.lifecycle import Event
from shared.registration.model import HistoryItem
from tests.support import settled

MAILS: Final = {
    Event.REGISTERED: MailKind.REGISTERED,
    Event.PREVALIDATED: MailKind.PREVALIDATED,
    Event.REFUSED: MailKind.REFUSED,
    Event.PAID: MailKind.VALIDATED,
}
"""Of everything that happens on an opening day."""


def losses(told: Told, kept: Kept, now: datetime) -> list[str]:
    """A line for each; empty when nothing was lost, doubled or refused without need."""
    history = [HistoryItem.model_validate(item) for item in kept.of_kind("history")]
    return [
        *told.unanswered,
        *_registrations(told, kept),
        *_decisions(told, history),
        *settled.within(kept, now),
        *_refused_with_seats_free(told, kept),
        *_mails(kept, history),
        *_executions(kept),
        *([f"{kept.dead_letters} dead letters"] if kept.dead_letters else []),
    ]


def _registrations(told: Told, kept: Kept) -> Iterator[str]:
    wished = defaultdict(set)
    for one in told.registered:
        wished[one.nuc].add(one.reference)
    yield from (f"{nuc} was given {sorted(given)} for one wish" for nuc, given in wished.items() if len(given) > 1)
    standing = {one.reference: one for one in settled.registrations(kept)}
    for one in set(told.registered):
        stands = standing.pop(one.reference, None)
        if stands is None:
            yield f"{one.reference} was confirmed and is not there"
        elif (stands.nuc, stands.centre, set(stands.exams)) != (one.nuc, one.centre, set(one.exams)):
            yield f"{one.reference} is not what was confirmed"
    yield from (f"{reference} is there and nobody was told" for reference in standing)


def _decisions(told: Told, history: list[HistoryItem]) -> Iterator[str]:
    happened = Counter(Decided(one.reference, one.event) for one in history if one.event is not Event.REGISTERED)
    confirmed = set(told.decided)
    for one in confirmed | happened.keys():
        if happened[one] != 1:
            yield f"{one.reference} {one.event} stands {happened[one]} times in its history"
        if one not in confirmed:
            yield f"{one.reference} {one.event} is there and nobody was told"


def _refused_with_seats_free(told: Told, kept: Kept) -> Iterator[str]:
    """Nobody gives a seat back on an opening day: where none was left, none is left at the end."""
    left = {Full(item["centre"], item["exam"]): item["capacity"] - item["taken"] for item in kept.of_kind("seats")}
    for one in set(told.full):
        if left[one]:
            yield f"{one.centre} {one.exam}: refused as full, with {left[one]} seats free"


def _mails(kept: Kept, history: list[HistoryItem]) -> Iterator[str]:
    wanted = Counter(Mailed(one.reference, MAILS[one.event]) for one in history)
    for one in wanted | kept.mails:
        if wanted[one] != kept.mails[one]:
            yield f"{one.reference}: {kept.mails[one]} mails « {one.kind} », {wanted[one]} wanted"


def _executions(kept: Kept) -> Iterator[str]:
    wanted = Counter(one.reference for one in settled.registrations(kept) if one.due_at)
    for reference in wanted | kept.running:
        if wanted[reference] != kept.running[reference]:
            yield f"{reference}: {kept.running[reference]} executions running, {wanted[reference]} wanted"
