"""Where a page of a list ended, as a text that means nothing to whoever carries it to the next one."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from shared.attributes import Item, deserialised, serialised
from shared.problems.calls import InvalidCursorError


def of(last: Mapping[str, Any], of_list: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([of_list, deserialised(last)]).encode()).decode()


def start(cursor: str | None, of_list: str) -> Item:
    """Where the page begins. A cursor is good for the list it came from: the same index, the same key condition.

    Raises:
        InvalidCursorError: it is no cursor, or one of another list.
    """
    if not cursor:
        return {}
    try:
        its_list, position = json.loads(base64.urlsafe_b64decode(cursor))
        start = serialised({str(key): str(value) for key, value in position.items()})
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise InvalidCursorError from error
    if its_list != of_list or not {"pk", "sk"} <= start.keys():
        raise InvalidCursorError
    return {"ExclusiveStartKey": start}
