"""The pages for those who write the centres' programs: the whole document, readable, and no more weight than that."""

import gzip
import html
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from functions.web.developers import prose
from functions.web.developers.description import Description, Operation
from functions.web.developers.reference import EXAMPLES
from tests.cloud.conftest import LocalCloud
from tests.web.visiting import Page, Visitor
from tools.openapi_schemas import problem_classes

DOCUMENT: Final = Path("functions/catalogue/openapi.json")
HEAVIEST_BYTES: Final = 15 * 1024


@cache
def document() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    return read


class Described(NamedTuple):
    id: str
    name: str
    operation: dict[str, Any]


def described() -> Iterator[Described]:
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield Described(operation["operationId"], f"{method.upper()} {path}", operation)


def ids(page: Page) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', page.html))


def listed(page: Page) -> set[str]:
    """The operations that the page leads to."""
    known = {one.id for one in described()}
    return {link.removeprefix("/api/") for link in page.links} & known


def bytes_of(page: Page) -> int:
    return len(gzip.compress(page.answer.content))


class TestTheFirstPage:
    def test_leads_to_what_a_key_may_do_and_to_what_everybody_may_read(self, visitor: Visitor) -> None:
        wanted = {
            one.id
            for one in described()
            if any("key" in how for how in one.operation["security"])
            or (not one.operation["security"] and one.name.startswith("GET"))
        }
        assert len(wanted) > 15
        assert listed(visitor.goes_to("/api")) == wanted

    def test_explains_every_code_of_a_problem(self, visitor: Visitor) -> None:
        page = visitor.goes_to("/api")
        codes = {kind.code for kind in problem_classes()}
        assert {f"code-{code}" for code in codes} <= ids(page)
        for kind in problem_classes():
            assert page.says(f"{kind.code} {int(kind.status)} {kind.title}")

    def test_says_how_to_call_the_api_and_leads_to_its_document(self, cloud: LocalCloud, visitor: Visitor) -> None:
        page = visitor.goes_to("/api")
        for words in (
            f"{cloud.base_url}/v1/sessions",
            "Authorization: Bearer cup_live_…",
            "cup_test_…",
            "HTTP Basic",
            "registrations:decide",
            "Idempotency-Key",
            "If-Match",
            "Retry-After",
            "modified_since",
        ):
            assert page.says(words), words
        assert "/v1/openapi.json" in page.links
        assert visitor.goes_to("/v1/openapi.json").answer.json() == document()

    def test_shows_the_files_that_the_tests_run_and_gives_them(self, visitor: Visitor) -> None:
        blocks = re.findall(r"<pre [^>]*><code>(.*?)</code></pre>", visitor.goes_to("/api").html, re.DOTALL)
        shown = {html.unescape(block) for block in blocks}
        for example in EXAMPLES.iterdir():
            assert example.read_text(encoding="utf-8") in shown
            answer = visitor.goes_to(f"/api/exemples/{example.name}").answer
            assert answer.content == example.read_bytes()
            assert answer.headers["Content-Disposition"] == f'attachment; filename="{example.name}"'

    def test_says_that_excel_itself_is_not_tried(self, visitor: Visitor) -> None:
        assert visitor.goes_to("/api").says("Excel lui-même ne l’est pas")

    def test_leads_to_places_that_are_there(self, visitor: Visitor) -> None:
        page = visitor.goes_to("/api")
        assert {link.removeprefix("#") for link in page.links if link.startswith("#")} <= ids(page)

    def test_has_blocks_of_code_that_a_keyboard_can_scroll(self, visitor: Visitor) -> None:
        blocks = re.findall(r"<pre\b[^>]*>", visitor.goes_to("/api").html)
        labels = [re.fullmatch(r'<pre tabindex="0" role="region" aria-label="([^"]+)">', one) for one in blocks]
        assert all(labels)
        assert len({one[1] for one in labels if one}) == len(blocks)


class TestEveryOperation:
    def test_is_on_the_list_of_all(self, visitor: Visitor) -> None:
        assert listed(visitor.goes_to("/api/operations")) == {one.id for one in described()}

    def test_has_a_page_with_its_parameters_fields_and_refusals(self, visitor: Visitor) -> None:
        codes = ids(visitor.goes_to("/api"))
        for one in described():
            page = visitor.goes_to(f"/api/{one.id}")
            assert (page.status, page.title) == (200, f"{one.name} – Certif-UP")
            assert page.h1 == " ".join(one.operation["summary"].replace("`", "").split())
            assert bytes_of(page) <= HEAVIEST_BYTES, one.name
            for name in names(one.operation):
                assert f"<code>{name}</code>" in page.html, (one.name, name)
            refusals = {link.removeprefix("/api#") for link in page.links if link.startswith("/api#")}
            assert refusals <= codes
            assert {"code-internal", "code-busy"} <= refusals

    def test_that_does_not_exist_has_none(self, visitor: Visitor) -> None:
        for address in ("/api/payment", "/api/payment_record/", "/api/exemples/liste", "/api/exemples/handler.py"):
            assert visitor.goes_to(address).h1 == "Page introuvable", address


def names(operation: dict[str, Any]) -> Iterator[str]:
    """What the page must name: parameters, the first level of fields, the statuses."""
    schemas, parameters = document()["components"]["schemas"], document()["components"]["parameters"]
    for one in operation["parameters"]:
        yield parameters[one["$ref"].rpartition("/")[2]]["name"] if "$ref" in one else one["name"]
    contents = [operation.get("requestBody", {}), *operation["responses"].values()]
    for content in contents:
        found = content.get("content", {}).get("application/json", {}).get("schema", {})
        if found.get("$ref") and not found["$ref"].endswith("/GatewayMessage"):
            yield from schemas[found["$ref"].rpartition("/")[2]].get("properties", {})


@pytest.mark.parametrize("address", ["/api", "/api/operations"])
def test_a_list_is_light(visitor: Visitor, address: str) -> None:
    assert bytes_of(visitor.goes_to(address)) <= HEAVIEST_BYTES


def test_the_document_is_read_once_and_for_these_pages_only(cloud: LocalCloud, visitor: Visitor) -> None:
    visitor.goes_to("/api")
    before = asked(cloud, "developers-before")
    for address in ("/", "/connexion", "/donnees-personnelles", "/api", "/api/operations", "/api/payment_record"):
        visitor.goes_to(address)
    assert asked(cloud, "developers-after") == before + 1


def asked(cloud: LocalCloud, mark: str) -> int:
    """How often the API has described itself, this call included, by whose mark the log is known to be complete."""
    cloud.call("GET", "/v1/openapi.json", **{"X-Correlation-Id": mark})

    def logged() -> list[str]:
        group = "/aws/lambda/certif-up-local-catalogue"
        pages = cloud.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
        lines = [event["message"] for page in pages for event in page["events"]]
        return [one for one in lines if "GET /v1/openapi.json" in one] if any(mark in one for one in lines) else []

    return len(cloud.wait_for(logged))


class TestAFieldOnThePage:
    def field(self, operation: str, name: str) -> Any:
        found = Description.of(document()).operation(operation)
        assert isinstance(found, Operation)
        assert found.body
        return next(one for one in found.body.contents[0].shapes[0].fields if one.name == name)

    def test_is_named_by_its_place(self) -> None:
        reason = self.field("prevalidate_decide", "decisions[].reason")
        assert (reason.kind, reason.required) == ("texte ou `null`", False)

    def test_has_the_limits_that_the_document_sets(self) -> None:
        amount = self.field("payment_record", "amount_cents")
        assert (amount.kind, amount.limits) == ("nombre entier", ("plus de 0", "1000000 au plus"))

    def test_explains_the_values_of_an_enumeration(self) -> None:
        method = self.field("payment_record", "method")
        assert method.description.startswith("Le moyen de paiement. `transfer`")
        assert method.values == ()


class TestTheWordsOfTheDocument:
    def test_are_escaped_and_their_code_is_marked(self) -> None:
        assert prose.html("Le `code` <b> & co") == "Le <code>code</code> &lt;b&gt; &amp; co"

    def test_have_anchors_that_depend_on_the_title_only(self) -> None:
        (first, second) = prose.paragraphs("**S’identifier.** Avec\nune clé.\n\n| `a` | 404 | B |\n\nSans titre.")
        assert (first.title, first.anchor, first.text) == ("S’identifier", "s-identifier", "Avec\nune clé.")
        assert (second.title, second.text) == ("", "Sans titre.")
