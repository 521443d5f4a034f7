"""A session as it stands, draft or published, and the conditions under which it is written."""

from typing import Final, NamedTuple

from boto3.dynamodb.conditions import Attr, ConditionBase

from shared import catalogue, keys, table
from shared.attributes import Item
from shared.catalogue import Centre, Session
from shared.patterns import pattern
from shared.problems.calls import NotFoundError
from shared.problems.season import DraftNotFoundError
from shared.table import StaleError, Write

_CODE: Final = pattern(r"20[0-9]{2}-(01|06)")


class Standing(NamedTuple):
    """`session` is None before the first change."""

    session: Session | None
    published: bool


def checked_code(code: str) -> str:
    """The code of a session that there could be.

    Raises:
        NotFoundError: no session can have it.
    """
    if not _CODE.fullmatch(code):
        raise NotFoundError("Une session porte son année et son mois : 2027-01 ou 2027-06.")
    return code


def standing(draft: Item | None, published: Item | None) -> Standing:
    found = published or draft
    return Standing(Session.model_validate(found) if found else None, published is not None)


def found(code: str) -> tuple[Session, bool]:
    """The session, and whether it is published.

    Raises:
        DraftNotFoundError: there is no such session, not even as a draft.
    """
    session, published = standing(*table.read(keys.session_draft(code), keys.session(code)))
    if session is None:
        raise DraftNotFoundError
    return session, published


def stale(_: Item) -> Exception:
    return StaleError()


def as_read(version: int) -> ConditionBase:
    """What was stored before versions were counted has none."""
    same = Attr("version").eq(version)
    return same if version else table.PRESENT & (Attr("version").not_exists() | same)


def drafted(session: Session, *, before: Session | None) -> list[Write]:
    item = {**catalogue.item(session), **keys.session_draft(session.code), "kind": "session draft"}
    if before is None:
        return [table.put(item, refused=stale), _not_published(session.code)]
    return [table.put(item, as_read(before.version), refused=stale)]


def changed(session: Session, *, before: Session) -> list[Write]:
    return [table.put(catalogue.item(session), as_read(before.version), refused=stale)]


def published(draft: Session) -> list[Write]:
    """From one partition to the other, as it was when it was looked at, exams included."""
    return [
        table.delete(keys.session_draft(draft.code), as_read(draft.version), refused=stale),
        table.put(catalogue.item(draft), refused=stale),
    ]


def exams_changed(session: Session, *, is_published: bool) -> Write:
    """Beside every change of exams: the draft is still one and counts it, or the published dates are those looked at.

    So a session is never published with other exams than those that were checked.
    """
    if is_published:
        return table.check(keys.session(session.code), as_read(session.version), refused=stale)
    return table.update(keys.session_draft(session.code), add={"version": 1}, refused=stale)


def _not_published(code: str) -> Write:
    return table.check(keys.session(code), table.ABSENT, refused=stale)


def centre_changed(before: Centre, changed: Item, when: ConditionBase) -> Write:
    """The attributes that change, and no other."""
    return table.update(keys.centre(before.code), when, set=changed, add={"version": 1}, refused=stale)


def changes(before: Centre, after: Centre) -> Item:
    """The attributes, as stored, in which the two differ."""
    stood = before.attributes()
    return {name: value for name, value in after.attributes().items() if stood.get(name) != value}
