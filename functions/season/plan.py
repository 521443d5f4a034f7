"""What a file changes: each of its lines beside what stands, and the writes that lead from the one to the other.

A line that changes nothing is not written, so that a file sent again goes on where it was interrupted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from boto3.dynamodb.conditions import Attr

from functions.season import season, seats
from functions.season.content import Line
from shared import catalogue, sheets, table
from shared.attributes import Item
from shared.catalogue import Centre, Exam, Seats, Session
from shared.departments import time_zone
from shared.french.formats import date_time
from shared.problems.calls import FieldError
from shared.problems.registrations import seats_are_taken
from shared.table import Write

_ADDRESS: Final = ("street", "postcode", "town")
_HOUR_COLUMNS: Final = {"on": "date", "at": "heure", "duration_minutes": "duree_min"}


@dataclass(slots=True)
class Plan:
    """`writes` are independent of one another but for what has to go with them."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    writes: list[Write] = field(default_factory=list)
    errors: list[FieldError] = field(default_factory=list)


class OvertakenError(Exception):
    """More seats were taken meanwhile than the file gives: this capacity stays as it is."""

    def __init__(self, write: Write, wanted: Seats, stood: Item) -> None:
        super().__init__()
        self.write = write
        self.seats = wanted.model_copy(update={"capacity": stood["capacity"], "taken": stood["taken"]})


def of_exams(lines: Iterable[Line], session: Session, standing: Mapping[str, Exam], *, published: bool) -> Plan:
    plan = Plan()
    for line in lines:
        wanted = Exam(session=session.code, **line.fields)
        before = standing.get(wanted.code)
        if published:
            plan.errors += _promised(line, wanted, before, session)
        if before == wanted:
            plan.unchanged += 1
            continue
        plan.created += before is None
        plan.changed += before is not None
        plan.writes.append(_exam(wanted, published=published))
    return plan


def of_centres(lines: Iterable[Line], standing: Mapping[str, Centre]) -> Plan:
    plan = Plan()
    for line in lines:
        given = _with_address(line)
        before = standing.get(given["code"])
        if before is None:
            plan.created += 1
            plan.writes.append(table.put(catalogue.item(Centre(**given, version=1)), refused=season.stale))
            continue
        wanted = before.model_copy(update=given)
        if time_zone(wanted.department) != before.zone:
            text = "l’heure n’y est pas la même que dans l’ancien département : créez un autre centre"
            plan.errors.append(sheets.error(line.number, "departement", text))
        if changes := season.changes(before, wanted):
            plan.changed += 1
            # The hours of its registrations depend on the department.
            looked_at = Attr("department").eq(before.department)
            plan.writes.append(season.centre_changed(before, changes, looked_at))
        else:
            plan.unchanged += 1
    return plan


def of_offer(
    lines: Iterable[Line],
    session: str,
    standing: Mapping[tuple[str, str], Seats],
    exams: Iterable[str],
    centres: Iterable[str],
) -> Plan:
    plan, known_exams, known_centres = Plan(), set(exams), set(centres)
    for line in lines:
        wanted = Seats(session=session, **line.fields)
        before = standing.get((wanted.centre, wanted.exam))
        if wanted.centre not in known_centres:
            plan.errors.append(sheets.error(line.number, "centre", f"aucun centre ne porte le code {wanted.centre}"))
        if wanted.exam not in known_exams:
            text = f"la session n’a pas d’épreuve {wanted.exam}"
            plan.errors.append(sheets.error(line.number, "epreuve", text))
        if before and before.taken > wanted.capacity:
            plan.errors.append(sheets.error(line.number, "places", seats_are_taken(before.taken)))
        if before and before.capacity == wanted.capacity:
            plan.unchanged += 1
            continue
        plan.created += before is None
        plan.changed += before is not None
        plan.writes.append(_offered(wanted))
    return plan


def _offered(wanted: Seats) -> Write:
    write = seats.offered(wanted, refused=lambda stood: OvertakenError(write, wanted, stood))
    return write


def _exam(wanted: Exam, *, published: bool) -> Write:
    """Once published, an hour that has been given stays: registrations bear it."""
    item = catalogue.item(wanted)
    if not published:
        return table.put_anyway(item)
    same_hour = [Attr(name).eq(item[name]) for name in _HOUR_COLUMNS]
    return table.put(item, table.ABSENT | (same_hour[0] & same_hour[1] & same_hour[2]), refused=season.stale)


def _promised(line: Line, wanted: Exam, before: Exam | None, session: Session) -> Iterable[FieldError]:
    if before is None:
        everywhere = (wanted.starts_at(time_zone(department)) for department in ("974", "75"))
        if min(everywhere) <= session.decide_by_at:
            until = date_time(session.decide_by_at, time_zone("75"))
            yield sheets.error(line.number, "date", f"une épreuve a lieu après la réponse des centres ({until})")
        return
    for name, column in _HOUR_COLUMNS.items():
        if getattr(wanted, name) != getattr(before, name):
            yield sheets.error(line.number, column, "la session est publiée : l’horaire d’une épreuve ne change plus")


def _with_address(line: Line) -> Item:
    """One line, as on an envelope."""
    fields = dict(line.fields)
    street, postcode, town = (fields.pop(name) for name in _ADDRESS)
    return fields | {"address": f"{street}, {postcode} {town}"}
