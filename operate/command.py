"""What a subcommand of `certif-up` is. Each stands in a module of its own; `operate.__main__` puts them together."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

from operate.place import Place
from shared.http.operation import Answer


class Exit(IntEnum):
    DONE = 0
    ATTENTION = 1
    """Done, and what was found needs a person."""
    USAGE = 2
    """argparse's own."""
    FAILED = 3
    """It could not be done, or was not confirmed."""


def said_by(answer: Answer) -> dict[str, Any]:
    """What an operation of the API answers, as its callers would read it."""
    said: dict[str, Any] = json.loads(answer.json())
    return said


class Outcome(NamedTuple):
    """`said` is the answer as data: printed as JSON, or made into tables for people."""

    said: Mapping[str, Any]
    exit: Exit = Exit.DONE


@dataclass(frozen=True, slots=True)
class Command:
    """`name` may have two words (`key create`); `example` is what follows `certif-up` and the name."""

    name: str
    summary: str
    example: str
    run: Callable[[Namespace, Place], Outcome]
    arguments: Callable[[ArgumentParser], object] = lambda _: None
    notes: str = ""
    dangerous: bool = False
    """Asks before it does anything; `--yes` answers."""
