"""With the roles of the template enforced: what no function may do, whatever its code would say."""

from collections.abc import Callable
from typing import Any, Final

import boto3
import pytest
from botocore.exceptions import ClientError

from local.cloud import REGION
from tests.cloud.conftest import LocalCloud

KEY: Final = {"pk": {"S": "REGISTRATION#CU-2701-0000-00"}, "sk": {"S": "REGISTRATION"}}


class Role:
    """The rights of one function, taken on by this test."""

    def __init__(self, cloud: LocalCloud, function: str) -> None:
        name = f"certif-up-local-{function}"
        arn = cloud.client("lambda").get_function_configuration(FunctionName=name)["Role"]
        given = cloud.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
        self._session: Any = boto3.Session(
            given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], region_name=REGION
        )
        self._cloud = cloud
        self.table = cloud.outputs["TableName"]

    def variable(self, function: str, name: str) -> str:
        answer = self._cloud.client("lambda").get_function_configuration(FunctionName=f"certif-up-local-{function}")
        value: str = answer["Environment"]["Variables"][name]
        return value

    def client(self, service: str) -> Any:
        return self._session.client(service, endpoint_url=self._cloud.client("dynamodb").meta.endpoint_url)

    def output(self, name: str) -> str:
        return self._cloud.outputs[name]


def read(role: Role) -> None:
    role.client("dynamodb").batch_get_item(RequestItems={role.table: {"Keys": [KEY]}})


def scan(role: Role) -> None:
    role.client("dynamodb").scan(TableName=role.table)


def put(role: Role) -> None:
    role.client("dynamodb").put_item(TableName=role.table, Item=KEY)


def update(role: Role) -> None:
    role.client("dynamodb").update_item(TableName=role.table, Key=KEY, UpdateExpression="REMOVE nothing")


def delete(role: Role) -> None:
    role.client("dynamodb").transact_write_items(TransactItems=[{"Delete": {"TableName": role.table, "Key": KEY}}])


def drop_the_table(role: Role) -> None:
    role.client("dynamodb").delete_table(TableName=role.table)


def list_a_candidate(role: Role) -> None:
    _query(role, "candidate")


def list_a_centre(role: Role) -> None:
    _query(role, "centre")


def list_the_work(role: Role) -> None:
    _query(role, "work")


def order_a_mail(role: Role) -> None:
    role.client("sqs").send_message(
        QueueUrl=role.output("MailQueueUrl"), MessageBody="{}", MessageGroupId="x", MessageDeduplicationId="x"
    )


def send_a_mail(role: Role) -> None:
    role.client("ses").send_raw_email(Destinations=["x@example.org"], RawMessage={"Data": b"Subject: x\r\n\r\nx"})


def sign_somebody_in(role: Role) -> None:
    role.client("cognito-idp").admin_initiate_auth(
        UserPoolId=role.output("UserPoolId"),
        ClientId=role.output("UserPoolClientId"),
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "x", "PASSWORD": "x"},
    )


def make_an_account(role: Role) -> None:
    role.client("cognito-idp").admin_create_user(UserPoolId=role.output("UserPoolId"), Username="x")


def call_another_function(role: Role) -> None:
    role.client("lambda").invoke(FunctionName=role.output("LifecycleFunctionName"), Payload="{}")


def send_a_document(role: Role) -> None:
    role.client("s3").put_object(Bucket=role.output("DocumentsBucketName"), Key="uploads/x/1", Body=b"x")


def put_a_document(role: Role) -> None:
    role.client("s3").put_object(Bucket=role.output("DocumentsBucketName"), Key="documents/x/1", Body=b"x")


def read_a_document(role: Role) -> None:
    role.client("s3").get_object(Bucket=role.output("DocumentsBucketName"), Key="documents/x/1")


def list_the_documents(role: Role) -> None:
    role.client("s3").list_objects_v2(Bucket=role.output("DocumentsBucketName"))


def delete_a_document(role: Role) -> None:
    role.client("s3").delete_object(Bucket=role.output("DocumentsBucketName"), Key="documents/x/2")


def read_the_proof_of_the_edge(role: Role) -> None:
    role.client("secretsmanager").get_secret_value(SecretId=role.variable("web", "EDGE_PROOF"))


DOCUMENTS: Final = (send_a_document, put_a_document, read_a_document, list_the_documents, delete_a_document)

Deed = Callable[[Role], None]

DENIED: Final = {"AccessDenied", "AccessDeniedException"}

NOBODY_MAY: Final[tuple[Deed, ...]] = (scan, drop_the_table, call_another_function)
ACCOUNTS: Final[tuple[Deed, ...]] = (sign_somebody_in, make_an_account)
# Where a role may touch items of some kinds only, the emulator does not look at the kind: for `account`, `rights` and
# `mailer` see tests/security/test_reach.py.
MAY_NOT: Final[dict[str, tuple[Deed, ...]]] = {
    "register": (list_a_centre, list_the_work, order_a_mail, send_a_mail, *ACCOUNTS),
    "prevalidate": (list_a_candidate, list_the_work, order_a_mail, send_a_mail, *ACCOUNTS),
    "payment": (list_a_candidate, order_a_mail, send_a_mail, *ACCOUNTS),
    "deferral": (list_a_candidate, list_a_centre, order_a_mail, send_a_mail, *ACCOUNTS),
    "printing": (update, delete, list_a_candidate, list_a_centre, list_the_work, send_a_mail, *ACCOUNTS),
    "documents": (list_a_candidate, list_a_centre, order_a_mail, send_a_mail, *ACCOUNTS),
    "catalogue": (put, update, delete, list_a_candidate, list_a_centre, list_the_work, send_a_mail, *ACCOUNTS),
    "account": (list_a_candidate, send_a_mail, read_the_proof_of_the_edge),
    "web": (update, list_a_candidate, list_a_centre, list_the_work, order_a_mail, send_a_mail, *ACCOUNTS),
    "rights": (list_a_centre, order_a_mail, send_a_mail, *ACCOUNTS),
    "attention": (read, update, delete, list_a_candidate, send_a_mail, *ACCOUNTS),
    "mails": (list_a_candidate, list_a_centre, send_a_mail, *ACCOUNTS),
    "season": (list_a_candidate, list_a_centre, list_the_work, order_a_mail, send_a_mail, *ACCOUNTS),
    "authorizer": (put, delete, list_a_candidate, list_a_centre, list_the_work, send_a_mail, *ACCOUNTS),
    "lifecycle": (list_a_candidate, list_a_centre, send_a_mail, *ACCOUNTS),
    "mailer": (delete, list_a_candidate, list_a_centre, list_the_work, order_a_mail, *ACCOUNTS),
}


MAY_WITH_DOCUMENTS: Final[dict[str, tuple[Deed, ...]]] = {
    "deferral": (send_a_document,),
    "documents": (put_a_document, read_a_document, list_the_documents, delete_a_document),
    "rights": (list_the_documents, delete_a_document),
}
"""Whoever is not named here may do nothing at all with them."""


@pytest.mark.parametrize("function", MAY_NOT)
def test_a_function_is_denied_whatever_is_not_its_business(cloud_with_roles: LocalCloud, function: str) -> None:
    role = Role(cloud_with_roles, function)
    with_documents = [deed for deed in DOCUMENTS if deed not in MAY_WITH_DOCUMENTS.get(function, ())]
    refusals = {deed.__name__: _refusal(deed, role) for deed in [*MAY_NOT[function], *NOBODY_MAY, *with_documents]}
    assert {name: code for name, code in refusals.items() if code not in DENIED} == {}


@pytest.mark.parametrize(
    ("function", "deed"),
    [
        ("register", list_a_candidate),
        ("prevalidate", list_a_centre),
        ("payment", list_the_work),
        ("deferral", list_the_work),
        ("deferral", send_a_document),
        ("documents", put_a_document),
        ("documents", read_a_document),
        ("documents", list_the_documents),
        ("documents", delete_a_document),
        ("documents", list_the_work),
        ("catalogue", read),
        ("authorizer", update),
        ("lifecycle", list_the_work),
        ("mailer", send_a_mail),
        ("web", read_the_proof_of_the_edge),
    ],
)
def test_the_same_deed_is_allowed_to_the_function_whose_business_it_is(
    cloud_with_roles: LocalCloud, function: str, deed: Deed
) -> None:
    assert _refusal(deed, Role(cloud_with_roles, function)) == ""


def _query(role: Role, index: str) -> None:
    role.client("dynamodb").query(
        TableName=role.table,
        IndexName=index,
        KeyConditionExpression=f"{index}_pk = :one",
        ExpressionAttributeValues={":one": {"S": "x"}},
    )


def _refusal(deed: Deed, role: Role) -> str:
    """The code of the error; empty when it was done."""
    try:
        deed(role)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""
