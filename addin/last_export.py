"""Remembers where the receipt of a workbook's last export lies: the user may have chosen another folder than the
workbook's."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from generator.exchange.receipt import receipt_path
from generator.failure import Failure
from generator.kept import keep
from generator.own_lists import configuration_folder

EXPORTS = "exports.json"
"""The file in the user's configuration folder that says it."""
_MOST = 200


def _file() -> Path:
    return configuration_folder() / EXPORTS


def remember(workbook: str, receipt: Path) -> None:
    """Notes the receipt of the last export. A note that cannot be written is no reason to fail: the receipt itself is
    there.

    Args:
        workbook: its full name, a path or an address (`OpenBook.full_name`).
        receipt: the file.
    """
    receipts = _receipts()
    receipts.pop(workbook, None)
    receipts[workbook] = str(receipt)
    with suppress(OSError, Failure):
        text = json.dumps(dict(list(receipts.items())[-_MOST:]), indent=1)
        keep(_file(), text.encode(errors="backslashreplace"))


def find(workbook: str, path: Path | None) -> Path | None:
    """The receipt of the last export of a workbook; None when there is none.

    Args:
        workbook: its full name.
        path: where it lies, when it does on this computer.
    """
    noted = _receipts().get(workbook)
    places = [Path(noted)] if noted else []
    if path:
        places.append(receipt_path(path.with_suffix(".xml")))
    return next((place for place in places if place.is_file()), None)


def _receipts() -> dict[str, str]:
    try:
        receipts = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in receipts.items()} if isinstance(receipts, dict) else {}
