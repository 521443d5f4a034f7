"""The people of a session for the national training-account system (Code du travail, art. L6113-8), in a file.

Only here is a social security number ever opened, under `NirExportRole` alone, and each opening is entered in the audit
trail before it happens. The file is for whoever makes the declaration; it is not the declaration: see the notes of the
command.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import boto3
from boto3.dynamodb.conditions import Key

from operate.command import Command, Outcome
from operate.place import Place, call, in_role, operator
from operate.refusals import OperatorError
from operate.telling import confirm, progress
from shared import attributes, audit, catalogue, keys, sheets, table
from shared.attributes import Item
from shared.candidate import Candidate
from shared.nir import vault
from shared.nir.vault import NoNumberError
from shared.registration.lifecycle import State
from shared.registration.model import Registration
from shared.sheets import Cell, Dialect

COLUMNS: Final = (
    *("nuc", "nir", "nom_naissance", "nom_usage", "prenom", "date_naissance"),
    *("session", "centre", "dossier", "epreuve", "date_epreuve"),
)
READ_BY_THE_ROLE: Final = "nuc, version, given_at, sealed"
"""The role may ask for these attributes and no others, so that they are asked for by name."""


class Certified(NamedTuple):
    """A candidate with the registrations of the session that are validated."""

    person: Candidate
    registrations: list[Registration]


def rows(certified: Iterable[tuple[Certified, str | None]]) -> Iterator[Sequence[Cell]]:
    """One for each exam that is not deferred. No number: the cell is empty."""
    for (person, registrations), nir in certified:
        for one in registrations:
            for line in one.lines:
                if not line.deferred:
                    yield (*_identity(person, nir), one.session, one.centre, one.reference, line.exam, line.on)


def _identity(person: Candidate, nir: str | None) -> tuple[str, str | None, str, str | None, str, date]:
    return person.nuc, nir, person.birth_name, person.usual_name, person.given_name, person.born_on


def _run(options: Namespace, place: Place) -> Outcome:
    place.settle("account")  # which knows the key of the numbers
    found = _certified(options.session)
    confirm(options, f"Open the numbers of {len(found)} people, each entered in the audit trail?")
    _made(options.file)
    try:
        numbered = list(_with_numbers(found, place.output("NirExportRoleArn")))
        written = list(rows(numbered))
        options.file.write_bytes(sheets.written(COLUMNS, written, Dialect.RFC4180))
    except BaseException:
        options.file.unlink()
        raise
    without = sorted(one.person.nuc for one, nir in numbered if nir is None)
    said = {"file": str(options.file), "people": len(found), "lines": len(written), "without_number": without}
    return Outcome(said)


def _made(file: Path) -> None:
    """For its owner alone from the first moment on."""
    try:
        file.touch(0o600, exist_ok=False)
    except OSError as error:
        raise OperatorError(
            f"{file} cannot be made: {error.strerror}.", "Name a file that is not there yet."
        ) from error


def _certified(session: str) -> list[Certified]:
    by_nuc: dict[str, list[Registration]] = {}
    for centre in catalogue.centres():
        validated = keys.centre_list(session, State.VALIDATED)
        theirs = Key("centre_pk").eq(centre.code) & Key("centre_sk").begins_with(validated)
        for item in table.all_of(theirs, index=keys.CENTRE_INDEX):
            one = Registration.model_validate(item)
            if one.live_lines():
                by_nuc.setdefault(one.nuc, []).append(one)
    people = table.read_many([keys.candidate(nuc) for nuc in by_nuc])
    known = [Candidate.model_validate(item) for item in people if item]
    return [Certified(one, by_nuc[one.nuc]) for one in known]


def _with_numbers(found: list[Certified], role: str) -> Iterator[tuple[Certified, str | None]]:
    asked = call(operator())
    for count, one in enumerate(found, 1):
        for registration in one.registrations:
            audit.record(asked, registration.reference, table.read(*audit.to_read(asked)), document="nir")
        progress(f"{count}/{len(found)}")
    with in_role(role):
        vault.kms.cache_clear()
        reader: Any = boto3.client("dynamodb")
        try:
            for one in found:
                yield one, _number(reader, one.person.nuc)
        finally:
            vault.kms.cache_clear()


def _number(reader: Any, nuc: str) -> str | None:
    answer = reader.get_item(
        TableName=table.name(),
        Key=attributes.serialised(keys.nir(nuc)),
        ProjectionExpression=READ_BY_THE_ROLE,
        ConsistentRead=True,
    )
    item: Item | None = attributes.deserialised(answer["Item"]) if "Item" in answer else None
    try:
        return vault.opened(item) if item else None
    except NoNumberError:
        return None


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("session", help="such as 2027-06")
    parser.add_argument("file", type=Path, help="a file that is not there yet; only you can read it")


EXPORT: Final = Command(
    "export-training-accounts",
    "the validated candidates of a session, with their social security numbers, for the declaration to the SI CPF",
    "2027-06 titulaires.csv --environment prod",
    _run,
    _arguments,
    notes="Certifying bodies declare to the Caisse des Dépôts (« accrochage ») in an XML file of its own schema: "
    "https://certificateurs.moncompteformation.gouv.fr/comment-faire This is not that file, and was compared "
    "with no schema. It is CSV (UTF-8, comma, RFC 4180) of what Certif-UP knows. The declaration needs "
    "besides: the identifiers of flow, sender, certifying body and contract; type and code of the "
    "certification (RNCP, RS); whether and how it was obtained and from when it is valid; the person's sex. "
    "None of these is kept here: a validated registration is no result of an exam.\n\n"
    "Needs the right to take NirExportRole. Delete the file once the declaration is made.",
    dangerous=True,
)
