import pytest

from shared.money import euros


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (10_000, "100\u00a0€"),
        (105_000, "1\u202f050\u00a0€"),
        (1_250, "12,50\u00a0€"),
        (1_205, "12,05\u00a0€"),
        (5, "0,05\u00a0€"),
        (0, "0\u00a0€"),
        (123_456_789, "1\u202f234\u202f567,89\u00a0€"),
        (-1_250, "-12,50\u00a0€"),
    ],
)
def test_amounts_have_decimals_only_when_they_need_them(cents: int, text: str) -> None:
    assert euros(cents) == text
