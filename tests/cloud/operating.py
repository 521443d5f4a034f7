"""`certif-up` on a local cloud."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import cached_property
from typing import Any, NamedTuple
from unittest import mock

import boto3
import pytest

from local.cloud import Cloud
from operate.__main__ import main
from tests.cloud.conftest import ROOT, LocalCloud
from tests.cloud.facts import may_do_everything
from tests.support.cloud import forget_clients


class _Done(NamedTuple):
    code: int
    stdout: str
    stderr: str


class Done(_Done):
    @cached_property
    def said(self) -> Any:
        """The answer, where `--json` was asked for."""
        return json.loads(self.stdout)


def environment(cloud: LocalCloud) -> dict[str, str]:
    """As for an account of AWS that an operator is signed in to: nothing here says that it is local."""
    running = Cloud.of(cloud.folder)
    return os.environ | {
        "AWS_ENDPOINT_URL": running.aws_url,
        "AWS_ENDPOINT_URL_SFN": running.states_url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }


def call(words: list[str], variables: dict[str, str]) -> Done:
    """In a process of its own, and nobody sits there to be asked."""
    done = subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, "-m", "operate", *words],
        cwd=ROOT,
        env=variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def certif_up(cloud: LocalCloud, *words: str) -> Done:
    """With `--local`, as beside `make run`; in this process, because starting one takes longer than what it does."""
    return _here([*words, "--local", f"--data={cloud.folder}"], environment(cloud))


def as_on_aws(cloud: LocalCloud, *words: str) -> Done:
    """The words say which environment; nothing in them says that it is local."""
    return _here(list(words), environment(cloud))


def _here(words: list[str], variables: Mapping[str, str]) -> Done:
    stdout, stderr = io.StringIO(), io.StringIO()
    said = redirect_stdout(stdout), redirect_stderr(stderr)
    with pytest.MonkeyPatch.context() as patch, said[0], said[1], mock.patch.dict(os.environ, variables):
        patch.setattr(boto3, "DEFAULT_SESSION", may_do_everything())
        patch.setattr(sys, "stdin", io.StringIO())
        forget_clients()
        try:
            code = main(words)
        finally:
            forget_clients()
    return Done(code, stdout.getvalue(), stderr.getvalue())


def told(cloud: LocalCloud, *words: str) -> Any:
    """The JSON of what went well, whether or not it needs a person."""
    done = certif_up(cloud, *words, "--json")
    assert done.code in {0, 1}, done
    return done.said


@contextmanager
def broken(cloud: LocalCloud, function: str) -> Iterator[None]:
    """A function looks for a table that is not there, until somebody puts its settings back."""
    client: Any = cloud.client("lambda")
    which = {"FunctionName": f"certif-up-local-{function}"}
    variables = client.get_function_configuration(**which)["Environment"]["Variables"]
    _set(client, which, variables | {"TABLE_NAME": "none"})
    try:
        yield
    finally:
        _set(client, which, variables)


def _set(client: Any, which: Mapping[str, str], variables: Mapping[str, str]) -> None:
    """Where callers go by an alias, as a deployment does: another version, and the alias moved to it."""
    client.update_function_configuration(**which, Environment={"Variables": variables})
    for alias in client.list_aliases(**which)["Aliases"]:
        version = client.publish_version(**which)["Version"]
        client.update_alias(**which, Name=alias["Name"], FunctionVersion=version)
