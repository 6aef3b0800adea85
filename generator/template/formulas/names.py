"""What formulas on one sheet ask for, and the declaring of it.

Beside what the row's own cells mean (`formulas.cells`) and its links to other rows (`formulas.chain`):

- `t_moc_act_city`, `n_moc_act_credits` on a row of MOC: the same of the row's activity, found through `r_moc_p`;
- `in_moc_credit_type_1_k_credit_types`: whether the cell's text is a value of that list;
- `l_...`, `m_...`, `k_...` the lists on the Lists sheet: as offered, with straight quotes, as "board|value".

A condition that many rules share stands in a hidden column under its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.catalog import ACTIVITIES, Catalog
from generator.rules.expression import Bool, InList, Named, Node, StandingOf, TextOf
from generator.rules.expression.write import NOTHING, if_, index
from generator.template.formulas.cells import DATE, NUMBER, RAW, TEXT, Cells
from generator.template.formulas.chain import Chain
from generator.template.formulas.letters import unused
from generator.template.formulas.texts import CURLY
from generator.template.limits import BuildError
from generator.workbook.settings import TODAY


class Names:
    """The `generator.rules.expression.node.Names` of one sheet: an error for what has not been declared.

    Attributes:
        cells: what the row's own cells mean, with all hidden columns and defined names of the sheet.
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

    def declare(self, *parts: Node) -> None:
        """Prepares all that the formulas of these parts ask for.

        Raises:
            BuildError: two conditions have one name, or rows are counted by more conditions than there are letters.
        """
        rehearsal = _Rehearsal(self)
        for part in parts:
            rehearsal.formula(part)

    def formula(self, part: Node) -> str:
        place = self._place(part)
        if place is None:
            return part.formula(self)
        return self.cells.name(place) if isinstance(part, InList) else self.cells.cell(place)

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

    def raw(self, column: str) -> str:
        return self._asked(RAW, column)

    def text(self, column: str) -> str:
        return self._asked(TEXT, column)

    def number(self, column: str) -> str:
        return self._asked(NUMBER, column)

    def date(self, column: str) -> str:
        return self._asked(DATE, column)

    def _asked(self, form: str, column: str) -> str:
        names, name = self._source(column)
        return self.cells.asked(form, name) if names is self else self.cells.name(self._name(form, column))

    def today(self) -> str:
        return TODAY

    def list(self, name: str) -> str:
        curly = any(set(value.value) & CURLY.keys() for value in self._catalog.lists[name].offered())
        return f"m_{name}" if curly else f"l_{name}"

    def meant(self, column: str, meaning: str) -> str:
        names, name = self._source(column)
        return self._catalog.values_of(names.cells.sheet.column(name)).meaning(meaning).value

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
        """The names of a column's sheet, and its id there: "activities.credits" is one of the row's activity."""
        sheet, _, name = column.rpartition(".")
        return (self._book[sheet] if sheet else self), name

    def _name(self, form: str, column: str) -> str:
        """The defined name of what a cell of the row, or of its activity, means."""
        names, name = self._source(column)
        activity = "" if names is self else f"{names.cells.prefix}_"
        return f"{form}_{self.cells.prefix}_{activity}{name}"


class _Rehearsal(Names):
    """The same names while formulas are written for the first time: each question first declares what answers it.

    So a node says by its formula alone what has to be declared for it. The text that comes of it is thrown away.
    """

    def __init__(self, names: Names) -> None:
        super().__init__(names._catalog, names.cells, names.chain, names._book)
        self._shared = names._shared

    def formula(self, part: Node) -> str:
        text, place = part.formula(self), self._place(part)
        if place is None:
            return text
        if self._shared.setdefault(place, part) != part:
            raise BuildError(f"{self.cells.sheet.id}: two conditions have the name {place}.")
        if isinstance(part, InList):
            self.cells.define(place, text)
        else:
            self.cells.add(place, text)
        return super().formula(part)

    def _asked(self, form: str, column: str) -> str:
        names, name = self._source(column)
        names.cells.declare(form, name)
        if names is not self:
            self._pull(form, column, names.cells, name)
        return super()._asked(form, column)

    def _pull(self, form: str, column: str, activities: Cells, name: str) -> None:
        """Defines the name of what a cell of the row's activity means."""
        self.chain.declare_pointer()
        if form == TEXT:
            activities.keep_text(name)
        value = index(activities.whole(name if form == RAW else f"{form}_{name}"), self.pointer())
        missing = "NA()" if form == RAW else NOTHING
        self.cells.define(self._name(form, column), if_(f"{self.pointer()}>0", value, missing))

    def count(self, sheet: str, where: Bool) -> str:
        if self.cells.sheet.id != ACTIVITIES:
            raise BuildError(f"{self.cells.sheet.id}: only an activity counts rows of other sheets.")
        self._book[sheet].declare(where)
        self._book[sheet].chain.declare_count(where)
        return super().count(sheet, where)

    def repeated(self, columns: Sequence[str]) -> str:
        self.chain.declare_repeated(columns)
        return super().repeated(columns)

    def shares_id(self) -> str:
        self.chain.declare_shares_id()
        return super().shares_id()

    def pointer(self) -> str:
        self.chain.declare_pointer()
        return super().pointer()
