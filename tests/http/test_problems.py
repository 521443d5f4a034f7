"""One class a refusal, each with its code, its status and its French."""

import inspect
import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.problems import calls, people, registrations
from shared.problems.calls import DomainError, FieldError
from tests.http.operations import ENGLISH
from tests.support.api import ALICE, call

EXAMPLES: dict[type[DomainError], Callable[[], DomainError]] = {
    calls.MalformedError: lambda: calls.MalformedError("Le corps n’est pas du JSON."),
    calls.ValidationError: lambda: calls.ValidationError([FieldError("/a", "x", "Choisissez une session")]),
    people.WrongCredentialsError: lambda: people.WrongCredentialsError("NUC"),
    calls.MethodNotAllowedError: lambda: calls.MethodNotAllowedError(["GET"]),
    calls.BodyTooLargeError: lambda: calls.BodyTooLargeError(32768),
    registrations.IllegalTransitionError: lambda: registrations.IllegalTransitionError("pending", ["refusal"]),
    registrations.NotValidatedError: lambda: registrations.NotValidatedError("pending"),
    registrations.NothingToPrintError: lambda: registrations.NothingToPrintError("Les épreuves sont passées."),
    registrations.SessionClosedError: lambda: registrations.SessionClosedError("Les inscriptions sont closes."),
    registrations.ExamNotRunError: lambda: registrations.ExamNotRunError(["CHI"]),
    registrations.AlreadyRegisteredError: lambda: registrations.AlreadyRegisteredError("CU-2701-7F3K-92", "CHI"),
    registrations.NoSeatLeftError: lambda: registrations.NoSeatLeftError("CHI"),
    registrations.CapacityBelowSeatsTakenError: lambda: registrations.CapacityBelowSeatsTakenError(3),
    registrations.DeadlinePassedError: lambda: registrations.DeadlinePassedError("Trop tard."),
    registrations.UnexpectedAmountError: lambda: registrations.UnexpectedAmountError("50 €", "40 €", 5000),
    registrations.DeferralDecidedError: lambda: registrations.DeferralDecidedError(
        "granted", "Dominique Noir", "2027-01-01Z"
    ),
    calls.TooManyRequestsError: lambda: calls.TooManyRequestsError(timedelta(seconds=61)),
    calls.FileError: lambda: calls.FileError([FieldError("/2/nuc", "x", "Donnez un NUC")], 1),
    people.TooManyAttemptsError: lambda: people.TooManyAttemptsError(timedelta(minutes=3)),
    people.RegistrationsUnderwayError: lambda: people.RegistrationsUnderwayError(["CU-2701-7F3K-92"], ["CU-2701-0"]),
    registrations.SameHourError: lambda: registrations.SameHourError("CHI", "PHY"),
}
CLASSES = [
    one
    for module in (calls, people, registrations)
    for _, one in inspect.getmembers(module, inspect.isclass)
    if issubclass(one, DomainError) and one is not DomainError and one.__module__ == module.__name__
]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_a_refusal_is_said_in_french_and_carries_a_4xx_or_5xx(kind: type[DomainError]) -> None:
    problem = EXAMPLES.get(kind, kind)()
    assert problem.status >= 400
    assert problem.title[0].isupper()
    assert [text for text in (problem.title, problem.detail) if ENGLISH.search(text)] == []


def test_every_code_and_every_title_is_one_classs_own() -> None:
    own = [one for one in CLASSES if "code" in vars(one)]
    assert len({one.code for one in own}) == len({one.title for one in own}) == len(own)


@pytest.mark.usefixtures("season")
def test_a_problem_says_what_where_and_under_which_number() -> None:
    reply = call("GET /v1/registrations/CU-2701-0000-00", by=ALICE, headers={"X-Correlation-Id": "appel-0123456789"})
    assert reply.body == {
        "type": "urn:certif-up:problem:not-found",
        "code": "not-found",
        "title": "Introuvable",
        "status": 404,
        "detail": "Aucun dossier ne porte cette référence parmi ceux que vous pouvez consulter.",
        "instance": "/v1/registrations/CU-2701-0000-00",
        "correlation_id": "appel-0123456789",
    }
    assert reply.headers["x-correlation-id"] == "appel-0123456789"


@pytest.mark.usefixtures("season")
@pytest.mark.parametrize(
    "sent", ["short", "x" * 65, "deux mots de trop", "a\r\nSet-Cookie: x=1", "<script>alert(1)</script>"]
)
def test_an_odd_correlation_id_is_replaced_by_the_gateways(sent: str) -> None:
    reply = call("GET /v1/registrations", by=ALICE, headers={"X-Correlation-Id": sent})
    assert reply.headers["x-correlation-id"] == "request-0123456789"


@pytest.mark.usefixtures("season")
def test_texts_have_their_no_break_spaces() -> None:
    reply = call("PATCH /v1/registrations", by=ALICE)
    said = json.dumps([reply.body["detail"], reply.body["title"]], ensure_ascii=False)
    assert " :" not in said
    assert " »" not in said
