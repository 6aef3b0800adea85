"""Several completed workbooks in a fresh one of the newest catalog version: several people fill, one exports.

Rows of all sheets come one workbook after the other. Activities that more than one of them holds are told; nothing is
chosen among copies that differ.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from openpyxl.workbook import Workbook

from generator.catalog import ACTIVITIES, ID
from generator.failure import Failure
from generator.template.start_sheet import SETTINGS
from generator.upkeep.merged import Merged, Shared
from generator.upkeep.new_book import NewBook, marks_for, rows_made
from generator.upkeep.origin import Origin
from generator.upkeep.same_id import equal_rows, in_words, repeated
from generator.upkeep.source import Source, batch_of, newest_for
from generator.upkeep.upgrade import settings_carried, upgraded_of
from generator.upkeep.upgrade_sheet import MERGE, numbers, write_report
from generator.upkeep.upgraded import Entry, Fate, Upgraded
from generator.whole_file import whole_file
from generator.workbook.area import LAST_ROW
from generator.workbook.frames import Batch
from generator.workbook.limits import LARGEST_BATCH
from generator.workbook.own_sheets import FIRST_ROW, START
from generator.workbook.package import Package
from generator.workbook.scan import Malformed
from generator.workbook.settings import DATES_AS_TEXT, SHOW_MISSING, TODAY, Settings

_MOST_TOLD = 500
"""Sentences above the list of the sheet Merge."""
_COPY = "The same as in {file}: one copy is enough."
_OTHER_DAY = (
    "Other workbooks have another day on Start, so the new one goes by the computer's; type a day there if needed."
)
_OTHER_DATES = (
    "Other workbooks read dates typed as text otherwise; those of this one that would change their day are dates now."
)
_OTHER_SHOWN = "Other workbooks show missing fields, so the new one does."


def merge(
    packages: Sequence[tuple[str, Package]],
    target: Path,
    overlay: Path | None,
    *,
    live: bool | None = None,
    seal: str | None = None,
    replace: bool = False,
    day: dt.date,
) -> Merged:
    """Writes to `target` a fresh workbook of the newest catalog version with all that the workbooks hold.

    All of them are read before anything is written.

    Args:
        packages: the completed workbooks, with the names that a report calls them by.
        target, overlay, live, seal, replace, day: see `generator.upkeep.upgrade.upgrade`.

    Raises:
        Failure: a workbook cannot be read, which the sentence names; they hold more than one workbook can; or `target`
            cannot be written.
    """
    batches: list[Batch] = []
    for name, package in packages:
        with _about(name, package):
            batches.append(batch_of(package, overlay))
    new = newest_for([batch.catalog for batch in batches], overlay)
    sources: list[Source] = []
    for (name, package), batch in zip(packages, batches, strict=True):
        with _about(name, package):
            source = Source(name, batch, Origin(package, batch.catalog), new)
            source.read_all()
            sources.append(source)
    merging = _Merging(sources, live)
    with whole_file(target, replace=replace) as part:
        return merging.write(part, day, seal)


@contextmanager
def _about(name: str, package: Package) -> Iterator[None]:
    """Has every failure name the workbook that it is about."""
    try:
        yield
    except Malformed as error:
        raise package.damaged(str(error)) from error
    except Failure as failure:
        if name in str(failure):
            raise
        raise Failure(f"{name}: {failure}") from failure


class _Merging:
    """A merge on its way."""

    def __init__(self, sources: Sequence[Source], live: bool | None) -> None:
        self._sources = sources
        self._boards = _all_boards(sources)
        self._settings = _settings_of([source.older.settings for source in sources])
        self._book = NewBook(sources, marks_for(sources, self._boards, live), self._settings)
        self._repeated = repeated(sources, self._book)
        self._left = self._copies()
        self._rows, self._reach = self._placed()

    def write(self, target: Path, day: dt.date, seal: str | None) -> Merged:
        carried = [
            self._book.take(number, rows, left)
            for number, (rows, left) in enumerate(zip(self._rows, self._left, strict=True))
        ]
        done: list[Merged] = []

        def also(workbook: Workbook) -> None:
            parts: list[Upgraded] = []
            for source, of_source in zip(self._sources, carried, strict=True):
                entries = [*source.not_carried(), *of_source.entries, *self._settings_told(source, workbook)]
                parts.append(upgraded_of(source, entries, of_source.counts))
            done.append(Merged(parts, self._shared(), [*self._remarks()]))
            write_report(
                workbook, MERGE, list(_lines(done[0])), [(part.file, part.entries) for part in parts]
            )  # fmt: skip

        self._book.write(
            target, boards=self._boards, rows=rows_made(self._sources), day=day, also=also, seal=seal,
            reach=self._reach,
        )  # fmt: skip
        return done[0]

    def _copies(self) -> list[dict[str, dict[int, str]]]:
        """For each workbook the rows that stay behind as copies, by sheet id, with the reason."""
        left: list[dict[str, dict[int, str]]] = [{} for _ in self._sources]
        for activity in self._repeated:
            for number, sheets in activity.left.items():
                for sheet, rows in sheets.items():
                    why = _COPY.replace("{file}", self._sources[activity.stays[sheet]].name)
                    left[number].setdefault(sheet, {}).update(dict.fromkeys(rows, why))
        for number, sheet, row, earlier in equal_rows(self._sources, self._book):
            left[number].setdefault(sheet, {})[row] = _COPY.replace("{file}", self._sources[earlier].name)
        return left

    def _placed(self) -> tuple[list[dict[str, dict[int, int]]], dict[str, int]]:
        """For each workbook where its rows go, by sheet id; and sheet id to the last row that holds anything. Rows that
        hold something in columns of others alone come last.

        Raises:
            Failure: they are more than one workbook can hold.
        """
        places: list[dict[str, dict[int, int]]] = [{} for _ in self._sources]
        last: dict[str, int] = {}
        for own_only in (False, True):
            for number, source in enumerate(self._sources):
                for name, frame in source.batch.sheets.items():
                    rows = source.own_only(name) if own_only else frame.rows
                    behind = self._left[number].get(name, {})
                    first = last.get(name, FIRST_ROW - 1) + 1
                    kept = [row for row in rows if row not in behind]
                    places[number].setdefault(name, {}).update(zip(kept, range(first, first + len(kept)), strict=True))
                    last[name] = first + len(kept) - 1
        for name, reached in last.items():
            title = next(s.batch.sheets[name].sheet.title for s in self._sources if name in s.batch.sheets)
            most = LARGEST_BATCH if name == ACTIVITIES else LAST_ROW - FIRST_ROW + 1
            if reached - FIRST_ROW + 1 > most:
                raise Failure(
                    f"The workbooks have {reached - FIRST_ROW + 1:,} rows on {title} together, more than the {most:,} "
                    "of one workbook; merge fewer of them."
                )
        return places, last

    def _shared(self) -> list[Shared]:
        names = [source.name for source in self._sources]
        sheet = self._sources[0].new.sheets[ACTIVITIES]
        letter = self._book.letter(ACTIVITIES, ID)
        shared = []
        for activity in self._repeated:
            rows = [self._rows[place.book][ACTIVITIES].get(place.row) for place in activity.places]
            cells = [f"{sheet.title}!{letter}{row}" if row else None for row in rows]
            places = [(names[place.book], place.cell, cell) for place, cell in zip(activity.places, cells, strict=True)]
            left = [
                (names[number], self._sources[number].batch.sheets[name].sheet.title, row)
                for number, sheets in activity.left.items()
                for name, rows_left in sheets.items()
                for row in rows_left
            ]
            told = in_words(activity, self._sources, cells)
            shared.append(Shared(activity.activity_id, activity.same, places, told, left))
        return shared

    def _remarks(self) -> Iterator[str]:
        for source in self._sources:
            if any(note.code == "catalog-differs" for note in source.batch.notes):
                yield (
                    f"{source.name} was made with other lists than those of catalog {source.batch.catalog.version} in "
                    "use here; check the new workbook for values that are not in these."
                )

    def _settings_told(self, source: Source, workbook: Workbook) -> Iterator[Entry]:
        """Settings of a workbook that are not as delivered, whether they come along or not."""
        now, was = self._settings, source.older.settings
        kept = Settings(
            was.today if was.today == now.today else None,
            day_first=was.day_first and now.day_first,
            hides_missing=was.hides_missing and now.hides_missing,
        )
        yield from settings_carried(source, self._book, workbook, kept)
        changed: Mapping[str, tuple[bool, Fate, str]] = {
            TODAY: (was.today != kept.today, Fate.LEFT, _OTHER_DAY),
            DATES_AS_TEXT: (was.day_first != kept.day_first, Fate.CHANGED, _OTHER_DATES),
            SHOW_MISSING: (was.hides_missing != kept.hides_missing, Fate.CHANGED, _OTHER_SHOWN),
        }
        for name, (is_changed, fate, why) in changed.items():
            if is_changed:
                cell, text = self._book.setting_cell(workbook, name)
                old = f"{was.today:%Y-%m-%d}" if name == TODAY else source.older.on_start(name)
                new = (None, "") if fate is Fate.LEFT else (cell, text)
                yield Entry(fate, START, SETTINGS[name], source.older.setting_cell(name), new[0], old, new[1], why)


def _all_boards(sources: Sequence[Source]) -> list[str] | None:
    """The boards that any of the workbooks offers; None for all."""
    offered = [source.boards for source in sources]
    if any(boards is None for boards in offered):
        return None
    wanted = {board for boards in offered for board in boards or ()}
    return [board.value for board in sources[0].new.boards if board.value in wanted]


def _settings_of(all_of_them: Sequence[Settings]) -> Settings:
    """What all of them say, and otherwise what is delivered."""
    days = {settings.today for settings in all_of_them}
    return Settings(
        all_of_them[0].today if len(days) == 1 else None,
        day_first=all(settings.day_first for settings in all_of_them),
        hides_missing=all(settings.hides_missing for settings in all_of_them),
    )


def _lines(done: Merged) -> Iterator[str]:
    """What is said above the list of the sheet Merge."""
    files = ", ".join(f"{part.file} (catalog {part.was.version})" for part in done.parts)
    yield f"From {files} to catalog {done.parts[0].now.version}: {numbers(done.counts)}."
    told = [*(activity.told for activity in done.shared), *done.remarks]
    yield from told[:_MOST_TOLD]
    if more := len(told) - _MOST_TOLD if len(told) > _MOST_TOLD else 0:
        yield f"… and {more:,} more of these: “pars merge --json” lists all."
