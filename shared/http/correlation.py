"""What ties together the lines that one action leaves in the logs of several functions."""

from typing import Any, Final

from shared.patterns import pattern

_REFERENCE: Final = pattern(r"CU-[0-9]{4}-[0-9A-Z]{4}-[0-9]{2}")
_CORRELATION: Final = pattern(r"[A-Za-z0-9_=-]{8,64}")


def correlation_of(event: dict[str, Any]) -> str:
    """The caller's own identifier of this call if it sent a decent one, else the gateway's."""
    sent = header(event, "x-correlation-id")
    return sent if sent and _CORRELATION.fullmatch(sent) else event["requestContext"]["requestId"]


def header(event: dict[str, Any], name: str) -> str | None:
    return next((value for key, value in event["headers"].items() if key.lower() == name), None)


def reference_in(*addresses: str) -> str:
    """The first reference in what was asked for, or in where the answer leads; nothing else that was typed there."""
    found = next((one for address in addresses if (one := _REFERENCE.search(address))), None)
    return found[0] if found else ""
