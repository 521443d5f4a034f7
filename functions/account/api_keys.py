"""A centre's API keys: made, listed and revoked by its people, never by a program; the association can stop any."""

from datetime import datetime
from typing import Self

from boto3.dynamodb.conditions import Key
from pydantic import Field

from functions.account.door import door
from shared import api_key, keys, table
from shared.api_key import PEOPLE_ONLY, ApiKey, Scope
from shared.attributes import Item
from shared.catalogue import Code
from shared.http.call import Call
from shared.http.operation import Answer
from shared.models import Nothing, Strict
from shared.problems.calls import FieldError, NotFoundError, ValidationError
from shared.problems.people import TooManyKeysError
from shared.registration.view import View
from shared.role import Role
from shared.settings import setting

CENTRE = frozenset({Role.CENTRE})
CENTRE_OR_ASSOCIATION = frozenset({Role.CENTRE, Role.ASSOCIATION})


class CentreQuery(Strict):
    """`centre` is for the association; a centre has its own."""

    centre: Code | None = None


class ApiKeyRequest(Strict):
    label: str = Field(min_length=1, max_length=60)
    scopes: frozenset[Scope] = Field(min_length=1, json_schema_extra={"uniqueItems": False})


class ApiKeyView(View):
    id: str
    label: str
    scopes: list[Scope]
    created_at: datetime
    created_by: str | None
    last_used_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, known: ApiKey, **more: str) -> Self:
        return cls.model_validate({**known.model_dump(), "scopes": sorted(known.scopes), **more})


class NewApiKeyView(ApiKeyView):
    """The only answer that ever shows a key; replayed, it does not, and the key is to be revoked and made again."""

    key: str | None = None


class ApiKeyList(View):
    items: list[ApiKeyView]


@door.operation(
    "GET",
    "/v1/centre/keys",
    summary="Les clés d’API d’un centre, de la plus ancienne à la plus récente",
    roles=CENTRE_OR_ASSOCIATION,
    scope=PEOPLE_ONLY,
    query=CentreQuery,
    status=200,
    answer=ApiKeyList,
    problems=(NotFoundError,),
)
def list_api_keys(call: Call, query: CentreQuery) -> Answer:
    return Answer(200, ApiKeyList(items=[ApiKeyView.of(ApiKey.model_validate(one)) for one in _all(call, query)]))


@door.operation(
    "POST",
    "/v1/centre/keys",
    summary="Créer une clé d’API : elle n’est montrée que dans cette réponse",
    roles=CENTRE,
    scope=PEOPLE_ONLY,
    body=ApiKeyRequest,
    status=201,
    answer=NewApiKeyView,
    problems=(TooManyKeysError,),
)
def create_api_key(call: Call, body: ApiKeyRequest) -> Answer:
    """What is kept of the answer for a replay is without the key: no store may hold one."""
    whole_key = api_key.draw(setting("API_KEY_KIND"))
    created = ApiKey(
        id=api_key.draw_id(),
        centre=call.identity.centre,
        label=body.label,
        scopes=body.scopes,
        created_at=call.now,
        created_by=call.identity.name,
    )
    call.commit(api_key.created(whole_key, created), Answer(201, NewApiKeyView.of(created)))
    return Answer(201, NewApiKeyView.of(created, key=whole_key))


@door.operation(
    "POST",
    "/v1/centre/keys/{id}/revocation",
    summary="Révoquer une clé d’API : elle est refusée au plus tard une minute après",
    roles=CENTRE_OR_ASSOCIATION,
    scope=PEOPLE_ONLY,
    query=CentreQuery,
    body=Nothing,
    status=200,
    answer=ApiKeyView,
)
def revoke_api_key(call: Call, id: str, query: CentreQuery, body: Nothing) -> Answer:
    item = next((one for one in _all(call, query) if one["id"] == id), None)
    if item is None:
        raise NotFoundError("Aucune clé de ce centre ne porte cet identifiant.")
    (stands,) = call.read(keys.of(item))
    known = ApiKey.model_validate(stands)
    if known.revoked_at is not None:
        return Answer(200, ApiKeyView.of(known))
    revoked = known.model_copy(update={"revoked_at": call.now})
    writes = api_key.revoked(keys.of(item), known.centre, now=call.now)
    return call.commit(writes, Answer(200, ApiKeyView.of(revoked)))


def _all(call: Call, query: CentreQuery) -> list[Item]:
    """The keys of the centre that is meant, those revoked included."""
    centre = call.identity.centre or query.centre
    if centre is None:
        raise ValidationError([FieldError("centre", "missing", "Indiquez le centre")])
    if query.centre not in {None, centre}:
        raise NotFoundError("Vous ne pouvez consulter que les clés de votre centre.")
    return list(table.all_of(Key("centre_pk").eq(keys.api_key_partition(centre)), index=keys.CENTRE_INDEX))
