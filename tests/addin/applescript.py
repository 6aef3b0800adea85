"""Works out the shell line of the add-in's AppleScript, of which it knows just what that script uses: texts, variables,
`&` and `quoted form of` (AppleScript Language Guide: Operators Reference; Text)."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

RESERVED = frozenset(
    re.findall(
        r"\w+",
        "about above after against and apart around as aside at back before beginning behind below beneath "
        "beside between but by considering contain contains continue copy div does eighth else end equal equals "
        "error every exit false fifth first for fourth from front get given global if ignoring in instead into is "
        "it its last local me middle mod my ninth not of on onto or out over prop property put ref reference "
        "repeat return returning script second set seventh since sixth some tell tenth that the then third "
        "through thru timeout times to transaction true try until where while whose with without ",
    )
)
"""Words of the language, which no variable may be called (AppleScript Language Guide: Reserved Words)."""
WORKBOOK_NAMES = [
    "Fees $200 batch.xlsx",
    "q1=final.xlsx",
    "$(touch pwned).xlsx",
    "`touch pwned`.xlsx",
    '"; touch pwned; ".xlsx',
    "'; touch pwned; '.xlsx",
    "it's ''quoted''.xlsx",
    "a | touch pwned & (b) > pwned < x.xlsx",
    "two  blanks and \\ backslash\\n.xlsx",
    "* ? [a] {b,c} ~ #! %s.xlsx",
    "-c import os.xlsx",
    "Ärztefortbildung für Köln é.xlsx",
    "\U0001f489 vaccines \u4e2d\u6587.xlsx",
    "",
]
"""What people call their workbooks, and what somebody may call one who means harm."""

_RECORDS = """import json, pathlib, sys
written = pathlib.Path(sys.argv[1])
written.with_suffix(".part").write_text(json.dumps(sys.argv[3:]))
written.with_suffix(".part").rename(written)
print("words for nobody")
print("words for the log", file=sys.stderr)
sys.exit(int(sys.argv[2]))
"""
_TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|(&)|(quoted form of)\b|(\w+))', re.DOTALL)


def variables(script: str) -> set[str]:
    """Every name that a script gives to a variable, parameter, property or handler."""
    names = set(re.findall(r"(?m)^\s*(?:set|property) (\w+)", script))
    for several in re.findall(r"(?m)^\s*set \{([^}]*)\}", script):
        names |= set(re.split(r",\s*", several))
    for handler, parameters in re.findall(r"(?m)^on (\w+)\(([^)]*)\)", script):
        names |= {handler, *re.split(r",\s*", parameters)}
    return names - {"AppleScript"}


def shell_line(script: str, parameter: str) -> str:
    """What RunPars hands to `do shell script` for this parameter.

    Raises:
        ValueError: the script uses something else of the language.
    """
    known = dict(re.findall(r'(?m)^property (\w+) : "([^"]*)"$', script))
    body = script[script.index("on RunPars(") : script.index("end RunPars")]
    for line in map(str.strip, body.splitlines()[1:]):
        if several := re.fullmatch(r"set \{(.*)\} to TextItems\(parameters\)", line):
            # The delimiter is character 31.
            known.update(zip(re.split(r",\s*", several[1]), parameter.split("\x1f"), strict=True))
        elif assigned := re.fullmatch(r"set (\w+) to (.*)", line):
            known[assigned[1]] = text_of(assigned[2], known)
        elif line.startswith("do shell script "):
            return text_of(line.removeprefix("do shell script "), known)
    raise ValueError("no shell line")


def text_of(expression: str, known: Mapping[str, str]) -> str:
    """The text that an expression comes to."""
    text, at, quoted, wanted = "", 0, False, True
    while at < len(expression):
        token = _TOKEN.match(expression, at)
        if token is None:
            raise ValueError(f"another form: {expression[at:]}")
        literal, joined, quoted_form, name = token.groups()
        at = token.end()
        if joined:
            if wanted:
                raise ValueError(f"nothing before &: {expression}")
            wanted = True
        elif quoted_form:
            quoted = True
        else:
            if not wanted:
                raise ValueError(f"no & before {token[0]}")
            value = known[name] if name else re.sub(r"\\(.)", r"\1", literal)
            # `quoted form of` binds closer than &: it is of the next word only.
            text += _quoted(value) if quoted else value
            quoted, wanted = False, False
    return text


def _quoted(text: str) -> str:
    """`quoted form`: single quotation marks around it, and '\\'' for each of its own."""
    ours = "'" + text.replace("'", "'\\''") + "'"
    assert shlex.split(ours) == [text]
    return ours


def installed(script: Path, interpreter: str) -> str:
    """The script as `pars addin install` puts it in place."""
    return script.read_text(encoding="ascii").replace("@INTERPRETER@", interpreter)


def stand_in(file: Path, writes: Path, code: int = 0) -> None:
    """Makes a program that writes its arguments to a file, as JSON, and ends with an exit code."""
    records = file.with_name(f"{file.name}.records.py")
    records.write_text(_RECORDS, encoding="ascii")
    command = shlex.join([sys.executable, str(records), str(writes), str(code)])
    file.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    file.chmod(0o755)
