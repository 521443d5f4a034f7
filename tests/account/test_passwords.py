"""What may be a password: length, and neither the most common ones nor what is hardly more than a pattern."""

import pytest

from functions.account.passwords import SPACE, TOO_COMMON, TOO_SHORT, checked


@pytest.mark.parametrize(
    "password",
    [
        "cheval agrafe pile correct",
        "zoé mange 12 pommes",
        "Ürgüp-Söğüt-ğ42",
        "密码由十二个或者更多的字组成",
        "👩‍🚀 part demain matin",
        "azerty et qwerty sont deux claviers",
        "x7" * 2 + "quelque chose",
        "12 caractère",
    ],
)
def test_any_letters_make_a_password_if_there_are_twelve(password: str) -> None:
    assert checked(password) == password.replace(" ", SPACE)


@pytest.mark.parametrize(
    "password",
    [
        "motdepasse2024!",
        "Mot de passe 123",
        "MOTDEPASSE!!!!!!",
        "password1234",
        "aaaaaaaaaaaa",
        "abababababab",
        "soleilsoleil",
        "azertyuiopqs",
        "poiuytrezaqs",
        "azertyuiop12",
        "123456789012",
        "210987654321",
        "111122223333",
        "abcdefghijkl1",
        "Jetaime12345!",
        "correct horse battery staple",
        "quatre mots sans rapport",
    ],
)
def test_common_passwords_repetitions_and_runs_of_keys_are_refused(password: str) -> None:
    with pytest.raises(ValueError, match=TOO_COMMON):
        checked(password)


@pytest.mark.parametrize("password", ["", "onze lettre", "e\u0301" * 11])
def test_a_short_one_is_refused(password: str) -> None:
    with pytest.raises(ValueError, match=TOO_SHORT):
        checked(password)


def test_256_characters_are_the_most() -> None:
    long = ("cheval agrafe pile correct, " * 10)[:256]
    assert checked(long[:255] + "x")
    with pytest.raises(ValueError, match="256"):
        checked(long + "x")


@pytest.mark.parametrize("password", [" cheval agrafe pile", "cheval agrafe pile\u00a0"])
def test_a_space_around_it_is_refused_because_the_pool_takes_none(password: str) -> None:
    with pytest.raises(ValueError, match="Retirez l’espace"):
        checked(password)
