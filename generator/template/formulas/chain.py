"""The chain of rows of an activity: how the rows of a sheet find their activity, and how an activity gathers what its rows say.

No formula scans a sheet for every activity. The hidden columns of a row, and of an activity, are links:

- `at` position of the first activity with the row's ID; on Activities `shared`, whether there are more; `p` position of the row's
  activity, 0 when there is none or more than one;
- `next` position of the next row of the same activity, 0 after the last; `f_moc`, on Activities, position of the first on MOC;
- `gather` what a row and those after it say, so that the first row has what all of them say: `a_moc` on Activities. A row says the letter
  of each condition that rows are counted by, its number, and its marks where something is missing;
- `mark` the number: the position of the row's board or program in its list and of the row on its sheet, as in [03:000012]; where it names
  none, !000012;
- `bad` whether a row or one after it will not save.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.catalog import ID
from generator.rules.expression import Bool
from generator.rules.expression.write import (
    NOTHING,
    find,
    holds,
    if_,
    if_error,
    index,
    joined,
    looked_up,
    match,
    quoted,
    substitute,
    times,
)
from generator.template.formulas.cells import Cells
from generator.template.limits import BuildError

_OPENS, _UNKNOWN = "[", "!"
"""What the number of a row begins with, and what stands for one where the row names no board or program."""
_NUMBER_START = 4
"""Characters of a number before the row's position: [03: of [03:000012]."""
_POSITION = 'RIGHT("00000"&(ROW()-1),6)'
"""The row's position in six digits."""
_GATHERED = 30_000
"""Characters that an activity gathers at most; a cell of Excel holds 32,767."""


class Chain:
    """The links between the rows of a sheet and their activities. The rows of Activities itself only know others of their ID.

    Attributes:
        counted: the conditions that rows are counted by, each with its letter.
    """

    def __init__(self, rows: Cells, activities: Cells, letters: str) -> None:
        """
        Args:
            rows, activities: the cells of the sheet, and those of Activities.
            letters: those that rows can gather, as no mark holds them.
        """
        self._rows = rows
        self._activities = activities
        self._letters = letters
        self.counted: dict[Bool, str] = {}

    # --- from a row to its activity ------------------------------------------------------------------------------------------

    def declare_pointer(self) -> None:
        self._declare_place(self._rows)
        self._declare_shared()
        at = self._rows.cell("at")
        self._rows.add("p", if_(f"{at}=0", "0", if_(index(self._activities.whole("shared"), at), "0", at)))

    def pointer(self) -> str:
        """Position of the row's activity in the columns of Activities, 0 when there is none or more than one."""
        return self._rows.cell("p")

    def declare_shares_id(self) -> None:
        if self._rows is self._activities:
            self._declare_shared()
        else:
            self.declare_pointer()
            shares = if_(f"{self._rows.cell('at')}>0", f"{self.pointer()}=0")
            self._rows.define(f"shares_id_{self._rows.sheet.prefix}", shares)

    def shares_id(self) -> str:
        """Whether more than one activity has the row's provider activity ID."""
        if self._rows is self._activities:
            return self._rows.cell("shared")
        return self._rows.name(f"shares_id_{self._rows.sheet.prefix}")

    def _declare_place(self, cells: Cells) -> None:
        for known in (cells, self._activities):
            known.declare_key((ID,))
        key = cells.key((ID,))
        place = if_error(match(key, self._activities.keys((ID,))), "0")
        cells.add("at", if_(f"{key}={NOTHING}", "0", place))

    def _declare_shared(self) -> None:
        self._declare_place(self._activities)
        at = self._activities.cell("at")
        self._activities.add("shared", if_(f"{at}=0", "FALSE", f"COUNTIF({self._activities.whole('at')},{at})>1"))

    # --- rows with the same key ----------------------------------------------------------------------------------------------

    def declare_repeated(self, columns: Sequence[str]) -> None:
        self._rows.declare_key(columns)
        key, keys = self._rows.key(columns), self._rows.keys(columns)
        # Row 2 is the first, so a row's position in its column is its number less one.
        earlier = f"{match(key, keys)}+1<ROW()"
        if self._rows is not self._activities and columns[0] == ID:
            self.declare_gathered()
            # The rows of an activity are searched from the first of them on, which is near, not through the whole sheet.
            first = index(self._activities.whole(self._first), self.pointer())
            before = f"{index(keys, first)}:{index(keys, 'ROW()-1')}"
            earlier = if_(f"{self.pointer()}>0", f"{match(key, before)}+{first}<ROW()", earlier)
        self._rows.add(_again(columns), if_(f"{key}={NOTHING}", "FALSE", if_error(earlier, "FALSE")))

    def repeated(self, columns: Sequence[str]) -> str:
        """Whether an earlier row has the same key."""
        return self._rows.cell(_again(columns))

    # --- from an activity to its rows ----------------------------------------------------------------------------------------

    @property
    def _first(self) -> str:
        return f"f_{self._rows.sheet.prefix}"

    @property
    def gathers(self) -> str:
        """Id of the column of Activities with the text that the rows of the activity gather."""
        return f"a_{self._rows.sheet.prefix}"

    def declare_gathered(self) -> None:
        self.declare_pointer()
        self._activities.add(self._first, if_error(match("ROW()-1", self._rows.whole("p")), "0"))
        all_rows = index(self._rows.whole("gather"), self.first())
        self._activities.add(self.gathers, if_(f"{self.first()}>0", all_rows, NOTHING))

    def first(self) -> str:
        """Position of the first row of the activity, 0 when there is none."""
        return self._activities.cell(self._first)

    def gathered(self) -> str:
        """The text that the rows of the activity gather."""
        return self._activities.cell(self.gathers)

    def declare_count(self, where: Bool) -> None:
        """
        Raises:
            BuildError: rows are counted by more conditions than there are letters.
        """
        self.declare_gathered()
        if where not in self.counted:
            if len(self.counted) == len(self._letters):
                raise BuildError(f"{self._rows.sheet.id}: rows are counted by more than {len(self._letters)} conditions.")
            self.counted[where] = self._letters[len(self.counted)]

    def count(self, where: Bool) -> str:
        """How many rows of the activity satisfy `where`: each adds its letter to the text that the rows gather.

        Raises:
            BuildError: it was not declared.
        """
        if where not in self.counted:
            raise BuildError(f"{self._rows.sheet.id}: a formula counts rows by a condition that was not declared: {where}")
        return times(self.gathered(), self.counted[where])

    # --- what rows say -------------------------------------------------------------------------------------------------------

    def add_links(
        self,
        used: str,
        wrong: str,
        counted: Sequence[str],
        lacking: str,
        registered: str = "",
        values: str = "",
    ) -> None:
        """Adds the links from row to row.

        Args:
            used: whether the row holds anything.
            wrong: whether the row will not save.
            counted: the formulas of the conditions that rows are counted by, in their order.
            lacking: the marks of the row, where something is missing.
            registered, values: what the row registers for, and the list of all that it can; empty where rows register for nothing.
        """
        rows, pointer, pointers = self._rows, self.pointer(), self._rows.whole("p")
        rest = f"{index(pointers, 'ROW()')}:{index(pointers, f'ROWS({pointers})')}"
        rows.add("next", if_(f"{pointer}=0", "0", if_error(f"{match(pointer, rest)}+ROW()-1", "0")))
        following = rows.cell("next")
        said = [if_(test, quoted(letter), NOTHING) for test, letter in zip(counted, self.counted.values(), strict=True)]
        if registered:
            rows.add("mark", _number(registered, values))
            said.append(if_(f"{rows.cell('mark')}={NOTHING}", f"{quoted(_UNKNOWN)}&{_POSITION}", rows.cell("mark")))
        own = if_(used, joined([*said, lacking]), NOTHING)
        others = if_(f"{following}>0", index(rows.whole("gather"), following), NOTHING)
        rows.add("gather", f"LEFT({own}&{others},{_GATHERED})")
        rows.add("bad", if_(wrong, "TRUE", if_(f"{following}>0", index(rows.whole("bad"), following))))

    def registered_twice(self, counts: str) -> str:
        """Whether another row of the activity, before or after this one, has the same board or program.

        Args:
            counts: whether the row is one of those that are sent.
        """
        mark, gathered = self._rows.cell("mark"), index(self._activities.whole(self.gathers), self.pointer())
        others = substitute(gathered, f"LEFT({mark},{_NUMBER_START})", NOTHING)
        again = if_(counts, f"LEN({gathered})-LEN({others})>{_NUMBER_START}")
        return if_(f"{mark}={NOTHING}", "FALSE", again)


def _again(columns: Sequence[str]) -> str:
    return f"again_{'_'.join(columns)}"


def _number(registered: str, values: str) -> str:
    """The row's number; the empty text where it registers for nothing in the list."""
    place = f'RIGHT("0"&{match(registered, values)},2)'
    return looked_up(registered, values, f'{quoted(_OPENS)}&{place}&":"&{_POSITION}&"]"')


def no_number(gathered: str) -> str:
    """Whether no row that an activity gathered has a number."""
    return f"ISERROR({find(quoted(_OPENS), gathered)})"


def any_unknown(gathered: str) -> str:
    """Whether a row that an activity gathered has none."""
    return holds(gathered, _UNKNOWN)


def numbered_row(gathered: str, number: int) -> str:
    """Position of the row with that number; an error where the activity gathered none."""
    return _position(gathered, f"{_OPENS}{number:02}:")


def unknown_row(gathered: str) -> str:
    """Position of the first row without a number; an error where the activity gathered none."""
    return _position(gathered, _UNKNOWN)


def _position(gathered: str, sign: str) -> str:
    return f"--MID({gathered},{find(quoted(sign), gathered)}+{len(sign)},6)"
