"""One list at one address: a candidate's own registrations; for the association, the answer to a search."""

from typing import Annotated

from pydantic import Field, RootModel, StringConstraints

from functions.register import search
from functions.register.search import FoundList
from shared import audit, keys, table
from shared.http.call import Call
from shared.http.operation import Answer, operation
from shared.http.paging import PageQuery
from shared.problems.calls import FieldError, ValidationError
from shared.registration.view import RegistrationList, listed_page
from shared.role import Role


class SearchQuery(PageQuery):
    q: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        default=None,
        description="Pour l’UPPCTSC seulement, et nécessaire : une référence, un NUC, une adresse électronique, ou le "
        "début d’un nom (d’usage ou de naissance), suivi ou non du prénom",
    )


class RegistrationsOrFound(RootModel[RegistrationList | FoundList]):
    """By the role of the caller."""


@operation(
    "GET",
    "/v1/registrations",
    summary="Ses propres inscriptions, les plus anciennes d’abord ; pour l’UPPCTSC, une recherche",
    roles=frozenset({Role.CANDIDATE, Role.ASSOCIATION}),
    query=SearchQuery,
    status=200,
    answer=RegistrationsOrFound,
)
def list_registrations(call: Call, query: SearchQuery) -> Answer:
    if call.identity.role is Role.ASSOCIATION:
        return _found(call, query)
    if query.q is not None:
        raise ValidationError([FieldError("q", "extra_forbidden", "Ce champ n’est pas prévu ici : retirez-le")])
    own = table.key_is("candidate_pk", call.identity.id)
    page = table.query(own, index=keys.CANDIDATE_INDEX, limit=query.limit, after=query.cursor)
    return Answer(200, listed_page(page, call))


def _found(call: Call, query: SearchQuery) -> Answer:
    """Looking for people is access to their data: who searched, and how much was shown, is entered beforehand."""
    if not query.q:
        raise ValidationError([FieldError("q", "missing", "Saisissez un nom, un NUC, une référence ou une adresse")])
    found = search.find(query.q, query.limit, query.cursor)
    audit.record(call, "", table.read(*audit.to_read(call)), found=len(found.items))
    return Answer(200, found)
