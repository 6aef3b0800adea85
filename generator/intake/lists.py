"""A list from elsewhere, as an LMS or an office's own Excel has it, on its way into a new workbook."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.catalog import ACTIVITIES, Catalog, load
from generator.failure import Failure
from generator.intake.brought import Brought
from generator.intake.date_order import DateOrder, decide
from generator.intake.drafts import Addresses
from generator.intake.known_names import Names, known_names
from generator.intake.likely import Lacking, Likeness, lacking
from generator.intake.list_rows import ListRows
from generator.intake.list_values import Reader
from generator.intake.mapping_file import read_mapping, remember, remembered, write_mapping
from generator.intake.matching import How, Match, by_position, match_headers, with_own, words_of_target
from generator.intake.older_layouts import without_headers
from generator.intake.raw import filled
from generator.intake.tables import Table, cell_at, read_rows, with_headers
from generator.template.layout import lay_out
from generator.template.live import checked_marks, live_marks
from generator.upkeep.own_columns import OwnCells, spots
from generator.upkeep.upgrade_sheet import Placed
from generator.upkeep.upgraded import Entry, Fate, words_of
from generator.workbook.letters import letters_of
from generator.workbook.settings import Settings

_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
"""A letter of UTF-8 beyond those of ASCII."""
MOST_TOLD = 1_000_000
"""Lines of the sheet of what was not imported: a sheet has little more."""
_MOST_ROWS = 8
"""Rows that a sentence names."""
_WHOLE_SHEET = "(the whole sheet)"
_SHEET = "A list is read from one sheet. Import this one by itself with --sheet, if it is a list too."


@dataclass(frozen=True, slots=True)
class ListOptions:
    """What a user says of a list.

    Attributes:
        sheet: the tab of a workbook; None for the one that looks most like a list of activities.
        mapping: a file with the mapping; where there is none, the proposed one is written there.
        day_first: how dates such as 4/5/2026 are read; None for what the list itself says.
        kept: the folders where mappings that somebody edited are looked for; the first is where they are kept. Empty
            for not at all.
    """

    sheet: str | None = None
    mapping: Path | None = None
    day_first: bool | None = None
    kept: Sequence[Path] = ()

    @property
    def said(self) -> bool:
        """Whether the user said anything that only a list can follow."""
        return self.sheet is not None or self.mapping is not None or self.day_first is not None


def read_list(file: Path, overlay: Path | None, options: ListOptions = ListOptions(), *, live: bool = True) -> Brought:
    """The activities of a list.

    Args:
        file: a text file with delimiters, or an Excel workbook that is not ours.
        overlay: the organization's folder, or None.
        options: what the user says of it.
        live: whether the new workbook has live marks, which stand between its table and the list's own columns.

    Raises:
        Failure: the file or the mapping cannot be used, or no column of it is known.
    """
    catalog = load(None, overlay)
    names = known_names(catalog)
    rows = read_rows(file, sheet=options.sheet, known=names.names)
    table = without_headers(rows, catalog, names) or with_headers(rows, names.names)
    if not table.rows:
        raise Failure(f"{table.name} has no rows below its headers; there is nothing to bring in.")
    likeness = Likeness(table, names, catalog)
    matches, edited, notes = _matches(table, catalog, names, likeness, options)
    if not any(target.column.sheet == ACTIVITIES for match in matches for target in match.targets):
        raise Failure(
            f"No column of {table.name} is known to hold activities; say in a mapping which is which "
            "(--mapping FILE.csv writes one to fill in)."
        )
    dates = decide(_dates(table, matches), options.day_first)
    listed = ListRows(table, matches, Reader(catalog, names, dates))
    if wider := _wider(catalog, listed):
        catalog = load(None, overlay, wider)
        names = known_names(catalog)
        matches, *_ = _matches(table, catalog, names, likeness, options)
        listed = ListRows(table, matches, Reader(catalog, names, dates))
    if options.kept and edited:
        kept = remembered(options.kept[0], table.headers)
        remember(kept, matches, catalog)
        notes.append(f"The mapping is remembered for lists with these headers, in {kept}.")
    beside = _beside(table, listed, catalog, live)
    entries = list(_entries(table, matches, listed, catalog, beside))
    if sum(entry.fate in {Fate.LEFT, Fate.KEPT} for entry in entries) > MOST_TOLD:
        raise Failure(
            f"More than {MOST_TOLD:,} cells of {table.name} have no place or are to be looked at, which no sheet can "
            "list; take out columns that are not for PARS, or split the list."
        )
    lacks = lacking(matches, [*listed.rows[ACTIVITIES].values()], likeness, names, catalog)
    return ListBrought(
        source=table.name,
        catalog=catalog,
        rows=listed.rows,
        entries=entries,
        read={"rows": listed.records, "columns": len(matches)},
        settings=Settings(day_first=dates.day_first),
        notes=[*notes, *_notes(listed, catalog, dates, _garbled(table))],
        first=[*(one.words for one in lacks), *_overlong(table)],
        lacking=lacks,
        columns=matches,
        named=listed.named,
        beside=list(beside.values()),
    )


@dataclass(frozen=True)
class ListBrought(Brought):
    """What a list holds.

    Attributes:
        columns: its columns, and where they went.
        lacking: the columns that PARS needs to save an activity and that none of them became.
    """

    columns: Sequence[Match] = field(default=(), repr=False)
    lacking: Sequence[Lacking] = ()

    def as_json(self) -> dict[str, object]:
        columns = [match.as_json(self.catalog, letters_of(match.number)) for match in self.columns]
        lacking = [{"column": one.column.header, "likely": [*one.likely]} for one in self.lacking]
        return {**super().as_json(), "mapping": columns, "lacking": lacking}


def _matches(
    table: Table, catalog: Catalog, names: Names, likeness: Likeness, options: ListOptions
) -> tuple[list[Match], bool, list[str]]:
    """The match of each column, whether a person said otherwise in a mapping given now, and what is told of them."""
    proposed = match_headers(table.headers, names, catalog, likeness.fits)
    proposed = with_own(proposed, Counter(number for row in table.rows for number, _ in filled(row)), len(table.rows))
    if table.header_row is None:
        proposed = by_position(proposed)
    if options.mapping and options.mapping.exists():
        said = read_mapping(options.mapping, proposed, catalog)
        return said, said != proposed, [f"Columns went as {options.mapping} says."]
    kept = next((path for folder in options.kept if (path := remembered(folder, table.headers)).is_file()), None)
    if kept and not options.mapping:
        try:
            columns = read_mapping(kept, proposed, catalog)
        except Failure as failure:
            raise Failure(f"In {kept.parent}: {failure}") from failure
        return (
            columns,
            False,
            [f"Columns went as remembered for lists with these headers in {kept}; --no-remember sets that aside."],
        )
    if options.mapping:
        if options.mapping.suffix.lower() != ".csv":
            raise Failure(
                f"A mapping needs a name that ends in .csv, as in {options.mapping.with_suffix('.csv').name}."
            )
        write_mapping(options.mapping, proposed, catalog)
        return (
            proposed,
            False,
            [
                f"The mapping is in {options.mapping}: if a column went astray, edit it there, and import again with "
                "--mapping and with --replace, so that the new workbook is made anew."
            ],
        )
    return proposed, False, []


def _dates(table: Table, matches: Sequence[Match]) -> Iterator[tuple[str, str]]:
    """Place and text of each cell in a column of dates that is a text."""
    numbers = [match.number for match in matches if any(target.column.kind == "date" for target in match.targets)]
    for row in table.rows:
        for number in numbers:
            if isinstance(cell := cell_at(row, number), str):
                yield table.place(row.number, number), cell


def _wider(catalog: Catalog, listed: ListRows) -> int:
    """How many columns a family that may grow needs, where it has fewer; 0 for no more than there are."""
    return max((listed.widest[column.family] for column in catalog.columns() if column.grows), default=0)


def _beside(table: Table, listed: ListRows, catalog: Catalog, live: bool) -> dict[int, Placed]:
    """Number of a column of the list's own to its place beside the table of activities."""
    marks = live_marks(catalog) if live else checked_marks(catalog)
    layout = lay_out(catalog.sheet(ACTIVITIES), 1, marks.sheets.get(ACTIVITIES))
    headers = {number: " ".join(table.headers[number].split()) for number in listed.beside}
    own = [OwnCells(headers[number], table.letter(number), cells) for number, cells in listed.beside.items()]
    numbers = {table.letter(number): number for number in listed.beside}
    return {
        numbers[column.letter]: Placed(spot.number, spot.header, spot.in_table, column.cells)
        for column, spot in spots(layout, [own])[0]
    }


def _entries(
    table: Table, matches: Sequence[Match], listed: ListRows, catalog: Catalog, beside: Mapping[int, Placed]
) -> Iterator[Entry]:
    letters = {number: letters_of(placed.number) for number, placed in beside.items()}
    addresses = Addresses(catalog, letters)
    if table.header_row:
        by_number = {match.number: match for match in matches}
        for number, cell in filled(table.header_row):
            place = table.place(table.header_row.number, number)
            text, match = words_of(cell), by_number.get(number)
            if match and number in beside:
                tab, header = catalog.sheet(ACTIVITIES).title, beside[number].header
                yield Entry(Fate.CARRIED, tab, header, place, f"{letters[number]}1", text, header, match.why)
            else:
                yield _header(match, text, place, catalog, addresses)
    for told in listed.told:
        yield addresses.entry(told)
    for other in table.others:
        yield Entry(Fate.LEFT, "", other, _WHOLE_SHEET, None, "", "", _SHEET)


def _header(match: Match | None, text: str, place: str, catalog: Catalog, addresses: Addresses) -> Entry:
    if match is None:
        return Entry(Fate.CHANGED, "", text, place, None, text, "", "Only blanks, read as no header.")
    if not match.targets:
        return Entry(Fate.LEFT, "", text, place, None, text, "", match.why)
    target = match.targets[0]
    cell = ", ".join(addresses.cell(target.column.sheet, target.column.id, 1) for target in match.targets)
    new = "; ".join(words_of_target(catalog, target).partition(": ")[2] for target in match.targets)
    fate = Fate.KEPT if match.how is How.NEAR else Fate.CARRIED
    tab = catalog.sheet(target.column.sheet).title
    return Entry(fate, tab, target.column.header, place, cell, text, new, match.why)


def _overlong(table: Table) -> Iterator[str]:
    """What is told of rows with more cells than there are headers."""
    numbers = [f"{row.number:,}" for row in table.overlong]
    if numbers:
        rest = len(numbers) - _MOST_ROWS
        named = [*numbers[:_MOST_ROWS], *([f"{rest:,} more"] if rest > 0 else [])]
        rows = f"Rows {', '.join(named[:-1])} and {named[-1]} have" if named[1:] else f"Row {named[0]} has"
        yield (
            f"{rows} more cells than headers, so values may stand in wrong columns: is there a {table.delimiter} "
            "inside a text without quotation marks? Put them around that text, or save the list in Excel as .xlsx, and "
            "import it again."
        )


def _garbled(table: Table) -> str:
    """The first cell in which letters of UTF-8 were read as those of Windows; empty for none."""
    if table.encoding != "cp1252":
        return ""
    cells = ((table.place(row.number, number), cell) for row in table.rows for number, cell in filled(row))
    return next((place for place, cell in cells
                 if isinstance(cell, str) and _UTF_8.search(cell.encode("cp1252", "ignore"))), "")  # fmt: skip


def _notes(listed: ListRows, catalog: Catalog, dates: DateOrder, garbled: str) -> Iterator[str]:
    if dates.note:
        yield dates.note
    if garbled:
        yield (
            f"The text of the file is of two encodings: it was read as that of Windows, and {garbled} may hold wrong "
            "letters. Save the list in Excel as .xlsx, or as “CSV UTF-8”, and import that."
        )
    if listed.repeats:
        rows = "row says" if listed.repeats == 1 else "rows say"
        yield f"{listed.repeats:,} {rows} the same of an activity as a row above and became one with it."
    for sheet in catalog.sheets.values():
        if sheet.answer and (count := listed.answered[sheet.answer]):
            header = catalog.sheet(ACTIVITIES).column(sheet.answer).header
            activities = "activity" if count == 1 else "activities"
            yield (
                f"{header} says Yes for {count:,} {activities} with rows on {sheet.title}, since the list has no "
                "column for it."
            )
