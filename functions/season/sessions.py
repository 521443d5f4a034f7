"""Sessions, from draft to published."""

from datetime import UTC, datetime
from typing import Annotated, Final, Self

from boto3.dynamodb.conditions import Key
from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from functions.season import rules, season
from functions.season.rules import Offer, Remark
from shared import catalogue, keys, table
from shared.catalogue import Exam, NirSetting, Seats, Session, SessionCode
from shared.french.typography import typeset
from shared.french.words import session_name
from shared.http.call import Call, entity_tag
from shared.http.operation import Answer, operation
from shared.http.paging import PageQuery
from shared.models import Instant, Nothing, Strict
from shared.problems.calls import FieldError, PreconditionFailedError, ValidationError
from shared.problems.season import DraftNotFoundError, SessionNotReadyError, SessionPublishedError
from shared.registration.view import View
from shared.role import Role
from shared.settings import deadline_rules

ASSOCIATION: Final = frozenset({Role.ASSOCIATION})


def _utc(moment: datetime) -> datetime:
    """To the second, in the years in which a season can be."""
    if not 2000 <= moment.year <= 2100:
        raise ValueError("Donnez une date plus proche d’aujourd’hui")
    return moment.astimezone(UTC).replace(microsecond=0)


Moment = Annotated[Instant, AfterValidator(_utc)]


class SessionRequest(Strict):
    opens_at: Moment
    closes_at: Moment
    decide_by_at: Moment
    fee_cents: int = Field(gt=0, le=100_000)
    successor: SessionCode | None = Field(description="La session suivante, celle des reports ; `null` si aucune")
    nir: NirSetting

    @field_validator("closes_at")
    @classmethod
    def _after_the_opening(cls, closes_at: datetime, others: ValidationInfo) -> datetime:
        opens_at = others.data.get("opens_at")
        if opens_at and closes_at <= opens_at:
            raise ValueError("La fin des inscriptions doit suivre leur début")
        return closes_at

    @field_validator("decide_by_at")
    @classmethod
    def _not_before_the_closing(cls, decide_by_at: datetime, others: ValidationInfo) -> datetime:
        closes_at = others.data.get("closes_at")
        if closes_at and decide_by_at < closes_at:
            raise ValueError("Les centres répondent au moins jusqu’à la fin des inscriptions")
        return decide_by_at


class SeasonSessionView(View):
    code: str
    label: str
    opens_at: datetime
    closes_at: datetime
    decide_by_at: datetime
    fee_cents: int
    currency: str = "EUR"
    successor: str | None
    nir: NirSetting
    published: bool = Field(description="Faux tant que la session est un brouillon, que personne d’autre ne voit")
    version: int = Field(description="Le nombre de changements ; ceux des épreuves compris, pour un brouillon")

    @classmethod
    def of(cls, session: Session, *, published: bool) -> Self:
        return cls(**dict(session), label=session_name(session.code), published=published)


class DraftList(View):
    items: list[SeasonSessionView]
    next: str | None


class RemarkView(View):
    code: str = Field(description="Le genre de remarque")
    blocking: bool = Field(description="Vrai si la session ne peut pas être publiée ainsi")
    detail: str = Field(description="Ce qui manque ou surprend")

    @classmethod
    def of(cls, remark: Remark) -> Self:
        return cls(code=remark.code, blocking=remark.blocking, detail=typeset(remark.detail))


class PreviewExamView(View):
    code: str
    label: str
    date: str
    time: str
    duration_minutes: int
    centres: int = Field(description="Le nombre de centres actifs qui l’organisent")
    capacity: int = Field(description="Le nombre de places dans ces centres")

    @classmethod
    def of(cls, exam: Exam, running: list[Seats]) -> Self:
        here = [one for one in running if one.exam == exam.code]
        return cls(
            code=exam.code,
            label=exam.label,
            date=exam.on.isoformat(),
            time=f"{exam.at:%H:%M}",
            duration_minutes=exam.duration_minutes,
            centres=len(here),
            capacity=sum(one.capacity for one in here),
        )


class PreviewView(View):
    session: SeasonSessionView = Field(description="La session")
    exams: list[PreviewExamView] = Field(description="Ses épreuves, dans l’ordre de leurs horaires")
    centres: int = Field(description="Le nombre de centres actifs qui en organisent")
    capacity: int = Field(description="Le nombre de places en tout")
    ready: bool = Field(description="Vrai si rien n’empêche la publication")
    remarks: list[RemarkView] = Field(description="Ce qui manque ou surprend ; d’abord ce qui empêche la publication")


@operation(
    "PUT",
    "/v1/sessions/{session}",
    summary="Créer une session, en brouillon, ou la changer",
    roles=ASSOCIATION,
    body=SessionRequest,
    status=200,
    answer=SeasonSessionView,
    problems=(PreconditionFailedError,),
)
def put_session(call: Call, session: str, body: SessionRequest) -> Answer:
    code = season.checked_code(session)
    before, published = season.standing(*call.read(keys.session_draft(code), keys.session(code)))
    wanted = _wanted(code, body, before)
    if before is not None:
        call.expects(before.version)
        if published:
            _check_promises(before, wanted, now=call.now)
        if wanted == before:
            return _answer(before, published=published)
    wanted = wanted.model_copy(update={"version": wanted.version + 1})
    if before is not None and published:
        writes = season.changed(wanted, before=before)
    else:
        writes = season.drafted(wanted, before=before)
    return call.commit(writes, _answer(wanted, published=published))


@operation(
    "GET",
    "/v1/session-drafts",
    summary="Les sessions en préparation, pas encore publiées",
    roles=ASSOCIATION,
    query=PageQuery,
    status=200,
    answer=DraftList,
)
def list_drafts(call: Call, query: PageQuery) -> Answer:
    page = table.query(Key("pk").eq(keys.SESSION_DRAFTS), limit=query.limit, after=query.cursor)
    items = [SeasonSessionView.of(Session.model_validate(one), published=False) for one in page.items]
    return Answer(200, DraftList(items=items, next=page.next))


@operation(
    "GET",
    "/v1/sessions/{session}/preview",
    summary="Ce qui serait publié, avec ce qui manque ou surprend",
    roles=ASSOCIATION,
    status=200,
    answer=PreviewView,
    problems=(DraftNotFoundError,),
)
def preview(call: Call, session: str) -> Answer:
    found, published = season.found(session)
    offer = _offer(found)
    remarks = rules.remarks(offer, deadline_rules(), now=call.now)
    in_order = sorted(offer.exams, key=lambda exam: (exam.on, exam.at, exam.code))
    body = PreviewView(
        session=SeasonSessionView.of(found, published=published),
        exams=[PreviewExamView.of(exam, offer.running) for exam in in_order],
        centres=len({one.centre for one in offer.running}),
        capacity=sum(one.capacity for one in offer.running),
        ready=not any(one.blocking for one in remarks),
        remarks=[RemarkView.of(one) for one in remarks],
    )
    return Answer(200, body)


@operation(
    "POST",
    "/v1/sessions/{session}/publication",
    summary="Publier une session : elle est visible de tous, et ce qui est promis ne change plus",
    roles=ASSOCIATION,
    body=Nothing,
    status=200,
    answer=SeasonSessionView,
    problems=(DraftNotFoundError, SessionNotReadyError, PreconditionFailedError),
)
def publish(call: Call, session: str, body: Nothing) -> Answer:
    """The draft is read before its exams, and goes as it was read: exams changed meanwhile are looked at again."""
    found, published = season.standing(*call.read(keys.session_draft(session), keys.session(session)))
    if found is None:
        raise DraftNotFoundError
    if published:
        return _answer(found, published=True)
    call.expects(found.version)
    remarks = rules.remarks(_offer(found), deadline_rules(), now=call.now)
    if missing := [one.detail for one in remarks if one.blocking]:
        raise SessionNotReadyError(missing)
    return call.commit(season.published(found), _answer(found, published=True))


@operation(
    "DELETE",
    "/v1/sessions/{session}/exams/{exam}",
    summary="Retirer une épreuve d’une session qui n’est pas encore publiée",
    roles=ASSOCIATION,
    body=Nothing,
    status=200,
    answer=SeasonSessionView,
    problems=(DraftNotFoundError, SessionPublishedError),
)
def remove_exam(call: Call, session: str, exam: str, body: Nothing) -> Answer:
    """Its seats stay and mean nothing without it. What is not there is already gone."""
    key = keys.exam(session, exam.upper())
    *both, there = call.read(keys.session_draft(session), keys.session(session), key)
    found, published = season.standing(*both)
    if found is None:
        raise DraftNotFoundError
    if published:
        raise SessionPublishedError
    if there is None:
        return _answer(found, published=False)
    after = found.model_copy(update={"version": found.version + 1})
    change = season.exams_changed(found, is_published=False)
    return call.commit([change, table.delete_anyway(key)], _answer(after, published=False))


def _wanted(code: str, body: SessionRequest, before: Session | None) -> Session:
    if body.successor is not None and body.successor <= code:
        raise ValidationError([FieldError("/successor", "order", "La session suivante doit venir après celle-ci")])
    return Session(code=code, version=before.version if before else 0, **dict(body))


def _check_promises(before: Session, wanted: Session, *, now: datetime) -> None:
    exams, _ = catalogue.exams_and_seats(before.code) if wanted.decide_by_at > before.decide_by_at else ([], [])
    if broken := rules.promises_broken(before, wanted, exams, now=now):
        raise ValidationError(broken)


def _offer(session: Session) -> Offer:
    exams, seats = catalogue.exams_and_seats(session.code)
    published = {one.code for one in catalogue.sessions()}
    centres = {one.code: one for one in catalogue.centres()}
    return Offer(session, exams, seats, centres, session.successor in published)


def _answer(session: Session, *, published: bool) -> Answer:
    body = SeasonSessionView.of(session, published=published)
    return Answer(200, body, {"ETag": entity_tag(session.version)})
