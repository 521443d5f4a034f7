"""Every place of our code that calls AWS is struck by a story. The places are found by reading the code."""

import ast
from pathlib import Path

from tests.crashes.sites import told
from tests.crashes.world import World
from tests.support import sites
from tests.support.sites import PASS_ON, TABLE, listed


def test_every_place_is_struck(world: World) -> None:
    assert [str(one.site) for one in told(world) if not one.strikes] == []


def test_no_place_is_left_out_when_the_code_is_read() -> None:
    """Every mention of a step at the table is a call of it, which is listed; and none goes by another name."""
    for source in sites.sources():
        nodes = list(ast.walk(ast.parse(source.read_text(encoding="utf-8"))))
        mentioned = [
            node.lineno
            for node in nodes
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "table" and node.attr in TABLE
        ]
        places = [one for one in listed() if one.path == source.as_posix()]
        assert all(any(one.line <= line <= one.end_line for one in places) for line in mentioned), source
        assert len(places) >= len(mentioned), source
        imports = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module == "shared.table"]
        assert not {alias.name for node in imports for alias in node.names} & TABLE.keys(), source


def test_every_client_is_made_where_it_is_looked_for() -> None:
    """A client that is made otherwise than by a callable of its own would call from places that nobody lists."""
    for source in [*sites.sources(), *map(Path, PASS_ON)]:
        tree = ast.parse(source.read_text(encoding="utf-8"))
        made = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and "boto3." in ast.unparse(node.func)]
        returned = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
        assert all(ast.unparse(one.func) == "boto3.client" and one in returned for one in made), source
