"""moto's expressions, quicker and nothing else.

It reads a condition four times in one transaction and an update twice, and goes through an update ten times to see
whether all is well, asking each node at length what it is. Here the same words are read once, and each kind of node is
asked once.
"""

from functools import cache
from typing import Any

from moto.dynamodb.comparisons import ConditionExpressionParser
from moto.dynamodb.parsing import ast_nodes, expressions

_CONDITIONS_KEPT = 100

_nodes: Any = ast_nodes
_updates: Any = expressions
_parse = ConditionExpressionParser.parse
_read: dict[str, Any] = {}
"""Conditions as they were understood."""
_holds: dict[type, bool] = {}
"""Whether a thing of this type is a node."""
_branches: dict[type, bool] = {}
"""Whether a node of this type may have clauses below it."""
_concerns: dict[tuple[type, type], bool] = {}
"""Whether a traverser of this type does something with a node of that one."""


def _condition(parser: ConditionExpressionParser) -> Any:
    asked = repr((parser.condition_expression, parser.expression_attribute_names, parser.expression_attribute_values))
    if asked not in _read:
        if len(_read) == _CONDITIONS_KEPT:
            _read.clear()
        _read[asked] = _parse(parser), parser.expr_attr_names_found, parser.expr_attr_values_found
    condition, names, values = _read[asked]
    parser.expr_attr_names_found, parser.expr_attr_values_found = list(names), list(values)
    return condition


def _is_node(one: Any) -> bool:
    kind = type(one)
    if kind not in _holds:
        _holds[kind] = issubclass(kind, _nodes.Node)
    return _holds[kind]


def _copied(node: Any, memo: dict[int, Any]) -> Any:
    twin = object.__new__(type(node))
    twin.__dict__ = node.__dict__ | {"parent": memo.get(id(node.parent))}
    memo[id(node)] = twin
    if node.children is not None:
        twin.children = [_copied(child, memo) if _is_node(child) else child for child in node.children]
    return twin


def _traversed(traverser: Any, node: Any, child_id: int = -1) -> Any:
    if not _is_node(node):
        return node
    parent = node.parent
    for at, child in enumerate(node.children or ()):
        traverser.pre_processing_of_child(node, at)
        _traversed(traverser, child, at)
    kinds = type(traverser), type(node)
    if kinds not in _concerns:
        _concerns[kinds] = isinstance(node, traverser.nodes_to_be_processed())
    if _concerns[kinds]:
        node = traverser.process(node)
        node.parent = parent
        if parent:
            parent.children[child_id] = node
    return node


def _may_have_clauses(one: Any) -> bool:
    kind = type(one)
    if kind not in _branches:
        _branches[kind] = issubclass(kind, (_nodes.Expression, _nodes.UpdateExpressionFunction))
    return _branches[kind]


def _found_clauses(node: Any, clause_types: list[type]) -> list[Any]:
    found = []
    for child in node.children or ():
        if type(child) in clause_types:
            found.append(child)
        elif _may_have_clauses(child):
            found += _found_clauses(child, clause_types)
    return found


def install() -> None:
    setattr(ConditionExpressionParser, "parse", _condition)  # noqa: B010 (mypy)
    _updates.UpdateExpressionParser.make = cache(_updates.UpdateExpressionParser.make)
    _nodes.Node.__deepcopy__ = _copied
    _nodes.Node.find_clauses = _found_clauses
    _nodes.DepthFirstTraverser.traverse_node_recursively = _traversed
