"""The bucket of the documents (docs/decisions/0018-documents.md).

`uploads/<deferral>/<number>` is where a signed form lets a file in; nobody is ever shown anything from there.
`documents/<deferral>/<number>-<hash>` is what was found fit.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config

from shared import aws
from shared.documents.content import Examined
from shared.documents.document import Document
from shared.documents.faults import MAX_BYTES
from shared.documents.kind import Kind
from shared.registration import reference
from shared.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FORM_LASTS: Final = timedelta(minutes=5)
LINK_LASTS: Final = timedelta(minutes=1)
EXTENSIONS: Final = {Kind.PDF: "pdf", Kind.JPEG: "jpg", Kind.PNG: "png"}
SCAN_TAG: Final = "GuardDutyMalwareScanStatus"
CLEAN: Final = "NO_THREATS_FOUND"


@cache
def client() -> "S3Client":
    # Path style: the forms and links of all buckets have one host, which a content security policy can name.
    paths = Config(signature_version="s3v4", s3={"addressing_style": "path"})
    return boto3.client("s3", config=aws.limits().merge(paths))


def bucket() -> str:
    return setting("DOCUMENTS_BUCKET")


def upload_key(deferral: str, number: int) -> str:
    return f"uploads/{deferral}/{number}"


def document_key(deferral: str, document: Document) -> str:
    return f"documents/{deferral}/{document.number}-{document.sha256}"


def form(deferral: str, number: int, kind: Kind) -> tuple[str, dict[str, str]]:
    """The address and the fields of an HTML form that sends one file; the signature fixes everything but the file.

    Once the file is there, the browser is led to the page that asks for the verdict.
    """
    fixed = {"Content-Type": str(kind), "success_action_redirect": page_of_sent(deferral, number)}
    made = client().generate_presigned_post(
        bucket(),
        upload_key(deferral, number),
        Fields=fixed,
        Conditions=[*({name: value} for name, value in fixed.items()), ["content-length-range", 1, MAX_BYTES]],
        ExpiresIn=int(FORM_LASTS.total_seconds()),
    )
    return made["url"], made["fields"]


def page_of_sent(deferral: str, number: int) -> str:
    return (
        f"{setting('PUBLIC_URL')}/dossiers/{reference.of_deferral(deferral)}/report/{deferral}/recu?document={number}"
    )


def sent(deferral: str, number: int) -> bytes | None:
    """What was sent with a form, up to one byte more than is allowed; None if nothing was."""
    try:
        found = client().get_object(Bucket=bucket(), Key=upload_key(deferral, number))
    except client().exceptions.NoSuchKey:
        return None
    return found["Body"].read(MAX_BYTES + 1)


def keep(deferral: str, number: int, examined: Examined) -> str:
    """Writes what is shown from now on; its hash. Doing it again writes the same object again."""
    found = Document(number=number, sha256=sha256(examined.kept).hexdigest())
    client().put_object(
        Bucket=bucket(), Key=document_key(deferral, found), Body=examined.kept, ContentType=examined.kind
    )
    return found.sha256 or ""


def drop_upload(deferral: str, number: int) -> None:
    client().delete_object(Bucket=bucket(), Key=upload_key(deferral, number))


def delete_all(deferral: str) -> None:
    """Everything that was ever sent for a request, found by name: also what no item of the table knows of."""
    for key in list(_names(deferral)):
        client().delete_object(Bucket=bucket(), Key=key)


def _names(deferral: str) -> Iterator[str]:
    for folder in ("uploads", "documents"):
        # A request has ten documents at most: one page.
        page = client().list_objects_v2(Bucket=bucket(), Prefix=f"{folder}/{deferral}/")
        yield from (one["Key"] for one in page.get("Contents", []))


def is_clean(deferral: str, document: Document) -> bool:
    """Whether the malware scan has looked at it and found nothing."""
    tags = client().get_object_tagging(Bucket=bucket(), Key=document_key(deferral, document))["TagSet"]
    return {one["Key"]: one["Value"] for one in tags}.get(SCAN_TAG) == CLEAN


def link(deferral: str, document: Document, kind: Kind) -> str:
    """An address to save the document from, for a minute; the type and the name are ours, not the sender's."""
    return client().generate_presigned_url(
        "get_object",
        Params={
            "Bucket": bucket(),
            "Key": document_key(deferral, document),
            "ResponseContentType": kind,
            "ResponseContentDisposition": f'attachment; filename="{file_name(deferral, document, kind)}"',
            "ResponseCacheControl": "no-store",
        },
        ExpiresIn=int(LINK_LASTS.total_seconds()),
    )


def file_name(deferral: str, document: Document, kind: Kind) -> str:
    return f"justificatif-{deferral}-{document.number}.{EXTENSIONS[kind]}"
