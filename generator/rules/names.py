"""What a cell means in Excel: the defined names that formulas of rules are written with.

Formulas never refer to cells. They read the row's cells through row-relative names, which survive sorting, cutting and deleted rows:

- `r_act_city` the cell itself, `t_act_city` its text, `n_act_credits` its number, `d_act_start_date` its day;
- `t_moc_act_city` on a row of MOC: the text of that cell of the row's activity;
- `p_moc` the position of the row's activity, `h_...` the hidden helper columns that gather rows (see `generator.template.marks`);
- `c_act_city` a whole column, `l_...`, `m_...`, `k_...` the lists on the Lists sheet.

The definitions here say in Excel what `generator.workbook.cells` says in Python.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.catalog import Catalog

if TYPE_CHECKING:
    from generator.rules.expression import Bool

NBSP = "\u00a0"
_DIGITS = '{"0","1","2","3","4","5","6","7","8","9"}'


def quoted(text: str) -> str:
    """A text as it stands in a formula."""
    return '"' + text.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a name reads: on its own sheet, or, with `reader`, from a row of that sheet through the activity."""

    sheet: str
    id: str
    reader: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A condition on rows of `sheet` that rows of an activity are counted by."""

    sheet: str
    where: Bool


class Names:
    """Gives the names that formulas on one sheet use, and remembers them so that the template can define them.

    Attributes:
        defined: name to what it refers to, where cells of rows are read (`letter` says the column of a sheet's column).
        counted: the conditions that rows are counted by, in the order asked.
        keys: the columns that key helper columns are made of, in the order asked.
    """

    def __init__(self, catalog: Catalog, sheet: str, letter: Callable[[str, str], str]) -> None:
        self._catalog = catalog
        self._sheet = catalog.sheets[sheet]
        self._letter = letter
        self.defined: dict[str, str] = {}
        self.counted: dict[Counted, str] = {}
        self.keys: dict[tuple[str, ...], str] = {}

    def raw(self, column: str) -> str:
        return self._define("r", column, lambda cell: cell)

    def text(self, column: str) -> str:
        kind = self._catalog.sheets[self._where(column).sheet].column(self._where(column).id).kind
        quotes = kind == "choice"
        return self._define("t", column, lambda cell: _as_text(cell, quotes))

    def number(self, column: str) -> str:
        text = self.text(column)
        return self._define("n", column, lambda cell: _as_number(cell, text))

    def date(self, column: str) -> str:
        text = self.text(column)
        return self._define("d", column, lambda cell: _as_date(cell, text))

    def today(self) -> str:
        return "today"

    def list(self, name: str) -> str:
        """The values of a list in the form in which texts are matched: straight quotes."""
        return f"m_{name}" if any(set(v.value) & set("‘’“”") for v in self._catalog.lists[name].offered()) else f"l_{name}"

    def owned(self, name: str) -> str:
        """The keys "board|value" of a list that belongs to boards."""
        return f"k_{name}"

    def attribute(self, name: str, field: str) -> str:
        return f"l_{name}_{field}"

    def pointer(self) -> str:
        """Position of the row's activity in the columns of Activities, 0 when there is none."""
        return f"p_{self._sheet.prefix}"

    def count(self, sheet: str, where: Bool) -> str:
        """How many rows of `sheet` that satisfy `where` belong to the row's activity: letters in the text that the rows accumulate."""
        letter = self.counted.setdefault(Counted(sheet, where), f"#{len(self.counted)}#")
        gathered = f"a_{self._sheet.prefix}_{self._catalog.sheets[sheet].prefix}"
        return f'(LEN({gathered})-LEN(SUBSTITUTE({gathered},"{letter}","")))'

    def repeated(self, columns: tuple[str, ...]) -> str:
        """Whether an earlier row has the same key; the key is a helper column of its own."""
        key = self.keys.setdefault(columns, f"{self._sheet.prefix}_{'_'.join(columns)}")
        return f'IF(h_{key}="",FALSE,MATCH(h_{key},hc_{key},0)+1<ROW())'

    def _where(self, column: str) -> Column:
        sheet, _, name = column.rpartition(".")
        if sheet and sheet != self._sheet.id:
            return Column(sheet, name, self._sheet.id)
        return Column(self._sheet.id, name)

    def _define(self, form: str, column: str, definition: Callable[[str], str]) -> str:
        at = self._where(column)
        sheet = self._catalog.sheets[at.sheet]
        if at.reader:
            name = f"{form}_{self._sheet.prefix}_{sheet.prefix}_{at.id}"
            cell = f"IF({self.pointer()}>0,INDEX(c_{sheet.prefix}_{at.id},{self.pointer()}),NA())"
        else:
            name = f"{form}_{sheet.prefix}_{at.id}"
            cell = f"{sheet.title}!${self._letter(at.sheet, at.id)}1"
        self.defined.setdefault(name, definition(cell))
        return name


def _as_text(cell: str, quotes: bool) -> str:
    text = f'{cell}&""'
    text = f'SUBSTITUTE({text},"{NBSP}"," ")'
    for curly, straight in (("’", "'"), ("‘", "'"), ("“", '""'), ("”", '""')) if quotes else ():
        text = f'SUBSTITUTE({text},"{curly}","{straight}")'
    return f'IFERROR(TRIM({text}),"")'


def _as_number(cell: str, text: str) -> str:
    """A real number, or a text of up to 15 digits with at most one point and up to 15 digits after it."""
    bare = f'SUBSTITUTE({text},".","",1)'
    digits = f'SUMPRODUCT(LEN({bare})-LEN(SUBSTITUTE({bare},{_DIGITS},"")))=LEN({bare})'
    point = f'IFERROR(FIND(".",{text}),0)'
    whole = f'IF(LEN({text})>15,"",--{text})'
    broken = (
        f'IF(AND({point}>1,{point}<LEN({text}),{point}<17,LEN({text})-{point}<16),LEFT({text},{point}-1)+MID({text},{point}+1,15)/10^(LEN({text})-{point}),"")'
    )
    read = f'IF({text}="","",IF({digits},IF({point}=0,{whole},{broken}),""))'
    return f'IFERROR(IF(ISLOGICAL({cell}),"",IF(ISNUMBER({cell}),{cell},{read})),"")'


def _as_date(cell: str, text: str) -> str:
    """A real number cut to its day, or a text as YYYY-MM-DD that is a day since 1900."""
    year, month, day = f"LEFT({text},4)", f"MID({text},6,2)", f"MID({text},9,2)"
    bare = f"{year}&{month}&{day}"
    form = f'IF(LEN({text})=10,IF(MID({text},5,1)&MID({text},8,1)="--",SUMPRODUCT(LEN({bare})-LEN(SUBSTITUTE({bare},{_DIGITS},"")))=8,FALSE),FALSE)'
    serial = f"DATE({year},{month},{day})"
    real = f"AND(--{year}>=1900,MONTH({serial})=--{month},DAY({serial})=--{day})"
    return f'IFERROR(IF(ISLOGICAL({cell}),"",IF(ISNUMBER({cell}),INT({cell}),IF({form},IF({real},{serial},""),""))),"")'
