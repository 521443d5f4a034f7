"""What DynamoDB charges for, against sums done by hand from what AWS documents."""

from typing import Any

import pytest

from bench.capacity import Index, Item, index_writes, item_reads, page_reads, size, table_writes

WORK = Index("work_pk", "work_at")


def text(bytes: int) -> Item:
    """An item of so many bytes."""
    return {"pk": {"S": "x" * (bytes - 2)}}


def listed(at: str = "1", **more: Any) -> Item:
    """An item that stands in the index; some 20 bytes."""
    return {"pk": {"S": "a"}, "work_pk": {"S": "DUE"}, "work_at": {"S": at}, **more}


@pytest.mark.parametrize(
    ("value", "bytes"),
    [
        ({"S": "épreuve"}, 8),
        ({"N": "0"}, 1),
        ({"N": "27"}, 2),
        ({"N": "5000"}, 2),  # zeros at the end are no significant digits
        ({"N": "-0.5"}, 3),
        ({"N": "1234567"}, 5),
        ({"BOOL": True}, 1),
        ({"NULL": True}, 1),
        ({"B": b"1234"}, 4),
        ({"SS": ["ab", "c"]}, 3),
        ({"L": [{"S": "ab"}, {"N": "1"}]}, 3 + 1 + 2 + 1 + 2),
        ({"M": {"name": {"S": "ab"}}}, 3 + 1 + 4 + 2),
        ({"L": []}, 3),
    ],
)
def test_an_item_is_as_large_as_its_names_and_values(value: Any, bytes: int) -> None:
    assert size({"value": value}) == 5 + bytes


@pytest.mark.parametrize(("bytes", "units"), [(10, 1), (4096, 1), (4097, 2), (8193, 3)])
def test_an_item_is_read_by_4_kilobytes(bytes: int, units: int) -> None:
    assert item_reads([text(bytes)], consistent=True) == units


def test_items_that_are_read_by_their_keys_are_rounded_up_one_by_one_and_one_that_is_missing_is_charged() -> None:
    assert item_reads([text(100), None, text(5000)], consistent=True) == 1 + 1 + 2
    assert item_reads([text(100), None, text(5000)], consistent=False) == (1 + 1 + 2) / 2


def test_a_page_is_rounded_up_as_a_whole_and_costs_half_where_it_may_lag_behind() -> None:
    page = [text(1000)] * 5
    assert page_reads(page, consistent=True) == 2
    assert page_reads(page, consistent=False) == 1
    assert page_reads([], consistent=True) == 1
    assert page_reads([], consistent=False) == 0.5


@pytest.mark.parametrize(
    ("before", "after", "units"),
    [
        (None, 1024, 1),
        (None, 1025, 2),
        (3000, 10, 3),  # what it was counts as much as what it is
        (10, 3000, 3),
        (2048, None, 2),
        (None, None, 1),
    ],
)
def test_an_item_is_written_by_kilobytes_and_in_a_transaction_twice(
    before: int | None, after: int | None, units: int
) -> None:
    items = [text(one) if one else None for one in (before, after)]
    assert table_writes(*items, transactional=False) == units
    assert table_writes(*items, transactional=True) == 2 * units


LARGE: Any = {"text": {"S": "x" * 2000}}


@pytest.mark.parametrize(
    ("before", "after", "units"),
    [
        (None, listed(), 1),
        (listed(), None, 1),
        (listed(), listed(), 0),
        (listed(), listed(state={"S": "paid"}), 1),
        (listed("1"), listed("2"), 2),
        (listed("1", **LARGE), listed("2"), 2 + 1),
        (listed(**LARGE), {"pk": {"S": "a"}}, 2),
        ({"pk": {"S": "a"}}, {"pk": {"S": "b"}}, 0),
        ({"pk": {"S": "a"}, "work_pk": {"S": "DUE"}}, listed(), 1),  # one key alone is no place in it
    ],
    ids=["enters", "leaves", "stays", "changes", "moves", "moves large", "leaves large", "never there", "half there"],
)
def test_an_index_is_written_when_an_item_enters_leaves_moves_or_changes(
    before: Item | None, after: Item | None, units: int
) -> None:
    assert index_writes(WORK, before, after) == units


def test_a_kind_of_value_that_there_is_not_is_an_error() -> None:
    with pytest.raises(ValueError, match="no such kind"):
        size({"value": {"X": 1}})
