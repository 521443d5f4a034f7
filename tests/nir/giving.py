"""Numbers given through the API, and what the table then holds."""

from typing import Any, Final

from shared import keys, table
from shared.nir import record
from shared.nir.record import NirRecord
from tests.support.api import ALICE, ASSOCIATION, Identity, Reply, call

NIR: Final = "298030200212350"
"""That of a woman born in March 1998, as Alice was."""
OTHER: Final = "197015900100188"
"""That of a man born in January 1997, as Bob was."""
PROVISIONAL: Final = "798030200212391"
SHOWN: Final = "2 98 •• •• ••• ••• 50".replace(" ", "\u00a0")


def give(typed: str | None, by: Identity = ALICE, headers: dict[str, str] | None = None, **more: Any) -> Reply:
    body = more if typed is None else {"nir": typed, **more}
    return call("PUT /v1/me/nir", body, by=by, headers=headers)


def given(typed: str | None, by: Identity = ALICE, **more: Any) -> NirRecord:
    reply = give(typed, by, **more)
    assert reply.status == 200, reply.body
    found = record.of(item(by))
    assert found is not None
    return found


def item(by: Identity = ALICE) -> dict[str, Any] | None:
    (found,) = table.read(keys.nir(by["id"]))
    return found


def holders(mac: str | None) -> list[str]:
    """The NUCs under which a number is known."""
    (found,) = table.read(keys.nir_index(mac or ""))
    return list(found["nucs"]) if found else []


def to_check() -> list[tuple[list[str], list[str]]]:
    """Whom the association has to look at, and why."""
    reply = call("GET /v1/nirs-to-check", by=ASSOCIATION)
    assert reply.status == 200, reply.body
    return [(one["nucs"], one["doubts"]) for one in reply.body["items"]]
