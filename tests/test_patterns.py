"""A pattern that is compiled later is the same pattern."""

import re

import pytest

from shared.patterns import pattern


def test_it_finds_what_it_would_have_found() -> None:
    for one in (pattern(r"(?P<day>\d+)\.", re.IGNORECASE), re.compile(r"(?P<day>\d+)\.", re.IGNORECASE)):
        found = one.match("27.")
        assert found
        assert (found["day"], one.sub("", "1.2.x"), one.pattern, one.flags & re.IGNORECASE) == (
            "27",
            "x",
            r"(?P<day>\d+)\.",
            re.IGNORECASE,
        )


def test_bytes_are_searched_by_bytes() -> None:
    assert pattern(rb"\xff(.)").findall(b"\xffa\xffb") == [b"a", b"b"]


def test_a_mistake_in_it_shows_when_it_is_used() -> None:
    mistaken = pattern("(")
    with pytest.raises(re.error):
        mistaken.match("")
