from datetime import UTC, date, datetime, time, timedelta

import pytest

from shared.deadline.calendar import Calendar
from shared.deadline.deadline import DeadlineRules, deadline
from shared.french.explanation import explanation
from shared.french.typography import typeset

PARIS = Calendar("75")
CLOSED_IN_SUMMER = Calendar("02", closing_days=frozenset(date(2026, 7, 27) + timedelta(n) for n in range(19)))
CLOSED_IN_AUGUST = Calendar("02", closing_days=frozenset(date(2026, 8, 3) + timedelta(n) for n in range(12)))
CLOSED_AT_CHRISTMAS = Calendar("67", closing_days=frozenset(date(2026, 12, 24) + timedelta(n) for n in range(11)))


def explained(calendar: Calendar, prevalidated: str, window: timedelta = timedelta(hours=72)) -> str:
    """As the candidate reads it, with ordinary spaces."""
    start = datetime.fromisoformat(prevalidated).replace(tzinfo=calendar.zone).astimezone(UTC)
    rules = DeadlineRules(window, end_of_day=True, reminder_at_hour=time(9), reminder_working_days=1)
    days = deadline(start, calendar, rules).excluded_days
    text = explanation(start, calendar.zone, window, days, calendar.names(days))
    assert text == typeset(text)
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("calendar", "prevalidated", "text"),
    [
        (PARIS, "2026-01-16 18:45", "vendredi 16 janvier 2026 à 18 h 45 ; samedi 17, dimanche 18 exclus"),
        (PARIS, "2026-01-12 09:00", "lundi 12 janvier 2026 à 9 h"),
        (PARIS, "2026-01-18 10:00", "dimanche 18 janvier 2026 à 10 h ; dimanche 18 exclu"),
        (PARIS, "2026-01-30 09:05", "vendredi 30 janvier 2026 à 9 h 05 ; samedi 31, dimanche 1er février exclus"),
        (
            PARIS,
            "2026-04-02 14:00",
            "jeudi 2 avril 2026 à 14 h ; samedi 4, dimanche 5, lundi 6 avril (lundi de Pâques) exclus",
        ),
        (
            PARIS,
            "2026-12-31 09:00",
            "jeudi 31 décembre 2026 à 9 h ; vendredi 1er janvier 2027 (jour de l’An), samedi 2, dimanche 3 exclus",
        ),
        (
            Calendar("67", observes_good_friday=True),
            "2026-04-02 14:00",
            "jeudi 2 avril 2026 à 14 h ; vendredi 3 avril (Vendredi saint), samedi 4, dimanche 5, "
            "lundi 6 avril (lundi de Pâques) exclus",
        ),
        (
            Calendar("972"),
            "2026-05-20 09:00",
            "mercredi 20 mai 2026 à 9 h (heure de la Martinique) ; vendredi 22 mai (abolition de l’esclavage), "
            "samedi 23, dimanche 24, lundi 25 mai (lundi de Pentecôte) exclus",
        ),
        (
            CLOSED_IN_SUMMER,
            "2026-07-24 09:00",
            "vendredi 24 juillet 2026 à 9 h ; du samedi 25 juillet au dimanche 16 août (fermeture du centre) exclus",
        ),
        (
            CLOSED_IN_AUGUST,
            "2026-07-31 09:00",
            "vendredi 31 juillet 2026 à 9 h ; du samedi 1er au dimanche 16 août (fermeture du centre) exclus",
        ),
        (
            CLOSED_AT_CHRISTMAS,
            "2026-12-23 09:00",
            "mercredi 23 décembre 2026 à 9 h ; du jeudi 24 décembre 2026 au dimanche 3 janvier 2027 "
            "(fermeture du centre, Noël, jour de l’An) exclus",
        ),
    ],
)
def test_the_count_is_told_day_by_day(calendar: Calendar, prevalidated: str, text: str) -> None:
    assert explained(calendar, prevalidated) == f"72 heures ouvrées à partir du {text}"


@pytest.mark.parametrize(
    ("window", "span"),
    [
        (timedelta(seconds=1), "1 seconde"),
        (timedelta(seconds=120), "120 secondes"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=1), "1 heure"),
        (timedelta(hours=23), "23 heures"),
        (timedelta(hours=24), "24 heures ouvrées"),
        (timedelta(hours=48), "48 heures ouvrées"),
        (timedelta(hours=36, minutes=30), "2 190 minutes ouvrées"),
    ],
)
def test_the_window_is_told_as_it_was_set(window: timedelta, span: str) -> None:
    text = explained(PARIS, "2026-01-12 09:30", window)
    assert text == f"{span} à partir du lundi 12 janvier 2026 à 9 h 30"


def test_days_can_be_told_without_their_names() -> None:
    start = datetime(2026, 4, 2, 12, tzinfo=UTC)
    text = explanation(start, PARIS.zone, timedelta(hours=72), [date(2026, 4, 4), date(2026, 4, 5), date(2026, 4, 6)])
    assert text.endswith("samedi 4, dimanche 5, lundi 6 exclus")
