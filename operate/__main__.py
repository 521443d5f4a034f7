"""`certif-up`: what the person who runs the system does from the command line, on AWS and on the local cloud alike.

Exit codes: 0 done; 1 done, and something needs a person; 2 wrong use; 3 could not be done, or was not confirmed.
Answers go to stdout, progress and errors to stderr; --json gives answers for programs.
"""

import argparse
import sys
import textwrap
from collections.abc import Iterable
from typing import Final

from operate import (
    api_keys,
    audit_trail,
    erase,
    erase_again,
    errors,
    file,
    mail,
    people,
    reconcile,
    redrive,
    refusals,
    season,
    seats,
    status,
    training_accounts,
)
from operate.command import Command, Exit, Outcome
from operate.place import Place, add_options
from operate.telling import answer

COMMANDS: Final[tuple[Command, ...]] = (
    status.STATUS,
    errors.ERRORS,
    file.FILE,
    redrive.REDRIVE,
    reconcile.RECONCILE,
    mail.MAIL,
    season.SEASON,
    seats.SEATS,
    *api_keys.COMMANDS,
    *people.COMMANDS,
    training_accounts.EXPORT,
    audit_trail.VERIFY,
    erase.ERASE,
    erase_again.ERASE_AGAIN,
)
WIDTH: Final = 100
_AsWritten: Final = argparse.RawDescriptionHelpFormatter
GROUPS: Final = {"key": "the API keys of a centre", "account": "the staff's accounts", "audit": "the audit trail"}


def parser_of(commands: Iterable[Command]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("certif-up", description=__doc__, formatter_class=_AsWritten)
    top = parser.add_subparsers(required=True, metavar="COMMAND")
    groups = {
        name: top.add_parser(name, help=about, description=about).add_subparsers(required=True, metavar="COMMAND")
        for name, about in GROUPS.items()
    }
    for command in commands:
        group, _, name = command.name.rpartition(" ")
        _describe(groups.get(group, top).add_parser(name, help=command.summary, formatter_class=_AsWritten), command)
    return parser


def _describe(parser: argparse.ArgumentParser, command: Command) -> None:
    about = f"{command.summary[0].upper()}{command.summary[1:]}.\n\n{command.notes}".split("\n\n")
    parser.description = "\n\n".join(one if "\n" in one else textwrap.fill(one, WIDTH) for one in about).strip()
    parser.epilog = f"example: certif-up {command.name} {command.example}"
    command.arguments(parser)
    add_options(parser)
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    if command.dangerous:
        parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.set_defaults(command=command)


def main(arguments: list[str] | None = None) -> int:
    options = parser_of(COMMANDS).parse_args(arguments)
    try:
        outcome: Outcome = options.command.run(options, Place.of(options))
    except KeyboardInterrupt:
        print("\nInterrupted. Nothing is lost: the same command goes on.", file=sys.stderr)
        return Exit.FAILED
    except refusals.EXPECTED as error:
        print(refusals.told(error, options.environment), file=sys.stderr)
        return Exit.FAILED
    print(answer(outcome.said, as_json=options.json))
    return outcome.exit


if __name__ == "__main__":
    raise SystemExit(main())
