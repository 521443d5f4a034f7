"""A PostgreSQL of one's own, for as long as it is needed: a new cluster in a folder, reached by a socket in it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNPRIVILEGED = "postgres"
"""PostgreSQL refuses to run as root; the packages of Linux systems make this user for it."""


class NoPostgresError(Exception):
    """There is none, or it cannot be started; the text says why."""


@contextmanager
def postgres(folder: Path) -> Iterator[Path]:
    """Starts it, with an empty database `postgres`; gives the folder of its socket.

    Raises:
        NoPostgresError: PostgreSQL is not installed, or does not start here.
    """
    binaries = _binaries()
    data = folder / "data"
    folder.mkdir(parents=True)
    if user := _user():
        shutil.chown(folder, user)
    _run(binaries / "initdb", "-D", data, "-U", "pretix", "-A", "trust", "-E", "UTF8", "--no-sync")
    # No port: only who reaches the folder reaches it.
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
    _run(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield folder
    finally:
        _run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _binaries() -> Path:
    """Debian keeps them off the PATH, in a folder for each version: the newest."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not places:
        raise NoPostgresError("PostgreSQL is not installed")
    return places[-1]


def _user() -> str | None:
    return UNPRIVILEGED if os.getuid() == 0 else None


def _run(*command: str | Path) -> None:
    try:
        subprocess.run(  # noqa: S603 (PostgreSQL's own programs)
            command, user=_user(), cwd="/", check=True, capture_output=True, text=True
        )
    except (subprocess.CalledProcessError, KeyError, OSError) as error:
        raise NoPostgresError(getattr(error, "stderr", "") or str(error)) from error
