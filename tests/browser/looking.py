"""One look at a screen, for the modules that look at all of them."""

from tests.browser import gate
from tests.browser.conftest import Open
from tests.browser.screens import Screen
from tests.browser.visits import Visits
from tools.browser import PHONE


def look(screen: Screen, visits: Visits, open_page: Open) -> str:
    """Holds the screen to the gate; its HTML as the server sent it.

    Raises:
        AssertionError: everything that is wrong with it.
    """
    page = open_page(PHONE)
    visits.show(page, screen)
    gate.check(page)
    return page.context.request.get(page.url).text()
