"""Which column of a list from elsewhere is which column of ours: by name, by what others call it, by nearness."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from generator.catalog import ACTIVITIES, ID, Catalog, Column, Sheet
from generator.intake.known_names import Known, Names, Set
from generator.intake.tables import name_key

_KEPT_BESIDE = "Not known here: kept as a column of your own, to the right of the table of activities."
_UNCERTAIN = "No other column is called as {0}. Look whether it holds the {0}."
_NUMBERED = re.compile(r"(.*?\D)[ _#-]*(\d{1,2})")
_REMARK = re.compile(r"\s*\([^()]*\)")
_NEAR = 0.88
"""How alike two names must be, by `difflib`: one wrong letter in eight."""
_NEARER = 0.04
"""By how much the nearest name must be nearer than that of any other column."""
_NEAR_WORD = 0.75
"""How alike each of their words must be."""


class How(StrEnum):
    """How a column was matched, or why not."""

    HEADER = "our header"
    KNOWN = "known name"
    NEAR = "near name"
    MAPPING = "your mapping"
    POSITION = "position"
    OWN = "own column"
    NO_PLACE = "no place"
    UNKNOWN = "unknown"


OWN = "own"
"""How a mapping says that a column stays a column of the user's own, beside the table of activities."""
_RECORD_ACTION = "record_action"
RANKS = (How.HEADER, How.KNOWN, How.NEAR)


@dataclass(frozen=True, slots=True)
class Target:
    """Where the values of a column go.

    Attributes:
        column: the column of ours.
        group: of several rows for one activity on its sheet, which; "" for the first or only one.
        answer: what is entered where the list says Yes; None for a column whose values are entered.
        sets: what is entered besides, where there is a value.
    """

    column: Column
    group: str = ""
    answer: str | None = None
    sets: Set | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A column of the list.

    Attributes:
        number: counted from 1.
        header: as it stands there.
        targets: where its values go; none where they have no place.
        why: what a person should know of it.
        name: the known name that it was matched by.
    """

    number: int
    header: str
    targets: tuple[Target, ...]
    how: How
    why: str = ""
    name: str = ""

    def as_json(self, catalog: Catalog, letter: str) -> dict[str, Any]:
        return {
            "column": letter,
            "header": self.header,
            "to": [OWN] if self.how is How.OWN else [words_of_target(catalog, target) for target in self.targets],
            "row": self.targets[0].group if self.targets else "",
            "how": self.how.value,
            "why": self.why,
        }


def words_of_target(catalog: Catalog, target: Target) -> str:
    """A target as a mapping says it: Activities: Title, or Support: Monetary or in-kind = In-kind."""
    words = f"{catalog.sheet(target.column.sheet).title}: {target.column.header}"
    return words if target.answer is None else f"{words} = {target.answer}"


def key_column(sheet: Sheet) -> Column:
    """The column without which a row of a sheet says nothing: the board, the program, the supporter; the ID of an
    activity."""
    return next((column for column in sheet.columns if column.needed and column.id != ID), sheet.column(ID))


def match_headers(
    headers: Mapping[int, str], names: Names, catalog: Catalog, fits: Callable[[int, Column], bool] = lambda *_: True
) -> list[Match]:
    """A match for each header, in order. No two get the same column of ours: our own header comes before a known name,
    that before a near one, and of equals the one further left.

    Args:
        headers: column number to header.
        names: what is known.
        catalog: whose columns they go to.
        fits: whether the values of a column may be those of a column of ours, which is asked where the name leaves
            room for something else.
    """
    candidates = {number: _candidate(header, names) for number, header in headers.items()}
    columns = Counter(
        known.column.id for _, known, _ in candidates.values() if known and known.column and not known.group
    )
    repeated = {sheet.id for sheet in catalog.sheets.values() if sheet.id != ACTIVITIES
                and columns[key_column(sheet).id] > 1}  # fmt: skip
    taken: dict[tuple[str, str, str], str] = {}
    times: Counter[str] = Counter()
    matches: dict[int, Match] = {}
    groups: dict[int, str] = {}
    for number, (_, known, which) in candidates.items():
        sheet = _sheet_of(known)
        if known and sheet and sheet != ACTIVITIES:
            # the second of the same name belongs to the second row of the activity
            key = f"{sheet}.{name_key(known.name)}"
            times[key] += 1
            groups[number] = known.group or which or (str(times[key]) if sheet in repeated and times[key] > 1 else "")
    order = sorted(candidates, key=lambda number: RANKS.index(how) if (how := candidates[number][0]) in RANKS else 9)
    for number in order:
        how, known, which = candidates[number]
        group = "" if (g := groups.get(number, "")) == "1" else g
        matches[number] = _match(number, headers[number], how, known, which, group, catalog, taken)
    return _with_uncertain([matches[number] for number in headers], names, fits)


def _with_uncertain(matches: list[Match], names: Names, fits: Callable[[int, Column], bool]) -> list[Match]:
    """The matches, with a column whose name may mean something else too, if no other column is or may be the same one
    of ours, and its values fit."""
    taken = {(target.column.sheet, target.column.id) for match in matches for target in match.targets}
    maybe: dict[tuple[str, str], list[tuple[Match, Column]]] = {}
    for match in matches:
        column = names.uncertain.get(name_key(match.header)) if match.how is How.UNKNOWN else None
        if column and (column.sheet, column.id) not in taken and fits(match.number, column):
            maybe.setdefault((column.sheet, column.id), []).append((match, column))
    found = {
        match.number: replace(match, targets=(Target(column),), how=How.NEAR, why=_UNCERTAIN.format(column.header))
        for (match, column), *others in maybe.values()
        if not others
    }
    return [found.get(match.number, match) for match in matches]


def with_own(matches: Sequence[Match], filled: Mapping[int, int], records: int) -> list[Match]:
    """The matches, with a column that is not known, and is filled in at least half of the rows, as one of the user's
    own.

    Args:
        matches: as proposed.
        filled: number of a column to how many rows hold something there.
        records: how many rows there are.
    """
    return [replace(match, how=How.OWN, why=_KEPT_BESIDE)
            if match.how is How.UNKNOWN and 2 * filled.get(match.number, 0) >= records else match
            for match in matches]  # fmt: skip


def _sheet_of(known: Known | None) -> str:
    column = (known.column or (known.sets.column if known.sets else None)) if known else None
    return column.sheet if column else ""


def _match(
    number: int, header: str, how: How, known: Known | None, which: str, group: str, catalog: Catalog,
    taken: dict[tuple[str, str, str], str],
) -> Match:  # fmt: skip
    if known is None:
        return Match(number, header, (), How.UNKNOWN, "No column of the workbook is known by this name.")
    near = f"Read as “{known.name}”, which is near." if how is How.NEAR else ""
    why = " ".join(filter(None, (near, known.why)))
    if known.column is None and known.sets is None:
        return Match(number, header, (), How.NO_PLACE, known.why, known.name)
    if known.column is None:
        assert known.sets is not None  # the line above
        target = Target(known.sets.column, group, answer=known.sets.value)
        return Match(number, header, (target,), how, why, known.name)
    column = _member(catalog.sheet(known.column.sheet), known.column, which)
    free = next((c for c in _further(catalog, column) if (c.sheet, c.id, group) not in taken), None)
    if free is None:
        other = taken[column.sheet, column.id, group]
        return Match(
            number, header, (), How.NO_PLACE, f"The column “{other}” of the list fills {column.header} already."
        )
    taken[free.sheet, free.id, group] = header
    return Match(number, header, (Target(free, group, sets=known.sets),), how, why, known.name)


def _member(sheet: Sheet, column: Column, which: str) -> Column:
    """Of a numbered family the one with that number."""
    family = sheet.family(column.family)
    return family[int(which) - 1] if which and column.repeats and 1 <= int(which) <= len(family) else column


def _further(catalog: Catalog, column: Column) -> Iterator[Column]:
    """The column, and those of its family that come after it."""
    yield column
    if column.repeats or column.grows or column.family != column.id:
        family = catalog.sheet(column.sheet).family(column.family)
        yield from family[family.index(column) + 1 :]


def _candidate(header: str, names: Names) -> tuple[How, Known | None, str]:
    """What a header means: how it was found, the name, and its own number (2 of Supporter 2)."""
    key = name_key(header)
    for text in (key, name_key(_REMARK.sub("", header))):
        if known := names.names.get(text):
            return (How.HEADER if known.own else How.KNOWN), known, ""
    if numbered := _NUMBERED.fullmatch(key):
        known = names.names.get(name_key(numbered[1]))
        if known and known.column and (known.column.sheet != ACTIVITIES or known.column.family != known.column.id):
            return How.KNOWN, known, str(int(numbered[2]))
    near = _nearest(key, names)
    return (How.NEAR, near, "") if near else (How.UNKNOWN, None, "")


def _nearest(key: str, names: Names) -> Known | None:
    """The known name that is clearly nearest; None when there is none, or it has no place."""
    if len(key) < 5:
        return None
    best: dict[str, tuple[float, Known]] = {}
    matcher = difflib.SequenceMatcher(b=key, autojunk=False)
    for name, known in names.names.items():
        if _has_consequences(known, names):
            continue
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() < _NEAR - _NEARER or matcher.quick_ratio() < _NEAR - _NEARER:
            continue
        means = known.column.header if known.column else known.name
        ratio = matcher.ratio() if _word_by_word(key, name) else 0.0
        if ratio > best.get(means, (0.0, known))[0]:
            best[means] = ratio, known
    ranked = sorted(best.values(), key=lambda found: -found[0])
    if not ranked or ranked[0][0] < _NEAR or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _NEARER):
        return None
    return ranked[0][1]


def _has_consequences(known: Known, names: Names) -> bool:
    """Whether a name means a column in which a wrong value closes, registers, attests or deletes something: those of
    answers, and that of the record's action. Such a column is read by its very name only."""
    column = known.column or (known.sets.column if known.sets else None)
    return column is not None and (column.list == names.answers or column.id == _RECORD_ACTION)


def _word_by_word(one: str, other: str) -> bool:
    """Whether each word of the one is near a word of the other: End time is not End date, however long the rest."""
    words, others = one.split(), other.split()
    return all(
        any(difflib.SequenceMatcher(None, word, near, autojunk=False).ratio() >= _NEAR_WORD for near in among)
        for mine, among in ((words, others), (others, words))
        for word in mine
    )


def by_position(matches: Sequence[Match]) -> list[Match]:
    """Matches of a layout without headers."""
    return [replace(match, how=How.POSITION) if match.targets else match for match in matches]
