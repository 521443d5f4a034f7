"""How heavy and how slow a page is for somebody with a weak network."""

import gzip
from typing import Final, NamedTuple

from playwright.sync_api import Page, Response

BITS_PER_SECOND: Final = 400_000
LATENCY_MS: Final = 400


class Weight(NamedTuple):
    """Of one visit with nothing in the cache; sizes are those of the bodies, compressed as they are on AWS."""

    first_paint_s: float
    requests: int
    html: int
    css: int
    js: int


def weigh(page: Page, path: str) -> Weight:
    """Visits the path over 400 kbit/s with 400 ms of latency. The page stays slow: take a fresh one."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    speed = BITS_PER_SECOND / 8
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY_MS, "downloadThroughput": speed, "uploadThroughput": speed},
    )
    responses: list[Response] = []
    page.on("response", lambda one: responses.append(one))
    page.goto(path, wait_until="load")
    paint = page.evaluate(
        """() => new Promise(seen => new PerformanceObserver(list => list.getEntries()
            .filter(one => one.name === 'first-contentful-paint').forEach(one => seen(one.startTime)))
            .observe({type: 'paint', buffered: true}))"""
    )
    size = dict.fromkeys(("document", "stylesheet", "script"), 0)
    for one in responses:
        kind = one.request.resource_type
        if kind in size and not 300 <= one.status < 400:
            size[kind] += len(gzip.compress(one.body()))
    return Weight(paint / 1000, len(responses), *size.values())
