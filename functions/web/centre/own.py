"""What the pages of a centre share: the centre, its clock, the names of exams, how a day or an amount is typed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from functions.web.request import Request
from shared.patterns import pattern

_DAY: Final = pattern(r"(?P<day>[0-9]{1,2})\s*[/.\s-]\s*(?P<month>[0-9]{1,2})\s*[/.\s-]\s*(?P<year>[0-9]{4})")
_AMOUNT: Final = pattern(r"(?P<euros>[0-9]{1,5})(?:[.,](?P<cents>[0-9]{2}))?€?")
FILE: Final = "/centre/dossiers/{reference}"


def own(request: Request) -> dict[str, Any]:
    """The centre as its pages name it: `centre` and its `zone`."""
    centre = request.api.get("/v1/centre")
    return {"centre": centre, "zone": ZoneInfo(centre["time_zone"])}


def today(request: Request, zone: ZoneInfo) -> date:
    return request.now.astimezone(zone).date()


def exams(request: Request, session: str) -> dict[str, dict[str, Any]]:
    """The exams of a session by their code, in the order of their hours."""
    return {one["code"]: one for one in request.api.get(f"/v1/sessions/{session}/exams")["items"]}


def registration(reference: str, action: str = "") -> str:
    """The address of a registration in the API, or of an action on it."""
    return f"/v1/registrations/{quote(reference, safe='')}{action}"


def file_page(reference: str, **query: str) -> str:
    """The address of the page of a file; `query` says what has just been done there."""
    said = "&".join(f"{name}={value}" for name, value in query.items())
    return FILE.format(reference=quote(reference, safe="")) + (f"?{said}" if said else "")


def stood_already(request: Request, answer: Mapping[str, Any]) -> bool:
    """Whether the API answered with what somebody had done before, and did nothing.

    A second press of the same button is answered as the first one, some seconds old at most.
    """
    return (request.now - datetime.fromisoformat(answer["at"])).total_seconds() > SAME_PRESS_SECONDS


SAME_PRESS_SECONDS: Final = 10


def day(typed: str) -> date | None:
    """« 27/11/2026 », « 27-11-2026 » or « 27 11 2026 »; None is no day."""
    found = _DAY.fullmatch(typed.strip())
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])) if found else None
    except ValueError:
        return None


def cents(typed: str) -> int | None:
    """« 100 », « 100,00 », « 1 050 € »; None is no amount."""
    found = _AMOUNT.fullmatch("".join(typed.split()))
    return int(found["euros"]) * 100 + int(found["cents"] or 0) if found else None
