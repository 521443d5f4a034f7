"""Files of lines and cells as people send them: mostly right, sometimes anything."""

import csv
import io
from collections.abc import Sequence
from typing import Any, Final

from hypothesis import strategies as some

from functions.account import candidate_file
from functions.season import content
from functions.season.content import CatalogueFile
from tests.fuzzing.drawing import harmful

BANK: Final = ("date", "libelle", "montant")

GOOD: Final = {
    "nuc": "91645010", "nom": "Lefèvre", "prenom": "Zoë", "date_naissance": "27/03/1998",
    "courriel": "zoe@example.org", "derniere_session": "2022-06", "code": "CHI", "intitule": "Chimie",
    "date": "12/01/2028", "heure": "9:00", "duree_min": "180", "adresse": "4 quai des Brumes", "code_postal": "29200",
    "commune": "Brest", "departement": "Finistère", "modalites_reglement": "Par chèque", "vendredi_saint": "non",
    "jours_fermeture": "aucun", "delai_saisie_jours": "3", "paiements_tardifs": "oui", "actif": "oui",
    "centre": "C02", "epreuve": "CHI", "places": "12", "libelle": "VIR CU-2701-7F3K-92", "montant": "50,00",
}  # fmt: skip


@some.composite
def files(draw: some.DrawFn, columns: Sequence[str]) -> bytes:
    """Lines of mostly good cells under mostly the right header, quoted or not, in some encoding; and noise."""
    cells = [some.just(GOOD[name]) | some.just(GOOD[name]) | harmful for name in columns]
    rows: list[Sequence[str]] = draw(some.lists(some.tuples(*cells), max_size=3))
    head = draw(some.just(list(columns)) | some.permutations(columns) | some.lists(harmful, max_size=4))
    out = io.StringIO(newline="")
    quoting: Any = draw(some.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    writer = csv.writer(out, delimiter=draw(some.sampled_from(";,\t")), quoting=quoting)
    writer.writerows([head, *rows])
    encoding = draw(some.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]))
    return out.getvalue().encode(encoding, errors="replace") + draw(some.just(b"") | some.binary(max_size=20))


any_file: Final = some.one_of(
    files(candidate_file.COLUMNS), files(BANK), *(files(content.header(kind)) for kind in CatalogueFile)
)
