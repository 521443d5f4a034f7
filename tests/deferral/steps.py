"""The association's part of a deferral."""

from tests.support.api import ASSOCIATION, Identity, Reply, call
from tests.support.documents import give
from tests.support.steps import defer, done


def decide(
    identifier: str,
    decision: str = "granted",
    by: Identity = ASSOCIATION,
    *,
    reason: str | None = None,
    centre: str | None = None,
) -> Reply:
    said = {"reason": reason, "centre": centre}
    body = {"decision": decision} | {name: value for name, value in said.items() if value is not None}
    return call(f"POST /v1/deferrals/{identifier}/decision", body, by=by)


def grant(reference: str, *exams: str, centre: str | None = None) -> str:
    """Asked, with a document, and granted; the reference of the new registration."""
    asked = done(defer(reference, *exams)).body["id"]
    done(give(asked))
    new: str = done(decide(asked, centre=centre)).body["registration"]
    return new
