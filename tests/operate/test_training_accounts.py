"""The lines of the export: who was validated for what, with the number or without."""

import csv
import io
from datetime import date

from operate.training_accounts import COLUMNS, Certified, rows
from shared import sheets
from shared.registration.model import LineDeferral
from shared.sheets import Dialect
from tests.nir.giving import NIR
from tests.support import lives
from tests.support.aws import Aws
from tests.support.season import ALICE


def test_one_line_for_each_exam_that_is_not_deferred(aws: Aws) -> None:
    reference = lives.register(exams=("CHI", "TEC"))
    registration = lives.registration(reference)
    technical, chemistry = registration.lines
    deferred = registration.model_copy(
        update={"lines": (technical, chemistry.model_copy(update={"deferral": LineDeferral.GRANTED}))}
    )
    lines = list(rows([(Certified(ALICE, [registration]), NIR), (Certified(ALICE, [deferred]), None)]))
    assert len(lines) == 3
    read = list(csv.DictReader(io.StringIO(sheets.written(COLUMNS, lines, Dialect.RFC4180).decode(), newline="")))
    assert [one["nir"] for one in read] == [NIR, NIR, ""]
    assert [one["epreuve"] for one in read] == [technical.exam, chemistry.exam, technical.exam]
    assert read[0] | {"epreuve": "", "date_epreuve": ""} == {
        "nuc": ALICE.nuc,
        "nir": NIR,
        "nom_naissance": ALICE.birth_name,
        "nom_usage": ALICE.usual_name or "",
        "prenom": ALICE.given_name,
        "date_naissance": "1998-03-27",
        "session": registration.session,
        "centre": "C02",
        "dossier": reference,
        "epreuve": "",
        "date_epreuve": "",
    }
    assert date.fromisoformat(read[0]["date_epreuve"]) == technical.on
