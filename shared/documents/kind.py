"""What a document may be."""

from enum import StrEnum


class Kind(StrEnum):
    """By its media type."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
