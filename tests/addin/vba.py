"""Reads VBA source for the tests: procedures, and the Python that a button runs."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PROCEDURE = re.compile(
    r"^(Public |Private )?(Sub|Function) (\w+)\((.*?)\)[^\n]*\n(.*?)^End \2", re.MULTILINE | re.DOTALL
)
_PIECE = re.compile(r'"((?:[^"]|"")*)"|(\w+)|&|\s+')


@dataclass(frozen=True)
class Procedure:
    name: str
    kind: str
    public: bool
    parameters: str
    body: str


def procedures(source: str) -> dict[str, Procedure]:
    """The procedures of a module by name."""
    matches = _PROCEDURE.findall(source.replace("\r\n", "\n"))
    return {
        name: Procedure(name, kind, scope != "Private ", parameters, body)
        for scope, kind, name, parameters, body in matches
    }


def text_of(expression: str, constants: dict[str, str]) -> str:
    """What a VBA expression of literals and constants joined by & comes to. Raises ValueError for anything else,
    KeyError for an unknown constant."""
    text, at = "", 0
    while at < len(expression):
        piece = _PIECE.match(expression, at)
        if piece is None:
            raise ValueError(expression[at:])
        literal, name = piece.groups()
        text += constants[name] if name else (literal or "").replace('""', '"')
        at = piece.end()
    return text


def constants(source: str) -> dict[str, str]:
    """The public text constants of a module."""
    return dict(re.findall(r'^Public Const (\w+) As String = "([^"]*)"', source.replace("\r\n", "\n"), re.MULTILINE))
