"""What a session offers, for everybody: its exams, and the centres that run them."""

from datetime import UTC, datetime
from typing import Any

from boto3.dynamodb.conditions import Key
from pydantic import RootModel

from functions.catalogue import routes, search
from functions.catalogue.search import CentresQuery
from functions.catalogue.view import CentreList, ExamList, ExamView, SessionList, SessionView
from shared import catalogue, keys, table
from shared.catalogue import Exam
from shared.http.door import Door
from shared.http.operation import Answer
from shared.problems.calls import NotFoundError

door = Door(unknown=routes.refusal)


class SessionNotFoundError(NotFoundError):
    def __init__(self) -> None:
        super().__init__("Cette session n’existe pas, ou n’a pas encore d’épreuves.")


class OpenApiDocument(RootModel[dict[str, Any]]):
    pass


@door.operation(
    "GET",
    "/v1/sessions",
    summary="Les sessions d’épreuves, des plus anciennes aux plus récentes",
    status=200,
    answer=SessionList,
)
def list_sessions() -> Answer:
    now = datetime.now(UTC)
    return Answer(200, SessionList(items=[SessionView.of(one, now=now) for one in catalogue.sessions()]))


@door.operation(
    "GET",
    "/v1/sessions/{session}/exams",
    summary="Les épreuves d’une session, dans l’ordre de leurs horaires",
    status=200,
    answer=ExamList,
    problems=(SessionNotFoundError,),
)
def list_exams(session: str) -> Answer:
    _check_published(session)
    items = table.all_of(Key("pk").eq(keys.session_partition(session)) & Key("sk").begins_with(keys.EXAMS))
    exams = sorted((Exam.model_validate(item) for item in items), key=lambda exam: (exam.on, exam.at, exam.code))
    if not exams:
        raise SessionNotFoundError
    return Answer(200, ExamList(items=[ExamView.of(exam) for exam in exams]))


@door.operation(
    "GET",
    "/v1/sessions/{session}/centres",
    summary="Les centres d’un département qui organisent toutes les épreuves choisies, et les départements qui en ont",
    query=CentresQuery,
    status=200,
    answer=CentreList,
    problems=(SessionNotFoundError,),
)
def list_centres(session: str, query: CentresQuery) -> Answer:
    _check_published(session)
    exams, seats = catalogue.exams_and_seats(session)
    if not exams:
        raise SessionNotFoundError
    department = search.checked(query, exams)
    return Answer(200, search.found(department, query.exam, seats, catalogue.centres()))


@door.operation(
    "GET", "/v1/openapi.json", summary="La description de cette API (OpenAPI 3.1)", status=200, answer=OpenApiDocument
)
def describe() -> Answer:
    return Answer(200, OpenApiDocument(routes.document()))


def _check_published(session: str) -> None:
    """Exams and seats are set up before their session is published."""
    (published,) = table.read(keys.session(session))
    if published is None:
        raise SessionNotFoundError


lambda_handler = door.handler
