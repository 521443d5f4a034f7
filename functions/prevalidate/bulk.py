"""A centre's answers to several requests at once, each as if it had been given alone."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from pydantic import Field, ValidationInfo, field_validator

from functions.prevalidate import deciding, decision
from functions.prevalidate.decision import RefusalReason, RefusalRequest
from shared import keys
from shared.catalogue import Centre, Session
from shared.http.attempts import Look, look, one_by_one
from shared.http.call import Call
from shared.http.operation import Answer, operation
from shared.http.problem import problem
from shared.models import Strict
from shared.problems.calls import DomainError
from shared.problems.registrations import RegistrationNotFoundError
from shared.registration import access, reference
from shared.registration.view import DecisionView, View
from shared.role import Role

MOST: Final = 50


class Action(StrEnum):
    PREVALIDATION = "prevalidation"
    REFUSAL = "refusal"


class DecisionLine(Strict):
    """`reason` and `message` go with a refusal."""

    reference: str = Field(min_length=1, max_length=64)
    action: Action
    reason: RefusalReason | None = Field(default=None, validate_default=True)
    message: str | None = Field(
        default=None, validate_default=True, min_length=1, max_length=500, description="Un mot au candidat"
    )

    @field_validator("reason")
    @classmethod
    def _of_a_refusal(cls, reason: RefusalReason | None, others: ValidationInfo) -> RefusalReason | None:
        if others.data.get("action") is Action.REFUSAL and reason is None:
            raise ValueError("Choisissez le motif du refus")
        if others.data.get("action") is Action.PREVALIDATION and reason is not None:
            raise ValueError("Un motif ne va qu’avec un refus : retirez-le")
        return reason

    @field_validator("message")
    @classmethod
    def _as_in_a_refusal(cls, message: str | None, others: ValidationInfo) -> str | None:
        if others.data.get("action") is Action.PREVALIDATION and message is not None:
            raise ValueError("Un message ne va qu’avec un refus : retirez-le")
        return decision.explained(others.data.get("reason"), message)


class DecisionsRequest(Strict):
    decisions: tuple[DecisionLine, ...] = Field(min_length=1, max_length=MOST)


class DecisionResult(View):
    """What the single decision would have answered: its status, and the registration or the problem."""

    reference: str
    status: int
    registration: DecisionView | None
    problem: dict[str, Any] | None


class DecisionResults(View):
    items: list[DecisionResult]


@operation(
    "POST",
    "/v1/centre/decisions",
    summary="Pré-valider ou refuser plusieurs demandes : chacune comme si elle était seule, un résultat par ligne",
    roles=frozenset({Role.CENTRE}),
    scope="registrations:decide",
    body=DecisionsRequest,
    status=200,
    answer=DecisionResults,
    keeps_answers=False,
)
def decide(call: Call, body: DecisionsRequest) -> Answer:
    """One transaction a line, in the order of the lines; what cannot be done says so in its place and stops nothing."""
    each = replace(call, idempotency_key=None, if_match=None)
    season, looks = _load(each, body.decisions)
    actions = [partial(_decided, each, line, season, look) for line, look in zip(body.decisions, looks, strict=True)]
    given = one_by_one(actions, since=call.now)
    items = [_result(line, answer, call) for line, answer in zip(body.decisions, given, strict=True)]
    return Answer(200, DecisionResults(items=items))


class Season(NamedTuple):
    centre: Centre
    sessions: dict[str, Session]


def _load(call: Call, lines: Sequence[DecisionLine]) -> tuple[Season, list[Look]]:
    """The centre and the sessions, and for each line how to read what it is about: all has been read at once here.

    A second line about the same registration reads it when its turn has come.
    """
    wanted = [_canonical(line.reference) for line in lines]
    codes = sorted({reference.session_of(one) for one in wanted})
    centre, *found = call.read(
        keys.centre(call.identity.centre), *map(keys.session, codes), *map(keys.registration, wanted)
    )
    sessions = [Session.model_validate(one) for one in found[: len(codes)] if one]
    read = dict(zip(wanted, found[len(codes) :], strict=True))
    looks = [look(keys.registration(one), first=[read.pop(one)] if one in read else None) for one in wanted]
    return Season(Centre.model_validate(centre), {one.code: one for one in sessions}), looks


def _canonical(typed: str) -> str:
    """Where no registration can have this reference, as it was typed: there is none of that name."""
    try:
        return reference.parse(typed)
    except RegistrationNotFoundError:
        return typed


def _decided(call: Call, line: DecisionLine, season: Season, read: Look) -> Answer:
    (item,) = read()
    registration = access.opened(item, call.identity)
    if line.action is Action.PREVALIDATION:
        return deciding.prevalidate(call, registration, season.sessions[registration.session], season.centre)
    refusal = RefusalRequest.model_validate(line.model_dump(include={"reason", "message"}))
    return deciding.refuse(call, registration, season.centre, refusal)


def _result(line: DecisionLine, given: Answer | DomainError, call: Call) -> DecisionResult:
    if isinstance(given, Answer):
        shown = DecisionView.model_validate(given.body)
        return DecisionResult(reference=shown.reference, status=given.status, registration=shown, problem=None)
    instance = f"/v1/registrations/{quote(line.reference, safe='')}/{line.action}"
    told = problem(given, instance=instance, correlation_id=call.correlation_id)
    return DecisionResult(reference=line.reference, status=int(given.status), registration=None, problem=told)
