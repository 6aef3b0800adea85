"""A completed workbook of an older catalog version, or one that grew too large or was damaged, in a fresh template.

The rows come by column id and keep their numbers; values that the catalog renamed follow it; columns that somebody
added come along to the right. Comments, colors, formats, further sheets and formulas do not: only values do.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from openpyxl.workbook import Workbook

from generator.template.start_sheet import SETTINGS
from generator.upkeep.new_book import NewBook, marks_for
from generator.upkeep.origin import Origin
from generator.upkeep.source import Source, batch_of, newest_for
from generator.upkeep.upgrade_sheet import UPGRADE, numbers, write_report
from generator.upkeep.upgraded import Entry, Fate, RowCount, Upgraded, by_fate
from generator.whole_file import whole_file
from generator.workbook.own_sheets import START
from generator.workbook.package import Package
from generator.workbook.scan import Malformed
from generator.workbook.settings import DATES_AS_TEXT, SHOW_MISSING, TODAY, Settings


def upgrade(
    package: Package,
    target: Path,
    overlay: Path | None,
    *,
    rows: int | None = None,
    live: bool | None = None,
    seal: str | None = None,
    replace: bool = False,
    day: dt.date,
) -> Upgraded:
    """Writes to `target` a fresh workbook of the newest catalog version with all that the workbook holds.

    Args:
        package: the completed workbook, which stays as it is.
        target: where to write the new one.
        overlay: the organization's folder, for both catalogs.
        rows: for how many activities the new one has room; None for as many as the old one was made with. Tables grow
            to hold what there is.
        live: whether the new one has live marks; None for as the old one.
        seal: what a seal of the new one is to say (`generator.workbook.seal`); None for none.
        replace: whether an existing file may be replaced; which ones is up to the command (`generator.targets`).
        day: the day of the computer, for the values of formulas.

    Raises:
        Failure: the workbook cannot be read, its catalog is newer than the newest, or `target` cannot be written.
    """
    try:
        batch = batch_of(package, overlay)
        source = Source(
            batch.name, batch, Origin(package, batch.catalog), newest_for([batch.catalog], overlay)
        )  # fmt: skip
        with whole_file(target, replace=replace) as part:
            result = _write(source, part, rows, live, day, seal)
    except Malformed as error:
        raise package.damaged(str(error)) from error
    return result


def _write(
    source: Source, target: Path, rows: int | None, live: bool | None, day: dt.date, seal: str | None
) -> Upgraded:
    settings = source.older.settings
    book = NewBook([source], marks_for([source], source.boards, live), settings)
    kept = {
        name: {row: row for row in [*frame.rows, *source.own_only(name)]} for name, frame in source.batch.sheets.items()
    }
    carried = book.take(0, kept)
    done: list[Upgraded] = []

    def also(workbook: Workbook) -> None:
        entries = [*source.not_carried(), *carried.entries, *settings_carried(source, book, workbook, settings)]
        done.append(upgraded_of(source, entries, carried.counts))
        write_report(workbook, UPGRADE, [summary(done[0])], [(source.name, done[0].entries)])

    book.write(
        target, boards=source.boards, rows=rows or source.older.rows_made, day=day, also=also, seal=seal
    )  # fmt: skip
    return done[0]


def settings_carried(source: Source, book: NewBook, workbook: Workbook, settings: Settings) -> Iterator[Entry]:
    """Settings that are not as delivered, and come along as they are."""
    kept = {TODAY: settings.today, DATES_AS_TEXT: settings.day_first, SHOW_MISSING: settings.hides_missing}
    for name in (name for name, is_kept in kept.items() if is_kept):
        cell, text = book.setting_cell(workbook, name)
        if name == TODAY:
            text = f"{settings.today:%Y-%m-%d}"
        yield Entry(Fate.CARRIED, START, SETTINGS[name], source.older.setting_cell(name), cell, text, text, "")


def upgraded_of(source: Source, entries: list[Entry], counts: dict[str, RowCount]) -> Upgraded:
    """What became of the values of a workbook, with its rows that lie too far down to be read."""
    catalog = source.batch.catalog
    beyond = {sheet.title: len(source.batch.out_of_reach.get(sheet.id, ())) for sheet in catalog.sheets.values()}
    rows = {title: dataclasses.replace(count, out_of_reach=beyond[title]) for title, count in counts.items()}
    return Upgraded(source.name, catalog, source.new, rows, by_fate(entries))


def summary(done: Upgraded) -> str:
    """The upgrade in one line."""
    versions = f"From {done.file} (catalog {done.was.version}) to catalog {done.now.version}"
    return f"{versions}: {numbers(done.counts)}."
