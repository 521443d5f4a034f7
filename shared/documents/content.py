"""What the bytes of a file are. Its name and the type that was declared for it are never looked at.

A document is a PDF, a JPEG or a PNG from its first byte to its last, and nothing besides. The checks read the structure
of the file themselves, within limits; they neither draw nor run anything of it.
"""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Final, NamedTuple

from shared.documents import jpeg, pdf, png
from shared.documents.faults import MAX_BYTES, Fault, UnfitError
from shared.documents.kind import Kind
from shared.patterns import pattern


class Examined(NamedTuple):
    """`kept` is what is shown afterwards: the file, without what a camera wrote behind its picture."""

    kind: Kind
    kept: bytes


_CHECKS: Final[tuple[tuple[Kind, bytes, Callable[[bytes], bytes]], ...]] = (
    (Kind.PDF, b"%PDF-", pdf.checked),
    (Kind.JPEG, b"\xff\xd8\xff", jpeg.checked),
    (Kind.PNG, png.SIGNATURE, png.checked),
)
_ELSE: Final = pattern(
    rb"<\?php|<script|<html|<!doctype|<iframe|<svg[\s>]|javascript:|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c"
    rb"|EICAR-STANDARD-ANTIVIRUS-TEST-FILE",
    re.IGNORECASE,
)
"""Pages, programmes and archives that other programs find anywhere in a file; five bytes or more, so that a picture
does not contain them by chance."""
_TAR: Final = slice(257, 262)


def examined(content: bytes) -> Examined:
    """What a file is, once it is found to be fit.

    Raises:
        UnfitError: it is not, and why.
    """
    if not content:
        raise UnfitError(Fault.EMPTY)
    if len(content) > MAX_BYTES:
        raise UnfitError(Fault.TOO_LARGE)
    for kind, beginning, check in _CHECKS:
        if content.startswith(beginning):
            kept = check(content)
            if _is_also_something_else(content, kind):
                raise UnfitError(Fault.FOREIGN)
            return Examined(kind, kept)
    raise UnfitError(Fault.FORMAT)


def _is_also_something_else(content: bytes, kind: Kind) -> bool:
    return (
        _ELSE.search(content) is not None
        or zipfile.is_zipfile(io.BytesIO(content))
        or content[_TAR] == b"ustar"
        or (kind is not Kind.PDF and b"%PDF-" in content)
    )
