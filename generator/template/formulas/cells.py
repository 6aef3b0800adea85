"""What the cells of a row mean, and the hidden columns and defined names of their sheet that hold it.

Formulas never refer to cells. They read the row's cells through row-relative names, which survive sorting, cutting and deleted rows:

- `r_act_city` the cell itself and `c_act_city` its whole column (both defined by the template's layout), `t_act_city` its text;
- `r_act_n_credits`, `r_act_d_start_date`: hidden columns with the number or the day that a cell means (`formulas.days` for the way there);
- `u_act_state` a text before full names and entries of drop-downs are read as values: `a_states` are those, `b_states` the values.

A text that the row asks for often stands in a hidden column (`r_act_t_country`), to which its name `t_act_country` then leads.

The definitions say in Excel what `generator.workbook.cells` and `generator.rules.tables` say in Python.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from generator.catalog import Catalog
from generator.rules.expression.write import NOTHING, if_, index, looked_up, match, quoted, substitute
from generator.rules.tables import KEY_LENGTH, WILD
from generator.template.formulas.days import day_columns
from generator.template.formulas.texts import CURLY, as_number, as_text
from generator.template.limits import BuildError

OFTEN = 5
"""A text that the formulas of a row name so often has a hidden column: one more cell costs less than working the text out again."""
_TEXT_NAME = re.compile(r"\bt_\w+")
_QUOTES = {*CURLY, *CURLY.values()}


class Cells:
    """The cells of one sheet in the row of a formula.

    What begins with `declare` prepares a meaning, and nothing when that is there already; what has the same name without it gives the
    text that stands for it in a formula, and is an error before.

    Attributes:
        sheet: the sheet in the catalog.
        defined: row-relative names to their text, as they read in row 1.
        columns: id of a hidden column to its formula (without equals sign), in the order declared.
    """

    def __init__(self, catalog: Catalog, sheet: str) -> None:
        self._catalog = catalog
        self.sheet = catalog.sheets[sheet]
        self.defined: dict[str, str] = {}
        self.columns: dict[str, str] = {}
        self._kept_texts: set[str] = set()

    # --- hidden columns and defined names ------------------------------------------------------------------------------------

    def add(self, column: str, formula: str) -> None:
        """Adds a hidden column.

        Raises:
            BuildError: the sheet has a column of that id already, with another formula or to be filled in.
        """
        if self.sheet.has(column) or self.columns.setdefault(column, formula) != formula:
            raise BuildError(f"{self.sheet.id}: the hidden column {column} cannot be added, there is another one of that id.")

    def define(self, name: str, text: str) -> None:
        """Defines a name, which stands for a formula over the row's own cells and hidden columns.

        Raises:
            BuildError: it stands for another formula already.
        """
        if self.defined.setdefault(name, text) != text:
            raise BuildError(f"{self.sheet.id}: the name {name} stands for {self.defined[name]} and cannot stand for {text} too.")

    def cell(self, column: str) -> str:
        """The row's cell of a column, hidden or to be filled in.

        Raises:
            BuildError: no such column was declared.
        """
        if column not in self.columns and not self.sheet.has(column):
            raise BuildError(f"{self.sheet.id}: a formula asks for the hidden column {column}, which was not declared.")
        return f"r_{self.sheet.prefix}_{column}"

    def name(self, name: str) -> str:
        """A defined name.

        Raises:
            BuildError: it was not declared.
        """
        if name not in self.defined:
            raise BuildError(f"{self.sheet.id}: a formula asks for the name {name}, which was not declared.")
        return name

    def whole(self, column: str) -> str:
        """A whole column, hidden or to be filled in."""
        return f"c_{self.sheet.prefix}_{column}"

    # --- what a cell means ---------------------------------------------------------------------------------------------------

    def declare_text(self, column: str) -> None:
        if self._text_name(column) in self.defined:
            return
        about = self.sheet.column(column)
        values = self._catalog.list_of(about)
        texts = [*(v.value for v in values.offered()), *values.readings] if values else []
        quotes = any(set(text) & _QUOTES for text in texts)
        text = as_text(self.cell(column), quotes=quotes, breaks=about.kind == "long_text")
        if values is not None and values.readings:
            typed = f"u_{self.sheet.prefix}_{column}"
            self.define(typed, text)
            names, read = f"a_{values.name}", f"b_{values.name}"
            text = looked_up(typed, names, index(read, match(typed, names)), typed)
        self.define(self._text_name(column), text)

    def text(self, column: str) -> str:
        """What the cell means as text, empty for an error."""
        return self.name(self._text_name(column))

    def declare_number(self, column: str) -> None:
        if f"n_{column}" in self.columns:
            return
        self.declare_text(column)
        self.add(f"n_{column}", as_number(self.cell(column), self.text(column)))

    def number(self, column: str) -> str:
        """The number that the cell means, or the empty text."""
        return self.cell(f"n_{column}")

    def declare_date(self, column: str) -> None:
        if f"d_{column}" in self.columns:
            return
        self.declare_text(column)
        for name, formula in day_columns(column, self.cell(column), self.text(column), f"r_{self.sheet.prefix}_"):
            self.add(name, formula)

    def date(self, column: str) -> str:
        """The day that the cell means, as serial number, or the empty text."""
        return self.cell(f"d_{column}")

    def declare_row(self) -> None:
        columns = self.sheet.columns
        self.define(f"row_{self.sheet.prefix}", f"{self.cell(columns[0].id)}:{self.cell(columns[-1].id)}")

    def row(self) -> str:
        """All cells of the row that are to be filled in."""
        return self.name(f"row_{self.sheet.prefix}")

    # --- keys ----------------------------------------------------------------------------------------------------------------

    def declare_key(self, columns: Sequence[str]) -> None:
        for column in columns:
            self.declare_text(column)
        texts = [self.text(column) for column in columns]
        blank = [f"{text}={NOTHING}" for text in texts]
        pieces = '&"|"&'.join(f"LEFT({_untamed(text)},{KEY_LENGTH // len(columns)})" for text in texts)
        absent = blank[0] if len(blank) == 1 else f"OR({','.join(blank)})"
        self.add(_key(columns), if_(absent, NOTHING, f'"k"&{pieces}'))

    def key(self, columns: Sequence[str]) -> str:
        """The row's key over some columns, empty when one of them is (`generator.rules.tables.key_texts`)."""
        return self.cell(_key(columns))

    def keys(self, columns: Sequence[str]) -> str:
        """The keys of all rows over some columns."""
        return self.whole(_key(columns))

    # --- texts in columns of their own -----------------------------------------------------------------------------------------

    def keep_text(self, column: str) -> None:
        """Asks for a hidden column with the text of a column, however seldom formulas of the row ask for that."""
        self._kept_texts.add(column)

    def add_texts(self, asked: str) -> None:
        """Gives a hidden column to each text of the row that formulas ask for often, so that it is worked out once.

        Args:
            asked: formulas of the row that stand neither in hidden columns nor in defined names (its Status).
        """
        words = Counter(_TEXT_NAME.findall("\n".join([asked, *self.columns.values(), *self.defined.values()])))
        for column in self.sheet.columns:
            name = self._text_name(column.id)
            if words[name] >= OFTEN or column.id in self._kept_texts:
                self.add(f"t_{column.id}", self.defined[name])
                self.defined[name] = self.cell(f"t_{column.id}")

    def _text_name(self, column: str) -> str:
        return f"t_{self.sheet.prefix}_{column}"


def _key(columns: Sequence[str]) -> str:
    return f"k_{'_'.join(columns)}"


def _untamed(text: str) -> str:
    for wild, stand_in in WILD.items():
        text = substitute(text, quoted(wild), quoted(stand_in))
    return text
