"""The accounts of the staff, by the same operations as the association has.

A new person chooses a password by a mailed link and sets up a second factor at the first sign-in.
"""

from argparse import ArgumentParser, Namespace
from typing import Final

from functions.account.people import EmailRequest, PersonRequest, create_person, disable_person
from operate.command import Command, Outcome, said_by
from operate.place import Place, call, operator
from operate.telling import confirm
from shared.role import Role

LINK: Final = "a link was sent, good for 60 minutes; « demander son mot de passe » sends another one"


def _create(options: Namespace, place: Place) -> Outcome:
    place.settle("account")
    role = Role.CENTRE if options.centre else Role.ASSOCIATION
    body = PersonRequest(email=options.email, name=options.name, role=role, centre=options.centre)
    return Outcome(said_by(create_person.run(call=call(operator()), body=body)) | {"password": LINK})


def _close(options: Namespace, place: Place) -> Outcome:
    place.settle("account")
    confirm(options, f"Nothing opens any more for {options.email}, from now on. Close the account?")
    body = EmailRequest(email=options.email)
    return Outcome(said_by(disable_person.run(call=call(operator()), body=body)))


def _somebody(parser: ArgumentParser) -> None:
    parser.add_argument("email", help="the address, which is also the name to sign in with")
    parser.add_argument("name", help="given name and family name, as the staff will see them")


def _with_centre(parser: ArgumentParser) -> None:
    _somebody(parser)
    parser.add_argument("--centre", type=str.upper, help="the code of the person's centre; the association without it")


def _first(parser: ArgumentParser) -> None:
    _somebody(parser)
    parser.set_defaults(centre=None)


COMMANDS: Final = (
    Command(
        "account create",
        "open the account of a person of a centre or of the association",
        'prenom.nom@centre.fr "Prénom Nom" --centre C02 --environment prod',
        _create,
        _with_centre,
    ),
    Command(
        "account close",
        "close the account of a person of a centre or of the association",
        "prenom.nom@centre.fr --environment prod",
        _close,
        lambda parser: parser.add_argument("email"),
        dangerous=True,
    ),
    Command(
        "first-person",
        "let in the first person of the association, whom nobody there could let in",
        'prenom@association.fr "Prénom Nom" --environment prod',
        _create,
        _first,
    ),
)
