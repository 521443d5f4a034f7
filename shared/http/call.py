"""One call of the API: who, when, what was sent, and the two steps at which it touches the table.

`Idempotency-Key` (8 to 255 characters, kept 24 hours): the record of the answer is written in the same transaction as
what it answers, so there is never one without the other. The same key with the same request gets the same answer again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from shared import keys, table
from shared.attributes import Item
from shared.http.identity import Identity
from shared.http.operation import Answer
from shared.patterns import pattern
from shared.problems.calls import FieldError, IdempotencyKeyError, PreconditionFailedError, ValidationError
from shared.registration.model import Cause
from shared.table import Write

KEPT_FOR: Final = timedelta(hours=24)
_FORM: Final = pattern(r"[\x21-\x7e]{8,255}")


class ReplayedError(Exception):
    """This very request has been answered before: `answer` is what was said."""

    def __init__(self, record: Item) -> None:
        super().__init__()
        self.status: int = record["status"]
        self.body: str = record["body"]
        self.headers: dict[str, str] = record["headers"]


@dataclass(frozen=True, slots=True)
class Call:
    identity: Identity
    now: datetime
    correlation_id: str
    fingerprint: str
    """Method, path and body, hashed: what « the same request » means."""
    idempotency_key: str | None
    if_match: str | None

    @property
    def cause(self) -> Cause:
        return Cause(self.identity.actor(), self.now, self.correlation_id)

    def read(self, *wanted: keys.Key) -> list[Item | None]:
        """Like `table.read`, and in the same read: has this request been answered already?

        Raises:
            ReplayedError: it has.
            IdempotencyKeyError: the key was used for another request.
        """
        if self.idempotency_key is None:
            return table.read(*wanted)
        *found, record = table.read(*wanted, self._record_key())
        if record is not None:
            raise self._answered(record)
        return found

    def commit(self, writes: list[Write], answer: Answer) -> Answer:
        """Writes all or nothing, with the record of the answer."""
        table.commit(*([self._record(answer)] if self.idempotency_key else []), *writes)
        return answer

    def expects(self, version: int) -> None:
        """Holds the caller to its `If-Match`, if it sent one.

        Raises:
            PreconditionFailedError: it was for another version.
        """
        if self.if_match not in {None, "*", entity_tag(version)}:
            raise PreconditionFailedError

    def _record_key(self) -> keys.Key:
        return keys.idempotency(self.identity.principal, self.idempotency_key or "")

    def _record(self, answer: Answer) -> Write:
        record = {
            **self._record_key(),
            "kind": "idempotency",
            "fingerprint": self.fingerprint,
            "status": answer.status,
            "body": answer.json(),
            "headers": answer.headers,
            "ttl": int((self.now + KEPT_FOR).timestamp()),
        }
        return table.put(record, refused=self._answered)

    def _answered(self, record: Item) -> Exception:
        return ReplayedError(record) if record["fingerprint"] == self.fingerprint else IdempotencyKeyError()


def entity_tag(version: int) -> str:
    return f'"{version}"'


def fingerprint(method: str, path: str, body: str) -> str:
    return sha256(f"{method} {path}\n{body}".encode()).hexdigest()


def checked_key(sent: str | None) -> str | None:
    """The idempotency key as it was sent, if any.

    Raises:
        ValidationError: it is too short, too long, or not printable ASCII.
    """
    if sent is not None and not _FORM.fullmatch(sent):
        raise ValidationError(
            [
                FieldError(
                    "Idempotency-Key", "format", "La clé d’idempotence compte 8 à 255 caractères ASCII sans espace"
                )
            ]
        )
    return sent
