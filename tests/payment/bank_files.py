"""A bank's file, and what the API says of it."""

from typing import Any, Final

from shared import keys, table
from shared.registration import model, reference
from shared.registration.model import Registration
from tests.support.api import LAON, Identity, Reply, call
from tests.support.season import THIS
from tests.support.steps import done, stored

HEAD: Final = "date;libelle;montant"
TODAY: Final = "27/11/2026"


def line(reference: str, amount: str = "50,00", day: str = TODAY) -> str:
    return f"{day};VIR SEPA M MARTIN {reference} INSCRIPTION;{amount}"


def send(*lines: str, head: str = HEAD, by: Identity = LAON, dry_run: bool | None = False, **more: str) -> Reply:
    query: dict[str, Any] = {} if dry_run is None else {"dry_run": str(dry_run).lower()}
    content = "\r\n".join([head, *lines]).encode()
    return call("POST /v1/centre/payments", by=by, query=query | more, raw=content)


def said(*lines: str, **how: Any) -> list[str]:
    """The outcomes, line by line."""
    return [one["outcome"] for one in done(send(*lines, **how)).body["items"]]


def copies(of: str, number: int) -> list[str]:
    """That many more registrations like the one of this reference; they are not counted among the seats taken."""
    one = stored(of)
    serials = (f"{at:04}" for at in range(number))
    references = [reference.of(THIS, serial) for serial in serials]
    items = [model.item(one.model_copy(update={"reference": name})) for name in references]
    for start in range(0, number, 25):
        puts: list[Any] = [{"PutRequest": table.put_anyway(item).action["Put"]} for item in items[start : start + 25]]
        table.client().batch_write_item(RequestItems={table.name(): puts})
    return references


def standing(*references: str) -> list[Registration]:
    found = table.read_many([keys.registration(one) for one in references])
    return [Registration.model_validate(item) for item in found]
