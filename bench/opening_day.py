"""The opening day on a local cloud of its own: many candidates register while the centres decide. Nothing may be lost.

Prints the calls with their throughput and latency, then what was lost: the exit code is 1 if anything was. The figures
say how this machine and the emulators do; of AWS they say nothing.
"""

import argparse
import json
import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

from bench import kept, report
from bench.losses import losses
from bench.playing import Played, play, settle
from bench.report import Report
from bench.season import Size
from bench.setting_up import set_up
from local.cloud import Cloud
from local.processes import resident_megabytes
from tests.cloud.conftest import LocalCloud


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, _stop)
    with TemporaryDirectory() as folder:
        cloud = LocalCloud(Path(folder) / "cloud")
        cloud.start()
        try:
            found = opening_day(cloud, Size(options.candidates, options.centres), options.at_once)
        finally:
            cloud.stop()
    print(found.text())
    if options.json:
        options.json.write_text(json.dumps(found.json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return int(bool(found.losses))


def opening_day(cloud: LocalCloud, size: Size, at_once: int) -> Report:
    """On a cloud that runs, in a session of its own, with centres and candidates of its own."""
    dead_before = kept.dead_letters(cloud)
    began = time.monotonic()
    stage = set_up(cloud, size)
    set_up_in = time.monotonic() - began
    began_at = datetime.now(UTC)
    played = play(cloud, stage, at_once)
    ended_at = datetime.now(UTC)
    memory = resident_megabytes(Cloud.of(cloud.folder).pid)
    settle(cloud, stage.session, played.told)
    stands = kept.kept(cloud, stage.session)
    stands = stands._replace(dead_letters=stands.dead_letters - dead_before)
    last_mail_at = kept.last_mail_at(cloud)
    return Report(
        size._asdict(),
        report.lines(played.samples, played.seconds),
        {
            "set-up, before the calls (s)": round(set_up_in, 1),
            "calls (s)": round(played.seconds, 1),
            "calls at once": at_once,
            **_counts(played),
            "mails": stands.mails.total(),
            "mails a second": round(stands.mails.total() / (last_mail_at - began_at).total_seconds(), 1),
            "last mail after the last call (s)": round((last_mail_at - ended_at).total_seconds(), 1),
            "executions waiting at the end": stands.running.total(),
            "memory of the local cloud (MB)": memory,
        },
        losses(played.told, stands, datetime.now(UTC)),
    )


def _counts(played: Played) -> dict[str, Any]:
    registered = len({one.reference for one in played.told.registered})
    return {
        "registrations confirmed": registered,
        "registrations a second": round(registered / played.seconds, 1),
        "decisions and payments confirmed": len(set(played.told.decided)),
        "« no seat left »": len(played.told.full),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.opening_day", description=__doc__)
    parser.add_argument("--candidates", type=int, default=2000, help="who register (%(default)s)")
    parser.add_argument("--centres", type=int, default=20, help="who decide meanwhile (%(default)s)")
    parser.add_argument("--at-once", type=int, default=12, help="calls under way at any moment (%(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there too")
    return parser.parse_args()


def _stop(number: int, frame: FrameType | None) -> None:
    """Ends as Ctrl-C does, so that the cloud never stays behind."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    raise SystemExit(main())
