"""One browser a worker, and pages opened in it as a person would: on a phone or a desk, in the light or in the dark.

The site is that of a local cloud with everything to see, unless a module says otherwise. Whatever its pages do wrong in
silence (watching.py) makes the test fail.
"""

from collections.abc import Iterator
from typing import Protocol

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.stage import Stage, staged
from tests.browser.visits import Visits
from tests.browser.watching import Watch
from tools.browser import DESKTOP, PHONE, Device, NoBrowserError, Scheme, launch, new_context


class Open(Protocol):
    def __call__(self, device: Device = ..., *, scheme: Scheme = "light", javascript: bool = True) -> Page: ...


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            browser = launch(playwright)
        except NoBrowserError as missing:
            pytest.skip(str(missing))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("stage")) as stage:
        yield stage


@pytest.fixture(scope="session")
def visits(stage: Stage) -> Visits:
    return Visits(stage)


@pytest.fixture
def site(stage: Stage) -> str:
    return stage.cloud.base_url


@pytest.fixture
def watch(site: str) -> Iterator[Watch]:
    """What the test's pages did wrong so far; anything left at its end makes it fail."""
    watch = Watch(site)
    yield watch
    assert watch.complaints == []


@pytest.fixture
def open_page(browser: Browser, site: str, watch: Watch) -> Iterator[Open]:
    """An empty page with cookies of its own; `page.goto("/path")` goes to the site."""
    contexts = []

    def opened(device: Device = PHONE, *, scheme: Scheme = "light", javascript: bool = True) -> Page:
        context = new_context(browser, device, scheme=scheme, javascript=javascript, site=site)
        contexts.append(context)
        watch.over(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def phone(open_page: Open) -> Page:
    return open_page(PHONE)


@pytest.fixture
def desktop(open_page: Open) -> Page:
    return open_page(DESKTOP)
