"""The OpenAPI document, from the operations that the functions declare: `make openapi` writes it.

`python -m tools.openapi --check` only compares. What the code does not say, in French, is in `tools/openapi_words.py`.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shared.api_key import PEOPLE_ONLY
from shared.french.typography import typeset
from shared.http.operation import Operation
from shared.models import Nothing
from shared.problems.calls import (
    BodyTooLargeError,
    BusyError,
    DomainError,
    ForbiddenError,
    IdempotencyKeyError,
    InternalError,
    MalformedError,
    NotFoundError,
    PreconditionFailedError,
    TooManyRequestsError,
    UnauthenticatedError,
    ValidationError,
)
from shared.registration.view import RegistrationView
from shared.role import Role
from tools import openapi_words as words
from tools.openapi_schemas import SCHEMAS, Declared, Json, all_schemas, declared, problem_classes

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "functions" / "catalogue" / "openapi.json"
TO_BE_TRIED_AGAIN = {BusyError.status, TooManyRequestsError.status}


def document() -> Json:
    operations = declared()
    schemas = all_schemas(operations)
    paths: dict[str, Json] = defaultdict(dict)
    for one in sorted(operations, key=lambda one: (one.operation.path, one.operation.method)):
        paths[one.operation.path][one.operation.method.lower()] = _operation(one, schemas)
    queries = {one.operation.query.__name__ for one in operations if one.operation.query}
    described: Json = _typeset(
        {
            "openapi": "3.1.0",
            "info": {"title": "Certif-UP", "version": "1", "description": words.INTRODUCTION + _table_of_problems()},
            "servers": [{"url": "/"}],
            "tags": [{"name": name, "description": text} for name, text in words.TAGS.values()],
            "paths": dict(paths),
            "components": {
                "schemas": {name: schema for name, schema in schemas.items() if name not in queries},
                "parameters": words.REQUEST_HEADERS,
                "headers": words.ANSWER_HEADERS,
                "responses": {"TooManyRequests": _gateway("Trop d’appels : réessayez un peu plus tard.")},
                "securitySchemes": words.SECURITY,
            },
        }
    )
    return described


def text() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


def possible_problems(operation: Operation) -> list[type[DomainError]]:
    """Those that the operation declares, and those that any operation of its kind can give."""
    signed_in, writes = bool(operation.roles), operation.writes
    always: list[tuple[bool, type[DomainError]]] = [
        (bool(operation.limits), TooManyRequestsError),
        (writes and not operation.takes_file, MalformedError),
        (signed_in, UnauthenticatedError),
        (signed_in, ForbiddenError),
        ("{" in operation.path, NotFoundError),
        (writes and "{reference}" in operation.path, PreconditionFailedError),
        (writes, BodyTooLargeError),
        (writes or operation.query is not None, ValidationError),
        (operation.takes_idempotency_key, IdempotencyKeyError),
        (True, InternalError),
        (True, BusyError),
    ]
    return [*operation.problems, *(kind for possible, kind in always if possible)]


def _operation(one: Declared, schemas: Json) -> Json:
    operation = one.operation
    described: Json = {
        "operationId": f"{one.function}_{operation.run.__name__}",
        "tags": [words.TAGS[one.function][0]],
        "summary": operation.summary,
        "description": _who(operation),
        "security": _security(operation),
        "parameters": [*_parameters(operation, schemas)],
        "responses": {str(operation.status): _answer(operation), **_refusals(operation)},
    }
    if operation.body:
        name = operation.body.__name__
        described["requestBody"] = {
            "required": operation.body is not Nothing,
            "content": {"application/json": {"schema": {"$ref": SCHEMAS + name}}},
        }
    if operation.takes_file:
        described["requestBody"] = words.FILES[operation.path]
    return described


def _who(operation: Operation) -> str:
    if not operation.roles:
        return "Ouvert à tous."
    people = ", ".join(words.ROLES[role] for role in Role if role in operation.roles)
    if operation.scope == PEOPLE_ONLY:
        return f"Réservé à : {people} ; aucune clé ne le permet."
    scope = f" Droit que doit avoir une clé : `{operation.scope}`." if operation.scope else ""
    return f"Réservé à : {people}.{scope}"


def _security(operation: Operation) -> list[Json]:
    if not operation.roles:
        return []
    open_to_keys = operation.scope not in {"", PEOPLE_ONLY}
    keys = [{"key": [operation.scope]}, {"key_as_password": [operation.scope]}] if open_to_keys else []
    return [{"token": []}, *keys]


def _parameters(operation: Operation, schemas: Json) -> Iterator[Json]:
    for name in (part[1:-1] for part in operation.path.split("/") if part.startswith("{")):
        yield {"name": name, "in": "path", "required": True, **words.PATH_PARAMETERS[name]}
    if operation.query:
        query = schemas[operation.query.__name__]
        for name, schema in query["properties"].items():
            yield _query_parameter(name, dict(schema), required=name in query.get("required", []))
    if operation.takes_idempotency_key:
        yield {"$ref": "#/components/parameters/IdempotencyKey"}
    if operation.writes and operation.roles and "{reference}" in operation.path:
        yield {"$ref": "#/components/parameters/IfMatch"}


def _query_parameter(name: str, schema: Json, *, required: bool) -> Json:
    described = {"name": name, "in": "query", "required": required, "description": schema.pop("description")}
    if "anyOf" in schema:  # a parameter that may be left out is never sent as null
        (schema,) = (one for one in schema["anyOf"] if one != {"type": "null"})
    return described | {"schema": schema}


def _answer(operation: Operation) -> Json:
    about_registration = issubclass(operation.answer, RegistrationView)
    headers = {
        "X-Correlation-Id": True,
        "ETag": about_registration,
        "Location": about_registration and operation.status == 201,
        "Idempotent-Replayed": operation.takes_idempotency_key,
        "RateLimit": bool(operation.limits),
        "RateLimit-Policy": bool(operation.limits),
    }
    return {
        "description": operation.summary,
        "headers": _headers(*(name for name, sent in headers.items() if sent)),
        "content": {
            media_type: {"schema": _schema_of_answer(operation, media_type)} for media_type in operation.media_types
        },
    }


def _schema_of_answer(operation: Operation, media_type: str) -> Json:
    if media_type == "application/json":
        return {"$ref": SCHEMAS + operation.answer.__name__}
    return {"type": "string", "contentEncoding": "binary"}


def _headers(*names: str) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _refusals(operation: Operation) -> Json:
    by_status: dict[int, dict[str, str]] = defaultdict(dict)
    for kind in possible_problems(operation):
        by_status[int(kind.status)][kind.code] = kind.title
    refusals = {str(status): _refusal(status, codes) for status, codes in sorted(by_status.items())}
    if operation.roles:
        refusals["401"]["content"]["application/json"] = _message("Unauthorized")
    if "429" not in refusals:
        return refusals | {"429": {"$ref": "#/components/responses/TooManyRequests"}}
    refusals["429"]["content"]["application/json"] = _message("Too Many Requests")
    return refusals


def _refusal(status: int, codes: dict[str, str]) -> Json:
    schema = {"$ref": f"{SCHEMAS}Problem", "properties": {"code": {"enum": list(codes)}}}
    return {
        "description": "\n".join(f"- `{code}` : {title}" for code, title in codes.items()),
        "headers": _headers("X-Correlation-Id", *(["Retry-After"] if status in TO_BE_TRIED_AGAIN else [])),
        "content": {"application/problem+json": {"schema": schema}},
    }


def _gateway(description: str) -> Json:
    return {"description": description, "content": {"application/json": _message("Too Many Requests")}}


def _message(example: str) -> Json:
    return {"schema": {"$ref": f"{SCHEMAS}GatewayMessage"}, "example": {"message": example}}


def _table_of_problems() -> str:
    kinds = sorted({(int(kind.status), kind.code, kind.title) for kind in problem_classes()})
    rows = [f"| `{code}` | {status} | {title} |" for status, code, title in kinds]
    return "\n".join(["\n\n| Code | Statut | Sens |", "|---|---|---|", *rows, ""])


def _typeset(value: Any) -> Any:
    match value:
        case dict():
            return {
                key: typeset(one) if key in {"description", "summary"} and isinstance(one, str) else _typeset(one)
                for key, one in value.items()
            }
        case list():
            return [_typeset(one) for one in value]
        case _:
            return value


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        current = DOCUMENT.exists() and DOCUMENT.read_text(encoding="utf-8") == text()
        print(f"{DOCUMENT.relative_to(ROOT)} {'is current' if current else 'is not current: make openapi'}")
        return 0 if current else 1
    DOCUMENT.write_text(text(), encoding="utf-8")
    print(f"{DOCUMENT.relative_to(ROOT)} written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
