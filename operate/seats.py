"""The seats that centres offer in a session; and the right number where a wrong one was given."""

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import Final

from functions.season.seats import CapacityRequest, put_offered
from operate.command import Command, Outcome
from operate.place import Place, call, operator
from shared import catalogue


def exam_and_capacity(typed: str) -> tuple[str, int]:
    """`CHI=24`."""
    said = re.fullmatch(r"([A-Za-z0-9-]+)=(\d{1,6})", typed)
    if said is None:
        raise ArgumentTypeError(f"« {typed} » is not like CHI=24")
    return said[1].upper(), int(said[2])


def _run(options: Namespace, place: Place) -> Outcome:
    place.settle("season")
    centre = options.centre.upper()
    if options.set:
        exam, capacity = options.set
        asked, body = call(operator()), CapacityRequest(capacity=capacity)
        put_offered.run(call=asked, session=options.session, centre=centre, exam=exam, body=body)
    _, offered = catalogue.exams_and_seats(options.session)
    items = [
        {"exam": one.exam, "capacity": one.capacity, "taken": one.taken, "left": one.left}
        for one in offered
        if one.centre == centre
    ]
    return Outcome({"session": options.session, "centre": centre, "seats": items})


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("session", help="such as 2027-06")
    parser.add_argument("centre", help="its code")
    parser.add_argument("--set", type=exam_and_capacity, metavar="EXAM=SEATS", help="give an exam another capacity")


SEATS: Final = Command(
    "seats",
    "the seats of a centre in a session, and a capacity put right",
    "2027-06 C02 --set CHI=24 --environment prod",
    _run,
    _arguments,
    notes="A capacity never goes below the seats that are taken.",
)
