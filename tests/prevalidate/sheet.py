"""What the API gives as a file, as a spreadsheet or a program reads it."""

import csv
import io
from typing import Any

from tests.support.api import LAON, Identity, Reply, call


def sheet(path: str, by: Identity = LAON, **query: Any) -> Reply:
    return call(f"GET /v1/centre/{path}", by=by, query=query)


def cells(reply: Reply, delimiter: str = ";") -> list[list[str]]:
    assert reply.status == 200, reply.body
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    text = reply.body.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
