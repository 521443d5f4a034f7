"""The clients of one test given to the next: making one, and its first call, take longer than most tests.

Our code keeps a client as long as it is told to; here it only gets the same one again when it asks anew. One on whose
events a test has registered something is that test's alone.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import boto3
from botocore.config import Config

_made: dict[str, Any] = {}


@contextmanager
def kept() -> Iterator[None]:
    session: Any = boto3.DEFAULT_SESSION
    make = session.client

    def client(service: str, **asked: Any) -> Any:
        config: Any = asked.get("config", Config())
        wanted = {**asked, "config": config._user_provided_options, "region": os.environ["AWS_DEFAULT_REGION"]}
        key = f"{service} {wanted}"
        if key not in _made:
            _made[key] = make(service, **asked)
            _given_up_once_hooked(key)
        return _made[key]

    with patch.object(session, "client", client):
        yield


def _given_up_once_hooked(key: str) -> None:
    events = _made[key].meta.events

    def giving_up(register: Callable[..., None]) -> Callable[..., None]:
        def registered(*given: Any, **named: Any) -> None:
            _made.pop(key, None)
            register(*given, **named)

        return registered

    for name in ("register", "register_first", "register_last"):
        setattr(events, name, giving_up(getattr(events, name)))
