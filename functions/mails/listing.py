"""The mails that failed and have not been sent again, the oldest first."""

from datetime import datetime
from typing import Self

from shared import keys, table
from shared.http.call import Call
from shared.http.operation import Answer, operation
from shared.http.paging import PageQuery
from shared.registration.model import HistoryItem, MailFailure
from shared.registration.view import View
from shared.role import Role


class FailedMail(View):
    reference: str
    version: int
    event: str
    failure: MailFailure
    cause: str
    at: datetime

    @classmethod
    def of(cls, one: HistoryItem) -> Self:
        problem = one.mail_problem.model_dump() if one.mail_problem else {}
        return cls(reference=one.reference, version=one.version, event=one.event, **problem)


class FailedMails(View):
    items: list[FailedMail]
    next: str | None


@operation(
    "GET",
    "/v1/mail-problems",
    summary="Les courriels en échec, les plus anciens d’abord",
    roles=frozenset({Role.ASSOCIATION}),
    query=PageQuery,
    status=200,
    answer=FailedMails,
)
def list_mail_problems(call: Call, query: PageQuery) -> Answer:
    failed = table.key_is("work_pk", keys.MAIL_PROBLEMS)
    page = table.query(failed, index=keys.WORK_INDEX, limit=query.limit, after=query.cursor)
    items = [FailedMail.of(HistoryItem.model_validate(item)) for item in page.items]
    return Answer(200, FailedMails(items=items, next=page.next))
