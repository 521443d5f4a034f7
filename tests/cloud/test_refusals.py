"""What is refused over HTTP: each time a problem in French with its code, and nothing is written."""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import pytest

from shared import catalogue, table
from shared.catalogue import Exam, Seats, Session
from tests.cloud.conftest import Answer, LocalCloud
from tests.cloud.facts import everything, inside, today
from tests.cloud.people import Newcomer, association, key_of, newcomer, register

LAON: Final = "02-LAON"
SOISSONS: Final = "02-SOISSONS"
OLD: Final = "2024-01"


@pytest.fixture(scope="module")
def who(cloud: LocalCloud) -> Newcomer:
    return newcomer(cloud)


@pytest.fixture(scope="module")
def reference(cloud: LocalCloud, who: Newcomer) -> str:
    """Their registration, pre-validated by Laon."""
    made = register(cloud, who, LAON, "PAIE-2")
    answer = cloud.call("POST", f"/v1/registrations/{made}/prevalidation", {}, token=key_of(cloud, LAON))
    assert answer.status == 200, answer
    return made


def expect_problem(
    cloud: LocalCloud, request: str, body: object = None, *, token: str = "", status: int, code: str, detail: str
) -> Answer:
    """`detail` is a part of what the problem tells, with plain spaces."""
    before = everything(cloud)
    method, path = request.split(" ")
    answer = cloud.call(method, path, body, token=token)
    assert (answer.status, answer.body["code"], answer.body["status"]) == (status, code, status)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert detail in answer.body["detail"].replace("\u00a0", " ").replace("\u202f", " ")
    assert everything(cloud) == before
    return answer


def asked(cloud: LocalCloud, **changes: Any) -> dict[str, Any]:
    return {"session": cloud.access["session"], "centre": LAON, "exams": ["COMPTA-1"]} | changes


def test_a_centre_that_does_not_exist_is_refused(cloud: LocalCloud, who: Newcomer) -> None:
    body = asked(cloud, centre="99-NULLE-PART")
    answer = expect_problem(
        cloud,
        "POST /v1/registrations",
        body,
        token=who.token,
        status=422,
        code="validation",
        detail="Ce centre n’existe pas",
    )
    assert [one["pointer"] for one in answer.body["errors"]] == ["/centre"]


def test_a_closed_session_is_refused(cloud: LocalCloud, who: Newcomer) -> None:
    _store_an_old_session(cloud)
    expect_problem(
        cloud,
        "POST /v1/registrations",
        asked(cloud, session=OLD),
        token=who.token,
        status=409,
        code="session-closed",
        detail="Les inscriptions à la session de janvier 2024 sont closes depuis le",
    )


def test_a_session_that_is_not_open_yet_is_refused(cloud: LocalCloud, who: Newcomer) -> None:
    sessions = cloud.call("GET", "/v1/sessions").body["items"]
    following = next(one["successor"] for one in sessions if one["code"] == cloud.access["session"])
    expect_problem(
        cloud,
        "POST /v1/registrations",
        asked(cloud, session=following),
        token=who.token,
        status=409,
        code="session-closed",
        detail="ouvriront le",
    )


def test_an_exam_that_the_centre_does_not_run_is_refused(cloud: LocalCloud, who: Newcomer) -> None:
    expect_problem(
        cloud,
        "POST /v1/registrations",
        asked(cloud, exams=["COMPTA-1", "FISCAL"]),
        token=who.token,
        status=409,
        code="exam-not-run",
        detail="Le centre n’organise pas à cette session : FISCAL",
    )


def test_the_same_exam_twice_in_one_request_is_refused(cloud: LocalCloud, who: Newcomer) -> None:
    expect_problem(
        cloud,
        "POST /v1/registrations",
        asked(cloud, exams=["COMPTA-1", "COMPTA-1"]),
        token=who.token,
        status=422,
        code="validation",
        detail="L’épreuve COMPTA-1 est demandée deux fois",
    )


def test_the_same_exam_in_a_second_registration_is_refused(cloud: LocalCloud, who: Newcomer, reference: str) -> None:
    answer = expect_problem(
        cloud,
        "POST /v1/registrations",
        asked(cloud, centre="59-LILLE", exams=["PAIE-2"]),
        token=who.token,
        status=409,
        code="already-registered",
        detail=f"Le dossier {reference} comporte déjà l’épreuve PAIE-2",
    )
    assert answer.body["reference"] == reference


def test_an_amount_that_is_not_the_fee_is_refused(cloud: LocalCloud, reference: str) -> None:
    body = {"amount_cents": 4_900, "received_on": today(), "method": "cheque"}
    answer = expect_problem(
        cloud,
        f"POST /v1/registrations/{reference}/payment",
        body,
        token=key_of(cloud, LAON),
        status=409,
        code="unexpected-amount",
        detail="Montant attendu : 50 €. Vous avez saisi 49 €.",
    )
    assert answer.body["expected_amount_cents"] == 5_000


def test_somebody_else_s_registration_looks_to_a_candidate_as_if_it_did_not_exist(
    cloud: LocalCloud, reference: str
) -> None:
    stranger = newcomer(cloud)
    for request in (f"GET /v1/registrations/{reference}", f"POST /v1/registrations/{reference}/withdrawal"):
        expect_problem(
            cloud, request, token=stranger.token, status=404, code="not-found", detail="Aucun dossier ne porte"
        )


def test_another_centre_s_registration_looks_to_a_centre_as_if_it_did_not_exist(
    cloud: LocalCloud, reference: str
) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "prevalidation": {},
        "refusal": {"reason": "full"},
        "payment": {"amount_cents": 5_000, "received_on": "2026-01-20", "method": "cash"},
    }
    for action, body in bodies.items():
        expect_problem(
            cloud,
            f"POST /v1/registrations/{reference}/{action}",
            body,
            token=key_of(cloud, SOISSONS),
            status=404,
            code="not-found",
            detail="Aucun dossier ne porte cette référence",
        )


def test_a_body_that_is_no_json_is_refused(cloud: LocalCloud, who: Newcomer) -> None:
    expect_problem(
        cloud,
        "POST /v1/registrations",
        b'{"session": ',
        token=who.token,
        status=400,
        code="malformed",
        detail="Le corps de la requête n’est pas du JSON lisible",
    )


def test_a_field_that_nobody_asked_for_is_refused(cloud: LocalCloud, who: Newcomer) -> None:
    answer = expect_problem(
        cloud,
        "POST /v1/registrations",
        asked(cloud, state="validated", amount_cents=1),
        token=who.token,
        status=422,
        code="validation",
        detail="Ce champ n’est pas prévu ici",
    )
    assert sorted(one["pointer"] for one in answer.body["errors"]) == ["/amount_cents", "/state"]


def test_a_body_that_is_too_large_is_refused(cloud: LocalCloud, who: Newcomer) -> None:
    expect_problem(
        cloud,
        "POST /v1/registrations",
        json.dumps(asked(cloud, message="x" * 40_000)).encode(),
        token=who.token,
        status=413,
        code="body-too-large",
        detail="L’envoi dépasse 32 Ko",
    )


def test_a_candidate_on_a_centre_s_route_and_a_centre_on_the_association_s_are_refused(
    cloud: LocalCloud, who: Newcomer, reference: str
) -> None:
    keys = {"candidate": who.token, "centre": key_of(cloud, LAON), "association": association(cloud)}
    for role, request in (
        ("candidate", f"POST /v1/registrations/{reference}/prevalidation"),
        ("candidate", "GET /v1/centre/registrations"),
        ("centre", "GET /v1/deferrals"),
        ("centre", "POST /v1/registrations"),
        ("association", "GET /v1/centre/seats"),
    ):
        body: object = {} if request.startswith("POST") else None
        detail = "Votre compte ou votre clé ne permet pas cette action"
        expect_problem(cloud, request, body, token=keys[role], status=403, code="forbidden", detail=detail)


def test_an_address_that_does_not_exist_is_not_found(cloud: LocalCloud) -> None:
    for path in ("/v1/registration", "/v1/registrations/CU-2701-0000-00/prevalidate"):
        detail = "Rien ne se trouve à cette adresse"
        expect_problem(cloud, f"GET {path}", status=404, code="not-found", detail=detail)


def test_an_address_outside_the_api_is_a_page(cloud: LocalCloud) -> None:
    for path in ("/v1", "/somewhere"):
        answer = cloud.call("GET", path)
        assert answer.status == 404
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_method_is_refused_with_those_that_the_address_takes(cloud: LocalCloud) -> None:
    allowed = {"DELETE /v1/registrations": "GET, POST", "POST /v1/sessions": "GET", "GET /v1/tokens": "DELETE, POST"}
    for request, methods in allowed.items():
        detail = f"Cette adresse accepte : {methods}."
        answer = expect_problem(cloud, request, status=405, code="method-not-allowed", detail=detail)
        assert answer.headers["Allow"] == methods


def _store_an_old_session(cloud: LocalCloud) -> None:
    closed_at = datetime(2023, 12, 1, tzinfo=UTC)
    session = Session(
        code=OLD,
        opens_at=closed_at - timedelta(days=60),
        closes_at=closed_at,
        decide_by_at=closed_at,
        fee_cents=5_000,
    )
    exam = Exam(session=OLD, code="COMPTA-1", label="Épreuve", on=date(2024, 1, 22), at=time(9), duration_minutes=60)
    with inside(cloud):
        for one in (session, exam, Seats(session=OLD, centre=LAON, exam=exam.code, capacity=1)):
            table.write(table.put_anyway(catalogue.item(one)))
