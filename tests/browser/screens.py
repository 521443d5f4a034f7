"""What people see in a browser, each thing once: the tests go through it, and `make screens` photographs it."""

from typing import Final, NamedTuple

from tests.mail.regenerate import GOLDEN
from tools.browser import PHONE, Device, Scheme

READING_PANE: Final = Device(800, 900, touch=False)
"""About what a mail program on a desk leaves for the mail."""


class Screen(NamedTuple):
    name: str
    address: str
    devices: tuple[Device, ...]
    schemes: tuple[Scheme, ...]


MAILS: Final = tuple(
    Screen(f"mail-{path.stem}", path.as_uri(), (PHONE, READING_PANE), ("light", "dark"))
    for path in sorted(GOLDEN.glob("*.html"))
)
SCREENS: Final = MAILS
