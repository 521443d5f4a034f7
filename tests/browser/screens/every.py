"""Everything that people see in a browser, once: the tests go through it, and `make screens` photographs it."""

from collections.abc import Iterator
from typing import Final

from tests.browser.screens.association import ASSOCIATION
from tests.browser.screens.candidates import CANDIDATES
from tests.browser.screens.centres import CENTRES
from tests.browser.screens.developers import DEVELOPERS
from tests.browser.screens.screen import Screen
from tests.mail.regenerate import GOLDEN
from tools.browser import PHONE, Device

READING_PANE: Final = Device(800, 900, touch=False)
"""About what a mail program on a desk leaves for the mail."""


def _mails() -> Iterator[Screen]:
    for path in sorted(GOLDEN.glob("*.html")):
        yield Screen(f"mail-{path.stem}", path.as_uri(), devices=(PHONE, READING_PANE), schemes=("light", "dark"))


MAILS: Final = tuple(_mails())
PAGES: Final = CANDIDATES + CENTRES + ASSOCIATION + DEVELOPERS
SCREENS: Final = PAGES + MAILS
