"""The browser of the tests and of the screenshots: $CHROMIUM, Playwright's own, or the machine's.

`python -m tools.browser` fetches Playwright's own when the machine has none.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final, Literal, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Error, Playwright, sync_playwright

ON_THE_PATH: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL: Final = (sys.executable, "-m", "playwright", "install", "--no-shell", "chromium")
NONE_HERE: Final = (
    "No Chromium here: install it with the system's packages (Debian: apt install chromium), "
    "or with `.venv/bin/python -m playwright install --no-shell chromium`, or name one: CHROMIUM=/path/to/chromium"
)

Scheme = Literal["light", "dark"]


class Device(NamedTuple):
    width: int
    height: int
    touch: bool


PHONE: Final = Device(375, 812, touch=True)
DESKTOP: Final = Device(1280, 900, touch=False)


class NoBrowserError(Exception):
    """There is nothing to start; the text says what to install."""


def find(playwright: Playwright) -> str | None:
    if named := os.environ.get("CHROMIUM"):
        return named
    own = playwright.chromium.executable_path
    return own if Path(own).exists() else next(filter(None, map(shutil.which, ON_THE_PATH)), None)


def launch(playwright: Playwright) -> Browser:
    """A headless Chromium that reaches this machine and nothing else.

    Raises:
        NoBrowserError: none is installed.
    """
    if not (path := find(playwright)):
        raise NoBrowserError(NONE_HERE)
    here_only = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"]
    try:
        return playwright.chromium.launch(executable_path=path, args=here_only, chromium_sandbox=os.getuid() != 0)
    except Error as error:
        if "No usable sandbox" not in str(error):
            raise
        # Some systems let no ordinary user make one for a program that they do not know (Ubuntu 24.04, containers).
        return playwright.chromium.launch(executable_path=path, args=here_only, chromium_sandbox=False)


def new_context(
    browser: Browser, device: Device, *, scheme: Scheme = "light", javascript: bool = True, site: str | None = None
) -> BrowserContext:
    return browser.new_context(
        viewport={"width": device.width, "height": device.height},
        has_touch=device.touch,
        is_mobile=device.touch,
        color_scheme=scheme,
        reduced_motion="reduce",
        java_script_enabled=javascript,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        base_url=site,
    )


def main() -> None:
    with sync_playwright() as playwright:
        if find(playwright):
            return
    print(
        "No Chromium on this machine: Playwright downloads one for the tests (about 170 MB, done once) ...", flush=True
    )
    if subprocess.run(INSTALL, check=False).returncode != 0:  # noqa: S603 (its words are above)
        print(f"It cannot be downloaded; the tests of the pages will be skipped. {NONE_HERE}", flush=True)


if __name__ == "__main__":
    main()
