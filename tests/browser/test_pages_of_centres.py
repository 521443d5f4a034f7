"""Every screen of a centre and of its developers, in every state: accessible, valid, well set, at every size."""

import pytest
from playwright.sync_api import Browser

from tests.browser import nu
from tests.browser.looking import look
from tests.browser.screens.centres import CENTRES
from tests.browser.screens.developers import DEVELOPERS
from tests.browser.screens.screen import Screen
from tests.browser.visits import Visits

seen: dict[str, str] = {}


@pytest.mark.parametrize("screen", CENTRES + DEVELOPERS, ids=lambda screen: screen.name)
def test_a_screen_passes_the_gate(screen: Screen, visits: Visits, browser: Browser) -> None:
    seen[screen.name] = look(screen, visits, browser)


def test_they_are_valid_html() -> None:
    if not seen:
        pytest.skip("no screen was looked at")
    assert nu.findings(seen) == []
