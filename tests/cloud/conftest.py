"""The local cloud of `make run`, started once for all the tests of this folder, on ports and in a folder of its own."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from local.cloud import Cloud
from local.mailbox import Mail, Mailbox
from local.processes import free_port
from tests.support import canaries

ROOT = Path(__file__).parents[2]
READY_SECONDS = 90
MANY_FROM_HERE = {"PUBLIC_WRITES_LIMIT": "10000/15m"}
"""All the people of all the tests sign in from one address, within minutes; the limit has tests of its own."""
PATIENCE_SECONDS = 240
"""Longer than the three minutes for which a queue keeps back what failed once; a wait ends as soon as it is met."""


class Answer(NamedTuple):
    status: int
    headers: Message
    body: Any


class LocalCloud:
    """A `make run` of its own. What is asked of it goes over HTTP, as from any other program."""

    def __init__(self, folder: Path, *options: str, **settings: str) -> None:
        """`settings` are variables of the environment, such as PAYMENT_WINDOW="6s"."""
        ports = (f"--{name}={free_port()}" for name in ("port", "mail-port", "aws-port"))
        self._command = [sys.executable, "-m", "local.run", f"--data={folder}", *ports, *options]
        self._settings = MANY_FROM_HERE | settings
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._clients: dict[str, Any] = {}

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "run.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 (our own program)
                self._command, cwd=ROOT, env=os.environ | self._settings, stdout=log, stderr=log
            )
        try:
            self.wait_for(lambda: self._is_ready(), READY_SECONDS)
        except BaseException:
            self.stop()
            raise
        self._cloud = Cloud.of(self.folder)
        self._clients = {}

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        if self._process:
            self._process.send_signal(number)
            self._process.wait(READY_SECONDS)
            self._process = None

    def restart(self, **settings: str) -> None:
        """As Ctrl-C and `make run` again; the settings given replace the earlier ones."""
        self.stop()
        self._settings |= settings
        self.start()

    @property
    def access(self) -> Any:
        """Example credentials: session, candidates, centres, association."""
        return json.loads((self.folder / "access.json").read_text(encoding="utf-8"))

    @property
    def base_url(self) -> str:
        return self._cloud.base_url

    @property
    def mail_url(self) -> str:
        return self._cloud.mail_url

    @property
    def outputs(self) -> dict[str, str]:
        return self._cloud.outputs

    def client(self, service: str) -> Any:
        """Kept until the next start: making one takes a while, and who waits for something asks often."""
        if service not in self._clients:
            self._clients[service] = self._cloud.client(service)
        return self._clients[service]

    def mails(self, about: str = "") -> list[Mail]:
        """Oldest first, those whose subject names what they are about."""
        newest_first = Mailbox(self.folder / "mail").newest_first()
        return [mail for mail in reversed(newest_first) if about in str(mail.message["Subject"])]

    def call(self, method: str, path: str, body: object = None, *, token: str = "", **headers: str) -> Answer:
        """`body` is sent as JSON, bytes as they are; `token` is a person's token or a centre's key."""
        content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        authorization = {"Authorization": f"Bearer {token}"} if token else {}
        request = urllib.request.Request(  # noqa: S310 (our own address)
            self.base_url + path,
            content,
            {"Content-Type": "application/json", **authorization, **headers},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 (our own address)
                return Answer(answer.status, answer.headers, _read(answer.read()))
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Answer(refusal.code, refusal.headers, _read(refusal.read()))

    def wait_for(self, condition: Callable[[], Any], seconds: float = PATIENCE_SECONDS) -> Any:
        """What the condition gives as soon as it is true: what follows a call comes by itself, a little later."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if met := condition():
                return met
            time.sleep(0.05)
        pytest.fail(f"not within {seconds} s; see {self.folder}\n{self._warnings()}")

    def _warnings(self) -> str:
        """The last of what the emulator found wrong, such as a function that failed or was too slow."""
        log = self.folder / "log" / "ministack.log"
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
        return "\n".join([line for line in lines if " WARNING " in line or " ERROR " in line][-20:])

    def _is_ready(self) -> bool:
        if self._process and self._process.poll() is not None:
            pytest.fail((self.folder / "run.log").read_text())
        return (self.folder / "access.json").exists()


def _read(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    yield from running(LocalCloud(tmp_path_factory.mktemp("cloud")))


@pytest.fixture(scope="session")
def cloud_with_roles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    """Every function may do what its role in the template allows, and nothing else."""
    yield from running(LocalCloud(tmp_path_factory.mktemp("cloud_with_roles"), "--iam"))


@pytest.fixture(scope="session")
def strict_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    """As on AWS: roles enforced, and a second factor required of the staff."""
    yield from running(LocalCloud(tmp_path_factory.mktemp("strict_cloud"), "--iam", SECOND_FACTOR="required"))


@pytest.fixture
def quick_cloud(tmp_path: Path) -> Iterator[LocalCloud]:
    """Only for this test, with some seconds to pay: a whole life can be watched, and it may be stopped and started."""
    yield from running(LocalCloud(tmp_path / "cloud", PAYMENT_WINDOW="6s"))


@pytest.fixture
def impatient_queue(cloud: LocalCloud) -> Iterator[None]:
    """An order that fails comes back after a second instead of three minutes."""
    sqs, url = cloud.client("sqs"), cloud.outputs["MailQueueUrl"]
    before = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"})
    yield
    sqs.set_queue_attributes(QueueUrl=url, Attributes=before)


def running(cloud: LocalCloud) -> Iterator[LocalCloud]:
    cloud.start()
    try:
        yield cloud
        _nothing_secret_was_kept(cloud)
    finally:
        cloud.stop()


def _nothing_secret_was_kept(cloud: LocalCloud) -> None:
    """After all of its tests no store of the cloud holds a canary, nor a password that somebody in it has."""
    from tests.cloud.stores import stores  # here, because it needs LocalCloud

    people = [cloud.access["association"], *(one for centre in cloud.access["centres"] for one in centre["people"])]
    passwords = [one["password"] for one in [*cloud.access["candidates"], *people]]
    searched = Counter[str]()
    for kind, content in stores(cloud):
        searched[kind] += 1
        canaries.search(kind, content)
        canaries.search_for(passwords, kind, content)
    assert {"table", "log", "account", "export"} <= searched.keys()
    assert canaries.caught() == []
