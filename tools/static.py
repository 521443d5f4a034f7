"""The files of the pages, under the names that hold a hash of their content, for the bucket of the template.

`python -m tools.static FOLDER` writes them and `manifest.json`; with `--bucket` it sends them, as `make deploy` does.
What an earlier deployment put in the bucket stays there: pages that were shown a moment before still ask for it.
"""

import argparse
import json
from pathlib import Path

import boto3

from functions.web.assets import FOR_EVER, assets

MANIFEST = "manifest.json"


def write(folder: Path) -> dict[str, dict[str, str]]:
    """The manifest: the headers of each file, by its path in the folder, which is also its key in the bucket."""
    manifest = {}
    for address, asset in assets().items():
        key = address.removeprefix("/")
        target = folder / key
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(asset.content)
        manifest[key] = {"Content-Type": asset.media_type, "Cache-Control": FOR_EVER}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return manifest


def send(folder: Path, bucket: str, region: str | None = None) -> int:
    """How many files were written and sent, each with its headers; by itself to the region of the environment."""
    s3 = boto3.client("s3", region_name=region)
    manifest = write(folder)
    for key, headers in manifest.items():
        s3.put_object(
            Bucket=bucket,
            Key=key,
            Body=(folder / key).read_bytes(),
            ContentType=headers["Content-Type"],
            CacheControl=headers["Cache-Control"],
        )
    return len(manifest)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where to write them; made if it is not there")
    parser.add_argument("--bucket", help="send them there too: StaticBucketName, an output of the stack")
    given = parser.parse_args()
    if given.bucket:
        print(f"{send(given.folder, given.bucket)} files sent to {given.bucket}")
    else:
        print(f"{len(write(given.folder))} files written")


if __name__ == "__main__":
    main()
