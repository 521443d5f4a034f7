from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from time_machine import Traveller

from tests.support.aws import Aws


@pytest.fixture
def aws(season: None) -> Aws:
    return Aws.made()


@pytest.fixture
def hourly(aws: Aws, clock: Traveller) -> "Hourly":
    return Hourly(aws, clock)


class Hourly:
    """The schedule and the mailer from one moment to another."""

    def __init__(self, aws: Aws, clock: Traveller) -> None:
        self.aws, self.clock = aws, clock

    def from_to(self, begin: datetime, hours: int) -> list[tuple[str, str, str]]:
        """What was sent: when, to whom, the subject."""
        told = []
        for hour in range(hours):
            at = begin + timedelta(hours=hour)
            self.clock.move_to(at)
            before = self.aws.sent_count()
            self.aws.attention()
            self.aws.deliver()
            told += [(f"{at:%a %H}", str(one["To"]), str(one["Subject"])) for one in self.aws.sent(before)]
        return told


def local(zone: str, year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone))
