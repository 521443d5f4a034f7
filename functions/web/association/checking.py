"""What the association looks at by itself: doubtful numbers, late payments, and who opened which files."""

from datetime import UTC, date
from typing import Final

from functions.web.answers import Page, Redirect
from functions.web.association import lists, values
from functions.web.association.home import SEARCH
from functions.web.pages import site
from functions.web.request import MistakesError, Request
from shared.french.formats import short_date
from shared.role import Role

NIRS: Final = "/uppctsc/nir"
LATE: Final = "/uppctsc/paiements-tardifs"
JOURNAL: Final = "/uppctsc/journal"


@site.page(NIRS, of=Role.ASSOCIATION)
def nirs(request: Request) -> Page:
    """Whose number raises which doubt; never a number."""
    page = request.api.get("/v1/nirs-to-check", cursor=lists.sent(request, "cursor") or None)
    return Page(
        "association/nirs",
        {
            "nirs": page["items"],
            "next": page["next"],
            "search": request.form(action=SEARCH),
            "further": request.form(),
        },
    )


@site.action(NIRS, of=Role.ASSOCIATION)
def further_nirs(request: Request) -> Redirect:
    return lists.shown_again(request)


@site.page(LATE, of=Role.ASSOCIATION)
def late_payments(request: Request) -> Page:
    page = request.api.get("/v1/late-payments", cursor=lists.position(request))
    return Page("association/late_payments", {"late": page["items"], "next": lists.beyond(request, page["next"])})


@site.page(f"{LATE}/{{id}}", of=Role.ASSOCIATION)
def late_payment(request: Request) -> Page:
    """Found again in the list, from which whatever is settled disappears."""
    wanted = request.parameters["id"]
    late = next((one for one in lists.everything(request, "/v1/late-payments") if one["id"] == wanted), None)
    if late is None:
        return Page("association/late_payment_closed", status=404)
    return Page("association/late_payment", {"late": late, "form": request.form()})


@site.action(f"{LATE}/{{id}}", of=Role.ASSOCIATION)
def close_late_payment(request: Request) -> Redirect:
    outcome = request.typed.one("outcome")
    if not outcome:
        raise MistakesError({"outcome": "Indiquez ce qui a été fait"})
    body = {"outcome": outcome, "note": request.typed.one("note").strip() or None}
    request.api.send("POST", f"/v1/late-payments/{request.parameters['id']}/closure", body, key=request.key)
    return lists.done(LATE, "regularise")


@site.page(JOURNAL, of=Role.ASSOCIATION)
def journal(request: Request) -> Page:
    """Of one day in universal time, as the trail is kept."""
    on = _day_kept(request) or request.now.astimezone(UTC).date()
    page = request.api.get("/v1/audit", day=on.isoformat(), cursor=lists.sent(request, "cursor") or None)
    return Page(
        "association/journal",
        {
            "form": request.form({"day": short_date(on)}),
            "on": on,
            "entries": page["items"],
            "digest": page["digest"],
            "next": page["next"],
        },
    )


def _day_kept(request: Request) -> date | None:
    try:
        return values.day(lists.sent(request, "day"))
    except ValueError:
        return None


@site.action(JOURNAL, of=Role.ASSOCIATION)
def choose_day(request: Request) -> Redirect:
    """Also the next page: its cursor names who opened a file."""
    try:
        values.day(request.typed.one("day"))
    except ValueError as error:
        raise MistakesError({"day": str(error)}) from None
    return lists.shown_again(request)
