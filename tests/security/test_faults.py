"""The table of faults and threats: complete, and what it names is there."""

from tools.faults import DATA, PAGE, faults, page
from tools.shown import exists


def test_every_number_stands_there_once_in_its_order() -> None:
    # YAML keeps the last of two members of one name without a word.
    lines = DATA.read_text(encoding="utf-8").splitlines()
    assert [int(line.rstrip(":")) for line in lines if line[:1].isdigit()] == list(faults()) == list(range(1, 24))


def test_what_shows_it_exists() -> None:
    shown = [(number, one) for number, fault in faults().items() for one in fault.shown_by]
    assert [(number, one) for number, one in shown if not exists(one)] == []


def test_a_document_alone_shows_nothing() -> None:
    assert [
        number for number, one in faults().items() if all(shown.startswith("docs/") for shown in one.shown_by)
    ] == []


def test_what_is_not_there_is_noticed() -> None:
    assert not exists("tests/security/test_faults.py::test_that_nobody_wrote")
    assert not exists("tests/nowhere")
    assert not exists("make nothing")
    assert exists("tests/deferral/test_any_order.py::TestDeferrals")
    assert exists("make check")


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
