"""The association's part of a deferral."""

from tests.support.api import ASSOCIATION, Identity, Reply, call
from tests.support.steps import defer, done


def decide(identifier: str, decision: str = "granted", by: Identity = ASSOCIATION, **said: str) -> Reply:
    return call(f"POST /v1/deferrals/{identifier}/decision", {"decision": decision, **said}, by=by)


def grant(reference: str, *exams: str, **said: str) -> str:
    """Asked and granted; the reference of the new registration."""
    asked = done(defer(reference, *exams)).body["id"]
    new: str = done(decide(asked, **said)).body["registration"]
    return new
