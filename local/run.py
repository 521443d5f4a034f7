"""The whole system on this machine, at 127.0.0.1, until Ctrl-C.

Two emulators of AWS (one for everything, one for Step Functions), a mail server that keeps the mails as files and a
page that shows them. What they hold stays in the data folder from one start to the next.
"""

import argparse
import fcntl
import json
import os
import shutil
import signal
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from types import FrameType
from typing import NamedTuple

from local import emulators
from local.cloud import DATA, SETTINGS, Cloud
from local.mail_page import MailPages
from local.mailbox import Mailbox, mail_server
from local.processes import Child, ProcessError, free_port, is_free, resident_megabytes

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ports(NamedTuple):
    http: int
    mail: int
    aws: int
    states: int
    smtp: int


class StoppedError(Exception):
    """Somebody asked for the end: Ctrl-C, or a signal from another program."""


def main() -> int:
    options = _options()
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]  # a profile of the real AWS must not reach anything that runs here
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN or number != signal.SIGHUP:  # ignored under nohup
            signal.signal(number, _stop)
    try:
        with ExitStack() as stack:
            _run(options, stack)
    except StoppedError:
        print("stopped; the data are kept", flush=True)
    except ProcessError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _run(options: argparse.Namespace, stack: ExitStack) -> None:
    started = time.monotonic()
    ports = Ports(options.port, options.mail_port, options.aws_port, free_port(), free_port())
    _refuse_busy(ports)
    cloud = Cloud(
        base_url=f"http://127.0.0.1:{ports.http}",
        mail_url=f"http://127.0.0.1:{ports.mail}",
        aws_url=f"http://localhost:{ports.aws}",
        states_url=f"http://127.0.0.1:{ports.states}",
        folder=options.data.resolve(),
        pid=os.getpid(),
    )
    _claim(cloud.folder, stack)
    _make_room(cloud)
    stack.callback(cloud.forget)
    cloud.save()
    _serve_mail(cloud, ports, stack)
    print("… starting the emulators", flush=True)
    servers = [
        stack.enter_context(emulators.aws(cloud, ports.aws, ports.http, ports.smtp, roles_enforced=options.iam)),
        stack.enter_context(emulators.states(cloud, ports.states, ports.aws)),
    ]
    with emulators.preparation(cloud) as preparation:
        _wait(preparation, servers)
    _report(cloud, time.monotonic() - started)
    while True:
        _refuse_ended(servers)
        time.sleep(0.5)


def _claim(folder: Path, stack: ExitStack) -> None:
    """One local cloud for a folder: two would overwrite each other's data when they stop."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = stack.enter_context((folder / "lock").open("w"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ProcessError(
            f"Another local cloud runs with {folder}. Stop it, or choose another: --data FOLDER"
        ) from None


def _make_room(cloud: Cloud) -> None:
    shutil.rmtree(cloud.folder / "tmp", ignore_errors=True)  # the workers of the last run leave their folders behind
    for name in ("log", "state", "tmp"):
        (cloud.folder / name).mkdir(parents=True, exist_ok=True)


def _serve_mail(cloud: Cloud, ports: Ports, stack: ExitStack) -> None:
    mailbox = Mailbox(cloud.mails)
    server = mail_server(mailbox, ports.smtp)
    server.start()
    stack.callback(server.stop)
    pages = stack.enter_context(MailPages(mailbox, ports.mail))
    Thread(target=pages.serve_forever, daemon=True).start()
    stack.callback(pages.shutdown)


def _wait(preparation: Child, servers: list[Child]) -> None:
    while (code := preparation.exit_code()) is None:
        _refuse_ended(servers)
        time.sleep(0.05)
    if code:
        raise ProcessError(f"The local cloud did not get ready; what the emulators say is in {servers[0].log.parent}")


def _refuse_ended(servers: list[Child]) -> None:
    for server in servers:
        if server.exit_code() is not None:
            raise ProcessError(f"{server.name} has ended by itself; its last words are in {server.log}")


def _report(cloud: Cloud, seconds: float) -> None:
    print(
        f"""
Certif-UP is ready ({seconds:.1f} s, {resident_megabytes(cloud.pid)} MB).

  pages          {cloud.base_url}
{_people(cloud)}
  HTTP API       {cloud.base_url}/v1/sessions
  mails sent     {cloud.mail_url}
  credentials    {cloud.access}
  AWS endpoint   {cloud.aws_url} (Step Functions: {cloud.states_url}), region eu-west-3

Ctrl-C stops it and keeps the data. To begin anew, delete {cloud.folder}.
""",
        flush=True,
    )


def _people(cloud: Cloud) -> str:
    """One of each kind to sign in as; `access.json` has the others."""
    known = json.loads(cloud.access.read_text(encoding="utf-8"))
    candidate, centre, staff = known["candidates"][0], known["centres"][0], known["association"]
    secretary = centre["people"][0]
    return "\n".join(
        f"    {who:12} {name}  {password}"
        for who, name, password in (
            ("candidate", f"NUC {candidate['nuc']}", candidate["password"]),
            ("centre", secretary["email"], secretary["password"]),
            ("association", staff["email"], staff["password"]),
        )
    )


def _stop(number: int, frame: FrameType | None) -> None:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)  # a second Ctrl-C would leave half of it running
    print("\n… stopping", flush=True)
    raise StoppedError


def _refuse_busy(ports: Ports) -> None:
    for option, port in {"--port": ports.http, "--mail-port": ports.mail, "--aws-port": ports.aws}.items():
        if not is_free(port):
            raise ProcessError(
                f"Port {port} is in use, perhaps by another `make run`. Stop that one, or choose another port:\n"
                f"  {sys.executable} -m local.run {option} NUMBER"
            )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m local.run",
        description=__doc__,
        epilog=f"Settings are read from the environment: {', '.join(SETTINGS)}.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the data (%(default)s)")
    parser.add_argument("--port", type=int, default=8080, help="of the HTTP API (%(default)s)")
    parser.add_argument("--mail-port", type=int, default=8025, help="of the page of mails (%(default)s)")
    parser.add_argument("--aws-port", type=int, default=4566, help="of the AWS endpoint (%(default)s)")
    parser.add_argument("--iam", action="store_true", help="enforce the roles of the template")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
