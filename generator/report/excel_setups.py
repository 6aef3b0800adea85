"""What `pars setup` found in an Excel template of ACCME, and what an export put into it, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from generator.report.receipt_words import counted
from generator.report.terminal import print_line, print_path, shown

_MOST = 12
"""Names that a list shows."""


def show_template(console: Console, done: Mapping[str, Any]) -> None:
    """Prints what came of the step.

    Args:
        done: see `generator.run.setting_up_excel.TemplateSetUp.as_json`.
    """
    template, columns = done["template"], done["columns"]
    print_line(
        console,
        f"{template['name']}: {counted(len(columns), 'column')} in row {done['header_row']} of {template['sheet']}, "
        f"{counted(len(done['lists']), 'list')} of values.",
    )
    if done["kind"]:
        print_line(
            console,
            f"This is ACCME's {done['kind']}, which is not about activities: no export fills it, and only what its "
            "lists say of ours is taken from it.",
            style="bold",
        )
    else:
        _show_columns(console, done)
    _show_lists(console, done["lists"])
    console.print()
    for file in done["written"]:
        print_path(console, f"Written: {file}")
    if not done["written"]:
        print_line(console, "Nothing to change: all of this is kept already.")
    if done["mapping"]:
        print_path(console, f"Where each column goes is in {done['mapping']}: edit it there if one went astray.")


def show_filled(
    console: Console,
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
        print_line(console, f"What stood below the headers of the template was left out: row {rows}.")
    _list(console, "Columns of the template that stay empty, since nothing of ours goes there", filled["empty_columns"])
    places = [f"{column['sheet']}: {column['column']} ({counted(len(column['rows']), 'row')})" for column in not_sent]
    _list(console, "Filled in the workbook, and no column of the template takes it", places)
    _list(console, "Columns of the template with formulas, which were left as they are", filled["formula_columns"])
    cells = [f"{one['cell']}: {one['reason']}" for one in not_written]
    _list(console, "Not in the file", cells, apart=True)
    outside = [f"{value['cell']} {value['value']}" for value in filled["outside_lists"]]
    _list(console, "Written as it is, though the template's own list does not have it", outside)


def _show_columns(console: Console, done: Mapping[str, Any]) -> None:
    matched = [column for column in done["columns"] if column["to"]]
    if matched:
        console.print()
        print_line(console, "Columns, and where they come from" + (", as your mapping says" if done["edited"] else ""),
              style="bold")  # fmt: skip
        table = Table(header_style="bold")
        for title in ("Template", "Header", "PARS Batch", "By"):
            table.add_column(title, overflow="fold")
        for column in matched:
            which = f" ({column['row']})" if column["row"] else ""
            table.add_row(
                *map(shown, (column["column"], column["header"], "; ".join(column["to"]) + which, column["how"]))
            )
        console.print(table)
    unknown = [f"{column['column']} {column['header']}" for column in done["columns"] if not column["to"]]
    _list(console, "Columns that nothing of ours goes to; they stay empty", unknown)
    _list(console, "What PARS Batch has and the template has no column for", done["without_column"])
    if done["sample_rows"]:
        console.print()
        rows = ", ".join(map(str, done["sample_rows"][:_MOST])) + (" …" if len(done["sample_rows"]) > _MOST else "")
        print_line(console, f"Filled below the headers, and left out of every export: row {rows}.")


def _show_lists(console: Console, lists: Sequence[Mapping[str, Any]]) -> None:
    unknown = [_name(one) + f" ({', '.join(one['examples'])})" for one in lists if one["list"] is None]
    read = [one for one in lists if one["list"] is not None]
    if read:
        console.print()
        print_line(console, "Lists of the template, and ours", style="bold")
        table = Table(header_style="bold")
        for title in ("Template", "Ours", "Known", "New", "Only ours"):
            table.add_column(title, overflow="fold")
        for one in read:
            closed = "closed" if one["closed"] else "open"
            board = f" of {one['board']}" if one["board"] else ""
            new = len(one["new"]) + len(one["not_kept"]) + len(one["not_offered"])
            table.add_row(
                *map(shown, (_name(one), f"{one['title']}{board} ({closed})", one["known"], new, len(one["only_ours"])))
            )
        console.print(table)
    for one in read:
        closed = "closed: until now an export refused other values" if one["closed"] else "open"
        values = [_value(value) for value in one["new"]]
        waits = ", and not offered before you add what belongs to them" if one["waits"] else ""
        _list(console, f"New values, kept as your own in the list {one['title']} ({closed}){waits}", values)
        for value in one["not_kept"]:
            print_line(console, f"Not kept: {_value(value)} ({_name(one)}). {value['why']}")
        for value in one["not_offered"]:
            print_line(
                console,
                f"{value['value']} ({_name(one)}) is known and not offered ({value['status']}); a line with the status "
                f"offered in lists/{one['list']}.add.csv of your folder offers it.",
            )
    _list(console, "Lists that are like none of ours; nothing was taken from them", unknown)


def _name(one: Mapping[str, Any]) -> str:
    return f"{one['sheet']}!{one['column']}" + (f" {one['heading']}" if one["heading"] else "")


def _value(value: Mapping[str, Any]) -> str:
    return f"{value['value']} ({value['board']})" if value["board"] else str(value["value"])


def _list(console: Console, heading: str, texts: Sequence[str], *, apart: bool = False) -> None:
    if texts:
        console.print()
        more = f" and {counted(len(texts) - _MOST, 'more', 'more')} (--json lists all)" if len(texts) > _MOST else ""
        print_line(console, f"{heading}:", style="bold")
        for line in (*texts[:_MOST], more.strip()) if apart else (", ".join(texts[:_MOST]) + more,):
            if line:
                print_line(console, line, 2)
