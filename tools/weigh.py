"""Weigh the pages as on a weak network: 400 kbit/s, 400 ms, nothing in the cache, the functions started.

Prints a line a page and where it stands against its budget; the exit code is 1 when one is exceeded.
"""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import sync_playwright

from tests.browser.screens.every import PAGES
from tests.browser.stage import staged
from tests.browser.visits import Visits
from tests.browser.weight import Weight, weigh
from tools.browser import PHONE, launch, new_context

BUDGET: Final = Weight(first_paint_s=2, requests=4, html=15 * 1024, css=6 * 1024, js=3 * 1024)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.weigh", description=__doc__)
    parser.add_argument("words", nargs="*", help="only the pages whose name holds one of these words")
    words = parser.parse_args().words
    asked = [one for one in PAGES if not words or any(word in one.name for word in words)]
    pages = {(one.address, one.who): one for one in reversed(asked)}.values()  # not the errors of the same page
    print(f"{'page':38} {'first paint':>11} {'requests':>8} {'HTML':>7} {'CSS':>6} {'JS':>6}")
    _line("budget", BUDGET)
    with sync_playwright() as playwright, TemporaryDirectory() as folder, staged(Path(folder)) as stage:
        browser, visits = launch(playwright), Visits(stage)
        stage.cloud.call("GET", "/")  # the start of a function takes another time on every machine
        over = False
        for screen in reversed(pages):
            with new_context(browser, PHONE, site=stage.cloud.base_url) as context:
                visits.enter(context, screen.who)
                weight = weigh(context.new_page(), screen.address.format_map(stage.facts))
            _line(screen.name, weight)
            over |= any(is_ > may_be for is_, may_be in zip(weight, BUDGET, strict=True))
    print("a budget is exceeded" if over else "all within their budgets")
    return int(over)


def _line(name: str, one: Weight) -> None:
    print(f"{name:38} {one.first_paint_s:9.2f} s {one.requests:8} {one.html:7} {one.css:6} {one.js:6}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
