"""The parameters of the template: what each accepts, and their table in docs/deploying.md.

`python -m tools.deploy.parameters` writes the table again.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from samtranslator.yaml_helper import yaml_parse

ROOT: Final = Path(__file__).parents[2]
TEMPLATE: Final = ROOT / "infra" / "template.yaml"
PAGE: Final = ROOT / "docs" / "deploying.md"
BEGIN: Final = "<!-- Written by `python -m tools.deploy.parameters`. -->\n"
END: Final = "<!-- The end of what it writes. -->\n"

Parameter = dict[str, Any]


@cache
def parameters() -> dict[str, Parameter]:
    found: dict[str, Parameter] = yaml_parse(TEMPLATE.read_text(encoding="utf-8"))["Parameters"]
    return found


def faults(given: Mapping[str, str]) -> list[str]:
    """What CloudFormation would refuse, or ask for, of these values."""
    known = parameters()
    missing = [name for name, one in known.items() if "Default" not in one and name not in given]
    judged = {name: (value, refused(name, value)) for name, value in given.items()}
    return [
        *(f"{name} is no parameter of infra/template.yaml." for name in given if name not in known),
        *(f"{name} is missing: {known[name]['Description']}" for name in missing),
        *(f"{name}={value}: expected {accepted}" for name, (value, accepted) in judged.items() if accepted),
    ]


def refused(name: str, value: str) -> str:
    """What is accepted instead; nothing where the value is."""
    one = parameters().get(name, {})
    if "AllowedValues" in one:
        allowed = [str(each) for each in one["AllowedValues"]]
        return "" if value in allowed else f"one of {', '.join(allowed)}."
    if one.get("Type") == "Number":
        low, high = one["MinValue"], one["MaxValue"]
        return "" if value.isdecimal() and low <= int(value) <= high else f"a number from {low} to {high}."
    pattern = one.get("AllowedPattern", ".*")
    return "" if re.fullmatch(pattern, value) else str(one["ConstraintDescription"])


def table() -> str:
    rows = [f"| `{name}` | {_default(one)} | {one['Description']} |" for name, one in parameters().items()]
    return "\n".join(["| parameter | by itself | what it says |", "|---|---|---|", *rows, ""])


def page() -> str:
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table()}{END}{after}"


def _default(one: Parameter) -> str:
    if "Default" not in one:
        return "must be given"
    return f"`{one['Default']}`" if one["Default"] != "" else "empty"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
