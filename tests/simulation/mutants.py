"""Bugs that somebody could well have written, each to be planted into the code as it is imported, and to be caught."""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType
from typing import Final, NamedTuple


class Mutant(NamedTuple):
    module: str
    changes: tuple[tuple[str, str], ...]
    """What stands there, once each, and what is put in its place."""
    seed: int
    """Of a history that showed it when this was written: the first to be tried."""


_EXPECTED: Final = 'Attr("state").eq(before.state) & Attr("version").eq(before.version)'
_TAKE: Final = """    return table.update(
        keys.seats(registration.session, registration.centre, exam),
        Attr("taken").lt(Attr("capacity")),
        add={"taken": 1},
        refused=lambda _: NoSeatLeftError(exam),
    )
"""

_KEPT: Final = "        table.put(\n            {\n                **keys.history("
_OVERWRITTEN: Final = (_KEPT, _KEPT.replace("table.put(", "table.put_anyway("))
"""The key of a history item is a second lock: behind a lost condition, it alone still stops every one of these."""

MUTANTS: Final = {
    "read-then-write seats": Mutant(
        "shared.registration.transition",
        (
            (
                _TAKE,
                """    place = keys.seats(registration.session, registration.centre, exam)
    (stood,) = table.read(place)
    if stood["taken"] >= stood["capacity"]:
        raise NoSeatLeftError(exam)
    return table.update(place, add={"taken": 1})
""",
            ),
        ),
        6,
    ),
    "blind payment": Mutant(
        "shared.registration.transition",
        ((_EXPECTED, f"table.PRESENT if now_is.payment else {_EXPECTED}"), _OVERWRITTEN),
        19,
    ),
    "unconditional expiry": Mutant(
        "shared.registration.transition",
        ((_EXPECTED, f'table.PRESENT if now_is.state == "expired" else {_EXPECTED}'), _OVERWRITTEN),
        16,
    ),
    "stale version": Mutant(
        "shared.registration.transition",
        ((_EXPECTED, 'Attr("state").eq(before.state)'), _OVERWRITTEN),
        16,
    ),
    "conflict taken for full": Mutant(
        "shared.table",
        (
            (
                'if reason["Code"] == "ConditionalCheckFailed":',
                'if reason["Code"] in {"ConditionalCheckFailed", "TransactionConflict"}:',
            ),
        ),
        6,
    ),
    "mail marked before it is sent": Mutant(
        "functions.mailer.transitions",
        (
            (
                "    mail_id = hand_over(",
                '    _settle(history, {"mail_sent_at": keys.instant(now)})\n    mail_id = hand_over(',
            ),
        ),
        17,
    ),
    "missing reconciliation": Mutant(
        "functions.lifecycle.reconciliation",
        (("    repairs = _repairs(now, minimum_age)\n", "    repairs: Iterator[Chore] = iter(())\n"),),
        5,
    ),
    "deferral without a seat": Mutant(
        "shared.registration.transition",
        (
            (
                "        *_seats(before, now_is),\n",
                "        *([] if now_is.carried_over_from else _seats(before, now_is)),\n",
            ),
        ),
        31,
    ),
    "wait that does not look again": Mutant(
        "functions.lifecycle.clock",
        (
            (
                '    if registration.version != event["version"]:\n        executions.answer(event["token"], now_is)\n',
                "",
            ),
        ),
        12,
    ),
    "late money dropped": Mutant(
        "functions.payment.recording",
        (("    return call.commit([*writes, late_payment.recorded(recorded)], ", "    return call.commit(writes, "),),
        0,
    ),
}


class _Planted(SourceFileLoader):
    """Reads the module's text, and never its compiled form."""

    def __init__(self, mutant: Mutant, path: str) -> None:
        super().__init__(mutant.module, path)
        self._mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        text = self.get_data(self.path).decode()
        for written, instead in self._mutant.changes:
            if text.count(written) != 1:
                raise ValueError(f"{fullname} has changed: the bug to plant does not find its place")
            text = text.replace(written, instead)
        code: CodeType = compile(text, self.path, "exec")
        return code


class _Planter(MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._mutant.module:
            return None
        found = PathFinder.find_spec(fullname, path, target)
        if found is None or found.origin is None:
            return None
        loader: Loader = _Planted(self._mutant, found.origin)
        found.loader = loader
        return found


def plant(name: str) -> None:
    """From now on the module is imported with the bug.

    Raises:
        ValueError: it has been imported already.
    """
    mutant = MUTANTS[name]
    if mutant.module in sys.modules:
        raise ValueError(f"{mutant.module} has been imported already")
    sys.meta_path.insert(0, _Planter(mutant))
