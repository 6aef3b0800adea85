"""IDs that PARS gave, and the day of the upload, on their way into a copy of the workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.catalog import ACTIVITIES, ID
from generator.exchange.cell_texts import place
from generator.exchange.said import ACCME_ID
from generator.exchange.sent_before import key_of
from generator.intake.issued import Issued, IssuedIds
from generator.workbook.cells import serial
from generator.workbook.frames import Batch

UPLOADED = "uploaded"
"""The column that says when an activity was last uploaded. Workbooks of older versions have none."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An activity of the workbook that the list says is in PARS.

    Attributes:
        position: of its row on Activities.
        accme_activity_id: to be written; empty when it stands there already, or the list does not say it.
        uploaded: the day is to be written.
    """

    position: int
    accme_activity_id: str
    uploaded: bool


@dataclass(frozen=True, slots=True)
class Told:
    """An activity of the list of which nothing, or not all, is written: where it stands there, its IDs, and why."""

    issued: Issued
    why: str


@dataclass(frozen=True)
class Recording:
    """What a list gives for a workbook.

    Attributes:
        batch: the workbook.
        issued: the list.
        day: of the upload.
        recorded: what is to be written, in the order of the workbook.
        told: what a person should look at, in the order of the list.
        not_in_list: positions of activities that the list does not name; these stay as they are.
        has_column: the workbook has a column for the day.
    """

    batch: Batch
    issued: IssuedIds
    day: dt.date
    recorded: Sequence[Recorded]
    told: Sequence[Told]
    not_in_list: Sequence[int]
    has_column: bool

    @property
    def clean(self) -> bool:
        """All that the list says is in the copy, as far as the workbook has a column for it."""
        return not self.told and (self.has_column or self.issued.with_ids)

    @property
    def writes(self) -> bool:
        """There is something to write."""
        return any(one.accme_activity_id or one.uploaded for one in self.recorded)

    def as_json(self) -> dict[str, Any]:
        """What `pars record --json` prints, but for where the copy is."""
        frame = self.batch.sheets[ACTIVITIES]
        return {
            "file": self.batch.name,
            "list": self.issued.name,
            "how": self.issued.how or None,
            "day": self.day.isoformat(),
            "has_uploaded_column": self.has_column,
            "recorded": [
                {
                    "activity_id": frame.text(ID)[one.position] or None,
                    "row": frame.rows[one.position],
                    "accme_activity_id": one.accme_activity_id or frame.text(ACCME_ID)[one.position] or None,
                    "id_written": bool(one.accme_activity_id),
                    "day_written": one.uploaded,
                }
                for one in self.recorded
            ],
            "told": [
                {
                    "where": one.issued.where,
                    "activity_id": one.issued.provider_activity_id or None,
                    "accme_activity_id": one.issued.accme_activity_id or None,
                    "why": one.why,
                }
                for one in self.told
            ],
            "not_in_list": [
                {"activity_id": frame.text(ID)[position] or None, "row": frame.rows[position]}
                for position in self.not_in_list
            ],
        }


def recording(
    batch: Batch, issued: IssuedIds, day: dt.date, formulas: Mapping[str, Collection[int]] | None = None
) -> Recording:
    """What of a list goes into a workbook, and what does not and why.

    An ACCME activity ID that is there already is never replaced, and where the list or the workbook contradicts itself
    nothing is written.

    Args:
        day: of the upload.
        formulas: column id to the numbers of rows in which a formula stands there, which is never replaced.
    """
    return _Matching(batch, issued, day, formulas or {}).result()


class _Matching:
    def __init__(self, batch: Batch, issued: IssuedIds, day: dt.date, formulas: Mapping[str, Collection[int]]) -> None:
        self._batch, self._issued, self._day, self._formulas = batch, issued, day, formulas
        self._frame = frame = batch.sheets[ACTIVITIES]
        self._form = batch.catalog.sheet(ACTIVITIES).column(ACCME_ID).form
        self._header = batch.catalog.sheet(ACTIVITIES).column(ACCME_ID).header
        self._ids, self._accme_ids = frame.text(ID), frame.text(ACCME_ID)
        self._rows = _positions(map(key_of, self._ids))
        self._owners = _positions(self._accme_ids)
        self._column = UPLOADED if batch.catalog.sheet(ACTIVITIES).has(UPLOADED) and UPLOADED in frame.letters else None

    def result(self) -> Recording:
        told: list[Told] = []
        recorded: dict[int, Recorded] = {}
        lines = list(dict.fromkeys((i.provider_activity_id, i.accme_activity_id) for i in self._issued.activities))
        by_key = _said(lines, lambda own, accme_id: (key_of(own), accme_id))
        by_accme_id = _said(lines, lambda own, accme_id: (accme_id, key_of(own)))
        for issued in self._issued.activities:
            found = self._find(issued)
            why = found if isinstance(found, str) else self._fault(issued, found, by_key, by_accme_id)
            if why or isinstance(found, str):
                told.append(Told(issued, why))
            elif found not in recorded:
                recorded[found] = self._recorded(found, issued)
            else:
                told.append(Told(issued, "The list names this activity before; once is enough."))
        named = {position for i in self._issued.activities if isinstance(position := self._find(i), int)}
        rest = [p for p, empty in enumerate(self._frame.empty) if not empty and p not in named]
        return Recording(
            self._batch, self._issued, self._day, [recorded[p] for p in sorted(recorded)], told, rest,
            self._column is not None,
        )  # fmt: skip

    def _find(self, issued: Issued) -> int | str:
        """The position of an activity, or why there is none."""
        if not issued.provider_activity_id:
            if positions := self._owners.get(issued.accme_activity_id):
                return positions[0]
            return "It has no provider activity ID, by which its row could be found."
        positions = self._rows.get(key_of(issued.provider_activity_id), [])
        if len(positions) > 1:
            rows = ", ".join(str(self._frame.rows[position]) for position in positions)
            return f"Several rows of the workbook have this provider activity ID: {rows}."
        return positions[0] if positions else self._unknown(issued.provider_activity_id)

    def _unknown(self, own: str) -> str:
        """Says that an ID is not there, and which one may be meant: Excel takes zeros from the front of numbers."""
        why = "No activity of the workbook has this provider activity ID."
        near = [p for p, text in enumerate(self._ids) if text and _bare(text) == _bare(own)]
        if len(near) != 1:
            return why
        return (
            f"{why} Row {self._frame.rows[near[0]]} has {self._ids[near[0]]}: is it the same? Excel takes zeros from "
            "the front of numbers when it opens a text file. Correct the list, or enter the ID in the copy by hand."
        )

    def _fault(
        self, issued: Issued, position: int, by_key: Mapping[str, set[str]], by_accme_id: Mapping[str, set[str]]
    ) -> str:
        return next(self._faults(issued, position, by_key, by_accme_id), "")

    def _faults(
        self, issued: Issued, position: int, by_key: Mapping[str, set[str]], by_accme_id: Mapping[str, set[str]]
    ) -> Iterator[str]:
        accme_id, there = issued.accme_activity_id, self._accme_ids[position]
        for column in filter(None, ("" if there else ACCME_ID, self._column)):
            if self._frame.rows[position] in self._formulas.get(column, ()):
                there_is = place(self._batch, ACTIVITIES, column, position)
                yield f"A formula stands in {there_is}; put a value there first."
        if not self._issued.with_ids:
            return
        if not accme_id:
            yield f"The list has no {self._header} for it."
        if self._form and not self._form.fits(accme_id):
            yield f"{accme_id} is no {self._header}, which has {self._form.words}."
        if len(by_key.get(key_of(issued.provider_activity_id), ())) > 1:
            yield f"The list gives this activity more than one {self._header}."
        if len(by_accme_id.get(accme_id, ())) > 1:
            yield f"The list gives this {self._header} to more than one activity."
        if there and there != accme_id:
            yield f"The workbook has {there} there already, which is not replaced; look into PARS which one is right."
        if others := [p for p in self._owners.get(accme_id, ()) if p != position]:
            yield f"Row {self._frame.rows[others[0]]} of the workbook has this {self._header} already."

    def _recorded(self, position: int, issued: Issued) -> Recorded:
        accme_id = "" if self._accme_ids[position] or not self._issued.with_ids else issued.accme_activity_id
        new_day = self._column is not None and self._frame.date(self._column)[position] != serial(self._day)
        return Recorded(position, accme_id, bool(new_day))


def _bare(text: str) -> str:
    return key_of(text).lstrip("0")


def _positions(texts: Iterable[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for position, text in enumerate(texts):
        if text:
            found.setdefault(text, []).append(position)
    return found


def _said(lines: Sequence[tuple[str, str]], pair: Callable[[str, str], tuple[str, str]]) -> dict[str, set[str]]:
    """What the list says under each ID."""
    found: dict[str, set[str]] = {}
    for one, other in (pair(*line) for line in lines):
        if one and other:
            found.setdefault(one, set()).add(other)
    return found
