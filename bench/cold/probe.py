"""Run by the functions' own Python, once for each cold start: imports an artifact, and answers one first call.

`probe.py FILE`, whose JSON has the `path` to import from, the `environment`, what to do (`function`, or nothing at
all, or `boto3` alone), the `event` and AWS's `replies`. Prints the status of the answer, the CPU that it took, and the
memory.
"""

import base64
import io
import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BEGAN = time.process_time()


class Body(io.BytesIO):
    """As urllib3's responses are read."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def canned(replies: list[Any]) -> Any:
    """Answers each call of AWS before it is sent."""

    def answer(request: Any, **_: Any) -> Any:
        from botocore.awsrequest import AWSResponse

        status, headers, body = replies.pop(0)
        return AWSResponse(request.url, status, headers, Body(base64.b64decode(body)))

    return answer


class Context:
    """What Powertools reads of Lambda's."""

    function_name = "function"
    memory_limit_in_mb = 512
    aws_request_id = "00000000-0000-0000-0000-000000000000"
    invoked_function_arn = "arn:aws:lambda:eu-west-3:000000000000:function:function"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000


def answered_before_sending(replies: list[Any]) -> None:
    import boto3

    boto3.setup_default_session()
    boto3.DEFAULT_SESSION.events.register("before-send", canned(replies))  # type: ignore[union-attr]


def boto3_alone(replies: list[Any]) -> None:
    import boto3

    answered_before_sending(replies)
    boto3.client("dynamodb").get_item(TableName="table", Key={"pk": {"S": "pk"}, "sk": {"S": "sk"}})


def function(told: dict[str, Any]) -> int | None:
    from importlib import import_module

    handler = import_module(f"functions.{told['function']}.handler").lambda_handler
    if "boto3" in sys.modules:
        answered_before_sending(told["replies"])
    given = handler(told["event"], Context())
    return given.get("statusCode") if isinstance(given, dict) else None


def peak_kilobytes() -> int:
    """Linux counts a process as large as the one that it was made by; what it says of itself begins anew."""
    himself = Path("/proc/self/status")
    if not himself.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024  # macOS tells bytes
    return int(next(line for line in himself.read_text().splitlines() if line.startswith("VmHWM")).split()[1])


told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
sys.path[:0] = told["path"]
os.environ |= told["environment"]
status = None
match told["function"]:
    case "nothing":
        pass
    case "boto3":
        boto3_alone(told["replies"])
    case _:
        status = function(told)
print(json.dumps({"status": status, "cpu_seconds": time.process_time() - BEGAN, "peak_kilobytes": peak_kilobytes()}))
