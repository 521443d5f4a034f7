"""How the build finds the Python that compiles, and what it leaves out."""

import json
from pathlib import Path

import pytest

from tools.building import packing, pruning, stripping
from tools.building.pythons import NAMED_BY, NoPythonError, python


def test_a_python_that_is_named_is_no_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(NAMED_BY, str(tmp_path / "python3.13"))
    with pytest.raises(NoPythonError, match=r"is no Python 3\.13 that runs"):
        python()


def test_without_a_python_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One that is on the PATH and does not run, as pyenv puts there, is none."""
    shim = tmp_path / "python3.13"
    shim.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    shim.chmod(0o755)
    monkeypatch.delenv(NAMED_BY, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    with pytest.raises(NoPythonError, match=r"(?s)No Python 3\.13 runs here.*PYTHON313=/path/to/python3.13"):
        python()


def test_a_service_is_found_wherever_its_client_is_made(tmp_path: Path) -> None:
    source = tmp_path / "functions" / "some" / "deep.py"
    source.parent.mkdir(parents=True)
    source.write_text('import boto3\ndef client():\n    return boto3.client("sns", config=None)\n', encoding="utf-8")
    assert pruning.services(tmp_path) == {"sns"}


def test_a_zip_depends_on_nothing_but_names_and_contents(tmp_path: Path) -> None:
    for name, mode in (("one", 0o755), ("two", 0o600)):
        for file in ("a", "b"):
            path = tmp_path / name / file
            path.parent.mkdir(exist_ok=True)
            path.write_text(file, encoding="utf-8")
            path.chmod(mode)
    one = packing.zipped({Path(file): tmp_path / "one" / file for file in ("a", "b")})
    two = packing.zipped({Path(file): tmp_path / "two" / file for file in ("b", "a")})
    assert one == two


def test_what_is_no_library_is_left_as_it_is() -> None:
    text = json.dumps({"libfoo": "so"}).encode()
    assert stripping.stripped(text) == text
