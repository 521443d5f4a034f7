"""How a cold start is made: by a Python that knows nothing else, with AWS's answers at hand."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest

from bench.cold.starting import ENVIRONMENT, NO_ITEM, PROBE, path_of

LAYERS = ("SharedLayer", "DependenciesLayer", "PrintingLayer")


@pytest.fixture
def start(tmp_path: Path) -> Any:
    def started(**told: Any) -> Any:
        asked = tmp_path / "asked.json"
        asked.write_text(json.dumps({"environment": ENVIRONMENT, "path": [], "replies": []} | told), encoding="utf-8")
        command = [sys.executable, "-S", "-s", "-P", "-B", str(PROBE), str(asked)]
        return subprocess.run(command, env={}, capture_output=True, text=True, check=False)  # noqa: S603 (our own)

    return started


def test_a_call_is_answered_without_a_network(start: Any) -> None:
    packages = str(Path(boto3.__file__).parents[1])
    done = start(function="boto3", path=[packages], replies=[NO_ITEM])
    assert json.loads(done.stdout)["status"] is None, done.stderr


def test_a_call_that_no_answer_was_recorded_for_is_not_made(start: Any) -> None:
    done = start(function="boto3", path=[str(Path(boto3.__file__).parents[1])])
    assert done.returncode == 1
    assert "pop from empty list" in done.stderr


def test_a_function_answers_and_what_it_took_is_told(start: Any, tmp_path: Path) -> None:
    handler = tmp_path / "functions" / "some" / "handler.py"
    handler.parent.mkdir(parents=True)
    handler.write_text("def lambda_handler(event, context):\n    return {'statusCode': event['status']}\n")
    took = json.loads(start(function="some", path=[str(tmp_path)], event={"status": 201}).stdout)
    assert took["status"] == 201
    assert took["cpu_seconds"] > 0
    assert 1_000 < took["peak_kilobytes"] < 100_000


def test_a_function_has_its_own_layer_beside_those_of_all() -> None:
    unpacked = {name: Path(name) for name in (*LAYERS, "Printing", "Register")}
    shared, packages, printing = (str(Path(name) / "python") for name in LAYERS)
    assert path_of("register", unpacked) == ["Register", shared, packages]
    assert path_of("printing", unpacked) == ["Printing", shared, packages, printing]
