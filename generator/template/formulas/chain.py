"""The chain of rows of an activity: how rows find their activity, and how it gathers what its rows say.

No formula scans a sheet for every activity. The links are hidden columns:

- `at` position of the first activity with the row's ID; on Activities `shared`, whether there are more of them; `p`
  position of the row's activity, 0 when there is none or more than one;
- `next` position of the next row of the same activity, 0 after the last; on Activities `f_moc`, the first on MOC;
- `gather` what a row says and those after it, so that the first row has what all say: `a_moc` on Activities. A row
  says the letters of those conditions that rows are counted by and that it satisfies, its number, and its marks where
  something is missing;
- `mark` the number: the position of the row's board or program in its list and of the row on its sheet, as in
  [03:000012]; !000012 stands for one where the row names none, if it is sent or will not save;
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
from generator.template.formulas.cells import Cells, key_column
from generator.template.limits import BuildError

_KEY = key_column([ID])
_OPENS, _UNKNOWN = "[", "!"
"""What a number begins with, and what stands for one."""
_NUMBER_START = 4
"""Characters of a number before the row's position: [03: of [03:000012]."""
_POSITION = 'RIGHT("00000"&(ROW()-1),6)'
"""The row's position in six digits."""
_GATHERED = 30_000
"""Characters that an activity gathers at most; a cell of Excel holds 32,767."""


class Chain:
    """The links between the rows of a sheet and their activities; a row of Activities only knows others of its ID.

    What begins with `declare` prepares links, and nothing when they are there already; the same without it gives the
    text that stands for a link in a formula, and is a BuildError before.

    Attributes:
        counted: the conditions that rows are counted by, each with its letter.
        first, gathers: on Activities the ids of `f_moc` and `a_moc`.
    """

    def __init__(self, rows: Cells, activities: Cells, letters: str) -> None:
        """`letters` are those that rows can say, as no mark holds them."""
        self._rows = rows
        self._activities = activities
        self._letters = letters
        self.counted: dict[Bool, str] = {}
        self.first, self.gathers = f"f_{rows.prefix}", f"a_{rows.prefix}"

    # --- from a row to its activity ------------------------------------------------------------------------

    def declare_pointer(self) -> None:
        self._declare_at(self._rows)
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
            self._rows.define(self._shares_id, if_(f"{self._rows.cell('at')}>0", f"{self.pointer()}=0"))

    def shares_id(self) -> str:
        """Whether more than one activity has the row's provider activity ID."""
        return self._rows.cell("shared") if self._rows is self._activities else self._rows.name(self._shares_id)

    @property
    def _shares_id(self) -> str:
        return f"shares_id_{self._rows.prefix}"

    def _declare_at(self, cells: Cells) -> None:
        cells.declare_key([ID])
        self._activities.declare_key([ID])
        key = cells.cell(_KEY)
        cells.add("at", if_(f"{key}={NOTHING}", "0", if_error(match(key, self._activities.whole(_KEY)), "0")))

    def _declare_shared(self) -> None:
        self._declare_at(self._activities)
        at = self._activities.cell("at")
        self._activities.add("shared", if_(f"{at}=0", "FALSE", f"COUNTIF({self._activities.whole('at')},{at})>1"))

    # --- rows with the same key ------------------------------------------------------------------------------

    def declare_repeated(self, columns: Sequence[str]) -> None:
        self._rows.declare_key(columns)
        key, keys = self._rows.cell(key_column(columns)), self._rows.whole(key_column(columns))
        # Row 2 is the first, so a row's position in its column is its number less one.
        earlier = f"{match(key, keys)}+1<ROW()"
        if self._rows is not self._activities and columns[0] == ID:
            # Rows of an activity are searched from the first of them on, which is near, not through the whole sheet.
            self.declare_gathered()
            first = index(self._activities.whole(self.first), self.pointer())
            before = f"{index(keys, first)}:{index(keys, 'ROW()-1')}"
            earlier = if_(f"{self.pointer()}>0", f"{match(key, before)}+{first}<ROW()", earlier)
        self._rows.add(_again(columns), if_(f"{key}={NOTHING}", "FALSE", if_error(earlier, "FALSE")))

    def repeated(self, columns: Sequence[str]) -> str:
        """Whether an earlier row has the same key over some columns."""
        return self._rows.cell(_again(columns))

    # --- from an activity to its rows ------------------------------------------------------------------------

    def declare_gathered(self) -> None:
        self.declare_pointer()
        self._activities.add(self.first, if_error(match("ROW()-1", self._rows.whole("p")), "0"))
        first = self._activities.cell(self.first)
        self._activities.add(self.gathers, if_(f"{first}>0", index(self._rows.whole("gather"), first), NOTHING))

    def gathered(self) -> str:
        """The text that the rows of the activity gather."""
        return self._activities.cell(self.gathers)

    def any_bad(self) -> str:
        """Whether a row of the activity will not save."""
        first = self._activities.cell(self.first)
        return if_(f"{first}>0", index(self._rows.whole("bad"), first))

    def declare_count(self, where: Bool) -> None:
        """Gives the condition a letter.

        Raises:
            BuildError: there is none left.
        """
        self.declare_gathered()
        if where not in self.counted:
            if len(self.counted) == len(self._letters):
                most = len(self._letters)
                sheet = self._rows.sheet
                raise BuildError(
                    f"{sheet.file}: rows of the sheet {sheet.id} are counted by more than {most} conditions, one for "
                    "each value of a list; shorten the list."
                )
            self.counted[where] = self._letters[len(self.counted)]

    def count(self, where: Bool) -> str:
        """How many rows of the activity satisfy `where`: each adds its letter to the text that the rows gather."""
        if where not in self.counted:
            raise BuildError(f"{self._rows.sheet.id}: rows are counted by a condition that was not declared: {where}")
        return times(self.gathered(), self.counted[where])

    # --- what rows say ---------------------------------------------------------------------------------------

    def add_links(self, used: str, wrong: str, counted: Sequence[str], lacking: str, number: str, sent: str) -> None:
        """Adds the links from row to row.

        Args:
            used: whether the row holds anything.
            wrong: whether the row will not save.
            counted: the formulas of the conditions that rows are counted by, in their order.
            lacking: the marks of the row, where something is missing.
            number: the formula of its number; empty on a sheet whose rows register for nothing.
            sent: whether the row is one of those that are sent.
        """
        rows, pointer, pointers = self._rows, self.pointer(), self._rows.whole("p")
        rest = f"{index(pointers, 'ROW()')}:{index(pointers, f'ROWS({pointers})')}"
        rows.add("next", if_(f"{pointer}=0", "0", if_error(f"{match(pointer, rest)}+ROW()-1", "0")))
        following = rows.cell("next")
        letters = self.counted.values()
        said = [if_(test, quoted(letter), NOTHING) for test, letter in zip(counted, letters, strict=True)]
        if number:
            rows.add("mark", number)
            unknown = if_(if_(sent, "TRUE", wrong), f"{quoted(_UNKNOWN)}&{_POSITION}", NOTHING)
            said.append(if_(f"{rows.cell('mark')}={NOTHING}", unknown, rows.cell("mark")))
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


def numbered(text: str, values: str) -> str:
    """The number of a row that registers for a text, one of some values; the empty text where it is none of them."""
    place = f'RIGHT("0"&{match(text, values)},2)'
    return looked_up(text, values, f'{quoted(_OPENS)}&{place}&":"&{_POSITION}&"]"')


def no_number(gathered: str) -> str:
    """Whether no row that an activity gathered has a number."""
    return f"ISERROR({find(quoted(_OPENS), gathered)})"


def any_unknown(gathered: str) -> str:
    """Whether a row that an activity gathered has none."""
    return holds(gathered, _UNKNOWN)


def numbered_row(gathered: str, place: int) -> str:
    """Position of the row that registers for the value at a place of the list; an error where there is none."""
    return _position(gathered, f"{_OPENS}{place:02}:")


def unknown_row(gathered: str) -> str:
    """Position of the first row without a number; an error where there is none."""
    return _position(gathered, _UNKNOWN)


def _position(gathered: str, sign: str) -> str:
    return f"--MID({gathered},{find(quoted(sign), gathered)}+{len(sign)},6)"


def _again(columns: Sequence[str]) -> str:
    return f"again_{'_'.join(columns)}"
