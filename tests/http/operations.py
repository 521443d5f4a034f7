"""Any operation of the API, asked for as it is declared."""

import re
from typing import Any, Final

from shared.http.operation import Operation
from shared.role import Role
from tests.support.api import ALICE, ASSOCIATION, LAON, Identity, Reply, call, operations

PEOPLE: Final[dict[Role, Identity]] = {Role.CANDIDATE: ALICE, Role.CENTRE: LAON, Role.ASSOCIATION: ASSOCIATION}
CLOSED: Final = [operation for _, operation in operations() if operation.roles]
"""Those that ask who is calling."""

# Words that no text for people should hold, whatever pydantic or AWS would say; codes apart, such as `exam-not-run` and
# the last of those to choose from.
ENGLISH: Final = re.compile(
    r"(?<!-)(?<!\bou )\b(the|is|are|should|must|valid|invalid|input|field|value|string|integer|number|not|expected"
    r"|required|extra|permitted|error|failed|less|greater|than|at least|at most|character|item|unable|parse|true|false"
    r"|none)\b(?!-)",
    re.IGNORECASE,
)


def name(one: Operation | Role) -> str:
    return one if isinstance(one, Role) else f"{one.method} {one.path}"


def request(operation: Operation) -> str:
    """For a registration, a deferral or a late payment that does not exist, or a part of the season that does."""
    nowhere = {"reference": "CU-2701-0000-61", "id": "CU-2701-0000-61-D1", "version": "1", "document": "1"}
    path = operation.path.format(**nowhere, exam="CHI", session="2027-01", centre="C02")
    return f"{operation.method} {path}"


def send(operation: Operation, **sent: Any) -> Reply:
    """By somebody who may."""
    role = min(operation.roles, key=list(Role).index)
    return call(request(operation), by=PEOPLE[role], **sent)
