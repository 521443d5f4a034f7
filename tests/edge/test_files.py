"""What `python -m tools.static` leaves in a folder for the bucket."""

import json
from pathlib import Path

import boto3
import pytest

from functions.web.assets import FOR_EVER, assets
from tools.static import MANIFEST, send, write


def test_every_file_that_the_pages_name_is_written_where_they_look_for_it(tmp_path: Path) -> None:
    write(tmp_path)
    written = {f"/{one.relative_to(tmp_path)}": one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()}
    del written[f"/{MANIFEST}"]
    assert written == {address: asset.content for address, asset in assets().items()}


def test_the_manifest_says_of_each_what_web_says_when_it_serves_it(tmp_path: Path) -> None:
    returned = write(tmp_path)
    assert json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8")) == returned
    assert returned == {
        address.removeprefix("/"): {"Content-Type": asset.media_type, "Cache-Control": FOR_EVER}
        for address, asset in assets().items()
    }


@pytest.mark.usefixtures("cloud")
def test_every_file_is_sent_with_its_headers_and_what_an_earlier_deployment_sent_stays(tmp_path: Path) -> None:
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    s3.put_object(Bucket="bucket", Key="static/site.0123456789ab.css", Body=b"body{}")
    assert send(tmp_path, "bucket") == len(assets())
    there = {one["Key"] for one in s3.list_objects_v2(Bucket="bucket")["Contents"]}
    assert there == {address.removeprefix("/") for address in assets()} | {"static/site.0123456789ab.css"}
    for address, asset in assets().items():
        sent = s3.get_object(Bucket="bucket", Key=address.removeprefix("/"))
        assert (sent["Body"].read(), sent["ContentType"], sent["CacheControl"]) == (
            asset.content,
            asset.media_type,
            FOR_EVER,
        )
