"""Faults of Python: each takes one node of the syntax tree for another."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from tests.mutants.fault import Fault, replaced

_OTHERWISE: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Lt: ("<=", ">"),
    ast.LtE: ("<", ">"),
    ast.Gt: (">=", "<"),
    ast.GtE: (">", "<"),
    ast.Eq: ("!=",),
    ast.NotEq: ("==",),
    ast.Is: ("is not",),
    ast.IsNot: ("is",),
    ast.In: ("not in",),
    ast.NotIn: ("in",),
    ast.And: ("or",),
    ast.Or: ("and",),
    ast.BitAnd: ("|",),
    ast.BitOr: ("&",),
    ast.Add: ("-",),
    ast.Sub: ("+",),
    ast.Mult: ("+",),
}
"""Operators, and what a person may write for them by mistake."""
_SYNTAX = ("argument dropped", "member dropped")
"""Kinds that may leave what is no Python."""
_Change = tuple[str, ast.AST, ast.AST, str]
"""The kind of mistake, the first and the last node that it replaces, and the new text."""


def faults(file: str, source: str) -> Iterator[Fault]:
    """Every fault of a module."""
    tree = ast.parse(source)
    starts = [0, *accumulate(len(line.encode()) for line in source.splitlines(keepends=True))]
    raw = source.encode()
    parts = _Parts(raw, starts)
    for kind, first, last, new in _changes(tree, parts):
        start, end = (len(raw[:place].decode()) for place in (parts.start(first), parts.end(last)))
        fault = replaced(file, source, kind, start, end, new)
        if kind not in _SYNTAX or _compiles(fault.text):
            yield fault


def _compiles(source: str) -> bool:
    """What is no Python at all would always be noticed."""
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


class _Parts:
    """Where nodes stand in a module."""

    def __init__(self, raw: bytes, starts: Sequence[int]) -> None:
        self._raw, self._starts = raw, starts

    def start(self, node: ast.AST) -> int:
        return self._starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.AST) -> int:
        return self._starts[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0)

    def text(self, node: ast.AST) -> str:
        return self._raw[self.start(node) : self.end(node)].decode()


def _changes(tree: ast.Module, parts: _Parts) -> Iterator[_Change]:
    for node in _code(tree):
        if isinstance(node, ast.Compare):
            yield from _comparison(node, parts)
        elif isinstance(node, ast.BoolOp):
            yield from _several(node, parts)
        elif isinstance(node, ast.BinOp):
            yield from _operator(node, parts)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.Invert)):
            yield "not dropped", node, node, f"({parts.text(node.operand)})"
        elif isinstance(node, ast.Constant):
            yield from _constant(node)
        else:
            yield from _branch(node, parts)
            yield from _statement(node, parts)
            yield from _member(node, parts)


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that do something: no imports, annotations, documentation, texts put together, or examples of rules,
    which are lambdas without arguments and functions that say so."""
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.JoinedStr, ast.Raise)):
        return
    if isinstance(node, ast.Lambda) and not node.args.args:
        return
    if isinstance(node, ast.FunctionDef) and node.returns is not None and "Example" in ast.unparse(node.returns):
        return
    if isinstance(node, ast.Assign) and _declares(node):
        return
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "ctx", "op", "ops", "type_comment", "decorator_list", "bases"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _documents(child):
                yield from _code(child)


def _declares(node: ast.Assign) -> bool:
    """Names for others, and types under one name."""
    if any(isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets):
        return True
    parts = ast.walk(node.value) if isinstance(node.value, ast.BinOp) and isinstance(node.value.op, ast.BitOr) else ()
    return any(isinstance(part, ast.Name) and part.id in ("str", "int", "float", "bool") for part in parts)


def _documents(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _comparison(node: ast.Compare, parts: _Parts) -> Iterator[_Change]:
    if len(node.ops) == 1:
        left, right = parts.text(node.left), parts.text(node.comparators[0])
        for other in _OTHERWISE[type(node.ops[0])]:
            yield "comparison", node, node, f"{left} {other} {right}"


def _several(node: ast.BoolOp, parts: _Parts) -> Iterator[_Change]:
    texts = [parts.text(value) for value in node.values]
    (other,) = _OTHERWISE[type(node.op)]
    yield "and, or", node, node, f"({f' {other} '.join(texts)})"
    (own,) = _OTHERWISE[ast.Or if isinstance(node.op, ast.And) else ast.And]
    for number in range(len(texts)):
        yield "condition dropped", node, node, f"({f' {own} '.join(texts[:number] + texts[number + 1 :])})"


def _operator(node: ast.BinOp, parts: _Parts) -> Iterator[_Change]:
    left, right = parts.text(node.left), parts.text(node.right)
    for other in _OTHERWISE.get(type(node.op), ()):
        kind = "and, or" if other in "&|" else "arithmetic"
        yield kind, node, node, f"(({left}) {other} ({right}))"
    if isinstance(node.op, (ast.BitAnd, ast.BitOr)):
        yield "condition dropped", node, node, left
        yield "condition dropped", node, node, right


def _constant(node: ast.Constant) -> Iterator[_Change]:
    value = node.value
    if isinstance(value, bool):
        yield "true, false", node, node, str(not value)
    elif isinstance(value, (int, float)):
        yield "number", node, node, repr(value + 1)
    elif isinstance(value, str) and value and not any(c.isspace() for c in value):
        yield "word", node, node, repr(value + "X")


def _branch(node: ast.AST, parts: _Parts) -> Iterator[_Change]:
    if isinstance(node, (ast.If, ast.IfExp, ast.While)):
        yield "always", node.test, node.test, "True"
        yield "never", node.test, node.test, "False"
    if isinstance(node, ast.IfExp):
        body, other = parts.text(node.body), parts.text(node.orelse)
        yield "branches exchanged", node, node, f"({other} if {parts.text(node.test)} else {body})"
    if isinstance(node, ast.comprehension):
        for condition in node.ifs:
            yield "always", condition, condition, "True"
    if isinstance(node, (ast.comprehension, ast.For)):
        yield "only the first", node.iter, node.iter, f"list({parts.text(node.iter)})[:1]"
        yield "without the first", node.iter, node.iter, f"list({parts.text(node.iter)})[1:]"


def _statement(node: ast.AST, parts: _Parts) -> Iterator[_Change]:
    if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Yield):
        yield "statement dropped", node, node, "pass"
    elif isinstance(node, ast.Expr):
        yield "statement dropped", node, node, "yield from ()"
    elif isinstance(node, ast.AugAssign):
        yield "statement dropped", node, node, "pass"
    elif isinstance(node, ast.Continue):
        yield "break", node, node, "break"


def _member(node: ast.AST, parts: _Parts) -> Iterator[_Change]:
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)) and len(node.elts) > 1:
        if isinstance(getattr(node, "ctx", None), ast.Store):
            return
        for number, member in enumerate(node.elts):
            if number + 1 < len(node.elts):
                yield "member dropped", member, node.elts[number + 1], parts.text(node.elts[number + 1])
            else:
                yield "member dropped", node.elts[number - 1], member, parts.text(node.elts[number - 1])
    if isinstance(node, ast.Call):
        given = [*node.args, *node.keywords]
        for before, keyword in pairwise(given):
            if isinstance(keyword, ast.keyword) and keyword.arg is not None:
                yield "argument dropped", before, keyword, parts.text(before)
