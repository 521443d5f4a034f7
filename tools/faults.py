"""The page about faults and threats, from docs/security/faults.yaml: `make faults` writes it.

`python -m tools.faults --check` only compares.
"""

import sys
from typing import Final, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tools.shown import SECURITY, kept, links

DATA: Final = SECURITY / "faults.yaml"
PAGE: Final = SECURITY / "faults.md"

HEAD: Final = """\
# Faults and threats

What can go wrong or be done wrong, what holds all the same, and what shows it. Beside it stands what nothing here can
show, and why: nothing has run on AWS yet. Made from [`faults.yaml`](faults.yaml) by `make faults`.

| | Fault or threat | What holds | Shown by | Not shown |
|--:|---|---|---|---|
"""


class Fault(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    fault: str = Field(min_length=1)
    holds: str = Field(min_length=1)
    shown_by: tuple[str, ...] = ()
    """See `tools.shown`."""
    not_shown: str = ""

    @model_validator(mode="after")
    def _shown_or_explained(self) -> Self:
        if not self.shown_by and not self.not_shown:
            raise ValueError("what nothing shows has a reason")
        return self


def faults() -> dict[int, Fault]:
    """By their number."""
    loaded = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return {number: Fault.model_validate(one) for number, one in loaded.items()}


def page() -> str:
    rows = (
        f"| {number} | {one.fault} | {one.holds} | {links(one.shown_by)} | {one.not_shown} |\n"
        for number, one in faults().items()
    )
    return HEAD + "".join(rows)


if __name__ == "__main__":
    raise SystemExit(kept(PAGE, page(), sys.argv[1:], command="make faults"))
