"""What the code looks like from above: who imports whom, how large things are, which settings they read."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import template

FUNCTIONS = sorted(path.parent.name for path in Path("functions").glob("*/handler.py"))
EXAMPLES = Path("functions/web/developers/examples")
"""Programs for other people's machines: they read the environment and print."""
SOURCES = sorted(
    path
    for folder in ("functions", "shared")
    for path in Path(folder).rglob("*.py")
    if not path.is_relative_to(EXAMPLES)
)
OPERATED = sorted(Path("operate").glob("*.py"))
"""Not deployed, and held to the same size and the same table."""
NOT_DEPLOYED = ("operate.", "local.", "tools.", "tests.", "bench.")
READ_BY_LIBRARIES = {
    "POWERTOOLS_SERVICE_NAME",
    "POWERTOOLS_METRICS_NAMESPACE",
    "POWERTOOLS_LOG_LEVEL",
    "PYDANTIC_DISABLE_PLUGINS",
    "SETTINGS_DIGEST",  # read by nobody: it makes another version of a function whose other settings have changed
}


def tree(source: Path) -> ast.Module:
    return ast.parse(source.read_text(encoding="utf-8"))


def imported(source: Path) -> Iterator[str]:
    """Every module that is imported, and every name taken from one, since that may be a module too."""
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def reachable(source: Path) -> set[Path]:
    """The source and all of our own modules that it imports, directly or not."""
    found, waiting = set[Path](), [source]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += [path for name in imported(one) if (path := Path(*name.split(".")).with_suffix(".py")).exists()]
    return found


def settings_read(source: Path) -> set[str]:
    """The names in `setting("…")`, and in `Limit(…, "…")`, which says where its rate stands."""
    return {
        node.args[-1].value
        for node in ast.walk(tree(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"setting", "Limit"}
        and isinstance(node.args[-1], ast.Constant)
        and isinstance(node.args[-1].value, str)
    }


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_shared_imports_no_function_and_a_function_no_other(source: Path) -> None:
    own = f"functions.{source.parts[1]}." if source.parts[0] == "functions" else "functions."
    theirs = {name for name in imported(source) if f"{name}.".startswith("functions.")}
    assert {name for name in theirs if source.parts[0] == "shared" or not f"{name}.".startswith(own)} == set()


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_nothing_that_is_deployed_imports_what_is_not(source: Path) -> None:
    assert [name for name in imported(source) if f"{name}.".startswith(NOT_DEPLOYED)] == []


@pytest.mark.parametrize("source", [*SOURCES, *OPERATED], ids=str)
def test_a_handler_has_120_lines_at_most_and_a_module_300(source: Path) -> None:
    limit = 120 if source.name == "handler.py" else 300
    assert len(source.read_text(encoding="utf-8").splitlines()) <= limit


@pytest.mark.parametrize("source", [*SOURCES, *OPERATED], ids=str)
def test_a_callable_has_forty_lines_at_most(source: Path) -> None:
    long = [
        node.name
        for node in ast.walk(tree(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno
        # Without its decorators: the declaration of an operation is a table, not code.
        and node.end_lineno - node.lineno >= 40
    ]
    assert long == []


@pytest.mark.parametrize("source", [*(one for one in SOURCES if one != Path("shared/keys.py")), *OPERATED], ids=str)
def test_keys_are_built_in_one_place(source: Path) -> None:
    kinds = re.findall(r"f?\"([A-Z_]+#)", Path("shared/keys.py").read_text(encoding="utf-8"))
    assert {"REGISTRATION#", "CANDIDATE#", "SESSION#", "SEATS#"} <= set(kinds)
    text = source.read_text(encoding="utf-8")
    assert [kind for kind in kinds if kind in text] == []


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_setting_that_a_function_reads_is_declared_for_it(function: str) -> None:
    read = {name for source in reachable(Path(f"functions/{function}/handler.py")) for name in settings_read(source)}
    assert read <= template.functions()[function].keys()


def test_every_setting_that_is_declared_is_read_by_somebody() -> None:
    declared = {name for variables in template.functions().values() for name in variables}
    assert declared - READ_BY_LIBRARIES == {name for source in SOURCES for name in settings_read(source)}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_is_declared_for_one_function_alone_is_read_by_it(function: str) -> None:
    common = set.intersection(*(set(variables) for variables in template.functions().values()))
    own = template.functions()[function].keys() - common - READ_BY_LIBRARIES
    read = {name for source in reachable(Path(f"functions/{function}/handler.py")) for name in settings_read(source)}
    assert own <= read


@pytest.mark.parametrize("source", [one for one in SOURCES if one != Path("shared/settings.py")], ids=str)
def test_the_environment_is_read_through_the_settings_only(source: Path) -> None:
    assert "os" not in set(imported(source))


def test_every_function_of_the_template_has_its_folder_and_the_other_way_round() -> None:
    assert sorted(template.functions()) == FUNCTIONS


def test_every_decision_that_the_code_refers_to_is_written_down() -> None:
    named = {name for source in SOURCES for name in re.findall(r"docs/decisions/[\w-]+\.md", source.read_text("utf-8"))}
    assert named
    assert {name for name in named if not Path(name).exists()} == set()


def test_the_pages_import_neither_models_nor_what_one_of_them_needs() -> None:
    """Every page's cold start would pay for it (docs/decisions/0032-cold-starts.md)."""
    program = "import sys, functions.web.handler; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 (our own program)
    imported = set(done.stdout.split())
    assert {"jinja2", "boto3", "functions.web.candidate.papers"} <= imported
    assert imported & {"pydantic", "icalendar", "shared.http.door"} == set()
