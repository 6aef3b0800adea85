"""A checked workbook to its upload file and receipt: what the command line and the ribbon both do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.catalog import ACTIVITIES
from generator.exchange.compared import Comparison
from generator.exchange.export import export, profile_of
from generator.exchange.json_selection import in_json
from generator.exchange.narrowed import Narrowed, narrowed
from generator.exchange.receipt import page_of, receipt, receipt_files
from generator.exchange.receipt_file import write_receipts
from generator.exchange.selection import Selection, select
from generator.exchange.written import Written
from generator.failure import Failure
from generator.rules.findings import Finding, Severity
from generator.targets import JSON, XML, check_receipt, check_upload
from generator.whole_file import whole_files
from generator.workbook.frames import Batch


@dataclass(frozen=True)
class Delivery:
    """What came of an export.

    Attributes:
        selection: what was exported and what was held back.
        written: the upload file; None when every activity is held back.
        receipt: the content of the receipt.
        receipt_path: the receipt's file for programs.
        unplaced: the form of the file has no place for something that was sent.
    """

    selection: Selection
    written: Written | None
    receipt: Mapping[str, Any]
    receipt_path: Path
    unplaced: bool = False

    @property
    def page_path(self) -> Path:
        """The receipt as a page for people, beside that for programs."""
        return page_of(self.receipt_path)

    @property
    def clean(self) -> bool:
        """All activities that were to be written are in the file, nothing is missing from any, no row is left to
        somebody's hand since the file has no place for it, and nothing invalid was found anywhere else; of an export of
        some only what concerns the others does not count."""
        left: object = self.unplaced or self.selection.held_back or self.selection.incomplete
        left = left or self.selection.out_of_reach or any(self.selection.orphans.values())
        activities = self.written.activities if self.written else ()
        left = left or any(row.shown for activity in activities for row in activity.left_out)
        if isinstance(self.selection, Narrowed):
            return not left and not self.selection.doubled
        return not left and not self.receipt["findings"][Severity.INVALID]


def check_target(target: Path, *, replace: bool, format: str = XML) -> None:
    """Raises Failure, in one sentence, when an export may not write `target` or the receipts beside it."""
    check_upload(target, replace=replace, format=format)
    for file in receipt_files(target):
        check_receipt(file, replace=replace)


def chosen(
    batch: Batch,
    findings: Sequence[Finding],
    *,
    complete_only: bool = False,
    only: Sequence[str] = (),
    comparison: Comparison | None = None,
) -> Selection:
    """What an export of a checked batch would write, and what it would hold back; a `Narrowed` for one of some only.

    Args:
        complete_only: hold back activities that something is missing from, too.
        only, comparison: see `generator.exchange.narrowed`.

    Raises:
        Failure: there is no activity row at all, or an ID that was asked for is not there.
    """
    selection = select(batch, findings, complete_only=complete_only)
    if not selection.positions and not selection.held_back and not batch.out_of_reach.get(ACTIVITIES):
        raise Failure(f"{batch.name} holds no activities; fill in the Activities sheet and export again.")
    return narrowed(selection, batch, only=only, comparison=comparison) if only or comparison else selection


def deliver(
    batch: Batch,
    findings: Sequence[Finding],
    target: Path,
    *,
    complete_only: bool = False,
    only: Sequence[str] = (),
    comparison: Comparison | None = None,
    replace: bool = False,
    format: str = XML,
) -> Delivery:
    """Writes the upload file of a checked batch, and the receipt beside it, for programs and as a page; only the
    receipt when every activity is held back, and nothing when nothing differs from what was uploaded before.

    All are written beside their places and checked, and take them together: see `generator.whole_file`.

    Args:
        batch: the completed workbook.
        findings: all findings of its check.
        target: the upload file.
        complete_only: hold back activities that something is missing from, too.
        only: IDs of the activities to write; empty for all.
        comparison: with what was uploaded before, of which nothing is written again; None for no comparison.
        replace: whether what an earlier export wrote may be replaced.
        format: of the upload file, `generator.targets.XML` or `JSON`.

    Raises:
        Failure: there is no activity row at all, an ID that was asked for is not there, the target may not be replaced,
            or a file cannot be written. Then the files of an earlier export are as they were.
        CatalogError: the profile cannot be used.
    """
    selection = chosen(batch, findings, complete_only=complete_only, only=only, comparison=comparison)
    check_target(target, replace=replace, format=format)
    profile, beside = profile_of(batch.catalog, format), receipt_files(target)
    if format == JSON:
        selection = in_json(batch, selection, profile)
    if not selection.positions:
        content = receipt(batch, selection, findings, None, profile, target, format=format, older=target.exists())
        if not (isinstance(selection, Narrowed) and selection.nothing):
            with whole_files(beside, replace=replace) as told:
                write_receipts(content, *told)
        return Delivery(selection, None, content, beside[0])
    actions = selection.written_actions if isinstance(selection, Narrowed) else None
    with whole_files([target, *beside], replace=replace) as (upload, *told):
        written = export(
            batch, selection.positions, target,
            into=upload, profile=profile, ties=selection.ties, actions=actions, format=format,
        )  # fmt: skip
        content = receipt(batch, selection, findings, written, profile, target, format=format)
        write_receipts(content, *told)
    return Delivery(selection, written, content, beside[0])
