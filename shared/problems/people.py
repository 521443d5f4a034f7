"""What can be refused to people who sign in, change their details or look after accounts and keys."""

from collections.abc import Iterable
from datetime import timedelta
from http import HTTPStatus

from shared.problems.calls import DomainError, TooManyRequestsError, UnauthenticatedError


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
        super().__init__("Cette connexion a pris fin ou ne peut plus être terminée : reprenez depuis le mot de passe.")


class TooManyAttemptsError(TooManyRequestsError):
    """The same words whatever was counted, so that they never tell who is registered."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait, "Trop de tentatives : réessayez dans 15 minutes ou choisissez un nouveau mot de passe.")


class LinkExpiredError(DomainError):
    code, status, title = "link-expired", HTTPStatus.GONE, "Ce lien n’est plus valable"

    def __init__(self) -> None:
        super().__init__("Il a déjà servi ou date de plus d’une heure.")


class NirNotAskedError(DomainError):
    code, title = "nir-not-asked", "Numéro de sécurité sociale non demandé"

    def __init__(self) -> None:
        super().__init__("Aucune session ne demande de numéro de sécurité sociale en ce moment : gardez-le pour vous.")


class TooManyKeysError(DomainError):
    code, title = "too-many-keys", "Déjà deux clés en vigueur"

    def __init__(self) -> None:
        super().__init__("Un centre a au plus deux clés en vigueur : révoquez-en une avant d’en créer une autre.")


class PersonExistsError(DomainError):
    code, title = "person-exists", "Personne déjà enregistrée"

    def __init__(self) -> None:
        super().__init__("Une personne est déjà enregistrée avec cette adresse électronique.")


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
