"""The one door of the API: every call comes in parsed and known, every refusal leaves as a problem in French."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from http import HTTPStatus
from math import ceil
from typing import Any, Final, Protocol
from urllib.parse import parse_qsl

import pydantic
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared import limits
from shared.http import validation
from shared.http.attempts import busy_if_throttled, until_fresh
from shared.http.call import Call, ReplayedError, checked_key, fingerprint
from shared.http.correlation import correlation_of, header, reference_in
from shared.http.headers import SECURITY_HEADERS, TWO_YEARS_OF_HTTPS
from shared.http.identity import Identity, from_context
from shared.http.operation import Answer, Document, Operation, operation
from shared.http.problem import problem
from shared.http.visit import SOURCE_HEADER, Visit, source_of
from shared.invocation import invoked
from shared.metrics import Metric, emit
from shared.problems.calls import (
    BodyTooLargeError,
    DomainError,
    ForbiddenError,
    InternalError,
    MalformedError,
    NotFoundError,
    TooManyRequestsError,
    UnauthenticatedError,
)
from shared.role import Role
from shared.settings import setting

BODY_LIMIT_BYTES: Final = 32 * 1024
FILE_LIMIT_BYTES: Final = 2 * 1024 * 1024
PATH_PART_LIMIT: Final = 64
"""Longer than any reference or identifier there is, shorter than what a key of the table can hold."""


class Told(Protocol):
    """`shared.http.source.told`."""

    def __call__(self, header: str, *, now: datetime) -> str | None: ...


class Door:
    """The operations of one function, behind Powertools' resolver. `door.handler` is the Lambda handler."""

    def __init__(
        self,
        unknown: Callable[[str, str], DomainError] = lambda _method, _path: NotFoundError(),
        told: Told | None = None,
    ) -> None:
        """`unknown` tells what to answer to a method and a path that no operation takes.

        `told` is for a function whose public operations write: the address in the pages' signed header, or None.
        """
        self._told = told
        self.operations: list[Operation] = []
        self.logger = Logger()
        self._resolver = APIGatewayHttpResolver()
        self._resolver.not_found(
            lambda _: self._answered(
                lambda event: _raise(unknown(event["requestContext"]["http"]["method"], event["rawPath"]))
            )
        )

    def operation(self, method: str, path: str, **described: Any) -> Callable[[Callable[..., Answer]], Operation]:
        """Declares an operation (`shared.http.operation.operation`) and adds it."""

        def declare(run: Callable[..., Answer]) -> Operation:
            declared = operation(method, path, **described)(run)
            self.add(declared)
            return declared

        return declare

    def add(self, *operations: Operation) -> None:
        for one in operations:
            self.operations.append(one)
            rule = one.path.replace("{", "<").replace("}", ">")
            self._resolver.route(rule, one.method)(self._serving(one))

    def _serving(self, operation: Operation) -> Callable[..., Response[Any]]:
        return lambda **parameters: self._answered(lambda event: _serve(operation, event, parameters, self._told))

    @cached_property
    def handler(self) -> Callable[[dict[str, Any], LambdaContext], dict[str, Any]]:
        return invoked(self.logger)(self._resolver.resolve)

    def _answered(self, serve: Callable[[dict[str, Any]], Answer]) -> Response[Any]:
        event = self._resolver.current_event.raw_event
        correlation_id = correlation_of(event)
        self.logger.append_keys(correlation_id=correlation_id, reference=reference_in(event["rawPath"]))
        headers = {"X-Correlation-Id": correlation_id, "Cache-Control": "no-store", **SECURITY_HEADERS}
        if setting("PUBLIC_URL").startswith("https:"):
            headers |= TWO_YEARS_OF_HTTPS
        try:
            answer = serve(event)
            headers |= answer.headers
            if isinstance(answer.body, Document):
                return self._document(answer.status, answer.body, event, headers)
            status, body = answer.status, answer.json()
        except ReplayedError as replayed:
            status, body = replayed.status, replayed.body
            headers |= {**replayed.headers, "Idempotent-Replayed": "true"}
        except DomainError as refusal:
            return self._problem(refusal, event, headers)
        except Exception:
            self.logger.exception("unexpected")
            emit({Metric.UNEXPECTED_ERRORS: 1})
            return self._problem(InternalError(), event, headers)
        self._log(event, status, headers)
        return Response(status, "application/json", body, headers)

    def _document(
        self, status: int, document: Document, event: dict[str, Any], headers: dict[str, str]
    ) -> Response[bytes]:
        headers.setdefault("Content-Disposition", f'attachment; filename="{document.name}"')
        self._log(event, status, headers)
        return Response(status, document.media_type, document.content, headers)

    def _problem(self, refusal: DomainError, event: dict[str, Any], headers: dict[str, str]) -> Response[str]:
        self._log(event, refusal.status, headers, refusal.code)
        if refusal.status is HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = 'Bearer realm="certif-up"'
        if refusal.status is HTTPStatus.SERVICE_UNAVAILABLE:
            headers["Retry-After"] = "5"
        if isinstance(refusal, TooManyRequestsError):
            headers["Retry-After"] = str(ceil(refusal.wait.total_seconds()))
        if "allowed" in refusal.members:
            headers["Allow"] = refusal.members["allowed"]
        told = problem(refusal, instance=event["rawPath"], correlation_id=headers["X-Correlation-Id"])
        text = json.dumps(told, ensure_ascii=False)
        return Response(int(refusal.status), "application/problem+json", text, headers)

    def _log(self, event: dict[str, Any], status: int, headers: dict[str, str], code: str = "") -> None:
        """One line a call: the route as the document writes it and the reference, never what else was typed."""
        if made := reference_in(headers.get("Location", "")):
            self.logger.append_keys(reference=made)
        self.logger.info("answered", route=event["routeKey"], status=int(status), code=code)


def _serve(operation: Operation, event: dict[str, Any], path: dict[str, str], told: Told | None) -> Answer:
    with busy_if_throttled():
        known = _admitted(operation, event) or _visiting(operation, event, told)
        uses = _counted(operation, known)
        given = _given(operation, event, path, known)
        answer = until_fresh(lambda: operation.run(**given))
        return replace(answer, headers={**answer.headers, **uses})


def _visiting(operation: Operation, event: dict[str, Any], told: Told | None) -> Visit | None:
    """Who is not asked: from where a public operation that writes is called; None where it does not matter."""
    if not operation.writes:
        return None
    now, sent = datetime.now(UTC), header(event, SOURCE_HEADER.lower())
    address = told(sent, now=now) if told and sent else None
    source = source_of(address or event["requestContext"]["http"]["sourceIp"])
    return Visit(source, now, correlation_of(event))


def _counted(operation: Operation, known: Identity | Visit | None) -> dict[str, str]:
    """Counts the call where it is limited; the headers tell how much is left."""
    headers: dict[str, str] = {}
    for limit in operation.limits:
        match known:
            case Visit(source=subject) | Identity(role=Role.CANDIDATE, principal=subject):
                headers |= limits.use(limit, subject, now=datetime.now(UTC)).headers
    return headers


def _given(
    operation: Operation, event: dict[str, Any], path: dict[str, str], known: Identity | Visit | None
) -> dict[str, Any]:
    """The arguments of the operation's callable, each checked."""
    if any(len(part) > PATH_PART_LIMIT for part in path.values()):
        raise NotFoundError
    given: dict[str, Any] = dict(path)
    if operation.takes_file:
        given["content"] = _sent(event, FILE_LIMIT_BYTES)
    sent = _json_of(event) if operation.writes and not operation.takes_file else ""
    if operation.query:
        given["query"] = _parsed_query(operation, event)
    if operation.body:
        given["body"] = _parsed(operation.body, sent)
    if isinstance(known, Identity):
        given["call"] = Call(
            identity=known,
            now=datetime.now(UTC),
            correlation_id=correlation_of(event),
            fingerprint=fingerprint(operation.method, event["rawPath"], sent),
            idempotency_key=checked_key(header(event, "idempotency-key")) if operation.writes else None,
            if_match=header(event, "if-match"),
        )
    elif known:
        given["visit"] = known
    return given


def _admitted(operation: Operation, event: dict[str, Any]) -> Identity | None:
    """Who is calling; None for a public operation, which does not ask."""
    if not operation.roles:
        return None
    identity = from_context(event["requestContext"].get("authorizer", {}).get("lambda") or {})
    if identity is None:
        raise UnauthenticatedError
    if identity.role not in operation.roles:
        raise ForbiddenError
    if identity.role is Role.CENTRE and operation.scope not in identity.scopes | {""}:
        raise ForbiddenError
    return identity


def _json_of(event: dict[str, Any]) -> str:
    """The body as JSON in one form, whatever the order of its members and its white space were. No body is `{}`."""
    try:
        raw = _sent(event, BODY_LIMIT_BYTES)
        return json.dumps(json.loads(raw) if raw.strip() else {}, sort_keys=True)
    except (ValueError, RecursionError) as error:
        raise MalformedError("Le corps de la requête n’est pas du JSON lisible.") from error


def _sent(event: dict[str, Any], limit_bytes: int) -> bytes:
    sent = event.get("body") or ""
    raw = base64.b64decode(sent) if event.get("isBase64Encoded") else sent.encode()
    if len(raw) > limit_bytes:
        raise BodyTooLargeError(limit_bytes)
    return raw


def _parsed(model: type[pydantic.BaseModel], sent: str) -> pydantic.BaseModel:
    try:
        return model.model_validate_json(sent, strict=True)
    except pydantic.ValidationError as error:
        raise validation.refused(error) from error


def _parsed_query(operation: Operation, event: dict[str, Any]) -> pydantic.BaseModel | None:
    # rawQueryString: the gateway joins repeated parameters by commas everywhere else.
    try:
        return operation.parse_query(parse_qsl(event.get("rawQueryString", ""), keep_blank_values=True))
    except pydantic.ValidationError as error:
        raise validation.refused(error, in_query=True) from error


def _raise(error: Exception) -> Any:
    raise error
