"""What a document may be, and how many there may be."""

from enum import StrEnum
from typing import Final

MOST: Final = 10
"""Documents of one request, those refused or never sent included."""


class Kind(StrEnum):
    """By its media type."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
