"""One look at a screen, for the modules that look at all of them."""

import gzip
from typing import Final

from tests.browser import gate
from tests.browser.conftest import Open
from tests.browser.screens.screen import Screen
from tests.browser.visits import Visits
from tools.browser import PHONE

HTML_LIMIT_BYTES: Final = 15 * 1024
"""Of one page, compressed (docs/performance.md)."""


def look(screen: Screen, visits: Visits, open_page: Open) -> str:
    """Holds the screen to the gate; its HTML as the server sent it.

    Raises:
        AssertionError: everything that is wrong with it.
    """
    page = open_page(PHONE)
    visits.show(page, screen)
    gate.check(page)
    html: str = page.context.request.get(page.url).text()
    assert len(gzip.compress(html.encode())) <= HTML_LIMIT_BYTES
    return html
