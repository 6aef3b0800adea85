"""Where the product and the oracle disagree, one readable line each."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from generator.failure import Failure
from generator.run.exporting import exported
from tests.second_reading import books, facts, oracle
from tests.second_reading.catalog_files import TITLES, profile
from tests.second_reading.dates import MONTH_FIRST
from tests.second_reading.element import Element, differences, parsed
from tests.second_reading.rows import Batch
from tests.second_reading.verdict import CLOSED, COMPLETE, NONE, ActivityVerdict, Place, Verdict


@dataclass
class Seen:
    """What the product says of a workbook.

    Attributes:
        findings: those with a row, as `pars check` lists them.
        readiness: by row of Activities.
        receipt: the export's receipt.
        elements: what the file holds, by row of Activities.
    """

    findings: list[Any]
    readiness: dict[int, Any]
    receipt: dict[str, Any]
    elements: dict[int, Element]

    def places(self, severity: str) -> set[Place]:
        return {Place(f.sheet, f.row, f.field) for f in self.findings if f.severity.value == severity and f.field}


def run(batch: Batch, folder: Path, today: dt.date, order: str | None = None, own_lists: Path | None = None) -> Seen:
    """Writes the workbook, exports it, and reads back everything that was said and written."""
    target = folder / "upload.xml"
    receipt = folder / "upload.xml.receipt.json"
    for old in (target, receipt, receipt.with_suffix(".html")):
        old.unlink(missing_ok=True)
    outcome = exported(books.write(folder / "batch.xlsx", batch, order=order), target, today, own_lists)
    said = json.loads(receipt.read_text(encoding="utf-8"))
    nodes = list(etree.parse(target).getroot()) if target.exists() else []
    rows = [entry["row"] for entry in said["exported"]]
    return Seen(
        [finding for finding in outcome.checked.findings if finding.row is not None],
        {entry.row: entry for entry in outcome.checked.readiness},
        said,
        {row: parsed(node) for row, node in zip(rows, nodes, strict=True)},
    )


def disagreements(
    batch: Batch, folder: Path, today: dt.date, order: str | None = None, outlines: str = facts.KEYWORD
) -> list[str]:
    """Every disagreement about a batch; an empty list is agreement."""
    expected = oracle.judge(batch, today, order or MONTH_FIRST, outlines)
    own_lists = None if outlines == profile()["content_outlines"] else books.own_profile(folder, outlines)
    try:
        seen = run(batch, folder, today, order, own_lists)
    except Failure as failure:
        return [f"The export failed: {failure}"]
    return between(batch, expected, seen)


def between(batch: Batch, expected: Verdict, seen: Seen) -> list[str]:
    """Every disagreement between the oracle's verdict on a batch and what the product said of it."""
    return [*_findings(batch, expected, seen), *_activities(expected, seen), *_rows(batch, expected, seen)]


def _findings(batch: Batch, expected: Verdict, seen: Seen) -> Iterator[str]:
    found = expected.found
    for severity in ("invalid", "missing"):
        wanted, there = getattr(found, severity) - found.undecided, seen.places(severity) - found.undecided
        for place in sorted(wanted - there):
            yield f"{place} {_typed(batch, place)}: expected {severity}, seen {_codes(seen, place)}"
        for place in sorted(there - wanted):
            yield f"{place} {_typed(batch, place)}: expected no {severity} finding, seen {_codes(seen, place)}"
    anything = {Place(f.sheet, f.row, f.field) for f in seen.findings if f.field}
    for place in sorted(found.advice - found.undecided - anything):
        yield f"{place} {_typed(batch, place)}: expected advice, seen nothing"
    for finding in seen.findings:
        place = Place(finding.sheet, finding.row, finding.field)
        if finding.severity.value == "missing" and place in found.missing - found.undecided - found.drafts:
            wanted, there = CLOSED in found.holds[place], CLOSED in finding.holds_back
            if wanted != there:
                yield f"{place}: {finding.code} holds back {list(finding.holds_back)}, Closed expected: {wanted}"


def _activities(expected: Verdict, seen: Seen) -> Iterator[str]:
    for verdict in expected.activities:
        where = f"Activities row {verdict.row}"
        if verdict.row not in seen.readiness:
            yield f"{where}: no readiness"
            continue
        entry = seen.readiness[verdict.row]
        if entry.record_status.value != verdict.record_status:
            yield f"{where}: record_status expected {verdict.record_status}, seen {entry.record_status.value}"
        if (verdict.row not in seen.elements) != verdict.held_back:
            yield f"{where}: held back expected {verdict.held_back}, seen {not verdict.held_back}"
        elif verdict.element is not None:
            yield from (f"{where}: {line}" for line in differences(verdict.element, seen.elements[verdict.row]))
        drafts = {place.field for place in expected.found.drafts if place.row == verdict.row}
        wanted, there = (fields - drafts for fields in (verdict.to_close, set(entry.to_close)))
        if wanted != there and not verdict.held_back:
            yield f"{where}: to_close expected {sorted(wanted)}, seen {sorted(there)}"
        if not verdict.unanswered:
            yield from (f"{where}: {line}" for line in _programs(verdict, entry.programs, drafts))


def _programs(verdict: ActivityVerdict, seen: dict[str, Any], drafts: set[str]) -> Iterator[str]:
    named = {name for name in seen if ":" in name or name == "MIPS"}
    for name in sorted(named | set(verdict.programs)):
        state = seen[name].state.value if name in seen else NONE
        wanted = verdict.programs.get(name)
        if state != (wanted.state if wanted else NONE):
            yield f"{name} expected {wanted.state if wanted else NONE}, seen {state}"
        elif wanted is not None and wanted.state != NONE:
            if verdict.saves != seen[name].saves:
                yield f"{name} waits for a record that saves: expected {not verdict.saves}, seen {verdict.saves}"
            if state in (COMPLETE, "missing") and wanted.missing != set(seen[name].missing):
                yield f"{name} missing expected {sorted(wanted.missing)}, seen {sorted(seen[name].missing)}"
            if state in (COMPLETE, "missing") and wanted.to_close - drafts != set(seen[name].to_close) - drafts:
                yield f"{name} to_close expected {sorted(wanted.to_close)}, seen {sorted(seen[name].to_close)}"


def _rows(batch: Batch, expected: Verdict, seen: Seen) -> Iterator[str]:
    """No row disappears: rows read are exported or held back, and the receipt names each that is held back."""
    held = {(entry["sheet"], entry["row"]) for entry in seen.receipt["held_back"]}
    for sheet, row in sorted(expected.orphans - held):
        yield f"{sheet} row {row}: belongs to no activity, but the receipt does not hold it back"
    for sheet, rows in batch.items():
        counts = seen.receipt["rows"][TITLES[sheet]]
        if counts["read"] != len(rows) or counts["exported"] + counts["held_back"] != len(rows):
            yield f"{TITLES[sheet]}: {len(rows)} rows typed, the receipt counts {counts}"
        left = sum(1 for where, _ in held if where == TITLES[sheet])
        if left != counts["held_back"]:
            yield f"{TITLES[sheet]}: the receipt counts {counts['held_back']} rows held back and names {left}"


def _typed(batch: Batch, place: Place) -> str:
    sheet = next(sheet for sheet, title in TITLES.items() if title == place.sheet)
    return f"(typed {batch[sheet][place.row].get(place.field)!r})"


def _codes(seen: Seen, place: Place) -> str:
    found = [f for f in seen.findings if Place(f.sheet, f.row, f.field) == place]
    return ", ".join(f"{f.severity.value} {f.code}" for f in found) or "nothing"
