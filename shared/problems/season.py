"""What can be refused when a season is set up."""

from collections.abc import Iterable

from shared.problems.calls import DomainError, NotFoundError


class DraftNotFoundError(NotFoundError):
    def __init__(self) -> None:
        super().__init__("Cette session n’existe pas : créez-la d’abord.")


class CentreNotFoundError(NotFoundError):
    def __init__(self) -> None:
        super().__init__("Aucun centre ne porte ce code.")


class SessionPublishedError(DomainError):
    code, title = "session-published", "Session déjà publiée"

    def __init__(self) -> None:
        super().__init__("La session est publiée : une épreuve annoncée ne se retire plus.")


class SessionNotReadyError(DomainError):
    code, title = "session-not-ready", "Session à compléter avant la publication"

    def __init__(self, missing: Iterable[str]) -> None:
        remarks = list(missing)
        super().__init__(" ".join(remarks), remarks=remarks)
