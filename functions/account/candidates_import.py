"""The candidates of the years before are taken over; each signs in for the first time by a mailed link."""

from typing import Final

from pydantic import Field

from functions.account import candidate_file
from functions.account.candidate_file import Line
from functions.account.door import door
from shared import candidate, keys, sheets, table
from shared.attributes import Item
from shared.candidate import Candidate
from shared.http.call import Call
from shared.http.operation import Answer
from shared.models import Strict
from shared.problems.calls import FileError
from shared.registration.view import View
from shared.role import Role
from shared.table import StaleError

READ_AT_ONCE: Final = 100
WRITTEN_AT_ONCE: Final = 25
"""Four items each, in transactions of at most 100."""


class ImportQuery(Strict):
    dry_run: bool = Field(default=False, description="Vérifier seulement : rien n’est enregistré")


class ImportView(View):
    lines: int
    created: int
    unchanged: int
    dry_run: bool


@door.operation(
    "POST",
    "/v1/candidates/import",
    summary="Reprendre les candidats des années précédentes (fichier CSV)",
    roles=frozenset({Role.ASSOCIATION}),
    query=ImportQuery,
    takes_file=True,
    status=200,
    answer=ImportView,
    problems=(FileError,),
    keeps_answers=False,
)
def import_candidates(call: Call, query: ImportQuery, content: bytes) -> Answer:
    """Everything is checked before the first write. Interrupted, it is completed by sending the same file again.

    Whoever is there already keeps what is there: an address may have changed since the file was made.
    """
    lines = candidate_file.read(content)
    new = _new(lines)
    if not query.dry_run:
        for start in range(0, len(new), WRITTEN_AT_ONCE):
            some = new[start : start + WRITTEN_AT_ONCE]
            table.commit(*(write for line in some for write in _writes(line.candidate)))
    counts = ImportView(lines=len(lines), created=len(new), unchanged=len(lines) - len(new), dry_run=query.dry_run)
    return Answer(200, counts)


def _new(lines: list[Line]) -> list[Line]:
    """Those that the table does not have.

    Raises:
        FileError: a NUC is somebody else's.
    """
    known: list[Item | None] = []
    for start in range(0, len(lines), READ_AT_ONCE):
        known += table.read(*(keys.candidate(line.candidate.nuc) for line in lines[start : start + READ_AT_ONCE]))
    sheets.refuse(
        [
            candidate_file.somebody_else_s(line)
            for line, stands in zip(lines, known, strict=True)
            if stands is not None and not _is_the_same(line, stands)
        ]
    )
    return [line for line, stands in zip(lines, known, strict=True) if stands is None]


def _is_the_same(line: Line, stands: Item) -> bool:
    there = candidate.account(stands)
    return isinstance(there, Candidate) and candidate_file.is_the_same_person(line, there)


def _writes(new: Candidate) -> list[table.Write]:
    return [
        table.put(candidate.item(new), refused=lambda _: StaleError()),
        *(table.put_anyway(one) for one in candidate.pointers(new)),
    ]
