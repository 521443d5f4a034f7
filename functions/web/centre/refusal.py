"""To refuse a request, with a reason (K4)."""

from typing import Final

from functions.web.answers import Answer, Page, Redirect
from functions.web.api import RefusedError
from functions.web.centre.file import about, opened
from functions.web.centre.own import FILE, file_page, registration, stood_already
from functions.web.pages import site
from functions.web.request import MistakesError, Request
from shared.role import Role

PATH: Final = f"{FILE}/refus"


@site.page(PATH, of=Role.CENTRE)
def choose_reason(request: Request) -> Answer:
    one = opened(request)
    if one["state"] != "pending":
        return Redirect(file_page(one["reference"], deja="oui"))
    return Page("centre/refusal", {**about(request, one), "form": request.form()})


@site.action(PATH, of=Role.CENTRE)
def refuse(request: Request) -> Redirect:
    reference, reason = request.parameters["reference"], request.typed.one("reason")
    if not reason:
        raise MistakesError({"reason": "Choisissez un motif"})
    message = request.typed.one("message").strip()
    body = {"reason": reason} | ({"message": message} if message else {})
    try:
        answer = request.api.send("POST", registration(reference, "/refusal"), body, key=request.key)
    except RefusedError as refusal:
        if refusal.code == "illegal-transition":
            return Redirect(file_page(reference, deja="oui"))
        raise
    if stood_already(request, answer):
        return Redirect(file_page(reference, deja="oui"))
    return Redirect(file_page(reference, fait="refus"))
