"""The examples of the page for developers, run as they stand, with a test key of a centre of their own.

Excel is not here to run the Power Query: the request that its text asks for is made, and read with its settings.
"""

import base64
import codecs
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from functions.web.developers.reference import EXAMPLES
from shared import api_key, catalogue, table
from shared.api_key import ApiKey, Scope
from shared.catalogue import Centre, Seats
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import inside, today
from tests.cloud.lives import pending_without_a_clock
from tests.cloud.people import newcomer, register, someone, store

CENTRE: Final = "2B-CORTE"
EXAM: Final = "ORTHO"

needs_curl = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("bash")), reason="bash and curl are not installed"
)


class Ran(NamedTuple):
    code: int
    out: str
    err: str


class Centre2B(NamedTuple):
    """Whose programs the examples are."""

    cloud: LocalCloud
    key: str

    def runs(self, name: str, *arguments: str) -> Ran:
        program = "bash" if name.endswith(".sh") else sys.executable
        known = {"CERTIF_UP_ADRESSE": self.cloud.base_url, "CERTIF_UP_CLE": self.key}
        ran = subprocess.run(  # noqa: S603 (our own program)
            [program, str(EXAMPLES / name), *arguments],
            env=os.environ | known | {"PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    def requested(self) -> str:
        """The reference of a new request."""
        return register(self.cloud, newcomer(self.cloud), CENTRE, EXAM)

    def prevalidated(self) -> str:
        reference = self.requested()
        assert self.cloud.call("POST", f"/v1/registrations/{reference}/prevalidation", {}, token=self.key).status == 200
        return reference

    def file_of(self, reference: str) -> Any:
        return self.cloud.call("GET", f"/v1/registrations/{reference}", token=self.key).body


@pytest.fixture(scope="module")
def centre(cloud: LocalCloud) -> Centre2B:
    """A centre whose requests nobody else counts."""
    whole_key = api_key.draw("test")
    of_the_centre = Centre(
        code=CENTRE,
        name="Centre des programmes",
        department="2B",
        address="1 cours de l’Exemple, 20250 Corte",
        email="corte@centres.example",
        payment_terms="Par chèque",
    )
    known = ApiKey(
        id=api_key.draw_id(), centre=CENTRE, label="Exemples", scopes=frozenset(Scope), created_at=datetime.now(UTC)
    )
    seats = Seats(session=cloud.access["session"], centre=CENTRE, exam=EXAM, capacity=500)
    with inside(cloud):
        for one in (catalogue.item(of_the_centre), catalogue.item(seats), api_key.item(whole_key, known)):
            table.write(table.put_anyway(one))
    return Centre2B(cloud, whole_key)


def test_every_example_is_tried_here() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    assert {one.name for one in EXAMPLES.iterdir() if f'"{one.name}"' not in here} == set()


@needs_curl
class TestWithCurl:
    def test_all_pages_of_the_requests_to_treat_are_listed(self, centre: Centre2B) -> None:
        candidates = [someone() for _ in range(101)]
        store(centre.cloud, *candidates)
        with inside(centre.cloud):
            session = centre.cloud.access["session"]
            made = {pending_without_a_clock(one.nuc, session, CENTRE, EXAM) for one in candidates}
        ran = centre.runs("liste.sh")
        pages = [json.loads(line) for line in ran.out.splitlines()]
        assert (ran.code, ran.err) == (0, "")
        assert len(pages) >= 2
        assert made <= {one["reference"] for page in pages for one in page["items"]}
        assert {one["state"] for page in pages for one in page["items"]} == {"pending"}

    def test_one_is_prevalidated_and_doing_it_again_changes_nothing(self, centre: Centre2B) -> None:
        reference = centre.requested()
        once, again = centre.runs("prevalidation.sh", reference), centre.runs("prevalidation.sh", reference)
        assert (once.code, json.loads(once.out)["state"]) == (0, "prevalidated")
        assert again == once

    def test_one_is_refused_unless_it_has_changed(self, centre: Centre2B) -> None:
        reference = centre.requested()
        stale = centre.runs("refus.sh", reference, "7")
        assert stale.code != 0
        assert json.loads(stale.out)["code"] == "precondition-failed"
        done = centre.runs("refus.sh", reference, "1")
        assert (done.code, json.loads(done.out)["state"]) == (0, "refused")

    def test_a_refusal_is_told_and_is_a_failure(self, centre: Centre2B) -> None:
        ran = centre.runs("prevalidation.sh", "CU-2701-0000-61")
        assert ran.code != 0
        assert json.loads(ran.out)["code"] == "not-found"

    def test_the_key_is_on_no_command_line(self) -> None:
        for script in EXAMPLES.glob("*.sh"):
            arguments = script.read_text(encoding="utf-8").replace(
                '@<(echo "Authorization: Bearer $CERTIF_UP_CLE")', ""
            )
            assert "$CERTIF_UP_CLE" not in arguments

    def test_the_export_is_what_a_french_spreadsheet_reads(self, centre: Centre2B) -> None:
        reference = centre.prevalidated()
        centre.runs("paiement.py", reference, "5000", today(), "cheque")
        ran = centre.runs("export.sh")
        assert ran.code == 0
        assert ran.out.startswith("\ufeffRéférence;État;")
        rows = list(csv.DictReader(io.StringIO(ran.out.removeprefix("\ufeff")), delimiter=";"))
        assert [row["Nom"] for row in rows if row["Référence"] == reference] == ["D’Hœdt"]


class TestWithPython:
    def test_a_payment_run_twice_is_recorded_once(self, centre: Centre2B) -> None:
        reference = centre.prevalidated()
        arguments = (reference, "5000", today(), "cheque")
        once, again = centre.runs("paiement.py", *arguments), centre.runs("paiement.py", *arguments)
        assert once == Ran(0, f"{reference} : validated\n", "")
        assert again == once
        assert [one["event"] for one in centre.file_of(reference)["history"]].count("paid") == 1

    def test_a_wrong_amount_is_told_in_french(self, centre: Centre2B) -> None:
        ran = centre.runs("paiement.py", centre.prevalidated(), "4000", today(), "cheque")
        assert ran.code == 1
        assert json.loads(ran.err)["code"] == "unexpected-amount"

    def test_what_was_validated_since_is_told_once_and_nothing_is_missed(
        self, centre: Centre2B, tmp_path: Path
    ) -> None:
        first, second = centre.prevalidated(), centre.prevalidated()
        last_time = str(tmp_path / "suivi.json")
        centre.runs("paiement.py", first, "5000", today(), "cheque")
        before = centre.runs("suivi.py", last_time)
        centre.runs("paiement.py", second, "5000", today(), "transfer")
        since = centre.runs("suivi.py", last_time)
        nothing_new = centre.runs("suivi.py", last_time)
        assert (before.code, since.code, nothing_new.code) == (0, 0, 0)
        assert first in before.out
        assert second in since.out
        assert first not in since.out
        assert second not in nothing_new.out


class TestInExcel:
    """Without Excel: its request is made from the text of the query, its reader is Python's with the same settings."""

    QUERY: Final = (EXAMPLES / "demandes.pq").read_text(encoding="utf-8")

    def said(self, pattern: str) -> str:
        (found,) = re.findall(pattern, self.QUERY)
        return str(found)

    def test_the_query_reads_the_requests_to_treat(self, centre: Centre2B) -> None:
        reference = centre.requested()
        name, value = re.findall(r'Query = \[(\w+) = "(\w+)"\]', self.QUERY)[0]
        path = self.said(r'RelativePath = "([^"]+)"')
        credentials = base64.b64encode(f"excel:{centre.key}".encode()).decode()
        request = urllib.request.Request(  # noqa: S310 (our own address)
            f"{centre.cloud.base_url}/{path}?{name}={value}", headers={"Authorization": f"Basic {credentials}"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 (as above)
            content = answer.read()
        rows = self.read(content)
        assert reference in {row["Référence"] for row in rows}
        assert {row["État"] for row in rows} == {"À traiter"}
        assert "D’Hœdt" in {row["Nom"] for row in rows}

    def read(self, content: bytes) -> list[dict[str, str]]:
        """With the delimiter and the code page of the query; the first line has the titles, quoted cells may break."""
        assert self.said(r"Encoding = ([0-9]+)") == "65001"
        assert content.startswith(codecs.BOM_UTF8)
        assert "QuoteStyle = QuoteStyle.Csv" in self.QUERY
        assert "Table.PromoteHeaders(Lignes" in self.QUERY
        text = io.StringIO(content.decode("utf-8-sig"), newline="")
        return list(csv.DictReader(text, delimiter=self.said(r'Delimiter = "(.)"')))

    def test_the_key_is_not_in_the_workbook(self) -> None:
        assert "cup_" not in self.QUERY
        assert "Authorization" not in self.QUERY
