"""Pages that belong to no journey: a refusal, signing out, what the law asks for."""

from functions.web.answers import Page, Redirect
from functions.web.candidate import drafts
from functions.web.pages import site
from functions.web.request import Request
from functions.web.site import REFUSAL
from shared.settings import setting


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
    return Page(
        "services/personal_data",
        {
            "candidate_retention_years": int(setting("CANDIDATE_RETENTION_YEARS")),
            "document_retention_days": int(setting("DOCUMENT_RETENTION_DAYS")),
            "audit_retention_days": int(setting("AUDIT_RETENTION_DAYS")),
            "log_retention_days": int(setting("LOG_RETENTION_DAYS")),
            "draft_days": drafts.KEPT_FOR.days,
        },
    )


@site.page("/accessibilite")
def accessibility(request: Request) -> Page:
    return Page("services/accessibility")


@site.page("/mentions-legales")
def legal(request: Request) -> Page:
    return Page("services/legal")
