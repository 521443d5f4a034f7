"""A season as the association sets it up: sessions (A3), files (A5), centres (A4)."""

import pytest

from tests.cloud.conftest import LocalCloud
from tests.web.visiting import Page, Visitor

DATES = {
    "opens_at": "10/01/2031",
    "opens_at_hour": "12:00",
    "closes_at": "1/4/2031",
    "closes_at_hour": "0 h",
    "decide_by_at": "1/5/2031",
    "decide_by_at_hour": "0:00",
    "fee_cents": "52,50 €",
    "successor": "",
}
EXAMS = "code;intitule;date;heure;duree_min\n{code};Chimie;12/06/2031;09:00;120\n"
CENTRES = (
    "code;nom;adresse;code_postal;commune;departement;courriel;modalites_reglement\n"
    "{code};École d’Évreux;3, rue Neuve;27000;Évreux;{department};ecole@centres.example;Par virement.\n"
)


def create(visitor: Visitor, code: str) -> Page:
    visitor.goes_to("/uppctsc/saison/nouvelle")
    return visitor.sends(DATES | {"session": code})


def send_file(visitor: Visitor, file: str, content: str, session: str = "") -> Page:
    visitor.goes_to("/uppctsc/import")
    return visitor.sends({"file": file, "session": session}, files={"content": ("fichier.csv", content.encode())})


class TestASession:
    def test_is_created_as_a_draft_in_the_hour_of_paris(self, cloud: LocalCloud, staff_visitor: Visitor) -> None:
        page = create(staff_visitor, "2031-06")
        assert page.h1 == "Session de juin 2031"
        assert page.says("Brouillon")
        assert page.says("10 janvier 2031 à 12 h")
        assert page.says("52,50 €")
        assert page.says("La session n’a aucune épreuve.")
        assert create(staff_visitor, "2031-06").says("Cette session existe déjà")
        assert "2031-06" not in [one["code"] for one in cloud.call("GET", "/v1/sessions").body["items"]]

    def test_says_at_once_all_that_is_to_be_corrected(self, staff_visitor: Visitor) -> None:
        staff_visitor.goes_to("/uppctsc/saison/nouvelle")
        page = staff_visitor.sends(DATES | {"session": "2032-06", "opens_at": "31/02/2031", "fee_cents": "cher"})
        assert page.says("2 réponses sont à corriger")
        assert page.says("Saisissez une date, par exemple 27/11/2026")
        page = staff_visitor.sends({"opens_at": "2/4/2031", "fee_cents": "50"})
        assert page.says("La fin des inscriptions doit suivre leur début")
        page = staff_visitor.sends({"opens_at": "2/1/2031", "session": "2032/06"})
        assert page.says("Saisissez l’année et le mois de la session, janvier ou juin, par exemple 2027-06")
        assert staff_visitor.sends({"session": "2032-06"}).h1 == "Session de juin 2032"

    def test_keeps_what_somebody_else_changed_meanwhile(self, staff_visitor: Visitor) -> None:
        create(staff_visitor, "2033-06")
        staff_visitor.goes_to("/uppctsc/saison/2033-06/dates")
        seen = staff_visitor.page
        staff_visitor.sends({"fee_cents": "60"})
        staff_visitor.page = seen
        assert staff_visitor.sends({"fee_cents": "70"}).says("a changé depuis l’ouverture de cette page")
        assert staff_visitor.goes_to("/uppctsc/saison/2033-06").says("60 €")

    def test_gets_its_exams_and_seats_from_files_and_is_published_once_confirmed(
        self, cloud: LocalCloud, staff_visitor: Visitor
    ) -> None:
        create(staff_visitor, "2034-06")
        exams = (
            "code;intitule;date;heure;duree_min\nCHI;Chimie;12/06/2034;09:00;120\nBIO;Biologie;13/06/2034;09:00;60\n"
        )
        dates = {"opens_at": "10/01/2034", "closes_at": "1/4/2034", "decide_by_at": "1/5/2034"}
        staff_visitor.goes_to("/uppctsc/saison/2034-06/dates")
        staff_visitor.sends(dates)
        send_file(staff_visitor, "epreuves", exams, "2034-06")
        assert staff_visitor.sends().says("2 épreuves : 2 nouvelles, 0 modifiée, 0 inchangée")
        staff_visitor.goes_to("/uppctsc/saison/2034-06/epreuves/BIO")
        assert staff_visitor.sends().says("L’épreuve est retirée.")
        staff_visitor.goes_to("/uppctsc/saison/2034-06/capacite?centre=02-LAON&epreuve=CHI")
        assert staff_visitor.sends({"capacity": "-3"}).errors
        assert staff_visitor.sends({"capacity": "24"}).says("02-LAON, CHI")
        staff_visitor.goes_to("/uppctsc/saison/2034-06/publication")
        assert staff_visitor.sends().says("Cochez la case pour confirmer la publication")
        assert staff_visitor.sends({"sure": "oui"}).says("La session est publiée.")
        assert "2034-06" in [one["code"] for one in cloud.call("GET", "/v1/sessions").body["items"]]

    def test_never_offers_fewer_seats_than_are_taken(self, cloud: LocalCloud, staff_visitor: Visitor) -> None:
        from tests.cloud.people import newcomer
        from tests.cloud.test_documents import validated

        validated(cloud, newcomer(cloud), "COMPTA-1")
        staff_visitor.goes_to("/uppctsc/saison/2027-01/capacite?centre=02-LAON&epreuve=COMPTA-1")
        assert "déjà prise" in staff_visitor.sends({"capacity": "0"}).errors[0]


class TestAFile:
    def test_changes_nothing_before_it_is_confirmed(self, cloud: LocalCloud, staff_visitor: Visitor) -> None:
        checked = send_file(staff_visitor, "centres", CENTRES.format(code="27-NEUF", department="27"))
        assert checked.says("1 centre : 1 nouveau, 0 modifié, 0 inchangé")
        assert staff_visitor.goes_to("/uppctsc/centres/27-NEUF").status == 404
        staff_visitor.page = checked
        assert staff_visitor.sends().h1 == "Import terminé"
        assert staff_visitor.goes_to("/uppctsc/centres/27-NEUF").h1 == "École d’Évreux (27-NEUF)"

    def test_with_an_error_is_refused_whole_line_by_line(self, staff_visitor: Visitor) -> None:
        page = send_file(staff_visitor, "centres", CENTRES.format(code="27-FAUX", department="96"))
        assert page.path == "/uppctsc/import"
        assert page.says("Ligne 2, colonne departement :")
        assert page.says("1 ligne(s) ou colonne(s) à corriger ; rien n’a été enregistré.")

    def test_that_is_too_long_to_be_kept_is_chosen_again(self, staff_visitor: Visitor) -> None:
        import secrets

        long = "".join(f"L{n};{secrets.token_hex(40)};12/06/2031;09:00;120\n" for n in range(5_000))
        content = "code;intitule;date;heure;duree_min\n" + long
        create(staff_visitor, "2035-06")
        assert send_file(staff_visitor, "epreuves", content, "2035-06").says("choisissez-le de nouveau")
        assert staff_visitor.sends().says("Choisissez le fichier à importer")
        short = EXAMS.format(code="CHI").encode()
        assert staff_visitor.sends(files={"content": ("fichier.csv", short)}).says("1 épreuve : 1 nouvelle")

    def test_has_a_model(self, cloud: LocalCloud, staff_visitor: Visitor) -> None:
        answer = staff_visitor.http.get(f"{cloud.base_url}/uppctsc/import/modele/offre")
        assert answer.content.decode("utf-8-sig").strip() == "centre;epreuve;places"

    def test_of_candidates_is_taken_too(self, staff_visitor: Visitor) -> None:
        content = (
            "nuc;nom;prenom;date_naissance;courriel;derniere_session\n"
            "90A1;Hœlzel;Anaïs;03/02/1990;anais@candidats.example;2022-06\n"
        )
        assert send_file(staff_visitor, "candidats", content).says("1 candidat : 1 nouveau, 0 inchangé")
        assert staff_visitor.sends().h1 == "Import terminé"

    @pytest.mark.parametrize("missing", ["file", "content"])
    def test_is_asked_for(self, staff_visitor: Visitor, missing: str) -> None:
        staff_visitor.goes_to("/uppctsc/import")
        files = None if missing == "content" else {"content": ("fichier.csv", b"code\n")}
        page = staff_visitor.sends({} if missing == "file" else {"file": "centres"}, files=files)
        assert page.says(
            {"file": "Choisissez ce que contient le fichier", "content": "Choisissez le fichier à importer"}[missing]
        )
