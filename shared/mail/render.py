"""The words of a mail, in its two parts.

The words of a kind stand once, in `templates/<kind>.jinja`. They are rendered twice, each time with another set of the
same macros (`templates/html/`, `templates/text/`): so both parts say the same, by construction.
"""

import re
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.french import words
from shared.french.filters import FILTERS
from shared.french.typography import typeset, typeset_html
from shared.mail.model import Letterhead, Mail
from shared.patterns import pattern

TEMPLATES: Final = Path(__file__).parent / "templates"
_BLANK: Final = pattern(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_LINE_BREAK: Final = pattern(r"[\r\n\u2028\u2029]+")


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
    mails_only: dict[str, Any] = {"one_line": one_line, "one_line_each": _one_line_each, "underlined": _underlined}
    environment.filters.update(FILTERS | mails_only)
    environment.globals.update(
        refusals=words.REFUSALS,
        grounds=words.GROUNDS,
        proofs=words.PROOFS,
        late_payments=words.LATE_PAYMENTS,
        mail_failures=words.MAIL_FAILURES,
        mail_causes=words.MAIL_CAUSES,
    )
    return environment
