"""A checked workbook to a filled copy of ACCME's own Excel template, and the receipt beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace as replace_of
from pathlib import Path
from typing import Any

from generator.accme.excel_columns import TemplateColumns
from generator.accme.excel_copy import TemplateCopy
from generator.accme.excel_rows import ExcelRows
from generator.catalog import ACTIVITIES
from generator.exchange.as_xml import AsXml
from generator.exchange.compared import Comparison
from generator.exchange.delivery import Delivery, chosen
from generator.exchange.export import profile_of
from generator.exchange.narrowed import Narrowed
from generator.exchange.parts import LeftOut
from generator.exchange.receipt import receipt, receipt_files
from generator.exchange.receipt_file import write_receipts
from generator.exchange.records import Records
from generator.exchange.written import Summaries, Written, WrittenActivity, not_sent
from generator.rules.findings import Finding
from generator.targets import ACCME_EXCEL, check_filled, check_receipt
from generator.whole_file import whole_files
from generator.workbook.frames import Batch
from generator.workbook.letters import letters_of

_DATES = {(ACTIVITIES, "start_date"), (ACTIVITIES, "end_date")}


def deliver_excel(
    batch: Batch,
    findings: Sequence[Finding],
    columns: TemplateColumns,
    target: Path,
    *inputs: Path,
    complete_only: bool = False,
    only: Sequence[str] = (),
    comparison: Comparison | None = None,
    replace: bool = False,
) -> Delivery:
    """Writes the activities of a checked batch into a copy of a template, and the receipt beside it; only the receipt
    when every activity is held back.

    Each activity is also written as XML, in memory, and held against the schema of that, so that a value that PARS does
    not take is found at its cell.

    Args:
        batch: the completed workbook.
        findings: all findings of its check.
        columns: the template and where its columns go.
        target: the copy.
        inputs: the workbook and the template, which are never replaced.
        complete_only, only, comparison: see `generator.exchange.delivery.chosen`.
        replace: whether what an earlier export wrote may be replaced.

    Raises:
        Failure: there is no activity row at all, a cell holds what PARS does not take, the template cannot be filled,
            or a file cannot be written. Then the files of an earlier export are as they were.
        CatalogError: the profile cannot be used.
    """
    selection = chosen(batch, findings, complete_only=complete_only, only=only, comparison=comparison)
    beside = receipt_files(target)
    check_filled(target, *inputs, replace=replace)
    for file in beside:
        check_receipt(file, replace=replace)
    profile = profile_of(batch.catalog)
    if not selection.positions:
        content = receipt(batch, selection, findings, None, profile, target, format=ACCME_EXCEL, older=target.exists())
        content |= {"template": _template(columns, TemplateCopy(columns.template), None)}
        if not (isinstance(selection, Narrowed) and selection.nothing):
            with whole_files(beside, replace=replace) as told:
                write_receipts(content, *told)
        return Delivery(selection, None, content, beside[0])
    actions = {a.position: a.written for a in selection.actions} if isinstance(selection, Narrowed) else None
    records = Records(batch, profile, selection.ties, actions=actions)
    copy = TemplateCopy(columns.template)
    rows = ExcelRows(columns, records, copy.with_formulas)
    checked = AsXml(records, profile)
    summaries = Summaries(records, rows.carries)
    activities: list[WrittenActivity] = []
    for record in records.each(selection.positions):
        checked.check(record)
        rewritten = rows.add(record)
        summary = summaries.of(record, rewritten)
        activities.append(replace_of(summary, left_out=_without_stand_ins(summary)) if record.deletion else summary)
    data = copy.fill(rows.lines)
    left = tuple(not_sent(records, activities, rows.carries))
    written = Written(target, hashlib.sha256(data).hexdigest(), profile, tuple(activities), left)
    content = receipt(batch, selection, findings, written, profile, target, format=ACCME_EXCEL)
    content |= {"template": _template(columns, copy, rows)}
    with whole_files([target, *beside], replace=replace) as (upload, *told):
        upload.write_bytes(data)
        write_receipts(content, *told)
    sent = any(batch.catalog.sheet(column.sheet).column(column.column).sent for column in left)
    cells_left = any(left.column is not None for activity in activities for left in activity.left_out)
    return Delivery(selection, written, content, beside[0], unplaced=sent or cells_left or bool(rows.outside))


def _without_stand_ins(activity: WrittenActivity) -> tuple[LeftOut, ...]:
    """What a deletion leaves out: the XML needs dates and has stand-ins for blank ones, which no template needs."""
    return tuple(left for left in activity.left_out if (left.sheet, left.column) not in _DATES)


def _template(columns: TemplateColumns, copy: TemplateCopy, rows: ExcelRows | None) -> Mapping[str, Any]:
    """What the receipt says of the template."""
    template = columns.template
    empty = [match for match in columns.matches if not match.targets]
    formulas = [match for match in columns.matches if match.number in copy.with_formulas]
    top = template.header_row + 1
    return {
        "name": template.name,
        "sha256": template.package.sha256,
        "sheet": template.sheet,
        "mapping": columns.kept.mapping.name if columns.kept else None,
        "rows": {"first": top, "last": top + len(rows.lines) - 1} if rows else None,
        "sample_rows": [row.number for row in template.samples],
        "empty_columns": [f"{letters_of(match.number)} {match.header}" for match in empty if match not in formulas],
        "formula_columns": [f"{letters_of(match.number)} {match.header}" for match in formulas],
        "outside_lists": [
            {"cell": f"{template.sheet}!{letters_of(value.number)}{top + value.line}", "value": value.text}
            for value in (rows.outside if rows else ())
        ],
    }
