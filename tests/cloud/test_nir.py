"""A number given over HTTP with the roles of the template enforced: kept, and opened by the export alone."""

import csv
import stat
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import boto3
import pytest
from botocore.exceptions import ClientError

from local.cloud import REGION
from shared.nir import vault
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import everything, today
from tests.cloud.operating import certif_up
from tests.cloud.people import association, key_of, newcomer, register
from tests.support import template

NIR: Final = "298030200212350"
DENIED: Final = {"AccessDenied", "AccessDeniedException"}
READ_BY_THE_EXPORT: Final = "nuc, version, given_at, sealed"


class Role:
    """The rights of one role, taken on by this test."""

    def __init__(self, cloud: LocalCloud, arn: str) -> None:
        given = cloud.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
        self._session: Any = boto3.Session(
            given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], region_name=REGION
        )
        self._cloud = cloud
        self.table = cloud.outputs["TableName"]

    def client(self, service: str) -> Any:
        return self._session.client(service, endpoint_url=self._cloud.client("dynamodb").meta.endpoint_url)

    def open(self, wrapped_key: bytes) -> bytes:
        key: bytes = self.client("kms").decrypt(CiphertextBlob=wrapped_key, EncryptionContext=vault.PURPOSE)[
            "Plaintext"
        ]
        return key

    def read(self, nuc: str, kind: str, attributes: str = READ_BY_THE_EXPORT) -> Any:
        projection = {"ProjectionExpression": attributes} if attributes else {}
        key = {"pk": {"S": f"CANDIDATE#{nuc}"}, "sk": {"S": kind}}
        return self.client("dynamodb").get_item(TableName=self.table, Key=key, **projection)["Item"]


def function_role(cloud: LocalCloud, function: str) -> Role:
    found = cloud.client("lambda").get_function_configuration(FunctionName=f"certif-up-local-{function}")
    return Role(cloud, found["Role"])


def denied(deed: Callable[[], Any]) -> bool:
    with pytest.raises(ClientError) as refused:
        deed()
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] in {400, 403}
    return refused.value.response["Error"]["Code"] in DENIED


@pytest.fixture(scope="module")
def nuc(cloud_with_roles: LocalCloud) -> str:
    """That of a candidate who has given a number."""
    who = newcomer(cloud_with_roles)
    answer = cloud_with_roles.call("PUT", "/v1/me/nir", {"nir": "2 98 03 02 002 123 50"}, token=who.token)
    assert (answer.status, answer.body["masked"]) == (200, "2 98 •• •• ••• ••• 50".replace(" ", "\u00a0")), answer
    return who.nuc


@pytest.fixture(scope="module")
def wrapped_key(cloud_with_roles: LocalCloud, nuc: str) -> bytes:
    item = Role(cloud_with_roles, cloud_with_roles.outputs["NirExportRoleArn"]).read(nuc, "NIR")
    return b64decode(item["sealed"]["M"]["wrapped_key"]["S"])


FUNCTIONS: Final = sorted(template.functions())


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_function_can_open_a_number(cloud_with_roles: LocalCloud, wrapped_key: bytes, function: str) -> None:
    role = function_role(cloud_with_roles, function)
    assert denied(lambda: role.open(wrapped_key))


def test_the_export_can(cloud_with_roles: LocalCloud, wrapped_key: bytes) -> None:
    assert len(Role(cloud_with_roles, cloud_with_roles.outputs["NirExportRoleArn"]).open(wrapped_key)) == 32


def test_the_export_reads_numbers_and_nothing_else(cloud_with_roles: LocalCloud, nuc: str) -> None:
    role = Role(cloud_with_roles, cloud_with_roles.outputs["NirExportRoleArn"])
    assert role.read(nuc, "NIR")
    assert denied(lambda: role.read(nuc, "CANDIDATE", ""))
    assert denied(lambda: role.read(nuc, "CANDIDATE", "email"))
    assert denied(lambda: role.client("dynamodb").scan(TableName=role.table))
    assert denied(
        lambda: role.client("sqs").send_message(QueueUrl=cloud_with_roles.outputs["MailQueueUrl"], MessageBody="x")
    )


@pytest.mark.parametrize("function", [one for one in FUNCTIONS if one != "account"])
def test_only_account_can_seal_a_number_or_find_it_again(cloud_with_roles: LocalCloud, function: str) -> None:
    kms = function_role(cloud_with_roles, function).client("kms")
    environment = cloud_with_roles.client("lambda").get_function_configuration(FunctionName="certif-up-local-account")
    names = environment["Environment"]["Variables"]
    assert denied(
        lambda: kms.generate_data_key(KeyId=names["NIR_KEY"], KeySpec="AES_256", EncryptionContext=vault.PURPOSE)
    )
    assert denied(
        lambda: kms.generate_mac(KeyId=names["NIR_INDEX_KEY"], MacAlgorithm="HMAC_SHA_256", Message=NIR.encode())
    )


def test_no_store_and_no_log_of_the_cloud_has_the_number(cloud_with_roles: LocalCloud, nuc: str) -> None:
    stores = str(everything(cloud_with_roles))
    assert nuc in stores
    assert not any(one in stores for one in (NIR, NIR[1:13], "2 98 03 02 002 123 50"))
    logs = cloud_with_roles.client("logs")
    groups = [one["logGroupName"] for one in logs.describe_log_groups()["logGroups"]]
    events = [event["message"] for name in groups for event in logs.filter_log_events(logGroupName=name)["events"]]
    assert any("PUT /v1/me/nir" in event for event in events)
    assert not [event for event in events if NIR in event or NIR[1:13] in event]


def test_the_export_writes_down_for_its_owner_alone_who_was_validated(
    cloud_with_roles: LocalCloud, tmp_path: Path
) -> None:
    """With the number, which is opened by the role; and each opening stands in the trail."""
    cloud, file = cloud_with_roles, tmp_path / "titulaires.csv"
    who = newcomer(cloud)
    assert cloud.call("PUT", "/v1/me/nir", {"nir": NIR}, token=who.token).status == 200
    reference, key = register(cloud, who, "02-LAON", "COMPTA-2"), key_of(cloud, "02-LAON")
    assert cloud.call("POST", f"/v1/registrations/{reference}/prevalidation", {}, token=key).status == 200
    paid = {"amount_cents": 5_000, "received_on": today(), "method": "cheque"}
    assert cloud.call("POST", f"/v1/registrations/{reference}/payment", paid, token=key).body["state"] == "validated"

    words = ("export-training-accounts", cloud.access["session"], str(file))
    assert (certif_up(cloud, *words).code, file.exists()) == (3, False)
    done = certif_up(cloud, *words, "--yes", "--json")
    assert done.code == 0, done.stderr
    assert NIR not in done.stdout + done.stderr
    assert stat.filemode(file.stat().st_mode) == "-rw-------"
    lines = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert [(one["nir"], one["epreuve"]) for one in lines if one["dossier"] == reference] == [(NIR, "COMPTA-2")]
    assert (done.said["lines"], len({one["nuc"] for one in lines})) == (len(lines), done.said["people"])
    trail = cloud.call("GET", f"/v1/audit?day={datetime.now(UTC):%Y-%m-%d}&limit=100", token=association(cloud))
    entered = [
        one["reader_id"] for one in trail.body["items"] if (one["reference"], one["document"]) == (reference, "nir")
    ]
    assert entered == ["operator:root"]
    assert certif_up(cloud, *words, "--yes").code == 3
    assert len(file.read_text(encoding="utf-8").splitlines()) == len(lines) + 1
