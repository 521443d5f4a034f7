"""What `python -m tools.static` leaves in a folder for the bucket."""

import json
import shlex
from pathlib import Path

from functions.web.assets import FOR_EVER, assets
from tools.static import MANIFEST, commands, write


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


def test_what_an_earlier_deployment_wrote_stays(tmp_path: Path) -> None:
    earlier = tmp_path / "static" / "site.0123456789ab.css"
    earlier.parent.mkdir()
    earlier.write_text("body{}", encoding="utf-8")
    assert not any("--delete" in command for command in commands(tmp_path, write(tmp_path), "bucket"))
    assert earlier.exists()


def test_every_file_is_sent_once_with_its_headers_and_the_manifest_is_not(tmp_path: Path) -> None:
    manifest = write(tmp_path)
    sent: dict[str, dict[str, str]] = {}
    for command in commands(tmp_path, manifest, "bucket"):
        words = shlex.split(command)
        given = dict(zip(words[5::2], words[6::2], strict=True))
        assert words[:5] == ["aws", "s3", "sync", str(tmp_path), "s3://bucket"]
        assert given["--exclude"] == "*"
        headers = {"Content-Type": given["--content-type"], "Cache-Control": given["--cache-control"]}
        sent |= {str(one.relative_to(tmp_path)): headers for one in tmp_path.glob(given["--include"])}
    assert sent == manifest
