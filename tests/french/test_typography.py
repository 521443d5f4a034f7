import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.french.typography import typeset, typeset_html

# In the expected texts, "_" stands for U+00A0 and "~" for U+202F.


def shown(text: str) -> str:
    return text.replace("\u00a0", "_").replace("\u202f", "~")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Un problème ?", "Un problème~?"),
        ("Envoyé !", "Envoyé~!"),
        ("à 18 h 45 ; samedi", "à 18_h_45~; samedi"),
        ("Motif : complet", "Motif_: complet"),
        ("le « report » accordé", "le «_report_» accordé"),
        ("50 € et 12,50 €", "50_€ et 12,50_€"),
        ("100 % des places", "100_% des places"),
        ("à 9 h 12", "à 9_h_12"),
        ("à 9 h précises", "à 9_h précises"),
        ("sous 72 heures ouvrées", "sous 72_heures ouvrées"),
        ("dans 60 minutes, 2 jours, 1 an, 3 mois", "dans 60_minutes, 2_jours, 1_an, 3_mois"),
        ("10 Mo au plus", "10_Mo au plus"),
        ("mercredi 21 janvier 2026", "mercredi 21_janvier 2026"),
        ("le 1er août, le 1er mai", "le 1er_août, le 1er_mai"),
        ("dossier n° 12", "dossier n°_12"),
        ("« Qu’est-ce ? »", "«_Qu’est-ce~?_»"),
        ("Quoi  ?!", "Quoi~?!"),
    ],
)
def test_an_ordinary_space_becomes_the_no_break_space_of_french_typography(written: str, expected: str) -> None:
    assert shown(typeset(written)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "https://certif-up.example/dossiers?reference=CU-2701-7F3K-92&page=1;b=2#!/a:b",
        "accueil@union-prof.asso.fr",
        "12:30",
        "http://127.0.0.1:8080/?heure=12:30!",
        "Bonjour!",
        "les 3 marsouins, les 2 s’inscrivent, les 4 habitants",
        "la 2e heure",
        "ligne\n? suite\n: suite",
        "CU-2701-7F3K-92",
    ],
)
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert typeset(text) == text


def test_a_no_break_space_of_the_wrong_kind_is_put_right() -> None:
    assert shown(typeset("Quoi\u00a0? Motif\u202f: «\u202fcomplet\u202f»")) == "Quoi~? Motif_: «_complet_»"


def test_an_address_in_a_sentence_keeps_its_characters() -> None:
    assert shown(typeset("Écrivez à a@b.fr : voir https://b.fr/?q=1:2 !")) == (
        "Écrivez à a@b.fr_: voir https://b.fr/?q=1:2~!"
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<p>Un problème ?</p>", "<p>Un problème~?</p>"),
        ("<p>Motif :\n  complet</p>", "<p>Motif_:\n  complet</p>"),
        ("<p>à régler :\n 50\n   €</p>", "<p>à régler_:\n 50_€</p>"),
        ("<p><b>Motif</b> : « <i>complet</i> »</p>", "<p><b>Motif</b>_: «_<i>complet</i>_»</p>"),
        ('<a href="/a ?b" title="3 jours !">Envoyer !</a>', '<a href="/a ?b" title="3 jours !">Envoyer~!</a>'),
        ('<img alt="a > b : c"> : d', '<img alt="a > b : c">_: d'),
        ("<!-- a > b ? --><!doctype html>", "<!-- a > b ? --><!doctype html>"),
        ("<style>a { b : c }</style> 3 jours", "<style>a { b : c }</style> 3_jours"),
        ("<script>a ? b : c < d</script> !", "<script>a ? b : c < d</script>~!"),
        ("<PRE>a :  b</pre><code>a ?</code>", "<PRE>a :  b</pre><code>a ?</code>"),
        ("<td>5</td> <td>jours</td>", "<td>5</td> <td>jours</td>"),
        ("Dupont &amp; fils ; l&#39;an", "Dupont &amp; fils~; l&#39;an"),
        ("les 2 s&#39;inscrivent", "les 2 s&#39;inscrivent"),
        ("si a < b ?", "si a < b~?"),
    ],
)
def test_in_a_page_only_the_text_changes(written: str, expected: str) -> None:
    assert shown(typeset_html(written)) == expected


PIECES = ["n°", "1er", "12", "jours", "mai", "mot", "<b>", "</b>", '<a title="a ?">', "&amp;", "http://a.fr/?b=1:2"]
WORDS = st.lists(st.sampled_from([*" \u00a0\u202f\n?!;:«»€%’1h", *PIECES]), max_size=14).map("".join)


@settings(derandomize=True, deadline=None)
@given(WORDS)
@example("« ? »")
@example("1 h 1 h 1")
def test_a_second_pass_changes_nothing(text: str) -> None:
    assert typeset(typeset(text)) == typeset(text)
    assert typeset_html(typeset_html(text)) == typeset_html(text)


@settings(derandomize=True, deadline=None)
@given(WORDS)
def test_nothing_but_spaces_changes_and_none_is_added(text: str) -> None:
    for result in (typeset(text), typeset_html(text)):
        assert "".join(result.split()) == "".join(text.split())
        assert len(result) <= len(text)


@settings(derandomize=True, deadline=None)
@given(WORDS)
def test_no_ordinary_space_is_left_where_a_line_must_not_break(text: str) -> None:
    assert not re.search(r" [;:!?»€%]|« |\d h \d|n° |\d (mai|jours)\b(?!’|&)", typeset(text))
