"""Who calls whom on AWS, from the template as it is deployed.

Above, what answers requests; below, what follows by itself, a lane for each function that something calls. A card says
what its function may touch, which is what its role allows.
"""

import re
from collections.abc import Sequence
from typing import Final

from tools.drawings.parts import FUNCTION, MACHINE, QUEUE, Parts, Source
from tools.drawings.sheet import Box, Card, Sheet
from tools.gates.project import Project

WIDTH, EDGE, GAP = 1080, 30, 44
INNER = WIDTH - 2 * EDGE
SHOWN: Final = (FUNCTION, QUEUE, MACHINE, "AWS::DynamoDB::Table", "AWS::Cognito::UserPool", "AWS::S3::Bucket")
"""Of these every resource must stand on the sheet."""


class MissingError(Exception):
    """Something of the template has no place on the sheet."""


def architecture(project: Project) -> str:
    drawing = _Drawing(Parts(project))
    return drawing.drawn()


def spoken(name: str) -> str:
    """`MailDeadLetters` as `mail dead letters`."""
    words = re.findall(r"[A-Z][a-z]+", name)
    return " ".join(word.upper() if word == "Nir" else word.lower() for word in words)


class _Drawing:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._sheet = Sheet(WIDTH)
        self._shown: set[str] = set()

    def drawn(self) -> str:
        end = self._lanes(self._stores(self._requests(self._entrance())))
        for kind in SHOWN:
            if missing := sorted(set(self._parts.of_type(kind)) - self._shown):
                raise MissingError(f"no place for {', '.join(missing)}")
        return self._sheet.svg(end + 24)

    def _entrance(self) -> Box:
        """Browsers, programs, the edge and the gateway, below which goes on what it lets in."""
        sheet, width = self._sheet, (INNER - 2 * GAP) / 3
        first, middle, last = (EDGE + number * (width + GAP) for number in range(3))
        known = [one for name in self._parts.functions for one in self._parts.routes(name)]
        routes = f"{len(known)} routes; of {sum(known)} the caller is asked who it is"
        browsers = sheet.card(Card("Browsers", ("candidates, centres, the association",), "outside"), middle, 20, width)
        programs = sheet.card(Card("Programs", ("of the centres, with an API key",), "outside"), last, 20, width)
        site = sheet.card(
            Card("CloudFront", ("one host for the pages and their files",), "outside"), middle, 112, width
        )
        static = sheet.card(Card("static bucket", ("files whose names hold their hash",), "store"), first, 112, width)
        gateway = sheet.card(Card("HTTP API", (routes,), "outside"), middle, 204, 2 * width + GAP)
        self._shown.add("StaticBucket")
        asked = [self._function(name, "says who is calling") for name in self._parts.authorizers()]
        authorizers = sheet.grid(asked, first, 204, width, 1)
        sheet.arrow(browsers.bottom, site.top)
        sheet.arrow(site.left, static.right)
        sheet.arrow(site.bottom, (site.bottom[0], gateway.y))
        sheet.arrow(programs.bottom, (programs.bottom[0], gateway.y))
        sheet.arrow(gateway.left, (authorizers.right[0], gateway.left[1]))
        return gateway

    def _requests(self, above: Box) -> Box:
        behind = [name for name in self._parts.functions if self._parts.routes(name)]
        cards = []
        for name in behind:
            known = self._parts.routes(name)
            open_to_all = len(known) - sum(known)
            routes = f"{len(known)} route{'s' * (len(known) > 1)}"
            cards.append(self._function(name, f"{routes}, {open_to_all} for everybody" if open_to_all else routes))
        return self._banded("Functions that answer requests", cards, above, 100)

    def _banded(self, title: str, cards: Sequence[Card], above: Box, gap: float) -> Box:
        inside = self._sheet.grid(cards, EDGE + 14, above.bottom[1] + gap, INNER - 28, 4)
        band = self._sheet.band(title, inside)
        self._sheet.arrow(above.bottom, (above.bottom[0], band.y))
        return band

    def _stores(self, above: Box) -> Box:
        parts = self._parts
        indexes = parts.project.template["Resources"]["Table"]["Properties"]["GlobalSecondaryIndexes"]
        names = ", ".join(one["IndexName"] for one in indexes)
        keys = ", ".join(spoken(name).removesuffix(" key") for name in parts.of_type("AWS::KMS::Key"))
        secrets = ", ".join(map(spoken, parts.of_type("AWS::SecretsManager::Secret")))
        scanned = " and looked at by GuardDuty" * bool(parts.of_type("AWS::GuardDuty::MalwareProtectionPlan"))
        cards = [
            Card("table", (f"DynamoDB, one table; indexes {names}; its stream tells what is new",), "store"),
            Card("user pool", ("Cognito: who signs in, groups, second factors",), "store"),
            Card("documents bucket", (f"S3: encrypted by a key of its own{scanned}",), "store"),
            Card("keys and secrets", (f"KMS: {keys}", f"Secrets Manager: {secrets}"), "store"),
        ]
        self._shown |= {"Table", "UserPool", "DocumentsBucket"}
        return self._banded("What is kept", cards, above, 78)

    def _lanes(self, above: Box) -> float:
        called = [name for name in self._parts.functions if self._parts.sources(name)]
        called.sort(key=lambda name: (-len(self._parts.sources(name)), bool(self._parts.sources(name)[0].often), name))
        top = y = above.bottom[1] + 78
        for name in called:
            y = self._lane(name, y) + 26
        band = self._sheet.band("What follows by itself", Box(EDGE + 14, top, INNER - 28, y - 26 - top))
        self._sheet.arrow(above.bottom, (above.bottom[0], band.y))
        return band.bottom[1]

    def _lane(self, function: str, y: float) -> float:
        """From left to right: what calls it, the function, what it calls; where the lane ends."""
        sheet, parts, width = self._sheet, self._parts, (INNER - 28 - 2 * GAP) / 3
        first, middle, last = (EDGE + 14 + number * (width + GAP) for number in range(3))
        failures = parts.failures(function)
        sources = [self._source(one) for one in parts.sources(function)]
        targets = [*map(self._named, parts.others(function)), *(self._named(one, failed=True) for one in failures)]
        card = self._function(function, "")
        height = max(_stacked(sources, width), _stacked(targets, width), card.height(width))
        box = sheet.card(card, middle, y + (height - card.height(width)) / 2, width)
        for place in self._stack(sources, first, y, width, height):
            sheet.arrow(place.right, box.left)
        for target, place in zip(targets, self._stack(targets, last, y, width, height), strict=True):
            sheet.arrow(box.right, place.left, dashed=target.kind == "failed")
        return y + height

    def _stack(self, cards: Sequence[Card], x: float, y: float, width: float, height: float) -> list[Box]:
        """One below the other, in the middle of the lane."""
        y += (height - _stacked(cards, width)) / 2
        boxes = []
        for card in cards:
            boxes.append(self._sheet.card(card, x, y, width))
            y = boxes[-1].bottom[1] + 12
        return boxes

    def _function(self, name: str, said: str) -> Card:
        self._shown.add(name)
        others = ", ".join(spoken(one) for one in self._parts.others(name)) if said else ""
        client = "asks the HTTP API itself" * self._parts.is_client(name)
        lines = (said, client, self._parts.table_rights(name), others)
        return Card(name.lower(), tuple(line for line in lines if line))

    def _source(self, source: Source) -> Card:
        if source.often:
            return Card(source.often, (spoken(source.name),), "clock")
        if source.name == "Table":
            return Card("the table’s stream", ("a transition was written",), "store")
        told = ", ".join(map(spoken, self._parts.fed_by(source.name)))
        card = self._named(source.name)
        return card._replace(lines=(f"SES tells, through EventBridge: {told}",)) if told else card

    def _named(self, name: str, *, failed: bool = False) -> Card:
        self._shown.add(name)
        kind = self._parts.project.template["Resources"][name]["Type"]
        if failed:
            return Card(spoken(name), ("what it could not take",), "failed")
        said = {QUEUE: "queue", MACHINE: "clock", "AWS::SES::EmailIdentity": "outside"}.get(kind, "store")
        lines = {MACHINE: ("an execution for each registration",), "AWS::SES::EmailIdentity": ("SES sends the mails",)}
        return Card(spoken(name), lines.get(kind, ()), said)


def _stacked(cards: Sequence[Card], width: float) -> float:
    return sum(card.height(width) + 12 for card in cards) - 12
