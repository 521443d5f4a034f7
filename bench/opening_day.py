"""The opening day on a local cloud of its own: many candidates register while the centres decide. Nothing may be lost.

Prints the calls with their throughput and latency, then what was lost: the exit code is 1 if anything was. The figures
say how this machine and the emulators do; of AWS they say nothing.
"""

import argparse
import json
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from bench import kept, report
from bench.kept import Kept
from bench.losses import losses
from bench.playing import Played, play, settle
from bench.report import Report
from bench.season import Size
from bench.setting_up import cloud_of_its_own, set_up
from local.cloud import Cloud
from local.processes import cpu_seconds, resident_megabytes
from tests.cloud.conftest import LocalCloud


class Day(NamedTuple):
    """What the callers saw, and what stands in the evening."""

    played: Played
    kept: Kept
    set_up_seconds: float
    began_at: datetime
    ended_at: datetime
    """Of the calls: what follows from them goes on for a while."""
    last_mail_at: datetime
    megabytes: int
    """Of the local cloud, at the end of the calls."""
    cpu_seconds: float
    """Of the local cloud, from the first call to the last mail: on a machine that others use too, it repeats best."""


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, _stop)
    size = Size(options.candidates, options.centres)
    try:
        day = _on_a_cloud_of_its_own(size, options.at_once, timedelta(minutes=options.minutes))
    except KeyboardInterrupt:
        return 130
    told = reported(day, {**size._asdict(), "calls at once": options.at_once})
    print(told.text())
    if options.json:
        options.json.write_text(json.dumps(told.json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return int(bool(told.losses))


def _on_a_cloud_of_its_own(size: Size, at_once: int, most: timedelta) -> Day:
    with cloud_of_its_own() as cloud:
        return opening_day(cloud, size, at_once, most)


def opening_day(cloud: LocalCloud, size: Size, at_once: int, most: timedelta) -> Day:
    """In a session of its own, with centres and candidates of its own."""
    began = time.monotonic()
    stage = set_up(cloud, size)
    set_up_seconds = time.monotonic() - began
    pid = Cloud.of(cloud.folder).pid
    cpu, began_at = cpu_seconds(pid), datetime.now(UTC)
    played = play(cloud, stage, at_once, most)
    ended_at = datetime.now(UTC)
    megabytes = resident_megabytes(pid)
    settle(cloud, stage.session, played.told)
    cpu = cpu_seconds(pid) - cpu
    stands = kept.kept(cloud, stage.session)
    return Day(played, stands, set_up_seconds, began_at, ended_at, kept.last_mail_at(cloud), megabytes, cpu)


def reported(day: Day, asked: dict[str, Any]) -> Report:
    told, seconds = day.played.told, day.played.seconds
    registered = len({one.reference for one in told.registered})
    mails, mailing = day.kept.mails.total(), day.last_mail_at - day.began_at
    facts = {
        "set-up, before the calls (s)": round(day.set_up_seconds, 1),
        "calls (s)": round(seconds, 1),
        "candidates who came too late": day.played.stayed_away,
        "registrations confirmed": registered,
        "registrations a second": round(registered / seconds, 1),
        "decisions and payments confirmed": len(set(told.decided)),
        "« no seat left »": len(told.full),
        "mails": mails,
        "mails a second": round(mails / mailing.total_seconds(), 1),
        "last mail after the last call (s)": round((day.last_mail_at - day.ended_at).total_seconds(), 1),
        "executions waiting at the end": day.kept.running.total(),
        "memory of the local cloud (MB)": day.megabytes,
        "its CPU a registration (ms)": round(1000 * day.cpu_seconds / max(registered, 1)),
    }
    lines = report.lines(day.played.samples, seconds)
    return Report(lines, asked | facts, losses(told, day.kept, datetime.now(UTC)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make load", description=__doc__)
    parser.add_argument("--candidates", type=int, default=2000, help="who register (%(default)s)")
    parser.add_argument("--centres", type=int, default=20, help="who decide meanwhile (%(default)s)")
    parser.add_argument("--at-once", type=int, default=8, help="calls under way at any moment (%(default)s)")
    parser.add_argument("--minutes", type=float, default=10, help="after which nobody else comes (%(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there too")
    return parser.parse_args()


def _stop(number: int, frame: FrameType | None) -> None:
    """Ends as Ctrl-C does, so that the cloud never stays behind."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    raise SystemExit(main())
