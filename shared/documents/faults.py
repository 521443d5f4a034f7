"""Why the file of a candidate cannot be taken as a document."""

from enum import StrEnum
from typing import Final

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_INFLATED_BYTES: Final = 128 * 1024 * 1024
"""Of everything compressed in one file: 10 MB that swell to more are a bomb, not a document."""
MAX_PIXELS: Final = 100_000_000


class Fault(StrEnum):
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    FORMAT = "format"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    ACTIVE = "active"
    """Something in it acts by itself: a script, a programme, a file inside the file."""
    FOREIGN = "foreign"
    """It is also something else than what it begins as."""
    SWELLING = "swelling"


class UnfitError(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault
