"""The page about OWASP ASVS 5.0, from docs/security/asvs.yaml: `make asvs` writes it.

`python -m tools.asvs --check` only compares.
"""

import sys
from collections import Counter
from enum import StrEnum
from typing import Final, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tools.shown import SECURITY, kept, links

DATA: Final = SECURITY / "asvs.yaml"
PAGE: Final = SECURITY / "asvs.md"

HEAD: Final = """\
# OWASP ASVS 5.0, levels 1 and 2

What the standard asks of an application of this kind, and what shows that it is so here. *Met*: the tests named beside
it show it, or, where a document is what is asked for, the document. *Not applicable*: there is nothing here that it
could be about. *Deviation*: everything else, with the reason, including whatever no test shows. Nothing has run on AWS
yet, so what AWS itself does counts as not shown.

Identifiers and levels are those of the [OWASP Application Security Verification Standard
5.0.0](https://github.com/OWASP/ASVS), © OWASP Foundation, under
[CC BY-SA 4.0](https://creativecommons.org/licenses/by-sa/4.0/), as is this page. The words are ours and say less than
the standard does. Made from [`asvs.yaml`](asvs.yaml) by `make asvs`.
"""


class Verdict(StrEnum):
    MET = "met"
    NOT_APPLICABLE = "not-applicable"
    DEVIATION = "deviation"

    @property
    def words(self) -> str:
        return self.replace("-", " ")


class Control(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    level: Literal[1, 2]
    topic: str = Field(min_length=1)
    verdict: Verdict
    shown_by: tuple[str, ...] = ()
    """Tests, as pytest names them, or documents."""
    reason: str = ""

    @model_validator(mode="after")
    def _shown_or_explained(self) -> Self:
        if bool(self.shown_by) != (self.verdict is Verdict.MET) or bool(self.reason) == bool(self.shown_by):
            raise ValueError("what is met is shown by something, and only what is not has a reason")
        return self


class Chapter(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    controls: dict[str, Control]


def chapters() -> dict[str, Chapter]:
    """By their number, such as V1."""
    loaded = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return {number: Chapter.model_validate(one) for number, one in loaded.items()}


def page() -> str:
    known = chapters()
    parts = [HEAD, "\n".join(_summary(known)), *("\n".join(_table(number, one)) for number, one in known.items())]
    return "\n".join(parts)


def _summary(known: dict[str, Chapter]) -> list[str]:
    rows = [(f"{number} {one.title}", list(one.controls.values())) for number, one in known.items()]
    everything = [control for _, controls in rows for control in controls]
    of_level = [(f"Level {level}", [one for one in everything if one.level == level]) for level in (1, 2)]
    counted = [
        f"| {name} | {len(controls)} | {' | '.join(str(_count(controls)[verdict]) for verdict in Verdict)} |"
        for name, controls in [*rows, *of_level, ("**All**", everything)]
    ]
    heads = " | ".join(verdict.words.capitalize() for verdict in Verdict)
    return [f"| | Controls | {heads} |", "|---|--:|--:|--:|--:|", *counted, ""]


def _count(controls: list[Control]) -> Counter[Verdict]:
    return Counter(control.verdict for control in controls)


def _table(number: str, chapter: Chapter) -> list[str]:
    rows = [
        f"| {id} | {one.level} | {one.topic} | {one.verdict.words} | {one.reason or links(one.shown_by)} |"
        for id, one in chapter.controls.items()
    ]
    head = ["| Control | Level | About | Verdict | Shown by, or reason |", "|---|--:|---|---|---|"]
    return [f"## {number} {chapter.title}", "", *head, *rows, ""]


if __name__ == "__main__":
    raise SystemExit(kept(PAGE, page(), sys.argv[1:], command="make asvs"))
