"""The candidate's own social security number: a correct one goes at once to its encrypted place.

No answer here is kept for `Idempotency-Key`: the fingerprint of the request would be a plain hash of the number, undone
by trying the possible ones. Giving the same number again is harmless by itself.
"""

from datetime import datetime

from pydantic import Field, SecretStr

from functions.account.door import door
from shared import candidate, catalogue, keys, table
from shared.attributes import Item
from shared.candidate import Candidate
from shared.french.typography import typeset
from shared.http.call import Call
from shared.http.operation import Answer
from shared.models import Strict
from shared.nir import check, record, vault
from shared.nir.check import Nir
from shared.nir.record import NirRecord
from shared.problems.calls import FieldError, UnauthenticatedError, ValidationError
from shared.problems.people import NirNotAskedError
from shared.registration.view import View
from shared.role import Role

MISMATCH = "Ce numéro ne correspond pas à votre date de naissance : vérifiez l’un et l’autre. Il est enregistré."


class NirRequest(Strict):
    # SecretStr: neither a log line nor the text of an error can show it.
    nir: SecretStr | None = Field(
        default=None, description="Les 15 caractères ; espaces, points et traits d’union sont ignorés"
    )
    none: bool = Field(default=False, description="Vrai : « Je n’ai pas de numéro de sécurité sociale français »")


class NirWarning(View):
    code: str
    detail: str


class NirView(View):
    """Never the number. `none` tells that the candidate declared to have none."""

    masked: str | None
    none: bool
    given_at: datetime
    warnings: list[NirWarning]


@door.operation(
    "PUT",
    "/v1/me/nir",
    summary="Donner son numéro de sécurité sociale, ou indiquer qu’on n’en a pas",
    roles=frozenset({Role.CANDIDATE}),
    body=NirRequest,
    status=200,
    answer=NirView,
    problems=(NirNotAskedError,),
    keeps_answers=False,
)
def give_nir(call: Call, body: NirRequest) -> Answer:
    nir, nuc = _number(body), call.identity.id
    if not any(session.asks_for_nir(now=call.now) for session in catalogue.sessions()):
        raise NirNotAskedError
    who, stored = table.read(keys.candidate(nuc), keys.nir(nuc))
    if who is None:
        raise UnauthenticatedError
    before = record.of(stored)
    after = _record(nir, nuc, who, before, call.now)
    macs = sorted({one.mac for one in (before, after) if one and one.mac})
    indexes = dict(zip(macs, table.read(*map(keys.nir_index, macs)) if macs else [], strict=True))
    table.commit(*record.replacing(before, after, indexes))
    return Answer(200, _view(after))


def shown(stored: Item | None) -> NirView | None:
    """What candidates are shown of the number they gave."""
    found = record.of(stored)
    return _view(found) if found else None


def _number(body: NirRequest) -> Nir | None:
    if body.none:
        if body.nir is not None:
            raise ValidationError([FieldError("/none", "both", "Donnez un numéro, ou indiquez que vous n’en avez pas")])
        return None
    try:
        return check.parse(body.nir.get_secret_value() if body.nir else "")
    except ValueError as error:
        raise ValidationError([FieldError("/nir", "nir", str(error))]) from error


def _record(nir: Nir | None, nuc: str, who: Item, before: NirRecord | None, now: datetime) -> NirRecord:
    version = before.version + 1 if before else 1
    if nir is None:
        return NirRecord(nuc=nuc, version=version, given_at=now)
    known = candidate.account(who)
    return NirRecord(
        nuc=nuc,
        version=version,
        given_at=now,
        masked=check.masked(nir),
        mac=vault.mac(nir),
        sealed=vault.sealed(nir, nuc),
        provisional=check.is_provisional(nir),
        disagrees=isinstance(known, Candidate) and check.disagrees_with(nir, known.born_on),
    )


def _view(one: NirRecord) -> NirView:
    warnings = [NirWarning(code="birth-date", detail=typeset(MISMATCH))] if one.disagrees else []
    return NirView(masked=one.masked, none=one.sealed is None, given_at=one.given_at, warnings=warnings)
