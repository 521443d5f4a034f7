"""Child processes that never outlive their parent's care: started, measured, and stopped with all their own."""

import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

STOP_SECONDS = 20


class ProcessError(Exception):
    """A process could not start or has ended; the text says which one and what to do."""


class Child:
    """A module run by this interpreter, leading a session of its own: Ctrl-C in the terminal does not reach it."""

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str], log: Path | None) -> None:
        """Without a log, what it says goes where this program's own words go."""
        self.name = name
        self.log = log or Path(os.devnull)
        output = log.open("wb") if log else None
        self._process = subprocess.Popen(  # noqa: S603 (our own modules)
            [sys.executable, "-m", *command],
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        if output:
            output.close()

    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def stop(self) -> None:
        """Asks first, since the emulators write what they keep at a clean end; whatever is left is killed."""
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            print(f"{self.name} does not stop and is killed: what it had not written yet is lost", file=sys.stderr)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@contextmanager
def child(name: str, command: list[str], environment: Mapping[str, str], log: Path | None = None) -> Iterator[Child]:
    started = Child(name, command, environment, log)
    try:
        yield started
    finally:
        started.stop()


def free_port() -> int:
    """Below those that systems lend to connections: such a one could be taken again before it is used."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        if is_free(port):
            return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: a port on which only the last packets of a stopped server are awaited is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def resident_megabytes(ancestor: int) -> int:
    """Memory of a process and of all its descendants, from /proc; 0 on a system that has none."""
    return sum(int(one.get("VmRSS", "0 kB").split()[0]) for one in _family(ancestor).values()) // 1024


def cpu_seconds(ancestor: int) -> float:
    """What a process and all its descendants have used of the processors so far, those that have ended among them."""
    ticks = 0
    for pid in _family(ancestor):
        with suppress(OSError):
            # After the name, which is in brackets and may hold anything: user, system, and the same of ended children.
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _family(ancestor: int) -> dict[int, dict[str, str]]:
    """What /proc says of a process and of all its descendants."""
    known: dict[int, dict[str, str]] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):  # it ended meanwhile
            fields = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
            known[int(fields["Pid"])] = fields
    family = {ancestor}
    while children := {pid for pid, one in known.items() if int(one["PPid"]) in family} - family:
        family |= children
    return {pid: one for pid, one in known.items() if pid in family}
