"""Checks the trail of who opened which file: every entry of each day, and that the days are those that were signed.

It needs to read the table and, unless the public key is given as a file, to ask KMS for it; it changes nothing. The
last day that can be checked is the day before yesterday, in UTC: yesterday is signed an hour after midnight.
"""

import argparse
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import boto3

from operate import place
from shared import audit, keys, table
from shared.audit import SignedDigest
from shared.audit_verification import valid_by, verify
from shared.settings import setting


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m operate.audit_trail", description=__doc__)
    place.add_options(parser)
    parser.add_argument("first", type=date.fromisoformat, help="the first day, such as 2026-11-01")
    parser.add_argument(
        "last", type=date.fromisoformat, nargs="?", help="the last day; the day before yesterday if left out"
    )
    parser.add_argument("--public-key", type=Path, help="the key of the audit trail, in DER")
    options = parser.parse_args(arguments)
    place.settle(options, "rights")
    last = options.last or datetime.now(UTC).date() - timedelta(days=2)
    days = [options.first + timedelta(days=number) for number in range((last - options.first).days + 1)]
    digests = {
        (one := SignedDigest.model_validate(item)).day: one
        for item in table.all_of(table.key_is("pk", keys.AUDIT_DIGESTS))
    }
    faults = verify((_loaded(day) for day in days), digests, valid_by(_public_key(options.public_key)))
    for fault in faults:
        print(fault)
    print(f"days: {len(days)}, digests: {len(digests)}, faults: {len(faults)}")
    return 1 if faults else 0


def _loaded(day: date) -> audit.Day:
    loaded = audit.load(day)
    print(f"… {day}: {len(loaded.entries)} openings", file=sys.stderr)
    return loaded


def _public_key(file: Path | None) -> bytes:
    if file:
        return file.read_bytes()
    key: bytes = boto3.client("kms").get_public_key(KeyId=setting("AUDIT_KEY_ID"))["PublicKey"]
    return key


if __name__ == "__main__":
    raise SystemExit(main())
