"""A checked workbook to its upload file and receipt: what the command line and the ribbon both do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.exchange.export import Written, export
from generator.exchange.profile import load_profile
from generator.exchange.receipt import receipt, receipt_path, write_receipt
from generator.exchange.selection import Selection, select
from generator.exchange.ties import ACTIVITIES
from generator.failure import Failure
from generator.rules.findings import Finding, Severity
from generator.workbook.frames import Batch


@dataclass(frozen=True)
class Delivery:
    """What came of an export.

    Attributes:
        selection: what was exported and what was held back.
        written: the upload file; None when every activity is held back.
        receipt: the content of the receipt.
        receipt_path: the receipt's file.
    """

    selection: Selection
    written: Written | None
    receipt: Mapping[str, Any]
    receipt_path: Path

    @property
    def clean(self) -> bool:
        """All activities are in the file, nothing is missing from any, and nothing invalid was found anywhere else."""
        left = self.selection.held_back or self.selection.incomplete or any(self.selection.orphans.values())
        return not left and not self.receipt["findings"][Severity.INVALID]


def deliver(
    batch: Batch,
    findings: Sequence[Finding],
    target: Path,
    *,
    complete_only: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Delivery:
    """Writes the upload file of a checked batch, and the receipt beside it; only the receipt when every activity is held back.

    Args:
        batch: the completed workbook.
        findings: all findings of its check.
        target: the upload file.
        complete_only: hold back activities that something is missing from, too.
        progress: see `export`.

    Raises:
        Failure: there is no activity row at all, or a file cannot be written; then there is no new file.
        CatalogError: the XML profile cannot be used.
    """
    selection = select(batch, findings, complete_only=complete_only)
    if not selection.positions and not selection.held_back and not batch.out_of_reach.get(ACTIVITIES):
        raise Failure(f"{batch.name} holds no activities; fill in the Activities sheet and export again.")
    if receipt_path(target).is_dir():
        raise Failure(f"{receipt_path(target)} is a folder, where the receipt should go; rename it, or choose another place.")
    profile = load_profile(batch.catalog)
    written = export(batch, selection.positions, target, profile=profile, ties=selection.ties, progress=progress)
    content = receipt(batch, selection, findings, written, profile, target)
    return Delivery(selection, written, content, write_receipt(target, content))
