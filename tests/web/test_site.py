"""What holds for every page: how it is sent and read again, what a browser is told, what is kept of it."""

import re
from collections.abc import Callable
from typing import Any

import requests

from functions.web.assets import assets
from shared import keys
from tests.cloud.conftest import LocalCloud
from tests.web.visiting import Visitor

FOR_CANDIDATES = "/inscription/coordonnees"
WRONG = {"birth_name": "", "town": "Laon"}


def table_of(cloud: LocalCloud) -> Any:
    return cloud.client("dynamodb")


def kept(cloud: LocalCloud) -> list[dict[str, Any]]:
    """What stands in the table for browsers."""
    items = table_of(cloud).scan(TableName=cloud.outputs["TableName"])["Items"]
    return [one for one in items if one["pk"]["S"].startswith("BROWSER#")]


class TestWhatIsSent:
    def test_is_answered_by_a_redirect_and_read_again_refused_or_not(self, visitor: Visitor) -> None:
        visitor.goes_to("/inscription/premiere")
        refused = visitor.sends()
        assert [hop.status_code for hop in visitor.hops] == [303]
        assert refused.status == 200
        assert refused.errors == ["Erreur\u00a0: Indiquez si c’est votre première inscription en ligne"]
        visitor.sends({"first": "yes"})
        assert [hop.status_code for hop in visitor.hops] == [303]

    def test_can_be_reloaded_with_its_errors_and_another_visit_has_none(self, visitor: Visitor) -> None:
        visitor.goes_to("/nuc-oublie")
        refused = visitor.sends({"birth_name": "Gaëlle & fils", "email": "sans-arobase"})
        again = visitor.goes_to(refused.address)
        assert again.errors == refused.errors
        assert dict(again.form().fields)["birth_name"] == "Gaëlle & fils"
        assert visitor.goes_to("/nuc-oublie").errors == []

    def test_is_refused_from_another_site(self, visitor: Visitor) -> None:
        page = visitor.goes_to("/inscription/premiere")
        fields = dict(page.form().fields) | {"first": "yes"}
        answer = visitor.http.post(visitor.base_url + page.path, fields, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403
        assert "Rien n’a été enregistré" in answer.text

    def test_without_this_browser_s_token_is_asked_for_again_and_nothing_is_lost(
        self, cloud: LocalCloud, visitor: Visitor
    ) -> None:
        fields = dict(visitor.goes_to("/nuc-oublie").form().fields) | {"birth_name": "Le Goff"}
        other = Visitor(cloud.base_url)
        other.goes_to("/nuc-oublie")
        answer = other.http.post(other.base_url + "/nuc-oublie", fields)
        assert "Ce formulaire n’était plus à jour" in answer.text
        assert 'value="Le Goff"' in answer.text

    def test_is_refused_when_it_is_far_too_long(self, visitor: Visitor) -> None:
        visitor.goes_to("/nuc-oublie")
        assert visitor.sends({"birth_name": "x" * 100_000}).status == 413

    def test_is_escaped_wherever_it_is_shown(self, visitor: Visitor) -> None:
        visitor.goes_to("/nuc-oublie")
        page = visitor.sends({"birth_name": '"><script>alert(1)</script>'})
        assert "<script>alert" not in page.html
        assert dict(page.form().fields)["birth_name"] == '"><script>alert(1)</script>'


class TestTheCookie:
    def test_comes_with_the_first_form_and_not_before(self, visitor: Visitor) -> None:
        visitor.goes_to("/")
        assert list(visitor.http.cookies) == []
        visitor.goes_to("/connexion")
        assert [cookie.name for cookie in visitor.http.cookies] == ["sid"]

    def test_is_out_of_reach_of_scripts_and_of_other_sites(self, visitor: Visitor) -> None:
        visitor.goes_to("/connexion")
        assert visitor.page
        assert re.fullmatch(r"sid=[\w-]{43}; HttpOnly; SameSite=Lax; Path=/", visitor.page.answer.headers["Set-Cookie"])

    def test_changes_when_somebody_signs_in(self, cloud: LocalCloud, visitor: Visitor) -> None:
        visitor.goes_to("/connexion")
        before = visitor.http.cookies["sid"]
        visitor.sends(cloud.access["candidates"][0])
        assert visitor.http.cookies["sid"] != before

    def test_opens_what_the_table_holds_and_nothing_else_does(
        self, cloud: LocalCloud, candidate_visitor: Callable[[int], Visitor]
    ) -> None:
        visitor = candidate_visitor(0)
        visitor.goes_to(FOR_CANDIDATES)
        visitor.sends({"address_line1": "3 rue des Essais", **WRONG})
        items = kept(cloud)
        assert len(items) >= 2
        assert {frozenset(one) for one in items} == {frozenset({"pk", "sk", "kind", "sealed", "ttl"})}
        assert "rue des Essais" not in str(items)
        assert str(visitor.http.cookies["sid"]) not in str(items)


class TestSigningIn:
    def test_one_text_answers_every_wrong_pair(self, cloud: LocalCloud, visitor: Visitor) -> None:
        known = cloud.access["candidates"][1]["nuc"]
        said = [visitor.signs_in(nuc, "quatre-mots-sans-rapport").errors for nuc in (known, "99999999", "~")]
        assert said == [["Erreur\u00a0: NUC ou mot de passe incorrect"]] * 3
        assert visitor.page
        assert "quatre-mots" not in visitor.page.html

    def test_a_page_of_somebody_s_own_asks_for_it_and_is_then_shown(self, cloud: LocalCloud, visitor: Visitor) -> None:
        asked = visitor.goes_to(f"{FOR_CANDIDATES}?numero=modifier")
        assert asked.path == "/connexion"
        assert visitor.sends(cloud.access["candidates"][2]).address == f"{FOR_CANDIDATES}?numero=modifier"

    def test_leads_nowhere_else(self, cloud: LocalCloud, visitor: Visitor) -> None:
        for elsewhere in ("https://example.org/", "//example.org", "/\\example.org"):
            visitor = Visitor(cloud.base_url)
            visitor.goes_to(f"/connexion?suite={elsewhere}")
            assert visitor.sends(cloud.access["candidates"][3]).path == FOR_CANDIDATES

    def test_is_over_after_signing_out(self, candidate_visitor: Callable[[int], Visitor]) -> None:
        visitor = candidate_visitor(4)
        cookie = visitor.http.cookies["sid"]
        assert visitor.goes_to(FOR_CANDIDATES).says("Se déconnecter")
        assert visitor.sends(action="/deconnexion").path == "/"
        visitor.http.cookies.set("sid", cookie)
        assert visitor.goes_to(FOR_CANDIDATES).path == "/connexion"

    def test_that_has_ended_meanwhile_loses_nothing_that_was_typed(
        self, cloud: LocalCloud, candidate_visitor: Callable[[int], Visitor]
    ) -> None:
        visitor, person = candidate_visitor(5), cloud.access["candidates"][5]
        visitor.goes_to(FOR_CANDIDATES)
        everywhere = Visitor(cloud.base_url)
        everywhere.signs_in(**person)
        forget_sign_in(cloud, visitor)
        asked = visitor.sends({"address_line1": "7 rue de la Reprise"})
        assert asked.path == "/connexion"
        back = visitor.sends(person)
        assert back.path == FOR_CANDIDATES
        assert dict(back.form().fields)["address_line1"] == "7 rue de la Reprise"

    def test_somebody_else_s_never_gets_what_was_typed(
        self, cloud: LocalCloud, candidate_visitor: Callable[[int], Visitor]
    ) -> None:
        visitor = candidate_visitor(6)
        visitor.goes_to(FOR_CANDIDATES)
        forget_sign_in(cloud, visitor)
        visitor.sends({"address_line1": "9 rue du Secret"})
        page = visitor.sends(cloud.access["candidates"][7])
        assert page.path == FOR_CANDIDATES
        assert "rue du Secret" not in page.html

    def test_a_candidate_s_opens_no_page_of_the_staff(self, candidate_visitor: Callable[[int], Visitor]) -> None:
        page = candidate_visitor(8).goes_to("/centre/demandes")
        assert (page.status, page.h1) == (403, "Page réservée")


def forget_sign_in(cloud: LocalCloud, visitor: Visitor) -> None:
    """As time does, and as a new password does."""
    key = keys.browser(str(visitor.http.cookies["sid"]), keys.SIGN_IN)
    table_of(cloud).delete_item(
        TableName=cloud.outputs["TableName"], Key={name: {"S": value} for name, value in key.items()}
    )


class TestEveryAnswer:
    def test_allows_nothing_from_elsewhere(self, visitor: Visitor) -> None:
        for path in ("/", "/connexion", "/nulle-part"):
            headers = visitor.goes_to(path).answer.headers
            assert headers["Content-Security-Policy"] == (
                "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
                "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
            )
            assert headers["Referrer-Policy"] == "no-referrer"
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Cache-Control"] == "no-store"

    def test_to_an_unknown_address_is_a_page(self, visitor: Visitor) -> None:
        page = visitor.goes_to("/nulle-part")
        assert (page.status, page.title) == (404, "Page introuvable – Certif-UP")

    def test_is_compressed(self, cloud: LocalCloud) -> None:
        answer = requests.get(cloud.base_url, headers={"Accept-Encoding": "gzip"}, timeout=30)
        assert answer.headers["Content-Encoding"] == "gzip"

    def test_of_a_static_file_can_be_kept_for_ever_because_its_name_says_what_is_in_it(self, visitor: Visitor) -> None:
        assert len(assets()) == 3
        for address, asset in assets().items():
            answer = visitor.http.get(visitor.base_url + address)
            assert answer.content == asset.content
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.headers["Content-Type"] == asset.media_type
        assert visitor.http.get(visitor.base_url + "/static/site.000000000000.css").status_code == 404


class TestWhoIsRegistered:
    """Is told by no page: the same answers, in the same steps, whether or not there is somebody."""

    def test_by_asking_for_a_nuc(self, cloud: LocalCloud) -> None:
        known = {"birth_name": "Le Goff", "born_on": "31/12/1993", "email": "candidat5@candidats.example"}
        assert seen(cloud, "/nuc-oublie", known) == seen(cloud, "/nuc-oublie", known | {"birth_name": "Personne"})

    def test_by_asking_for_a_password(self, cloud: LocalCloud) -> None:
        page = "/mot-de-passe-oublie"
        known = {"nuc": cloud.access["candidates"][9]["nuc"]}
        assert seen(cloud, page, known) == seen(cloud, page, {"nuc": "99999999"})

    def test_by_registering_with_an_address(self, cloud: LocalCloud) -> None:
        page = "/inscription/nouvelle"
        assert seen(cloud, page, {"email": "candidat6@candidats.example"}) == seen(
            cloud, page, {"email": "personne@candidats.example"}
        )


def seen(cloud: LocalCloud, path: str, fields: dict[str, str]) -> list[Any]:
    """The statuses on the way, the headers of the last answer but for its moment, and what is shown."""
    visitor = Visitor(cloud.base_url)
    visitor.goes_to(path)
    page = visitor.sends(fields)
    varying = {"date", "x-correlation-id", "apigw-requestid", "content-length", "set-cookie"}
    headers = {name: value for name, value in page.answer.headers.items() if name.lower() not in varying}
    return [[hop.status_code for hop in visitor.hops], page.status, headers, page.address, page.html]


def test_who_has_a_nuc_is_told_by_the_setting(visitor: Visitor) -> None:
    page = visitor.goes_to("/inscription/premiere")
    assert page.says("pour la session de janvier 2022 ou une session suivante")
    assert page.says("si votre dernière inscription date de juin 2021 ou avant")


def test_a_sign_in_page_says_how_somebody_came_there(visitor: Visitor) -> None:
    for page in ("/connexion", "/equipe/connexion"):
        assert visitor.goes_to(f"{page}?fin=oui&suite=/dossiers").says("Votre session a expiré")
        assert visitor.goes_to(f"{page}?mot-de-passe=modifie").says("Mot de passe modifié. Connectez-vous.")
        assert not visitor.goes_to(page).says("expiré")
