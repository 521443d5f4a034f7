"""Our handlers in this process, called as AWS calls them, with the CPU that each call takes."""

import json
import os
import time
from importlib import import_module
from typing import Any, Final

from aws_lambda_powertools.utilities.typing import LambdaContext

from local.cloud import ALMIGHTY, REGION
from tests.cloud.conftest import LocalCloud
from tests.support.api import Context, event_of, route

MINUTE: Final = 60


class Handlers:
    """`cpu_seconds` is what they have used since it was last set to nought, `authorizer_seconds` the authorizer's part.

    `environment` is that of all of them.
    """

    def __init__(self, cloud: LocalCloud) -> None:
        self.cpu_seconds = self.authorizer_seconds = 0.0
        self._cloud = cloud
        self.environment = {
            "AWS_ACCESS_KEY_ID": ALMIGHTY,
            "AWS_SECRET_ACCESS_KEY": ALMIGHTY,
            "AWS_DEFAULT_REGION": REGION,
        }
        for one in cloud.client("lambda").list_functions()["Functions"]:
            self.environment |= one["Environment"]["Variables"]
        os.environ |= self.environment | {
            "AWS_ENDPOINT_URL": cloud.client("dynamodb").meta.endpoint_url,
            "AWS_ENDPOINT_URL_SFN": cloud.client("stepfunctions").meta.endpoint_url,
        }

    def asked(self, request: str, credential: str, body: Any = None, query: str = "") -> Any:
        """A call of the API with a token or a key, through the authorizer; the body of the answer.

        Without either it is one of those that everybody may make.
        """
        method, path = request.split(" ", 1)
        found = route(method, path)
        event = event_of(method, path, found, by=None, query=query, headers={})
        if credential:
            asks = event | {"identitySource": [f"Bearer {credential}"]}
            before = self.cpu_seconds
            event["requestContext"]["authorizer"] = {"lambda": self.invoke("authorizer", asks)["context"]}
            self.authorizer_seconds += self.cpu_seconds - before
        event["body"] = None if body is None else json.dumps(body)
        answer = self.invoke(found.function, event)
        if answer["statusCode"] >= 300:
            raise RuntimeError(f"{request}: {answer['statusCode']} {answer['body']}")
        return None if answer["isBase64Encoded"] else json.loads(answer["body"])

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        handler = import_module(f"functions.{function}.handler").lambda_handler
        context: LambdaContext = Context(function)
        began = time.process_time()
        given = handler(event, context)
        self.cpu_seconds += time.process_time() - began
        return given

    def follow(self, history: dict[str, Any]) -> None:
        """What a transition causes: its record of the stream, its mail, and the clock's next wait."""
        self.invoke("lifecycle", {"Records": [{"dynamodb": {"NewImage": history}}]})
        queue = self._cloud.client("sqs")
        url = os.environ["MAIL_QUEUE_URL"]
        for message in queue.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"])["Messages"]:
            self.invoke("mailer", {"Records": [_record(message)]})
            queue.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def wait(self, reference: str, version: int, entered_at: str) -> None:
        """The execution looks, and begins to wait; its token is nobody's here."""
        self.invoke("lifecycle", {"task": "look", "reference": reference})
        waits = {"version": version, "seconds": MINUTE, "token": "T" * 1000, "entered_at": entered_at}
        self.invoke("lifecycle", {"task": "wait", "reference": reference, **waits})


def _record(message: Any) -> dict[str, Any]:
    attributes = {name[0].lower() + name[1:]: value for name, value in message["Attributes"].items()}
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": attributes,
        "eventSource": "aws:sqs",
    }
