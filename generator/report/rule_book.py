"""The rule book: every rule in words, from the registry and the catalog."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.catalog import Catalog
from generator.rules.findings import SEVERITY_WORDS, Severity
from generator.rules.registry import registry
from generator.rules.rule import Example, FileRule, PythonRule, Rule, all_examples
from generator.rules.words import shown
from generator.workbook.cells import Cell

_HEAD = """# The rules

Made from the rules themselves by `pars rules`; do not edit. In the words, {slots} stand for what the cell \
or its row holds.
**Live** rules mark the cell while you type; the others run in `pars check` and Validate only, with the reason given.
Examples say what differs from a complete activity with one ABIM row.
"""


@dataclass(frozen=True)
class Entry:
    """What the rule book says of one code.

    Attributes:
        code, message, fix: of the rule, with slots such as {value}.
        severity: see `generator.rules.findings.Severity`.
        facts: what else there is to say: a name such as Where, or none, and a text.
    """

    code: str
    message: str
    fix: str
    severity: Severity
    facts: Sequence[tuple[str, str]]


def entries(catalog: Catalog) -> list[Entry]:
    """The rule book: an entry for each code, in the order of the registry."""
    registered = registry(catalog)
    rules_of: dict[str, list[Rule | PythonRule | FileRule]] = {}
    every: list[Rule | PythonRule | FileRule] = [*registered.rules, *registered.python_rules, *registered.file_rules]
    for rule in every:
        rules_of.setdefault(rule.code, []).append(rule)
    return [
        Entry(
            code,
            catalog.messages[code].message,
            catalog.messages[code].fix,
            rules[0].severity,
            list(_facts(catalog, code, rules)),
        )
        for code, rules in rules_of.items()
    ]


def rule_book(catalog: Catalog) -> str:
    """The rule book as Markdown."""
    return "\n".join([_HEAD, *map(_in_markdown, entries(catalog))])


def _in_markdown(entry: Entry) -> str:
    facts = [f"- {name}: {text}" if name else f"- {text}" for name, text in entry.facts]
    return "\n".join([f"## {entry.code}", "", entry.message, "", f"*{entry.fix}*", "", *facts, ""])


def _facts(catalog: Catalog, code: str, rules: list[Rule | PythonRule | FileRule]) -> Iterator[tuple[str, str]]:
    words, first = catalog.messages[code], rules[0]
    holds = ", ".join(dict.fromkeys(h for rule in rules for h in rule.holds_back)) or "nothing"
    yield "", f"{SEVERITY_WORDS[first.severity]}; holds back: {holds}"
    if isinstance(first, Rule):
        yield "Where", _where(catalog, [r for r in rules if isinstance(r, Rule)])
        yield "", "Live" + ("; asked for only where Close record is Yes" if first.closing else "")
    else:
        yield "Check only", first.reason
    yield "Why", words.why
    yield "Source", "; ".join(catalog.sources[key].title for key in words.source.split())
    if not isinstance(first, FileRule):
        fires, silent = all_examples(first.examples)
        yield "Fires", _example(catalog, fires[0])
        yield "Silent", _example(catalog, silent[0])


def _where(catalog: Catalog, rules: list[Rule]) -> str:
    """Sheets with the headers of the columns; numbered columns as one."""
    headers_of: dict[str, list[str]] = {}
    for rule in rules:
        sheet = catalog.sheets[rule.sheet]
        column = sheet.column(rule.field)
        family = sheet.family(column.family)
        header = re.sub(r"\d+", f"1–{len(family)}", column.header) if len(family) > 1 else column.header
        headers = headers_of.setdefault(sheet.title, [])
        if header not in headers:
            headers.append(header)
    return "; ".join(f"{sheet}: {'every column' if len(h) > 20 else ', '.join(h)}" for sheet, h in headers_of.items())


def _example(catalog: Catalog, example: Example) -> str:
    changes = "; ".join(text for sheet, change in example.items() for text in _change(catalog, sheet, change))
    return changes or "the complete activity as it is"


def _change(catalog: Catalog, sheet: str, change: object) -> Iterator[str]:
    title = catalog.sheets[sheet].title
    rows = [change] if isinstance(change, Mapping) else change
    assert isinstance(rows, (list, tuple))
    if not rows:
        yield f"no row on {title}"
    for number, row in enumerate(rows, 1):
        which = f"{title} row {number}" if len(rows) > 1 else title
        cells = ", ".join(
            f"{catalog.sheets[sheet].column(column).header} {_cell(cell)}" for column, cell in row.items()
        )
        yield f"{which}: {cells or 'complete'}"


def _cell(cell: Cell) -> str:
    if cell is None:
        return "blank"
    text = shown(cell) or "a formula never calculated"
    if len(text) > 40:
        return f"“{text[:10]}…”, {len(str(cell)):,} characters"
    return "“" + "".join(c if c.isprintable() and c != "\u00a0" else f"[U+{ord(c):04X}]" for c in text) + "”"
