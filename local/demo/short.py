"""A second local cloud, for the time of one scene, in which candidates have seconds to pay instead of days."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from local.cloud import Cloud
from local.demo.api import StoryError
from local.processes import child, free_port

WINDOW: Final = "20s"
READY_SECONDS: Final = 120


@contextmanager
def short_cloud(beside: Cloud) -> Iterator[Cloud]:
    """Its data begin anew each time, in a folder of the other's; its mails stay there to be read.

    Raises:
        StoryError: it does not start.
    """
    folder = beside.folder / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    ports = {option: str(free_port()) for option in ("--port", "--mail-port", "--aws-port")}
    command = ["local.run", "--data", str(folder), *(word for pair in ports.items() for word in pair)]
    log = folder / "run.log"
    with child("the demo's own cloud", command, {"PAYMENT_WINDOW": WINDOW}, log) as run:
        access = folder / "access.json"
        end = time.monotonic() + READY_SECONDS
        while not access.exists():
            if run.exit_code() is not None or time.monotonic() > end:
                raise StoryError(f"Le second nuage local n’a pas démarré : voir {log}.")
            time.sleep(0.1)
        yield Cloud.of(folder)
