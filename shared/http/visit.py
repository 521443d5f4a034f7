"""A call of somebody unknown, and where calls come from."""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

SOURCE_HEADER: Final = "X-Certif-Up-Source"
"""In which `web` tells the address of whoever uses the pages (`shared.http.source`)."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a public operation that writes is told of its caller."""

    source: str
    now: datetime
    correlation_id: str


def source_of(address: str) -> str:
    """What limits count as one source: an IPv4 address, or the /64 that an IPv6 subscriber has to itself."""
    match ip_address(address):
        case IPv6Address(ipv4_mapped=None) as ours:
            return str(IPv6Network((ours, 64), strict=False))
        case IPv6Address(ipv4_mapped=inner):
            return str(inner)
        case other:
            return str(other)
