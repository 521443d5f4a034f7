"""The pages as on AWS: a second factor required of the staff, and every function held to its role."""

import re
from datetime import UTC, datetime

from tests.cloud.conftest import LocalCloud
from tests.support import totp
from tests.web.visiting import Visitor

CODE = "/equipe/code"


def shown_secret(html: str) -> str:
    found = re.search(r"<code>([A-Z2-7]{16,})</code>", html)
    assert found
    return found[1]


def test_the_staff_sets_up_an_app_the_first_time_and_is_asked_for_a_code_ever_after(strict_cloud: LocalCloud) -> None:
    known = next(one for one in strict_cloud.access["centres"] if one["code"] == "02-SOISSONS")["people"][0]
    visitor = Visitor(strict_cloud.base_url)
    page = visitor.signs_in_for(**known)
    assert (page.path, page.h1) == (CODE, "Code de connexion")
    secret = shown_secret(page.html)

    wrong = visitor.sends({"code": "12"})
    assert wrong.path == CODE
    assert wrong.errors == ["Erreur\u00a0: Saisissez les 6 chiffres affichés par votre application d’authentification"]
    assert shown_secret(wrong.html) == secret
    page = visitor.sends({"code": totp.code(secret, datetime.now(UTC))})
    assert (page.path, page.h1) == ("/centre/demandes", "Demandes à traiter")

    again = Visitor(strict_cloud.base_url)
    again.goes_to("/centre/reglements")
    asked = again.sends(known)
    assert asked.path == CODE
    assert not asked.says("première connexion")
    again.sends({"code": totp.code(secret, datetime.now(UTC))})
    assert again.page
    assert again.page.path == "/centre/reglements"


def test_a_code_without_a_password_begins_anew(strict_cloud: LocalCloud) -> None:
    visitor = Visitor(strict_cloud.base_url)
    assert visitor.goes_to(CODE).path == "/equipe/connexion"
    assert visitor.goes_to(f"{CODE}?correction=abcdefghijk").path == "/equipe/connexion"


def test_a_candidate_sends_a_request_and_finds_the_draft_again_on_another_device(strict_cloud: LocalCloud) -> None:
    known = strict_cloud.access["candidates"][11]
    phone = Visitor(strict_cloud.base_url)
    phone.signs_in(**known)
    phone.sends({"address_line1": "2 rue de l’Exemple", "postcode": "59000", "town": "Lille", "country": "France"})
    phone.sends({"epreuve": ["COMPTA-1"], "departement": "02"})

    desk = Visitor(strict_cloud.base_url)
    desk.signs_in(**known)
    page = desk.goes_to("/inscription/epreuves")
    assert ("epreuve", "COMPTA-1") in page.form().fields
    desk.goes_to("/inscription/epreuves?departement=02&epreuve=COMPTA-1")
    assert desk.sends({"centre": "02-SOISSONS", "continuer": "oui"}).path == "/inscription/verification"
    assert desk.sends({"rules": "oui"}).h1.startswith("Demande envoyée")
