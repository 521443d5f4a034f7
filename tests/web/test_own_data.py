"""« Mes données », the address, the export, the erasure, and what the page for everybody says of all data."""

import json
import re
from pathlib import Path

import pytest
from samtranslator.yaml_helper import yaml_parse

from functions.web.candidate import drafts
from shared import keys, retention
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import item
from tests.web.lives import PASSWORD, Candidate, candidate
from tests.web.visiting import Visitor

TEMPLATE = Path(__file__).parents[2] / "infra" / "template.yaml"


@pytest.fixture
def one(cloud: LocalCloud) -> Candidate:
    return candidate(cloud)


def link_sent_to(cloud: LocalCloud, address: str) -> str:
    def found() -> str | None:
        for mail in reversed(cloud.mails()):
            text = mail.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
            if mail.message["To"] == address and (link := re.search(r"/compte/adresse\?jeton=\S+", text)):
                return link[0]
        return None

    return str(cloud.wait_for(found))


class TestANewAddress:
    def test_counts_once_the_link_that_was_mailed_to_it_is_confirmed(self, cloud: LocalCloud, one: Candidate) -> None:
        address = f"nouvelle.{one.who.nuc.lower()}@candidats.example"
        one.sees("/compte/adresse")
        assert one.visitor.sends({"email": address}).says(f"Un message vient d’être envoyé à {address}")
        link = link_sent_to(cloud, address)
        assert one.sees(link).says("Confirmer ma nouvelle adresse")
        assert one.asks("GET", "/v1/me")["email"] == one.who.email  # reading used nothing up
        one.sees(link)
        assert one.visitor.sends().says("Votre nouvelle adresse est enregistrée.")
        assert one.sees("/compte").says(address)
        one.sees(link)
        page = one.visitor.sends()
        assert page.h1 == "Ce lien n’est plus valable"
        assert "/compte/adresse" in page.links

    def test_is_to_be_complete_and_a_likely_slip_is_asked_about(self, one: Candidate) -> None:
        one.sees("/compte/adresse")
        assert one.visitor.sends({"email": "sans-arobase"}).says("Saisissez une adresse électronique complète")
        one.sees("/compte/adresse")
        assert one.visitor.sends({"email": "zoe@gmial.com"}).says("Vouliez-vous dire zoe@gmail.com ?")

    def test_is_confirmed_after_signing_in_for_whoever_opens_the_link_elsewhere(
        self, cloud: LocalCloud, one: Candidate
    ) -> None:
        other = Visitor(cloud.base_url)
        page = other.goes_to("/compte/adresse?jeton=abc")
        assert page.path == "/connexion"
        page = other.sends({"nuc": one.who.nuc, "password": PASSWORD})
        assert page.address == "/compte/adresse?jeton=abc"


def test_everything_that_is_known_of_somebody_comes_in_one_file(one: Candidate) -> None:
    references = {one.registers("COMPTA-1"), one.registers("PAIE-1")}
    answer = one.visitor.http.get(f"{one.visitor.base_url}/compte/export")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="certif-up-mes-donnees.json"'
    known = json.loads(answer.content)
    assert known["person"]["nuc"] == one.who.nuc
    assert {each["reference"] for each in known["registrations"]} == references
    assert "next" not in known


class TestErasure:
    def test_asks_for_the_nuc_and_says_what_is_kept_and_why(self, one: Candidate) -> None:
        page = one.sees("/compte/effacement")
        assert page.says("10 ans après la clôture de l’exercice")
        assert one.visitor.sends({"nuc": "12345678"}).says("Saisissez votre propre NUC pour confirmer")
        page = one.visitor.sends({"nuc": one.who.nuc})
        assert page.h1 == "Vos données sont effacées"
        assert page.says("10 ans après la clôture de l’exercice")
        assert one.sees("/compte").path == "/connexion"

    def test_waits_for_dossiers_that_are_under_way(self, one: Candidate) -> None:
        reference = one.registers("COMPTA-1")
        one.sees("/compte/effacement")
        page = one.visitor.sends({"nuc": one.who.nuc})
        assert page.h1 == "Des dossiers sont encore en cours"
        assert page.says(reference)


def test_signing_out_everywhere_ends_every_sign_in_so_far(cloud: LocalCloud, one: Candidate) -> None:
    """The gateway remembers a token for a minute; that it counts no more is the authorizer's (tests/authorizer)."""
    one.sees("/compte/deconnexion")
    assert one.visitor.sends().path == "/connexion"
    assert item(cloud, keys.candidate(one.who.nuc))["tokens_from"]
    assert one.sees("/compte").path == "/connexion"


def test_the_periods_told_to_everybody_are_those_by_which_data_end(visitor: Visitor) -> None:
    page = visitor.goes_to("/donnees-personnelles")
    settings = {
        name: parameter["Default"]
        for name, parameter in yaml_parse(TEMPLATE.read_text(encoding="utf-8"))["Parameters"].items()
        if "Default" in parameter
    }
    kinds = {kind.data: kind.period for kind in retention.KINDS}
    assert page.says(f"{settings['CandidateRetentionYears']} ans après votre dernière session")
    assert page.says(f"{settings['DocumentRetentionDays']} jours après la décision")
    assert page.says(f"Durée {settings['AuditRetentionDays']} jours") or page.says(
        f"{settings['AuditRetentionDays']} jours L’UPPCTSC."
    )
    assert page.says(f"{settings['LogRetentionDays']} jours pour les journaux")
    assert kinds["draft"] == f"{drafts.KEPT_FOR.days} days"
    assert page.says(f"{drafts.KEPT_FOR.days} jours après votre dernier passage")
    assert (kinds["erasure"], kinds["link"]) == ("35 days", "60 minutes")
    assert page.says("35 jours pour les sauvegardes")
    assert page.says("60 minutes pour un lien")
