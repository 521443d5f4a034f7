"""A screen that people see in a browser, and how to get there."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from playwright.sync_api import Page

from tools.browser import DESKTOP, PHONE, Device, Scheme

Who = Literal["", "candidate", "newcomer", "centre", "association"]
"""Of the stage (tests/browser/stage.py); nobody when empty."""


class Screen(NamedTuple):
    """`address` may name facts of the stage; `then` brings the page to the state that is meant."""

    name: str
    address: str
    who: Who = ""
    then: Callable[[Page], None] = lambda page: None
    devices: tuple[Device, ...] = (PHONE, DESKTOP)
    schemes: tuple[Scheme, ...] = ("light",)


def fills(**fields: str) -> Callable[[Page], None]:
    """Fills these fields in, and sends the form that they are in by its first button."""

    def fill(page: Page) -> None:
        for name, value in fields.items():
            page.locator(f"main [name={name}]").fill(value)
        send(page)

    return fill


def picks(*labels: str) -> Callable[[Page], None]:
    """Ticks these and sends."""

    def pick(page: Page) -> None:
        for label in labels:
            page.get_by_label(label, exact=False).first.check()
        send(page)

    return pick


def send(page: Page) -> None:
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_load_state()
