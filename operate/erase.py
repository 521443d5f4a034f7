"""Erases a candidate who asked for it by another way than their account, as `DELETE /v1/me` does."""

from argparse import ArgumentParser, Namespace
from typing import Final

from functions.rights import erasing
from functions.rights.handler import ErasureRequest, erase_own
from operate.command import Command, Outcome, said_by
from operate.place import Place, call, operator
from operate.refusals import OperatorError
from operate.telling import confirm
from shared import audit, candidate, table
from shared.http.identity import Identity
from shared.role import Role


def _run(options: Namespace, place: Place) -> Outcome:
    place.settle("rights")
    nuc = candidate.nuc_meant(options.nuc)
    if nuc is None:
        raise OperatorError(
            "This cannot be a NUC.", "It has 4 to 12 letters or digits; the association finds it by name."
        )
    if not (erasing.is_known(nuc) or erasing.is_begun(nuc)):
        raise OperatorError("No candidate has this NUC.", "Erased more than 35 days ago, or mistyped.")
    confirm(options, "It is final, and no backup is read for it. Was the person's identity checked? Erase?")
    asked = call(operator())
    audit.record(asked, "", table.read(*audit.to_read(asked)), document="erasure")
    themselves = call(Identity(Role.CANDIDATE, nuc, "", "", frozenset()))
    return Outcome(said_by(erase_own.run(call=themselves, body=ErasureRequest(nuc=nuc))))


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("nuc")


ERASE: Final = Command(
    "erase",
    "erase a candidate, who asked for it by letter or mail",
    "20230001 --environment prod",
    _run,
    _arguments,
    notes="Refused while something is under way: requests to withdraw or to wait for are named. Entered in the "
    "audit trail, without the NUC. Says what the law keeps, for the answer to the person.",
    dangerous=True,
)
