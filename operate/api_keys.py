"""The API keys of a centre, by the same operations as the centre's own people have."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from typing import Final

from functions.account.api_keys import ApiKeyRequest, CentreQuery, create_api_key, list_api_keys, revoke_api_key
from operate.command import Command, Outcome, said_by
from operate.place import Place, call, operator
from operate.telling import confirm
from shared import keys, table
from shared.api_key import Scope
from shared.http.call import Call
from shared.models import Nothing
from shared.problems.season import CentreNotFoundError
from shared.role import Role


def _at(options: Namespace, place: Place) -> tuple[Call, CentreQuery]:
    """A call in the name of the centre, which must be there."""
    place.settle("account")
    query = CentreQuery(centre=options.centre.upper())
    (known,) = table.read(keys.centre(str(query.centre)))
    if known is None:
        raise CentreNotFoundError
    return call(replace(operator(), role=Role.CENTRE, centre=str(query.centre))), query


def _create(options: Namespace, place: Place) -> Outcome:
    asked, _ = _at(options, place)
    body = ApiKeyRequest(label=options.label, scopes=frozenset(options.scope or Scope))
    return Outcome(said_by(create_api_key.run(call=asked, body=body)))


def _list(options: Namespace, place: Place) -> Outcome:
    asked, query = _at(options, place)
    return Outcome(said_by(list_api_keys.run(call=asked, query=query)))


def _revoke(options: Namespace, place: Place) -> Outcome:
    asked, query = _at(options, place)
    confirm(options, f"Programs of {query.centre} that use {options.id} stop working within a minute. Revoke it?")
    return Outcome(said_by(revoke_api_key.run(call=asked, id=options.id, query=query, body=Nothing())))


def _centre(parser: ArgumentParser) -> None:
    parser.add_argument("centre", help="its code, such as C02")


def _new(parser: ArgumentParser) -> None:
    _centre(parser)
    parser.add_argument("label", help="what the centre will know it by, such as « Logiciel de gestion »")
    parser.add_argument("--scope", action="append", choices=sorted(Scope), help="what it may do; all of it if left out")


def _one(parser: ArgumentParser) -> None:
    _centre(parser)
    parser.add_argument("id", help="as `key list` gives it; never the key itself")


COMMANDS: Final = (
    Command(
        "key create",
        "make a key, shown this once",
        'C02 "Logiciel de gestion" --environment prod',
        _create,
        _new,
        notes="A centre has two at most, so that one can be replaced without a gap. "
        "Hand it over by a channel that is not a mail.",
    ),
    Command("key list", "the keys of a centre, those revoked included", "C02 --environment prod", _list, _centre),
    Command(
        "key revoke",
        "stop a key: it is refused within a minute",
        "C02 3f9a01c2b7de --environment prod",
        _revoke,
        _one,
        dangerous=True,
    ),
)
