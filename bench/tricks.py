"""What each trick of `shared.aws` and `shared.attributes` is worth: the CPU of one call, with and without it.

AWS answers in this process, before anything is sent: what is measured is botocore's own work. The emulator of the tests
must not be in it, which makes botocore do less.
"""

import argparse
import io
import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.parsers import JSONParser, ResponseParserFactory
from botocore.session import get_session

from shared import aws
from shared.attributes import Item, deserialised, serialised
from tests.support import template

ROUNDS: Final = 7
TIMES: Final = 60
PAGE: Final = 50
ITEM: Final[Item] = {
    "pk": "REGISTRATION#CU-2701-A1B2-34",
    "sk": "REGISTRATION",
    "version": 3,
    "lines": [{"exam": "CHI", "on": "2027-01-18", "at": "09:00", "starts_at": "2027-01-18T08:00:00Z"}],
    "entered_by": {"role": "centre", "id": "camille@example.org", "name": "Camille Petit"},
    **{f"moment_{number}": "2026-11-27T10:00:00.000000Z" for number in range(15)},
}
"""As large as a registration."""


class Gain(NamedTuple):
    """Microseconds without the trick, and with it, what stands above being done already."""

    trick: str
    without_us: float
    with_us: float


def gains() -> list[Gain]:
    typed = serialised(ITEM)
    return [
        *_of_calls(),
        Gain(
            "an item written by `shared.attributes`, not boto3",
            _microseconds(lambda: {name: TypeSerializer().serialize(value) for name, value in ITEM.items()}),
            _microseconds(partial(serialised, ITEM)),
        ),
        Gain(
            "an item read by `shared.attributes`, not boto3",
            _microseconds(lambda: {name: TypeDeserializer().deserialize(value) for name, value in typed.items()}),
            _microseconds(partial(deserialised, typed)),
        ),
    ]


def _of_calls() -> Iterator[Gain]:
    ours = aws.limits()
    validating = ours.merge(Config(parameter_validation=True))
    plain = validating.merge(Config(user_agent=None))
    for items in (1, PAGE):
        read = f"of {items} item" + "s" * (items > 1)
        steps = [
            _call(items, config, parser)
            for config, parser in (
                (plain, JSONParser),
                (validating, JSONParser),
                (ours, JSONParser),
                (ours, aws.ItemParser),
            )
        ]
        tricks = ("a name for a user agent", "no validation of parameters", "items left as the JSON has them")
        yield from (
            Gain(f"a read {read}: {trick}", before, after)
            for trick, before, after in zip(tricks, steps, steps[1:], strict=False)
        )


def _call(items: int, config: Config, parser: type[JSONParser]) -> float:
    body = json.dumps({"Responses": {"table": [serialised(ITEM)] * items}, "UnprocessedKeys": {}}).encode()
    session = get_session()
    session.register_component("response_parser_factory", _Factory(parser))
    client = boto3.Session("nobody", "nobody", region_name=template.REGION, botocore_session=session).client(
        "dynamodb", config=config
    )
    answering: Any = partial(_answer, body)
    client.meta.events.register("before-send", answering)
    key = {name: {"S": ITEM[name]} for name in ("pk", "sk")}
    return _microseconds(lambda: client.batch_get_item(RequestItems={"table": {"Keys": [key], "ConsistentRead": True}}))


class _Factory(ResponseParserFactory):
    def __init__(self, parser: type[JSONParser]) -> None:
        super().__init__()
        self._parser = parser

    def create_parser(self, _protocol: str) -> Any:
        return self._parser(None, None)


class _Body(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def _answer(body: bytes, request: Any, **_: Any) -> Any:
    headers: Any = {"Content-Type": "application/x-amz-json-1.0"}
    return AWSResponse(request.url, 200, headers, _Body(body))


def _microseconds(action: Callable[[], Any]) -> float:
    """The best of some rounds: what else the machine does only adds."""
    action()
    return min(_round(action) for _ in range(ROUNDS))


def _round(action: Callable[[], Any]) -> float:
    began = time.process_time()
    for _ in range(TIMES):
        action()
    return 1e6 * (time.process_time() - began) / TIMES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("into", type=Path, help="file for the microseconds without and with each, as JSON")
    parser.parse_args().into.write_text(json.dumps(gains()), encoding="utf-8")


if __name__ == "__main__":
    main()
