"""The pages of the site: from the gateway's event to what a page is told, and from what it answers to the browser.

Strict Post/Redirect/Get: whatever is sent is answered by a redirect and read by a GET, refused or not
(docs/decisions/0022-the-pages.md).
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import unquote, urlencode

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.web import assets, seasons, viewer
from functions.web.answers import Answer, Page, Redirect
from functions.web.api import Api, File, RefusedError, UnavailableError
from functions.web.browser import Browser, SignIn, set_cookie, ticket_of
from functions.web.rendering import render
from functions.web.request import CORRECTION, TOKEN, MistakesError, Request, SignInNeededError
from functions.web.typed import TooLargeError, Typed, query_of, typed
from shared.http import source
from shared.http.correlation import correlation_of, header, reference_in
from shared.http.headers import TWO_YEARS_OF_HTTPS
from shared.invocation import invoked
from shared.metrics import Metric, emit
from shared.role import Role
from shared.settings import setting

REFRESH_BEFORE_SECONDS: Final = 60
REFUSAL: Final = "/refus"
SIGN_IN: Final = {Role.CANDIDATE: "/connexion", Role.CENTRE: "/equipe/connexion", Role.ASSOCIATION: "/equipe/connexion"}
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action {form_action}; base-uri 'none'; frame-ancestors 'none'"
)
Run = Callable[[Request], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """`of` is who may see the page; None is everybody."""

    method: str
    path: str
    of: Role | None
    run: Run


class Site:
    """The pages of the site, behind Powertools' resolver. `site.handler` is the Lambda handler."""

    def __init__(self) -> None:
        self.routes: list[Route] = []
        self.logger = Logger()
        self._resolver = APIGatewayHttpResolver()
        self._resolver.get(f"{assets.PREFIX}<name>", compress=True)(lambda name: self._asset(name))
        nowhere = Route("", "", None, lambda _: Page("services/not_found", status=404))
        self._resolver.not_found(lambda _: self._answered(nowhere, {}))

    def page(self, path: str, *, of: Role | None = None) -> Callable[[Run], Run]:
        """What is read at this path. Reading it changes nothing."""
        return self._route("GET", path, of)

    def action(self, path: str, *, of: Role | None = None) -> Callable[[Run], Run]:
        """What is sent to the page of the same path; it answers a redirect."""
        return self._route("POST", path, of)

    def _route(self, method: str, path: str, of: Role | None) -> Callable[[Run], Run]:
        def declare(run: Run) -> Run:
            route = Route(method, path, of, run)
            self.routes.append(route)
            rule = path.replace("{", "<").replace("}", ">")
            self._resolver.route(rule, method, compress=True)(
                lambda **parameters: self._answered(route, {name: unquote(one) for name, one in parameters.items()})
            )
            return run

        return declare

    @cached_property
    def handler(self) -> Callable[[dict[str, Any], LambdaContext], dict[str, Any]]:
        return invoked(self.logger)(self._resolver.resolve)

    def _answered(self, route: Route, parameters: dict[str, str]) -> Response[Any]:
        event = self._resolver.current_event.raw_event
        correlation_id, browser = correlation_of(event), Browser(ticket_of(event))
        asked_for = reference_in(event["rawPath"], event.get("rawQueryString", ""))
        self.logger.append_keys(correlation_id=correlation_id, reference=asked_for)
        request = self._unread(route, parameters, event, browser, correlation_id)
        try:
            request = _known(event, request)
            answer = self._served(route, event, request)
            response = self._response(answer, request)
        except TooLargeError:
            page = Page("services/too_large", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            response = self._response(page, request)
        except Exception as error:
            if not isinstance(error, UnavailableError):
                self.logger.exception("unexpected")
                emit({Metric.UNEXPECTED_ERRORS: 1})
            response = self._response(Page("services/unavailable", {"code": correlation_id}, status=500), request)
        if leads_to := reference_in(str(response.headers.get("Location", ""))):
            self.logger.append_keys(reference=leads_to)
        self.logger.info("answered", route=f"{route.method} {route.path}", status=response.status_code)
        return response

    def _unread(
        self, route: Route, parameters: dict[str, str], event: dict[str, Any], browser: Browser, correlation_id: str
    ) -> Request:
        """Before anybody was looked for: enough for the page of an error."""
        page = route.path
        for name, value in parameters.items():
            page = page.replace(f"{{{name}}}", value)
        return Request(
            page=page,
            parameters=parameters,
            query=query_of(event),
            typed=Typed({}),
            browser=browser,
            signed=None,
            kept=None,
            is_over=False,
            api=Api(correlation_id, source=lambda: source.signed(viewer.address(event), now=datetime.now(UTC))),
            now=datetime.now(UTC),
            correlation_id=correlation_id,
        )

    def _served(self, route: Route, event: dict[str, Any], request: Request) -> Answer:
        if route.method == "POST" and header(event, "sec-fetch-site") == "cross-site":
            return Page("services/refused", status=HTTPStatus.FORBIDDEN)
        if route.of and request.signed is None:
            return _sign_in_first(request, route.of)
        if route.of and request.signed and request.signed.role is not route.of:
            return Page("services/forbidden", {"role": request.signed.role}, status=HTTPStatus.FORBIDDEN)
        return _acted(route, request) if route.method == "POST" else _read(route, request)

    def _response(self, answer: Answer, request: Request) -> Response[Any]:
        headers = {
            "X-Correlation-Id": request.correlation_id,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Content-Security-Policy": POLICY.format(form_action="'self'"),
            **(TWO_YEARS_OF_HTTPS if setting("PUBLIC_URL").startswith("https:") else {}),
        }
        if isinstance(answer, Page):
            html = render(answer.template, {**answer.values, "request": request, "season": seasons.current(request)})
            if answer.form_action:
                headers["Content-Security-Policy"] = POLICY.format(form_action=f"'self' {answer.form_action}")
            return self._with_cookie(
                Response(answer.status, "text/html; charset=utf-8", html, headers), request.browser
            )
        if isinstance(answer, File):
            headers["Content-Disposition"] = answer.disposition
            headers["Content-Security-Policy"] = answer.policy or headers["Content-Security-Policy"]
            # Powertools would write JSON itself, and cannot write bytes.
            is_json = answer.media_type == "application/json"
            return Response(200, answer.media_type, answer.content.decode() if is_json else answer.content, headers)
        to_there = Response(303, "text/plain", "", headers | {"Location": answer.to})
        return self._with_cookie(to_there, answer.browser or request.browser)

    @staticmethod
    def _with_cookie(response: Response[Any], browser: Browser) -> Response[Any]:
        if browser.is_new and browser.is_used:
            response.headers["Set-Cookie"] = set_cookie(browser.ticket)
        return response

    def _asset(self, name: str) -> Response[Any]:
        found = assets.assets().get(f"{assets.PREFIX}{name}")
        self.logger.info("answered", route="GET /static/{name}", status=200 if found else 404)
        if found is None:
            return Response(404, "text/plain", "")
        headers = {"Cache-Control": assets.FOR_EVER, "X-Content-Type-Options": "nosniff"}
        return Response(200, found.media_type, found.content.decode(), headers)


def _sent(event: dict[str, Any]) -> Typed:
    body = event.get("body") or ""
    content = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    return typed(content, header(event, "content-type") or "")


def _known(event: dict[str, Any], unread: Request) -> Request:
    """With what was sent and what is kept, and with a token that lasts for this request if anybody is signed in."""
    sent = _sent(event)
    signed, kept = unread.browser.read(unread.query.one(CORRECTION) or None)
    request = replace(unread, typed=sent, kept=kept)
    if signed and signed.ends_at <= request.now.timestamp() + REFRESH_BEFORE_SECONDS:
        try:
            token = request.api.send("POST", "/v1/tokens/refresh", {"refresh_token": signed.refresh_token})
        except RefusedError:
            request.browser.sign_out()
            return replace(request, is_over=True)
        signed = SignIn.of(token, now=request.now, before=signed)
        request.browser.sign_in(signed, now=request.now)
    return replace(request, signed=signed, api=Api(request.correlation_id, signed.access_token)) if signed else request


def _read(route: Route, request: Request) -> Answer:
    try:
        return route.run(request)
    except SignInNeededError:
        return _sign_in_first(request, route.of or Role.CANDIDATE)
    except RefusedError as refusal:
        if refusal.status == HTTPStatus.UNAUTHORIZED and request.signed:
            return _over(request, route.of or request.signed.role)
        if refusal.status == HTTPStatus.NOT_FOUND:
            return Page("services/not_found", status=404)
        return Page("services/told", _told(refusal) | {"back": "/"}, status=refusal.status)


def _acted(route: Route, request: Request) -> Answer:
    browser = request.browser
    if browser.shown_to(request.typed.one(TOKEN), request.page) != browser.whose(request.principal):
        return _again(request, request.keep(told={"title": "Ce formulaire n’était plus à jour"}))
    try:
        return route.run(request)
    except MistakesError as mistakes:
        return _again(request, request.keep(mistakes.errors))
    except RefusedError as refusal:
        if refusal.status == HTTPStatus.UNAUTHORIZED and request.signed:
            return _over(request, request.signed.role)
        if refusal.errors:
            return _again(request, request.keep(refusal.errors))
        return Redirect(f"{REFUSAL}?{urlencode({CORRECTION: request.keep(told=_told(refusal))})}")


def _told(refusal: RefusedError) -> dict[str, str]:
    return {"title": refusal.problem["title"], "detail": refusal.problem["detail"], "code": refusal.code}


def _again(request: Request, kept: str) -> Redirect:
    return Redirect(f"{request.page}?{urlencode({CORRECTION: kept})}")


def _over(request: Request, role: Role) -> Answer:
    request.browser.sign_out()
    return _sign_in_first(replace(request, signed=None, is_over=True), role)


def _sign_in_first(request: Request, role: Role) -> Redirect:
    """To the sign-in and back again, with what was typed."""
    query = urlencode({name: values for name, values in request.query.fields.items() if name != CORRECTION}, doseq=True)
    back = f"{request.page}?{query}" if query else request.page
    if request.typed.fields:
        back = _again(request, request.keep()).to
    return Redirect(f"{SIGN_IN[role]}?{urlencode({'suite': back, **({'fin': 'oui'} if request.is_over else {})})}")
