"""The settings, from the environment of the functions. `infra/template.yaml` gives each its value."""

import os
from functools import cache

from shared.deadline.deadline import DeadlineRules


class MissingSettingError(Exception):
    """The function was deployed without this variable."""


def setting(name: str) -> str:
    """The value of a variable of the environment.

    Raises:
        MissingSettingError: the variable is not there, or empty.
    """
    value = os.environ.get(name)
    if not value:
        raise MissingSettingError(f"the environment variable {name} is not set: see infra/template.yaml")
    return value


@cache
def deadline_rules() -> DeadlineRules:
    """How long candidates have to pay, and when they are reminded (docs/decisions/0003-seventy-two-hours.md)."""
    return DeadlineRules.parse(
        window=setting("PAYMENT_WINDOW"),
        rounding=setting("DEADLINE_ROUNDING"),
        reminder_hour=setting("REMINDER_HOUR"),
        reminder_working_days=setting("REMINDER_WORKING_DAYS"),
    )
