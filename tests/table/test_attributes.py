"""Items in the typed form, beside boto3's own: DynamoDB's resource interface reads and writes by these."""

from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from shared.attributes import deserialised, serialised

SCALARS = st.one_of(
    st.text(), st.booleans(), st.integers(-(10**30), 10**30), st.decimals(-(10**9), 10**9, places=3), st.none()
)
VALUES = st.recursive(
    SCALARS | st.sets(st.text(), min_size=1),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
ITEMS = st.dictionaries(st.text(), VALUES)


def unordered(typed: Any) -> Any:
    """The members of a set stand in any order."""
    ((kind, held),) = typed.items()
    match kind:
        case "SS":
            return {"SS": sorted(held)}
        case "M":
            return {"M": {key: unordered(one) for key, one in held.items()}}
        case "L":
            return {"L": [unordered(one) for one in held]}
    return typed


@given(ITEMS)
def test_what_is_written_is_what_boto3_would_write(item: dict[str, Any]) -> None:
    present = {key: TypeSerializer().serialize(value) for key, value in item.items() if value is not None}
    assert serialised(item) == {key: unordered(value) for key, value in present.items()}


@given(ITEMS)
def test_what_was_written_is_read_as_it_was(item: dict[str, Any]) -> None:
    typed = serialised(item)
    assert deserialised(typed) == {key: value for key, value in item.items() if value is not None}
    assert deserialised(typed) == {key: TypeDeserializer().deserialize(value) for key, value in typed.items()}


@pytest.mark.parametrize(("text", "kind"), [("12", int), ("-3", int), ("0.5", Decimal), ("1E+2", Decimal)])
def test_whole_numbers_are_read_as_whole_numbers(text: str, kind: type) -> None:
    read = deserialised({"number": {"N": text}})["number"]
    assert (type(read), read) == (kind, Decimal(text))


@pytest.mark.parametrize("value", [b"bytes", 1.5, object()])
def test_what_nothing_of_ours_is_stored_as_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="nothing of ours"):
        serialised({"value": value})
    with pytest.raises(TypeError, match="nothing of ours"):
        deserialised({"value": {"B": "Ynl0ZXM="}})
