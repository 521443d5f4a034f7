"""Pages as HTML: Jinja2 with every value escaped, and the no-break spaces of French."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from functions.web import assets
from functions.web.developers import prose
from shared import departments
from shared.contact import phone
from shared.french import formats, words
from shared.french.filters import FILTERS, PARIS
from shared.french.typography import typeset_html

TEMPLATES: Final = Path(__file__).parent / "templates"
CONTACT: Final = "accueil@union-prof.asso.fr"


def render(template: str, values: dict[str, Any]) -> str:
    """A template that names something it was not given is an error."""
    return typeset_html(_environment().get_template(f"{template}.jinja").render(values))


def moment(at: str, zone: ZoneInfo = PARIS) -> str:
    """« 23 novembre 2026 à 9 h 12 » of what the API says."""
    local = datetime.fromisoformat(at).astimezone(zone)
    return f"{formats.day_and_month(local)} {local.year} à {formats.clock(local.time())}"


def clock_at(at: str, zone: ZoneInfo = PARIS) -> str:
    """« 9 h 12 »."""
    return formats.clock(datetime.fromisoformat(at).astimezone(zone).time())


def day_at(at: str, zone: ZoneInfo = PARIS) -> str:
    """« vendredi 27 novembre 2026 »."""
    return formats.long_date(datetime.fromisoformat(at).astimezone(zone).date())


def as_date(day: str) -> date:
    return date.fromisoformat(day)


def as_moment(at: str) -> datetime:
    return datetime.fromisoformat(at)


def department(code: str) -> str:
    """« Aisne (02) »."""
    return f"{departments.NAMES[code]} ({code})" if code in departments.NAMES else code


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    environment.filters.update(
        date=as_date,
        at=as_moment,
        moment=moment,
        clock_at=clock_at,
        day_at=day_at,
        department=department,
        phone=phone.shown,
        short_date=formats.short_date,
        hour=lambda text: formats.clock(datetime.strptime(text, "%H:%M").time()),  # noqa: DTZ007 (a local hour)
        enumeration=formats.enumeration,
        session_name=words.session_name,
        asset=assets.address,
        prose=prose.html,
    )
    environment.globals.update(contact=CONTACT, words=words)
    return environment
