"""A mapping as a small file that a person edits: which column of a list goes where. One line for each, as CSV.

    Column,Header,Goes to,Row,How
    B,Course Name,Activities: Title,,known name
    F,Supporter 2,Support: Supporter,2,known name
    G,In kind?,Support: Monetary or in-kind = In-kind,2,known name
    H,Department,own,,own column
    I,Remarks,,,unknown

Row says which of several rows for one activity on that sheet; the code of a board there stands for the row of that
board. Two lines for one column send it to two of ours; `own` keeps it as a column of the user's own. How is for people
only.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from generator.catalog import ACTIVITIES, Catalog, Column
from generator.failure import Failure
from generator.intake.matching import OWN, How, Match, Target, words_of_target
from generator.intake.raw import Row
from generator.intake.tables import cell_at, name_key, read_table
from generator.kept import folder_for, is_private
from generator.whole_file import write_whole
from generator.workbook.cells import text_of
from generator.workbook.letters import letters_of

FIELDS = ("Column", "Header", "Goes to", "Row", "How")
_COLUMN, _HEADER, _GOES_TO, ROW = FIELDS[:4]
_IS = " = "


def write_mapping(path: Path, matches: Sequence[Match], catalog: Catalog, *, replace: bool = False) -> None:
    """Writes a mapping so that Excel opens it.

    Raises:
        Failure: there is a file already that may not be replaced, or it cannot be written.
    """
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(FIELDS)
    for match in matches:
        for target in match.targets or (None,):
            nowhere = OWN if match.how is How.OWN else ""
            goes_to, row = (words_of_target(catalog, target), target.group) if target else (nowhere, "")
            lines.writerow((letters_of(match.number), match.header, goes_to, row, match.how.value))
    write_whole(path, text.getvalue().encode("utf-8-sig"), replace=replace, private=is_private(path))


def read_mapping(path: Path, proposed: Sequence[Match], catalog: Catalog) -> list[Match]:
    """The matches as the file says.

    Args:
        path: the file.
        proposed: the matches without it; where the file says the same, what they know besides stays.
        catalog: whose columns it names.

    Raises:
        Failure: it cannot be read, names a column that there is not, leaves a header of the list out or names one that
            the list has not.
    """
    table = read_table(path, known=FIELDS)
    numbers = {name_key(header): number for number, header in table.headers.items()}
    if missing := [name for name in FIELDS[:3] if name_key(name) not in numbers]:
        raise Failure(
            f"{path.name} is no mapping: no column is headed {missing[0]}; give --mapping another name, where a new "
            "one is written."
        )

    def text(row: Row, name: str) -> str:
        number = numbers.get(name_key(name))
        return text_of(cell_at(row, number)) if number else ""

    columns = _columns(catalog)
    targets: dict[int, list[Target]] = {match.number: [] for match in proposed}
    named: set[int] = set()
    own: set[int] = set()
    for row in table.rows:
        header, goes_to = text(row, _HEADER), text(row, _GOES_TO)
        where = f"{path.name}, row {row.number}"
        number = _number(where, header, text(row, _COLUMN), proposed)
        named.add(number)
        if name_key(goes_to) == OWN:
            own.add(number)
        elif goes_to:
            targets[number].append(_target(where, goes_to, text(row, ROW), columns, catalog))
    if left := next((match for match in proposed if match.number not in named), None):
        raise Failure(
            f"{path.name} does not name the column “{left.header}” of the list; add a line for it, or delete the file "
            "to have a new one proposed."
        )
    _once(path, targets, catalog)
    return [_match(match, tuple(targets[match.number]), match.number in own) for match in proposed]


def remembered(folder: Path, headers: Mapping[int, str]) -> Path:
    """Where the mapping for a list with these headers is kept; the file need not exist."""
    keys = "\n".join(name_key(headers[number]) for number in sorted(headers))
    return folder / f"{hashlib.sha256(keys.encode()).hexdigest()[:16]}.csv"


def remember(path: Path, matches: Sequence[Match], catalog: Catalog) -> None:
    """Keeps a mapping at the path that `remembered` says.

    Raises:
        Failure: it cannot be written.
    """
    try:
        folder_for(path)
    except Failure as failure:
        raise Failure(f"The mapping cannot be kept: {failure} Make that folder, or add --no-remember.") from failure
    write_mapping(path, matches, catalog, replace=True)


def _match(proposed: Match, targets: tuple[Target, ...], own: bool) -> Match:
    plain = tuple(replace(target, sets=None) for target in proposed.targets)
    if own and not targets and proposed.how is How.OWN:
        return proposed
    if own and not targets:
        return replace(proposed, targets=(), how=How.OWN, why="Your mapping keeps it as a column of your own.")
    if targets == plain and proposed.how is not How.OWN:
        return proposed
    known = {replace(target, sets=None): target for target in proposed.targets}
    with_sets = tuple(known.get(target, target) for target in targets)
    why = "" if targets else "Your mapping sends it nowhere."
    return Match(proposed.number, proposed.header, with_sets, How.MAPPING if targets else How.NO_PLACE, why)


def _columns(catalog: Catalog) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    for column in catalog.columns():
        tab = catalog.sheet(column.sheet).title
        for name in (f"{tab}: {column.header}", f"{column.sheet}.{column.id}"):
            columns[name_key(name)] = column
        if column.sheet == ACTIVITIES:
            columns[name_key(column.header)] = column
    return columns


def _number(where: str, header: str, letter: str, proposed: Sequence[Match]) -> int:
    same = [match for match in proposed if name_key(match.header) == name_key(header)]
    here = [match for match in same if letters_of(match.number) == letter.upper()]
    if not same:
        raise Failure(f"{where} names the column “{header}”, which the list does not have; take the line out.")
    if not here and len(same) > 1:
        raise Failure(f"{where}: the list has several columns “{header}”; say which one by its letter in {_COLUMN}.")
    return (here or same)[0].number


def _target(where: str, goes_to: str, group: str, columns: Mapping[str, Column], catalog: Catalog) -> Target:
    name, _, answer = goes_to.partition(_IS)
    column = columns.get(name_key(name))
    if column is None:
        near = difflib.get_close_matches(name_key(name), columns, 1)
        example = columns[near[0]] if near else next(catalog.columns())
        raise Failure(
            f"{where}: the workbook has no column “{name}”; write sheet and header, as in "
            f"{words_of_target(catalog, Target(example))}."
        )
    if not answer:
        return Target(column, group)
    values = catalog.list_of(column)
    value = values.find(answer) if values else None
    if value is None:
        raise Failure(f"{where}: “{answer}” is no value of {column.header}; choose one of its list.")
    return Target(column, group, answer=value.value)


def _once(path: Path, targets: Mapping[int, Sequence[Target]], catalog: Catalog) -> None:
    seen: set[tuple[str, str, str]] = set()
    for target in (target for of_column in targets.values() for target in of_column if target.answer is None):
        place = target.column.sheet, target.column.id, target.group
        if place in seen:
            raise Failure(
                f"{path.name} sends two columns to {words_of_target(catalog, target)}; leave one of them blank, or "
                f"give each its {ROW}."
            )
        seen.add(place)
