"""The receipt beside an upload file: what is in it, what is not and why, and what is left to do in PARS.

It carries no time and no path, so the same workbook gives the same receipt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import generator
from generator.catalog import ACTIVITIES, ID
from generator.exchange.after_upload import to_do
from generator.exchange.before_upload import added_again, before_upload
from generator.exchange.cell_texts import place
from generator.exchange.entries import Entries
from generator.exchange.narrowed import Narrowed
from generator.exchange.profile import Profile
from generator.exchange.selection import Selection
from generator.exchange.written import Written, WrittenActivity
from generator.rules.findings import Finding, Severity
from generator.targets import ACCME_EXCEL, JSON, XML
from generator.workbook.frames import Batch

FORM = 2
"""Version of the receipt's own form."""
_FOR_WEB_SERVICES = (
    "This file is for ACCME's web services: the page of PARS where files are uploaded takes XML.",
    "The program that sends it adds your provider ID and its log-in, which stand in no workbook. Send one activity "
    "first and look at it in PARS, since nobody has said yet that such a file arrives there as it should.",
)
_FOR_EXCEL = (
    "This workbook is a copy of ACCME's own template, filled as your mapping says. Open it in Excel and look at it "
    "before you upload it; upload one activity first and look at it in PARS, since nobody has said yet that such a "
    "file arrives there as it should.",
)
_INSTEAD = {JSON: _FOR_WEB_SERVICES, ACCME_EXCEL: _FOR_EXCEL}
"""What has to be done before a file of another format than XML goes anywhere."""
_NO_ACTIVITY = "No row on {} has the provider activity ID of this row."
_ACTIVITY_HELD_BACK = "Its activity is held back."
_ACTIVITY_LEFT_OUT = "Its activity is left out."
_OUT_OF_REACH = "It lies far below the other rows and was not read."


def receipt_path(target: Path) -> Path:
    """Where the receipt of an upload file lies: OUT.xml.receipt.json beside OUT.xml."""
    return target.with_name(f"{target.name}.receipt.json")


def receipt_files(target: Path) -> tuple[Path, Path]:
    """Both forms of the receipt of an upload file: for programs, and the page for people, OUT.xml.receipt.html."""
    beside = receipt_path(target)
    return beside, page_of(beside)


def page_of(receipt: Path) -> Path:
    """Where the page of a receipt lies, given its file for programs."""
    return receipt.with_suffix(".html")


def receipt(
    batch: Batch,
    selection: Selection,
    findings: Sequence[Finding],
    written: Written | None,
    profile: Profile,
    target: Path,
    *,
    format: str = XML,
    older: bool = False,
) -> dict[str, Any]:
    """The content of the receipt. Its lists about activities in the file are `Entries`.

    Args:
        batch: the workbook that was read.
        selection: what was chosen for export.
        findings: all findings of its check.
        written: what was written; None when everything is held back.
        profile: what it was written with.
        target: the upload file, named even when nothing was written.
        format: of the upload file.
        older: nothing was written, and an upload file of an earlier export is in the place.

    Every row read that holds anything is exported, held back or left out by choice: `rows` counts them, `exported`,
        `held_back` and `left_out` list them.
    """
    content = _Receipt(batch, selection, written, profile, format).content(findings, target)
    return content | {"older_file": target.name if older and not written else None}


class _Receipt:
    def __init__(
        self, batch: Batch, selection: Selection, written: Written | None, profile: Profile, format: str
    ) -> None:
        self._batch = batch
        self._selection = selection
        self._activities = written.activities if written else ()
        self._written = written
        self._profile = profile
        self._format = format
        self._narrowed = selection if isinstance(selection, Narrowed) else None

    def content(self, findings: Sequence[Finding], target: Path) -> dict[str, Any]:
        catalog = self._batch.catalog
        held_back = [
            *self._held_back_activities(), *self._doubled(), *self._held_back_rows(), *self._out_of_reach(findings)
        ]  # fmt: skip
        left_out = list(self._left_out())
        return {
            "receipt": FORM,
            "tool": {"name": "PARS Batch", "version": generator.__version__},
            "input": {"name": self._batch.name, "sha256": self._batch.sha256},
            "target": target.name,
            "format": self._format,
            "output": self._output(target),
            "catalog": {"version": catalog.version, "hash": catalog.hash},
            "profile": self._profile_words(),
            "complete_only": self._selection.complete_only,
            "only": list(self._narrowed.only) if self._narrowed and self._narrowed.only else None,
            "against": self._against(),
            "rows": self._counts(held_back, left_out),
            "findings": {str(s): sum(f.severity is s for f in findings) for s in Severity},
            "exported": Entries(lambda: map(self._exported, self._activities)),
            "held_back": held_back,
            "left_out": left_out,
            "actions_told": list(self._record_actions()),
            "not_written": Entries(self._not_written),
            "not_sent": list(self._not_sent()),
            "written_differently": Entries(self._written_differently),
            "plain_texts": sum(activity.plain for activity in self._activities),
            "before_upload": list(self._before_upload()),
            "after_upload": Entries(self._after_upload),
        }

    def _output(self, target: Path) -> dict[str, Any] | None:
        if not self._written:
            return None
        return {
            "name": target.name,
            "sha256": self._written.sha256,
            "activities": len(self._activities),
            "incomplete": sum(activity.position in self._selection.incomplete for activity in self._activities),
        }

    def _profile_words(self) -> dict[str, Any]:
        profile, learned = self._profile, self._profile.learned
        return {
            "name": profile.name,
            "hash": profile.hash,
            "confirmed": bool(profile.confirmed),
            "sample": {"name": learned.name, "sha256": learned.sha256, "day": learned.day} if learned else None,
        }

    def _row(self, sheet: str, position: int) -> int:
        return self._batch.sheets[sheet].rows[position]

    def _title(self, sheet: str) -> str:
        return self._batch.catalog.sheets[sheet].title

    def _rows(self, rows: Mapping[str, Iterable[int]]) -> dict[str, list[int]]:
        return {
            self._title(sheet): [self._row(sheet, p) for p in positions]
            for sheet, positions in rows.items()
            if sheet != ACTIVITIES
        }

    def _named(self, sheet: str, position: int) -> dict[str, Any]:
        return {
            "sheet": self._title(sheet),
            "row": self._row(sheet, position),
            "activity_id": self._batch.sheets[sheet].text(ID)[position] or None,
        }

    def _entitled(self, position: int) -> dict[str, Any]:
        """An activity with its title."""
        title = self._batch.sheets[ACTIVITIES].text("title")[position] or None
        return {**self._named(ACTIVITIES, position), "title": title}

    def _exported(self, activity: WrittenActivity) -> dict[str, Any]:
        return {
            "activity_id": activity.provider_activity_id or None,
            "accme_activity_id": activity.accme_activity_id or None,
            "row": self._row(ACTIVITIES, activity.position),
            "title": self._batch.sheets[ACTIVITIES].text("title")[activity.position] or None,
            "action": activity.action,
            "incomplete": activity.position in self._selection.incomplete,
            "rows": self._rows(activity.rows),
        }

    def _held_back_activities(self) -> Iterator[dict[str, Any]]:
        for position, reasons in self._selection.held_back.items():
            yield {**self._entitled(position), "reasons": [_reason(f) for f in reasons]}
            yield from self._rows_of(position, _ACTIVITY_HELD_BACK)

    def _doubled(self) -> Iterator[dict[str, Any]]:
        """Activities of which PARS would make second ones, with their rows."""
        for position, doubled in (self._narrowed.doubled if self._narrowed else {}).items():
            reason = {"code": None, "cell": doubled.cell, "message": doubled.message, "fix": doubled.fix}
            yield {**self._entitled(position), "reasons": [reason]}
            yield from self._rows_of(position, _ACTIVITY_HELD_BACK)

    def _left_out(self) -> Iterator[dict[str, Any]]:
        """Activities that somebody chose not to send, or that were sent before, with their rows."""
        for position, reason in (self._narrowed.left_out if self._narrowed else {}).items():
            yield {**self._named(ACTIVITIES, position), "reasons": [_plain(reason)]}
            yield from self._rows_of(position, _ACTIVITY_LEFT_OUT)

    def _rows_of(self, position: int, reason: str) -> Iterator[dict[str, Any]]:
        for sheet in self._selection.ties.rows:
            for row in self._selection.ties.of(position, sheet):
                yield {**self._named(sheet, row), "with_activity": True, "reasons": [_plain(reason)]}

    def _against(self) -> list[dict[str, Any]] | None:
        """The earlier files that this one was compared with."""
        if not self._narrowed or not self._narrowed.comparison:
            return None
        return [{"name": file.name, "sha256": file.sha256} for file in self._narrowed.comparison.before.files]

    def _record_actions(self) -> Iterator[dict[str, Any]]:
        """Record actions that are not as the workbook has them, or that contradict what was uploaded before."""
        for action in self._narrowed.actions if self._narrowed else ():
            yield {
                **self._named(ACTIVITIES, action.position),
                "cell": str(place(self._batch, ACTIVITIES, "record_action", action.position)),
                "typed": action.typed or None,
                "written": action.written,
                "reason": action.reason,
            }

    def _held_back_rows(self) -> Iterator[dict[str, Any]]:
        for sheet, rows in self._selection.orphans.items():
            for position, findings in rows.items():
                invalid = [_reason(f) for f in findings if f.severity is Severity.INVALID]
                reason = _NO_ACTIVITY.format(self._title(ACTIVITIES))
                yield {
                    **self._named(sheet, position),
                    "reasons": invalid or [_plain(reason) | {"cell": self._cell(sheet, ID, position)}],
                }
        for activity in self._activities:
            for left in activity.left_out:
                if left.column is None:
                    cell = self._cell(left.sheet, left.shown or ID, left.position)
                    reasons = [_plain(left.reason) | {"cell": cell}]
                    yield {**self._named(left.sheet, left.position), "reasons": reasons}

    def _cell(self, sheet: str, column: str, position: int) -> str:
        return str(place(self._batch, sheet, column, position))

    def _out_of_reach(self, findings: Sequence[Finding]) -> Iterator[dict[str, Any]]:
        """The rows that lie too far down to be read as part of the batch; one finding speaks for a stretch of them."""
        for sheet, rows in self._batch.out_of_reach.items():
            title = self._title(sheet)
            told = [f for f in findings if f.code == "row-out-of-reach" and f.sheet == title]
            for row in rows:
                finding = max((f for f in told if (f.row or 0) <= row), key=lambda f: f.row or 0, default=None)
                column = (finding.cell or "").rstrip("0123456789") if finding else ""
                reason = _reason(finding) | {"cell": f"{title}!{column}{row}"} if finding else _plain(_OUT_OF_REACH)
                yield {"sheet": title, "row": row, "activity_id": None, "reasons": [reason]}

    def _counts(
        self, held_back: Sequence[Mapping[str, Any]], left_out: Sequence[Mapping[str, Any]]
    ) -> dict[str, dict[str, int]]:
        back, out = (Counter(entry["sheet"] for entry in entries) for entries in (held_back, left_out))
        counts = {}
        for sheet, frame in self._batch.sheets.items():
            title = frame.sheet.title
            counts[title] = {
                "read": int((~frame.empty).sum()) + len(self._batch.out_of_reach.get(sheet, ())),
                "exported": sum(len(a.rows.get(sheet, ())) for a in self._activities),
                "held_back": back[title],
                "left_out": out[title],
            }
        return counts

    def _not_written(self) -> Iterator[dict[str, Any]]:
        for activity in self._activities:
            for left in activity.left_out:
                if left.column is not None:
                    yield {
                        "cell": str(place(self._batch, left.sheet, left.column, left.position)),
                        "reason": left.reason,
                    }

    def _not_sent(self) -> Iterator[dict[str, Any]]:
        """Filled columns that the file does not carry."""
        for column in self._written.not_sent if self._written else ():
            header = self._batch.catalog.sheets[column.sheet].column(column.column).header
            yield {
                "sheet": self._title(column.sheet),
                "column": header,
                "rows": [self._row(column.sheet, p) for p in column.positions],
            }

    def _written_differently(self) -> Iterator[dict[str, Any]]:
        for activity in self._activities:
            for cell in activity.rewritten:
                yield {
                    "cell": str(place(self._batch, cell.sheet, cell.column, cell.position)),
                    "from": cell.typed,
                    "to": cell.written,
                }

    def _before_upload(self) -> Sequence[str]:
        """What to look at before this upload, and what has to be done once before the first; nothing when
        there is nothing to upload."""
        if not self._activities:
            return ()
        once = _INSTEAD.get(self._format) or before_upload(self._profile)
        known = sum(bool(a.accme_activity_id) and a.meaning == "add" for a in self._activities)
        return (*once, *added_again(self._batch.catalog, known))

    def _after_upload(self) -> Iterator[dict[str, Any]]:
        """The checklist: each activity with what is left to do in PARS, a line for each thing."""
        for activity in self._activities:
            lines = list(to_do(activity))
            if lines:
                yield {
                    "activity_id": activity.provider_activity_id or activity.accme_activity_id or None,
                    "row": self._row(ACTIVITIES, activity.position),
                    "title": self._batch.sheets[ACTIVITIES].text("title")[activity.position] or None,
                    "do": lines,
                }


def _reason(finding: Finding) -> dict[str, Any]:
    return {"code": finding.code, "cell": finding.place, "message": finding.message, "fix": finding.fix}


def _plain(message: str) -> dict[str, Any]:
    return {"code": None, "cell": None, "message": message, "fix": None}
