"""A candidate's own details (C7), step 1 of 4. What is right is stored at once; the social security number apart."""

from datetime import date
from typing import Any, Final

from functions.web import seasons
from functions.web.answers import Page, Redirect
from functions.web.api import RefusedError
from functions.web.candidate import towns
from functions.web.candidate.drafts import next_step
from functions.web.pages import site
from functions.web.request import MistakesError, Request
from shared.contact.country import FRANCE
from shared.contact.phone import shown
from shared.french.formats import short_date
from shared.role import Role

PATH: Final = "/inscription/coordonnees"
FIELDS: Final = (
    "birth_name",
    "usual_name",
    "given_name",
    "born_on",
    "phone",
    "address_line1",
    "address_line2",
    "postcode",
    "town",
    "country",
)
SHOWN: Final = (*FIELDS[:4], "nir", *FIELDS[4:])
"""In the order of the page."""
OPTIONAL: Final = {"usual_name", "phone", "address_line2"}


@site.page(PATH, of=Role.CANDIDATE)
def details(request: Request) -> Page:
    me = request.api.get("/v1/me")
    season = seasons.current(request).session
    change_nir = request.query.one("numero") == "modifier"
    form = request.form(_shown(me) | {"has_nir": "no" if me["nir"] and me["nir"]["none"] else "yes"})
    return Page(
        "candidate/details",
        {
            "form": form,
            "communes": towns.offered(form.value("postcode"), form.value("country")) if form.error("town") else (),
            "asked": towns.ASKED,
            "me": me,
            "asks_nir": bool(season and season["nir"] != "off")
            and (change_nir or not (me["nir"] and me["nir"]["masked"])),
            "nir_optional": bool(season and season["nir"] == "optional"),
            "back_to_check": request.query.one("retour") == "verification",
        },
    )


@site.action(PATH, of=Role.CANDIDATE)
def save(request: Request) -> Redirect:
    """Both are tried, so that all there is to correct is said at once, and a right number is never typed again."""
    body = {name: _typed(request, name) for name in FIELDS}
    town, asked = towns.understood(request.typed)
    errors = dict(_tried(request, "/v1/me", body | {"town": town})) | asked | dict(_nir_errors(request))
    if errors:
        raise MistakesError({name: errors[name] for name in (*SHOWN, *errors) if name in errors})
    return Redirect(next_step(request))


def _typed(request: Request, name: str) -> str | None:
    typed = request.typed.one(name).strip()
    return (typed or None) if name in OPTIONAL else typed


def _nir_errors(request: Request) -> list[tuple[str, str]]:
    if "has_nir" not in request.typed.fields and "nir" not in request.typed.fields:
        return []
    if request.typed.one("has_nir") == "no":
        return _tried(request, "/v1/me/nir", {"none": True})
    nir = request.typed.one("nir")
    if not nir.strip() and request.typed.one("nir_optional"):
        return []
    return _tried(request, "/v1/me/nir", {"nir": nir})


def _tried(request: Request, path: str, body: dict[str, Any]) -> list[tuple[str, str]]:
    try:
        request.api.send("PUT", path, body)
    except RefusedError as refusal:
        if not refusal.errors:
            raise
        return refusal.errors
    return []


def _shown(me: dict[str, Any]) -> dict[str, Any]:
    born_on = me["born_on"] and short_date(date.fromisoformat(me["born_on"]))
    return {
        **{name: me[name] for name in FIELDS},
        "born_on": born_on,
        "country": me["country"] or FRANCE,
        "phone": me["phone"] and shown(me["phone"]),
    }
