"""The table: reads, pages, and transactions whose refusals say what they mean.

A transition is one transaction. Each of its writes carries its own condition and the error that the failed condition
stands for, so that a cancelled transaction is explained where it was built (docs/decisions/0002-one-transaction.md).
"""

import json
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import boto3
from boto3.dynamodb.conditions import Attr, ConditionBase, ConditionExpressionBuilder, Key
from botocore.exceptions import ClientError

from shared import aws, cursor, keys
from shared.attributes import Item, deserialised, serialised
from shared.problems.calls import InvalidCursorError
from shared.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ABSENT: Final = Attr("pk").not_exists()
PRESENT: Final = Attr("pk").exists()

ATTEMPTS: Final = 8
"""Tries of a transaction that met another one: 8 with full jitter end within about 3 seconds."""
FIRST_PAUSE_SECONDS: Final = 0.025

_RETRIED = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}


class StaleError(Exception):
    """What was read is no longer so: read again and decide again."""


class TableBusyError(Exception):
    """The same items were being written by others at every attempt; nothing was written, the caller may try again."""


@dataclass(frozen=True, slots=True)
class Write:
    """One element of a transaction. `refused` gets the item as it stood and tells what the failed condition means."""

    action: dict[str, dict[str, Any]]
    refused: Callable[[Item], Exception]


class Page(NamedTuple):
    items: list[Item]
    next: str | None


def _unexpected(item: Item) -> Exception:
    return RuntimeError(f"a condition that always holds has failed on {item.get('pk')} {item.get('sk')}")


def put(item: Item, when: ConditionBase = ABSENT, *, refused: Callable[[Item], Exception] = _unexpected) -> Write:
    return Write({"Put": {"Item": serialised(item), **_condition(when)}}, refused)


def put_anyway(item: Item) -> Write:
    """For an item that says the same however often it is written."""
    return Write({"Put": {"Item": serialised(item)}}, _unexpected)


def update(
    key: keys.Key,
    when: ConditionBase = PRESENT,
    *,
    set: Mapping[str, Any] | None = None,
    add: Mapping[str, int] | None = None,
    remove: Iterable[str] = (),
    refused: Callable[[Item], Exception] = _unexpected,
) -> Write:
    """Changes the named attributes only; `add` adds to numbers."""
    names: dict[str, str] = {}
    values: Item = {}
    clauses = []
    for verb, changes, joint in (("SET", set, " = "), ("ADD", add, " ")):
        for name, value in (changes or {}).items():
            names[f"#{name}"] = name
            values[f":{name}"] = value
        if changes:
            clauses.append(f"{verb} " + ", ".join(f"#{name}{joint}:{name}" for name in changes))
    if gone := list(remove):
        names |= {f"#{name}": name for name in gone}
        clauses.append("REMOVE " + ", ".join(f"#{name}" for name in gone))
    condition = _condition(when)
    return Write(
        {
            "Update": {
                "Key": serialised(key),
                "UpdateExpression": " ".join(clauses),
                **condition,
                "ExpressionAttributeNames": names | condition["ExpressionAttributeNames"],
                **_if_any(
                    "ExpressionAttributeValues",
                    serialised(values) | condition.get("ExpressionAttributeValues", {}),
                ),
            }
        },
        refused,
    )


def delete(key: keys.Key, when: ConditionBase, *, refused: Callable[[Item], Exception] = _unexpected) -> Write:
    return Write({"Delete": {"Key": serialised(key), **_condition(when)}}, refused)


def check(key: keys.Key, when: ConditionBase = PRESENT, *, refused: Callable[[Item], Exception] = _unexpected) -> Write:
    """Writes nothing, and the transaction only goes through if the condition holds."""
    return Write({"ConditionCheck": {"Key": serialised(key), **_condition(when)}}, refused)


def delete_anyway(key: keys.Key) -> Write:
    """For an item that is gone afterwards however often this is done."""
    return Write({"Delete": {"Key": serialised(key)}}, _unexpected)


def read(*wanted: keys.Key) -> list[Item | None]:
    """The items in the order of their keys, in one consistent read; None where there is none."""
    pending: list[Any] = [serialised(key) for key in {(key["pk"], key["sk"]): key for key in wanted}.values()]
    found: dict[tuple[str, str], Item] = {}
    for attempt in range(ATTEMPTS):
        answer = client().batch_get_item(RequestItems={name(): {"Keys": pending, "ConsistentRead": True}})
        for item in map(deserialised, answer["Responses"].get(name(), [])):
            found[item["pk"], item["sk"]] = item
        unprocessed = answer["UnprocessedKeys"].get(name())
        pending = list(unprocessed["Keys"]) if unprocessed else []
        if not pending:
            return [found.get((key["pk"], key["sk"])) for key in wanted]
        _pause(attempt)
    raise TableBusyError


def read_many(wanted: Sequence[keys.Key]) -> list[Item | None]:
    """Like `read`, of any number: one call for each hundred."""
    return [item for start in range(0, len(wanted), 100) for item in read(*wanted[start : start + 100])]


def query(
    partition: ConditionBase,
    *,
    index: str | None = None,
    limit: int = 100,
    after: str | None = None,
) -> Page:
    """One page of an index or of a partition. `after` is the opaque `next` of the page before.

    Raises:
        InvalidCursorError: `after` is not a cursor that this function gave out.
    """
    request = _asked(partition, index)
    of_this_list = sha256(json.dumps(request).encode()).hexdigest()[:16]
    try:
        answer = client().query(**request, Limit=limit, **cursor.start(after, of_this_list))
    except ClientError as error:  # a position that this list cannot have
        if after and error.response["Error"]["Code"] in {"ValidationException", "SerializationException"}:
            raise InvalidCursorError from error
        raise
    last = answer.get("LastEvaluatedKey")
    return Page([deserialised(item) for item in answer["Items"]], cursor.of(last, of_this_list) if last else None)


def all_of(partition: ConditionBase, *, index: str | None = None) -> Iterable[Item]:
    """Every item of a bounded partition, page after page."""
    after = None
    while True:
        page = query(partition, index=index, limit=1000, after=after)
        yield from page.items
        after = page.next
        if after is None:
            return


def count(partition: ConditionBase, *, index: str, limit: int) -> int:
    """How many items a list has, up to the limit: what is counted is what is paid for."""
    request, found = _asked(partition, index), 0
    while True:
        answer = client().query(**request, Select="COUNT", Limit=limit - found)
        found += answer["Count"]
        if found >= limit or "LastEvaluatedKey" not in answer:
            return found
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def commit(*writes: Write) -> None:
    """All of the writes or none.

    A conflict with another transaction and throttling are waited out: they say nothing about the conditions.

    Raises:
        whatever the first write whose condition failed gives for it.
        TableBusyError: the conflicts did not end.
    """
    for attempt in range(ATTEMPTS):
        try:
            client().transact_write_items(TransactItems=[_located(write) for write in writes])
        except client().exceptions.TransactionCanceledException as cancelled:
            for write, reason in zip(writes, cancelled.response["CancellationReasons"], strict=True):
                if reason["Code"] == "ConditionalCheckFailed":
                    raise write.refused(deserialised(reason.get("Item", {}))) from cancelled
            if not _RETRIED.intersection(reason["Code"] for reason in cancelled.response["CancellationReasons"]):
                raise
            _pause(attempt)
        else:
            return
    raise TableBusyError


def write(one: Write) -> Item:
    """A single write outside a transaction, at half the price of one inside. Gives an updated item as it then stands.

    Raises:
        whatever the write gives for its failed condition.
        TableBusyError: a transaction was writing the same item at every attempt.
    """
    ((verb, request),) = _located(one).items()
    if verb == "Update":
        request["ReturnValues"] = "ALL_NEW"
    calls: dict[str, Callable[..., Any]] = {
        "Put": client().put_item,
        "Update": client().update_item,
        "Delete": client().delete_item,
    }
    for attempt in range(ATTEMPTS):
        try:
            answer = calls[verb](**request)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                stood: Any = error.response.get("Item", {})
                raise one.refused(deserialised(stood)) from error
            if error.response["Error"]["Code"] != "TransactionConflictException":
                raise
            _pause(attempt)
        else:
            return deserialised(answer.get("Attributes", {}))
    raise TableBusyError


def key_is(partition: str, value: str) -> ConditionBase:
    return Key(partition).eq(value)


@cache
def client() -> "DynamoDBClient":
    return boto3.client("dynamodb", config=aws.limits())


def name() -> str:
    return setting("TABLE_NAME")


def _asked(partition: ConditionBase, index: str | None) -> Item:
    expression = ConditionExpressionBuilder().build_expression(partition, is_key_condition=True)
    return {
        "TableName": name(),
        "KeyConditionExpression": expression.condition_expression,
        "ExpressionAttributeNames": expression.attribute_name_placeholders,
        "ExpressionAttributeValues": serialised(expression.attribute_value_placeholders),
        **({"IndexName": index} if index else {"ConsistentRead": True}),
    }


def _condition(when: ConditionBase) -> Item:
    expression = ConditionExpressionBuilder().build_expression(when)
    return {
        "ConditionExpression": expression.condition_expression,
        "ExpressionAttributeNames": expression.attribute_name_placeholders,
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        **_if_any("ExpressionAttributeValues", serialised(expression.attribute_value_placeholders)),
    }


def _if_any(name: str, values: Item) -> Item:
    return {name: values} if values else {}


def _located(write: Write) -> Any:
    return {verb: {"TableName": name(), **request} for verb, request in write.action.items()}


def _pause(attempt: int) -> None:
    time.sleep(random.uniform(0, FIRST_PAUSE_SECONDS * 2**attempt))  # noqa: S311 (jitter, not a secret)
