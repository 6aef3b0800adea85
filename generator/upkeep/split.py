"""A completed workbook in several, one for each value that a column of Activities has.

The rows of other sheets follow their activity. Activities without a value, and rows that belong to no activity, or to
activities of several values, go into a workbook of their own.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from pathlib import Path

from openpyxl.workbook import Workbook

from generator.catalog import ACTIVITIES, ID, Column, fold
from generator.failure import Failure
from generator.progress import counted, heard
from generator.rules.tables import key_texts
from generator.upkeep.file_names import names_after
from generator.upkeep.new_book import NewBook, marks_for
from generator.upkeep.origin import Origin
from generator.upkeep.own_columns import OwnCells
from generator.upkeep.parted import Part, Split
from generator.upkeep.source import Source, batch_of, newest_for
from generator.upkeep.upgrade import settings_carried, upgraded_of
from generator.upkeep.upgrade_sheet import SPLIT, numbers, write_report
from generator.upkeep.upgraded import RowCount, Upgraded, by_fate
from generator.whole_file import cannot_be_written, whole_files
from generator.workbook.cells import day_of, text_of
from generator.workbook.columns import header_key
from generator.workbook.letters import letters_of
from generator.workbook.own_sheets import FIRST_ROW
from generator.workbook.package import Package
from generator.workbook.scan import Malformed

MOST_FILES = 200
"""Workbooks that one split writes, besides that of the rows without a value."""
NO_VALUE = "no value"
"""What stands in the name of the file of rows without a value."""
_NONE = ""
"""The group of what has no value."""


def split(
    package: Package,
    stem: str,
    by: str,
    folder: Path,
    overlay: Path | None,
    *,
    live: bool | None = None,
    day: dt.date,
) -> Split:
    """Writes a fresh workbook of the newest catalog version for each value of a column into `folder`, all or none.

    Args:
        package: the completed workbook, which stays as it is.
        stem: what the names of the new ones begin with.
        by: header of a column of Activities.
        folder: it is made where there is none; its files are never replaced.
        overlay: the organization's folder, for both catalogs.
        live: whether the new ones have live marks; None for as the old one.
        day: the day of the computer, for the values of formulas.

    Raises:
        Failure: the workbook cannot be read, there is no such column, it has no value or too many, or a file exists
            already or cannot be written.
    """
    try:
        batch = batch_of(package, overlay)
        new = newest_for([batch.catalog], overlay)
        source = Source(batch.name, batch, Origin(package, batch.catalog), new)
        source.read_all()
    except Malformed as error:
        raise package.damaged(str(error)) from error
    return _Splitting(source, by).write(stem, folder, day, live)


class _Splitting:
    """A split on its way: group of each row, a group being the folded value."""

    def __init__(self, source: Source, by: str) -> None:
        self._source = source
        self._by, texts = _column(source, by)
        self._spellings: dict[str, Counter[str]] = {}
        self._rows: dict[str, dict[str, dict[int, int]]] = {}
        groups = [fold(text) for text in texts]
        for text, group in zip(texts, groups, strict=True):
            if group:
                self._spellings.setdefault(group, Counter())[text] += 1
        if not self._spellings:
            raise Failure(f"No activity has a value in the column {self._by}, so there is nothing to split by it.")
        if len(self._spellings) > MOST_FILES:
            raise Failure(
                f"The column {self._by} has {len(self._spellings):,} different values, more than the {MOST_FILES} "
                "workbooks of one split; choose another column."
            )
        self._place(groups)

    def _place(self, groups: Sequence[str]) -> None:
        """Gives each row of every sheet its group, and its row in the workbook of that group."""
        frames = self._source.batch.sheets
        of_id: dict[str, set[str]] = {}
        for key, group in zip(key_texts([frames[ACTIVITIES].text(ID)]), groups, strict=True):
            of_id.setdefault(key, set()).add(group)
        for name, frame in frames.items():
            chosen = list(groups)
            if name != ACTIVITIES:
                keys = key_texts([frame.text(ID)]) if frame.sheet.has(ID) else [""] * len(frame)
                found = [of_id.get(key, set()) if key else set[str]() for key in keys]
                chosen = [next(iter(owners)) if len(owners) == 1 else _NONE for owners in found]
            rows = [*zip(frame.rows, chosen, strict=True), *((row, _NONE) for row in self._source.own_only(name))]
            for row, group in rows:
                to = self._rows.setdefault(group, {}).setdefault(name, {})
                to[row] = FIRST_ROW + len(to)

    def write(self, stem: str, folder: Path, day: dt.date, live: bool | None) -> Split:
        """Writes the workbooks."""
        groups = [*self._spellings, *([_NONE] if _NONE in self._rows else [])]
        names = names_after(stem, [self._value(group) or NO_VALUE for group in groups], ".xlsx")
        targets = [folder / name for name in names]
        marks = marks_for([self._source], self._source.boards, live)
        parts: list[Part] = []
        with _made(folder):
            if there := [target for target in targets if target.exists() or target.is_symlink()]:
                raise Failure(f"{there[0]} exists already, and a split replaces no file; give an empty folder.")
            with whole_files(targets) as written:
                places = zip(groups, names, written, strict=True)
                for group, name, path in counted(places, len(groups), "workbooks written"):
                    book = NewBook([self._source], marks, self._source.older.settings)
                    with heard(None):
                        done = self._write_part(book, group, name, path, day)
                    spellings = list(self._spellings.get(group, ()))
                    parts.append(Part(self._value(group), spellings if len(spellings) > 1 else (), done))
        return Split(self._whole(parts), self._by, parts)

    def _write_part(self, book: NewBook, group: str, name: str, path: Path, day: dt.date) -> Upgraded:
        source, rows = self._source, self._rows.get(group, {})
        carried = book.take(0, rows)
        result: list[Upgraded] = []

        def also(workbook: Workbook) -> None:
            entries = [*carried.entries, *settings_carried(source, book, workbook, source.older.settings)]
            done = Upgraded(name, source.batch.catalog, source.new, carried.counts, by_fate(entries))
            result.append(done)
            which = f"{self._by} is {value}" if (value := self._value(group)) else f"no value of {self._by}"
            about = f"From {source.name} (catalog {done.was.version}), {which}: {numbers(done.counts)}."
            write_report(workbook, SPLIT, [about], [(name, done.entries)])

        reach = {sheet: max(to.values()) for sheet, to in rows.items() if to}
        rows_made = source.older.rows_made
        book.write(path, boards=source.boards, rows=rows_made, day=day, also=also, reach=reach)
        return result[0]

    def _value(self, group: str) -> str | None:
        """The value of a group, as it is mostly written."""
        return self._spellings[group].most_common(1)[0][0] if group in self._spellings else None

    def _whole(self, parts: Sequence[Part]) -> Upgraded:
        """The rows of all parts together, and what no part holds."""
        counts = {
            frame.sheet.title: RowCount(len(frame), sum(part.done.rows[frame.sheet.title].written for part in parts), 0)
            for frame in self._source.batch.sheets.values()
        }
        return upgraded_of(self._source, list(self._source.not_carried()), counts)


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Makes a folder where there is none, and takes it away again when nothing comes into it."""
    new = not folder.exists()
    if not new and not folder.is_dir():
        raise Failure(f"{folder} is a file; give the name of a folder.")
    try:
        folder.mkdir(exist_ok=True)
    except FileNotFoundError as error:
        raise Failure(f"The folder {folder.parent} does not exist; create it, or choose another place.") from error
    except OSError as error:
        raise cannot_be_written(folder, error) from error
    try:
        yield
    except BaseException:
        if new:
            with suppress(OSError):
                folder.rmdir()
        raise


def _column(source: Source, by: str) -> tuple[str, Sequence[str]]:
    """The header of a column of Activities, and its text in each row.

    Raises:
        Failure: there is none with that header, or more than one.
    """
    frame = source.batch.sheets[ACTIVITIES]
    headers = source.older.origin.headers(frame.sheet.title)
    known: dict[str, list[tuple[str, Column | OwnCells]]] = {}
    for column in frame.sheet.columns:
        if letter := frame.letters.get(column.id):
            there = next((text for number, text in headers.items() if letters_of(number) == letter), column.header)
            for key in {header_key(column.header), header_key(there)}:
                known.setdefault(key, []).append((column.header, column))
    for own in source.own(ACTIVITIES):
        if own.header:
            known.setdefault(header_key(own.header), []).append((own.header, own))
    found = known.get(header_key(by), [])
    if len(found) > 1:
        raise Failure(f"Two columns of {frame.sheet.title} are headed {found[0][0]}; give one of them another header.")
    if not found:
        near = get_close_matches(header_key(by), known, n=3)
        theirs = [own.header for own in source.own(ACTIVITIES) if own.header]
        offered = ", ".join(known[key][0][0] for key in near) or ", ".join(theirs) or frame.sheet.columns[0].header
        raise Failure(
            f"{frame.sheet.title} of {source.name} has no column headed {by}; give the header of one that it has, such "
            f"as {offered}."
        )
    header, column_or_cells = found[0]
    if isinstance(column_or_cells, OwnCells):
        return header, [text_of(column_or_cells.cells.get(row)) for row in frame.rows]
    texts: Sequence[str] = list(frame.text(column_or_cells.id))
    if column_or_cells.kind == "date":
        days = frame.date(column_or_cells.id)
        texts = [t if math.isnan(d) else f"{day_of(d):%Y-%m-%d}" for t, d in zip(texts, days, strict=True)]
    return header, texts
