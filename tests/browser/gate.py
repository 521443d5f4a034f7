"""What every page must pass: `check(page)`, after `page.goto(…)`, in whatever state the test brought the page to.

It looks at the page on a phone and on a desk, in the light and in the dark, and leaves it as it was.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import JSHandle, Page

from shared.french.typography import typeset
from tools.browser import DESKTOP, PHONE, Scheme

RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
COLOURS: Final = ("color-contrast", "link-in-text-block")
"""The rules of axe that may judge otherwise in the dark."""
NARROWEST: Final = 320
STRAIGHT: Final = "'\""


def check(page: Page) -> None:
    """Raises AssertionError with everything that is wrong, a line each."""
    found = findings(page)
    assert not found, "\n".join([f"{page.url}:", *found])


def findings(page: Page) -> list[str]:
    size = page.viewport_size
    assert size
    dark = page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches")
    closed = page.evaluate_handle(
        "() => [...document.querySelectorAll('details:not([open])')].map(one => (one.open = true, one))"
    )
    page.evaluate(_axe())
    gate = page.evaluate_handle(_gate())
    try:
        return list(dict.fromkeys(_everything(page, gate)))
    finally:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="dark" if dark else "light")
        closed.evaluate("all => all.forEach(one => { one.open = false })")


def axe(page: Page, rules: tuple[str, ...] = RULES) -> list[str]:
    """What axe-core says against the page as it is: the rule, where, and what would help.

    `rules` are tags or names of rules. The page's policy does not keep this script out: it comes by the debugger.
    """
    page.evaluate(_axe())
    return _axe_findings(page, rules)


def misprints(text: str) -> Iterator[str]:
    """Lines of shown text that French typography composes otherwise."""
    for line in text.splitlines():
        if typeset(line) != line:
            yield f"an ordinary space in « {line} »"
        if any(mark in line for mark in STRAIGHT):
            yield f"a straight quotation mark in « {line} »"


def _everything(page: Page, gate: JSHandle) -> Iterator[str]:
    yield from _ask(gate, "skeleton")
    yield from _ask(gate, "source")
    yield from _ask(gate, "forms")
    yield from misprints(gate.evaluate("gate => gate.text()"))
    for device in (DESKTOP, PHONE):
        page.set_viewport_size({"width": device.width, "height": device.height})
        yield from _in(page, "light", RULES)
        yield from _in(page, "dark", COLOURS)
        yield from _ask(gate, "targets")
    page.keyboard.press("Shift")
    yield from _ask(gate, "focus")
    page.set_viewport_size({"width": NARROWEST, "height": PHONE.height})
    yield from _ask(gate, "overflow")


def _ask(gate: JSHandle, what: str) -> list[str]:
    found: list[str] = gate.evaluate("(gate, what) => gate[what]()", what)
    return found


def _in(page: Page, scheme: Scheme, rules: tuple[str, ...]) -> Iterator[str]:
    page.emulate_media(color_scheme=scheme)
    yield from (f"{one} ({page.evaluate('innerWidth')} px, {scheme})" for one in _axe_findings(page, rules))


def _axe_findings(page: Page, rules: tuple[str, ...]) -> list[str]:
    violations: list[dict[str, Any]] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(all => all.violations)",
        list(rules),
    )
    return [
        f"axe, {one['id']}: {one['help']}, at {' '.join(map(str, node['target']))}: {_reason(node)}"
        for one in violations
        for node in one["nodes"]
    ]


def _reason(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])


@cache
def _axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@cache
def _gate() -> str:
    return Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
