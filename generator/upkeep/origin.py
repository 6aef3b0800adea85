"""A workbook that was made before, and the template that it came from."""

from __future__ import annotations

from generator.catalog import Catalog
from generator.template.live import marks_digest
from generator.upkeep.expected import Expected
from generator.workbook.book import Book, open_book
from generator.workbook.changes import named_texts
from generator.workbook.grid import Grid, grid
from generator.workbook.guards import Formulas, formulas
from generator.workbook.own_sheets import (
    BOARDS,
    CATALOG_HASH,
    HEADERS_REACH,
    LIVE,
    MARKS_DIGEST,
    META,
    META_COLUMNS,
    META_ROWS,
)
from generator.workbook.package import Package
from generator.workbook.stamped import stamp_of
from generator.workbook.values import Values


class Origin:
    """A completed workbook beside its template.

    Args:
        package: the workbook.
        catalog: what it was made from, as reading it found (`generator.workbook.read`).

    Attributes:
        book: its sheets and names.
        values: reads its cells.
        meta: the cells of Meta, empty without it.
        stamp: key to value of what Meta says.
        names: the defined names of the whole workbook, in lower case, with what they stand for.
        expected: the template, worked out again.
        same_lists: whether the template came from the same lists, as far as it says.
        exact: whether the template came from the same lists and the same program; only then can texts and formulas be
            compared.

    Raises:
        Failure: a part is damaged.
    """

    def __init__(self, package: Package, catalog: Catalog) -> None:
        self.package = package
        self.catalog = catalog
        self.book: Book = open_book(package)
        self.values = Values.of(package, self.book)
        self.meta = self.cells(META, META_ROWS, META_COLUMNS)
        lines = range(2, META_ROWS)
        self.stamp = stamp_of([str(self.meta.get((row, column), "")) for column in (1, 2)] for row in lines)
        self.names = named_texts(package.tree(package.main))
        live = self._live()
        self.expected = Expected(catalog, self._boards(), live)
        said = {**self.stamp, **self.book.properties}
        digest = marks_digest(catalog.version, catalog.overlay, catalog.hash, live=bool(live))
        self.same_lists = said.get(CATALOG_HASH, catalog.hash) == catalog.hash
        self.exact = self.same_lists and said.get(MARKS_DIGEST, digest) == digest

    @property
    def made_with(self) -> frozenset[str] | None:
        """The defined names of the columns of its data sheets as Meta tells them; None when it tells none."""
        names = {str(text) for (_, column), text in self.meta.items() if column == META_COLUMNS}
        return frozenset(names) or None

    def cells(self, title: str, rows: int, columns: int) -> Grid:
        """The first rows and columns of the sheet with that title; empty without it."""
        part = self.book.part_of(title)
        return grid(self.package, part, self.values, rows, columns) if part else {}

    def headers(self, title: str) -> dict[int, str]:
        """Column number to the text in row 1 of the sheet with that title."""
        return {column: str(text) for (_, column), text in self.cells(title, 1, HEADERS_REACH).items()}

    def formulas(self, title: str) -> Formulas:
        """The formulas of the sheet with that title; none without it."""
        part = self.book.part_of(title)
        return formulas(self.package, part) if part else Formulas({})

    def _boards(self) -> tuple[str, ...] | None:
        known = [board.value for board in self.catalog.boards]
        wanted = [board for board in self.stamp.get(BOARDS, "").split(",") if board in known]
        return tuple(wanted) if wanted and len(wanted) < len(known) else None

    def _live(self) -> bool | None:
        said = self.stamp.get(LIVE)
        if said in {"yes", "no"}:
            return said == "yes"
        return True if "r_act_used" in self.names else None
