"""The life of registrations, played through HTTP against a running `make run`, and told in French.

It ends with an error as soon as the system does something else than the story says.
"""

import argparse
import io
import signal
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any, Final

from local.cloud import DATA, Cloud
from local.demo import deadline, deferral, last_seat, registration
from local.demo.api import StoryError
from local.demo.cast import Stage
from local.demo.short import WINDOW, short_cloud
from local.demo.telling import Teller
from local.processes import resident_megabytes
from shared.french.formats import count

SLOW_SECONDS: Final = 3
LONGEST_WAIT: Final = timedelta(minutes=5)
"""A longer time to pay is not waited for."""


def main() -> int:
    options = _options()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that knows no arrows shows question marks
    teller = Teller(SLOW_SECONDS if options.slow else 0)
    try:
        _play(_running(options.data), teller)
    except StoryError as error:
        teller.failure(f"L’histoire s’arrête. {error}")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _stop(number: int, frame: FrameType | None) -> None:
    """Ends as Ctrl-C does, so that the second cloud never stays behind."""
    raise KeyboardInterrupt


def _running(folder: Path) -> Cloud:
    """The local cloud of this folder.

    Raises:
        StoryError: it is not ready.
    """
    try:
        cloud = Cloud.of(folder)
    except FileNotFoundError:
        raise StoryError("Le nuage local ne tourne pas. Lancez `make run` dans un autre terminal.") from None
    if not cloud.access.exists():
        raise StoryError("Le nuage local démarre encore : recommencez quand `make run` dit « ready ».")
    return cloud


def _play(cloud: Cloud, teller: Teller) -> None:
    started = time.monotonic()
    stage = Stage(cloud, teller)
    teller.title(
        f"Certif-UP : inscriptions à la session de {stage.session['label']}",
        f"API {cloud.base_url} · courriels {cloud.mail_url}",
    )
    candidate, prevalidated = registration.play(stage)
    deferral.play(stage, candidate, prevalidated)
    last_seat.play(stage)
    _let_a_deadline_pass(stage, _time_to_pay(prevalidated))
    stage.post.expect_no_other()
    seconds = int(time.monotonic() - started)
    teller.end(
        f"Tout s’est passé comme prévu : {count(teller.steps, 'étape')} en {count(seconds, 'seconde')}.",
        f"Les courriels restent à lire : {cloud.mail_url}",
        f"Mémoire du nuage local après la démonstration : {resident_megabytes(cloud.pid)} Mo.",
    )


def _let_a_deadline_pass(stage: Stage, time_to_pay: timedelta) -> None:
    if time_to_pay <= LONGEST_WAIT:
        stage.tell.scene(deadline.TITLE)
        deadline.play(stage)
        return
    stage.tell.scene(
        deadline.TITLE,
        "Ici les candidats ont des jours pour payer. Pour voir un délai passer, cette scène se joue dans un second "
        f"nuage local, qui démarre pour elle avec PAYMENT_WINDOW={WINDOW} et s’arrête ensuite.",
    )
    with short_cloud(stage.cloud) as cloud:
        elsewhere = Stage(cloud, stage.tell, lasting=False)
        deadline.play(elsewhere)
        elsewhere.post.expect_no_other()


def _time_to_pay(registration: Any) -> timedelta:
    start, end = (datetime.fromisoformat(registration[name]) for name in ("prevalidated_at", "deadline_at"))
    return end - start


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m local.demo", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the running local cloud (%(default)s)")
    parser.add_argument("--slow", action="store_true", help=f"leave {SLOW_SECONDS} seconds to read each step")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
