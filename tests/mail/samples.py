"""Made-up mails, one of each kind and one of each turn that a kind can take. Nobody here exists."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from shared.departments import time_zone
from shared.mail.account_mails import (
    AddressChanged,
    AddressCorrected,
    AlreadyKnown,
    FirstSignIn,
    FirstTime,
    NewAddress,
    NucGiven,
    NucReminder,
    PasswordChanged,
    PasswordLink,
)
from shared.mail.model import (
    Alternative,
    Centre,
    DeferralGranted,
    DeferralRefused,
    DeferralRequested,
    DocumentReceived,
    Exam,
    Expired,
    LatePayment,
    Letterhead,
    Mail,
    Particulars,
    Prevalidated,
    Refused,
    Registered,
    RegistrationMail,
    Reminded,
    Validated,
    Withdrawn,
)
from shared.mail.staff import (
    AddressFailed,
    ExamNumbers,
    OldRequest,
    PaymentsDue,
    RequestsOverdue,
    RequestsWaiting,
)
from shared.registration import reference

SENT_AT: Final = datetime(2026, 1, 16, 17, 45, 3, tzinfo=UTC)

LETTERHEAD: Final = Letterhead(
    sender="ne-pas-repondre@certif-up.example",
    association="accueil@union-prof.asso.fr",
    public_url="https://certif-up.example",
)

LAON: Final = Centre(
    name="Lycée Paul-Claudel",
    address="1 rue de l’Exemple, 02000 Laon",
    email="examens@lycee-claudel.example",
    payment_terms=(
        "Chèque à l’ordre de l’agent comptable du lycée, nom et référence au dos, ou virement :\n"
        "IBAN FR76 0000 0000 0000 0000 0000 000\n"
        "Le secrétariat est ouvert du lundi au vendredi, de 8 h 30 à 17 h."
    ),
    zone=time_zone("02"),
)

FORT_DE_FRANCE: Final = Centre(
    name="Lycée Schœlcher",
    address="2 rue du Modèle, 97200 Fort-de-France",
    email="examens@schoelcher.example",
    payment_terms="Virement seulement : IBAN FR76 0000 0000 0000 0000 0000 972",
    zone=time_zone("972"),
)


def exam(code: str, label: str, on: date, at: time, minutes: int, zone: ZoneInfo = LAON.zone) -> Exam:
    return Exam(code=code, label=label, starts_at=datetime.combine(on, at, zone), duration=timedelta(minutes=minutes))


DICTATION: Final = exam("DACT", "Dactylographie", date(2026, 6, 9), time(9), 45)
SHORTHAND: Final = exam("STENO", "Sténographie : 100 mots à la minute", date(2026, 6, 10), time(14, 30), 90)

REGISTRATION: Final = Particulars(
    reference=reference.of("2026-06", "7F3K"),
    version=1,
    given_name="Zoë",
    session="juin 2026",
    centre=LAON,
    exams=(DICTATION, SHORTHAND),
    amount_cents=10_000,
)

PREVALIDATED: Final = Prevalidated(
    replace(REGISTRATION, version=2),
    last_day=date(2026, 1, 21),
    explanation="72 heures ouvrées à partir du vendredi 16 janvier 2026 à 18 h 45 ; samedi 17, dimanche 18 exclus",
)

OVERSEAS: Final = replace(
    REGISTRATION,
    version=2,
    centre=FORT_DE_FRANCE,
    exams=(exam("DACT", "Dactylographie", date(2026, 6, 9), time(9), 180, FORT_DE_FRANCE.zone),),
    amount_cents=5_000,
)

DECIDE_BY: Final = datetime(2026, 5, 15, 22, tzinfo=UTC)
"""Midnight in Paris: « jusqu’au vendredi 15 mai 2026 inclus »."""
CLOSING: Final = datetime(2026, 4, 24, 16, tzinfo=UTC)

REFUSED: Final = Refused(
    replace(REGISTRATION, version=2),
    reason="full",
    message="Toutes nos places de dactylographie sont prises.\nLe lycée voisin en a encore : bonne chance !",
    alternatives=(
        Alternative(name="Lycée Gay-Lussac", department="Aisne (02)"),
        Alternative(name="Lycée Jean-Moulin", department="Ardennes (08)"),
    ),
    choose_until_at=DECIDE_BY,
)

VALIDATED: Final = Validated(replace(REGISTRATION, version=4), received_on=date(2026, 1, 20))

CARRIED_OVER: Final = Particulars(
    reference=reference.of("2027-01", "0H4Q"),
    version=1,
    given_name="Zoë",
    session="janvier 2027",
    centre=LAON,
    exams=(exam("DACT", "Dactylographie", date(2027, 1, 12), time(9), 45),),
    amount_cents=0,
)

LATE_PAYMENT: Final = LatePayment(
    replace(REGISTRATION, version=5), amount_cents=10_000, received_on=date(2026, 1, 26), reason="received-late"
)

TOKEN: Final = "q7Nq0cP8TzVb1n9yXw3rKJ5uGm2sLd4hFe6aZtYiOoE"

REQUESTS_WAITING: Final = RequestsWaiting(
    id="requests.C02",
    day=date(2026, 5, 11),
    count=5,
    centre=LAON.name,
    exams=(
        ExamNumbers(label=DICTATION.label, session="juin 2026", count=4, left=3),
        ExamNumbers(label=SHORTHAND.label, session="juin 2026", count=2, left=0),
    ),
    oldest_on=date(2026, 5, 4),
    oldest_days=4,
    answer_by_at=DECIDE_BY,
)

PAYMENTS_DUE: Final = PaymentsDue(
    id="payments.C02",
    day=date(2026, 1, 21),
    count=3,
    centre=LAON.name,
    exams=(
        ExamNumbers(label=DICTATION.label, session="juin 2026", count=3, left=0),
        ExamNumbers(label=SHORTHAND.label, session="juin 2026", count=1, left=0),
    ),
    amount_cents=20_000,
)

REQUESTS_OVERDUE: Final = RequestsOverdue(
    id="overdue.UPPCTSC",
    day=date(2026, 5, 11),
    count=2,
    requests=(
        OldRequest(reference=REGISTRATION.reference, centre=LAON.name, received_on=date(2026, 4, 27), days=8),
        OldRequest(
            reference=reference.of("2026-06", "0H4Q"), centre=FORT_DE_FRANCE.name, received_on=date(2026, 4, 29), days=6
        ),
    ),
)

SAMPLES: Final[dict[str, Mail]] = {
    "registered": Registered(REGISTRATION),
    "prevalidated": PREVALIDATED,
    "prevalidated-overseas": Prevalidated(
        OVERSEAS,
        last_day=date(2026, 5, 27),
        explanation=(
            "72 heures ouvrées à partir du mercredi 20 mai 2026 à 9 h (heure de la Martinique) ; "
            "vendredi 22 mai (abolition de l’esclavage), samedi 23, dimanche 24, "
            "lundi 25 mai (lundi de Pentecôte) exclus"
        ),
    ),
    "refused": REFUSED,
    "refused-no-alternative": replace(REFUSED, reason="other", alternatives=()),
    "refused-unanswered": replace(REFUSED, reason="unanswered", message=None, alternatives=(), choose_until_at=None),
    "reminded": Reminded(
        replace(REGISTRATION, version=3), last_day=PREVALIDATED.last_day, explanation=PREVALIDATED.explanation
    ),
    "expired": Expired(replace(REGISTRATION, version=4), last_day=date(2026, 1, 21), choose_until_at=DECIDE_BY),
    "expired-overseas-too-late": Expired(OVERSEAS, last_day=date(2026, 5, 27), choose_until_at=None),
    "validated": VALIDATED,
    "validated-overseas": Validated(OVERSEAS, received_on=date(2026, 5, 26)),
    "deferral_requested": DeferralRequested(
        replace(REGISTRATION, version=5),
        exams=(DICTATION,),
        ground="employer",
        reason="Inventaire annuel du 8 au 12 juin : présence de tous les salariés exigée.",
    ),
    "deferral_requested-medical": DeferralRequested(
        replace(REGISTRATION, version=5), exams=REGISTRATION.exams, ground="medical", reason=None
    ),
    "document_received": DocumentReceived(replace(REGISTRATION, version=6), exams=(DICTATION,)),
    "deferral_granted": DeferralGranted(replace(REGISTRATION, version=6), carried_over=CARRIED_OVER, kept=(SHORTHAND,)),
    "deferral_refused": DeferralRefused(
        replace(REGISTRATION, version=6),
        exams=REGISTRATION.exams,
        reason="L’attestation de l’entreprise n’indique pas pour quel motif elle ne peut vous libérer.",
    ),
    "late_payment": LATE_PAYMENT,
    "late_payment-no-seat": replace(LATE_PAYMENT, reason="no-seat-left"),
    "withdrawn": Withdrawn(replace(REGISTRATION, version=2), register_until_at=CLOSING),
    "withdrawn-closed": Withdrawn(replace(REGISTRATION, version=2), register_until_at=None),
    "nuc_reminder": NucReminder(id="m-1", given_name="Zoë", nuc="91645010"),
    "nuc_given": NucGiven(id="m-2", given_name=None, nuc="91645010"),
    "already_known": AlreadyKnown(id="m-3", given_name=None, nucs=("91645010", "46593380")),
    "first_time": FirstTime(id="m-4", given_name=None, token=TOKEN),
    "first_sign_in": FirstSignIn(id="m-5", given_name="Zoë", token=TOKEN),
    "password_link": PasswordLink(id="m-6", given_name="Zoë", token=TOKEN),
    "password_changed": PasswordChanged(id="m-7", given_name="Zoë"),
    "new_address": NewAddress(id="m-8", given_name="Zoë", token=TOKEN),
    "address_changed": AddressChanged(id="m-9", given_name="Zoë"),
    "address_corrected": AddressCorrected(id="m-10", given_name="Zoë"),
    "requests_waiting": REQUESTS_WAITING,
    "requests_waiting-one": replace(
        REQUESTS_WAITING,
        count=1,
        exams=(ExamNumbers(label=DICTATION.label, session="juin 2026", count=1, left=1),),
        oldest_on=date(2026, 5, 11),
        oldest_days=0,
        answer_by_at=None,
    ),
    "payments_due": PAYMENTS_DUE,
    "payments_due-one": replace(
        PAYMENTS_DUE,
        count=1,
        exams=(ExamNumbers(label=DICTATION.label, session="juin 2026", count=1, left=0),),
        amount_cents=5_000,
    ),
    "requests_overdue": REQUESTS_OVERDUE,
    "requests_overdue-many": replace(REQUESTS_OVERDUE, count=140),
    "address_failed": AddressFailed(
        id=f"{REGISTRATION.reference}.2", reference=REGISTRATION.reference, failure="bounced", cause="no-email"
    ),
    "address_failed-complaint": AddressFailed(
        id=f"{REGISTRATION.reference}.3", reference=REGISTRATION.reference, failure="complained", cause="unwanted"
    ),
}

every_registration_mail: Final = pytest.mark.parametrize(
    "mail", [pytest.param(mail, id=name) for name, mail in SAMPLES.items() if isinstance(mail, RegistrationMail)]
)
every_mail: Final = pytest.mark.parametrize("mail", [pytest.param(mail, id=name) for name, mail in SAMPLES.items()])
