"""Who somebody is: the first time, the NUC, the password, and the links of the mails (C1 to C4, C6)."""

from collections.abc import Mapping
from typing import Final

from functions.web.answers import Answer, Page, Redirect
from functions.web.entrance import came, inside, signed_in, tokens
from functions.web.pages import site
from functions.web.request import MistakesError, Request
from shared.role import Role
from shared.settings import setting

SITUATIONS: Final = {"known": "/connexion", "nuc": "/nuc-oublie", "password": "/mot-de-passe-oublie"}
FIRST_TIME: Final = {"no": "/inscription/acces", "yes": "/inscription/nouvelle"}
MAIL: Final = "/consultez-votre-messagerie"


@site.page("/inscription/premiere")
def first_time(request: Request) -> Page:
    with_nuc = setting("FIRST_SESSION_WITH_NUC")
    return Page("candidate/first_time", {"form": request.form(), "first": with_nuc, "last_without": _before(with_nuc)})


def _before(session: str) -> str:
    """Sessions are in January and in June."""
    year, month = session.split("-")
    return f"{year}-01" if month == "06" else f"{int(year) - 1}-06"


@site.action("/inscription/premiere")
def choose_first_time(request: Request) -> Redirect:
    return _next(request, "first", FIRST_TIME, "Indiquez si c’est votre première inscription en ligne")


@site.page("/inscription/acces")
def situation(request: Request) -> Page:
    return Page("candidate/situation", {"form": request.form()})


@site.action("/inscription/acces")
def choose_situation(request: Request) -> Redirect:
    return _next(request, "situation", SITUATIONS, "Choisissez votre situation")


def _next(request: Request, name: str, pages: Mapping[str, str], asked: str) -> Redirect:
    chosen = request.typed.one(name)
    if chosen not in pages:
        raise MistakesError({name: asked})
    return Redirect(pages[chosen])


@site.page("/connexion")
def sign_in(request: Request) -> Answer:
    if request.signed and request.signed.role is Role.CANDIDATE:
        return Redirect(inside(request.query.one("suite")) or "/dossiers")
    return Page("candidate/sign_in", {"form": request.form({"suite": request.query.one("suite")}), **came(request)})


@site.action("/connexion")
def try_to_sign_in(request: Request) -> Redirect:
    """One refusal for every wrong pair, beside neither field."""
    nuc, password = request.typed.one("nuc").strip(), request.typed.one("password")
    missing = {"nuc": (nuc, "Saisissez votre NUC"), "password": (password, "Saisissez votre mot de passe")}
    if asked := {name: text for name, (typed, text) in missing.items() if not typed}:
        raise MistakesError(asked)
    return signed_in(request, tokens(request, {"nuc": nuc, "password": password}))


@site.page("/nuc-oublie")
def nuc_forgotten(request: Request) -> Page:
    return Page("candidate/nuc_forgotten", {"form": request.form()})


@site.action("/nuc-oublie")
def ask_for_nuc(request: Request) -> Redirect:
    wanted = {name: request.typed.one(name) for name in ("birth_name", "born_on", "email")}
    request.api.send("POST", "/v1/nuc-reminders", wanted)
    return Redirect(MAIL)


@site.page(MAIL)
def look_at_your_mail(request: Request) -> Page:
    """The same for everybody, whether or not anything was sent."""
    return Page("candidate/look_at_your_mail", {"suggestion": "", "email": ""} | _suggested(request))


def _suggested(request: Request) -> dict[str, str]:
    told = request.kept.told if request.kept and request.kept.page == NEW else {}
    return {name: told[name] for name in ("suggestion", "email") if name in told}


NEW: Final = "/inscription/nouvelle"


@site.page(NEW)
def new(request: Request) -> Page:
    return Page("candidate/new", {"form": request.form()})


@site.action(NEW)
def ask_for_account(request: Request) -> Redirect:
    email = request.typed.one("email")
    answer = request.api.send("POST", "/v1/candidates", {"email": email})
    if answer["suggestion"]:
        kept = request.keep(told={"suggestion": answer["suggestion"], "email": email})
        return Redirect(f"{MAIL}?correction={kept}")
    return Redirect(MAIL)
