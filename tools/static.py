"""The files of the pages, under the names that hold a hash of their content, for the bucket of the template.

`python -m tools.static FOLDER` writes them and `manifest.json`, and prints the commands that send them. What an earlier
deployment put in the bucket stays there: pages that were shown a moment before still ask for it.
"""

import argparse
import json
from pathlib import Path
from shlex import quote

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


def commands(folder: Path, manifest: dict[str, dict[str, str]], bucket: str) -> list[str]:
    """One for each kind of file: `aws s3 sync` by itself would guess the Content-Type, and give no Cache-Control."""
    kinds = {headers["Content-Type"]: (Path(key).suffix, headers) for key, headers in manifest.items()}
    return [
        f"aws s3 sync {quote(str(folder))} s3://{bucket} --exclude '*' --include 'static/*{suffix}'"
        f" --content-type {quote(headers['Content-Type'])} --cache-control {quote(headers['Cache-Control'])}"
        for suffix, headers in kinds.values()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where to write them; made if it is not there")
    parser.add_argument("--bucket", default="StaticBucketName", help="its name, which is an output of the stack")
    given = parser.parse_args()
    manifest = write(given.folder)
    print(*commands(given.folder, manifest, given.bucket), sep="\n")


if __name__ == "__main__":
    main()
