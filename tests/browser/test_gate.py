"""The gate lets a good page through, and none with a defect that somebody planted in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from tests.browser import nu
from tests.browser.conftest import Open
from tests.browser.gate import check, findings
from tests.browser.serving import serving
from tests.browser.watching import Watch
from tools.browser import DESKTOP, PHONE, Device, Scheme

EXAMPLE: Final = Path(__file__).parent / "example"
PAGE: Final = (EXAMPLE / "page.html").read_text(encoding="utf-8")
STYLE: Final = (EXAMPLE / "style.css").read_text(encoding="utf-8")
TITLE: Final = "<title>Erreur\u00a0: Vos coordonnées – Certif-UP</title>"
ERROR: Final = 'aria-describedby="nom-erreur"'


class Planted(NamedTuple):
    """What stands in place of what, in the page or its style, and what the gate then says."""

    old: str
    new: str
    said: str


DEFECTS: Final = {
    "no label": Planted('<label for="nom">', '<label for="autre">', "no label that is seen: <input id=nom>"),
    "hidden label": Planted('<label for="nom">', '<label class="unseen" for="nom">', "no label that is seen: <input"),
    "low contrast": Planted("--ink: #1b1b1b", "--ink: #999", "color-contrast"),
    "low contrast in the dark": Planted("--ink: #eee", "--ink: #555", "px, dark)"),
    "no title": Planted(TITLE, "", "document-title"),
    "nameless title": Planted(TITLE, "<title>Vos coordonnées</title>", "the title is « Vos coordonnées »"),
    "no language": Planted(' lang="fr"', "", "html-has-lang"),
    "foreign language": Planted('lang="fr"', 'lang="en"', "lang is « en », not fr"),
    "two main headings": Planted("</footer>", "<h1>Aide</h1></footer>", "2 headings h1"),
    "no main heading": Planted("<h1>Vos coordonnées</h1>", "", "0 headings h1"),
    "skipped heading": Planted("<form", "<h4>Identité</h4><form", "heading-order"),
    "no words for an image": Planted("<button>", '<img src="page" width="40" height="40"><button>', "image-alt"),
    "low button": Planted("min-height: 44px; min-width", "min-height: 30px; min-width", "less than 44 px: <button>"),
    "narrow button": Planted(
        ".choice", "button { width: 40px; min-width: 0; overflow: hidden; } .choice", "less than 44 px"
    ),
    "tight links": Planted("18px/1.5", "18px/1.2", "less than 24 px: <a>"),
    "repeated id": Planted('<label for="pays">', '<label id="nom" for="pays">', "the id nom stands twice"),
    "too wide": Planted("a { color", "table { width: 25rem; } a { color", "wider than 320 px"),
    "space before a colon": Planted("écrire\u00a0:", "écrire :", "an ordinary space in « Pour vous écrire :"),
    "space in a sum": Planted("coûte 50\u00a0€", "coûte 50 €", "an ordinary space in « Chaque épreuve"),
    "straight apostrophe": Planted("l’aide", "l'aide", "a straight quotation mark"),
    "style in an attribute": Planted("<h1>", '<h1 style="margin: 0">', "style in the page: <h1>"),
    "style in the page": Planted("</head>", "<style>p { margin: 0 }</style></head>", "style in the page: <style>"),
    "script in the page": Planted("</head>", "<script>alert(1)</script></head>", "script in the page"),
    "script in an attribute": Planted("<form", '<form onsubmit="alert(1)"', "script in an attribute: <form"),
    "error apart from its field": Planted(ERROR, "", "no error describes the field: <input id=nom>"),
    "field not said to be wrong": Planted('aria-invalid="true"', "", "an error that no wrong field is described by"),
    "summary that leads nowhere": Planted('href="#nom"', 'href="#prenom"', "a line of the summary that leads to"),
    "no focus": Planted("outline: 3px solid", "outline: 0 solid", "the focus is not shown by 3 px: <input id=nom>"),
    "thin focus": Planted("outline: 3px", "outline: 1px", "the focus is not shown by 3 px: <button>"),
    "unseen focus": Planted("solid var(--link)", "solid transparent", "the focus is not shown by 3 px"),
    "placeholder": Planted('name="nom"', 'name="nom" placeholder="Martin"', "placeholder: <input id=nom>"),
    "browser's own checks": Planted(" novalidate", "", "a form without novalidate"),
}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    pages = {"/favicon.ico": "", "/good/page": PAGE, "/good/style.css": STYLE}
    for name, (old, new, _) in DEFECTS.items():
        assert old in PAGE + STYLE, name
        folder = f"/{name.replace(' ', '-')}"
        pages |= {f"{folder}/page": PAGE.replace(old, new), f"{folder}/style.css": STYLE.replace(old, new)}
    with serving(pages) as address:
        yield address


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_good_page_passes(open_page: Open, device: Device, scheme: Scheme) -> None:
    page = open_page(device, scheme=scheme)
    page.goto("/good/page")
    check(page)


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_is_named(open_page: Open, watch: Watch, name: str) -> None:
    page = open_page()
    page.goto(f"/{name.replace(' ', '-')}/page")
    assert any(DEFECTS[name].said in one for one in findings(page)), findings(page)
    watch.complaints.clear()  # a script or a style in the page is refused by its policy, too


def test_the_gate_leaves_the_page_as_it_was(open_page: Open) -> None:
    page = open_page(DESKTOP, scheme="dark")
    page.goto("/good/page")
    look = """() => [innerWidth, matchMedia("(prefers-color-scheme: dark)").matches, document.activeElement.tagName,
        document.querySelector("details").open]"""
    before = page.evaluate(look)
    check(page)
    assert page.evaluate(look) == before == [DESKTOP.width, True, "BODY", False]


def test_the_html_checker_finds_nothing_in_a_good_page_and_names_what_is_wrong_in_others() -> None:
    wrong = PAGE.replace("<legend>", "<p>").replace("</legend>", "</p>").replace("<h1>", "<h1><div></div>")
    found = nu.findings({"good": PAGE, "wrong": wrong})
    assert found
    assert {one.partition(",")[0] for one in found} == {"wrong"}
    assert any("“div” not allowed" in one for one in found)
