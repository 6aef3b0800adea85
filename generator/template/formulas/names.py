"""What formulas on one sheet ask for, and the declaring of it.

Beside the meanings of the row's own cells (`formulas.cells`) and its links to other rows (`formulas.chain`):

- `t_moc_act_city`, `n_moc_act_credits` on a row of MOC: what a cell of the row's activity means, found through the link `r_moc_p`;
- `in_moc_credit_type_1_k_credit_types`: whether the cell's text is a value of that list;
- `l_...`, `m_...`, `k_...` the lists on the Lists sheet: as offered, with straight quotes, as "board|value".

A condition that many rules share stands in a hidden column under its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.catalog import ACTIVITIES, Catalog
from generator.rules.expression import Bool, InList, Named, Node, StandingOf, TextOf
from generator.rules.expression.write import NOTHING, if_, index
from generator.template.formulas.cells import Cells
from generator.template.formulas.chain import Chain
from generator.template.formulas.letters import unused
from generator.template.formulas.texts import CURLY
from generator.template.limits import BuildError
from generator.workbook.settings import TODAY


class Names:
    """The `generator.rules.expression.node.Names` of one sheet of a workbook.

    Attributes:
        cells: the meanings of the row's own cells, and all hidden columns and defined names of the sheet.
        chain: the row's links to its activity and to other rows.
    """

    def __init__(self, catalog: Catalog, cells: Cells, chain: Chain, book: Mapping[str, Names]) -> None:
        self._catalog = catalog
        self._book = book
        self._shared: dict[str, Node] = {}
        self.cells = cells
        self.chain = chain

    @staticmethod
    def of_all(catalog: Catalog) -> dict[str, Names]:
        """One for each sheet; each knows the others, for what lies across sheets."""
        cells = {sheet: Cells(catalog, sheet) for sheet in catalog.sheets}
        letters = unused(catalog)
        book: dict[str, Names] = {}
        for sheet, own in cells.items():
            book[sheet] = Names(catalog, own, Chain(own, cells[ACTIVITIES], letters), book)
        return book

    # --- declaring -----------------------------------------------------------------------------------------------------------

    def declare(self, *parts: Node) -> None:
        """Prepares all that the formulas of these parts ask for.

        Raises:
            BuildError: two conditions have one name, or rows of a sheet are counted by more conditions than there are letters.
        """
        rehearsal = _Rehearsal(self)
        for part in parts:
            rehearsal.formula(part)

    def declare_raw(self, column: str) -> None:
        activities, name = self._source(column)
        if activities is not self:
            self._pull(column, "r", name, "NA()")

    def declare_text(self, column: str) -> None:
        activities, name = self._source(column)
        activities.cells.declare_text(name)
        if activities is not self:
            activities.cells.keep_text(name)
            self._pull(column, "t", f"t_{name}", NOTHING)

    def declare_number(self, column: str) -> None:
        activities, name = self._source(column)
        activities.cells.declare_number(name)
        if activities is not self:
            self._pull(column, "n", f"n_{name}", NOTHING)

    def declare_date(self, column: str) -> None:
        activities, name = self._source(column)
        activities.cells.declare_date(name)
        if activities is not self:
            self._pull(column, "d", f"d_{name}", NOTHING)

    def _pull(self, column: str, form: str, source: str, missing: str) -> None:
        """Defines the name of what the column `source` of Activities holds for the row's activity."""
        self.chain.declare_pointer()
        value = index(self._book[ACTIVITIES].cells.whole(source), self.pointer())
        self.cells.define(self._name(form, column), if_(f"{self.pointer()}>0", value, missing))

    def declare_count(self, sheet: str, where: Bool) -> None:
        if self is not self._book[ACTIVITIES]:
            raise BuildError(f"{self.cells.sheet.id}: only an activity counts rows of other sheets.")
        self._book[sheet].declare(where)
        self._book[sheet].chain.declare_count(where)

    def declare_place(self, part: Node) -> None:
        """Prepares the hidden column or the defined name of a part that many formulas share; nothing for another part."""
        place = self._place(part)
        if place is None:
            return
        if self._shared.setdefault(place, part) != part:
            raise BuildError(f"{self.cells.sheet.id}: two conditions have the name {place}.")
        if isinstance(part, InList):
            self.cells.define(place, part.formula(self))
        else:
            self.cells.add(place, part.formula(self))

    def _place(self, part: Node) -> str | None:
        """The hidden column or the defined name of a part that many formulas share; None for another part."""
        match part:
            case Named(name):
                return name
            case StandingOf(values):
                return f"standing_{values}"
            case InList(TextOf(column), values, owner):
                return self._name("in", column) + "_" + (self.owned(values) if owner else self.list(values))
        return None

    def column(self, part: Node) -> str:
        """The id of the hidden column that holds a part which many formulas share.

        Raises:
            BuildError: none was declared for it.
        """
        column = self._place(part)
        if column not in self.cells.columns:
            raise BuildError(f"{self.cells.sheet.id}: no hidden column holds {part}.")
        return column

    # --- asking ----------------------------------------------------------------------------------------------------------------

    def formula(self, part: Node) -> str:
        place = self._place(part)
        if place is None:
            return part.formula(self)
        return self.cells.name(place) if isinstance(part, InList) else self.cells.cell(place)

    def raw(self, column: str) -> str:
        activities, name = self._source(column)
        return self.cells.cell(name) if activities is self else self.cells.name(self._name("r", column))

    def text(self, column: str) -> str:
        activities, name = self._source(column)
        return self.cells.text(name) if activities is self else self.cells.name(self._name("t", column))

    def number(self, column: str) -> str:
        activities, name = self._source(column)
        return self.cells.number(name) if activities is self else self.cells.name(self._name("n", column))

    def date(self, column: str) -> str:
        activities, name = self._source(column)
        return self.cells.date(name) if activities is self else self.cells.name(self._name("d", column))

    def today(self) -> str:
        return TODAY

    def list(self, name: str) -> str:
        curly = any(set(value.value) & CURLY.keys() for value in self._catalog.lists[name].offered())
        return f"m_{name}" if curly else f"l_{name}"

    def attribute(self, name: str, field: str) -> str:
        return f"l_{name}_{field}"

    def boards(self) -> str:
        return self.list(self._catalog.board_list.name)

    def owned(self, name: str) -> str:
        return f"k_{name}"

    def standing(self, name: str) -> str:
        return f"o_{name}_standing"

    def count(self, sheet: str, where: Bool) -> str:
        return self._book[sheet].chain.count(where)

    def repeated(self, columns: Sequence[str]) -> str:
        return self.chain.repeated(columns)

    def shares_id(self) -> str:
        return self.chain.shares_id()

    def pointer(self) -> str:
        return self.chain.pointer()

    def _source(self, column: str) -> tuple[Names, str]:
        """The sheet that a column stands on, and its id there: "activities.credits" is one of the row's activity."""
        sheet, _, name = column.rpartition(".")
        return (self._book[sheet] if sheet else self), name

    def _name(self, form: str, column: str) -> str:
        """The defined name of what a cell of the row, or of its activity, means."""
        activities, name = self._source(column)
        prefixes = [self.cells.sheet.prefix] if activities is self else [self.cells.sheet.prefix, activities.cells.sheet.prefix]
        return "_".join([form, *prefixes, name])


class _Rehearsal:
    """Stands in for the names while a formula is written for the first time: each question declares what will answer it.

    So a node says by its formula alone what it asks for. The text that comes of it is thrown away.
    """

    def __init__(self, names: Names) -> None:
        self._names = names

    def formula(self, part: Node) -> str:
        part.formula(self)
        self._names.declare_place(part)
        return ""

    def raw(self, column: str) -> str:
        self._names.declare_raw(column)
        return ""

    def text(self, column: str) -> str:
        self._names.declare_text(column)
        return ""

    def number(self, column: str) -> str:
        self._names.declare_number(column)
        return ""

    def date(self, column: str) -> str:
        self._names.declare_date(column)
        return ""

    def count(self, sheet: str, where: Bool) -> str:
        self._names.declare_count(sheet, where)
        return ""

    def repeated(self, columns: Sequence[str]) -> str:
        self._names.chain.declare_repeated(columns)
        return ""

    def shares_id(self) -> str:
        self._names.chain.declare_shares_id()
        return ""

    def pointer(self) -> str:
        self._names.chain.declare_pointer()
        return ""

    # What stands on Start and Lists needs no declaring.

    def today(self) -> str:
        return ""

    def boards(self) -> str:
        return ""

    def list(self, name: str) -> str:
        return ""

    def attribute(self, name: str, field: str) -> str:
        return ""

    def owned(self, name: str) -> str:
        return ""

    def standing(self, name: str) -> str:
        return ""
