"""A centre's registrations and seats as files for its spreadsheets."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from pydantic import Field

from functions.prevalidate import people, received, seats
from functions.prevalidate.received import CentreListQuery
from functions.prevalidate.seats import SeatsQuery
from shared import catalogue, keys, sheets
from shared.candidate import Account, Candidate
from shared.catalogue import Centre
from shared.contact import phone
from shared.french.words import PAYMENT_METHODS, REFUSALS, STATES
from shared.http.call import Call
from shared.http.operation import Answer, Document, operation
from shared.registration.model import Registration
from shared.role import Role
from shared.sheets import Cell, Dialect

CENTRE = frozenset({Role.CENTRE})
MOST: Final = 1000
FORMAT: Final = "`excel`, ou `rfc4180` : virgules, dates ISO, sans marque"

REGISTRATIONS: Final = (
    "Référence",
    "État",
    "Nom",
    "Prénom",
    "NUC",
    "Courriel",
    "Téléphone",
    "Épreuves",
    "Reçue le",
    "Pré-validée le",
    "Dernier jour du règlement",
    "Montant (€)",
    "Réglé le",
    "Moyen de paiement",
    "Motif du refus",
    "Message au candidat",
    "Report du dossier",
)
SEATS: Final = ("Épreuve", "Places", "Prises", "Libres")


class RegistrationsSheetQuery(CentreListQuery):
    limit: int = Field(default=MOST, ge=1, le=MOST, description="Le nombre de lignes au plus")
    format: Dialect = Field(default=Dialect.EXCEL, description=FORMAT)


class SeatsSheetQuery(SeatsQuery):
    format: Dialect = Field(default=Dialect.EXCEL, description=FORMAT)


@operation(
    "GET",
    "/v1/centre/registrations.csv",
    summary="Les demandes reçues par le centre (CSV), coordonnées comprises ; 1 000 lignes au plus, la suite par "
    "`cursor`, que donne l’en-tête `Link`",
    roles=CENTRE,
    scope="registrations:read",
    query=RegistrationsSheetQuery,
    status=200,
    answer=Document,
    media_types=("text/csv",),
)
def registrations_sheet(call: Call, query: RegistrationsSheetQuery) -> Answer:
    session, page = received.page(call, query)
    registrations = [Registration.model_validate(item) for item in page.items]
    (item,), accounts = people.opened(call, session, registrations, keys.centre(call.identity.centre))
    centre = Centre.model_validate(item)
    rows = (_row(one, accounts.get(one.nuc), centre) for one in registrations)
    content = sheets.written(REGISTRATIONS, rows, query.format)
    document = Document(people.CSV, content, f"certif-up-demandes-{session}{'-suite' if query.cursor else ''}.csv")
    return Answer(200, document, _link(query, session, page.next))


@operation(
    "GET",
    "/v1/centre/seats.csv",
    summary="Les places du centre, épreuve par épreuve (CSV)",
    roles=CENTRE,
    scope="registrations:read",
    query=SeatsSheetQuery,
    status=200,
    answer=Document,
    media_types=("text/csv",),
)
def seats_sheet(call: Call, query: SeatsSheetQuery) -> Answer:
    session = query.session or catalogue.session_meant(now=call.now)
    rows = ((one.exam, one.capacity, one.taken, one.left) for one in seats.offered(call, session))
    content = sheets.written(SEATS, rows, query.format)
    return Answer(200, Document(people.CSV, content, f"certif-up-places-{session}.csv"))


def _link(query: RegistrationsSheetQuery, session: str, cursor: str | None) -> dict[str, str]:
    """Where the following lines are (RFC 8288); without it the file ends the list."""
    if cursor is None:
        return {}
    parameters = query.model_dump(mode="json", exclude_none=True) | {"session": session, "cursor": cursor}
    return {"Link": f'</v1/centre/registrations.csv?{urlencode(parameters)}>; rel="next"'}


def _row(one: Registration, person: Account | None, centre: Centre) -> Sequence[Cell]:
    """In the order of `REGISTRATIONS`; moments at the centre's own clock."""
    number = person.phone if isinstance(person, Candidate) else None
    return (
        one.reference,
        STATES[one.state],
        one.family_name,
        one.given_name,
        one.nuc,
        person.email if person else None,
        phone.shown(number) if number else None,
        ", ".join(line.exam for line in one.lines if not line.deferred),
        one.created_at.astimezone(centre.zone),
        one.prevalidated_at.astimezone(centre.zone) if one.prevalidated_at else None,
        one.last_day,
        Decimal(one.amount_cents).scaleb(-2),
        one.payment.received_on if one.payment else None,
        PAYMENT_METHODS[one.payment.method] if one.payment else None,
        REFUSALS[one.refusal] if one.refusal else None,
        one.message,
        one.carried_over_from,
    )
