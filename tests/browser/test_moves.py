"""What people do with a browser besides filling in forms: Back, reload, two clicks, no mouse, no script."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.browser.screens.screen import send
from tests.browser.visits import Visits
from tools.browser import DESKTOP, PHONE


def focused(page: Page) -> str:
    """The id of what has the focus."""
    return str(page.evaluate("document.activeElement.id"))


def posts(page: Page) -> list[str]:
    """The paths of what is sent from now on."""
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    return sent


class TestErrors:
    def test_have_the_focus_and_each_leads_to_its_field(self, phone: Page) -> None:
        phone.goto("/connexion")
        send(phone)
        assert focused(phone) == "erreurs"
        phone.get_by_role("link", name="Saisissez votre mot de passe").click()
        assert focused(phone) == "password"

    def test_are_said_with_their_field_and_in_the_title(self, phone: Page) -> None:
        phone.goto("/connexion")
        send(phone)
        assert phone.title() == "Erreur\u00a0: Connexion – Certif-UP"
        field = phone.get_by_label("NUC (numéro unique de candidat)")
        described = phone.evaluate(
            "id => document.getElementById(id).textContent", field.get_attribute("aria-describedby")
        )
        assert described == "Erreur\u00a0: Saisissez votre NUC"
        assert field.get_attribute("aria-invalid") == "true"


class TestBack:
    def test_after_errors_shows_the_page_again_and_forward_shows_them_still(self, phone: Page) -> None:
        phone.goto("/inscription/premiere")
        send(phone)
        phone.go_back()
        assert phone.locator("[role=alert]").count() == 0
        phone.go_forward()
        assert phone.get_by_role("alert").is_visible()
        phone.reload()
        assert phone.get_by_role("alert").is_visible()

    def test_from_the_next_page_works_at_every_step(self, phone: Page) -> None:
        phone.goto("/")
        for step in ("S’inscrire", "Non, j’ai déjà un NUC", "Je n’ai plus mon NUC"):
            if phone.get_by_role("link", name=step).count():
                phone.get_by_role("link", name=step).click()
            else:
                phone.get_by_label(step).check()
                send(phone)
        seen = []
        for _ in range(3):
            seen.append(phone.locator("h1").inner_text())
            phone.go_back()
        assert seen == [
            "Retrouver mon NUC",
            "Quelle est votre situation\u202f?",
            "Est-ce votre première inscription en ligne\u202f?",
        ]


class TestASecondClick:
    def test_sends_nothing_while_the_first_is_under_way(self, phone: Page) -> None:
        phone.goto("/nuc-oublie")
        sent = posts(phone)
        button = phone.get_by_role("button", name="Recevoir mon NUC")
        # Both before the answer can come.
        button.evaluate("button => { button.click(); button.click() }")
        phone.wait_for_url("**/nuc-oublie?correction=*")
        assert len(sent) == 1

    def test_the_button_says_that_it_is_sending_and_keeps_the_focus(self, phone: Page) -> None:
        phone.goto("/nuc-oublie")
        button = phone.locator("main button[type=submit]")
        button.focus()
        pressed = """button => {
            button.click();
            return [button.textContent, button.getAttribute("aria-busy"), document.activeElement === button];
        }"""
        assert button.evaluate(pressed) == ["Envoi…", "true", True]


class TestWithoutAMouse:
    def test_the_first_stop_leads_to_the_content(self, desktop: Page) -> None:
        desktop.goto("/connexion")
        desktop.keyboard.press("Tab")
        desktop.keyboard.press("Enter")
        assert focused(desktop) == "contenu"

    def test_the_fields_come_in_their_order_and_enter_sends(self, desktop: Page, visits: Visits) -> None:
        known = visits.stage.credentials("newcomer")
        desktop.goto("/connexion?suite=/inscription/coordonnees")
        desktop.locator("#contenu").focus()
        stops = []
        for typed in (known["nuc"], known["password"]):
            desktop.keyboard.press("Tab")
            stops.append(focused(desktop))
            desktop.keyboard.type(typed)
        assert stops == ["nuc", "password"]
        desktop.keyboard.press("Enter")
        desktop.wait_for_url("**/inscription/coordonnees")

    def test_a_choice_is_made_with_the_arrows(self, desktop: Page) -> None:
        desktop.goto("/inscription/premiere")
        desktop.locator("#first").focus()
        desktop.keyboard.press("ArrowDown")
        desktop.keyboard.press("Enter")
        desktop.wait_for_url("**/inscription/nouvelle")


class TestTheScript:
    def test_shows_a_password_and_hides_it_again(self, phone: Page) -> None:
        phone.goto("/connexion")
        phone.get_by_label("Mot de passe", exact=True).fill("sept lampes")
        phone.get_by_role("button", name="Afficher le mot de passe").click()
        assert phone.locator("#password").get_attribute("type") == "text"
        phone.get_by_role("button", name="Masquer le mot de passe").click()
        assert phone.locator("#password").get_attribute("type") == "password"

    def test_spaces_a_number_once_it_is_typed(self, phone: Page, visits: Visits) -> None:
        visits.enter(phone.context, "newcomer")
        phone.goto("/inscription/coordonnees")
        number = phone.get_by_label("Numéro de sécurité sociale", exact=False).first
        number.fill("295109912611193")
        assert number.input_value() == "295109912611193"
        number.blur()
        assert number.input_value() == "2 95 10 99 126 111 93"


@pytest.mark.parametrize("path", ["/connexion", "/nuc-oublie", "/inscription/premiere", "/inscription/nouvelle"])
def test_without_script_a_page_is_sent_and_corrected_as_with_it(open_page: Open, path: str) -> None:
    page = open_page(PHONE, javascript=False)
    page.goto(path)
    send(page)
    assert page.get_by_role("alert").is_visible()
    assert not page.get_by_role("button", name="Afficher").count()


def test_twice_the_size_of_text_loses_nothing(open_page: Open) -> None:
    page = open_page(DESKTOP)
    page.set_viewport_size({"width": DESKTOP.width // 2, "height": DESKTOP.height // 2})
    page.goto("/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


class TestAPassword:
    def test_is_found_by_a_password_manager_and_may_be_pasted(self, phone: Page) -> None:
        phone.goto("/connexion")
        field = phone.get_by_label("Mot de passe", exact=True)
        assert phone.locator("#nuc").get_attribute("autocomplete") == "username"
        assert field.get_attribute("autocomplete") == "current-password"
        pasted = """field => field.dispatchEvent(new ClipboardEvent("paste", {cancelable: true, bubbles: true}))"""
        assert field.evaluate(pasted) is True


def test_nothing_is_kept_in_the_browser_s_storage(phone: Page, visits: Visits) -> None:
    visits.enter(phone.context, "candidate")
    for path in ("/dossiers", "/inscription/coordonnees", "/compte"):
        phone.goto(path)
    kept = "async () => localStorage.length + sessionStorage.length + (await indexedDB.databases()).length"
    assert phone.evaluate(kept) == 0
    assert phone.evaluate("document.cookie") == ""
