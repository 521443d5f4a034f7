"""A JPEG picture, marker by marker (ITU-T T.81, annex B), up to its end."""

import re
from typing import Final

from shared.documents.faults import MAX_PIXELS, Fault, UnfitError
from shared.patterns import pattern

_END: Final = 0xD9
_APPLICATION: Final = 0xE0
_SCAN: Final = 0xDA
_FRAMES: Final = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_NEXT_MARKER: Final = pattern(rb"\xff+([^\x00\xd0-\xd7\xff])", re.DOTALL)
"""In the data of a scan a byte FF is followed by 00, and restarts may stand between them."""
_CAMERA_TRAILERS: Final = pattern(rb"\s*(\xff\xd8\xff.*\xff\xd9\s*|.*SEFT)", re.DOTALL)
"""What telephones write behind the picture: more pictures (a gain map, a preview), or the trailer of Samsung's."""


def checked(content: bytes) -> bytes:
    """The picture alone.

    Raises:
        UnfitError: it is not one whole picture, or something else stands behind it.
    """
    drawn = False
    marker, position = _marker(content, 2)
    while marker != _END:
        segment = _segment(content, position)
        position += len(segment) + 2
        if marker in _FRAMES:
            _check_size(segment)
        if marker == _APPLICATION:
            _check_beginning(segment)
        if marker == _SCAN:
            drawn, position = True, _end_of_scan(content, position)
        marker, position = _marker(content, position)
    if not drawn:
        raise UnfitError(Fault.DAMAGED)
    if (behind := content[position:]).strip() and not _CAMERA_TRAILERS.fullmatch(behind):
        raise UnfitError(Fault.FOREIGN)
    return content[:position]


def _marker(content: bytes, position: int) -> tuple[int, int]:
    """The marker at this place, and where it ends."""
    found = _NEXT_MARKER.match(content, position)
    if not found:
        raise UnfitError(Fault.DAMAGED)
    return found[1][0], found.end()


def _segment(content: bytes, position: int) -> bytes:
    length = int.from_bytes(content[position : position + 2], "big")
    segment = content[position + 2 : position + length]
    if length < 2 or len(segment) != length - 2:
        raise UnfitError(Fault.DAMAGED)
    return segment


def _check_size(frame: bytes) -> None:
    height, width = int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big")
    if len(frame) < 6 or not width:
        raise UnfitError(Fault.DAMAGED)
    if height * width > MAX_PIXELS:
        raise UnfitError(Fault.SWELLING)


def _check_beginning(application: bytes) -> None:
    """JFIF's own segment is as long as it says; a longer one hides a script behind its length."""
    if application.startswith(b"JFIF\0") and len(application) != 14 + 3 * application[12] * application[13]:
        raise UnfitError(Fault.FOREIGN)


def _end_of_scan(content: bytes, position: int) -> int:
    found = _NEXT_MARKER.search(content, position)
    if not found:
        raise UnfitError(Fault.DAMAGED)
    return found.start()
