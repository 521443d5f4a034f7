"""What a candidate does on the opening day: signs in, looks, chooses, registers, looks at what stands there."""

import secrets
from random import Random
from typing import Final

from bench import season
from bench.told import Registered, Told
from bench.wire import Answer, Request, Wire
from local.season.accounts import Account

MOST_EXAMS: Final = 2
DOUBLE_CLICKS: Final = 0.15
HANG_UPS: Final = 0.15
LONGEST_BEFORE_HANGING_UP_SECONDS: Final = 0.2


def come(wire: Wire, told: Told, session: str, who: Account) -> None:
    """One candidate from the door to the registration."""
    whims = season.whims(who.username)
    credentials = {"nuc": who.username, "password": who.password}
    answer = wire.ask(Request("sign in", "POST", "/v1/tokens", credentials))
    if answer.status != 200:
        told.unanswered.append(f"{who.username} cannot sign in: {answer.status}")
        return
    token = str(answer.body["access_token"])
    wire.ask(Request("exams", "GET", f"/v1/sessions/{session}/exams"))
    found = _search(wire, session, whims)
    if found is None:
        told.unanswered.append(f"{who.username} finds no centre")
        return
    centre, exams = found
    body = {"session": session, "centre": centre, "exams": exams}
    wish = Request("register", "POST", "/v1/registrations", body, token, secrets.token_hex(8))
    for answer in _registered(wire, wish, whims):
        if answer.status == 201:
            told.registered.append(Registered(answer.body["reference"], who.username, centre, tuple(exams)))
        else:
            told.unanswered.append(f"{who.username} cannot register: {answer.status} {answer.body.get('code')}")
    wire.ask(Request("own registrations", "GET", "/v1/registrations", token=token))


def _search(wire: Wire, session: str, whims: Random) -> tuple[str, list[str]] | None:
    """A centre that runs what is wanted, in one of the departments, in whatever order they are tried."""
    wanted = whims.sample(season.EXAMS, whims.randint(1, MOST_EXAMS))
    query = "".join(f"&exam={exam}" for exam in wanted)
    for department in whims.sample(season.DEPARTMENTS, len(season.DEPARTMENTS)):
        path = f"/v1/sessions/{session}/centres?department={department}{query}"
        found = wire.ask(Request("centres", "GET", path)).body.get("items")
        if found:
            return whims.choice(found)["code"], wanted
    return None


def _registered(wire: Wire, wish: Request, whims: Random) -> list[Answer]:
    """The answers that the candidate has seen: two after a double click."""
    chance = whims.random()
    if chance < DOUBLE_CLICKS:
        return wire.ask_twice_at_once(wish)
    if chance < DOUBLE_CLICKS + HANG_UPS:
        wire.hang_up(wish, whims.uniform(0.001, LONGEST_BEFORE_HANGING_UP_SECONDS))
    return [wire.ask(wish)]
