"""What the cells of a row mean, and the hidden columns and defined names of their sheet that hold it.

Formulas never refer to cells. They read the row's cells through row-relative names, which survive sorting, cutting and
deleted rows:

- `r_act_city` the cell itself and `c_act_city` its whole column (both defined by the template's layout);
- `t_act_city` its text; `u_act_state` a text before full names and entries of drop-downs are read as values, where
  `a_states` are those and `b_states` the values;
- `r_act_n_credits`, `r_act_d_start_date`: hidden columns with the number or the day that a cell means.

A text that the row asks for often stands in a hidden column (`r_act_t_country`), to which its name `t_act_country` then
leads. The definitions say in Excel what `generator.workbook.cells` and `generator.rules.tables` say in Python.
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
from generator.workbook.own_sheets import column_name

RAW, TEXT, NUMBER, DATE = "r", "t", "n", "d"
"""What a cell can be asked for: itself, or what it means as text, number or day."""
OFTEN = 5
"""A text that the formulas of a row name so often has a hidden column, which costs less than working it out again."""
_TEXT_NAME = re.compile(r"\bt_\w+")
_QUOTES = {*CURLY, *CURLY.values()}


class Cells:
    """The cells of one sheet in the row of a formula.

    Attributes:
        sheet: the sheet in the catalog.
        prefix: of its names.
        defined: row-relative names to their text, as they read in row 1.
        columns: id of a hidden column to its formula (without equals sign), in the order declared.
    """

    def __init__(self, catalog: Catalog, sheet: str) -> None:
        self._catalog = catalog
        self.sheet = catalog.sheets[sheet]
        self.prefix = self.sheet.prefix
        self.defined: dict[str, str] = {}
        self.columns: dict[str, str] = {}
        self._kept_texts: set[str] = set()

    # --- hidden columns and defined names ----------------------------------------------------------------

    def add(self, column: str, formula: str) -> None:
        """Adds a hidden column.

        Raises:
            BuildError: the sheet has another column of that id.
        """
        if self.sheet.has(column) or self.columns.setdefault(column, formula) != formula:
            raise BuildError(f"{self.sheet.id}: there are two columns {column}, one of them hidden.")

    def define(self, name: str, text: str) -> None:
        """Defines a name, which stands for a formula over the row's own cells and hidden columns.

        Raises:
            BuildError: it stands for another formula already.
        """
        if self.defined.setdefault(name, text) != text:
            raise BuildError(f"{self.sheet.id}: the name {name} stands for {self.defined[name]}, not for {text}.")

    def cell(self, column: str) -> str:
        """The row's cell of a column, hidden or to be filled in.

        Raises:
            BuildError: no such column was declared.
        """
        if column not in self.columns and not self.sheet.has(column):
            raise BuildError(f"{self.sheet.id}: a formula asks for the column {column}, which was not declared.")
        return f"r_{self.prefix}_{column}"

    def name(self, name: str) -> str:
        """A defined name.

        Raises:
            BuildError: it was not declared.
        """
        if name not in self.defined:
            raise BuildError(f"{self.sheet.id}: a formula asks for the name {name}, which was not declared.")
        return name

    def whole(self, column: str) -> str:
        """A whole column, hidden or to be filled in; a formula may refer to one that is still to come."""
        return column_name(self.prefix, column)

    # --- what a cell means ---------------------------------------------------------------------------------

    def declare(self, form: str, column: str) -> None:
        """Prepares what a cell means; nothing when that is there already.

        Args:
            form: RAW, TEXT, NUMBER or DATE.
            column: id of its column.
        """
        if form == RAW or f"{form}_{column}" in self.columns or f"{form}_{self.prefix}_{column}" in self.defined:
            return
        if form == TEXT:
            self._declare_text(column)
            return
        self.declare(TEXT, column)
        cell, text = self.cell(column), self.text(column)
        if form == NUMBER:
            self.add(f"n_{column}", as_number(cell, text))
        for name, formula in day_columns(column, cell, text, f"r_{self.prefix}_") if form == DATE else ():
            self.add(name, formula)

    def _declare_text(self, column: str) -> None:
        about = self.sheet.column(column)
        values = self._catalog.list_of(about)
        texts = [*(value.value for value in values.offered()), *values.readings] if values else []
        quotes = any(set(text) & _QUOTES for text in texts)
        text = as_text(self.cell(column), quotes=quotes, breaks=about.kind == "long_text")
        if values is not None and values.readings:
            typed, names = f"u_{self.prefix}_{column}", f"a_{values.name}"
            self.define(typed, text)
            text = looked_up(typed, names, index(f"b_{values.name}", match(typed, names)), typed)
        self.define(f"t_{self.prefix}_{column}", text)

    def asked(self, form: str, column: str) -> str:
        """The cell itself, or what it means; empty for an error, and for a number or a day that it does not mean.

        Raises:
            BuildError: it was not declared.
        """
        if form == TEXT:
            return self.text(column)
        return self.cell(column if form == RAW else f"{form}_{column}")

    def text(self, column: str) -> str:
        """What a cell means as text. Raises BuildError when that was not declared."""
        return self.name(f"t_{self.prefix}_{column}")

    # --- keys ------------------------------------------------------------------------------------------------

    def declare_key(self, columns: Sequence[str]) -> None:
        """Prepares the row's key over some columns, empty when one of them is (`generator.rules.tables.key_texts`)."""
        for column in columns:
            self.declare(TEXT, column)
        texts = [self.text(column) for column in columns]
        blank = [f"{text}={NOTHING}" for text in texts]
        pieces = '&"|"&'.join(f"LEFT({_untamed(text)},{KEY_LENGTH // len(columns)})" for text in texts)
        absent = blank[0] if len(blank) == 1 else f"OR({','.join(blank)})"
        self.add(key_column(columns), if_(absent, NOTHING, f'"k"&{pieces}'))

    # --- texts in columns of their own -------------------------------------------------------------------------

    def keep_text(self, column: str) -> None:
        """Asks for a hidden column with the text of a column, however seldom formulas of the row ask for that."""
        self._kept_texts.add(column)

    def add_texts(self, status: str) -> None:
        """Gives a hidden column to each text of the row that formulas ask for often, so that it is worked out once.

        Args:
            status: a formula of the row that stands neither in a hidden column nor in a defined name.
        """
        asked = Counter(_TEXT_NAME.findall("\n".join([status, *self.columns.values(), *self.defined.values()])))
        for column in self.sheet.columns:
            name = f"t_{self.prefix}_{column.id}"
            if asked[name] >= OFTEN or column.id in self._kept_texts:
                self.add(f"t_{column.id}", self.defined[name])
                self.defined[name] = self.cell(f"t_{column.id}")


def key_column(columns: Sequence[str]) -> str:
    """Id of the hidden column with the key over some columns."""
    return f"k_{'_'.join(columns)}"


def _untamed(text: str) -> str:
    for wild, stand_in in WILD.items():
        text = substitute(text, quoted(wild), quoted(stand_in))
    return text
