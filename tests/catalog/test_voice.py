"""One voice: all texts that a person reads avoid the same words, are American English, and are whole sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from generator.catalog import Column, load
from generator.rules.registry import registry
from generator.template import build
from generator.template.live import live_marks

CATALOG = load()
HOME = Path(__file__).resolve().parents[2]
PAGES = [HOME / "README.md", *sorted((HOME / "docs").glob("*.md"))]
AVOIDED = re.compile(
    r"\bnot saved\b"  # reads as Ctrl+S that was forgotten; PARS: will not save
    r"|\bguards?\b|\bstamp(s|ed)?\b|\bmends?\b|\bhints?\b|\bden(y|ies|ied)\b|\bstand(s|ing)? in\b|\bis not said\b",
    re.IGNORECASE,
)
BRITISH = re.compile(
    r"\bprogrammes?\b|(organ|recogn|normal|summar|capital|real|util|categor)is(e|ing|ation)|(col|fav|behavi|hon)our"
    r"|\b(grey|centre|catalogue|licence|judgement|artefact|whilst|learnt|fulfil|practise)\b"
    r"|(label|cancel|counsel|travel)l(ed|ing)\b|\banalys(e|ed|ing)\b",
    re.IGNORECASE,
)
STIFF = re.compile(r"\bstands?\b|\basks? for\b|\bfault", re.IGNORECASE)
"""What messages and help texts say more simply."""
SLOTS = {
    *("value", "header", "nearest", "nearby", "allowed", "owners", "day", "today", "length"),
    *("sheet", "cell", "row", "rows", "last", "column", "columns", "count", "like", "how", "names", "file", "copy"),
    *("characters", "shown", "read", "others", "activities"),
    *("form", "limit", "program"),
    *(column.id for column in CATALOG.columns()),
    *(f"activity_{column.id}" for column in CATALOG.sheets["activities"].columns),
}
"""What messages may be filled with, besides the words of a rule."""
SINGLE = re.compile(r"(?<!Category )\b1 (credits|points|cells|IDs|rows|areas|activities|values)\b")
"""A plural after one."""
LONGEST_SHORT = 60


def of_messages() -> Iterator[tuple[str, str]]:
    for code, message in CATALOG.messages.items():
        yield from ((f"{code}.{name}", getattr(message, name)) for name in ("short", "message", "fix", "why"))


def of_columns() -> Iterator[tuple[str, str]]:
    for sheet in CATALOG.sheets.values():
        yield sheet.id, sheet.help
        for column in sheet.columns:
            yield f"{sheet.id}.{column.id}", column.help
            yield f"{sheet.id}.{column.id}", column.header
    for name, values in CATALOG.lists.items():
        yield name, values.title


def of_the_workbook() -> Iterator[tuple[str, str]]:
    """What cells, formulas, notes and pop-ups of a new workbook say."""
    workbook = build(CATALOG, rows=3, marks=live_marks(CATALOG))
    for sheet in workbook.worksheets:
        if sheet.sheet_state == "visible":
            yield from _of_sheet(sheet)


def _of_sheet(sheet: Worksheet) -> Iterator[tuple[str, str]]:
    for row in sheet.iter_rows():
        for cell in row:
            where = f"{sheet.title}!{cell.coordinate}"
            value = str(cell.value or "")
            yield from (
                (where, text) for text in (re.findall('"([^"]*)"', value) if value.startswith("=") else [value])
            )
            if cell.comment:
                yield where, cell.comment.text
    for about in sheet.data_validations.dataValidation:
        yield from ((f"{sheet.title}!{about.sqref}", str(text)) for text in (about.prompt, about.error) if text)


def of_the_pages() -> Iterator[tuple[str, str]]:
    """The pages line by line, without code and without the rule book's headings, which are codes."""
    for page in PAGES:
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
            if not line.startswith(("    ", "## ")):
                yield f"{page.name}:{number}", re.sub("`[^`]*`", "", line)


@pytest.mark.parametrize("texts", [of_messages, of_columns, of_the_workbook, of_the_pages])
def test_no_text_has_a_word_that_we_avoid(texts: Callable[[], Iterator[tuple[str, str]]]) -> None:
    assert [(where, text) for where, text in texts() if AVOIDED.search(text) or BRITISH.search(text)] == []


@pytest.mark.parametrize("texts", [of_messages, of_columns])
def test_messages_and_help_are_plain(texts: Callable[[], Iterator[tuple[str, str]]]) -> None:
    assert [(where, text) for where, text in texts() if STIFF.search(text)] == []


@pytest.mark.parametrize("code", CATALOG.messages)
def test_a_message_has_whole_sentences_and_known_slots(code: str) -> None:
    message = CATALOG.messages[code]
    brought = {word for rule in registry(CATALOG).rules if rule.code == code for word in rule.words}
    for text in (message.message, message.fix, message.why):
        slots = {name for _, name, _, _ in Formatter().parse(text) if name}
        assert slots <= SLOTS | brought
        for filler in ("1", "Pain Update"):
            sentence = text.format_map({**dict.fromkeys(slots, filler), "nearby": f" The nearest: {filler}."})
            assert whole(sentence), sentence
            assert re.match("[A-Z0-9“/]", sentence), sentence
            assert not SINGLE.search(sentence), sentence
    assert "{" not in message.why
    assert {name for _, name, _, _ in Formatter().parse(message.short) if name} <= {"header", *brought}
    assert not message.short.endswith(".")
    assert len(message.short) <= LONGEST_SHORT


def whole(text: str) -> bool:
    """Whether a text ends as a sentence, and nothing in it looks as if a word were missing."""
    gap = re.search(r"  |[ (“:]\.|\.\.| [,.;)”]|(?<!TODAY)\(\)|“”|[{}]|[(“]\s", text)
    return text.endswith(".") and not gap


@pytest.mark.parametrize("code", CATALOG.messages)
def test_what_stands_in_status_begins_like_a_sentence(code: str) -> None:
    """Status puts the short forms one after the other, so each begins with its column, or with a capital letter."""
    assert re.match(r"\{|[A-Z]", CATALOG.messages[code].short)


@pytest.mark.parametrize("column", list(CATALOG.columns()), ids=lambda column: f"{column.sheet}.{column.id}")
def test_help_is_whole_sentences_that_fit_into_a_prompt(column: Column) -> None:
    assert whole(column.help)
    assert len(column.help) <= 255


def test_rules_about_the_workbook_itself_cite_no_document() -> None:
    for rule in registry(CATALOG).file_rules:
        assert CATALOG.messages[rule.code].source == "OURS", rule.code
