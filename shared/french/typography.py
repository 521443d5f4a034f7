"""The one pass that turns ordinary spaces into the no-break spaces of French typography.

As the Imprimerie nationale composes: a narrow one (U+202F) before « ; ! ? », a full one (U+00A0) before « : € % »,
inside « », between a number and its unit or its month, and after « n° ». Only spaces that were written are replaced:
none is added, so addresses (https://…, nom@exemple.fr) and times such as 12:30, which hold no space, stay as they are.
"""

import re

from shared.patterns import pattern

NO_BREAK_SPACE = "\u00a0"
NARROW_NO_BREAK_SPACE = "\u202f"

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_UNITS = "h|min|s|[kK]o|Mo|Go|euros?|secondes?|minutes?|heures?|jours?|semaines?|mois|ans?"
_END_OF_WORD = r"(?![\w’'&])"


def _rules(space: str) -> list[tuple[re.Pattern[str], str]]:
    months = "|".join(MONTHS)
    rules = {
        rf"{space}(?=[;!?])": NARROW_NO_BREAK_SPACE,
        rf"{space}(?=[:»€%])": NO_BREAK_SPACE,
        rf"(?<=«){space}": NO_BREAK_SPACE,
        rf"(?<=\d){space}(?=(?:{_UNITS}|{months}){_END_OF_WORD})": NO_BREAK_SPACE,
        rf"(?<=\b1er){space}(?=(?:{months}){_END_OF_WORD})": NO_BREAK_SPACE,
        rf"(?<=\d{NO_BREAK_SPACE}h){space}(?=\d)": NO_BREAK_SPACE,
        rf"(?<=\b[nN]°){space}": NO_BREAK_SPACE,
    }
    return [(pattern(form), replacement) for form, replacement in rules.items()]


_IN_TEXT = _rules("[ \u00a0\u202f]+")
# A line break in the source of a page is a space on the screen.
_IN_HTML = _rules("[ \t\r\n\f\u00a0\u202f]+")
_HTML = pattern(
    r"<(?P<verbatim>script|style|pre|code|textarea)\b.*?</(?P=verbatim)\s*>"
    r"|<!--.*?-->"
    r"""|<[/!a-zA-Z](?:"[^"]*"|'[^']*'|[^'">])*>"""
    r"|(?P<text>[^<]+)",
    re.DOTALL | re.IGNORECASE,
)


def typeset(text: str) -> str:
    """Plain text with its no-break spaces. A second pass changes nothing."""
    return _apply(_IN_TEXT, text)


def typeset_html(html: str) -> str:
    """The same for the text of a page: tags, attributes, comments, scripts, styles and `pre` are left alone."""
    return _HTML.sub(lambda part: _apply(_IN_HTML, part["text"]) if part["text"] else part[0], html)


def _apply(rules: list[tuple[re.Pattern[str], str]], text: str) -> str:
    for found, replacement in rules:
        text = found.sub(replacement, text)
    return text
