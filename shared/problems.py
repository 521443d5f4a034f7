"""What can be refused, and how it is said (RFC 9457): one class a refusal, with its code, its status and its French.

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


class WrongCredentialsError(UnauthenticatedError):
    def __init__(self, identifier: str) -> None:
        super().__init__(f"{identifier} ou mot de passe incorrect")


class WrongCodeError(DomainError):
    code, status, title = "wrong-code", HTTPStatus.UNAUTHORIZED, "Code incorrect"

    def __init__(self) -> None:
        super().__init__("Ce code est incorrect ou a déjà servi : attendez le suivant et saisissez-le.")


class SignInAgainError(DomainError):
    code, status, title = "sign-in-again", HTTPStatus.UNAUTHORIZED, "Connexion à reprendre"

    def __init__(self) -> None:
        super().__init__("Cette connexion ne peut plus être terminée : reprenez depuis le mot de passe.")


class ForbiddenError(DomainError):
    code, status, title = "forbidden", HTTPStatus.FORBIDDEN, "Action réservée"

    def __init__(self) -> None:
        super().__init__("Votre compte ou votre clé ne permet pas cette action.")


class NotFoundError(DomainError):
    code, status, title = "not-found", HTTPStatus.NOT_FOUND, "Introuvable"

    def __init__(self, detail: str = "Rien ne se trouve à cette adresse.") -> None:
        super().__init__(detail)


class RegistrationNotFoundError(NotFoundError):
    def __init__(self) -> None:
        super().__init__("Aucun dossier ne porte cette référence parmi ceux que vous pouvez consulter.")


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


class TooManyAttemptsError(TooManyRequestsError):
    """The same words whatever was counted, so that they never tell who is registered."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait, "Trop de tentatives : réessayez dans 15 minutes ou choisissez un nouveau mot de passe.")


class LinkExpiredError(DomainError):
    code, status, title = "link-expired", HTTPStatus.GONE, "Ce lien n’est plus valable"

    def __init__(self) -> None:
        super().__init__("Il a déjà servi ou date de plus d’une heure.")


class FileError(DomainError):
    """`found` errors in all, of which those given are said."""

    code, status, title = "file", HTTPStatus.UNPROCESSABLE_ENTITY, "Le fichier est à corriger"

    def __init__(self, errors: Iterable[FieldError], found: int) -> None:
        super().__init__(
            f"{found} ligne(s) ou colonne(s) à corriger ; rien n’a été enregistré.",
            errors=[one._asdict() for one in errors],
        )


class DetailsMissingError(DomainError):
    code, title = "details-missing", "Coordonnées à compléter"

    def __init__(self) -> None:
        super().__init__("Complétez vos coordonnées avant de vous inscrire.")


class IllegalTransitionError(DomainError):
    code, title = "illegal-transition", "Action impossible dans l’état actuel du dossier"

    def __init__(self, current_state: str, possible_actions: list[str], detail: str | None = None) -> None:
        super().__init__(
            detail or "L’état actuel du dossier ne permet pas cette action.",
            current_state=current_state,
            possible_actions=possible_actions,
        )


class SessionClosedError(DomainError):
    code, title = "session-closed", "Inscriptions fermées"


class NirMissingError(DomainError):
    code, title = "nir-missing", "Numéro de sécurité sociale à donner"

    def __init__(self) -> None:
        super().__init__(
            "Cette session demande votre numéro de sécurité sociale : donnez-le dans vos coordonnées, ou indiquez-y "
            "que vous n’en avez pas de français, puis renvoyez votre demande.",
        )


class NirNotAskedError(DomainError):
    code, title = "nir-not-asked", "Numéro de sécurité sociale non demandé"

    def __init__(self) -> None:
        super().__init__("Aucune session ne demande de numéro de sécurité sociale en ce moment : gardez-le pour vous.")


class ExamNotRunError(DomainError):
    code, title = "exam-not-run", "Épreuve non organisée"

    def __init__(self, exams: Iterable[str]) -> None:
        missing = list(exams)
        super().__init__(
            f"Le centre n’organise pas à cette session : {', '.join(missing)}. "
            "Choisissez un autre centre ou d’autres épreuves.",
            exams=missing,
        )


class AlreadyRegisteredError(DomainError):
    code, title = "already-registered", "Une autre inscription occupe cet horaire"

    def __init__(self, reference: str, exam: str) -> None:
        super().__init__(
            f"Le dossier {reference} comporte déjà l’épreuve {exam} à cet horaire pour cette session.",
            reference=reference,
            exam=exam,
        )


class NoSeatLeftError(DomainError):
    code, title = "no-seat-left", "Plus de place"

    def __init__(self, exam: str) -> None:
        super().__init__(f"Il ne reste aucune place pour l’épreuve {exam} dans ce centre.", exam=exam)


class CapacityBelowSeatsTakenError(DomainError):
    code, title = "capacity-below-seats-taken", "Capacité inférieure aux places prises"

    def __init__(self, taken: int) -> None:
        super().__init__(
            f"{taken} places sont déjà prises : la capacité ne peut pas descendre en dessous.", taken=taken
        )


class TooLateError(DomainError):
    code, title = "too-late", "Trop tard pour cette session"

    def __init__(self) -> None:
        super().__init__(
            "Le délai de règlement atteindrait la première épreuve : la demande ne peut plus être pré-validée."
        )


class DeadlinePassedError(DomainError):
    code, title = "deadline-passed", "Délai dépassé"


class UnexpectedAmountError(DomainError):
    code, title = "unexpected-amount", "Montant inattendu"

    def __init__(self, expected: str, given: str, expected_cents: int) -> None:
        super().__init__(
            f"Montant attendu : {expected}. Vous avez saisi {given}.", expected_amount_cents=expected_cents
        )


class AlreadyDeferredError(DomainError):
    code, title = "already-deferred", "Inscription déjà reportée"

    def __init__(
        self, detail: str = "Cette inscription a déjà été reportée : un second report n’est pas possible."
    ) -> None:
        super().__init__(detail)


class DeferralDecidedError(DomainError):
    code, title = "deferral-decided", "Demande de report déjà décidée"

    def __init__(self, state: str, by: str, at: str) -> None:
        super().__init__("Une autre décision a déjà été prise sur cette demande de report.", state=state, by=by, at=at)


class NextSessionMissingError(DomainError):
    code, title = "next-session-missing", "Session suivante pas encore ouverte"

    def __init__(self) -> None:
        super().__init__(
            "La session suivante n’est pas encore créée : la demande reste en attente et pourra être décidée ensuite."
        )


class LatePaymentClosedError(DomainError):
    code, title = "late-payment-closed", "Paiement tardif déjà régularisé"

    def __init__(self) -> None:
        super().__init__("Ce paiement tardif a déjà été régularisé autrement.")


class TooManyKeysError(DomainError):
    code, title = "too-many-keys", "Déjà deux clés en vigueur"

    def __init__(self) -> None:
        super().__init__("Un centre a au plus deux clés en vigueur : révoquez-en une avant d’en créer une autre.")


class PersonExistsError(DomainError):
    code, title = "person-exists", "Personne déjà enregistrée"

    def __init__(self) -> None:
        super().__init__("Une personne est déjà enregistrée avec cette adresse électronique.")


class SameHourError(DomainError):
    code, title = "same-hour", "Deux épreuves au même horaire"

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"À cette session, les épreuves {one} et {other} ont lieu en même temps.")


class RegistrationsUnderwayError(DomainError):
    code, title = "registrations-underway", "Des dossiers sont encore en cours"

    def __init__(self, to_withdraw: Iterable[str], to_wait_for: Iterable[str]) -> None:
        withdraw, wait_for = list(to_withdraw), list(to_wait_for)
        parts = []
        if withdraw:
            parts.append(f"Retirez d’abord : {', '.join(withdraw)}.")
        if wait_for:
            parts.append(
                f"Attendez la fin des épreuves et des décisions en attente pour : {', '.join(wait_for)}. "
                "Vos données servent encore à votre inscription."
            )
        super().__init__(" ".join(parts), to_withdraw=withdraw, to_wait_for=wait_for)
