"""A browser without a screen: it follows links and redirects, fills in forms as they stand, and keeps its cookie."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
Fields = Mapping[str, str | list[str]]


@dataclass
class FormSeen:
    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    """As they would be sent untouched."""
    files: list[str] = field(default_factory=list)


class Page:
    """What a person gets to see of an answer."""

    def __init__(self, answer: requests.Response) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.path = urlsplit(answer.url).path
        self.address = self.path + (f"?{query}" if (query := urlsplit(answer.url).query) else "")
        self.html = answer.text
        seen = _Reader()
        seen.feed(self.html)
        self.title, self.h1 = seen.text("title"), seen.text("h1")
        self.words = " ".join("".join(seen.body).split())
        """All of its text, spaces of any kind as one."""
        self.forms, self.links, self.errors = seen.forms, seen.links, seen.errors

    def form(self, action: str = "") -> FormSeen:
        """The form that is sent to this path; to the page's own when none is named."""
        wanted = action or self.path
        return next(one for one in self.forms if urlsplit(one.action).path == wanted)

    def says(self, words: str) -> bool:
        return " ".join(words.split()) in self.words


class Visitor:
    def __init__(self, base_url: str, **headers: str) -> None:
        self.base_url = base_url
        self.http = requests.Session()
        self.http.headers.update(headers)
        self.page: Page | None = None
        self.hops: list[requests.Response] = []
        """The redirects that led to the page."""

    def goes_to(self, address: str) -> Page:
        return self._seen(self.http.get(urljoin(self.base_url, address), timeout=60))

    def sends(self, fields: Fields | None = None, action: str = "", files: Mapping[str, Any] | None = None) -> Page:
        """The form of this page with these fields changed; None takes a field out."""
        assert self.page
        seen = self.page.form(action)
        changed = dict(fields or {})
        sent = [(name, value) for name, value in seen.fields if name not in changed]
        for name, value in changed.items():
            sent += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        address = urljoin(self.base_url, seen.action or self.page.address)
        if seen.method == "get":
            return self._seen(self.http.get(address, params=sent, timeout=60))
        return self._seen(self.http.post(address, data=sent, files=files, timeout=60))

    def signs_in(self, nuc: str, password: str) -> Page:
        self.goes_to("/connexion")
        return self.sends({"nuc": nuc, "password": password})

    def signs_in_for(self, email: str, password: str) -> Page:
        """As one of the staff."""
        self.goes_to("/equipe/connexion")
        return self.sends({"email": email, "password": password})

    def _seen(self, answer: requests.Response) -> Page:
        self.hops = answer.history
        self.page = Page(answer)
        return self.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.body: list[str] = []
        self.forms: list[FormSeen] = []
        self.links: list[str] = []
        self.errors: list[str] = []
        self._select: str | None = None
        self._area: str | None = None

    def text(self, tag: str) -> str:
        return " ".join("".join(self.texts.get(tag, [])).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        if tag in {"br", "p", "li", "dt", "dd", "td", "th", "h1", "h2", "label", "div"}:
            self.body.append(" ")
        if tag == "p" and "error" in given.get("class", "").split() and "hidden" not in given:
            self.errors.append("")
            self.open.append("error")
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "form":
            self.forms.append(FormSeen(given.get("action", ""), given.get("method", "get")))
        elif self.forms and "form" in self.open:
            self._field(tag, given)

    def _field(self, tag: str, given: Mapping[str, str]) -> None:
        form, name = self.forms[-1], given.get("name", "")
        kind = given.get("type", "text")
        if tag == "input" and kind == "file":
            form.files.append(name)
        elif tag == "input" and name and "disabled" not in given:
            if kind not in {"radio", "checkbox"} or "checked" in given:
                form.fields.append((name, given.get("value", "")))
        elif tag == "textarea":
            form.fields.append((name, ""))
            self._area = name
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._first_option(form)):
            form.fields = [one for one in form.fields if one[0] != self._select]
            form.fields.append((self._select, given.get("value", "")))

    def _first_option(self, form: FormSeen) -> bool:
        return self._select not in dict(form.fields)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == "error":
            self.open.pop()
        if tag in self.open:
            while self.open.pop() != tag:
                pass
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        for tag in self.open:
            self.texts.setdefault(tag, []).append(data)
        if "body" in self.open:
            self.body.append(data)
        if "error" in self.open:
            self.errors[-1] += data
        if self._area and self.forms:
            name, value = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, (value + data).removeprefix("\n"))
