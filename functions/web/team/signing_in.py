"""Sign-in of the people of centres and of the association: address, password, code of an authenticator app."""

from typing import Final

from functions.web.answers import Answer, Page, Redirect
from functions.web.api import RefusedError
from functions.web.candidate.getting_in import MAIL
from functions.web.entrance import HOMES, came, inside, signed_in, tokens
from functions.web.pages import site
from functions.web.request import MistakesError, Request
from shared.role import Role

PATH: Final = "/equipe/connexion"
CODE: Final = "/equipe/code"


@site.page(PATH)
def sign_in(request: Request) -> Answer:
    if request.signed and request.signed.role is not Role.CANDIDATE:
        return Redirect(inside(request.query.one("suite")) or HOMES[request.signed.role])
    return Page("team/sign_in", {"form": request.form({"suite": request.query.one("suite")}), **came(request)})


@site.action(PATH)
def try_to_sign_in(request: Request) -> Redirect:
    email, password = request.typed.one("email").strip(), request.typed.one("password")
    missing = {
        "email": (email, "Saisissez votre adresse électronique"),
        "password": (password, "Saisissez votre mot de passe"),
    }
    if asked := {name: text for name, (typed, text) in missing.items() if not typed}:
        raise MistakesError(asked)
    answer = tokens(request, {"email": email, "password": password})
    if "challenge" in answer:
        told = {name: str(value) for name, value in answer.items() if value is not None}
        return Redirect(f"{CODE}?correction={request.keep(told=told | {'suite': request.typed.one('suite')})}")
    return signed_in(request, answer)


@site.page(CODE)
def code(request: Request) -> Answer:
    """The question stays with the browser until it is answered; without it the sign-in begins anew."""
    if request.kept is None or "session" not in (request.kept.told or _carried(request)):
        return Redirect(PATH)
    asked = request.kept.told or _carried(request)
    return Page(
        "team/code",
        {"form": request.form(asked), "secret": asked.get("secret", ""), "address": asked.get("otpauth_uri", "")},
    )


@site.action(CODE)
def answer_code(request: Request) -> Redirect:
    try:
        sent = {"session": request.typed.one("session"), "code": request.typed.one("code")}
        token = request.api.send("POST", "/v1/tokens/second-factor", sent)
    except RefusedError as refusal:
        if refusal.code == "wrong-code":
            raise MistakesError({"code": refusal.problem["detail"]}) from refusal
        raise
    return signed_in(request, token)


def _carried(request: Request) -> dict[str, str]:
    """The question again, after a wrong code."""
    return {name: values[-1] for name, values in request.kept.typed.items()} if request.kept else {}


@site.page("/equipe/mot-de-passe-oublie")
def forgotten(request: Request) -> Page:
    return Page("team/password_forgotten", {"form": request.form()})


@site.action("/equipe/mot-de-passe-oublie")
def ask(request: Request) -> Redirect:
    email = request.typed.one("email").strip()
    if not email:
        raise MistakesError({"email": "Saisissez votre adresse électronique"})
    request.api.send("POST", "/v1/password-resets", {"email": email})
    return Redirect(MAIL)
