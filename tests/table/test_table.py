"""Reads, writes and pages of the table."""

from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ParamValidationError

from shared import table
from shared.problems.calls import InvalidCursorError
from shared.table import StaleError

pytestmark = pytest.mark.usefixtures("cloud")


def item(number: int, **more: Any) -> dict[str, Any]:
    return {"pk": "P", "sk": f"{number:04}", **more}


def key(number: int) -> dict[str, str]:
    return {"pk": "P", "sk": f"{number:04}"}


def stored(number: int) -> Any:
    return table.read(key(number))[0]


def test_items_come_in_the_order_of_their_keys_and_none_where_there_is_none() -> None:
    table.commit(table.put(item(1)), table.put(item(2)))
    assert table.read(key(2), key(3), key(1), key(2)) == [item(2), None, item(1), item(2)]


def test_the_tests_refuse_what_the_functions_no_longer_look_at() -> None:
    """The functions leave it to AWS to compare a call with the service's description (`shared.aws`)."""
    with pytest.raises(ParamValidationError, match="Unknown parameter"):
        table.client().get_item(TableName=table.name(), Key={"pk": {"S": "a"}, "sk": {"S": "b"}}, Misspelt=True)  # type: ignore[call-arg]


def test_whole_numbers_come_back_whole_at_any_depth() -> None:
    table.commit(table.put(item(1, n=5, deep={"list": [1, {"m": 2}]}, flag=True, nothing=None, text="é")))
    assert stored(1) == item(1, n=5, deep={"list": [1, {"m": 2}]}, flag=True, text="é")
    assert not isinstance(stored(1)["deep"]["list"][0], Decimal)


def test_a_put_does_not_write_over_what_is_there_unless_it_says_so() -> None:
    table.commit(table.put(item(1, n=1)))
    with pytest.raises(StaleError):
        table.commit(table.put(item(1, n=2), refused=lambda _: StaleError()))
    table.commit(table.put_anyway(item(1, n=3)))
    assert stored(1)["n"] == 3


def test_an_update_changes_the_named_attributes_only() -> None:
    table.commit(table.put(item(1, kept="k", state="a", count=1, gone="g")))
    table.commit(table.update(key(1), set={"state": "b"}, add={"count": 2}, remove=["gone", "never"]))
    assert stored(1) == item(1, kept="k", state="b", count=3)


def test_an_update_makes_nothing_out_of_nothing() -> None:
    with pytest.raises(StaleError):
        table.commit(table.update(key(1), set={"n": 1}, refused=lambda _: StaleError()))
    assert stored(1) is None


def test_one_failed_condition_undoes_everything_and_the_first_one_explains() -> None:
    table.commit(table.put(item(2, n=2)))
    refusals = [lambda _: KeyError("first"), lambda _: KeyError("second")]
    with pytest.raises(KeyError, match="first"):
        table.commit(
            table.put(item(1)),
            table.update(key(2), Attr("n").eq(0), set={"n": 9}, refused=refusals[0]),
            table.delete(key(3), Attr("n").eq(0), refused=refusals[1]),
        )
    assert (stored(1), stored(2)["n"]) == (None, 2)


def test_a_condition_that_always_holds_and_failed_is_a_defect() -> None:
    with pytest.raises(RuntimeError, match="always holds"):
        table.commit(table.delete(key(1), table.PRESENT))


class TestPages:
    @pytest.fixture(autouse=True)
    def _seven(self, cloud: None) -> None:
        table.commit(*(table.put(item(number, other="x" * number)) for number in range(7)))

    def pages(self, limit: int) -> list[list[int]]:
        found, cursor = [], None
        while True:
            page = table.query(Key("pk").eq("P"), limit=limit, after=cursor)
            found.append([int(one["sk"]) for one in page.items])
            cursor = page.next
            if cursor is None:
                return found

    @pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 8])
    def test_every_item_comes_once_in_order(self, limit: int) -> None:
        pages = self.pages(limit)
        assert [number for page in pages for number in page] == list(range(7))
        assert max(map(len, pages)) <= limit

    def test_a_cursor_can_be_used_again(self) -> None:
        cursor = table.query(Key("pk").eq("P"), limit=3).next
        assert table.query(Key("pk").eq("P"), after=cursor) == table.query(Key("pk").eq("P"), after=cursor)

    def test_the_size_of_the_page_may_change_on_the_way(self) -> None:
        cursor = table.query(Key("pk").eq("P"), limit=3).next
        assert [int(one["sk"]) for one in table.query(Key("pk").eq("P"), limit=2, after=cursor).items] == [3, 4]

    @pytest.mark.parametrize(
        "other",
        [
            Key("pk").eq("Q"),
            Key("pk").eq("P") & Key("sk").begins_with("0"),
            Key("pk").eq("P") & Key("sk").begins_with("1"),
        ],
    )
    def test_a_cursor_is_good_for_its_own_list_only(self, other: Any) -> None:
        cursor = table.query(Key("pk").eq("P"), limit=3).next
        with pytest.raises(InvalidCursorError):
            table.query(other, after=cursor)

    def test_a_whole_partition_is_read_page_after_page(self) -> None:
        assert [one["sk"] for one in table.all_of(Key("pk").eq("P"))] == [f"{number:04}" for number in range(7)]
