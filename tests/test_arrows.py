"""Imports go one way, as docs/architecture.md says, and never in a circle, those inside functions and for types too."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

HOME = Path(__file__).parent.parent


@functools.cache
def order() -> Mapping[str, int]:
    """Name of each package or module at the top of generator/ to its place in the order; those in braces share one."""
    text = (HOME / "docs" / "architecture.md").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("Imports go one way: "))
    outer, inner = re.findall(r"`([^`]+ -> [^`]+)`", line)
    assert outer == "addin -> generator"
    steps = [re.split(r",\s*", step.strip("{} ")) for step in inner.split("->")]
    return {name: place for place, step in enumerate(steps) for name in step}


@functools.cache
def modules() -> Mapping[str, Path]:
    files = [file for top in ("generator", "addin") for file in (HOME / top).rglob("*.py")]
    parts = {file: file.relative_to(HOME).with_suffix("").parts for file in files}
    return {".".join(names[:-1] if names[-1] == "__init__" else names): file for file, names in parts.items()}


@functools.cache
def imports() -> Mapping[str, frozenset[str]]:
    """Module to the modules of ours, and the libraries, that it imports."""
    return {name: frozenset(_imported(ast.parse(file.read_text(encoding="utf-8")))) for name, file in modules().items()}


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name their package"
            for alias in node.names:
                inside = f"{node.module}.{alias.name}"
                yield inside if inside in modules() else str(node.module)


def _top(module: str) -> str:
    """The package or module at the top of generator/ that a module belongs to; empty for generator itself."""
    return module.partition(".")[2].partition(".")[0]


def test_every_package_and_module_has_its_place_in_the_order() -> None:
    assert set(order()) == {_top(name) for name in modules() if name.startswith("generator.")}


def test_imports_go_one_way() -> None:
    wrong = []
    for importer, imported in imports().items():
        if importer.startswith("addin"):
            continue
        for name in imported:
            assert name.partition(".")[0] not in {"addin", "xlwings"}, f"{importer} imports {name}"
            one, other = _top(importer), _top(name)
            # generator itself holds the version only
            if name.startswith("generator.") and one != other and order()[one] >= order()[other]:
                wrong.append(f"{importer} imports {name}")
    assert wrong == []


def test_nothing_is_imported_in_a_circle() -> None:
    ways = {importer: {name for name in imported if name in modules()} for importer, imported in imports().items()}

    def reached(start: str) -> set[str]:
        known: set[str] = set()
        ahead = [start]
        while ahead:
            further = ways[ahead.pop()] - known
            known |= further
            ahead += further
        return known

    assert sorted(name for name in ways if name in reached(name)) == []
