"""Checks the trail of who opened which file: every entry of each day, and that the days are those that were signed."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import boto3

from operate.command import Command, Exit, Outcome
from operate.place import Place
from operate.telling import progress
from shared import audit, keys, table
from shared.audit import SignedDigest
from shared.audit_verification import valid_by, verify
from shared.settings import setting


def _run(options: Namespace, place: Place) -> Outcome:
    place.settle("rights")
    last = options.last or datetime.now(UTC).date() - timedelta(days=2)
    days = [options.first + timedelta(days=number) for number in range((last - options.first).days + 1)]
    digests = {
        (one := SignedDigest.model_validate(item)).day: one
        for item in table.all_of(table.key_is("pk", keys.AUDIT_DIGESTS))
    }
    faults = verify((_loaded(day) for day in days), digests, valid_by(_public_key(options.public_key)))
    said = {"days": len(days), "digests": len(digests), "faults": faults}
    return Outcome(said, Exit.ATTENTION if faults else Exit.DONE)


def _loaded(day: date) -> audit.Day:
    loaded = audit.load(day)
    progress(f"{day}: {len(loaded.entries)} openings")
    return loaded


def _public_key(file: Path | None) -> bytes:
    if file:
        return file.read_bytes()
    key: bytes = boto3.client("kms").get_public_key(KeyId=setting("AUDIT_KEY_ID"))["PublicKey"]
    return key


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("first", type=date.fromisoformat, help="the first day, such as 2026-11-01")
    parser.add_argument(
        "last", type=date.fromisoformat, nargs="?", help="the last day; the day before yesterday if left out"
    )
    parser.add_argument("--public-key", type=Path, help="the key of the audit trail, in DER")


VERIFY: Final = Command(
    "audit verify",
    "check that the trail of openings is what was signed",
    "2026-11-01 --environment prod",
    _run,
    _arguments,
    notes="Reads the table and, unless the public key is given as a file, asks KMS for it; changes nothing. The "
    "last day that can be checked is the day before yesterday, in UTC: yesterday is signed an hour after "
    "midnight.",
)
