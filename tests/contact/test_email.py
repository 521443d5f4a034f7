import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.contact.email import address, likely_typo
from tests.contact.refusing import refusal

ASKED = "Saisissez une adresse électronique complète, par exemple nom@exemple.fr"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("nom@exemple.fr", "nom@exemple.fr"),
        ("  nom@exemple.fr\n", "nom@exemple.fr"),
        ("Nom.Prenom@Exemple.FR", "Nom.Prenom@exemple.fr"),
        ("o'neil+certif@sous.domaine.exemple.museum", "o'neil+certif@sous.domaine.exemple.museum"),
        ("_a-1@a1-b2.fr", "_a-1@a1-b2.fr"),
        ("nom@école.fr", "nom@xn--cole-9oa.fr"),
        ("nom@E\u0301COLE.fr", "nom@xn--cole-9oa.fr"),
        ("nom@xn--cole-9oa.fr", "nom@xn--cole-9oa.fr"),
        (f"{'a' * 64}@exemple.fr", f"{'a' * 64}@exemple.fr"),
        (f"a@{'b' * 63}.fr", f"a@{'b' * 63}.fr"),
    ],
)
def test_an_address_is_kept_as_typed_but_for_the_domain(typed: str, kept: str) -> None:
    assert address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "nom",
        "nom@",
        "@exemple.fr",
        "nom@exemple",
        "nom@exemple.f",
        "nom@exemple.123",
        "nom@@exemple.fr",
        "nom@autre@exemple.fr",
        "nom prenom@exemple.fr",
        "nom@exem ple.fr",
        "nom\u200b@exemple.fr",
        "nom@exem\u202eple.fr",
        "nom\r\nBcc:x@exemple.fr",
        "nom\x00@exemple.fr",
        ".nom@exemple.fr",
        "nom.@exemple.fr",
        "n..m@exemple.fr",
        "nom@.exemple.fr",
        "nom@exemple..fr",
        "nom@exemple.fr.",
        "nom@-exemple.fr",
        "nom@exemple-.fr",
        "nom@exem_ple.fr",
        "nom@127.0.0.1",
        "nom@[127.0.0.1]",
        '"nom"@exemple.fr',
        "Nom <nom@exemple.fr>",
        "nom@exemple.fr, autre@exemple.fr",
        "élève@exemple.fr",
        "nom@straße.de",  # encoded, it would be somebody else's: strasse.de
        "nom@\uff47mail.com",
        "nom@exemple\u3002fr",
        "nom@xn--999999999.fr",
        f"{'a' * 65}@exemple.fr",
        f"a@{'b' * 64}.fr",
        f"a@{'b.' * 200}fr",
        "a@" + "é" * 100_000 + ".fr",
        "\ud800@exemple.fr",
        "nom@\udfff.fr",
    ],
)
def test_an_address_that_no_mail_reaches_is_refused(typed: str) -> None:
    assert refusal(address, typed) == ASKED


def test_the_longest_address_has_254_characters() -> None:
    domain = "b." * 94 + "fr"
    longest = "a" * 63 + "@" + domain
    assert len(longest) == 254
    assert address(longest) == longest
    assert refusal(address, "a" + longest) == ASKED


def test_the_length_is_that_of_the_form_in_which_mail_is_sent() -> None:
    domain = "é." * 30 + "fr"
    assert len(address(f"{'a' * 11}@{domain}")) == 254
    assert refusal(address, f"{'a' * 12}@{domain}") == ASKED


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gnail.com", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.comm", "gmail.com"),
        ("gmail.fr", "gmail.com"),
        ("agmail.com", "gmail.com"),
        ("ogmail.com", "gmail.com"),
        ("mgail.com", "gmail.com"),
        ("gmail.cmo", "gmail.com"),
        ("hotmal.fr", "hotmail.fr"),
        ("hotmial.com", "hotmail.com"),
        ("oulook.fr", "outlook.fr"),
        ("orage.fr", "orange.fr"),
        ("wandoo.fr", "wanadoo.fr"),
        ("laposte.met", "laposte.net"),
        ("fre.fr", "free.fr"),
        ("srf.fr", "sfr.fr"),
        ("yaho.fr", "yahoo.fr"),
        ("iclod.com", "icloud.com"),
    ],
)
def test_one_slip_from_a_provider_a_correction_is_proposed(typed: str, meant: str) -> None:
    assert likely_typo(f"Nom.P@{typed}") == f"Nom.P@{meant}"


@pytest.mark.parametrize(
    "domain",
    [
        *(
            "gmail.com",
            "orange.fr",
            "free.fr",
            "sfr.fr",
            "live.fr",
            "live.com",
            "hotmail.fr",
            "hotmail.com",
            "yahoo.fr",
        ),
        *("ymail.com", "mail.com", "email.com", "yahoo.gr", "hotmail.gr"),  # one slip away, and real
        *("exemple.fr", "gmailpro.com", "gmx.de", "union-prof.asso.fr", "ac-lille.fr", "gmial.org", "gmlai.com"),
    ],
)
def test_providers_and_other_domains_are_left_alone(domain: str) -> None:
    assert likely_typo(f"nom@{domain}") is None


@given(some.emails())
def test_usual_addresses_are_read_and_read_again_alike(typed: str) -> None:
    kept = address(typed)
    assert kept == address(kept)
    assert kept.lower() == typed.lower()


@given(some.text() | some.text("aé@.-_ xn", max_size=20))
def test_whatever_is_typed_is_an_address_or_is_refused(typed: str) -> None:
    try:
        outcome = address(typed)
    except ValueError as refused:
        outcome = str(refused)
    assert outcome == ASKED or (outcome.isascii() and re.fullmatch(r"[^@\s]{1,64}@[a-z0-9.-]+\.[a-z0-9-]{2,}", outcome))


@given(some.from_regex(r"[a-z0-9.-]{0,14}", fullmatch=True))
def test_what_is_proposed_needs_no_correction(domain: str) -> None:
    proposed = likely_typo(f"nom@{domain}")
    assert proposed is None or (likely_typo(proposed) is None and address(proposed) == proposed)
