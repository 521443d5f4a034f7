"""The mails as pages: accessible in the light and in the dark, and valid but for what mail programs need."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import nu
from tests.browser.gate import COLOURS, axe
from tests.browser.screens.every import MAILS
from tests.browser.screens.screen import Screen
from tests.mail.regenerate import GOLDEN
from tools.browser import PHONE, new_context

# The tables that lay a mail out, as Outlook wants them.
FOR_OUTLOOK: Final = re.compile(
    r"The “(cellpadding|cellspacing|border|width|align)” attribute on the “t\w+” element is obs"
)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = new_context(browser, PHONE)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.name)
def test_a_mail_is_accessible_on_a_phone_in_the_light_and_in_the_dark(page: Page, mail: Screen) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(mail.address)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE.width
    page.emulate_media(color_scheme="dark")
    assert axe(page, COLOURS) == []


def test_the_mails_are_valid_html() -> None:
    found = nu.findings({path.stem: path.read_text(encoding="utf-8") for path in GOLDEN.glob("*.html")})
    assert [one for one in found if not FOR_OUTLOOK.search(one)] == []
