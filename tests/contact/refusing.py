from collections.abc import Callable
from typing import Any

import pytest


def refusal(read: Callable[[str], Any], typed: str) -> str:
    """What is said of something typed that cannot be."""
    with pytest.raises(ValueError) as refused:  # noqa: PT011 (what it says is what the tests compare)
        read(typed)
    return str(refused.value)
