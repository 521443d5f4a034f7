"""What the mails say, in both of their parts."""

import re
from collections import Counter
from dataclasses import fields, make_dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from jinja2 import UndefinedError

from shared.french.words import GROUNDS, LATE_PAYMENTS, REFUSALS
from shared.mail.account_mails import AccountMail
from shared.mail.model import Mail, MailKind, RegistrationMail
from shared.mail.render import TEMPLATES, Rendered, render
from tests.mail.reading import links, shown
from tests.mail.regenerate import GOLDEN, files
from tests.mail.samples import (
    DECIDE_BY,
    LATE_PAYMENT,
    LETTERHEAD,
    PREVALIDATED,
    REFUSED,
    REGISTRATION,
    SAMPLES,
    every_mail,
    every_registration_mail,
)


def rendered(mail: Mail) -> Rendered:
    return render(mail, LETTERHEAD)


def plain(words: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", words)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_mail_reads_as_its_golden_files_do(sample: str) -> None:
    for name, content in files(sample).items():
        assert content == (GOLDEN / name).read_text(encoding="utf-8"), "python -m tests.mail.regenerate"


def test_there_is_no_golden_file_of_a_mail_that_is_gone() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(SAMPLES)


def test_every_kind_of_mail_has_a_sample() -> None:
    assert {mail.kind for mail in SAMPLES.values()} == set(MailKind)


FIGURES = re.compile(
    r"""
      https?://\S+[^\s.]                                               # links
    | [\w.+-]+@[\w.-]+\w                                               # addresses
    | CU-[\w-]+                                                        # references
    | (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\ \d+(?:er)?(?:\ \w+\ \d{4})?   # dates
    | \d[\d ,]*€                                                       # amounts
    | \d+\ h(?:\ \d+)?                                                 # hours
    | \d+                                                              # and everything else that counts something
    """,
    re.VERBOSE,
)


@every_mail
def test_the_text_part_has_every_figure_and_date_of_the_html_part(mail: Mail) -> None:
    parts = rendered(mail)
    in_html = set(FIGURES.findall(plain(shown(parts.html)))) | {
        link.removeprefix("mailto:") for link in links(parts.html)
    }
    assert len(in_html) >= (5 if isinstance(mail, RegistrationMail) else 2)
    assert in_html <= set(FIGURES.findall(plain(parts.text)))


@every_mail
def test_the_text_part_has_every_word_of_the_html_part(mail: Mail) -> None:
    parts = rendered(mail)
    _preheader, *lines = shown(parts.html).split("\n")
    missing = Counter(re.findall(r"\w+", "\n".join(lines))) - Counter(re.findall(r"\w+", parts.text))
    assert not missing


@pytest.mark.parametrize("part", ["html", "text"])
def test_the_words_of_a_mail_stand_in_one_place(part: str) -> None:
    assert {path.stem for path in (TEMPLATES / part).iterdir()} == {"layout", "parts"}


def without(mail: Mail, name: str) -> Mail:
    kept = {field.name: getattr(mail, field.name) for field in fields(mail) if field.name != name}
    incomplete = make_dataclass(
        "Incomplete", [(name, Any) for name in kept], bases=(Mail,), namespace={"kind": mail.kind}, frozen=True
    )
    made = incomplete(**kept)
    assert isinstance(made, Mail)
    return made


@pytest.mark.parametrize(
    ("kind", "field"),
    [(kind, field.name) for kind in MailKind for field in fields(SAMPLES[kind]) if field.name != "id"],
)
def test_a_mail_that_lacks_something_is_a_failure_not_a_blank(kind: MailKind, field: str) -> None:
    with pytest.raises((UndefinedError, TypeError)):  # a filter says TypeError
        rendered(without(SAMPLES[kind], field))


@pytest.mark.parametrize("reason", REFUSALS)
def test_each_reason_of_a_refusal_has_its_words(reason: str) -> None:
    assert f"Motif : {REFUSALS[reason]}" in plain(rendered(replace(REFUSED, reason=reason)).text)


@pytest.mark.parametrize("reason", LATE_PAYMENTS)
def test_each_reason_of_late_money_has_its_words(reason: str) -> None:
    assert LATE_PAYMENTS[reason] in rendered(replace(LATE_PAYMENT, reason=reason)).text


def test_a_reason_that_nobody_knows_is_a_failure() -> None:
    with pytest.raises(UndefinedError):
        rendered(replace(REFUSED, reason="weather"))


def test_each_ground_of_a_deferral_has_its_words() -> None:
    said = plain(rendered(SAMPLES["deferral_requested"]).text) + plain(
        rendered(SAMPLES["deferral_requested-medical"]).text
    )
    assert all(f"Motif : {ground}." in said for ground in GROUNDS.values())


@pytest.mark.parametrize("name", ["prevalidated", "reminded", "expired"])
def test_the_deadline_is_shown_as_the_last_day_that_counts(name: str) -> None:
    said = plain(rendered(SAMPLES[name]).text)
    assert "jusqu’au mercredi 21 janvier 2026 inclus" in said
    assert "avant le" not in said


@pytest.mark.parametrize("name", ["prevalidated", "reminded"])
def test_what_is_to_be_paid_comes_with_how_the_date_was_counted_how_to_pay_and_what_to_quote(name: str) -> None:
    said = plain(rendered(SAMPLES[name]).text)
    assert "À régler : 100 € (2 épreuves × 50 €)" in said
    assert "inclus pour faire parvenir le règlement au centre, soit 72 heures ouvrées à partir du" in said
    assert said.count("72 heures ouvrées") == 1
    assert "> IBAN FR76" in said
    assert f"Indiquez la référence {REGISTRATION.reference}." in said


def test_an_overseas_centre_has_its_clock_named() -> None:
    assert "jusqu’au mercredi 27 mai 2026 inclus (heure de la Martinique)" in plain(
        rendered(SAMPLES["prevalidated-overseas"]).text
    )
    assert "mardi 9 juin 2026 à 9 h (heure de la Martinique)" in plain(rendered(SAMPLES["validated-overseas"]).text)


@pytest.mark.parametrize(
    ("until_at", "words"),
    [
        (DECIDE_BY, "jusqu’au vendredi 15 mai 2026 inclus"),
        (datetime(2026, 5, 15, 16, 30, tzinfo=UTC), "jusqu’au vendredi 15 mai 2026 à 18 h 30 (heure de Paris)"),
    ],
)
def test_a_limit_at_midnight_is_a_last_day_and_another_keeps_its_hour(until_at: datetime, words: str) -> None:
    assert words in plain(rendered(replace(REFUSED, choose_until_at=until_at)).text)


def test_nobody_is_sent_to_choose_a_centre_when_it_is_too_late() -> None:
    parts = rendered(SAMPLES["refused-unanswered"])
    assert "choisissez" not in parts.subject
    assert "Choisi" not in parts.text


def test_one_exam_is_one_place() -> None:
    one = replace(PREVALIDATED, registration=replace(REGISTRATION, exams=REGISTRATION.exams[:1], amount_cents=5_000))
    said = plain(rendered(one).text)
    assert "50 € (1 épreuve × 50 €)" in said
    assert "la place est remise à disposition" in said


MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
ORDINARY_SPACE_WHERE_NONE_MAY_STAND = re.compile(
    rf""" \ (?=[;:!?»€%]) | (?<=«)\  | (?<=\d)\ (?=(?:h|min|s|Mo|jours?|heures?|minutes?|{MONTHS})\b)
    | (?<=\dh)\ (?=\d) | (?<=\d.h)\ (?=\d) | (?<=1er)\ (?=(?:{MONTHS})\b) """,
    re.VERBOSE,
)


@every_mail
def test_no_ordinary_space_stands_where_french_wants_a_no_break_one(mail: Mail) -> None:
    parts = rendered(mail)
    for words in (parts.subject, parts.text, shown(parts.html)):
        around = [
            words[found.start() - 12 : found.end() + 12]
            for found in ORDINARY_SPACE_WHERE_NONE_MAY_STAND.finditer(words)
        ]
        assert not around


@every_mail
def test_apostrophes_and_quotation_marks_are_french(mail: Mail) -> None:
    parts = rendered(mail)
    assert not re.search("['\"]", parts.subject + parts.text + shown(parts.html))


@pytest.mark.parametrize(
    "wrong",
    ["Motif : complet", "« oui", "oui »", "50 €", "9 h", "9\u00a0h 30", "21 janvier", "1er mai", "Ah !", "à 45 min"],
)
def test_the_typography_test_sees_an_ordinary_space(wrong: str) -> None:
    assert ORDINARY_SPACE_WHERE_NONE_MAY_STAND.search(wrong)


@pytest.mark.parametrize("name", [name for name, mail in SAMPLES.items() if isinstance(mail, AccountMail)])
def test_the_subject_of_a_mail_about_an_account_fits_a_phone_and_names_nobody(name: str) -> None:
    subject = plain(rendered(SAMPLES[name]).subject)
    assert subject.startswith("Certif-UP : ")
    assert len(subject) <= 60
    assert not re.search(r"\d|@|Zoë", subject)


@every_registration_mail
def test_a_subject_ends_with_the_reference_and_says_the_rest_within_a_phone_s_width(mail: Mail) -> None:
    subject = plain(rendered(mail).subject)
    reference = f" ({REGISTRATION.reference})"
    assert subject.startswith("Certif-UP : ")
    assert subject.endswith(reference)
    # The amount and the date, or the next session, are worth more than the limit: the reference then goes beyond it.
    longer = {MailKind.PREVALIDATED, MailKind.REMINDED, MailKind.DEFERRAL_GRANTED}
    assert len(subject.removesuffix(reference) if mail.kind in longer else subject) <= 61


def test_the_subject_of_a_payment_says_how_much_and_until_when() -> None:
    assert plain(rendered(PREVALIDATED).subject).startswith("Certif-UP : 100 € à régler au plus tard le 21 janvier")
