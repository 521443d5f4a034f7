"""What a page does wrong in silence is heard; how heavy it is, is weighed."""

from collections.abc import Iterator
from typing import Final

import pytest

from tests.browser.conftest import Open
from tests.browser.serving import serving
from tests.browser.watching import Watch
from tests.browser.weight import weigh
from tools.browser import DESKTOP, PHONE

HEAD: Final = '<!DOCTYPE html><html lang="fr"><head><meta name="viewport" content="width=device-width">'
WORDS: Final = "Bonjour. " * 2000


def page(head: str = "", body: str = "") -> str:
    return f"{HEAD}<title>Essai</title>{head}</head><body><p>{body}</p></body></html>"


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    files = {
        "/favicon.ico": "",
        "/": page(body="Bonjour"),
        "/heavy": page('<link rel="stylesheet" href="/a.css"><script src="/a.js" type="module"></script>', WORDS),
        "/script": page('<script src="/fails.js"></script>'),
        "/warning": page('<script src="/warns.js"></script>'),
        "/inline": page(body='<b style="color: red">!</b>'),
        "/elsewhere": page('<link rel="stylesheet" href="http://elsewhere.example/a.css">'),
        "/nothing-there": page('<link rel="stylesheet" href="/gone.css">'),
        "/a.css": "p { margin: 0 }",
        "/a.js": "document.title = 'Essai en marche'",
        "/fails.js": "throw new Error('mistake')",
        "/warns.js": "console.warn('beware')",
    }
    with serving(files) as address:
        yield address


@pytest.mark.parametrize(
    ("path", "heard"),
    [
        ("/script", "script: mistake"),
        ("/warning", "console: beware"),
        ("/inline", "Content Security Policy"),
        ("/elsewhere", "another host: http://elsewhere.example/a.css"),
        ("/nothing-there", "404"),
    ],
)
def test_what_goes_wrong_in_silence_is_heard(open_page: Open, watch: Watch, path: str, heard: str) -> None:
    open_page().goto(path)
    assert any(heard in one for one in watch.complaints), watch.complaints
    watch.complaints.clear()


def test_only_what_was_there_can_be_allowed(open_page: Open, watch: Watch) -> None:
    open_page().goto("/script")
    with pytest.raises(AssertionError, match="no « beware »"):
        watch.allow("beware")
    watch.allow("mistake")
    assert watch.complaints == []


def test_a_page_that_answers_404_is_a_page(open_page: Open) -> None:
    answer = open_page().goto("/unknown")
    assert answer
    assert answer.status == 404


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_page_has_the_size_of_its_device(open_page: Open, device: tuple[int, int, bool]) -> None:
    page = open_page(PHONE if device == PHONE else DESKTOP)
    page.goto("/")
    seen = page.evaluate("[innerWidth, innerHeight, matchMedia('(pointer: coarse)').matches]")
    assert seen == list(device)


def test_without_javascript_no_script_runs(open_page: Open) -> None:
    with_scripts, without = open_page(), open_page(javascript=False)
    for one in (with_scripts, without):
        one.goto("/heavy")
    assert [with_scripts.title(), without.title()] == ["Essai en marche", "Essai"]


def test_a_visit_over_a_weak_network_is_timed_and_weighed(open_page: Open) -> None:
    light, heavy = weigh(open_page(), "/"), weigh(open_page(), "/heavy")
    # One answer comes after the latency; a style sheet that holds up the painting costs it once more.
    assert light.first_paint_s >= 0.4
    assert heavy.first_paint_s >= 0.8
    assert (light.requests, heavy.requests) == (1, 3)
    assert 0 < heavy.css < 50
    assert 0 < heavy.js < 100
    assert 100 < heavy.html < len(WORDS) / 10
