"""Dead letters back to where they can be done: messages to their queue, failed calls by being made again.

`StartMessageMoveTask` is not used: it says nothing of what it moves, and the local cloud has not got it. Here each
message is sent, then deleted. Interrupted in between it is there twice, and whoever works on the queue does it once: a
mail that is marked as sent is not sent again, and what SES told is kept once.
"""

import json
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

from botocore.exceptions import ClientError

from operate.command import Command, Exit, Outcome
from operate.place import Place
from operate.queues import DEAD_LETTERS, sqs, url
from operate.telling import confirm, progress

HELD_SECONDS: Final = 300
"""For so long nobody else sees what is taken out: time to look and to confirm. What is not moved comes back."""
AT_ONCE: Final = 1000
WAIT_SECONDS: Final = 1
"""SQS looks at all of its servers when it is asked to wait."""

Message = Mapping[str, Any]


def described(message: Message) -> str:
    """What kind of message it is; of a registration the reference, of a person nothing."""
    try:
        body = json.loads(message["Body"])
    except ValueError:
        return "unreadable"
    return _order(body) or _event(body) or "other"


def _order(body: object) -> str:
    """Of the mail queue."""
    match body:
        case {"letter": str(letter)}:
            return f"letter {letter}"
        case {"notice": str(topic), "addressee": str(addressee)}:
            return f"notice {topic} to {addressee}"
        case {"problem": str(reference), "version": int(version)}:
            return f"mail problem {reference} {version}"
        case {"reference": str(reference), "version": int(version)}:
            return f"mail {reference} {version}"
    return ""


def _event(body: object) -> str:
    """What SES told, or a call that failed."""
    match body:
        case {"outcome": str(outcome), "tags": {"reference": [str(reference)]}}:
            return f"{outcome} {reference}"
        case {"outcome": str(outcome)}:
            return f"{outcome} of a letter"
        case {"requestContext": {"condition": str(condition)}}:
            return f"failed call: {condition}"
    return ""


def again(message: Message, target: str) -> dict[str, Any]:
    """The message to send. Sent twice within five minutes it is one: the identifier is that of the dead letter."""
    sent = {"QueueUrl": target, "MessageBody": message["Body"]}
    if "MessageGroupId" in message["Attributes"]:
        sent["MessageGroupId"] = message["Attributes"]["MessageGroupId"]
        sent["MessageDeduplicationId"] = f"redriven-{message['MessageId']}"
    return sent


def _run(options: Namespace, place: Place) -> Outcome:
    done = [_redriven(options, place, queue) for queue in ([options.queue] if options.queue else DEAD_LETTERS)]
    left = sum(one["left"] for one in done)
    return Outcome({"queues": done, "left": left}, Exit.ATTENTION if left else Exit.DONE)


def _redriven(options: Namespace, place: Place, queue: str) -> dict[str, Any]:
    source, kind = url(place, queue), DEAD_LETTERS[queue]
    held = list(_taken(source))
    found = dict(Counter(map(described, held)))
    moved = 0
    try:
        if held and not options.dry_run:
            _show(queue, found)
            if kind.back_to:
                confirm(options, f"Send {len(held)} back to {place.name(kind.back_to)}?")
            else:
                confirm(options, f"Call {place.name(kind.function)} again, and then forget these {len(held)}?")
                place.invoke(kind.function, kind.event)
            for message in held:
                if kind.back_to:
                    sqs().send_message(**again(message, url(place, kind.back_to)))
                sqs().delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])
                moved += 1
    finally:
        for message in held[moved:]:
            with suppress(ClientError):  # it comes back by itself a little later
                sqs().change_message_visibility(
                    QueueUrl=source, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
                )
    return {"queue": queue, "found": found, "redriven": moved, "left": len(held) - moved}


def _show(queue: str, found: Mapping[str, int]) -> None:
    progress(f"{queue}: " + ", ".join(f"{number} × {what}" for what, number in found.items()))


def _taken(source: str) -> Iterator[Message]:
    """Until the queue gives nothing more, or enough."""
    taken = 0
    while taken < AT_ONCE:
        found = (
            sqs()
            .receive_message(
                QueueUrl=source,
                MaxNumberOfMessages=10,
                VisibilityTimeout=HELD_SECONDS,
                WaitTimeSeconds=WAIT_SECONDS,
                MessageSystemAttributeNames=["All"],
            )
            .get("Messages", [])
        )
        if not found:
            return
        taken += len(found)
        yield from found


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("queue", nargs="?", choices=sorted(DEAD_LETTERS), help="one of them; all if left out")
    parser.add_argument("--dry-run", action="store_true", help="only say what is there")


REDRIVE: Final = Command(
    "redrive",
    "send dead letters back to where they can be done",
    "mail-dead-letters.fifo --environment prod",
    _run,
    _arguments,
    notes="What is there is shown first, without personal data. Repair the cause before: see docs/runbooks/dead- "
    "letters.md.",
    dangerous=True,
)
