"""What a library imports later is what it imported at once."""

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest

from tools.building import laziness

GATHERING: Final = '''
"""What it is."""
from __future__ import annotations
import json
import os.path
from .one import Name, Other
from .same import same
from json import dumps as written

__all__ = ["Name", "Other", "same"]
LENGTH = len(Name)

class Kind(Other):
    """Made when the module is, of what it imports then."""

def shout(text: Name = "") -> str:
    return written([text or Name])

def shadowing(json: str) -> str:
    return json
'''

Loading = Callable[[str], Any]


@pytest.fixture
def gathering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loading]:
    """The package, freshly imported, by how it is written."""

    def load(source: str) -> Any:
        folder = tmp_path / "gathering"
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").write_text(source, encoding="utf-8")
        (folder / "one.py").write_text("Name = 'name'\nclass Other: ...", encoding="utf-8")
        (folder / "same.py").write_text("def same(): return 'a function'", encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        return import_module("gathering")

    yield load
    for name in [name for name in sys.modules if name.partition(".")[0] == "gathering"]:
        del sys.modules[name]


def test_a_name_is_fetched_when_it_is_asked_for_or_used(gathering: Loading) -> None:
    without_uses = GATHERING.replace("LENGTH = len(Name)", "").replace("Kind(Other)", "Kind")
    package = gathering(laziness.lazy(without_uses))
    assert "gathering.one" not in sys.modules
    assert package.shout("Hé") == '["H\\u00e9"]'
    assert "gathering.one" not in sys.modules
    assert package.shout() == '["name"]'
    assert (package.Name, package.Other.__name__, package.__doc__) == ("name", "Other", "What it is.")


def test_what_is_assigned_may_wait_for_what_it_is_made_of(gathering: Loading) -> None:
    package = gathering(laziness.lazy(GATHERING.replace("Kind(Other)", "Kind"), ("LENGTH",)))
    assert "gathering.one" not in sys.modules
    assert package.LENGTH == 4


def test_what_the_module_needs_itself_is_there_in_time(gathering: Loading) -> None:
    package = gathering(laziness.lazy(GATHERING))
    assert package.LENGTH == 4
    assert issubclass(package.Kind, package.Other)


def test_a_name_that_is_a_module_too_stays_the_name_however_often_it_is_asked_for(gathering: Loading) -> None:
    package = gathering(laziness.lazy(GATHERING))
    assert (package.same(), package.same()) == ("a function", "a function")


def test_a_name_that_something_else_has_too_is_left_alone(gathering: Loading) -> None:
    package = gathering(laziness.lazy(GATHERING))
    assert package.shadowing("what was given") == "what was given"
    assert isinstance(package.json, ModuleType)


def test_a_name_that_there_is_not_is_missed_as_before(gathering: Loading) -> None:
    package = gathering(laziness.lazy(GATHERING))
    with pytest.raises(AttributeError, match="'gathering' has no attribute 'Nothing'"):
        _ = package.Nothing


@pytest.mark.parametrize("module", laziness.POSTPONED)
def test_every_name_of_a_library_that_waits_is_what_it_was(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name = module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    eager: Any = import_module(name)
    lazy: Any = ModuleType(name)
    lazy.__dict__.update(
        {one: vars(eager)[one] for one in ("__package__", "__path__", "__file__") if one in vars(eager)}
    )
    monkeypatch.setitem(sys.modules, name, lazy)
    source = laziness.lazy(Path(eager.__file__).read_text(encoding="utf-8"), laziness.POSTPONED[module])
    exec(source, vars(lazy))  # noqa: S102 (a library's own)
    assert lazy._postponed
    assert {one: getattr(lazy, one) for one in lazy._postponed} == {one: getattr(eager, one) for one in lazy._postponed}
    modules = {one for one in vars(eager) if f"{name}.{one}" in sys.modules}
    assert vars(eager).keys() - modules <= {*vars(lazy), *lazy._postponed, "__cached__"}
