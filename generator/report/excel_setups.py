"""What `pars setup` found in an Excel template of ACCME, and what an export put into it, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from generator.report.layout import Page, Row
from generator.report.receipt_words import counted

_MOST = 12
"""Names that a list shows."""


def show_template(console: Console, done: Mapping[str, Any]) -> None:
    """Prints what came of the step.

    Args:
        done: see `generator.run.setting_up_excel.TemplateSetUp.as_json`.
    """
    with Page(console) as page:
        template, columns = done["template"], done["columns"]
        page.line(
            f"{template['name']}: {counted(len(columns), 'column')} in row {done['header_row']} of {template['sheet']}"
            f", {counted(len(done['lists']), 'list')} of values.",
        )
        if done["kind"]:
            page.line(
                f"This is ACCME's {done['kind']}, which is not about activities: no export fills it, and only what its "
                "lists say of ours is taken from it.",
                style="bold",
            )
        else:
            _show_columns(page, done)
        _show_lists(page, done["lists"])
        page.line()
        for file in done["written"]:
            page.path(f"Written: {file}")
        if not done["written"]:
            page.line("Nothing to change: all of this is kept already.")
        if done["mapping"]:
            page.path(f"Where each column goes is in {done['mapping']}: edit it there if one went astray.")


def show_filled(
    page: Page,
    filled: Mapping[str, Any],
    not_sent: Sequence[Mapping[str, Any]],
    not_written: Sequence[Mapping[str, Any]],
) -> None:
    """Prints what an export did with a template, and what found no place in it.

    Args:
        filled: `template` of the receipt.
        not_sent, not_written: as in the receipt.
    """
    if filled["sample_rows"]:
        rows = ", ".join(map(str, filled["sample_rows"][:_MOST])) + (" …" if len(filled["sample_rows"]) > _MOST else "")
        page.line(f"What stood below the headers of the template was left out: row {rows}.")
    _list(page, "Columns of the template that stay empty, since nothing of ours goes there", filled["empty_columns"])
    places = [f"{column['sheet']}: {column['column']} ({counted(len(column['rows']), 'row')})" for column in not_sent]
    _list(page, "Filled in the workbook, and no column of the template takes it", places)
    _list(page, "Columns of the template with formulas, which were left as they are", filled["formula_columns"])
    cells = [f"{one['cell']}: {one['reason']}" for one in not_written]
    _list(page, "Not in the file", cells, apart=True)
    outside = [f"{value['cell']} {value['value']}" for value in filled["outside_lists"]]
    _list(page, "Written as it is, though the template's own list does not have it", outside)


def _show_columns(page: Page, done: Mapping[str, Any]) -> None:
    matched = [column for column in done["columns"] if column["to"]]
    if matched:
        page.line()
        page.line("Columns, and where they come from" + (", as your mapping says" if done["edited"] else ""),
              style="bold")  # fmt: skip
        rows = []
        for column in matched:
            which = f" ({column['row']})" if column["row"] else ""
            to = "; ".join(column["to"]) + which
            rows.append(Row.of(column["column"], column["header"], to, column["how"]))
        page.table(("Template", "Header", "PARS Batch", "By"), rows)
    unknown = [f"{column['column']} {column['header']}" for column in done["columns"] if not column["to"]]
    _list(page, "Columns that nothing of ours goes to; they stay empty", unknown)
    _list(page, "What PARS Batch has and the template has no column for", done["without_column"])
    if done["sample_rows"]:
        page.line()
        filled = ", ".join(map(str, done["sample_rows"][:_MOST])) + (" …" if len(done["sample_rows"]) > _MOST else "")
        page.line(f"Filled below the headers, and left out of every export: row {filled}.")


def _show_lists(page: Page, lists: Sequence[Mapping[str, Any]]) -> None:
    unknown = [_name(one) + f" ({', '.join(one['examples'])})" for one in lists if one["list"] is None]
    read = [one for one in lists if one["list"] is not None]
    if read:
        page.line()
        page.line("Lists of the template, and ours", style="bold")
        rows = []
        for one in read:
            closed = "closed" if one["closed"] else "open"
            board = f" of {one['board']}" if one["board"] else ""
            new = len(one["new"]) + len(one["not_kept"]) + len(one["not_offered"])
            numbers = map(str, (one["known"], new, len(one["only_ours"])))
            rows.append(Row.of(_name(one), f"{one['title']}{board} ({closed})", *numbers))
        page.table(("Template", "Ours", "Known", "New", "Only ours"), rows)
    for one in read:
        closed = "closed: until now an export refused other values" if one["closed"] else "open"
        values = [_value(value) for value in one["new"]]
        waits = ", and not offered before you add what belongs to them" if one["waits"] else ""
        _list(page, f"New values, kept as your own in the list {one['title']} ({closed}){waits}", values)
        for value in one["not_kept"]:
            page.line(f"Not kept: {_value(value)} ({_name(one)}). {value['why']}")
        for value in one["not_offered"]:
            page.line(
                f"{value['value']} ({_name(one)}) is known and not offered ({value['status']}); a line with the status "
                f"offered in lists/{one['list']}.add.csv of your folder offers it.",
            )
    _list(page, "Lists that are like none of ours; nothing was taken from them", unknown)


def _name(one: Mapping[str, Any]) -> str:
    return f"{one['sheet']}!{one['column']}" + (f" {one['heading']}" if one["heading"] else "")


def _value(value: Mapping[str, Any]) -> str:
    return f"{value['value']} ({value['board']})" if value["board"] else str(value["value"])


def _list(page: Page, heading: str, texts: Sequence[str], *, apart: bool = False) -> None:
    if texts:
        page.line()
        more = f" and {counted(len(texts) - _MOST, 'more', 'more')} (--json lists all)" if len(texts) > _MOST else ""
        page.line(f"{heading}:", style="bold")
        for line in (*texts[:_MOST], more.strip()) if apart else (", ".join(texts[:_MOST]) + more,):
            if line:
                page.line(line, 2)
