"""A refusal as the API tells it (RFC 9457)."""

from typing import Any

from shared.french.typography import typeset
from shared.problems.calls import DomainError


def problem(refusal: DomainError, *, instance: str, correlation_id: str) -> dict[str, Any]:
    """`instance` is the path of what was refused."""
    told: dict[str, Any] = {
        "type": f"urn:certif-up:problem:{refusal.code}",
        "code": refusal.code,
        "title": typeset(refusal.title),
        "status": int(refusal.status),
        "detail": typeset(refusal.detail),
        "instance": instance,
        "correlation_id": correlation_id,
        **refusal.members,
    }
    if "errors" in told:
        told["errors"] = [{**error, "detail": typeset(error["detail"])} for error in told["errors"]]
    return told
