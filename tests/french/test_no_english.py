"""Whatever a person reads is in French: problems, messages beside fields, words of the code, pages and mails."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

import pytest
from jinja2 import Environment
from pydantic_core.core_schema import ErrorType

from shared.http import validation
from shared.problems.calls import DomainError
from tests.support.api import operations

ENGLISH: Final = frozenset(
    """
    a about after again already and any are at be been before but by can cannot could did do does done each
    empty error every exceeds expected failed field for found from given greater has have here how if in input
    instead into invalid is it its least less longer missing more most must need needs no not of on only or
    other please provide required requires response send shorter should since some string such than that the
    their them then there these they this those to too unexpected unknown until use used valid value was we were
    what when where which while who will with without would wrong you your
    """.split()  # noqa: SIM905 (a list of words)
)
FRENCH_TOO: Final = frozenset({"a", "on", "or", "date", "centre", "instant", "message", "code", "but", "do", "no"})
"""Words of both languages."""
WORD: Final = re.compile(r"[a-zA-ZÀ-ÿ]+(?:[’'-][a-zA-ZÀ-ÿ]+)*")
CODE: Final = re.compile(
    r"<style>.*?</style>|\{[{%#].*?[}%#]\}|<[^>]*>|`[^`]*`|\{[^}]*\}|[\w.-]*[_=/@][\w./=@%:-]*", re.DOTALL
)
"""What stands in a text and is not words: templates' own language, tags, names of fields, addresses."""
NOT_FOR_PEOPLE: Final = {
    "shared/audit.py": "said to the operator who checks the trail",
    "shared/audit_verification.py": "said to the operator who checks the trail",
    "shared/person.py": "a stored item that nobody sent",
    "shared/registration/transition.py": "a kind of item",
    "shared/retention.py": "a table for developers",
}
SOURCES: Final = sorted([*Path("functions").rglob("*.py"), *Path("shared").rglob("*.py")])
TEMPLATES: Final = sorted([*Path("functions").rglob("*.jinja"), *Path("shared").rglob("*.jinja")])
FOR_DEVELOPERS: Final = {"RuntimeError", "MissingSettingError", "TypeError", "NotADeferralError", "KeyError"}
"""Errors of which nobody outside reads the text: the door answers « Le service rencontre un problème »."""


def english(text: str) -> list[str]:
    """The English words of a text, where it has two at least: one may be a name."""
    found = [word for word in WORD.findall(CODE.sub(" ", text).lower()) if word in ENGLISH - FRENCH_TOO]
    return found if len(found) > 1 or (found and len(WORD.findall(text)) < 4) else []


def texts(source: Path) -> Iterator[str]:
    """What a module may say: its texts of several words, but for docstrings and what only developers read."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    silent = {id(inner) for node in ast.walk(tree) if _is_silent(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and " " in node.value
            and id(node) not in silent
        ):
            yield node.value


def _is_silent(node: ast.AST) -> bool:
    match node:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Call(func=func):
            return ast.unparse(func) in FOR_DEVELOPERS
    return False


@pytest.mark.parametrize("source", [one for one in SOURCES if str(one) not in NOT_FOR_PEOPLE], ids=str)
def test_the_code_says_nothing_in_english(source: Path) -> None:
    assert {text: english(text) for text in texts(source) if english(text)} == {}


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_a_page_or_a_mail_says_nothing_in_english(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    in_the_code = [
        text for _, kind, text in Environment(autoescape=True).lex(source) if kind == "string" and " " in text
    ]
    assert [line for line in [*CODE.sub("\n", source).splitlines(), *in_the_code] if english(line)] == []


def test_every_problem_has_a_french_title() -> None:
    titles = {one.title for _, operation in operations() for one in operation.problems}
    assert len(titles) > 20
    assert {title: english(title) for title in titles if english(title)} == {}


@pytest.mark.parametrize("kind", get_args(ErrorType))
def test_whatever_the_validation_library_refuses_is_said_in_french(kind: str) -> None:
    """Every kind of error that it knows, those included that no model of ours can meet today."""
    context = {"min_length": 1, "max_length": 2, "gt": 0, "ge": 0, "le": 9, "expected": "'a' or 'b'", "error": "Non"}
    said = validation._text({"type": kind, "ctx": context})
    assert said[0].isupper()
    assert english(said) == []


@pytest.mark.parametrize(
    "text", ["Field required", "Input should be a valid string", "The registration is not found", "Too late"]
)
def test_english_would_be_noticed(text: str) -> None:
    assert english(text)


def test_a_problem_is_a_domain_error_with_words_of_its_own() -> None:
    """So that the list above is complete: none takes the title of another by accident."""
    own = [one for one in _all(DomainError) if "title" in vars(one)]
    assert len(own) > 30


def _all(base: type[DomainError]) -> Iterator[type[DomainError]]:
    for one in base.__subclasses__():
        yield one
        yield from _all(one)
