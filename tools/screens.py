"""Photograph what people see, for a person to look through: `docs/screens/{name}-{width}-{light or dark}.webp`.

The pages are those of a local cloud of their own. References and dates are new each time, and another machine has other
fonts.
"""

import argparse
import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.screens.every import SCREENS
from tests.browser.screens.screen import Screen
from tests.browser.stage import staged
from tests.browser.visits import Visits
from tools.browser import Device, NoBrowserError, Scheme, launch, new_context

FOLDER: Final = Path(__file__).parent.parent / "docs" / "screens"
COLOURS: Final = 16
"""With it and WebP a picture has half the size, and nothing is lost that an eye would miss on flat colours and text."""

TALLEST: Final = 8_000
"""Pixels of a page that are shown; the longest lists go on below."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.screens", description=__doc__)
    parser.add_argument("words", nargs="*", help="only the screens whose name holds one of these words")
    parser.add_argument("--into", type=Path, default=FOLDER, metavar="FOLDER", help="default: docs/screens")
    asked = parser.parse_args()
    screens = [one for one in SCREENS if not asked.words or any(word in one.name for word in asked.words)]
    try:
        with sync_playwright() as playwright, TemporaryDirectory() as folder:
            browser = launch(playwright)
            print("… setting the stage", flush=True)
            with staged(Path(folder)) as stage:
                written = photograph(browser, screens, Visits(stage), asked.into)
    except NoBrowserError as missing:
        print(missing, file=sys.stderr)
        return 1
    if not asked.words:
        for old in set(asked.into.glob("*.webp")) - written:
            old.unlink()
    size = sum(path.stat().st_size for path in written)
    print(f"{len(written)} pictures of {len(screens)} screens, {size / 1e6:.1f} MB, in {asked.into}")
    return 0


def photograph(browser: Browser, screens: list[Screen], visits: Visits, folder: Path) -> set[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    written = set[Path]()
    for number, screen in enumerate(screens, start=1):
        print(f"{number}/{len(screens)} {screen.name}", flush=True)
        for device in screen.devices:
            for scheme in screen.schemes:
                path = folder / f"{screen.name}-{device.width}-{scheme}.webp"
                path.write_bytes(picture(browser, screen, visits, device, scheme))
                written.add(path)
    return written


def picture(browser: Browser, screen: Screen, visits: Visits, device: Device, scheme: Scheme) -> bytes:
    with new_context(browser, device, scheme=scheme, site=visits.stage.cloud.base_url) as context:
        page = context.new_page()
        visits.show(page, screen)
        page.evaluate("document.activeElement.blur()")
        taken = page.screenshot(full_page=True, animations="disabled")
    small = io.BytesIO()
    with Image.open(io.BytesIO(taken)) as image:
        top = image.crop((0, 0, image.width, min(image.height, TALLEST)))
        few = top.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.convert("RGB").save(small, "WEBP", lossless=True)
    return small.getvalue()


if __name__ == "__main__":
    raise SystemExit(main())
