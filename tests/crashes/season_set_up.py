"""Stories of a season that is set up: sessions, their files, centres and seats."""

from typing import Any, Final

from tests.crashes.acts import asks, then
from tests.crashes.telling import Act, Story, Told
from tests.crashes.world import World
from tests.set_up.sending import BIOLOGY, BREST, CENTRES, CHEMISTRY, DATES, EXAMS, LAON, NEW, OFFER, drafted
from tests.set_up.test_centres import OWN, SETTINGS
from tests.support.api import ASSOCIATION
from tests.support.api import LAON as LAONS_PEOPLE
from tests.support.season import THIS


def sends(file: str, *lines: str) -> Act:
    where = "" if file == "centres" else f"&session={NEW}"
    return asks("POST /v1/catalogue", by=ASSOCIATION, query=f"file={file}{where}", raw="\n".join(lines))


def draft(_world: World) -> Told:
    drafted()
    return {}


def puts(what: str, body: Any) -> Act:
    return asks(f"PUT /v1/{what}", body, by=ASSOCIATION)


MANY: Final = range(25)
"""With one more, too many to be written at once."""
CENTRES_OF: Final = [f"D{number};D;1 rue;02000;Laon;02;d{number}@example.org;Chèque" for number in MANY]
EXAMS_OF: Final = [f"E{number};E;{10 + number % 5}/01/2028;9:00;60" for number in MANY]
SEATS_OF: Final = [f"C02;E{number};5" for number in MANY]
IN_TWO_PARTS: Final = frozenset({"session draft.version"})
"""A draft counts the changes of its exams: one more when a part had been written before."""

STORIES: Final = {
    "a session is drafted": Story(puts(f"sessions/{NEW}", DATES)),
    "a published session is changed": Story(
        puts(
            f"sessions/{THIS}",
            {
                "opens_at": "2026-10-01T07:00:00Z",
                "closes_at": "2026-12-15T23:00:00Z",
                "decide_by_at": "2027-01-09T23:00:00Z",
                "fee_cents": 5000,
                "successor": "2027-06",
                "nir": "optional",
            },
        )
    ),
    "a session is published": Story(asks(f"POST /v1/sessions/{NEW}/publication", {}, by=ASSOCIATION), draft),
    "an exam is taken out": Story(asks(f"DELETE /v1/sessions/{NEW}/exams/CHI", {}, by=ASSOCIATION), draft),
    "the file of exams, in two parts": Story(
        sends("epreuves", EXAMS, *EXAMS_OF, CHEMISTRY, BIOLOGY),
        then(lambda _: {}, puts(f"sessions/{NEW}", DATES)),
        may_differ=IN_TWO_PARTS,
    ),
    "the file of centres, in two parts": Story(sends("centres", CENTRES, *CENTRES_OF, BREST, LAON)),
    "the file of seats, in two parts": Story(
        sends("offre", OFFER, *SEATS_OF, "C02;CHI;9", "C59;BIO;3"),
        then(draft, sends("epreuves", EXAMS, *EXAMS_OF)),
    ),
    "a centre is added": Story(puts("centres/C80", SETTINGS | {"name": "Centre d’Amiens"})),
    "a centre is changed": Story(puts("centres/C02", SETTINGS | {"name": "Centre du Laonnois"})),
    "a centre changes itself": Story(asks("PUT /v1/centre", OWN | {"closing_days": ["2026-12-24"]}, by=LAONS_PEOPLE)),
    "a centre changes its seats": Story(asks("PUT /v1/centre/seats/CHI", {"capacity": 9}, by=LAONS_PEOPLE)),
    "the association changes seats": Story(puts(f"sessions/{THIS}/centres/C02/seats/CHI", {"capacity": 9})),
    "a centre chooses its mails": Story(asks("PUT /v1/centre/notifications", {"digest": "off"}, by=LAONS_PEOPLE)),
}
