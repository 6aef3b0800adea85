"""What the commands answer to a file, and what holds of every answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from generator.failure import Failure
from generator.intake.lists import ListOptions
from generator.rules.words import LONGEST_VALUE
from generator.run.bringing import imported
from generator.run.checking import Checked, checked
from generator.run.copying import marked_copy, repaired_copy
from generator.run.exporting import exported
from generator.run.versions import upgraded
from tests.hostile.book import DAY

_Result = TypeVar("_Result")
LONGEST_SENTENCE, LONGEST_WORDS = 500, 3_000
_COMMAND = re.compile(r": pars upgrade \S.* -o new\.xlsx$")
"""What a sentence may end with instead of a full stop, which would be copied with it."""
_COUNTS = ("exported", "held_back", "left_out")


@dataclass(frozen=True)
class Answers:
    """What became of a file.

    Attributes:
        check: the result, or the sentence.
        export: the bytes of the upload file, or the sentence.
        receipt: of the export; empty without one.
        marked, repaired: the copies, or the sentences; None where the check was none.
    """

    check: Checked | str
    export: bytes | str
    receipt: dict[str, Any]
    marked: bytes | str | None
    repaired: bytes | str | None

    @property
    def sentences(self) -> list[str]:
        answers = (self.check, self.export, self.marked, self.repaired)
        return [answer for answer in answers if isinstance(answer, str)]


def answers(data: bytes, folder: Path, name: str = "batch.xlsx") -> Answers:
    """Checks, exports, marks and repairs a file. Any exception but Failure is one of the caller's test."""
    for old in folder.iterdir():
        old.unlink()
    file = folder / name
    file.write_bytes(data)
    check = said(lambda: checked(file, DAY, None))
    upload = folder / "upload.xml"
    export = said(lambda: exported(file, upload, DAY, None).delivery.receipt_path)
    marked = repaired = None
    if isinstance(check, Checked):
        marked = _copy(lambda target: marked_copy(check, file, target), folder / "marked.xlsx")
        repaired = _copy(lambda target: repaired_copy(check, file, target), folder / "repaired.xlsx")
    receipt = {} if isinstance(export, str) else json.loads(export.read_text(encoding="utf-8"))
    result = Answers(
        check,
        export if isinstance(export, str) else upload.read_bytes() if upload.exists() else b"",
        receipt,
        marked,
        repaired,
    )
    _hold(result, folder)
    assert file.read_bytes() == data, "a workbook is never written"
    return result


def _copy(write: Callable[[Path], object], target: Path) -> bytes | str:
    done = said(lambda: write(target))
    return done if isinstance(done, str) else target.read_bytes()


def said(way: Callable[[], _Result]) -> _Result | str:
    """What a way gives, or the sentence with which it fails."""
    try:
        return way()
    except Failure as failure:
        return str(failure)


def _hold(result: Answers, folder: Path) -> None:
    for sentence in result.sentences:
        assert sentence.endswith(".") or _COMMAND.search(sentence), sentence
        assert "\n" not in sentence, sentence
        assert len(sentence) < LONGEST_SENTENCE, sentence
    if isinstance(result.check, Checked):
        for finding in result.check.findings:
            assert len(finding.message) + len(finding.fix) + len(finding.short) < LONGEST_WORDS, finding.code
            assert len(finding.value or "") <= LONGEST_VALUE + 1, finding.code
    for sheet, counts in result.receipt.get("rows", {}).items():
        assert counts["read"] == sum(counts[name] for name in _COUNTS), (sheet, counts)
    if isinstance(result.check, Checked) and result.receipt:
        for sheet, frame in result.check.batch.sheets.items():
            seen = int((~frame.empty).sum()) + len(result.check.batch.out_of_reach.get(sheet, ()))
            assert result.receipt["rows"][frame.sheet.title]["read"] == seen, sheet
    left = [path.name for path in folder.iterdir() if path.name.endswith((".part", ".lock"))]
    assert not left, left


def taken_over(data: bytes, folder: Path, name: str = "batch.xlsx") -> None:
    """Upgrades and imports a file: each makes a workbook or says why not."""
    for old in folder.iterdir():
        old.unlink()
    file = folder / name
    file.write_bytes(data)
    ways: list[Callable[[], object]] = [
        lambda: upgraded(file, folder / "upgraded.xlsx", DAY, None),
        lambda: imported(file, folder / "imported.xlsx", DAY, None, options=ListOptions()),
    ]
    for way in ways:
        answer = said(way)
        if isinstance(answer, str):
            assert "\n" not in answer, answer
            assert len(answer) < LONGEST_SENTENCE, answer
