"""What a browser is given to keep."""

import pytest

from functions.web.browser import Browser, set_cookie, ticket_of


def event(*cookies: str) -> dict[str, object]:
    return {"headers": {}, "cookies": list(cookies)}


def test_over_https_the_cookie_is_of_this_host_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The prefix makes browsers refuse it with a domain, with another path, or without HTTPS."""
    monkeypatch.setenv("PUBLIC_URL", "https://inscriptions.example")
    ticket = Browser(None).ticket
    assert set_cookie(ticket) == f"__Host-sid={ticket}; Secure; HttpOnly; SameSite=Lax; Path=/"
    assert ticket_of(event(f"__Host-sid={ticket}")) == ticket
    assert ticket_of(event(f"sid={ticket}")) is None


@pytest.mark.parametrize("value", ["", "short", "x" * 44, 'x"; Path=/'])
def test_a_cookie_that_is_none_of_ours_is_nobody_s(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PUBLIC_URL", "http://127.0.0.1:8080")
    assert ticket_of(event(f"sid={value}")) is None


def test_a_token_of_a_form_is_for_one_browser_one_form_and_one_person() -> None:
    browser = Browser("ticket")
    token = browser.form_token("/dossiers", "candidate:12345678")
    assert browser.shown_to(token, "/dossiers") == browser.whose("candidate:12345678")
    assert browser.shown_to(token, "/compte") == ""
    assert Browser("another").shown_to(token, "/dossiers") == ""
    assert browser.whose("candidate:12345678") != browser.whose("candidate:87654321")
    for forged in ("", ".", "..", token.replace(".", ""), token[:-1] + "~"):
        assert browser.shown_to(forged, "/dossiers") == ""
