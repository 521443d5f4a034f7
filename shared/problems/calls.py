"""What can be refused of any call, and what a refusal is (RFC 9457): one class, with its code, status and French.

The code is the last part of the problem's `type` and never changes; the texts may.
"""

from collections.abc import Iterable
from datetime import timedelta
from http import HTTPStatus
from math import ceil
from typing import Any, ClassVar, NamedTuple


class FieldError(NamedTuple):
    """One refused field. `pointer` is a JSON pointer into the body, or the name of a parameter of the query."""

    pointer: str
    code: str
    detail: str


class DomainError(Exception):
    """Something the caller asked for is not possible; not a defect of ours. `members` are added to the problem."""

    code: ClassVar[str]
    status: ClassVar[HTTPStatus] = HTTPStatus.CONFLICT
    title: ClassVar[str]

    def __init__(self, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.members = members


class MalformedError(DomainError):
    code, status, title = "malformed", HTTPStatus.BAD_REQUEST, "Requête illisible"


class ValidationError(DomainError):
    code, status, title = "validation", HTTPStatus.UNPROCESSABLE_ENTITY, "Une réponse est à corriger"

    def __init__(self, errors: Iterable[FieldError]) -> None:
        found = list(errors)
        super().__init__(
            " ; ".join(dict.fromkeys(error.detail for error in found)), errors=[one._asdict() for one in found]
        )


class InvalidCursorError(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            [FieldError("cursor", "cursor", "Reprenez la valeur « next » de la page précédente, sans la modifier")]
        )


class UnauthenticatedError(DomainError):
    code, status, title = "unauthenticated", HTTPStatus.UNAUTHORIZED, "Identification nécessaire"

    def __init__(
        self, detail: str = "Connectez-vous, ou envoyez une clé d’API en vigueur dans l’en-tête Authorization."
    ) -> None:
        super().__init__(detail)


class ForbiddenError(DomainError):
    code, status, title = "forbidden", HTTPStatus.FORBIDDEN, "Action réservée"

    def __init__(self) -> None:
        super().__init__("Votre compte ou votre clé ne permet pas cette action.")


class NotFoundError(DomainError):
    code, status, title = "not-found", HTTPStatus.NOT_FOUND, "Introuvable"

    def __init__(self, detail: str = "Rien ne se trouve à cette adresse.") -> None:
        super().__init__(detail)


class MethodNotAllowedError(DomainError):
    code, status, title = "method-not-allowed", HTTPStatus.METHOD_NOT_ALLOWED, "Méthode non prévue"

    def __init__(self, allowed: Iterable[str]) -> None:
        methods = ", ".join(sorted(allowed))
        super().__init__(f"Cette adresse accepte : {methods}.", allowed=methods)


class BodyTooLargeError(DomainError):
    code, status, title = "body-too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Envoi trop volumineux"

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"L’envoi dépasse {limit_bytes // 1024} Ko.")


class IdempotencyKeyError(DomainError):
    code, status, title = "idempotency-key", HTTPStatus.UNPROCESSABLE_ENTITY, "Clé d’idempotence déjà employée"

    def __init__(self) -> None:
        super().__init__("Cette clé d’idempotence a déjà servi pour une autre demande : choisissez-en une nouvelle.")


class PreconditionFailedError(DomainError):
    code, status, title = "precondition-failed", HTTPStatus.PRECONDITION_FAILED, "Le dossier a changé"

    def __init__(self) -> None:
        super().__init__("Le dossier a changé depuis sa lecture : relisez-le avant de recommencer.")


class BusyError(DomainError):
    code, status, title = "busy", HTTPStatus.SERVICE_UNAVAILABLE, "Service très sollicité"

    def __init__(self) -> None:
        super().__init__("Rien n’a été enregistré. Réessayez dans quelques secondes.")


class InternalError(DomainError):
    code, status, title = "internal", HTTPStatus.INTERNAL_SERVER_ERROR, "Le service rencontre un problème"

    def __init__(self) -> None:
        super().__init__("Réessayez dans quelques minutes, ou écrivez-nous en indiquant le code « correlation_id ».")


class TooManyRequestsError(DomainError):
    """`wait` is how long the window still lasts."""

    code, status, title = "too-many-requests", HTTPStatus.TOO_MANY_REQUESTS, "Trop de demandes"

    def __init__(self, wait: timedelta, detail: str = "") -> None:
        minutes = ceil(wait / timedelta(minutes=1))
        super().__init__(detail or f"Trop de demandes, réessayez dans {minutes} minute{'s' if minutes > 1 else ''}.")
        self.wait = wait


class FileError(DomainError):
    """`found` errors in all, of which those given are said."""

    code, status, title = "file", HTTPStatus.UNPROCESSABLE_ENTITY, "Le fichier est à corriger"

    def __init__(self, errors: Iterable[FieldError], found: int) -> None:
        super().__init__(
            f"{found} ligne(s) ou colonne(s) à corriger ; rien n’a été enregistré.",
            errors=[one._asdict() for one in errors],
        )
