"""The result of a check for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.readiness.status import Readiness
from generator.rules.findings import Finding
from generator.workbook.frames import Batch


def check_result(batch: Batch, findings: Sequence[Finding], readiness: Sequence[Readiness]) -> dict[str, Any]:
    """What `pars check --json` prints: file, catalog, rows of each sheet, findings, readiness.

    Findings and readiness are made one by one while they are printed.
    """
    return {
        "file": batch.name,
        "catalog": batch.catalog.version,
        "rows": {
            frame.sheet.title: int((~frame.empty).sum()) + len(batch.out_of_reach.get(sheet, ()))
            for sheet, frame in batch.sheets.items()
        },
        "findings": (finding.as_json() for finding in findings),
        "readiness": (activity.as_json() for activity in readiness),
    }
