"""The words of a mail, in its two parts.

The words of a kind stand once, in `templates/<kind>.jinja`. They are rendered twice, each time with another set of the
same macros (`templates/html/`, `templates/text/`): so both parts say the same, by construction.
"""

import re
from dataclasses import fields
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.french import formats, words
from shared.french.typography import typeset, typeset_html
from shared.mail.model import Letterhead, Mail
from shared.money import euros

TEMPLATES: Final = Path(__file__).parent / "templates"
_PARIS: Final = ZoneInfo("Europe/Paris")
_BLANK: Final = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_LINE_BREAK: Final = re.compile(r"[\r\n\u2028\u2029]+")


class Rendered(NamedTuple):
    subject: str
    text: str
    html: str


def render(mail: Mail, letterhead: Letterhead) -> Rendered:
    """Both parts and the subject, typeset. A template that names something the mail does not have is an error."""
    values = {field.name: getattr(mail, field.name) for field in fields(mail)} | {"letterhead": letterhead}
    template = f"{mail.kind}.jinja"
    plain = _environment("text").get_template(template)
    subject = "".join(plain.blocks["subject"](plain.new_context(values)))
    page = _environment("html").get_template(template)
    return Rendered(
        subject=typeset(one_line(subject)),
        text=typeset(_tidied(plain.render(values))),
        html=typeset_html(page.render(values)),
    )


def one_line(typed: str) -> str:
    """Without line breaks and control characters: what a person typed can neither begin a line nor end one."""
    return _BLANK.sub(" ", typed).strip()


def _one_line_each(typed: str) -> list[str]:
    return [line for line in map(one_line, _LINE_BREAK.split(typed)) if line]


def _underlined(heading: str, mark: str) -> str:
    line = one_line(heading)
    return f"{line}\n{mark * len(line)}"


def _until(at: datetime) -> str:
    """An exclusive instant of a session's calendar: as a last day when that is what it means, else with its hour."""
    local = at.astimezone(_PARIS)
    if local == local.replace(hour=0, minute=0, second=0, microsecond=0):
        return formats.until((local - timedelta(days=1)).date(), _PARIS)
    return f"jusqu’au {formats.date_time(local, _PARIS)}"


def _tidied(text: str) -> str:
    """Templates leave blank lines behind: one between two paragraphs is enough."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip() + "\n"


@cache
def _environment(part: Literal["html", "text"]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([TEMPLATES / part, TEMPLATES]),
        undefined=StrictUndefined,
        autoescape=part == "html",  # noqa: S701 (plain text has nothing to escape)
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Any] = {
        "clock": formats.clock,
        "counted": formats.count,
        "day": formats.long_date,
        "day_and_month": formats.day_and_month,
        "duration": formats.duration,
        "euros": euros,
        "one_line": one_line,
        "one_line_each": _one_line_each,
        "underlined": _underlined,
        "unless_paris": formats.unless_paris,
        "until": _until,
        "until_day": formats.until,
    }
    environment.filters.update(filters)
    environment.globals.update(refusals=words.REFUSALS, grounds=words.GROUNDS, late_payments=words.LATE_PAYMENTS)
    return environment
