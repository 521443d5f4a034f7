"""How the build finds the Python that compiles, and what it leaves out."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import core_schema

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


def test_a_dictionary_with_types_is_one_without() -> None:
    source = Path(core_schema.__file__).read_text(encoding="utf-8")
    left: dict[str, Any] = {"__name__": core_schema.__name__}
    exec(pruning.without_types(source), left)  # noqa: S102 (a library's own)
    assert core_schema.CoreConfig.__annotations__
    assert left["CoreConfig"].__annotations__ == {}
    assert left["CoreConfig"](title="Title") == {"title": "Title"}
    assert {one for one in vars(core_schema) if not one.startswith("__")} <= left.keys()
    for name in ("int_schema", "str_schema", "any_schema"):
        assert left[name]() == getattr(core_schema, name)()
