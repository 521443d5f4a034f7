"""What a certificate and a convocation say, and that the page and the PDF say the same."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from pypdf import PdfReader

from functions.printing import page, pdf
from functions.printing.sheet import Sheet, certificate, convocation
from shared.french.typography import typeset_html
from shared.problems.registrations import NothingToPrintError, NotValidatedError
from shared.registration.lifecycle import State
from tests.printing.regenerate import GOLDEN, files, text_of
from tests.printing.samples import CHLOE, LUKASZ, NGUYET, NOW, SAMPLES, file

AFTER_THE_FIRST = datetime(2027, 1, 12, 11, 0, tzinfo=UTC)
"""The instant at which the exam of three hours that began at 9:00 in Paris is over."""
ALL = ("COMPTA-2", "TABLEUR", "FISCAL")


class Outline(HTMLParser):
    """The elements of a page, and the text that can be seen."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attributes

    def handle_data(self, data: str) -> None:
        self.text += data if self.tags[-1:] not in (["style"], ["title"]) else ""


def outline(sheet: Sheet) -> Outline:
    return Outline(page.render(sheet).decode())


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for one in value:
            yield from strings(one)


def words(text: str) -> str:
    """However the lines are broken."""
    return re.sub(r"\s+", " ", text)


def root(sheet: Sheet) -> Any:
    return PdfReader(io.BytesIO(pdf.render(sheet))).root_object


def exams(sheet: Sheet) -> list[str]:
    return [row[0] for row in sheet.exams]


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sheet_reads_as_its_golden_files_do(sample: str) -> None:
    for name, content in files(sample).items():
        assert content == (GOLDEN / name).read_text(encoding="utf-8"), "python -m tests.printing.regenerate"


def test_there_is_no_golden_file_of_a_sheet_that_is_gone() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(SAMPLES)


@pytest.mark.parametrize("sheet", SAMPLES.values(), ids=SAMPLES.keys())
def test_the_page_and_the_pdf_hold_every_text_of_the_sheet(sheet: Sheet) -> None:
    on_page, in_pdf = words(outline(sheet).text), words(text_of(pdf.render(sheet)))
    for text in map(words, strings(sheet.texts().values())):
        assert text in on_page
        assert text in in_pdf


class TestTheCertificate:
    def test_deferred_exams_are_left_out_and_named(self) -> None:
        sheet = certificate(file(CHLOE, deferred=("TABLEUR",)), now=NOW)
        assert exams(sheet) == ["Comptabilité : travaux de fin d’exercice", "Fiscalité de l’entreprise"]
        assert sheet.notes == ("Ne figure pas ici, par suite d’un report : Tableur.",)

    def test_it_is_still_there_when_the_exams_are_over(self) -> None:
        assert len(certificate(file(CHLOE), now=datetime(2030, 1, 1, tzinfo=UTC)).exams) == 3

    def test_both_names_stand_on_it_where_there_are_two(self) -> None:
        assert certificate(file(NGUYET), now=NOW).person[:2] == (
            ("Nom d’usage", "Roux"),
            ("Nom de naissance", "Nguyễn"),
        )
        assert certificate(file(LUKASZ), now=NOW).person[0] == ("Nom de naissance", "Wiśniewski")

    def test_a_first_of_the_month_is_written_so(self) -> None:
        assert ("Date de naissance", "1er\u00a0avril 1987") in certificate(file(LUKASZ), now=NOW).person

    def test_it_is_issued_on_the_day_of_the_centre(self) -> None:
        late = datetime(2027, 1, 6, 3, 0, tzinfo=UTC)
        assert "mercredi 6" in certificate(file(CHLOE), now=late).issued
        assert "mardi 5" in certificate(file(CHLOE, at="C972"), now=late).issued


class TestTheConvocation:
    def test_it_reminds_of_the_identity_paper(self) -> None:
        assert convocation(file(CHLOE), now=NOW).notes == ("Présentez-vous avec une pièce d’identité.",)

    def test_an_exam_stands_on_it_until_it_is_over(self) -> None:
        just_before = AFTER_THE_FIRST.replace(hour=10, minute=59)
        assert len(convocation(file(CHLOE), now=just_before).exams) == 3
        assert exams(convocation(file(CHLOE), now=AFTER_THE_FIRST)) == ["Tableur", "Fiscalité de l’entreprise"]

    def test_a_deferred_exam_is_left_out(self) -> None:
        assert exams(convocation(file(CHLOE, deferred=("TABLEUR", "FISCAL")), now=NOW)) == [
            "Comptabilité : travaux de fin d’exercice"
        ]

    def test_hours_overseas_say_whose_they_are(self) -> None:
        assert "(heure de la Martinique)" in convocation(file(CHLOE, at="C972"), now=NOW).exams[0][1]

    def test_once_everything_is_over_there_is_none(self) -> None:
        with pytest.raises(NothingToPrintError, match="passées"):
            convocation(file(CHLOE), now=datetime(2027, 1, 15, tzinfo=UTC))


@pytest.mark.parametrize("kind", [certificate, convocation])
class TestNeither:
    @pytest.mark.parametrize("state", [one for one in State if one is not State.VALIDATED])
    def test_before_the_registration_is_definitive(self, kind: Any, state: State) -> None:
        with pytest.raises(NotValidatedError) as refusal:
            kind(file(CHLOE, state=state), now=NOW)
        assert refusal.value.members == {"current_state": state}

    def test_when_everything_was_deferred(self, kind: Any) -> None:
        with pytest.raises(NothingToPrintError, match="reportées"):
            kind(file(CHLOE, deferred=ALL), now=NOW)

    def test_when_the_person_s_data_are_erased(self, kind: Any) -> None:
        with pytest.raises(NothingToPrintError, match="effacées"):
            kind(file(None), now=NOW)


@pytest.mark.parametrize("sheet", SAMPLES.values(), ids=SAMPLES.keys())
class TestThePage:
    def test_it_is_french_with_one_heading_of_the_first_level_and_named_columns(self, sheet: Sheet) -> None:
        found = outline(sheet)
        assert ("lang", "fr") in found.attributes
        assert [found.tags.count(one) for one in ("h1", "main", "title")] == [1, 1, 1]
        assert found.attributes.count(("scope", "col")) == found.tags.count("th") == 3
        assert [tag for tag in found.tags if re.fullmatch("h[1-6]", tag)] == ["h1", "h2", "h2", "h2"]

    def test_nothing_is_fetched_and_nothing_runs(self, sheet: Sheet) -> None:
        found = outline(sheet)
        assert {"script", "img", "link", "form", "a"}.isdisjoint(found.tags)
        assert {"src", "href", "style"}.isdisjoint(name for name, _ in found.attributes)

    def test_its_typography_is_right(self, sheet: Sheet) -> None:
        html = page.render(sheet).decode()
        assert typeset_html(html) == html


def test_what_people_typed_is_text_and_nothing_else() -> None:
    odd = CHLOE.model_copy(update={"given_name": "<b>#import</b> $x$ *a* _b_ @c", "birth_name": 'O\'Brien & "Cie" \\'})
    sheet = certificate(file(odd), now=NOW)
    assert "b" not in outline(sheet).tags
    for text in (odd.given_name, odd.birth_name):
        assert text in outline(sheet).text
        assert text in text_of(pdf.render(sheet))


@pytest.mark.parametrize("sheet", SAMPLES.values(), ids=SAMPLES.keys())
class TestThePdf:
    def test_it_is_tagged_in_french_has_a_title_and_claims_pdf_ua(self, sheet: Sheet) -> None:
        found = root(sheet)
        assert found["/Lang"] == "fr"
        assert found["/MarkInfo"]["/Marked"]
        assert found["/ViewerPreferences"]["/DisplayDocTitle"]
        assert b"<pdfuaid:part>1</pdfuaid:part>" in found["/Metadata"].get_data()
        assert PdfReader(io.BytesIO(pdf.render(sheet))).metadata.title == sheet.title  # type: ignore[union-attr]

    def test_its_fonts_stand_in_it(self, sheet: Sheet) -> None:
        (only,) = root(sheet)["/Pages"]["/Kids"]
        fonts = only.get_object()["/Resources"]["/Font"].values()
        descriptors = [font.get_object()["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts]
        assert descriptors
        assert all("DejaVuSans" in one["/FontName"] and "/FontFile2" in one for one in descriptors)

    def test_the_same_sheet_gives_the_same_bytes(self, sheet: Sheet) -> None:
        assert pdf.render(sheet) == pdf.render(sheet)


@pytest.mark.parametrize(
    "name", ["Nguyễn Đỗ", "Łukasz Wiśniewski", "D’Hœdt – « Æ »", "Ђорђе", "Ελένη", "Garnier-N’Diaye"]
)
def test_the_font_has_the_letters_of_european_and_vietnamese_names(name: str) -> None:
    sheet = certificate(file(CHLOE.model_copy(update={"birth_name": name})), now=NOW)
    assert b"pdfuaid" in root(sheet)["/Metadata"].get_data()


def test_a_letter_that_the_font_lacks_is_an_empty_box_and_the_pdf_claims_less() -> None:
    sheet = certificate(file(CHLOE.model_copy(update={"birth_name": "王"})), now=NOW)
    assert b"pdfuaid" not in root(sheet)["/Metadata"].get_data()
    assert root(sheet)["/MarkInfo"]["/Marked"]
    assert "王" in outline(sheet).text
