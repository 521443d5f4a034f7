"""What the templates of mails and pages can do with a value, by the name that they use."""

from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from shared.french import formats
from shared.money import euros

PARIS: Final = ZoneInfo("Europe/Paris")


def until(at: datetime) -> str:
    """An exclusive instant of a session's calendar: as a last day when that is what it means, else with its hour."""
    local = at.astimezone(PARIS)
    if local == local.replace(hour=0, minute=0, second=0, microsecond=0):
        return formats.until((local - timedelta(days=1)).date(), PARIS)
    return f"jusqu’au {formats.date_time(local, PARIS)}"


FILTERS: Final[dict[str, Any]] = {
    "clock": formats.clock,
    "counted": formats.count,
    "day": formats.long_date,
    "day_and_month": formats.day_and_month,
    "duration": formats.duration,
    "euros": euros,
    "unless_paris": formats.unless_paris,
    "until": until,
    "until_day": formats.until,
}
