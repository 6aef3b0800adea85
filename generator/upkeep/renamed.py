"""What a value of one catalog version is in another: the same, another name for it, or no longer offered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from generator.catalog import Catalog, Column, ValueList, fold

REPLACED_BY = "replaced_by"
"""The further field of a list's file that names what to choose in place of a value that is not offered any more."""
_FREE = "free"
"""The field of a list that says that with this value any text may be entered (`Column.entered_as`)."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """What became of a text.

    Attributes:
        text: as it is now; None when it stays as it was.
        retired: it was offered, and is not any more.
        instead: what the catalog names in place of a retired value, or None.
    """

    text: str | None = None
    retired: bool = False
    instead: str | None = None


SAME = Renamed()


class Renaming:
    """From the values of the catalog `old` to those of `new`. With both the same every text stays."""

    def __init__(self, old: Catalog, new: Catalog) -> None:
        self._old = old
        self._new = new
        self.of = lru_cache(maxsize=65_536)(self._of)

    def _of(self, sheet: str, column: str, text: str, owner: str = "", entered_as: str = "") -> Renamed:
        """What became of the text of a cell.

        Args:
            sheet, column: their ids; both catalogs have them.
            text: the text in its normal form.
            owner: the text of the column that says whose values apply, in the same row.
            entered_as: that of the column that says how the value is entered.
        """
        was_of, is_of = (catalog.sheets[sheet].column(column) for catalog in (self._old, self._new))
        offers = self._new.list_of(is_of)
        if offers is None or not text or self._is_free(is_of, entered_as):
            return SAME
        offered = self._old.list_of(was_of)
        old_owner = self._owner(self._old, was_of, owner)
        new_owner = self._owner(self._new, is_of, owner)
        was = _reading(offered, text, old_owner) if offered else text
        now = _reading(offers, was, new_owner)
        if offered and _is_offered(offered, was, old_owner) and not _is_offered(offers, now, new_owner):
            return Renamed(retired=True, instead=_instead(offers, was, new_owner))
        same = fold(_reading(offers, text, new_owner)) == fold(now) and fold(now) == fold(was)
        return SAME if same else Renamed(now)

    @staticmethod
    def _owner(catalog: Catalog, column: Column, text: str) -> str:
        """The owner whose values count; empty where the column has none, or nobody knows it."""
        values = catalog.list_of(column)
        if values is None or values.by is None or not column.depends_on or not text:
            return ""
        owner = catalog.board_list.find(text)
        return owner.value if owner else ""

    def _is_free(self, column: Column, entered_as: str) -> bool:
        if not column.entered_as or not entered_as:
            return False
        how = self._new.list_of(self._new.sheets[column.sheet].column(column.entered_as))
        value = how.find(entered_as) if how else None
        return value is not None and value.is_set(_FREE)


def _reading(values: ValueList, text: str, owner: str) -> str:
    """The value that a text stands for; a name that the owner's own values have comes first."""
    if values.every is not None and fold(text) == fold(values.every):
        return values.every
    for value in values.offered(owner) if owner else ():
        if fold(value.value) == fold(text):
            return value.value
    for value in values.offered(owner) if owner else ():
        names = (name for field in values.names for name in value.extra.get(field, "").split(";"))
        if fold(text) in map(fold, names):
            return value.value
    return values.read(text)


def _is_offered(values: ValueList, text: str, owner: str) -> bool:
    if values.every is not None and fold(text) == fold(values.every):
        return True
    return values.find(text, owner or None) is not None


def _instead(values: ValueList, text: str, owner: str) -> str | None:
    """What the list names in place of a value that it does not offer."""
    known = [value for value in values.values if fold(value.value) == fold(text) and value.extra.get(REPLACED_BY)]
    own = [value for value in known if owner and values.by and fold(value.extra[values.by]) == fold(owner)]
    return next((value.extra[REPLACED_BY] for value in own or known), None)
