"""A PNG picture, chunk by chunk (W3C PNG, section 5), up to its end."""

import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

from shared.documents.faults import MAX_INFLATED_BYTES, MAX_PIXELS, Fault, UnfitError

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_CRITICAL: Final = {b"IHDR", b"PLTE", b"IDAT", b"IEND"}
_MOVING: Final = {b"acTL", b"fcTL", b"fdAT"}
_MAX_TEXT_BYTES: Final = 4 * 1024 * 1024
"""Of a profile or a text, inflated."""
_STEP: Final = 1024 * 1024


class Chunk(NamedTuple):
    kind: bytes
    data: bytes
    end: int


def checked(content: bytes) -> bytes:
    """The picture.

    Raises:
        UnfitError: it is not one whole still picture, or something stands behind it.
    """
    pixels, end, first = zlib.decompressobj(), 0, b""
    inflated = 0
    for chunk in _chunks(content):
        first, end = first or chunk.kind, chunk.end
        if chunk.kind == b"IHDR":
            _check_size(chunk.data)
        elif chunk.kind == b"IDAT":
            inflated += _swollen(pixels, chunk.data, MAX_INFLATED_BYTES - inflated)
        elif chunk.kind in {b"iCCP", b"zTXt"}:
            _swollen(zlib.decompressobj(), chunk.data.partition(b"\0")[2][1:], _MAX_TEXT_BYTES)
        elif _is_odd(chunk):
            raise UnfitError(Fault.FOREIGN)
    if first != b"IHDR" or not inflated:
        raise UnfitError(Fault.DAMAGED)
    if content[end:].strip():
        raise UnfitError(Fault.FOREIGN)
    return content[:end]


def _chunks(content: bytes) -> Iterator[Chunk]:
    """Up to IEND."""
    position, kind = len(SIGNATURE), b""
    while kind != b"IEND":
        length, kind = int.from_bytes(content[position : position + 4], "big"), content[position + 4 : position + 8]
        end = position + 12 + length
        data, sum_ = content[position + 8 : end - 4], content[end - 4 : end]
        if end > len(content) or zlib.crc32(kind + data) != int.from_bytes(sum_, "big"):
            raise UnfitError(Fault.DAMAGED)
        yield Chunk(kind, data, end)
        position = end


def _check_size(header: bytes) -> None:
    width, height = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    if len(header) != 13 or not width * height:
        raise UnfitError(Fault.DAMAGED)
    if width * height > MAX_PIXELS:
        raise UnfitError(Fault.SWELLING)


def _is_odd(chunk: Chunk) -> bool:
    """A moving picture, a chunk that every reader would have to know, a compressed text that hides what it says."""
    compressed_text = chunk.kind == b"iTXt" and chunk.data.partition(b"\0")[2][:1] == b"\1"
    unknown = not chunk.kind[0] & 0x20 and chunk.kind not in _CRITICAL
    return chunk.kind in _MOVING or unknown or compressed_text


def _swollen(inflater: "zlib._Decompress", data: bytes, limit: int) -> int:
    """How many bytes it gives, looked at in steps so that they are never all there."""
    total = 0
    try:
        while data:
            total += len(inflater.decompress(data, _STEP))
            data = inflater.unconsumed_tail
            if total > limit:
                raise UnfitError(Fault.SWELLING)
    except zlib.error as error:
        raise UnfitError(Fault.DAMAGED) from error
    return total
