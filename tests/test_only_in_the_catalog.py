"""Knowledge of PARS is data: no name of a list, program, tab, header or value stands in code.

Ids of columns and sheets that a rule is about may. Values in the examples of rules may too: they are examples.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.catalog import load

HOME = Path(__file__).parents[1]
CATALOG = load()
IDS = {text for column in CATALOG.columns() for text in (column.id, column.family)} | set(CATALOG.sheets)
NAMES = {
    **dict.fromkeys((text for values in CATALOG.lists.values() for text in (values.name, values.title)), "a list"),
    **dict.fromkeys(
        (text for program in CATALOG.programs.values() for text in (program.id, program.title)), "a program"
    ),
    **dict.fromkeys((sheet.title for sheet in CATALOG.sheets.values()), "a tab"),
    **dict.fromkeys((column.header for column in CATALOG.columns()), "a header"),
}
VALUES = {value.value for values in CATALOG.lists.values() for value in values.values}
EXAMPLES = {"activity", "cells", "closing", "contradictions", "durations", "identity", "mips", "moc", "rems", "values"}
"""Families of rules, whose examples name values."""
FUNCTIONS = {"AND", "OR"}
"""Functions of Excel that are also codes of a country and of a state."""
PLAUSIBLE = HOME / "generator" / "sample" / "words.py"
"""Texts of samples, some of them for a board, with others for boards that it does not name."""
BY_CHANCE = {
    ("addin/direct.py", "yes_no"): "the buttons of a message box",
    ("addin/functions.py", "OK"): "what a worksheet function answers",
    ("addin/functions.py", "Activities"): "the help of a worksheet function, which is fixed when the add-in is built",
    ("addin/functions.py", "MOC"): "the same",
    ("addin/functions.py", "REMS"): "the same",
    ("addin/functions.py", "Support"): "the same",
    ("generator/accme/written.py", "content_outlines"): "a setting of the XML profile",
    ("generator/catalog/__init__.py", "ID"): "a name of the package",
    **{
        ("generator/catalog/verify.py", name): "a name of the upload file's record, which no column may have"
        for name in ("boards", "practice_areas", "delivery_methods", "commendation_tags", "outcomes")
    },
    ("generator/exchange/profile.py", "content_outlines"): "a setting of the XML profile",
    ("generator/exchange/json_activity.py", "content_outlines"): "the same",
    ("generator/exchange/render.py", "content_outlines"): "the same",
    ("generator/exchange/record_parts.py", "boards"): "a name of the XML profile",
    ("generator/exchange/record_parts.py", "practice_areas"): "the same",
    ("generator/exchange/record_parts.py", "delivery_methods"): "the same",
    ("generator/exchange/record_parts.py", "commendation_tags"): "the same",
    ("generator/exchange/record_parts.py", "outcomes"): "the same",
    ("generator/exchange/record_parts.py", "REMS"): "part of a sentence",
    ("generator/readiness/words.py", "OK"): "the word for a row without findings",
    ("generator/report/catalogs.py", "Title"): "a column of the list of catalogs",
    ("generator/sample/registered.py", "boards"): "what is drawn from",
    ("generator/sample/activities.py", "outcomes"): "the same",
    ("generator/sample/registered.py", "supporters"): "the same",
    ("generator/workbook/own_sheets.py", "boards"): "the same",
}
"""Texts that mean something else, by file."""


def modules() -> Iterator[Path]:
    for package in ("generator", "addin"):
        yield from sorted((HOME / package).rglob("*.py"))


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of every constant but docstrings."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def kind_of_word(path: Path, text: str) -> str | None:
    """What a text of a module is in the catalog; None when it may stand there."""
    if path == PLAUSIBLE or text in IDS | FUNCTIONS or (str(path.relative_to(HOME)), text) in BY_CHANCE:
        return None
    if text in VALUES and path.parent.name == "rules" and path.stem in EXAMPLES:
        return None
    return NAMES.get(text) or ("a value" if text in VALUES else None)


def said(tree: ast.AST) -> Iterator[str]:
    """The texts that conditions of rules compare with, in `says(...)`, `x.same(...)` and the like."""
    for node in ast.walk(tree):
        name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name in {"says", "same", "Meant", "TextLiteral", "meaning"}:
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


@pytest.mark.parametrize("path", list(modules()), ids=lambda path: str(path.relative_to(HOME)))
def test_no_name_or_value_of_the_catalog_stands_in_code(path: Path) -> None:
    lines = [
        (line, what, text)
        for line, text in texts(ast.parse(path.read_text(encoding="utf-8")))
        if (what := kind_of_word(path, text))
    ]
    assert lines == []


@pytest.mark.parametrize("family", sorted(EXAMPLES))
def test_no_condition_compares_with_a_value_of_a_list(family: str) -> None:
    """They ask what a value means, since its text is for the catalog to say."""
    tree = ast.parse((HOME / "generator" / "rules" / f"{family}.py").read_text(encoding="utf-8"))
    assert [text for text in said(tree) if text in VALUES] == []


def test_what_is_allowed_is_there() -> None:
    for file, text in BY_CHANCE:
        constants = {constant for _, constant in texts(ast.parse((HOME / file).read_text(encoding="utf-8")))}
        assert text in constants, (file, text)
