"""What the sheet Help says: all of it from the catalog, the rules and the words of the marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.catalog import ACTIVITIES, Catalog, Column, Value, ValueList
from generator.catalog.programs import Program
from generator.readiness import words
from generator.readiness.status import RecordStatus
from generator.rules.findings import Severity
from generator.rules.registry import registry
from generator.rules.rule import ACTIVE, CLOSED, Rule
from generator.template.style import MARKS
from generator.template.words import explained

_SLOT = "…"
"""What stands in a message for what the cell or its row holds."""
_FIXED = {"nearby": "", "nearest": "a value from the drop-down"}
"""What stands for some slots instead."""
_FEW = 6
"""Values of a board that are listed; more are counted."""
_RECORDS = {
    RecordStatus.WILL_NOT_SAVE: "Something of the activity has the mark {sign}.",
    RecordStatus.DRAFT: "PARS saves it, but it is not complete enough to be active.",
    RecordStatus.ACTIVE: "Complete, and its end date has not passed.",
    RecordStatus.READY: "Complete, and its end date has passed.",
    RecordStatus.CLOSED: "It is to be closed, and all that closing needs is there.",
    RecordStatus.DELETE: "Record action is Delete: PARS is to delete it.",
}
_LATER = "What is to be filled in later, before the record is closed. Nothing to do for a new activity."
_PROGRAMS = {
    words.READY: "All that PARS wants is there, but for the attestation, which no upload file carries.",
    words.COMPLETE: "All that PARS wants is there.",
    words.MISSING + _SLOT: "PARS saves the activity, but does not register it before this is filled in.",
    words.WILL_NOT_SAVE + _SLOT: "PARS would not save the activity until this is fixed.",
    words.WAITING: "All is there, but something else of the activity has the mark {sign}.",
    _SLOT + words.BEFORE_CLOSING + _SLOT: "Needed only when the record is closed.",
    words.NONE: "The activity is not being registered for it.",
}
_SEE = "{} is told in columns of their own, further to the right."
_STRUCK = "Something of the activity has the mark {sign}: what is struck out holds only once that is fixed."
_ACTIVITY = "The activity itself"
_NEEDED = (
    "Needed to save: the dark headings. The others can follow later: Status names what a record needs to be active, "
    "and what closing needs once Close record is Yes."
)


@dataclass(frozen=True)
class Section:
    """A part of the sheet: paragraphs, and a table.

    Attributes:
        title: its heading; contents lead there.
        says: sentences below it.
        headers: of the columns of its table.
        rows: the texts of each line, as many as there are headers.
        printed: whether it prints with the sheet; parts that do not stand at the end.
    """

    title: str
    says: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    rows: Sequence[tuple[str, ...]] = ()
    printed: bool = True


def sections(catalog: Catalog, chosen: Sequence[Value]) -> Iterator[Section]:
    """All parts of the sheet in order.

    Args:
        catalog: the catalog.
        chosen: the boards that the workbook offers.
    """
    yield Section("Marks and Status", (), ("Mark", "Status says", "What it means"), list(_marks(catalog)))
    sign = MARKS[Severity.INVALID].sign
    records = [(str(status), text.format(sign=sign)) for status, text in _RECORDS.items()]
    records.append((words.CLOSING, _LATER))
    yield Section("Record status, on Readiness", (), ("Record status", "What it means"), records)
    states = [(said, "", text.format(sign=sign)) for said, text in _PROGRAMS.items()]
    states += [(program.see, "", _SEE.format(program.title)) for program in catalog.programs.values() if program.see]
    states.append(("Words that are struck out", "", _STRUCK.format(sign=sign)))
    yield Section("Programs, on Readiness", (), ("Readiness says", "", "What it means"), states)
    if example := list(_activity(catalog)):
        yield Section(_ACTIVITY, (_NEEDED,), ("Needed", "Column", "An example", "What goes there"), example)
    for program in catalog.programs.values():
        yield from _program(catalog, program, chosen)
    for severity in (Severity.INVALID, Severity.MISSING, Severity.ADVICE):
        yield _messages(catalog, severity)
    yield _unmarked(catalog)


def _marks(catalog: Catalog) -> Iterator[tuple[str, str, str]]:
    yield "", words.ROW_FINE, "Nothing was found in the row."
    for name, mark in MARKS.items():
        yield f"{mark.sign} {mark.word}", words.ROW_SAYS[Severity(name)][0] + _SLOT, mark.meaning
    many = f"{_SLOT}{words.AND}{_SLOT}{words.MANY}"
    yield "", many, "Status has room for some things; its row has so many others, each marked in its cell."
    *_, last = catalog.sheets.values()
    yield "", f"{_SLOT}{words.SEE}{last.title}", f"The same holds for a row of the activity on {last.title}."


def _activity(catalog: Catalog) -> Iterator[tuple[str, str, str, str]]:
    """The columns of Activities that belong to no program; of columns that are alike the first."""
    sheet = catalog.sheets[ACTIVITIES]
    others: set[str | None] = set()
    for program in catalog.programs.values():
        others |= {program.answer, *program.asks}
    alike = [column for column in sheet.columns if column.stands_for]
    for column in sheet.columns if sheet.example else ():
        if column.id in others or sheet.family(column.family)[0] is not column or column in alike[1:]:
            continue
        same = f" So also {', '.join(other.header for other in alike[1:])}." if column in alike else ""
        example = sheet.example.get(column.id, "")
        yield _needed(catalog, column), column.header, example, explained(column, catalog) + same


def _needed(catalog: Catalog, column: Column) -> str:
    """What a column is needed for at the earliest."""
    if column.needed:
        return "to save"
    held = {
        name
        for rule in registry(catalog).rules
        if (rule.sheet, rule.field, rule.severity) == (column.sheet, column.id, Severity.MISSING)
        if rule.closing or ACTIVE in rule.holds_back
        for name in rule.holds_back
    }
    return "to be active" if ACTIVE in held else "to close" if CLOSED in held else ""


def _program(catalog: Catalog, program: Program, chosen: Sequence[Value]) -> Iterator[Section]:
    closing = dict.fromkeys(
        rule.column.header for rule in registry(catalog).rules if {program.id, CLOSED} <= {*rule.holds_back}
    )
    says = [program.wants] if program.wants else []
    if closing:
        says.append(f"To close the record, it needs besides: {', '.join(closing)}.")
    rows = list(_example(catalog, program, chosen))
    yield Section(program.title, tuple(says), ("Sheet", "Column", "An example", "What goes there"), rows)
    if program.list == catalog.board_list.name and program.sheet and program.column:
        lists = [values for values in catalog.lists.values() if values.by and values.needed]
        boards = [
            (board.value, board.extra["name"], *(_of_board(values, board) for values in lists)) for board in chosen
        ]
        column = catalog.sheets[program.sheet].column(program.column)
        headers = (column.header, "Name", *(f"{values.title}, at least one" for values in lists))
        yield Section(f"{program.title}, board by board", (_outlines(chosen),), headers, boards)


def _of_board(values: ValueList, board: Value) -> str:
    """The values that a board has in a list; of many how many there are."""
    offered = values.offered(board.value)
    few = len(offered) <= _FEW
    return "; ".join(value.value for value in offered) if few else f"{len(offered)}, in the drop-down of the board"


def _outlines(chosen: Sequence[Value]) -> str:
    """Which boards want content areas besides."""
    wanted = [
        f"{board.value} also wants content areas of its {board.extra['outline']}, "
        f"{board.extra['content_selections']} at most."
        for board in chosen
        if int(board.extra["content_selections"] or 0)
    ]
    return " ".join(["All boards want points: up to the number of CME credits.", *wanted])


def _example(catalog: Catalog, program: Program, chosen: Sequence[Value]) -> Iterator[tuple[str, str, str, str]]:
    """The cells that somebody fills in, in the order of the sheets: for a board that the workbook offers, and with
    that board's values."""
    for sheet in catalog.sheets.values():
        cells, board = program.example.get(sheet.id, {}), None
        given: list[str] = []
        without: set[str | None] = set()
        for column in sheet.columns:
            typed, values = cells.get(column.id, ""), catalog.list_of(column)
            if values is catalog.board_list and typed:
                board = next((board for board in chosen if board.value == typed), chosen[0])
                typed = board.value
            elif values and values.by and board:
                if values.promised and not board.extra[values.promised]:
                    without |= {column.id, column.entered_as}
                typed = _of_example(values, board, typed, given) if values.needed and typed else typed
            if typed and column.id not in without:
                given.append(typed)
                yield sheet.title, column.header, typed, explained(column, catalog)


def _of_example(values: ValueList, board: Value, typed: str, given: Sequence[str]) -> str:
    """What the example says, or another value of the board in its place; "" where there is no further one."""
    offered = [value.value for value in values.offered(board.value)]
    return typed if typed in offered else next((value for value in offered if value not in given), "")


def _messages(catalog: Catalog, severity: Severity) -> Section:
    """The live rules of one severity, in the order of the sheets."""
    rules_of: dict[str, list[Rule]] = {}
    for rule in registry(catalog).rules:
        if rule.severity is severity:
            rules_of.setdefault(rule.code, []).append(rule)
    order = list(catalog.sheets)
    codes = sorted(rules_of, key=lambda code: order.index(rules_of[code][0].sheet))
    mark = MARKS[severity]
    return Section(
        f"Messages: {mark.sign} {mark.word}",
        (f"{mark.meaning} In the sentences, {_SLOT} stands for what the cell or its row holds.",),
        ("Sheet", "Status says", "What is wrong", "What to do"),
        [_message(catalog, code, rules_of[code]) for code in codes],
        printed=False,
    )


def _message(catalog: Catalog, code: str, rules: Sequence[Rule]) -> tuple[str, str, str, str]:
    headers = {rule.column.header for rule in rules}
    known = _Known({**_FIXED, **(rules[0].words if len(rules) == 1 else {})})
    if len(headers) == 1:
        known["header"] = headers.pop()
    where = ", ".join(dict.fromkeys(catalog.sheets[rule.sheet].title for rule in rules))
    return where, *_said(catalog, code, known)


def _unmarked(catalog: Catalog) -> Section:
    """What PARS would not save and no formula sees."""
    sign = MARKS[Severity.INVALID].sign
    codes = [rule.code for rule in registry(catalog).python_rules if rule.severity is Severity.INVALID]
    return Section(
        f"Messages: {sign} without a mark",
        ("Only a check finds these: no mark, no Status and no total shows them. The activity is not exported.",),
        ("", "The check says", "What is wrong", "What to do"),
        [("", *_said(catalog, code, _Known(_FIXED))) for code in codes],
        printed=False,
    )


def _said(catalog: Catalog, code: str, known: _Known) -> tuple[str, str, str]:
    message = catalog.messages[code]
    short, wrong, todo = (text.format_map(known) for text in (message.short, message.message, message.fix))
    return short, wrong, todo


class _Known(dict[str, str]):
    """The words that a message has whatever the row; `_SLOT` for all others."""

    def __missing__(self, slot: str) -> str:
        return _SLOT
