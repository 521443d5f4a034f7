"""Documents as candidates send them: made-up files, and the bucket they go to."""

import struct
import zlib
from typing import Any, Final

import boto3

from functions.documents.handler import lambda_handler
from shared.documents import store
from tests.support import template
from tests.support.api import ALICE, Context, Identity, Reply, call, environment
from tests.support.canaries import CERTIFICATE

BUCKET: Final = template.functions()["documents"]["DOCUMENTS_BUCKET"]


def pdf(*objects: bytes, trailer: bytes = b"", version: bytes = b"1.7") -> bytes:
    """One page with a line of text, and these objects besides."""
    text = b"BT /F1 12 Tf 72 700 Td (Certificat) Tj ET"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        packed(text),
        *objects,
    ]
    body = b"%PDF-" + version + b"\n%\xe2\xe3\xcf\xd3\n%" + CERTIFICATE.encode() + b"\n"
    for number, part in enumerate(parts, start=1):
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    return body + b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 9/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        trailer,
        len(body),
    )


def packed(data: bytes, dictionary: bytes = b"") -> bytes:
    deflated = zlib.compress(data)
    return b"<</Filter/FlateDecode%s/Length %d>>\nstream\n%s\nendstream" % (dictionary, len(deflated), deflated)


def png(width: int = 4, height: int = 3, *chunks: tuple[bytes, bytes], pixels: bytes | None = None) -> bytes:
    """Grey, with these chunks besides."""
    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height)) if pixels is None else pixels
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    written = [(b"IHDR", header), *chunks, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in written
    )


def jpeg(*segments: tuple[int, bytes], width: int = 16, height: int = 16) -> bytes:
    """The frame of a picture, with these segments besides; what is drawn in it does not matter."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    beginning = [(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"), *segments, (0xC0, frame)]
    written = [*beginning, (0xC4, b"\0" + bytes(16)), (0xDA, b"\x01\x01\x00\x00\x3f\x00")]
    return (
        b"\xff\xd8"
        + b"".join(struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data for marker, data in written)
        + b"\x12\xff\x00\x34\xff\xd0\x56\xff\xd9"
    )


def made_bucket() -> Any:
    """A client; the bucket is made if it is not there."""
    client: Any = boto3.client("s3", region_name=template.REGION)
    if BUCKET not in {one["Name"] for one in client.list_buckets()["Buckets"]}:
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": template.REGION})
    return client


def send(deferral: str, content: bytes, number: int = 1) -> None:
    """As the form does once it is signed; moto enforces nothing of it."""
    made_bucket().put_object(Bucket=BUCKET, Key=store.upload_key(deferral, number), Body=content)


def confirm(deferral: str, number: int = 1, by: Identity = ALICE) -> Reply:
    made_bucket()
    return call(f"POST /v1/deferrals/{deferral}/documents/{number}/confirmation", {}, by=by)


def give(deferral: str, content: bytes = b"", number: int = 1, by: Identity = ALICE) -> Reply:
    """A good document sent and confirmed, unless it is said otherwise."""
    send(deferral, content or pdf(), number)
    return confirm(deferral, number, by)


def objects() -> set[str]:
    """Everything in the bucket."""
    page = made_bucket().list_objects_v2(Bucket=BUCKET)
    return {one["Key"] for one in page.get("Contents", [])}


def kept_bytes(key: str) -> bytes:
    content: bytes = made_bucket().get_object(Bucket=BUCKET, Key=key)["Body"].read()
    return content


def tend() -> dict[str, int]:
    """The hourly run of `documents`."""
    with environment("documents"):
        done: dict[str, Any] = lambda_handler({"task": "tend"}, Context("documents"))
    return done
