"""A centre's files pass the gateway as they were made."""

from typing import Final

import pytest

from tests.cloud.conftest import LocalCloud
from tests.cloud.people import key_of, newcomer, register

LAON: Final = "02-LAON"


@pytest.mark.parametrize(
    ("path", "beginning"),
    [
        ("registrations.csv", "Référence;État;"),
        ("seats.csv", "Épreuve;Places;"),
        ("exams/COMPTA-1/attendance.csv", "N°;NOM Prénom;"),
    ],
)
def test_a_file_arrives_byte_for_byte(cloud: LocalCloud, path: str, beginning: str) -> None:
    register(cloud, newcomer(cloud), LAON, "COMPTA-1")
    answer = cloud.call("GET", f"/v1/centre/{path}", token=key_of(cloud, LAON))
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert answer.body.startswith(b"\xef\xbb\xbf" + beginning.encode())
