"""The sheets of a workbook and their columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from generator.catalog.lists import CatalogError

ACTIVITIES = "activities"
"""Id of the sheet with one row per activity; it is the first one of every catalog."""
ID = "provider_activity_id"
"""The column, on every sheet, that says which activity a row belongs to."""
KINDS = ("id", "text", "long_text", "url", "choice", "date", "credit", "count", "amount")
NO_LETTERS = "0123456789 .-"
"""What a text of so many letters does not hold."""
NUMBER_KINDS = ("credit", "count", "amount")


@dataclass(frozen=True, slots=True)
class Form:
    """The form that a column's texts have.

    Attributes:
        mask: in which # is a digit and any other character is itself; None for letters.
        letters: so many characters, none of them a digit or a space; None for a mask.
        strict: PARS refuses another form; otherwise it is only unusual.
    """

    mask: str | None = None
    letters: int | None = None
    strict: bool = True

    @property
    def words(self) -> str:
        """As in "9 digits", "2 letters" or "the form EG-######, where # is a digit"."""
        if self.mask is None:
            return f"{self.letters} letters"
        return f"{len(self.mask)} digits" if not self.mask.strip("#") else f"the form {self.mask}, where # is a digit"

    def fits(self, value: str) -> bool:
        """Whether a value of a list has the form; what somebody types, `generator.rules.forms` looks at."""
        if self.mask is None:
            return len(value) == self.letters and not set(NO_LETTERS) & set(value)
        pattern = "".join("[0-9]" if sign == "#" else re.escape(sign) for sign in self.mask)
        return re.fullmatch(pattern, value, re.IGNORECASE) is not None


@dataclass(frozen=True, slots=True)
class Column:
    """One input column of a sheet.

    Attributes:
        sheet: id of its sheet.
        id: stable id, unique on the sheet.
        header: the text of its header cell.
        kind: id, text, long_text, url, choice, date, credit, count or amount.
        list: name of the list it takes its values from, or None.
        depends_on: id of the column that says whose values apply (the board), or None.
        entered_as: id of the column that says how the value is entered, or None; where its value is free, any text is
            right.
        needed: a workbook without this column cannot be read.
        stands_for: the value of another list that the column stands for (a measured outcome), or "".
        sent: whether the upload file carries what the column holds.
        family: what numbered columns have in common: practice_area of practice_area_3.
        repeats: it is one of several like it, whose values the upload file holds once each.
        grows: a workbook may have more of this family than the catalog.
        form: the form of its texts, or None.
        step: what its numbers are a multiple of, or None.
        limit: the most characters that its text may have, or None.
        verbatim: it holds identifiers, which must be typed as text: what Excel makes of 1E5 or 3-1 is another one.
        group: the heading that it belongs to.
        width: in characters.
        source: keys of the catalog's sources.
        help: what to fill in.
        refused: what Excel says when it refuses an entry; empty for the words of its kind.
        place: file and line of what the catalog says of it, for messages.
    """

    sheet: str
    id: str
    header: str
    kind: str
    list: str | None
    depends_on: str | None
    entered_as: str | None
    needed: bool
    stands_for: str
    sent: bool
    family: str
    repeats: bool
    grows: bool
    form: Form | None
    step: float | None
    limit: int | None
    verbatim: bool
    group: str
    width: int
    source: str
    help: str
    refused: str
    place: str = field(compare=False, repr=False)

    def fault(self, sentence: str) -> CatalogError:
        """What to raise when something asks for what the catalog does not say of the column."""
        return CatalogError(f"{self.place}: {sentence}")

    def needs_list(self) -> str:
        """The name of its list.

        Raises:
            CatalogError: it has none.
        """
        if self.list is None:
            raise self.fault(
                f"the column {self.id} must be a choice with a list, which the rules or the upload file ask for."
            )
        return self.list


def family_of(column_id: str) -> str:
    """A column's id without its running number: practice_area of practice_area_3."""
    return re.sub(r"_\d+$", "", column_id)


@dataclass(frozen=True)
class Sheet:
    """One input sheet.

    Attributes:
        id: stable id.
        title: its tab.
        prefix: of its defined names.
        answer: the column of Activities that says whether its rows are sent at all; None on Activities itself.
        help: what stands on it.
        rows: how many rows a template has for each activity.
        columns: in order.
        bands: headings over columns that belong together, each by the id of its first column.
        example: column id to what somebody would type there, for the sheet Help.
    """

    id: str
    title: str
    prefix: str
    answer: str | None
    help: str
    rows: float
    columns: tuple[Column, ...]
    bands: Mapping[str, str] = field(default_factory=dict)
    example: Mapping[str, str] = field(default_factory=dict, compare=False)

    def column(self, column_id: str) -> Column:
        """The column with that id.

        Raises:
            CatalogError: the sheet has none.
        """
        column = self._by_id.get(column_id)
        if column is None:
            raise self._lacks(f"no column {column_id!r}")
        return column

    @property
    def file(self) -> str:
        """The file that names its columns, for messages."""
        return self.columns[0].place.rpartition(", line")[0]

    def _lacks(self, what: str) -> CatalogError:
        return CatalogError(f"{self.file}: the sheet {self.id} has {what}, which the rules or the upload file ask for.")

    def has(self, column_id: str) -> bool:
        return column_id in self._by_id

    def family(self, name: str) -> tuple[Column, ...]:
        """The columns of one family in order: family("practice_area").

        Raises:
            CatalogError: the sheet has none.
        """
        if name not in self._families:
            raise self._lacks(f"no column of the family {name!r}")
        return self._families[name]

    def together(self, *names: str) -> tuple[tuple[Column, ...], ...]:
        """The columns of several families that have one number: each state domain with its topic.

        Raises:
            CatalogError: one of the families has more columns than another, or there is none.
        """
        families = [self.family(name) for name in names]
        if len({len(family) for family in families}) > 1:
            raise self._lacks(f"more columns of the family {names[0]} than of {' or of '.join(names[1:])}, or fewer")
        return tuple(zip(*families, strict=True))

    @property
    def families(self) -> tuple[tuple[Column, ...], ...]:
        """The columns of each family, in the order of their first."""
        return tuple(self._families.values())

    @property
    def growing(self) -> tuple[Column, ...]:
        """The family that a workbook may have more of; none on most sheets."""
        return tuple(column for column in self.columns if column.grows)

    @cached_property
    def _by_id(self) -> dict[str, Column]:
        return {column.id: column for column in self.columns}

    @cached_property
    def _families(self) -> dict[str, tuple[Column, ...]]:
        families: dict[str, tuple[Column, ...]] = {}
        for column in self.columns:
            families[column.family] = (*families.get(column.family, ()), column)
        return families
