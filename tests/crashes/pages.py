"""Stories of what the pages keep for a browser and for a candidate, and of whom they believe."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, Final

from functions.web import viewer
from functions.web.browser import Browser, Kept, SignIn
from functions.web.candidate import drafts
from shared.role import Role
from tests.crashes.telling import Act, Story, Told
from tests.crashes.world import PROOF, World
from tests.support.api import ALICE, environment

PRINCIPAL: Final = f"{Role.CANDIDATE}:{ALICE['id']}"
ELSEWHERE: Final = "198.51.100.7"


def on_a_page(act: Any) -> Act:
    """In the environment of the pages; the act gets what stands in a browser's cookie, and the time."""

    def acted(_world: World, told: Told) -> object:
        with environment("web"):
            return act(Browser(told["ticket"]), datetime.now(UTC))

    return acted


def ticket(_world: World) -> Told:
    return {"ticket": Browser(None).ticket}


def signed(now: datetime) -> SignIn:
    at = int(now.timestamp())
    return SignIn(Role.CANDIDATE, ALICE["id"], "an access token", "a refresh token", ends_at=at + 900, since=at)


def signed_in(world: World) -> Told:
    told = ticket(world)
    on_a_page(lambda browser, now: browser.sign_in(signed(now), now=now))(world, told)
    return told


def typed(world: World) -> Told:
    told = signed_in(world)
    on_a_page(lambda browser, now: browser.keep(Kept("/compte", browser.whose(PRINCIPAL)), now=now))(world, told)
    return told


def signs_in_anew(browser: Browser, now: datetime) -> None:
    """Under a new ticket, to which what was typed is handed over."""
    new = Browser(None)
    new.sign_in(signed(now), now=now)
    browser.hand_over(new, PRINCIPAL)


def drafting(_browser: Browser, now: datetime) -> None:
    request: Any = SimpleNamespace(signed_in=signed(now), now=now)
    drafts.save(request, session="2027-01", exams=("CHI",))


def drops_the_draft(_browser: Browser, now: datetime) -> None:
    request: Any = SimpleNamespace(signed_in=signed(now), now=now)
    drafts.delete(request)


def drafted(world: World) -> Told:
    told = ticket(world)
    on_a_page(drafting)(world, told)
    return told


def is_seen(_browser: Browser, _now: datetime) -> None:
    """The secret is asked for once a process: each telling is one of its own."""
    viewer._proof.cache_clear()
    headers = {viewer.EDGE: PROOF, viewer.VIEWER: ELSEWHERE}
    seen = viewer.address({"requestContext": {"http": {"sourceIp": "192.0.2.80"}}, "headers": headers})
    assert seen in {ELSEWHERE, "192.0.2.80"}


STORIES: Final = {
    "a browser signs in": Story(on_a_page(lambda browser, now: browser.sign_in(signed(now), now=now)), ticket),
    "a page is asked for": Story(on_a_page(lambda browser, _: browser.read()), signed_in),
    "a browser signs in anew": Story(on_a_page(signs_in_anew), typed),
    "a browser signs out": Story(on_a_page(lambda browser, _: browser.sign_out()), signed_in),
    "a draft is kept": Story(on_a_page(drafting), drafted),
    "a draft is dropped": Story(on_a_page(drops_the_draft), drafted),
    "the edge is believed": Story(on_a_page(is_seen), ticket),
}
