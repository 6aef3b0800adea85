"""What neighbors know of the columns, from a file beside the workbooks, so that they load nothing of ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

COLUMNS = "columns.json"


def columns_beside(workbook: Path) -> dict[str, list[dict[str, Any]]]:
    """Title of a sheet to its columns, each with header, id, type (string, number or date) and the values of its
    list, or null."""
    columns: dict[str, list[dict[str, Any]]] = json.loads(workbook.with_name(COLUMNS).read_text(encoding="utf-8"))
    return columns
