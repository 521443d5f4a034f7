"""Every story that is told."""

from typing import Final

from tests.crashes import mails, pages, people, reading, registrations, rights, season_set_up
from tests.crashes.telling import Story

STORIES: Final[dict[str, Story]] = {
    **registrations.STORIES,
    **people.STORIES,
    **rights.STORIES,
    **mails.STORIES,
    **season_set_up.STORIES,
    **pages.STORIES,
    **reading.STORIES,
}
