"""One look at a screen, for the modules that look at all of them."""

import gzip
from typing import Final

from playwright.sync_api import Browser

from tests.browser import gate
from tests.browser.screens.screen import Screen
from tests.browser.visits import Visits

HTML_LIMIT_BYTES: Final = 15 * 1024
"""Of one page, compressed (docs/performance.md)."""


def look(screen: Screen, visits: Visits, browser: Browser) -> str:
    """Holds the screen to the gate; its HTML as the server sent it.

    Raises:
        AssertionError: everything that is wrong with it.
    """
    page = visits.of(screen.who, browser)
    visits.watch.complaints.clear()
    visits.show(page, screen)
    gate.check(page)
    assert visits.watch.complaints == []
    html: str = page.context.request.get(page.url).text()
    assert len(gzip.compress(html.encode())) <= HTML_LIMIT_BYTES
    return html
