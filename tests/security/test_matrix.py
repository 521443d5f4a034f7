"""Every operation of the API × everybody who may call it: the answer that the rules foresee, nothing written else."""

import pytest

from shared.http.operation import Operation
from tests.account.conftest import Pool, aws, cognito, pool  # noqa: F401 (fixtures)
from tests.http.operations import name
from tests.nir.conftest import kms  # noqa: F401 (a fixture)
from tests.security.matrix import CALLERS, SENT, Sent
from tests.support import template
from tests.support.api import ALICE, ASSOCIATION, BOB, LAON, LILLE, NOBODY, call, operations
from tests.support.aws import Aws
from tests.support.contents import contents
from tests.support.documents import made_bucket

OPERATIONS = [operation for _, operation in operations()]


@pytest.fixture(autouse=True)
def _everybody_can_sign_in(pool: Pool, aws: Aws, kms: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    for one in (ALICE, BOB, LAON, LILLE, ASSOCIATION):
        pool.person(one["id"])
    cognito().create_group(GroupName="centre", UserPoolId=pool.id)
    made_bucket()
    monkeypatch.setitem(template.functions()["rights"], "USER_POOL_ID", pool.id)
    monkeypatch.setitem(template.functions()["documents"], "MALWARE_SCAN", "off")
    monkeypatch.setitem(template.functions()["mails"], "MAIL_QUEUE_URL", aws.queue_url)


def foreseen(operation: Operation, caller: str, sent: Sent) -> int:
    """401 for nobody, 403 for another role, `sent.foreign` for what is somebody else's, else the operation's own."""
    by = CALLERS[caller]
    if operation.roles:
        if by is NOBODY:
            return 401
        if by["role"] not in operation.roles:
            return 403
        if caller not in sent.theirs:
            return sent.foreign
    return sent.status or operation.status


def test_no_operation_is_forgotten() -> None:
    assert set(SENT) == {name(one) for one in OPERATIONS}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("operation", OPERATIONS, ids=name)
def test_each_gets_the_answer_that_the_rules_foresee(operation: Operation, caller: str) -> None:
    sent = SENT[name(operation)]()
    before = contents()
    reply = call(f"{operation.method} {sent.path}", sent.body, by=CALLERS[caller], query=sent.query, raw=sent.raw)
    assert reply.status == foreseen(operation, caller, sent), reply.body
    if reply.status in {401, 403, 404}:
        assert contents() == before
