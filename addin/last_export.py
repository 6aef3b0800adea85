"""Remembers where the receipt of a workbook's last export lies: the user may have chosen another folder than the
workbook's."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from generator.exchange.receipt import receipt_path
from generator.failure import Failure
from generator.own_lists import configuration_folder
from generator.whole_file import whole_file

_MOST = 200


def _file() -> Path:
    return configuration_folder() / "exports.json"


def remember(workbook: Path, receipt: Path) -> None:
    """Notes the receipt of the last export. A note that cannot be written is no reason to fail: the receipt itself is
    there."""
    receipts = _receipts()
    receipts.pop(str(workbook), None)
    receipts[str(workbook)] = str(receipt)
    with suppress(OSError, Failure):
        _file().parent.mkdir(parents=True, exist_ok=True)
        with whole_file(_file(), replace=True) as part:
            part.write_text(
                json.dumps(dict(list(receipts.items())[-_MOST:]), indent=1), encoding="utf-8", errors="backslashreplace"
            )


def find(workbook: Path) -> Path | None:
    """The receipt of the last export of a workbook; None when there is none."""
    noted = _receipts().get(str(workbook))
    places = [Path(noted)] if noted else []
    places.append(receipt_path(workbook.with_suffix(".xml")))
    return next((place for place in places if place.is_file()), None)


def _receipts() -> dict[str, str]:
    try:
        receipts = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in receipts.items()} if isinstance(receipts, dict) else {}
