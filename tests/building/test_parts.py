"""How the build finds the Python that compiles, and what it leaves out."""

import gzip
import json
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import botocore
import pytest

from tools.building import laziness, packing, pruning, stripping
from tools.building.packing import ROOT
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


def only_words_differ(before: Any, after: Any) -> bool:
    match before:
        case dict():
            return before.keys() == after.keys() and all(
                (key == "documentation" and isinstance(one, str)) or only_words_differ(one, after[key])
                for key, one in before.items()
            )
        case list():
            return len(before) == len(after) and all(map(only_words_differ, before, after))
    return bool(before == after)


@pytest.mark.parametrize("service", sorted(pruning.services(ROOT)))
def test_a_description_loses_its_words_and_nothing_else(service: str) -> None:
    (described,) = Path(botocore.__file__).parent.glob(f"data/{service}/*/service-2.json.gz")
    told = json.loads(gzip.decompress(described.read_bytes()))
    without = pruning.without_documentation(told)
    assert only_words_differ(told, without)
    assert len(json.dumps(without)) < len(json.dumps(told)) / 2


GATHERING = """
'''What it is.'''
from __future__ import annotations
from .one import Name, Other
from .same import same
from json import dumps as written

__all__ = ["Name", "Other", "same"]
"""


def test_a_name_of_a_lazy_package_is_fetched_when_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gathering").mkdir()
    (tmp_path / "gathering" / "__init__.py").write_text(laziness.lazy(GATHERING), encoding="utf-8")
    (tmp_path / "gathering" / "one.py").write_text("Name, Other = 'name', 'other'", encoding="utf-8")
    (tmp_path / "gathering" / "same.py").write_text("def same(): return 'a function'", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    gathering: Any = import_module("gathering")
    assert "gathering.one" not in sys.modules
    assert gathering._HOMES == {"Name": ".one", "Other": ".one"}
    assert (gathering.Name, gathering.Other, gathering.same()) == ("name", "other", "a function")
    assert gathering.same() == "a function"  # and not by now the module of that name
    assert (gathering.__doc__, gathering.written([])) == ("What it is.", "[]")
    with pytest.raises(AttributeError, match="'gathering' has no attribute 'Nothing'"):
        _ = gathering.Nothing
    assert isinstance(gathering, ModuleType)


@pytest.mark.parametrize("package", laziness.PACKAGES)
def test_every_name_of_a_package_made_lazy_is_where_it_was(package: str) -> None:
    name = package.replace("/", ".")
    eager: Any = import_module(name)
    lazy: dict[str, Any] = {"__name__": name, "__package__": name}
    exec(laziness.lazy(Path(eager.__file__).read_text(encoding="utf-8")), lazy)  # noqa: S102 (a library's own)
    fetched = {one: lazy[one] if one in lazy else lazy["__getattr__"](one) for one in eager.__all__}
    assert fetched == {one: getattr(eager, one) for one in eager.__all__}
