"""Everything that can be read through the API: a reply that is lost makes an answer fail, never a wrong one."""

from typing import Any, Final

from shared.http.operation import Operation
from shared.role import Role
from tests.crashes.acts import asks, both, document_given, somebody_quicker, then
from tests.crashes.people import KEY
from tests.crashes.telling import Act, Story
from tests.http.operations import PEOPLE
from tests.support import season
from tests.support.api import ASSOCIATION, LAON, NOBODY, operations

QUERIES: Final = {
    "/v1/centre/keys": "centre=C02",
    "/v1/audit": "day=2026-11-27",
    "/v1/sessions/{session}/centres": "department=02&exam=CHI",
    "/v1/catalogue/template": "file=centres",
}
SEARCHES: Final = ("{reference}", "20230001", "alice@example.org", "mart")
"""The association's one list is a search."""
ELSEWHERE: Final = {"GET /v1/deferrals/{id}/documents/{document}"}
"""Told with its document scanned."""


def reads(operation: Operation, role: Any) -> Act:
    names = {name: f"{{{name}}}" for name in ("reference", "id")}
    path = operation.path.format(**names, session=season.THIS, centre="C02", exam="CHI", document="1")
    by = PEOPLE[role] if role else NOBODY
    if operation.path == "/v1/registrations" and by is ASSOCIATION:
        return both(*(asks(f"GET {path}", by=by, query=f"q={typed}") for typed in SEARCHES))
    return asks(f"GET {path}", by=by, query=QUERIES.get(operation.path, ""))


def _all() -> dict[str, Story]:
    """All of them find the same table."""
    begin, found = then(document_given, KEY), {}
    for _, operation in operations():
        name = f"{operation.method} {operation.path}"
        if operation.method == "GET" and name not in ELSEWHERE:
            roles: list[Role | None] = [*sorted(operation.roles)]
            for role in roles or [None]:
                found[f"{name} as {role or 'anybody'}"] = Story(reads(operation, role), begin)
    return found


OPENS: Final = asks("GET /v1/registrations/{reference}", by=LAON)

STORIES: Final = {
    **_all(),
    "two files are opened at once": Story(somebody_quicker("TransactWriteItems", OPENS, OPENS), document_given),
}
