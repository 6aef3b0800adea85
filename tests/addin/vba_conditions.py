"""Conditional compilation of VBA, resolved before a module is parsed ([MS-VBAL] 3.4): what is left is what one computer
compiles."""

from __future__ import annotations

import re
from collections.abc import Mapping

PLATFORMS: dict[str, dict[str, bool]] = {
    "Win64": {"VBA7": True, "Win64": True, "Win32": True, "Mac": False},
    "Win32": {"VBA7": True, "Win64": False, "Win32": True, "Mac": False},
    "Mac": {"VBA7": True, "Win64": True, "Win32": False, "Mac": True},
}
"""The constants that Office sets, by platform. Win32 is set in every Office for Windows."""

_DIRECTIVE = re.compile(r"\s*#(Const|If|ElseIf|Else|End\s+If)\b\s*(.*)", re.IGNORECASE)
_CONST = re.compile(r"(\w+)\s*=\s*(.+)")
_TERM = re.compile(r'(Not\s+)?(\w+)(?:\s*=\s*("[^"]*"|\w+))?$', re.IGNORECASE)
Value = bool | str


def resolved(source: str, platform: Mapping[str, bool]) -> str:
    """The module as a computer compiles it, with every line where it was.

    Raises:
        ValueError: a directive of a form that the add-in's modules do not have, or one that is not closed.
    """
    known: dict[str, Value] = {name.lower(): value for name, value in platform.items()}
    taken: list[list[bool]] = []  # for each open #If: whether this branch counts, and whether one has counted
    lines = []
    for line in source.replace("\r\n", "\n").split("\n"):
        directive = _DIRECTIVE.match(line)
        counts = all(branch[0] for branch in taken)
        if directive is None:
            lines.append(line if counts else "")
            continue
        lines.append("")
        word, rest = " ".join(directive[1].lower().split()), directive[2].split("'")[0].strip()
        if word == "const" and counts:
            name, value = _matched(_CONST, rest)
            known[name.lower()] = _value(value.strip(), known)
        elif word == "if":
            holds = counts and _holds(rest, known)
            taken.append([holds, holds])
        elif word in ("elseif", "else"):
            branch = taken[-1]
            branch[0] = not branch[1] and (word == "else" or _holds(rest, known))
            branch[1] = branch[1] or branch[0]
        elif word == "end if":
            taken.pop()
    if taken:
        raise ValueError("an #If without its #End If")
    return "\n".join(lines)


def _holds(condition: str, known: Mapping[str, Value]) -> bool:
    condition, then, _ = condition.partition(" Then")
    if not then:
        raise ValueError(f"no Then: {condition}")
    negated, name, compared = _matched(_TERM, condition.strip())
    value = _value(name, known)
    holds = value == _value(compared, known) if compared else bool(value)
    return holds != bool(negated)


def _value(text: str, known: Mapping[str, Value]) -> Value:
    if text.startswith('"'):
        return text.strip('"')
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    return known.get(text.lower(), False)  # a constant that nobody set is Empty


def _matched(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    match = pattern.match(text)
    if match is None:
        raise ValueError(f"a directive of another form: {text}")
    return tuple(group or "" for group in match.groups())
