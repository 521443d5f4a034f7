"""The table about OWASP ASVS: complete, and true as far as a test can tell."""

from collections import Counter
from typing import Final

import yaml

from tools.asvs import DATA, PAGE, Control, Verdict, chapters, page
from tools.shown import exists

LEVEL_1: Final = {
    **{"V1": 8, "V2": 4, "V3": 8, "V4": 2, "V5": 4, "V6": 13, "V7": 6, "V8": 4, "V9": 4},
    **{"V10": 5, "V11": 3, "V12": 3, "V13": 1, "V14": 2, "V15": 3, "V16": 0, "V17": 0},
}
LEVEL_2: Final = {
    **{"V1": 19, "V2": 7, "V3": 11, "V4": 8, "V5": 5, "V6": 22, "V7": 12, "V8": 3, "V9": 3},
    **{"V10": 24, "V11": 11, "V12": 6, "V13": 12, "V14": 7, "V15": 10, "V16": 16, "V17": 7},
}
"""Requirements of a chapter that come with this level: counted in the CSV file of version 5.0.0."""

ABOUT_DOCUMENTS: Final = ("V2.1", "V5.1", "V6.1", "V7.1", "V8.1", "V11.1", "V13.1", "V14.1", "V15.1", "V16.1")
"""The sections whose requirements ask for something to be written down: there a document shows it."""


def controls() -> dict[str, Control]:
    return {id: one for chapter in chapters().values() for id, one in chapter.controls.items()}


def documents(control: Control) -> list[str]:
    return [shown for shown in control.shown_by if "::" not in shown]


def test_every_control_of_both_levels_stands_there_once() -> None:
    known = chapters()
    for level, wanted in ((1, LEVEL_1), (2, LEVEL_2)):
        counted = {
            number: sum(one.level == level for one in chapter.controls.values()) for number, chapter in known.items()
        }
        assert counted == wanted
    assert (sum(LEVEL_1.values()), sum(LEVEL_2.values())) == (70, 183)
    # YAML keeps the last of two members of one name without a word.
    lines = [line.strip().partition(":")[0] for line in DATA.read_text(encoding="utf-8").splitlines()]
    assert [name for name, times in Counter(line for line in lines if line[:1] == "V").items() if times > 1] == []
    assert list(yaml.safe_load(DATA.read_text(encoding="utf-8"))) == [f"V{number}" for number in range(1, 18)]


def test_a_control_stands_in_its_chapter_in_the_order_of_the_standard() -> None:
    for number, chapter in chapters().items():
        places = [tuple(map(int, id[1:].split("."))) for id in chapter.controls]
        assert places == sorted(places)
        assert {place[0] for place in places} == {int(number[1:])}
        assert {len(place) for place in places} == {3}


def test_what_shows_it_exists() -> None:
    missing = {(id, shown) for id, one in controls().items() for shown in one.shown_by if not exists(shown)}
    assert missing == set()


def test_a_document_alone_shows_only_that_something_is_written_down() -> None:
    by_documents = {id for id, one in controls().items() if one.shown_by and documents(one) == list(one.shown_by)}
    assert by_documents
    assert [id for id in by_documents if id.rpartition(".")[0] not in ABOUT_DOCUMENTS] == []


def test_what_is_not_met_says_why() -> None:
    others = [one for one in controls().values() if one.verdict is not Verdict.MET]
    assert others
    assert [one for one in others if len(one.reason) < 5 or one.reason[-1] != "." or one.shown_by] == []


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
