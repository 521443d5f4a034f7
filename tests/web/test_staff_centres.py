"""The centres (A4), the people, and what the association looks at: late payments, mails that failed, numbers."""

import secrets

import pytest

from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import today
from tests.cloud.people import key_of, newcomer, register, sign_in
from tests.web.visiting import Page, Visitor

LAON = "02-LAON"
SETTINGS = {
    "name": "Lycée de l’Exemple",
    "address": "1 rue Haute, 57000 Metz",
    "department": "Moselle",
    "email": "centre@centres.example",
    "payment_terms": "Par chèque.",
    "closing_days": "24/12/2026\n\n2/1/2027",
    "observes_good_friday": "oui",
}


def created(visitor: Visitor, code: str) -> Page:
    visitor.goes_to("/uppctsc/centres/nouveau")
    return visitor.sends(SETTINGS | {"centre": code})


class TestACentre:
    def test_is_created_with_all_its_settings(self, staff_visitor: Visitor) -> None:
        page = created(staff_visitor, "57-METZ")
        assert page.h1 == "Lycée de l’Exemple (57-METZ)"
        assert page.says("Moselle (57)")
        assert page.says("24/12/2026, 02/01/2027")
        assert page.says("Aucune demande à traiter pour la session de janvier 2027.")
        assert created(staff_visitor, "57-METZ").says("Un centre porte déjà ce code")

    def test_is_changed_and_what_is_wrong_stands_beside_its_field(self, staff_visitor: Visitor) -> None:
        created(staff_visitor, "57-THION")
        staff_visitor.goes_to("/uppctsc/centres/57-THION/reglages")
        page = staff_visitor.sends({"closing_days": "24/12/2026\n31/02/2027"})
        assert page.errors == ["Erreur\u00a0: Ligne 2\u00a0: saisissez une date, par exemple 24/12/2026"]
        page = staff_visitor.sends({"closing_days": "", "department": "96", "recording_grace_days": "beaucoup"})
        assert len(page.errors) == 2
        page = staff_visitor.sends({"department": "57", "recording_grace_days": "3", "active": []})
        assert page.says("3 jours ouvrés")
        assert page.says("Inactif")

    def test_tells_how_many_requests_wait_and_since_when(self, cloud: LocalCloud, staff_visitor: Visitor) -> None:
        register(cloud, newcomer(cloud), "02-ST-QUENTIN", "TEXTE")
        page = staff_visitor.goes_to("/uppctsc/centres/02-st-quentin")
        assert page.says("pour la session de janvier 2027 ; la plus ancienne attend depuis le")

    def test_s_keys_are_listed_and_revoked(self, cloud: LocalCloud, staff_visitor: Visitor) -> None:
        secretary = next(one for one in cloud.access["centres"] if one["code"] == "02-SOISSONS")["people"][0]
        label = f"Essai {secrets.token_hex(4)}"
        body = {"label": label, "scopes": ["registrations:read"]}
        made = cloud.call("POST", "/v1/centre/keys", body, token=sign_in(cloud, secretary))
        assert made.status == 201, made
        page = staff_visitor.goes_to("/uppctsc/centres/02-SOISSONS")
        assert page.says(label)
        assert made.body["key"] not in page.html
        staff_visitor.goes_to(f"/uppctsc/centres/02-SOISSONS/cles/{made.body['id']}")
        assert staff_visitor.sends().says("La clé est révoquée.")

    def test_that_does_not_exist_is_said_not_to(self, staff_visitor: Visitor) -> None:
        assert staff_visitor.goes_to("/uppctsc/centres/99-RIEN").status == 404


class TestPeople:
    @pytest.fixture
    def email(self, staff_visitor: Visitor) -> str:
        """Of an account that was opened a moment ago."""
        email = f"{secrets.token_hex(6)}@centres.example"
        staff_visitor.goes_to("/uppctsc/personnes/nouvelle")
        page = staff_visitor.sends({"name": "Noé Exemple", "email": email, "role": "centre", "centre": LAON})
        assert page.says("Le compte est ouvert.")
        return email

    def account(self, visitor: Visitor, email: str) -> Page:
        page = visitor.goes_to("/uppctsc/personnes")
        page.forms[:] = [one for one in page.forms if ("email", email) in one.fields]
        return visitor.sends(action="/uppctsc/personnes/compte")

    def test_have_an_account_opened_once(self, staff_visitor: Visitor, email: str) -> None:
        staff_visitor.goes_to("/uppctsc/personnes/nouvelle")
        again = staff_visitor.sends({"name": "Noé Deuxième", "email": email, "role": "centre", "centre": LAON})
        assert again.says("Une personne est déjà enregistrée avec cette adresse électronique.")
        assert staff_visitor.sends({"role": "association"}).says("Indiquez le centre d’une personne d’un centre")

    def test_lose_their_account_once_that_is_confirmed(self, staff_visitor: Visitor, email: str) -> None:
        page = self.account(staff_visitor, email)
        assert email not in page.address
        page.forms[:] = [one for one in page.forms if ("what", "close") in one.fields]
        page = staff_visitor.sends(action="/uppctsc/personnes/compte")
        assert page.says("Cochez la case pour confirmer")
        page.forms[:] = [one for one in page.forms if ("what", "close") in one.fields]
        page = staff_visitor.sends({"sure": "close"}, action="/uppctsc/personnes/compte")
        assert page.says("Le compte est fermé.")
        assert page.says("Fermé")

    def test_are_chosen_in_the_list_first(self, staff_visitor: Visitor) -> None:
        assert staff_visitor.goes_to("/uppctsc/personnes/compte").path == "/uppctsc/personnes"


class TestALatePayment:
    def test_is_listed_until_it_is_said_what_was_done(self, cloud: LocalCloud, staff_visitor: Visitor) -> None:
        who = newcomer(cloud)
        reference = register(cloud, who, LAON, "TEXTE")
        cloud.call("POST", f"/v1/registrations/{reference}/withdrawal", {}, token=who.token)
        paid = {"amount_cents": 5_000, "received_on": today(), "method": "cheque"}
        late = cloud.call("POST", f"/v1/registrations/{reference}/payment", paid, token=key_of(cloud, LAON))
        id = late.body["late_payment"]["id"]
        page = staff_visitor.goes_to("/uppctsc/paiements-tardifs")
        assert f"/uppctsc/paiements-tardifs/{id}" in page.links
        page = staff_visitor.goes_to(f"/uppctsc/paiements-tardifs/{id}")
        assert page.says("la demande avait été retirée")
        assert staff_visitor.sends().says("Indiquez ce qui a été fait")
        page = staff_visitor.sends({"outcome": "refunded", "note": "Chèque rendu."})
        assert page.says("Le paiement tardif est régularisé.")
        assert reference not in page.words
        assert staff_visitor.goes_to(f"/uppctsc/paiements-tardifs/{id}").status == 404


class TestANumber:
    def test_that_raises_a_doubt_leads_to_whose_it_is(self, cloud: LocalCloud, staff_visitor: Visitor) -> None:
        who = newcomer(cloud)
        cloud.call("PUT", "/v1/me/nir", {"none": True}, token=who.token)
        page = staff_visitor.goes_to("/uppctsc/nir")
        assert page.says("déclare ne pas avoir de numéro français")
        page.forms[:] = [one for one in page.forms if ("q", who.nuc) in one.fields]
        assert staff_visitor.sends(action="/uppctsc/recherche").says(who.nuc)


class TestWhatWaits:
    def test_is_counted_on_the_first_page(self, cloud: LocalCloud, staff_visitor: Visitor) -> None:
        token = sign_in(cloud, cloud.access["association"])
        waiting = len(cloud.call("GET", "/v1/nirs-to-check", token=token).body["items"])
        page = staff_visitor.goes_to("/uppctsc")
        assert page.says(f"{waiting} NIR à vérifier" if waiting else "Aucun NIR à vérifier")
