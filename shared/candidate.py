"""A candidate: one person, across sessions, identified by a NUC (numéro unique de candidat)."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import StringConstraints

from shared import keys
from shared.models import Stored

Nuc = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{4,12}$", to_upper=True)]


class Candidate(Stored):
    nuc: Nuc
    given_name: str
    birth_name: str
    usual_name: str | None = None
    born_on: date
    email: str
    phone: str | None = None

    @property
    def family_name(self) -> str:
        """The name by which the person is called: nom d’usage, else nom de naissance."""
        return self.usual_name or self.birth_name


def nuc_meant(typed: str) -> str | None:
    """The NUC that somebody typed, in any case and with or without spaces; None when it cannot be one."""
    bare = re.sub(r"\s", "", typed).upper()
    return bare if re.fullmatch(r"[0-9A-Z]{4,12}", bare) else None


def item(candidate: Candidate) -> dict[str, Any]:
    return {**keys.candidate(candidate.nuc), "kind": "candidate", **candidate.attributes()}
