"""The season's three files: templates to fill in, a trial, the import (all or nothing as far as errors go)."""

from collections.abc import Callable, Iterator
from typing import Final

from pydantic import Field

from functions.season import content, plan, season
from functions.season.content import CatalogueFile, Line
from functions.season.plan import OvertakenError, Plan
from functions.season.seats import OfferedView
from functions.season.sessions import ASSOCIATION
from shared import catalogue, sheets, table
from shared.catalogue import Seats, Session, SessionCode
from shared.french.formats import count
from shared.french.typography import typeset
from shared.http.call import Call
from shared.http.operation import Answer, Document, operation
from shared.models import Strict
from shared.problems.calls import FieldError, FileError, ValidationError
from shared.problems.season import DraftNotFoundError
from shared.registration.view import View
from shared.table import Write

AT_ONCE: Final = 25
"""Writes of a transaction: the fewer, the less they meet the seats that are being taken."""

# What one is called, what several are, and the ending of « nouveau » and « modifié » with it.
_WORDS: Final = {
    CatalogueFile.EXAMS: ("épreuve", "nouvelle", "modifiée", "inchangée"),
    CatalogueFile.CENTRES: ("centre", "nouveau", "modifié", "inchangé"),
    CatalogueFile.OFFER: ("offre", "nouvelle", "modifiée", "inchangée"),
}


class TemplateQuery(Strict):
    file: CatalogueFile = Field(description="`epreuves`, `centres` ou `offre`")


class CatalogueQuery(TemplateQuery):
    session: SessionCode | None = Field(default=None, description="La session ; nécessaire sauf pour `centres`")
    dry_run: bool = Field(default=False, description="Vérifier seulement : rien n’est enregistré")


class CatalogueImportView(View):
    file: CatalogueFile = Field(description="Le genre de fichier")
    lines: int = Field(description="Les lignes du fichier")
    created: int = Field(description="Les lignes nouvelles")
    changed: int = Field(description="Les lignes qui changent quelque chose")
    unchanged: int = Field(description="Les lignes qui ne changent rien")
    dry_run: bool
    summary: str = Field(description="Le compte rendu en une phrase")
    kept: list[OfferedView] = Field(
        description="Les offres laissées telles quelles : davantage de places ont été prises pendant l’import"
    )


@operation(
    "POST",
    "/v1/catalogue",
    summary="Importer un fichier de la saison : épreuves, centres ou places (CSV)",
    roles=ASSOCIATION,
    query=CatalogueQuery,
    takes_file=True,
    status=200,
    answer=CatalogueImportView,
    problems=(FileError, DraftNotFoundError),
    keeps_answers=False,
)
def import_file(call: Call, query: CatalogueQuery, content: bytes) -> Answer:
    """Everything is checked before the first write. Interrupted, it is completed by sending the same file again."""
    changes, beside = _PLANS[query.file](query, content)
    sheets.refuse(changes.errors)
    kept = [] if query.dry_run else list(_written(changes.writes, beside))
    done = changes.created + changes.changed + changes.unchanged
    return Answer(
        200,
        CatalogueImportView(
            file=query.file,
            lines=done,
            created=changes.created,
            changed=changes.changed,
            unchanged=changes.unchanged,
            dry_run=query.dry_run,
            summary=_summary(query.file, changes),
            kept=[OfferedView.of(one) for one in kept],
        ),
    )


@operation(
    "GET",
    "/v1/catalogue/template",
    summary="Un modèle de fichier à remplir",
    roles=ASSOCIATION,
    query=TemplateQuery,
    status=200,
    answer=Document,
    media_types=("text/csv",),
)
def template(call: Call, query: TemplateQuery) -> Answer:
    filled_in = sheets.written(content.header(query.file), [])
    return Answer(200, Document("text/csv", filled_in, f"{query.file}.csv"))


def _exams(query: CatalogueQuery, sent: bytes) -> tuple[Plan, list[Write]]:
    session, published, lines, errors = _of_session(query, sent)
    exams, _ = catalogue.exams_and_seats(session.code)
    changes = plan.of_exams(lines, session, {exam.code: exam for exam in exams}, published=published)
    changes.errors[:0] = errors
    return changes, [season.exams_changed(session, is_published=published)]


def _centres(query: CatalogueQuery, sent: bytes) -> tuple[Plan, list[Write]]:
    errors: list[FieldError] = []
    lines = content.read(query.file, sent, errors)
    changes = plan.of_centres(lines, {centre.code: centre for centre in catalogue.centres()})
    changes.errors[:0] = errors
    return changes, []


def _offer(query: CatalogueQuery, sent: bytes) -> tuple[Plan, list[Write]]:
    session, _, lines, errors = _of_session(query, sent)
    exams, offered = catalogue.exams_and_seats(session.code)
    standing = {(one.centre, one.exam): one for one in offered}
    centres = (centre.code for centre in catalogue.centres())
    changes = plan.of_offer(lines, session.code, standing, (exam.code for exam in exams), centres)
    changes.errors[:0] = errors
    return changes, []


_PLANS: Final[dict[CatalogueFile, Callable[[CatalogueQuery, bytes], tuple[Plan, list[Write]]]]] = {
    CatalogueFile.EXAMS: _exams,
    CatalogueFile.CENTRES: _centres,
    CatalogueFile.OFFER: _offer,
}
"""What the file changes, and what is written beside every part of it."""


def _of_session(query: CatalogueQuery, sent: bytes) -> tuple[Session, bool, list[Line], list[FieldError]]:
    if query.session is None:
        raise ValidationError([FieldError("session", "missing", "Indiquez la session")])
    session, published = season.found(query.session)
    errors: list[FieldError] = []
    return session, published, content.read(query.file, sent, errors), errors


def _written(writes: list[Write], beside: list[Write]) -> Iterator[Seats]:
    """Part by part; gives the offerings that stay as they are because their seats were taken meanwhile."""
    for start in range(0, len(writes), AT_ONCE):
        part = writes[start : start + AT_ONCE]
        while part:
            try:
                table.commit(*beside, *part)
                break
            except OvertakenError as overtaken:
                yield overtaken.seats
                part = [one for one in part if one is not overtaken.write]


def _summary(file: CatalogueFile, changes: Plan) -> str:
    name, *words = _WORDS[file]
    counts = (changes.created, changes.changed, changes.unchanged)
    plurals = {"nouveau": "nouveaux"}
    parts = (count(number, word, plurals.get(word, "")) for number, word in zip(counts, words, strict=True))
    return typeset(f"{count(sum(counts), name)} : {', '.join(parts)}")
