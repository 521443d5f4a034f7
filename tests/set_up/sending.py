"""A season as the association sets it up: a session, and its three files."""

from typing import Any, Final

from tests.support.api import ASSOCIATION, Identity, Reply, call

NEW: Final = "2028-01"
"""A session of which the table knows nothing."""
DATES: Final[dict[str, Any]] = {
    "opens_at": "2027-10-01T09:00:00+02:00",
    "closes_at": "2027-12-16T00:00:00+01:00",
    "decide_by_at": "2028-01-04T00:00:00+01:00",
    "fee_cents": 5000,
    "successor": None,
    "nir": "required",
}
THIS_ONE: Final[dict[str, Any]] = {
    "opens_at": "2026-10-01T07:00:00Z",
    "closes_at": "2026-12-15T23:00:00Z",
    "decide_by_at": "2027-01-08T23:00:00Z",
    "fee_cents": 5000,
    "successor": "2027-06",
    "nir": "optional",
}
"""What the example season says of 2027-01."""

EXAMS: Final = "code;intitule;date;heure;duree_min"
CENTRES: Final = "code;nom;adresse;code_postal;commune;departement;courriel;modalites_reglement"
SETTINGS: Final = "vendredi_saint;jours_fermeture;delai_saisie_jours;paiements_tardifs;actif"
OFFER: Final = "centre;epreuve;places"

CHEMISTRY: Final = "CHI;Chimie;12/01/2028;9:00;180"
BIOLOGY: Final = "BIO;Biologie;2028-01-13;14 h 30;120"
LAON: Final = "C02;Centre de Laon;1 rue des Écoles;02000;Laon;02;c02@example.org;Par virement"
BREST: Final = "29-BREST;Lycée de l’Iroise;4 quai des Brumes;29200;Brest;Finistère;brest@example.org;Par chèque"


def put(session: str = NEW, by: Identity = ASSOCIATION, headers: dict[str, str] | None = None, **changes: Any) -> Reply:
    base = THIS_ONE if session == "2027-01" else DATES
    return call(f"PUT /v1/sessions/{session}", base | changes, by=by, headers=headers)


def preview(session: str = NEW) -> Reply:
    return call(f"GET /v1/sessions/{session}/preview", by=ASSOCIATION)


def publish(session: str = NEW, headers: dict[str, str] | None = None) -> Reply:
    return call(f"POST /v1/sessions/{session}/publication", {}, by=ASSOCIATION, headers=headers)


def send(file: str, *lines: str, raw: bytes | None = None, session: str | None = NEW, **query: str) -> Reply:
    """The lines with their header, or any bytes."""
    content = raw if raw is not None else "\n".join(lines).encode()
    where = {"session": session} if session and file != "centres" else {}
    return call("POST /v1/catalogue", raw=content, by=ASSOCIATION, query={"file": file, **where, **query})


def exams(*lines: str, **more: Any) -> Reply:
    return send("epreuves", EXAMS, *lines, **more)


def centres(*lines: str, header: str = CENTRES, **more: Any) -> Reply:
    return send("centres", header, *lines, **more)


def offer(*lines: str, **more: Any) -> Reply:
    return send("offre", OFFER, *lines, **more)


def done(reply: Reply) -> Reply:
    assert reply.status == 200, reply.body
    return reply


def errors(reply: Reply) -> list[tuple[str, str]]:
    """Where and what, with ordinary spaces."""
    assert (reply.status, reply.body.get("code")) in {(422, "file"), (422, "validation")}, reply.body
    return [(one["pointer"], plain(one["detail"])) for one in reply.body["errors"]]


def counts(reply: Reply) -> tuple[int, int, int]:
    done(reply)
    return reply.body["created"], reply.body["changed"], reply.body["unchanged"]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def drafted(session: str = NEW) -> None:
    """A draft that can be published."""
    done(put(session))
    done(exams(CHEMISTRY, BIOLOGY, session=session))
    done(offer("C02;CHI;5", "C02;BIO;3", session=session))
