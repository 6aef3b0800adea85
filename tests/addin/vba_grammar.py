"""Parses VBA modules by the grammar of [MS-VBAL], as the package antlr4-vba has it."""

from __future__ import annotations

from functools import cache
from typing import Any

from antlr4 import CommonTokenStream, InputStream
from antlr4.error.ErrorListener import ErrorListener
from antlr4_vba.vbaLexer import vbaLexer
from antlr4_vba.vbaParser import vbaParser


class _Noted(ErrorListener):
    def __init__(self) -> None:
        self.errors: list[str] = []

    def syntaxError(self, _parser: Any, _symbol: Any, line: int, column: int, message: str, _error: Any) -> None:  # noqa: N802
        self.errors.append(f"line {line}, column {column}: {message}")


@cache
def parsed(source: str) -> tuple[Any, tuple[str, ...]]:
    """The tree of a module without directives, and its syntax errors. Every module is parsed once: the grammar is
    slow."""
    noted = _Noted()
    lexer = vbaLexer(InputStream(source.replace("\n", "\r\n")))
    lexer.removeErrorListeners()
    lexer.addErrorListener(noted)
    parser = vbaParser(CommonTokenStream(lexer))
    parser.removeErrorListeners()
    parser.addErrorListener(noted)
    tree = parser.startRule()
    return tree, tuple(noted.errors)
