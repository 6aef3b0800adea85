"""Reads VBA source for the tests: procedures and constants."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PROCEDURE = re.compile(
    r"^(Public |Private )?(Sub|Function) (\w+)\((.*?)\)[^\n]*\n(.*?)^End \2", re.MULTILINE | re.DOTALL
)


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


def constants(source: str) -> dict[str, str]:
    """The public text constants of a module."""
    return dict(re.findall(r'^Public Const (\w+) As String = "([^"]*)"', source.replace("\r\n", "\n"), re.MULTILINE))
