"""Shared libraries without what only linkers and debuggers read, for any processor, as `strip` would need one for each.

What is loaded into memory is described by the program headers. The sections, tables of symbols among them, lie behind.
"""

import struct
from typing import Final

ELF_64_BITS_LITTLE_ENDIAN: Final = b"\x7fELF\x02\x01"
PROGRAM_HEADERS_AT: Final = 0x20
SECTION_HEADERS_AT: Final = 0x28
PROGRAM_HEADERS: Final = 0x36
SECTION_HEADERS: Final = 0x3C


def stripped(library: bytes) -> bytes:
    """Anything that is no ELF file of 64 bits comes back as it is."""
    if not library.startswith(ELF_64_BITS_LITTLE_ENDIAN):
        return library
    (begin,) = struct.unpack_from("<Q", library, PROGRAM_HEADERS_AT)
    size, number = struct.unpack_from("<HH", library, PROGRAM_HEADERS)
    end = max(_end_of_segment(library, begin + size * index) for index in range(number))
    kept = bytearray(library[:end])
    struct.pack_into("<Q", kept, SECTION_HEADERS_AT, 0)
    struct.pack_into("<HH", kept, SECTION_HEADERS, 0, 0)
    return bytes(kept)


def _end_of_segment(library: bytes, header: int) -> int:
    (offset,) = struct.unpack_from("<Q", library, header + 0x08)
    (size,) = struct.unpack_from("<Q", library, header + 0x20)
    return int(offset + size)
