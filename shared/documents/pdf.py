"""A PDF in which nothing acts by itself (ISO 32000-2): no script, no programme, no file inside the file, no password.

The file is not understood object by object, as a reader would: readers differ, and what is hidden from one is shown by
another. The names that make something act are looked for everywhere where a reader could find them: in the file itself,
between the streams, and in every compressed stream as far as it can be inflated, each letter plain or as `#41`.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final

from shared.documents.faults import MAX_INFLATED_BYTES, Fault, UnfitError
from shared.patterns import pattern


def _name(*names: str, then: str = "", plainly: bool = False) -> re.Pattern[bytes]:
    """Finds a whole name of ours, however its letters are written, or plainly written only."""
    spelled = ("".join(f"(?:{letter}|#(?i:{ord(letter):x}))" for letter in name) for name in names)
    form = f"/(?:{'|'.join(names if plainly else spelled)})(?![A-Za-z0-9]){then}".encode()
    return pattern(form)


_VERSION: Final = pattern(rb"%PDF-(1\.[0-7]|2\.0)(?![0-9.])")
_STREAM: Final = pattern(rb"(?<!end)stream\r?\n")
_DEFLATED: Final = pattern(rb"[\x08\x18\x28\x38\x48\x58\x68\x78]")
_CODING: Final = pattern(rb"/(\w+Decode|Crypt|Predictor)(?![A-Za-z0-9])")
_TEST_VIRUS: Final = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"

# Long enough not to stand in a compressed picture by chance.
_LONG_NAMES: Final = (
    "JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "SubmitForm", "ImportData", "GoToE", "GoToR",
    "Rendition",
)  # fmt: skip
_ACTS: Final = _name(*_LONG_NAMES)
_ACTS_PLAINLY: Final = _name(*_LONG_NAMES, plainly=True)
"""For what should hold no objects at all: seven times as quick, and there may be 128 MB of it."""
_ACTS_IN_OBJECTS: Final = _name("JS", "AA", "XFA")
_ENCRYPT: Final = _name("Encrypt")
_OBJECTS: Final = _name("ObjStm")
_ADDRESS: Final = _name("URI")
_OPENING: Final = _name("OpenAction", then=r"\s*(?![\s\[])")
"""Turning to a page at the opening is harmless, and is written as an array; anything else stands elsewhere."""

_MAX_STREAMS: Final = 50_000
_MAX_OBJECT_BYTES: Final = 16 * 1024 * 1024
_DICTIONARY_BYTES: Final = 8 * 1024
_FIRST_STEP: Final = 1024
"""Most of what is not compressed is found out within it."""
_STEP: Final = 256 * 1024
_OVERLAP: Final = 64
"""Carried from one step to the next: longer than anything that is looked for."""


def checked(content: bytes) -> bytes:
    """The document, as it is.

    Raises:
        UnfitError: it is incomplete, protected, or something in it acts by itself.
    """
    _, mark, behind = content.rpartition(b"%%EOF")
    if not _VERSION.match(content) or not mark or b"startxref" not in content:
        raise UnfitError(Fault.DAMAGED)
    if behind.strip():
        raise UnfitError(Fault.FOREIGN)
    between = b"\n".join(_between_streams(content))
    if _ENCRYPT.search(between):
        raise UnfitError(Fault.ENCRYPTED)
    objects = between + b"\n" + _objects_in_streams(content, declared=len(_OBJECTS.findall(between)))
    opens_an_address = _OPENING.search(objects) and _ADDRESS.search(objects)
    acts = _ACTS.search(content) or _ACTS.search(objects) or _ACTS_IN_OBJECTS.search(objects)
    if acts or opens_an_address:
        raise UnfitError(Fault.ACTIVE)
    return content


def _between_streams(content: bytes) -> Iterator[bytes]:
    """Everything but the data of the streams; their dictionaries are there."""
    position = 0
    for found in _STREAM.finditer(content):
        if found.end() >= position:  # else it stands in the data of the stream before
            yield content[position : found.end()]
            position = content.find(b"endstream", found.end())
            if position < 0:
                raise UnfitError(Fault.DAMAGED)
    yield content[position:]


def _objects_in_streams(content: bytes, *, declared: int) -> bytes:
    """The objects that stand in compressed streams; every other stream is only looked through.

    Raises:
        UnfitError: an active name or the test virus is found, objects are hidden by how they are packed or announced,
            or there is too much.
    """
    objects = b""
    holding, left = 0, MAX_INFLATED_BYTES
    for number, found in enumerate(_STREAM.finditer(content)):
        if number > _MAX_STREAMS:
            raise UnfitError(Fault.SWELLING)
        holds_objects = _holds_objects(_dictionary(content, found.start()))
        holding += holds_objects
        before = b""
        for read, data in _inflated(content, found.end()):
            left -= read + len(data)
            _look_through(before + data)
            before = data[-_OVERLAP:]
            objects += data if holds_objects else b""
            if left < 0 or len(objects) > _MAX_OBJECT_BYTES:
                raise UnfitError(Fault.SWELLING)
    if holding != declared:
        raise UnfitError(Fault.ACTIVE)
    return objects


def _dictionary(content: bytes, end: int) -> bytes:
    """What stands before a stream, back to the end of the object before."""
    written = content[max(end - _DICTIONARY_BYTES, 0) : end]
    return written[max(written.rfind(b"endobj"), written.rfind(b"endstream"), 0) :]


def _holds_objects(dictionary: bytes) -> bool:
    """Objects are packed by FlateDecode alone, or not at all: nothing else is unpacked here."""
    if not _OBJECTS.search(dictionary):
        return False
    codings = _CODING.findall(dictionary)
    if codings not in ([], [b"FlateDecode"]) or b"#" in dictionary or (b"/Filter" in dictionary and not codings):
        raise UnfitError(Fault.ACTIVE)
    return True


def _look_through(data: bytes) -> None:
    if _TEST_VIRUS in data:
        raise UnfitError(Fault.FOREIGN)
    if _ACTS_PLAINLY.search(data):
        raise UnfitError(Fault.ACTIVE)


def _inflated(content: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """How much was read and what it gives, step by step, up to where it ends by itself: the length may be a lie.

    Nothing if the data are not compressed; as far as it goes if they are damaged, as readers do.
    """
    if not _DEFLATED.match(content, position):
        return
    inflater, size = zlib.decompressobj(), _FIRST_STEP
    try:
        while not inflater.eof and (data := content[position : position + size]):
            given = inflater.decompress(data, _STEP)
            read = len(data) - len(inflater.unconsumed_tail)
            yield read, given
            position, size = position + read, _STEP
    except zlib.error:
        return
