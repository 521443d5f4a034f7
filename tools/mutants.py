"""Faults put into the model, each of which a property must refute: a check that has never failed shows nothing."""

import re
from typing import Final, NamedTuple


class Mutant(NamedTuple):
    name: str
    changes: tuple[tuple[str, str], ...]
    """Texts of the module, each of which stands there once, and what stands there instead."""
    scope: str
    refuted_by: str
    temporal: bool = False

    def of(self, module: str) -> str:
        for text, instead in self.changes:
            if module.count(text) != 1:
                raise ValueError(f"{self.name}: {module.count(text)} times in the module: {text}")
            module = module.replace(text, instead)
        return module

    def narrowed(self, scope: str) -> str:
        """The scope with the one property that is to refute it."""
        constants = re.split(r"^(?:INVARIANTS|PROPERTIES)", scope, flags=re.MULTILINE)[0]
        return f"{constants}{'PROPERTIES' if self.temporal else 'INVARIANTS'} {self.refuted_by}\n"


MUTANTS: Final = (
    Mutant(
        "seats are read, then written",
        (
            (
                'LoadPrevalidation(r) == Load(r, "prevalidation")',
                'LoadPrevalidation(r) == Free /\\ Load(r, "prevalidation")',
            ),
            ("  /\\ Free  \\* the condition on the counter\n", ""),
        ),
        "Rivals",
        "SeatsAreHeld",
    ),
    Mutant(
        "a conflict is taken for full",
        (("/\\ stage[r] = seen[r] /\\ UNCHANGED vars", "/\\ stage[r] = seen[r] /\\ AnswerFull(r)"),),
        "Rivals",
        "NobodyIsRefusedWhileASeatIsFree",
    ),
    Mutant(
        "a payment writes blindly",
        (('  /\\ Commit(r, seen[r], "validated")', '  /\\ Write(r, seen[r], "validated")'),),
        "Rivals",
        "OneOutcome",
        temporal=True,
    ),
    Mutant(
        "an expiry writes blindly",
        (
            (
                "ELSE UNCHANGED table\n  /\\ Goes(r)",
                'ELSE Write(r, "reminded", "expired") /\\ UNCHANGED money\n  /\\ Goes(r)',
            ),
        ),
        "Consequences",
        "MoneyIsKept",
    ),
    Mutant(
        "no reconciliation",
        (("Reconcile(r) ==\n  /\\ r \\in Followed", "Reconcile(r) ==\n  /\\ FALSE"),),
        "Consequences",
        "EveryMailIsSent",
        temporal=True,
    ),
    Mutant(
        "a mail is marked before it is sent",
        (
            (
                "       /\\ sent' = [sent EXCEPT ![r] = @ \\cup {v}]\n",
                "       /\\ unsettled' = [unsettled EXCEPT ![r] = @ \\ {v}]\n",
            ),
            (
                "  /\\ UNCHANGED <<queue, table, calls, clock, crashes>>\n",
                "  /\\ UNCHANGED <<queue, sent, stage, version, due, taken, money, stream, calls, clock, crashes>>\n",
            ),
            (
                "  /\\ unsettled' = [unsettled EXCEPT ![r] = @ \\ {sending[r]}]\n",
                "  /\\ sent' = [sent EXCEPT ![r] = @ \\cup {sending[r]}]\n",
            ),
            (
                "  /\\ UNCHANGED <<stage, version, due, taken, money, stream, sent, twice, calls, clock, crashes>>\n",
                "  /\\ UNCHANGED <<table, twice, calls, clock, crashes>>\n",
            ),
        ),
        "Consequences",
        "SettledIsSent",
    ),
    Mutant(
        "a wait looks, then stores its token",
        (
            ('Asleep == {"stored", "waiting"}', 'Asleep == {"waiting"}'),
            (
                '![r] = "stored"]\n  /\\ UNCHANGED <<told, table, calls, mails, crashes>>\n',
                '![r] = IF told[r] = version[r] THEN "stored" ELSE "routed"]\n'
                "  /\\ told' = [told EXCEPT ![r] = version[r]]\n  /\\ UNCHANGED <<table, calls, mails, crashes>>\n",
            ),
            ("  /\\ IF told[r] = version[r]\n       THEN execution'", "  /\\ IF TRUE\n       THEN execution'"),
        ),
        "Consequences",
        "NoAnswerIsLost",
    ),
)
