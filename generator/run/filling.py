"""From a completed workbook into a copy of ACCME's Excel template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from generator.accme.excel_columns import template_columns
from generator.accme.excel_delivery import deliver_excel
from generator.accme.excel_kept import kept_templates
from generator.exchange.compared import compared
from generator.exchange.delivery import Delivery
from generator.exchange.receipt import receipt_files
from generator.failure import Failure
from generator.own_lists import configuration_folder
from generator.run.checking import Checked, check_batch, day_of_check, read_batch
from generator.targets import check_filled, check_receipt
from generator.workbook.package import open_package


def filled(
    file: Path, target: Path, template: Path | None, computer: dt.date, overlay: Path | None, *,
    given: dt.date | None, complete_only: bool, only: Sequence[str], against: Sequence[Path], replace: bool,
) -> tuple[Checked, Delivery]:  # fmt: skip
    """Reads, checks and exports a completed workbook into a copy of a template of ACCME.

    Args and raises as `generator.run.exporting.exported`.
    """
    folder = overlay or configuration_folder() / "catalog"
    template = template or _only_template(folder)
    inputs = (file, template)
    check_filled(target, *inputs, replace=replace)
    for beside in receipt_files(target):
        check_receipt(beside, replace=replace)
    columns = template_columns(template, overlay, folder)
    if columns.other:
        raise Failure(
            f"{template.name} is ACCME's {columns.other.title}, which is not about activities; give a template for "
            "activities."
        )
    if columns.kept is None:
        raise Failure(
            f"Nobody has said yet where the columns of {template.name} go; run pars setup {template.name} once, look "
            "at what it matched, and export again."
        )
    batch = read_batch(open_package(file), overlay, given)
    result = check_batch(batch, day_of_check(batch, given, computer))
    comparison = compared(batch, against) if against else None
    delivery = deliver_excel(
        batch, result.findings, columns, target, *inputs,
        complete_only=complete_only, only=only, comparison=comparison, replace=replace,
    )  # fmt: skip
    return result, delivery


def _only_template(folder: Path) -> Path:
    kept = kept_templates(folder)
    if len(kept) == 1:
        return kept[0].template
    if not kept:
        raise Failure("No Excel template of ACCME is set up yet; run pars setup with it once, and export again.")
    names = ", ".join(one.template.name for one in kept)
    raise Failure(f"Several Excel templates are set up ({names}); name one with --template.")
