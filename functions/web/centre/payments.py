"""Payments that a centre waits for, and those that it receives (K5, K6): typed in, confirmed, recorded for good."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

from functions.web.answers import Answer, Page, Redirect
from functions.web.api import RefusedError
from functions.web.centre.file import about, opened
from functions.web.centre.own import FILE, cents, day, file_page, own, registration, stood_already, today
from functions.web.centre.received import next_page, received
from functions.web.pages import site
from functions.web.request import CORRECTION, MistakesError, Request
from shared.french.formats import short_date
from shared.role import Role

AWAITED: Final = "/centre/reglements"
PATH: Final = f"{FILE}/reglement"
CONFIRMATION: Final = f"{PATH}/confirmation"
TAKEN: Final = ("prevalidated", "expired", "withdrawn")
"""The states in which money has a place; the API decides what it does there."""
FIELDS: Final = {"received_on": "received_on", "amount_cents": "amount", "method": "method"}


@site.page(AWAITED, of=Role.CENTRE)
def awaited(request: Request) -> Page:
    """Those that fall due first come first."""
    page = received(request, state="prevalidated", limit=100, cursor=request.query.one("suite") or None)
    mine = own(request)
    items = [one | {"days_left": _days_left(one, today(request, mine["zone"]))} for one in page["items"]]
    items.sort(key=lambda one: one["deadline_at"])
    return Page("centre/awaited", {**mine, "items": items, "next": next_page(request, page["next"])})


@site.page(PATH, of=Role.CENTRE)
def write_down(request: Request) -> Answer:
    one = opened(request)
    if one["state"] not in TAKEN:
        return Redirect(file_page(one["reference"], deja="oui"))
    values = about(request, one)
    form = request.form({"received_on": short_date(today(request, values["zone"]))})
    return Page("centre/payment", {**values, "form": form})


@site.action(PATH, of=Role.CENTRE)
def look_at_it(request: Request) -> Redirect:
    _typed(request)
    return Redirect(f"{request.page}/confirmation?{CORRECTION}={request.keep()}")


@site.page(CONFIRMATION, of=Role.CENTRE)
def confirm(request: Request) -> Answer:
    """What was typed, once more: what it does is for good."""
    written = file_page(request.parameters["reference"]) + "/reglement"
    if request.kept is None or "amount" not in request.kept.typed:
        return Redirect(written)
    one = opened(request)
    if one["state"] not in TAKEN:
        return Redirect(file_page(one["reference"], deja="oui"))
    typed = {name: values[-1] for name, values in request.kept.typed.items()}
    return Page(
        "centre/payment_confirmation",
        {
            **about(request, one),
            "form": request.form(),
            "typed": typed,
            "amount_cents": cents(typed["amount"]),
            "received_on": day(typed["received_on"]),
            "back": f"{written}?{CORRECTION}={request.query.one(CORRECTION)}",
        },
    )


@site.action(CONFIRMATION, of=Role.CENTRE)
def record(request: Request) -> Redirect:
    reference = request.parameters["reference"]
    body = _typed(request)
    try:
        answer = request.api.send("POST", registration(reference, "/payment"), body, key=request.key)
    except RefusedError as refusal:
        if not (mistakes := _mistakes(refusal)):
            raise
        form = replace(request, page=request.page.removesuffix("/confirmation"))
        return Redirect(f"{form.page}?{CORRECTION}={form.keep(mistakes)}")
    late = answer["late_payment"]
    if stood_already(request, {"at": late["recorded_at"]} if late else answer):
        return Redirect(file_page(reference, deja="tardif" if late else "oui"))
    return Redirect(file_page(reference, fait="tardif" if late else "reglement"))


def _typed(request: Request) -> dict[str, Any]:
    """What the API is told.

    Raises:
        MistakesError: no day, no amount, or no means; whether they are right is for the API to say.
    """
    received_on, amount = day(request.typed.one("received_on")), cents(request.typed.one("amount"))
    asked = {
        "received_on": (received_on, "Saisissez la date de réception, par exemple 27/11/2026"),
        "amount": (amount, "Saisissez le montant reçu, par exemple 100 ou 100,00"),
        "method": (request.typed.one("method"), "Choisissez le moyen de paiement"),
    }
    if missing := {name: text for name, (given, text) in asked.items() if not given}:
        raise MistakesError(missing)
    return {
        "received_on": f"{received_on}",
        "amount_cents": amount,
        "method": request.typed.one("method"),
    }


def _mistakes(refusal: RefusedError) -> list[tuple[str, str]]:
    if refusal.code == "unexpected-amount":
        return [("amount", refusal.problem["detail"])]
    return [(FIELDS.get(name, name), text) for name, text in refusal.errors]


def _days_left(one: dict[str, Any], on: date) -> int:
    """Calendar days after today; negative once the last day is over."""
    return (date.fromisoformat(one["last_day"]) - on).days
