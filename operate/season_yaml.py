"""A season kept as YAML: the same three files as CSV, with the place of each line in its source."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from operate.refusals import OperatorError

FILES: Final = ("epreuves", "centres", "offre")
"""In the order in which each can refer to those before it."""


class SeasonError(OperatorError):
    """What the person at the command line has to correct, in French: it may be somebody of the association."""

    def __init__(self, what: str) -> None:
        super().__init__(what, "Recommencez ensuite : ce qui est déjà importé n’est pas écrit de nouveau.")


class Entry(NamedTuple):
    """One element of a list; a value that is a list is written with spaces between."""

    place: str
    cells: dict[str, str]


class Season(NamedTuple):
    session: dict[str, str]
    lines: dict[str, list[Entry]]


class Table(NamedTuple):
    """`entries` by the number of their line in `content`."""

    content: bytes
    entries: dict[int, Entry]


def read(paths: Iterable[Path]) -> Season:
    """Everything that the files say; a list may go on in another file.

    Raises:
        SeasonError: one of them cannot be read.
    """
    season = Season({}, {name: [] for name in FILES})
    for path in paths:
        for key, node in _members(path, _composed(path)):
            if key == "session":
                season.session.update(_cells(path, node))
            elif key in FILES and isinstance(node, yaml.SequenceNode):
                season.lines[key] += [Entry(_place(path, one), _cells(path, one)) for one in node.value]
            else:
                raise SeasonError(
                    f"{_place(path, node)} : « {key} » doit être session, ou une liste {', '.join(FILES)}"
                )
    return season


def table(entries: list[Entry]) -> Table:
    """As the import takes it; what a column may hold is checked there, and only there."""
    columns = list(dict.fromkeys(column for entry in entries for column in entry.cells))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([entry.cells.get(column, "") for column in columns] for entry in entries)
    reader = csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=";")
    next(reader)
    ends = [reader.line_num for _ in reader]
    return Table(out.getvalue().encode(), dict(zip(ends, entries, strict=True)))


def _composed(path: Path) -> yaml.Node:
    try:
        # Nothing is guessed: 09:00 stays an hour, 02 a department.
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except OSError as error:
        raise SeasonError(f"{path} : fichier introuvable ou illisible") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = f", ligne {line + 1}" if line is not None else ""
        raise SeasonError(f"{path}{where} : ce n’est pas du YAML lisible") from error
    if root is None:
        raise SeasonError(f"{path} : le fichier est vide")
    return root


def _cells(path: Path, node: yaml.Node) -> dict[str, str]:
    return {key: _text(path, value) for key, value in _members(path, node)}


def _members(path: Path, node: yaml.Node) -> Iterator[tuple[str, Any]]:
    if not isinstance(node, yaml.MappingNode):
        raise SeasonError(f"{_place(path, node)} : donnez des noms et leurs valeurs")
    for key, value in node.value:
        yield str(key.value), value


def _text(path: Path, node: yaml.Node) -> str:
    if isinstance(node, yaml.SequenceNode):
        return " ".join(_text(path, one) for one in node.value)
    if not isinstance(node, yaml.ScalarNode):
        raise SeasonError(f"{_place(path, node)} : donnez une valeur, ou une liste de valeurs")
    return str(node.value)


def _place(path: Path, node: yaml.Node) -> str:
    return f"{path.name}, ligne {node.start_mark.line + 1}"
