"""Money that came too late, until somebody says what was done with it."""

from typing import Any, Final
from urllib.parse import quote

from functions.web.answers import Answer, Page, Redirect
from functions.web.centre.own import own
from functions.web.centre.received import next_page
from functions.web.pages import site
from functions.web.request import MistakesError, Request
from shared.role import Role

PATH: Final = "/centre/paiements-tardifs"
ONE: Final = f"{PATH}/{{id}}"
PAGES_AT_MOST: Final = 5


@site.page(PATH, of=Role.CENTRE)
def late_payments(request: Request) -> Page:
    page = request.api.get("/v1/centre/late-payments", cursor=request.query.one("suite") or None)
    return Page(
        "centre/late_payments",
        {
            **own(request),
            "items": page["items"],
            "next": next_page(request, page["next"]),
            "done": request.query.one("fait") == "oui",
        },
    )


@site.page(ONE, of=Role.CENTRE)
def what_was_done(request: Request) -> Answer:
    """One that is closed is in the list no more."""
    late = _found(request)
    if late is None:
        return Redirect(PATH)
    return Page("centre/late_payment", {**own(request), "late": late, "form": request.form()})


@site.action(ONE, of=Role.CENTRE)
def close(request: Request) -> Redirect:
    outcome, note = request.typed.one("outcome"), request.typed.one("note").strip()
    if not outcome:
        raise MistakesError({"outcome": "Indiquez ce qui a été fait"})
    address = f"/v1/late-payments/{quote(request.parameters['id'], safe='')}/closure"
    request.api.send("POST", address, {"outcome": outcome, "note": note or None}, key=request.key)
    return Redirect(f"{PATH}?fait=oui")


def _found(request: Request) -> dict[str, Any] | None:
    cursor = None
    for _ in range(PAGES_AT_MOST):
        page = request.api.get("/v1/centre/late-payments", limit=100, cursor=cursor)
        found: dict[str, Any] | None = next(
            (one for one in page["items"] if one["id"] == request.parameters["id"]), None
        )
        cursor = page["next"]
        if found or cursor is None:
            return found
    return None
