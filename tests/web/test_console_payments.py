"""Payments at a centre: awaited, received, too late, and those of a bank's file (K5, K6)."""

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest

from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import today
from tests.cloud.lives import offer
from tests.cloud.people import key_of, newcomer, register
from tests.web.asked import LAON, by_a_program, requests_for
from tests.web.visiting import Page, Visitor


@pytest.fixture
def laon(centre_visitor: Callable[[str], Visitor]) -> Visitor:
    return centre_visitor(LAON)


def awaited(cloud: LocalCloud, exam: str, count: int = 1) -> list[str]:
    references = requests_for(cloud, exam, hour=4, seats=count, count=count)
    for one in references:
        by_a_program(cloud, one, "prevalidation")
    return references


def file(cloud: LocalCloud, reference: str) -> Any:
    return cloud.call("GET", f"/v1/registrations/{reference}", token=key_of(cloud, LAON)).body


def typed(laon: Visitor, reference: str, **fields: str) -> Page:
    laon.goes_to(f"/centre/dossiers/{reference}/reglement")
    return laon.sends({"amount": "50", "method": "cheque"} | fields)


class TestAPayment:
    def test_is_awaited_until_its_last_day(self, cloud: LocalCloud, laon: Visitor) -> None:
        (reference,) = awaited(cloud, "K5-A")
        page = laon.goes_to("/centre/reglements")
        assert reference in page.words
        assert page.says("inclus reste ")
        assert f"/centre/dossiers/{reference}/reglement" in page.links

    def test_is_received_today_unless_another_day_is_typed(self, cloud: LocalCloud, laon: Visitor) -> None:
        (reference,) = awaited(cloud, "K5-B")
        page = laon.goes_to(f"/centre/dossiers/{reference}/reglement")
        day, month, year = dict(page.form().fields)["received_on"].split("/")
        assert f"{year}-{month}-{day}" == today()

    @pytest.mark.parametrize("amount", ["50", "50,00", "50 €"])
    def test_is_confirmed_before_it_validates_for_good(self, cloud: LocalCloud, laon: Visitor, amount: str) -> None:
        (reference,) = awaited(cloud, "K5-C")
        asked = typed(laon, reference, amount=amount)
        assert asked.says("L’inscription ne pourra plus être annulée.")
        assert file(cloud, reference)["state"] == "prevalidated"
        page = laon.sends()
        assert page.says("Règlement enregistré : l’inscription est validée")
        assert file(cloud, reference)["state"] == "validated"
        assert laon.goes_to(f"/centre/dossiers/{reference}/reglement").says("Cette demande a déjà été validée par")

    def test_of_another_amount_goes_back_to_what_was_typed(self, cloud: LocalCloud, laon: Visitor) -> None:
        (reference,) = awaited(cloud, "K5-D")
        typed(laon, reference, amount="30 €", method="cash")
        page = laon.sends()
        assert page.path == f"/centre/dossiers/{reference}/reglement"
        assert page.errors == ["Erreur\u00a0: Montant attendu\u00a0: 50\u00a0€. Vous avez saisi 30\u00a0€."]
        assert dict(page.form().fields)["method"] == "cash"
        assert file(cloud, reference)["state"] == "prevalidated"

    def test_that_cannot_be_read_says_what_to_type(self, cloud: LocalCloud, laon: Visitor) -> None:
        (reference,) = awaited(cloud, "K5-E")
        page = typed(laon, reference, amount="cinquante", received_on="31/2/2026", method="")
        assert [one.partition(" ")[2].split(",")[0] for one in page.errors] == [
            "Saisissez la date de réception",
            "Saisissez le montant reçu",
            "Choisissez le moyen de paiement",
        ]
        future = typed(laon, reference, received_on="31/12/2090")
        assert future.path.endswith("/confirmation")
        assert laon.sends().errors == ["Erreur\u00a0: La date de réception ne peut pas être à venir"]

    def test_for_what_was_withdrawn_is_late_and_closed_with_what_was_done(
        self, cloud: LocalCloud, laon: Visitor, withdrawn: str
    ) -> None:
        form = laon.goes_to(f"/centre/dossiers/{withdrawn}/reglement")
        assert form.says("Le règlement est noté comme paiement tardif")
        typed(laon, withdrawn)
        assert laon.sends().says("Paiement tardif enregistré")
        assert file(cloud, withdrawn)["state"] == "withdrawn"
        listed = laon.goes_to("/centre/paiements-tardifs")
        assert listed.says("la demande avait été retirée")
        address = next(one for one in listed.links if f"/{withdrawn}-L" in one)
        laon.goes_to(address)
        assert laon.sends().errors == ["Erreur\u00a0: Indiquez ce qui a été fait"]
        assert laon.sends({"outcome": "refunded", "note": "Chèque rendu"}).says("Paiement tardif régularisé")
        assert laon.goes_to(address).path == "/centre/paiements-tardifs"


@pytest.fixture
def withdrawn(cloud: LocalCloud) -> str:
    offer(cloud, LAON, "K6-A", capacity=1, at=time(4, 7))
    who = newcomer(cloud)
    reference = register(cloud, who, LAON, "K6-A")
    by_a_program(cloud, reference, "prevalidation")
    assert cloud.call("POST", f"/v1/registrations/{reference}/withdrawal", {}, token=who.token).status == 200
    return reference


class TestABanksFile:
    def test_is_looked_at_first_and_recorded_as_it_was_looked_at(self, cloud: LocalCloud, laon: Visitor) -> None:
        paid, wrong = awaited(cloud, "K5-F", count=2)
        lines = [("VIR " + paid, "50,00"), ("VIR " + wrong, "20,00"), ("LOYER", "700,00")]
        content = "Date;Libellé;Montant\n" + "".join(f"{today()};{label};{amount}\n" for label, amount in lines)
        laon.goes_to("/centre/releve")
        checked = laon.sends(files={"statement": ("releve.csv", content.encode("cp1252"))})
        assert checked.path == "/centre/releve/verification"
        assert checked.says("3 règlements lus : 1 inscription à valider, 0 paiement tardif, 2 à regarder.")
        assert file(cloud, paid)["state"] == "prevalidated"
        done = laon.sends()
        assert (done.path, done.says("1 inscription validée")) == ("/centre/releve/resultat", True)
        assert [file(cloud, one)["state"] for one in (paid, wrong)] == ["validated", "prevalidated"]
        laon.goes_to(checked.address)
        assert laon.sends().says("Déjà enregistrés (1)")

    def test_that_is_none_says_why(self, laon: Visitor) -> None:
        laon.goes_to("/centre/releve")
        empty = laon.sends(files={"statement": ("", b"")})
        assert empty.errors == ["Erreur\u00a0: Choisissez le fichier de votre banque"]
        other = laon.sends(files={"statement": ("photo.csv", b"a;b\n1;2\n")})
        assert "Aucune ligne ne porte les colonnes attendues" in other.errors[0]
        assert laon.goes_to("/centre/releve/verification").path == "/centre/releve"
