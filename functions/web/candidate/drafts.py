"""A request that is not sent yet: kept for its candidate at each step, and found again on any device."""

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any, Final

from functions.web.request import Request
from shared import keys, table

KEPT_FOR: Final = timedelta(days=60)
CHECK: Final = "/inscription/verification"
CHOICE: Final = "/inscription/epreuves"


@dataclass(frozen=True, slots=True)
class Draft:
    session: str = ""
    exams: tuple[str, ...] = ()
    department: str = ""
    """As it was typed or chosen."""
    centre: str = ""
    after: str = ""
    """The reference of a dossier that was refused or ran out of time, when a centre is chosen again for it."""

    @property
    def is_there(self) -> bool:
        return bool(self.exams or self.department)


def read(request: Request) -> Draft:
    """An empty one when there is none."""
    (item,) = table.read(keys.draft(request.signed_in.id))
    if item is None or item["ttl"] <= request.now.timestamp():
        return Draft()
    known = {name: item[name] for name in Draft.__dataclass_fields__ if name in item}
    return Draft(**known | {"exams": tuple(item["exams"])})


def save(request: Request, **changed: Any) -> Draft:
    draft = replace(read(request), **changed)
    ttl = int((request.now + KEPT_FOR).timestamp())
    table.write(table.put_anyway({**keys.draft(request.signed_in.id), "kind": "draft", **asdict(draft), "ttl": ttl}))
    return draft


def delete(request: Request) -> None:
    table.write(table.delete_anyway(keys.draft(request.signed_in.id)))


def next_step(request: Request) -> str:
    """Back to the check when the correction came from there, else on to the choice of exams."""
    return CHECK if request.typed.one("back_to_check") == "oui" else CHOICE
