import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.contact.text import comparable, line_or, name_or
from tests.contact.refusing import refusal

ASKED = "Saisissez votre nom de naissance"
INVISIBLE = "Cette réponse contient un caractère invisible : saisissez-la à nouveau"
name, line = name_or(ASKED), line_or("Saisissez votre adresse")


@pytest.mark.parametrize(
    "typed",
    [
        *("Durand", "de La Tour", "DE LA TOUR", "d'Arc", "d’Arc", "O'Neil", "Jean-Paul", "Éloïse", "L'Haÿ", "Œuvrard"),
        *("Nguyễn", "Łukasz", "Müller", "İnönü", "M'Bé", "St. John", "X", "Иванов", "محمد", "山田"),
    ],
)
def test_a_name_is_kept_as_typed(typed: str) -> None:
    assert name(typed) == typed


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Durand ", "Durand"),
        ("de  La\u00a0Tour", "de La Tour"),
        ("Durand\r\n", "Durand"),
        ("Du\trand\nBcc: x", "Du rand Bcc: x"),
        ("E\u0301loi\u0308se", "Éloïse"),
    ],
)
def test_a_name_stands_on_one_line_with_single_spaces_and_composed_accents(typed: str, kept: str) -> None:
    assert name(typed) == kept


@pytest.mark.parametrize("typed", ["", " ", "\n", "-", "…", "'’-.", "12", "!?", "😀"])
def test_a_name_has_a_letter(typed: str) -> None:
    assert refusal(name, typed) == ASKED


def test_a_line_of_an_address_has_a_letter_or_a_digit() -> None:
    assert line("12") == "12"
    assert line("12 bis, rue de l’Église") == "12 bis, rue de l’Église"
    assert refusal(line, " - ") == "Saisissez votre adresse"


@pytest.mark.parametrize(
    "character",
    [
        *("\x00", "\x08", "\x1b", "\x7f", "\x9b", "\u00ad", "\u200b", "\u200f", "\u202e", "\u2066", "\ufeff"),
        *("\U000e0041", "\ue000", "\uffff", "\ud800"),
    ],
)
def test_a_character_that_nobody_sees_is_refused(character: str) -> None:
    assert refusal(name, f"Du{character}rand") == INVISIBLE
    assert refusal(line, f"12 rue{character}") == INVISIBLE


def test_a_name_has_100_characters_at_most() -> None:
    assert name("é" * 100) == "é" * 100
    assert name(" " + "e\u0301" * 100) == "é" * 100
    assert refusal(name, "é" * 101) == "Ne dépassez pas 100 caractères"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DE LA TOUR", "de la tour"),
        ("de La-Tour", "De Latour"),
        ("d’Arc", "D'ARC"),
        ("d\u02bcArc", "d Arc"),
        ("Éloïse", "ELOISE"),
        ("E\u0301loïse", "Eloise"),
        ("Lefèvre-Ançay", "LEFEVRE ANCAY"),
        ("Œuvrard", "OEUVRARD"),
        ("Lætitia", "Laetitia"),
        ("Weiß", "WEISS"),
        ("Nguyễn", "nguyen"),
    ],
)
def test_spellings_of_one_name_are_comparable(one: str, other: str) -> None:
    assert comparable(one) == comparable(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Durand", "Durant"), ("Lefebvre", "Lefèvre"), ("Martin", "Martins")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert comparable(one) != comparable(other)


@given(some.text())
def test_whatever_is_typed_is_a_name_or_is_refused(typed: str) -> None:
    try:
        kept = name(typed)
    except ValueError as refused:
        assert str(refused) in {ASKED, INVISIBLE, "Ne dépassez pas 100 caractères"}  # noqa: PT017 (either is right)
    else:
        assert name(kept) == kept == unicodedata.normalize("NFC", kept)
        assert not any(unicodedata.category(character)[0] in "CZ" for character in kept.replace(" ", ""))


@given(some.text())
def test_what_is_compared_no_longer_changes(typed: str) -> None:
    bare = comparable(typed)
    assert comparable(bare) == bare
    assert comparable(unicodedata.normalize("NFD", typed)) == comparable(unicodedata.normalize("NFC", typed)) == bare


@given(some.text("abcéèçœ'’ -", max_size=30))
def test_capitals_spaces_hyphens_and_apostrophes_make_no_difference(typed: str) -> None:
    assert comparable(typed.upper()) == comparable(typed)
    assert comparable("".join(filter(str.isalpha, typed))) == comparable(typed)
