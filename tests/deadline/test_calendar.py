from datetime import date

import pytest

from shared.deadline.calendar import Calendar


def test_a_bridge_day_counts() -> None:
    friday_after_ascension = date(2026, 5, 15)
    assert Calendar("02").is_working_day(friday_after_ascension)


@pytest.mark.parametrize("day", [date(2026, 5, 16), date(2026, 5, 17), date(2026, 5, 14)])
def test_saturdays_sundays_and_holidays_do_not_count(day: date) -> None:
    assert not Calendar("02").is_working_day(day)


def test_a_day_that_the_centre_declares_closed_does_not_count_there_only() -> None:
    bridge = date(2026, 5, 15)
    assert not Calendar("02", closing_days=frozenset({bridge})).is_working_day(bridge)
    assert Calendar("02", closing_days=frozenset({date(2026, 5, 18)})).is_working_day(bridge)


def test_good_friday_depends_on_the_centre_in_strasbourg() -> None:
    good_friday = date(2026, 4, 3)
    assert Calendar("67").is_working_day(good_friday)
    assert not Calendar("67", observes_good_friday=True).is_working_day(good_friday)
    assert Calendar("02", observes_good_friday=True).is_working_day(good_friday)


def test_the_next_and_previous_working_days_step_over_a_long_week_end_and_never_stay() -> None:
    calendar = Calendar("02")
    thursday, tuesday = date(2026, 4, 2), date(2026, 4, 7)
    assert calendar.next_working_day(thursday) == date(2026, 4, 3)
    assert calendar.next_working_day(date(2026, 4, 3)) == tuesday
    assert calendar.previous_working_day(tuesday) == date(2026, 4, 3)


def test_the_year_changes_between_two_working_days() -> None:
    calendar = Calendar("02", closing_days=frozenset({date(2026, 12, 31)}))
    assert calendar.next_working_day(date(2026, 12, 30)) == date(2027, 1, 4)
    assert calendar.previous_working_day(date(2027, 1, 4)) == date(2026, 12, 30)


@pytest.mark.parametrize(
    ("department", "zone"),
    [
        ("02", "Europe/Paris"),
        ("2A", "Europe/Paris"),
        ("971", "America/Guadeloupe"),
        ("972", "America/Martinique"),
        ("973", "America/Cayenne"),
        ("974", "Indian/Reunion"),
        ("975", "America/Miquelon"),
        ("976", "Indian/Mayotte"),
        ("977", "America/St_Barthelemy"),
        ("978", "America/Marigot"),
    ],
)
def test_the_clock_is_that_of_the_territory(department: str, zone: str) -> None:
    assert Calendar(department).zone.key == zone


def test_an_unknown_department_has_no_clock() -> None:
    with pytest.raises(ValueError, match="20"):
        _ = Calendar("20").zone


def test_names_say_why_a_weekday_is_not_worked() -> None:
    calendar = Calendar("02", closing_days=frozenset({date(2026, 5, 15), date(2026, 5, 16)}))
    days = [date(2026, 5, day) for day in (13, 14, 15, 16, 17)]
    assert calendar.names(days) == {date(2026, 5, 14): "Ascension", date(2026, 5, 15): "fermeture du centre"}
