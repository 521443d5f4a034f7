"""The numbers that the association has to look at: it is shown why and about whom, never a number."""

from functions.account.door import door
from shared import keys, table
from shared.attributes import Item
from shared.http.call import Call
from shared.http.operation import Answer
from shared.http.paging import PageQuery
from shared.nir.record import Doubt, NirRecord
from shared.registration.view import View
from shared.role import Role


class NirToCheck(View):
    nucs: list[str]
    doubts: list[Doubt]


class NirsToCheck(View):
    items: list[NirToCheck]
    next: str | None


@door.operation(
    "GET",
    "/v1/nirs-to-check",
    summary="Les numéros de sécurité sociale à vérifier, les plus anciens d’abord",
    roles=frozenset({Role.ASSOCIATION}),
    query=PageQuery,
    status=200,
    answer=NirsToCheck,
)
def list_nirs_to_check(call: Call, query: PageQuery) -> Answer:
    waiting = table.key_is("work_pk", keys.NIRS_TO_CHECK)
    page = table.query(waiting, index=keys.WORK_INDEX, limit=query.limit, after=query.cursor)
    return Answer(200, NirsToCheck(items=[_shown(item) for item in page.items], next=page.next))


def _shown(item: Item) -> NirToCheck:
    if item["kind"] == "nir_index":
        return NirToCheck(nucs=item["nucs"], doubts=[Doubt.SHARED])
    record = NirRecord.model_validate(item)
    return NirToCheck(nucs=[record.nuc], doubts=record.doubts)
