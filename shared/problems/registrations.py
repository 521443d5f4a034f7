"""What can be refused of a registration: its transitions, seats, payments and deferrals."""

from collections.abc import Iterable

from shared.problems.calls import DomainError, NotFoundError


class RegistrationNotFoundError(NotFoundError):
    def __init__(self) -> None:
        super().__init__("Aucun dossier ne porte cette référence parmi ceux que vous pouvez consulter.")


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


class NotValidatedError(DomainError):
    code, title = "not-validated", "Inscription non validée"

    def __init__(self, current_state: str) -> None:
        super().__init__(
            "Seule une inscription validée donne lieu à une attestation et à une convocation.",
            current_state=current_state,
        )


class NothingToPrintError(DomainError):
    code, title = "nothing-to-print", "Aucun document pour ce dossier"


class SessionClosedError(DomainError):
    code, title = "session-closed", "Inscriptions fermées"


class NirMissingError(DomainError):
    code, title = "nir-missing", "Numéro de sécurité sociale à donner"

    def __init__(self) -> None:
        super().__init__(
            "Cette session demande votre numéro de sécurité sociale : donnez-le dans vos coordonnées, ou indiquez-y "
            "que vous n’en avez pas de français, puis renvoyez votre demande.",
        )


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


def seats_are_taken(taken: int) -> str:
    return "1 place est déjà prise" if taken == 1 else f"{taken} places sont déjà prises"


class CapacityBelowSeatsTakenError(DomainError):
    code, title = "capacity-below-seats-taken", "Capacité inférieure aux places prises"

    def __init__(self, taken: int) -> None:
        super().__init__(f"{seats_are_taken(taken)} : la capacité ne peut pas descendre en dessous.", taken=taken)


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
        super().__init__("Cette demande de report a déjà été décidée ou annulée.", state=state, by=by, at=at)


class DocumentMissingError(DomainError):
    code, title = "document-missing", "Justificatif à envoyer"

    def __init__(self, detail: str = "Aucun justificatif n’a été reçu : un report ne s’accorde pas sans.") -> None:
        super().__init__(detail)


class TooManyDocumentsError(DomainError):
    code, title = "too-many-documents", "Trop de fichiers"

    def __init__(self, most: int) -> None:
        super().__init__(f"Cette demande compte déjà {most} fichiers : écrivez à l’UPPCTSC, ou refaites une demande.")


class DocumentUnreadableError(DomainError):
    code, title = "document-unreadable", "Justificatif impossible à ouvrir"


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


class SameHourError(DomainError):
    code, title = "same-hour", "Deux épreuves au même horaire"

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"À cette session, les épreuves {one} et {other} ont lieu en même temps.")


class MailNotFailedError(DomainError):
    code, title = "mail-not-failed", "Courriel sans échec connu"

    def __init__(self) -> None:
        super().__init__("Rien n’indique que ce courriel ne soit pas arrivé : il n’est pas renvoyé.")


class AddressFailingError(DomainError):
    code, title = "address-failing", "Adresse en échec"

    def __init__(self) -> None:
        super().__init__("L’adresse électronique du candidat a échoué : corrigez-la avant de renvoyer un courriel.")
