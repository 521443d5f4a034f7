"""Pages that belong to no journey: a refusal, signing out, what the law asks for."""

from typing import Final

from functions.web.answers import Page, Redirect
from functions.web.candidate import drafts
from functions.web.pages import site
from functions.web.request import Request
from functions.web.site import REFUSAL
from shared.settings import setting

PERIODS: Final = (
    "CANDIDATE_RETENTION_YEARS",
    "DOCUMENT_RETENTION_DAYS",
    "AUDIT_RETENTION_DAYS",
    "LOG_RETENTION_DAYS",
)


@site.page(REFUSAL)
def refusal(request: Request) -> Page:
    """Why something that was sent could not be done; found again by whoever sent it."""
    if request.kept is None:
        return Page("services/not_found", status=404)
    return Page("services/told", request.kept.told | {"back": request.kept.page})


@site.action("/deconnexion")
def sign_out(request: Request) -> Redirect:
    request.browser.sign_out()
    return Redirect("/")


@site.page("/donnees-personnelles")
def personal_data(request: Request) -> Page:
    """The periods are those of the settings by which data end."""
    periods = {name.lower(): int(setting(name)) for name in PERIODS}
    return Page("services/personal_data", periods | {"draft_days": drafts.KEPT_FOR.days})


@site.page("/accessibilite")
def accessibility(request: Request) -> Page:
    return Page("services/accessibility")


@site.page("/mentions-legales")
def legal(request: Request) -> Page:
    return Page("services/legal")
