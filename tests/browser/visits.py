"""Visits to the screens: the right person, at the right address, in the state that is meant."""

from functools import cache

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.screens.screen import Screen, Who
from tests.browser.stage import Stage
from tests.browser.watching import Watch
from tests.web.visiting import Visitor
from tools.browser import PHONE, new_context


class Visits:
    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.watch = Watch(stage.cloud.base_url)
        """Over the pages of `of`."""
        self._ticket = cache(self._signed_in)
        self._pages: dict[Who, Page] = {}

    def of(self, who: Who, browser: Browser) -> Page:
        """Each person's own page on a phone, the same each time: to open one takes longer than to look at a screen."""
        if who not in self._pages:
            context = new_context(browser, PHONE, site=self.stage.cloud.base_url)
            self.watch.over(context)
            self._pages[who] = context.new_page()
        return self._pages[who]

    def enter(self, context: BrowserContext, who: Who) -> None:
        """As somebody who has signed in before."""
        if who:
            site, ticket = self.stage.cloud.base_url, self._ticket(who)
            context.add_cookies([{"name": "sid", "value": ticket, "url": site, "httpOnly": True}])

    def show(self, page: Page, screen: Screen) -> None:
        self.enter(page.context, screen.who)
        page.goto(screen.address.format_map(self.stage.facts))
        screen.then(page)

    def _signed_in(self, who: Who) -> str:
        visitor, known = Visitor(self.stage.cloud.base_url), self.stage.credentials(who)
        if "nuc" in known:
            visitor.signs_in(**known)
        else:
            visitor.signs_in_for(**known)
        return str(visitor.http.cookies["sid"])
