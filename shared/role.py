"""Who acts."""

from enum import StrEnum


class Role(StrEnum):
    """`system` is the lifecycle itself."""

    CANDIDATE = "candidate"
    CENTRE = "centre"
    ASSOCIATION = "association"
    SYSTEM = "system"
