"""The communes of a postcode, to fill in an address without asking anybody.

The list is the Code officiel géographique of INSEE and the Base officielle des codes postaux of La Poste for 2026, as
Etalab publishes them together (Licence Ouverte): the npm package @etalab/decoupage-administratif 6.0.0 of 9 March 2026.
`make communes` writes it. Overseas is in it; CEDEX, the armed forces, and the communes that have become part of another
are not.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_suffix(".txt")
"""A line for each postcode: « 01000 Bourg-en-Bresse|Saint-Denis-lès-Bourg ». Not compressed, which makes it faster."""


def communes(postcode: str) -> tuple[str, ...]:
    """In alphabetical order; none when the postcode is unknown. Paris, Lyon and Marseille are one commune each."""
    names = _by_postcode().get(postcode)
    return tuple(names.split("|")) if names else ()


@cache
def _by_postcode() -> Mapping[str, str]:
    return dict(line.split(" ", 1) for line in FILE.read_text(encoding="utf-8").splitlines())
