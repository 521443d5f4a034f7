"""The centres: all of them for the association, its own for a centre."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Final, Self

from boto3.dynamodb.conditions import Key
from pydantic import AfterValidator, Field

from functions.season import columns, season
from functions.season.columns import Reader
from functions.season.sessions import ASSOCIATION
from shared import catalogue, keys, table
from shared.api_key import PEOPLE_ONLY
from shared.catalogue import Centre
from shared.contact.text import line_or
from shared.departments import time_zone
from shared.http.call import Call, entity_tag
from shared.http.operation import Answer, operation
from shared.http.paging import PageQuery
from shared.models import Day, Strict
from shared.problems.calls import FieldError, PreconditionFailedError, ValidationError
from shared.problems.season import CentreNotFoundError
from shared.registration.view import View
from shared.role import Role

CENTRE: Final = frozenset({Role.CENTRE})
LONGEST_ADDRESS: Final = 300


def _said(reader: Reader) -> Callable[[str], str]:
    """As in the files, where the words go on after a colon."""

    def read(typed: str) -> str:
        try:
            return str(reader(typed))
        except ValueError as error:
            text = str(error)
            raise ValueError(text[0].upper() + text[1:]) from None

    return read


def _in_order(days: tuple[date, ...]) -> tuple[date, ...]:
    if any(not 2000 <= day.year < 2100 for day in days):
        raise ValueError("Donnez des dates plus proches d’aujourd’hui")
    return tuple(sorted(set(days)))


class OwnCentreRequest(Strict):
    email: Annotated[str, AfterValidator(_said(columns.address))]
    payment_terms: Annotated[str, AfterValidator(_said(columns.terms))]
    closing_days: Annotated[tuple[Day, ...], AfterValidator(_in_order)] = Field(
        max_length=columns.CLOSING_DAYS_AT_MOST, description="Les jours de fermeture propres au centre"
    )


class CentreRequest(OwnCentreRequest):
    name: Annotated[str, AfterValidator(_said(columns.label))]
    department: Annotated[str, AfterValidator(_said(columns.department))] = Field(description="Le département")
    address: Annotated[str, AfterValidator(line_or("Saisissez l’adresse", longest=LONGEST_ADDRESS))]
    observes_good_friday: bool = Field(description="Vrai si la commune chôme le Vendredi saint (57, 67, 68)")
    recording_grace_days: int = Field(
        ge=0, le=10, description="Les jours ouvrés laissés pour saisir un règlement reçu à temps"
    )
    accepts_late_payments: bool = Field(
        description="Vrai si un règlement reçu en retard valide quand les places sont libres"
    )
    active: bool = Field(description="Faux : il n’est plus proposé et ne reçoit plus de demandes")


class CentreSettingsView(View):
    code: str
    name: str
    department: str
    time_zone: str = Field(description="Son fuseau horaire")
    address: str
    email: str
    payment_terms: str
    observes_good_friday: bool = Field(description="Vrai si le Vendredi saint y est chômé (57, 67, 68)")
    closing_days: list[date] = Field(description="Ses jours de fermeture propres")
    recording_grace_days: int = Field(
        description="Les jours ouvrés pendant lesquels un règlement reçu à temps peut encore être saisi"
    )
    accepts_late_payments: bool = Field(
        description="Vrai si un règlement reçu en retard valide quand les places sont libres"
    )
    active: bool = Field(description="Faux s’il n’est plus proposé et ne reçoit plus de demandes")
    version: int = Field(description="Le nombre de changements")

    @classmethod
    def of(cls, centre: Centre) -> Self:
        return cls.model_validate({**dict(centre), "time_zone": centre.zone.key})


class CentreSettingsList(View):
    items: list[CentreSettingsView]
    next: str | None


@operation(
    "GET",
    "/v1/centres",
    summary="Tous les centres et leurs réglages, actifs ou non",
    roles=ASSOCIATION,
    query=PageQuery,
    status=200,
    answer=CentreSettingsList,
)
def list_centres(call: Call, query: PageQuery) -> Answer:
    page = table.query(Key("pk").eq(keys.CENTRES), limit=query.limit, after=query.cursor)
    items = [CentreSettingsView.of(Centre.model_validate(one)) for one in page.items]
    return Answer(200, CentreSettingsList(items=items, next=page.next))


@operation(
    "GET",
    "/v1/centres/{centre}",
    summary="Un centre et ses réglages",
    roles=ASSOCIATION,
    status=200,
    answer=CentreSettingsView,
    problems=(CentreNotFoundError,),
)
def read_centre(call: Call, centre: str) -> Answer:
    return _answer(_known(call, centre))


@operation(
    "PUT",
    "/v1/centres/{centre}",
    summary="Créer un centre, ou changer ses réglages",
    roles=ASSOCIATION,
    body=CentreRequest,
    status=200,
    answer=CentreSettingsView,
    problems=(CentreNotFoundError, PreconditionFailedError),
)
def put_centre(call: Call, centre: str, body: CentreRequest) -> Answer:
    code = centre.upper()
    (item,) = call.read(keys.centre(code))
    if item is not None:
        return _changed(call, Centre.model_validate(item), dict(body))
    try:
        created = Centre(code=columns.code(code), **dict(body), version=1)
    except ValueError:
        raise CentreNotFoundError from None
    return call.commit([table.put(catalogue.item(created), refused=season.stale)], _answer(created))


@operation(
    "GET",
    "/v1/centre",
    summary="Son propre centre et ses réglages",
    roles=CENTRE,
    scope=PEOPLE_ONLY,
    status=200,
    answer=CentreSettingsView,
    problems=(CentreNotFoundError,),
)
def read_own(call: Call) -> Answer:
    return _answer(_known(call, call.identity.centre))


@operation(
    "PUT",
    "/v1/centre",
    summary="Changer l’adresse électronique, les modalités de règlement et les jours de fermeture de son centre",
    roles=CENTRE,
    scope=PEOPLE_ONLY,
    body=OwnCentreRequest,
    status=200,
    answer=CentreSettingsView,
    problems=(CentreNotFoundError, PreconditionFailedError),
)
def put_own(call: Call, body: OwnCentreRequest) -> Answer:
    return _changed(call, _known(call, call.identity.centre), dict(body))


def _known(call: Call, code: str) -> Centre:
    (item,) = call.read(keys.centre(code.upper()))
    if item is None:
        raise CentreNotFoundError
    return Centre.model_validate(item)


def _changed(call: Call, before: Centre, said: dict[str, object]) -> Answer:
    """Only what differs is written, and only over what was read: an import or the centre may be at work too."""
    call.expects(before.version)
    wanted = before.model_copy(update=said)
    if time_zone(wanted.department) != before.zone:
        text = "L’heure n’y est pas la même que dans l’ancien département : créez un autre centre"
        raise ValidationError([FieldError("/department", "time-zone", text)])
    changes = season.changes(before, wanted)
    if not changes:
        return _answer(before)
    write = season.centre_changed(before, changes, season.as_read(before.version))
    return call.commit([write], _answer(wanted.model_copy(update={"version": before.version + 1})))


def _answer(centre: Centre) -> Answer:
    return Answer(200, CentreSettingsView.of(centre), {"ETag": entity_tag(centre.version)})
