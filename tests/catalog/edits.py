"""Edits of one line of a catalog's file, as somebody's slip might make them, and what a catalog that is taken has to
do."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PAIR = re.compile(r"""([A-Za-z0-9_\-.]+)(\s*=\s*)("(?:[^"\\]|\\.)*"|\[[^\]]*\]|true|false|[-+0-9.]+)""")
"""A key and its value, in a line of TOML."""
LONG = "long words " * 27 + "end"
_NASTY = (
    "7",
    "-1",
    "0.5",
    "true",
    "yes",
    "none",
    LONG,
    "a{b",
    "a}b",
    "{c}",
    "{}",
    "{0}",
    "{value.x}",
    "*",
    "~",
    "|",
    "=1+1",
    "x",
    "A",
    "#",
    "é",
    "a b",
    "a;b",
    "[1]",
)


@dataclass(frozen=True, slots=True)
class Edit:
    """A file with one line changed.

    Attributes:
        file: its path in the catalog's folder.
        line: number of the line, from 1.
        what: what was done, for messages.
        text: the whole file afterwards.
    """

    file: str
    line: int
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.what}"


def edits(folder: Path, file: str, wanted: set[int] | None = None) -> Iterator[Edit]:
    """The edits of a file, line by line.

    Args:
        folder: of the catalog.
        file: the path of the file in it.
        wanted: only of these lines; None for all.
    """
    lines = (folder / file).read_text(encoding="utf-8").splitlines(keepends=True)
    kind = {".csv": _csv, ".toml": _toml}.get(Path(file).suffix, _other)
    for number, line in enumerate(lines, 1):
        if wanted is not None and number not in wanted:
            continue
        for what, changed in kind(line.rstrip("\n"), lines[0].rstrip("\n")):
            text = "".join([*lines[: number - 1], changed, *lines[number:]])
            yield Edit(file, number, what, text)


def _both(line: str) -> Iterator[tuple[str, str]]:
    yield "deleted", ""
    yield "twice", f"{line}\n{line}\n"


def _misspelt(text: str) -> Iterator[tuple[str, str]]:
    letters = [at for at, sign in enumerate(text) if sign.isalnum()]
    if letters:
        at = letters[len(letters) // 2]
        yield "one letter", text[:at] + ("q" if text[at] != "q" else "z") + text[at + 1 :]
    for at in letters[:-1]:
        if text[at] != text[at + 1 : at + 2] and text[at + 1 : at + 2].isalnum():
            yield "letters swapped", text[:at] + text[at + 1] + text[at] + text[at + 2 :]
            break


def _csv(line: str, first: str) -> Iterator[tuple[str, str]]:
    yield from _both(line)
    yield "a field more", f"{line},more\n"
    yield "a blank line", f"\n{line}\n"
    names = next(csv.reader([first]), [])
    fields = next(csv.reader([line]), [])

    def written(at: int, text: str) -> str:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerow([*fields[:at], text, *fields[at + 1 :]])
        return out.getvalue()

    for at, field in enumerate(fields):
        name = names[at] if at < len(names) else str(at)
        yield f"{name}: a quotation mark left open", ",".join([*fields[:at], f'"{field}', *fields[at + 1 :]]) + "\n"
        yield f"{name}: a field less", ",".join([*fields[:at], *fields[at + 1 :]]) + "\n"
        changed = [("blank", "")] if field else []
        changed += _misspelt(field)
        changed += [(f"{text[:20]!r}", text) for text in _NASTY]
        changed += [
            ("a line break", f"{field}\nx"),
            ("a quotation mark", f'{field}"'),
            ("a tab", f"{field}\tx"),
            ("in capitals", field.upper()),
        ]
        changed += [
            ("blanks around", f"  {field}  "),
            ("no-break space", f"{field}\u00a0x"),
            ("unseen", f"{field}\u200bx"),
        ]
        for what, text in changed:
            if text != field:
                yield f"{name}: {what}", written(at, text)


def _toml(line: str, _first: str) -> Iterator[tuple[str, str]]:  # noqa: PLR0912  # one branch for each kind of edit
    yield from _both(line)
    if line.lstrip().startswith("#") or not line.strip():
        return
    if line.startswith("["):
        inner = line.strip("[] ")
        for what, text in [
            *_misspelt(inner),
            ("empty", ""),
            ("a name with a blank", f"{inner} x"),
            ("a dot", f"{inner}.x"),
        ]:
            yield f"heading: {what}", f"[{text}]\n"
        yield "heading: a list of tables", f"[[{inner}]]\n"
        yield "heading: left open", line.rstrip("]") + "\n"
        return
    yield "no value", line.split("=", maxsplit=1)[0] + "=\n"
    yield "a quotation mark left open", line.replace('"', "", 1) + "\n"
    values = (
        '""',
        '" "',
        "7",
        "-1",
        "0",
        "0.5",
        "1e400",
        "nan",
        "true",
        "false",
        "[1]",
        "[]",
        '["x"]',
        '[""]',
        "{ a = 1 }",
        "{}",
        "2026-01-01",
        '"x"',
        '"#"',
        '"a\\nb"',
    )
    for pair in _PAIR.finditer(line):
        key, equals, value = pair.groups()

        def with_(key: str, value: str, pair: re.Match[str] = pair, equals: str = equals) -> str:
            return f"{line[: pair.start()]}{key}{equals}{value}{line[pair.end() :]}\n"

        for what, text in _misspelt(key):
            yield f"{key}: key, {what}", with_(text, value)
        rest = line[: pair.start()] + line[pair.end() :].lstrip(", ")
        if "{" in line:
            yield f"{key}: left out", rest.replace(", }", " }") + "\n"
        for other in values:
            if other != value:
                yield f"{key}: {other}", with_(key, other)
        for quoted in re.finditer(r'"((?:[^"\\]|\\.)*)"', value):
            for what, text in [*_misspelt(quoted[1]), *((repr(nasty[:20]), nasty) for nasty in _NASTY)]:
                changed = value[: quoted.start(1)] + text + value[quoted.end(1) :]
                if changed != value:
                    yield f"{key}: {what}", with_(key, changed)
            for what, text in (
                ("a brace more", quoted[1] + "{"),
                ("a slot more", quoted[1] + "{nothing}"),
                ("a quotation mark more", quoted[1] + '\\"'),
                ("a tab", quoted[1] + "\\t"),
                ("a format", quoted[1] + "{value:d}"),
                ("a conversion", quoted[1] + "{value!x}"),
                ("an index", quoted[1] + "{value[0]}"),
                ("unseen", quoted[1] + "\u200b"),
            ):
                yield f"{key}: {what}", with_(key, value[: quoted.start(1)] + text + value[quoted.end(1) :])
            for slot in re.finditer(r"\{(\w+)\}", quoted[1]):
                for what, text in _misspelt(slot[1]):
                    changed = quoted[1][: slot.start(1)] + text + quoted[1][slot.end(1) :]
                    yield (
                        f"{key}: slot, {what}",
                        with_(key, value[: quoted.start(1)] + changed + value[quoted.end(1) :]),
                    )


def _other(line: str, _first: str) -> Iterator[tuple[str, str]]:
    """Files of the profile: XML with the marks of jinja2."""
    yield from _both(line)
    for word in re.finditer(r"[A-Za-z_]{2,}", line):
        for what, text in _misspelt(word[0]):
            yield f"{word[0]}: {what}", line[: word.start()] + text + line[word.end() :] + "\n"
    for sign in ("{{", "}}", "{%", "%}", "<", ">", "/", '"', "."):
        at = line.find(sign)
        if at >= 0:
            yield f"without {sign}", line[:at] + line[at + len(sign) :] + "\n"
    for more in ("{{", "{%", "{{ nothing }}", "{{ r.nothing }}", "{{ 1/0 }}", "{{ none }}", "<x>", "&", "x"):
        yield f"{more} more", f"{line}{more}\n"
