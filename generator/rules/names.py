"""What a cell means in Excel: the defined names and hidden helper columns that formulas of rules are written with.

Formulas never refer to cells. They read the row's cells through row-relative names, which survive sorting, cutting and deleted rows:

- `r_act_city` the cell itself and `c_act_city` its whole column (both defined by the template's layout), `t_act_city` its text;
- `r_act_n_credits`, `r_act_d_start_date`: helper columns with the number or the day that a cell means;
- `t_moc_act_city`, `n_moc_act_credits` on a row of MOC: the same of the row's activity, found through the helper `r_moc_p`;
- `in_moc_credit_type_1_k_credit_types`: whether the cell's text is a value of that list;
- `l_...`, `m_...`, `k_...` the lists on the Lists sheet: as offered, with straight quotes, as "board|value".

A text that the row asks for often stands in a helper column (`r_act_t_country`), to which its name `t_act_country` then leads.

The definitions here say in Excel what `generator.workbook.cells` and `generator.rules.tables` say in Python.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from generator.catalog import Catalog

if TYPE_CHECKING:
    from generator.rules.expression import Bool

ACTIVITIES = "activities"
ID = "provider_activity_id"
KEY_LENGTH = 200
"""Keys are cut here, since MATCH in Excel takes no more than 255 characters."""
WILD = {"~": "{t}", "*": "{a}", "?": "{q}"}
"""What stands in keys for the characters that MATCH reads as wild cards."""
NBSP = "\u00a0"
_CURLY = set("‘’“”")
_QUOTES = _CURLY | set("'\"")
OFTEN = 8
"""A text that the formulas of a row name so often has a helper column: one more cell costs less than working the text out again."""
_NAME = re.compile(r"\bt_\w+")
_DIGITS = '{"0","1","2","3","4","5","6","7","8","9"}'
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def quoted(text: str) -> str:
    """A text as it stands in a formula."""
    return '"' + text.replace('"', '""') + '"'


class Names:
    """Gives the names that formulas on one sheet use, and remembers what the template must define for them.

    Attributes:
        defined: row-relative names to their text, as they read in row 1.
        helpers: id of a hidden helper column to its formula (without equals sign), in the order asked.
        counted: on a sheet of rows: the conditions that its rows are counted by, each with its letter.
    """

    def __init__(self, catalog: Catalog, sheet: str, book: Mapping[str, Names]) -> None:
        self._catalog = catalog
        self._sheet = catalog.sheets[sheet]
        self._book = book
        self.defined: dict[str, str] = {}
        self.helpers: dict[str, str] = {}
        self.counted: dict[Bool, str] = {}

    @staticmethod
    def of_all(catalog: Catalog) -> dict[str, Names]:
        """One for each sheet; each knows the others, for what lies across sheets."""
        book: dict[str, Names] = {}
        for sheet in catalog.sheets:
            book[sheet] = Names(catalog, sheet, book)
        return book

    @property
    def prefix(self) -> str:
        return self._sheet.prefix

    # --- cells -----------------------------------------------------------------------------------------------------------

    def raw(self, column: str) -> str:
        activity = self._activity(column)
        if activity is None:
            return f"r_{self.prefix}_{_bare(column)}"
        return self.define(f"r_{self.prefix}_{activity.prefix}_{_bare(column)}", f"IF({self.pointer()}>0,{self._pulled(activity, _bare(column))},NA())")

    def text(self, column: str) -> str:
        activity = self._activity(column)
        sheet = (activity or self)._sheet
        values = self._catalog.list_of(sheet.column(_bare(column)))
        quotes = values is not None and any(set(v.value) & _QUOTES for v in values.offered())
        if activity is None:
            return self.define(f"t_{self.prefix}_{_bare(column)}", _as_text(self.raw(column), quotes))
        pulled = _as_text(self._pulled(activity, _bare(column)), quotes)
        return self.define(f"t_{self.prefix}_{activity.prefix}_{_bare(column)}", f'IF({self.pointer()}>0,{pulled},"")')

    def number(self, column: str) -> str:
        return self._parsed(column, "n")

    def date(self, column: str) -> str:
        return self._parsed(column, "d")

    def _parsed(self, column: str, form: str) -> str:
        activity = self._activity(column)
        helper = f"{form}_{_bare(column)}"
        if activity is None:
            make = _as_number if form == "n" else _as_date
            return self.helper(helper, make(self.raw(column), self.text(column)))
        activity._parsed(_bare(column), form)
        name = f"{form}_{self.prefix}_{activity.prefix}_{_bare(column)}"
        return self.define(name, f'IF({self.pointer()}>0,{self._pulled(activity, helper)},"")')

    def today(self) -> str:
        return "today"

    # --- lists -----------------------------------------------------------------------------------------------------------

    def list(self, name: str) -> str:
        """The values of a list in the form in which texts are matched: straight quotes."""
        return f"m_{name}" if any(set(v.value) & _CURLY for v in self._catalog.lists[name].offered()) else f"l_{name}"

    def owned(self, name: str) -> str:
        """The keys "board|value" of a list that belongs to boards."""
        return f"k_{name}"

    def attribute(self, name: str, field: str) -> str:
        return f"l_{name}_{field}"

    # --- helper columns --------------------------------------------------------------------------------------------------

    def helper(self, name: str, formula: str) -> str:
        """The row's cell of the helper column `name`, which holds `formula`."""
        assert not self._sheet.has(name), f"{name} is a column of the sheet"
        known = self.helpers.setdefault(name, formula)
        assert known == formula, name
        return f"r_{self.prefix}_{name}"

    def keep_texts(self, asked: str) -> None:
        """Gives a helper column to each text of the row that formulas ask for often, so that it is worked out once.

        Args:
            asked: formulas of the row that stand neither in helper columns nor in defined names (its Status).
        """
        words = Counter(_NAME.findall("\n".join([asked, *self.helpers.values(), *self.defined.values()])))
        for column in self._sheet.columns:
            name = f"t_{self.prefix}_{column.id}"
            if words[name] >= OFTEN:
                self.defined[name] = self.helper(f"t_{column.id}", self.defined[name])

    def whole(self, name: str) -> str:
        """A whole column of this sheet, or of a helper on it."""
        return f"c_{self.prefix}_{name}"

    def key(self, columns: tuple[str, ...] = (ID,)) -> str:
        """The row's key over some columns, empty when one of them is (`generator.rules.tables.key_texts`)."""
        texts = [self.text(column) for column in columns]
        piece = KEY_LENGTH // len(columns)
        parts = [f"LEFT({_untamed(text)},{piece})" for text in texts]
        test = f'{texts[0]}=""' if len(texts) == 1 else f"""OR({",".join(f'{t}=""' for t in texts)})"""
        joined = '&"|"&'.join(parts)
        return self.helper(f"k_{'_'.join(columns)}", f'IF({test},"","k"&{joined})')

    def repeated(self, columns: tuple[str, ...]) -> str:
        """Whether an earlier row has the same key. Row 2 is the first, so a row's position in its column is its number less one.

        Rows of an activity are searched from the first of them on, which is near, not through the whole sheet.
        """
        key = self.key(columns)
        whole = self.whole(f"k_{'_'.join(columns)}")
        anywhere = f"MATCH({key},{whole},0)+1<ROW()"
        if self._sheet.id != ACTIVITIES and columns[0] == ID:
            first = f"INDEX({self._book[ACTIVITIES].whole(f'f_{self.prefix}')},{self.pointer()})"
            self._book[ACTIVITIES].gathered(self._sheet.id)
            own = f"MATCH({key},INDEX({whole},{first}):INDEX({whole},ROW()-1),0)+{first}<ROW()"
            anywhere = f"IF({self.pointer()}>0,{own},{anywhere})"
        return self.helper(f"again_{'_'.join(columns)}", f'IF({key}="",FALSE,IFERROR({anywhere},FALSE))')

    def pointer(self) -> str:
        """Position of the row's activity in the columns of Activities, 0 when there is none."""
        activities = self._book[ACTIVITIES]
        activities.key()
        key = self.key()
        return self.helper("p", f'IF({key}="",0,IFERROR(MATCH({key},{activities.whole(f"k_{ID}")},0),0))')

    def count(self, sheet: str, where: Bool) -> str:
        """How many rows of `sheet` that satisfy `where` belong to this activity: each adds its letter to a text that the rows gather."""
        gathered = self.gathered(sheet, self._book[sheet].letter(where))
        return f"(LEN({gathered[0]})-LEN(SUBSTITUTE({gathered[0]},{quoted(gathered[1])},{quoted('')})))"

    def gathered(self, sheet: str, letter: str = "") -> tuple[str, str]:
        """The text that the rows of `sheet` of this activity gather, and `letter`. Of activities with one ID, the first has them all."""
        if self._sheet.id != ACTIVITIES:
            raise AssertionError("only an activity counts rows of other sheets")
        other = self._book[sheet]
        other.pointer()
        first = self.helper(f"f_{other.prefix}", f"IFERROR(MATCH(ROW()-1,{other.whole('p')},0),0)")
        return self.helper(f"a_{other.prefix}", f'IF({first}>0,INDEX({other.whole("gather")},{first}),"")'), letter

    def letter(self, where: Bool) -> str:
        """The letter that rows of this sheet add where `where` is true."""
        return self.counted.setdefault(where, _LETTERS[len(self.counted)])

    def _activity(self, column: str) -> Names | None:
        """The names of Activities, when `column` is one of the row's activity."""
        sheet, _, _ = column.rpartition(".")
        return self._book[sheet] if sheet and sheet != self._sheet.id else None

    def _pulled(self, activity: Names, column: str) -> str:
        return f"INDEX({activity.whole(column)},{self.pointer()})"

    def define(self, name: str, text: str) -> str:
        """`name`, which stands for a formula over the row's own cells and helper columns."""
        known = self.defined.setdefault(name, text)
        assert known == text, name
        return name


def _bare(column: str) -> str:
    return column.rpartition(".")[2]


def _untamed(text: str) -> str:
    for wild, stand_in in WILD.items():
        text = f"SUBSTITUTE({text},{quoted(wild)},{quoted(stand_in)})"
    return text


def _as_text(cell: str, quotes: bool) -> str:
    text = f'SUBSTITUTE({cell}&"","{NBSP}"," ")'
    for curly, straight in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"')) if quotes else ():
        text = f"SUBSTITUTE({text},{quoted(curly)},{quoted(straight)})"
    return f'IFERROR(TRIM({text}),"")'


def _as_number(cell: str, text: str) -> str:
    """A real number, or a text of up to 15 digits with at most one point and up to 15 digits after it."""
    point = f'FIND(".",{text}&".")'
    bare = f'SUBSTITUTE({text},".","",1)'
    digits = f'SUMPRODUCT(LEN({bare})-LEN(SUBSTITUTE({bare},{_DIGITS},"")))=LEN({bare})'
    form = f"AND({digits},{point}>1,{point}<17,{point}<>LEN({text}),LEN({text})-{point}<16)"
    value = f'LEFT("0"&{text},{point})+("0"&MID({text},{point}+1,15))/10^(LEN({text})-{point})'
    read = f'IF({text}="","",IF({form},{value},""))'
    return f'IF(ISBLANK({cell}),"",IFERROR(IF(ISLOGICAL({cell}),"",IF(ISNUMBER({cell}),{cell},{read})),""))'


def _as_date(cell: str, text: str) -> str:
    """A real number cut to its day, or a text as YYYY-MM-DD that is a day since 1900."""
    year, month, day = f"LEFT({text},4)", f"MID({text},6,2)", f"MID({text},9,2)"
    bare = f'SUBSTITUTE({text},"-","")'
    form = f'IF(LEN({text})=10,IF(MID({text},5,1)&MID({text},8,1)="--",SUMPRODUCT(LEN({bare})-LEN(SUBSTITUTE({bare},{_DIGITS},"")))=8,FALSE),FALSE)'
    serial = f"DATE({year},{month},{day})"
    real = f"AND(--{year}>=1900,MONTH({serial})=--{month},DAY({serial})=--{day})"
    return f'IF(ISBLANK({cell}),"",IFERROR(IF(ISLOGICAL({cell}),"",IF(ISNUMBER({cell}),INT({cell}),IF({form},IF({real},{serial},""),""))),""))'
