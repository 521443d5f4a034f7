"""The first page and that of the choice, before, during and after the registrations, and without a session."""

from datetime import UTC, datetime, timedelta
from typing import Any

from functions.web.api import Api
from functions.web.browser import Browser
from functions.web.rendering import render
from functions.web.request import Request
from functions.web.seasons import Season
from functions.web.typed import Typed

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def shown(session: dict[str, Any] | None, page: str = "candidate/home") -> str:
    request = Request("/", {}, Typed({}), Typed({}), Browser(None), None, None, False, Api("test"), NOW, "test")
    season = Season(session)
    values = {"request": request, "season": season, "session": session, "now": NOW, "register": "/inscription/premiere"}
    return " ".join(render(page, values).split())


def session(opens_in: timedelta, closes_in: timedelta) -> dict[str, Any]:
    return {
        "code": "2027-01",
        "label": "janvier 2027",
        "opens_at": (NOW + opens_in).isoformat(),
        "closes_at": (NOW + closes_in).isoformat(),
        "open": opens_in <= timedelta() < closes_in,
        "fee_cents": 5_000,
        "nir": "off",
    }


def test_it_invites_while_registrations_are_open_and_names_what_to_have_at_hand() -> None:
    page = shown(session(timedelta(days=-1), timedelta(days=2)))
    assert "Inscriptions ouvertes jusqu’au jeudi 26 novembre 2026 à 10 h (heure de Paris)." in page
    assert 'href="/inscription/premiere"' in page
    assert "numéro de sécurité sociale" not in page


def test_before_it_says_when_they_open() -> None:
    page = shown(session(timedelta(days=1), timedelta(days=9)))
    assert (
        "Les inscriptions à la session de janvier 2027 ouvriront le 25 novembre 2026 à 10 h (heure de Paris)." in page
    )
    assert 'href="/inscription/premiere"' not in page


def test_afterwards_it_says_since_when_they_are_closed_and_dossiers_can_still_be_seen() -> None:
    page = shown(session(timedelta(days=-9), timedelta(days=-1)))
    assert "sont closes depuis le 23 novembre 2026 à 10 h (heure de Paris)." in page
    assert "Les dossiers déjà envoyés restent consultables." in page
    assert 'href="/dossiers"' in page


def test_without_a_session_it_says_so() -> None:
    assert "Aucune session n’est ouverte actuellement." in shown(None)


def test_the_page_of_a_choice_that_is_closed_says_the_same_and_what_a_refused_candidate_can_do() -> None:
    over = shown(session(timedelta(days=-9), timedelta(days=-1)), page="candidate/closed")
    assert "sont closes depuis le 23 novembre 2026 à 10 h (heure de Paris)." in over
    assert "pour choisir de nouveau un centre" in over
    assert "choisir de nouveau" not in shown(session(timedelta(days=1), timedelta(days=9)), page="candidate/closed")
