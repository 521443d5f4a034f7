"""Deferrals as the association decides them (A2): what was asked, the documents, granting, refusing."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.cloud.conftest import LocalCloud
from tests.cloud.people import Newcomer, newcomer
from tests.cloud.test_documents import ask, send, validated
from tests.web.visiting import Visitor

EXAM = "COMPTA-1"


def asked(cloud: LocalCloud, *, with_document: bool = True) -> tuple[Newcomer, str]:
    """A candidate who asked for a deferral, and its identifier."""
    who = newcomer(cloud)
    answer: Any = ask(cloud, who, validated(cloud, who, EXAM), EXAM)
    assert answer.status == 201, answer
    if with_document:
        assert send(cloud, who, answer).status == 200
    return who, answer.body["id"]


@pytest.fixture
def report(cloud: LocalCloud) -> str:
    return asked(cloud)[1]


class TestARequest:
    def test_is_listed_with_what_was_asked_and_whether_it_is_possible(
        self, staff_visitor: Visitor, report: str
    ) -> None:
        assert f"/uppctsc/reports/{report}" in staff_visitor.goes_to("/uppctsc/reports").links
        page = staff_visitor.goes_to(f"/uppctsc/reports/{report}")
        assert page.says("validée, jamais reportée, session suivante : juin 2027")
        assert page.says("Raison médicale")

    def test_has_documents_that_open_elsewhere_and_are_entered_in_the_journal(
        self, cloud: LocalCloud, staff_visitor: Visitor, report: str
    ) -> None:
        page = staff_visitor.goes_to(f"/uppctsc/reports/{report}")
        there = f"/uppctsc/reports/{report}/justificatifs/1"
        assert there in page.links
        answer = staff_visitor.http.get(cloud.base_url + there, allow_redirects=False)
        assert answer.status_code == 303
        document = staff_visitor.http.get(answer.headers["Location"], timeout=30)
        assert document.content.startswith(b"%PDF")
        reference = report.rpartition("-D")[0]
        assert staff_visitor.goes_to("/uppctsc/journal").says(f"justificatif du dossier {reference}")

    def test_without_a_document_says_so(self, cloud: LocalCloud, staff_visitor: Visitor) -> None:
        _, id = asked(cloud, with_document=False)
        assert staff_visitor.goes_to(f"/uppctsc/reports/{id}").says("Justificatif 1 : annoncé, pas encore envoyé")
        staff_visitor.goes_to(f"/uppctsc/reports/{id}/accord")
        page = staff_visitor.sends()
        assert page.says("Aucun justificatif n’a été reçu")
        assert page.says("Écrivez au candidat d’ajouter son justificatif, ou refusez le report.")

    def test_that_does_not_exist_is_said_not_to(self, staff_visitor: Visitor) -> None:
        assert staff_visitor.goes_to("/uppctsc/reports/CU-2701-ZZZZ-00-D2").status == 404


class TestGranting:
    def test_leads_to_the_new_file_of_the_next_session(self, staff_visitor: Visitor, report: str) -> None:
        staff_visitor.goes_to(f"/uppctsc/reports/{report}/accord")
        page = staff_visitor.sends()
        assert page.path == f"/uppctsc/reports/{report}"
        assert page.says("Le report est accordé.")
        new = next(one for one in page.links if "CU-2706-" in one)
        assert staff_visitor.goes_to(new).says("inscription reçue par report")

    def test_can_be_at_another_centre_that_runs_the_exams(self, staff_visitor: Visitor, report: str) -> None:
        page = staff_visitor.goes_to(f"/uppctsc/reports/{report}/accord")
        assert page.says("École Exemple de Soissons")
        page = staff_visitor.sends({"centre": "02-SOISSONS"})
        new = next(one for one in page.links if "CU-2706-" in one)
        assert staff_visitor.goes_to(new).says("Soissons")

    def test_looks_for_centres_in_another_department(self, staff_visitor: Visitor, report: str) -> None:
        page = staff_visitor.goes_to(f"/uppctsc/reports/{report}/accord?departement=nulle-part")
        assert page.says("Département inconnu")
        assert page.says("Le même centre")

    def test_of_what_was_decided_meanwhile_says_so(self, staff_visitor: Visitor, report: str) -> None:
        staff_visitor.goes_to(f"/uppctsc/reports/{report}/accord")
        grant = staff_visitor.page
        staff_visitor.goes_to(f"/uppctsc/reports/{report}/refus")
        staff_visitor.sends({"reason": "Le certificat ne porte pas de date."})
        staff_visitor.page = grant
        assert staff_visitor.sends().says("Cette demande de report a déjà été décidée ou annulée.")


class TestRefusing:
    def test_asks_for_a_reason_that_the_file_then_tells(self, staff_visitor: Visitor, report: str) -> None:
        staff_visitor.goes_to(f"/uppctsc/reports/{report}/refus")
        page = staff_visitor.sends()
        assert page.says("Indiquez le motif du refus")
        page = staff_visitor.sends({"reason": "Le certificat ne porte pas de date."})
        assert page.says("Le report est refusé.")
        assert page.says("Motif : Le certificat ne porte pas de date.")
        assert urlsplit(page.address).path == f"/uppctsc/reports/{report}"
