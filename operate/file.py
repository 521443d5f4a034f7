"""A registration with everything that is known of it."""

from argparse import ArgumentParser, Namespace
from typing import Any, Final, NamedTuple

from operate import executions
from operate.command import Command, Outcome
from operate.place import Place, call, operator
from shared import audit, candidate, keys, table
from shared.attributes import Item
from shared.candidate import Account
from shared.catalogue import Seats
from shared.registration import access
from shared.registration.model import HistoryItem, Registration
from shared.registration.transition import NO_CONSEQUENCE

MASK: Final = "•••"


class File(NamedTuple):
    registration: Registration
    history: list[HistoryItem]
    seats: list[Seats]
    executions: list[executions.Execution]
    person: Account | None


def described(file: File, *, personal: bool) -> dict[str, Any]:
    """Without `personal`: no name, no NUC, no address, and none of the words that somebody wrote."""
    one = file.registration
    held = {line.exam for line in one.held_lines()}
    return {
        "reference": one.reference,
        "state": one.state,
        "version": one.version,
        "session": one.session,
        "centre": one.centre,
        "amount_cents": one.amount_cents,
        "created_at": one.created_at,
        "due_at": one.due_at,
        "deadline_at": one.deadline_at,
        "candidate": _person(file, personal=personal),
        "exams": [
            {
                "exam": line.exam,
                "on": line.on,
                "holds_a_seat": line.exam in held,
                "deferral": line.deferral,
                **_seats(line.exam, file.seats),
            }
            for line in one.lines
        ],
        "history": [_transition(item, personal=personal) for item in file.history],
        "mails": [mail(item) for item in file.history if item.event not in NO_CONSEQUENCE],
        "executions": [execution._asdict() for execution in file.executions],
    }


def mail(item: HistoryItem) -> dict[str, Any]:
    """Where the mail of a transition stands."""
    problem = item.mail_problem
    if item.mail_resent_as is not None:
        state = "resent"
    elif problem:
        state = problem.failure.value
    else:
        state = "sent" if item.mail_sent_at else "ordered"
    return {
        "version": item.version,
        "event": item.event,
        "mail": state,
        "sent_at": item.mail_sent_at,
        "cause": problem.cause if problem else None,
        "resent_as": item.mail_resent_as,
    }


def _person(file: File, *, personal: bool) -> dict[str, Any]:
    one = file.registration
    if not personal:
        return {"nuc": MASK, "name": MASK, "email": MASK}
    email = file.person.email if file.person else None
    return {"nuc": one.nuc, "name": f"{one.given_name} {one.family_name}", "email": email}


def _seats(exam: str, seats: list[Seats]) -> dict[str, int | None]:
    offered = next((one for one in seats if one.exam == exam), None)
    return {"capacity": offered.capacity if offered else None, "taken": offered.taken if offered else None}


def _transition(item: HistoryItem, *, personal: bool) -> dict[str, Any]:
    said = {
        "version": item.version,
        "at": item.at,
        "event": item.event,
        "state": item.state,
        "by": item.by.role,
        "correlation_id": item.correlation_id,
    }
    return said | {"by": f"{item.by.role} {item.by.name}", "details": item.details} if personal else said


def _run(options: Namespace, place: Place) -> Outcome:
    place.settle("lifecycle")
    asked = call(operator())
    registration, history = access.file(asked, options.reference)
    if options.personal:
        audit.record(asked, registration.reference, table.read(*audit.to_read(asked)))
    stood: list[Item | None] = table.read(
        keys.candidate(registration.nuc),
        *(keys.seats(registration.session, registration.centre, exam) for exam in registration.exams),
    )
    person, *seats = stood
    file = File(
        registration,
        history,
        [Seats.model_validate(one) for one in seats if one],
        list(executions.of(registration.reference)),
        candidate.account(person) if person else None,
    )
    return Outcome(described(file, personal=options.personal))


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("reference", help="CU-2701-7F3K-92, typed as people type it")
    parser.add_argument("--personal", action="store_true", help="show names, NUC, address, texts; entered in the trail")


FILE: Final = Command(
    "file",
    "a registration: history, executions, mails, seats",
    "CU-2701-7F3K-92 --environment prod",
    _run,
    _arguments,
    notes="Personal data are masked. --personal shows them, after an entry of the audit trail that names who asked: "
    "without the entry nothing is shown. Never the social security number.",
)
