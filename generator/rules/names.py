"""What a cell means in Excel: the defined names and hidden helper columns that formulas of rules are written with.

Formulas never refer to cells. They read the row's cells through row-relative names, which survive sorting, cutting and deleted rows:

- `r_act_city` the cell itself and `c_act_city` its whole column (both defined by the template's layout), `t_act_city` its text;
- `r_act_n_credits`, `r_act_d_start_date`: helper columns with the number or the day that a cell means;
  `r_act_dt_start_date`, `dw`, `dp1` to `dp3` and `dn` a date that is text on its way to a day;
- `t_moc_act_city`, `n_moc_act_credits` on a row of MOC: the same of the row's activity, found through the helper `r_moc_p`;
- `in_moc_credit_type_1_k_credit_types`: whether the cell's text is a value of that list;
- `l_...`, `m_...`, `k_...` the lists on the Lists sheet: as offered, with straight quotes, as "board|value";
  `a_...` and `b_...` full names and entries of drop-downs, and the values that they are read as.

A text that the row asks for often stands in a helper column (`r_act_t_country`), to which its name `t_act_country` then leads.

The definitions here say in Excel what `generator.workbook.cells` and `generator.rules.tables` say in Python.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from generator.catalog import ACTIVITIES, ID, Catalog
from generator.catalog.texts import BREAKS, REMOVED
from generator.workbook.cells import LAST_DAY, MONTHS, TURN_OF_CENTURY

if TYPE_CHECKING:
    from generator.rules.expression import Bool

KEY_LENGTH = 200
"""Keys are cut here, since MATCH in Excel takes no more than 255 characters."""
WILD = {"~": "{t}", "*": "{a}", "?": "{q}"}
"""What stands in keys for the characters that MATCH reads as wild cards."""
NBSP = "\u00a0"
COMMON = "\u00a0\t\n\r\u202f\u200b\u200e\u2060\u00ad\ufeff"
"""The characters, among those that `tidy` reads as a space or not at all, that formulas read so too: every further one would make
each formula of every row longer. A workbook marks a value with another of them, which the check reads and tells."""
DAY_FIRST = "day/month/year"
"""The setting on Start under which 4/5/2026, typed as text, is the fourth of May; otherwise it is the fifth of April."""
_CURLY = set("‘’“”")
_QUOTES = _CURLY | set("'\"")
OFTEN = 5
"""A text that the formulas of a row name so often has a helper column: one more cell costs less than working the text out again."""
_NAME = re.compile(r"\bt_\w+")
_DIGITS = '{"0","1","2","3","4","5","6","7","8","9"}'
_LETTERS = "BDEFGHIJKLNOPQSTUVWXYZbdefghjklnopqrstuvwxyz"
"""Letters that no mark of `generator.template.row_marks` holds."""
_MONTH_WIDTH = 10
_MONTH_NAMES = "".join(f" {month:{_MONTH_WIDTH - 1}}" for month in MONTHS)
_SIGNS = {"\t": "CHAR(9)", "\n": "CHAR(10)", "\r": "CHAR(13)"}


def quoted(text: str) -> str:
    """A text as it stands in a formula."""
    return '"' + text.replace('"', '""') + '"'


class Names:
    """Gives the names that formulas on one sheet use, and remembers what the template must define for them.

    Attributes:
        defined: row-relative names to their text, as they read in row 1.
        helpers: id of a hidden helper column to its formula (without equals sign), in the order asked.
        counted: on a sheet of rows: the conditions that its rows are counted by, each with its letter.
        kept_texts: columns whose text has a helper column, however seldom formulas of the row ask for it.
    """

    def __init__(self, catalog: Catalog, sheet: str, book: Mapping[str, Names]) -> None:
        self._catalog = catalog
        self._sheet = catalog.sheets[sheet]
        self._book = book
        self.defined: dict[str, str] = {}
        self.helpers: dict[str, str] = {}
        self.counted: dict[Bool, str] = {}
        self.kept_texts: set[str] = set()

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
        activity, name = self._activity(column), _bare(column)
        if activity is not None:
            activity.text(name)
            activity.kept_texts.add(name)
            return self.define(f"t_{self.prefix}_{activity.prefix}_{name}", f'IF({self.pointer()}>0,{self._pulled(activity, f"t_{name}")},"")')
        about = self._sheet.column(name)
        values = self._catalog.list_of(about)
        texts = [*(v.value for v in values.offered()), *values.readings] if values else []
        plain = _as_text(self.raw(name), quotes=any(set(text) & _QUOTES for text in texts), breaks=about.kind == "long_text")
        if values is not None and values.readings:
            typed = self.define(f"u_{self.prefix}_{name}", plain)
            names, read = f"a_{values.name}", f"b_{values.name}"
            found = f"MATCH({typed},{names},0)"
            plain = f"IFERROR(IF(INDEX({names},{found})={typed},INDEX({read},{found}),{typed}),{typed})"
        return self.define(f"t_{self.prefix}_{name}", plain)

    def number(self, column: str) -> str:
        return self._parsed(column, "n")

    def date(self, column: str) -> str:
        return self._parsed(column, "d")

    def _parsed(self, column: str, form: str) -> str:
        activity = self._activity(column)
        helper = f"{form}_{_bare(column)}"
        if activity is None:
            made = _as_number(self.raw(column), self.text(column)) if form == "n" else self._as_date(column)
            return self.helper(helper, made)
        activity._parsed(_bare(column), form)
        name = f"{form}_{self.prefix}_{activity.prefix}_{_bare(column)}"
        return self.define(name, f'IF({self.pointer()}>0,{self._pulled(activity, helper)},"")')

    def _as_date(self, column: str) -> str:
        """A real number cut to its day, or a text as `generator.workbook.cells.read_date` reads it."""
        cell = self.raw(column)
        bare = self.helper(f"dt_{column}", f'IF(ISTEXT({cell}),IFERROR({_without_time(self.text(column))},""),"")')

        def helper(name: str, formula: str) -> str:
            return self.helper(f"{name}_{column}", f'IF({bare}="","",IFERROR({formula},""))')

        whole = helper("dw", _spaced(bare))
        parts = [helper(f"dp{n}", _part(whole, n)) for n in (1, 2, 3)]
        figures = helper("dn", f"{_year(parts)}*10000+{_month_and_day(parts)}")
        serial = f"DATE(INT({figures}/10000),INT(MOD({figures},10000)/100),MOD({figures},100))"
        real = f"IF({figures}<19000101,FALSE,MONTH({serial})*100+DAY({serial})=MOD({figures},10000))"
        read = f'IF({bare}="","",IF({real},{serial},""))'
        return f'IF(ISBLANK({cell}),"",IFERROR(IF(ISLOGICAL({cell}),"",IF(ISNUMBER({cell}),IF({cell}<1,"",IF({cell}<{LAST_DAY},INT({cell}),"")),{read})),""))'

    def row(self) -> str:
        """All input cells of the row."""
        columns = self._sheet.columns
        return self.define(f"row_{self.prefix}", f"{self.raw(columns[0].id)}:{self.raw(columns[-1].id)}")

    def today(self) -> str:
        return "today"

    # --- lists -----------------------------------------------------------------------------------------------------------

    def list(self, name: str) -> str:
        """The values of a list in the form in which texts are matched: straight quotes."""
        return f"m_{name}" if any(set(v.value) & _CURLY for v in self._catalog.lists[name].offered()) else f"l_{name}"

    def boards(self) -> str:
        """The list of boards, which other lists belong to."""
        return self.list(self._catalog.board_list.name)

    def meant(self, column: str, meaning: str) -> str:
        """The value that has this meaning in the list of a column."""
        sheet = self._activity(column) or self
        values = self._catalog.list_of(sheet._sheet.column(_bare(column)))
        assert values is not None
        return values.meaning(meaning).value

    def owned(self, name: str) -> str:
        """The keys "board|value" of a list that belongs to boards."""
        return f"k_{name}"

    def standing(self, name: str) -> str:
        """How well a list knows the values of each board, in the order of the boards."""
        return f"o_{name}_standing"

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
            if words[name] >= OFTEN or column.id in self.kept_texts:
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
        """Position of the row's activity in the columns of Activities, 0 when there is none or more than one."""
        at = self._first_of_id()
        self._book[ACTIVITIES].shares_id()
        return self.helper("p", f"IF({at}=0,0,IF(INDEX({self._book[ACTIVITIES].whole('shared')},{at}),0,{at}))")

    def shares_id(self) -> str:
        """Whether more than one activity has the row's provider activity ID."""
        at = self._first_of_id()
        if self._sheet.id != ACTIVITIES:
            return self.define(f"shares_id_{self.prefix}", f"IF({at}>0,{self.pointer()}=0,FALSE)")
        return self.helper("shared", f"IF({at}=0,FALSE,COUNTIF({self.whole('at')},{at})>1)")

    def _first_of_id(self) -> str:
        """Position of the first activity with the row's provider activity ID, 0 when there is none."""
        key = self.key()
        self._book[ACTIVITIES].key()
        return self.helper("at", f'IF({key}="",0,IFERROR(MATCH({key},{self._book[ACTIVITIES].whole(f"k_{ID}")},0),0))')

    def count(self, sheet: str, where: Bool) -> str:
        """How many rows of `sheet` that satisfy `where` belong to this activity: each adds its letter to a text that the rows gather."""
        gathered = self.gathered(sheet, self._book[sheet].letter(where))
        return f"(LEN({gathered[0]})-LEN(SUBSTITUTE({gathered[0]},{quoted(gathered[1])},{quoted('')})))"

    def gathered(self, sheet: str, letter: str = "") -> tuple[str, str]:
        """The text that the rows of `sheet` of this activity gather, and `letter`."""
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


def cleaned(text: str, *, breaks: bool = False) -> str:
    """A text, or each of a range, without invisible characters, with every kind of space as a space, and trimmed.

    Args:
        breaks: keep tabs and line breaks.
    """
    for sign in COMMON:
        if not (breaks and sign in BREAKS):
            text = f"SUBSTITUTE({text},{_SIGNS.get(sign, quoted(sign))},{quoted('' if sign in REMOVED else ' ')})"
    return f"TRIM({text})"


def _as_text(cell: str, *, quotes: bool, breaks: bool) -> str:
    joined = f'{cell}&""'
    text = cleaned(joined, breaks=breaks)
    for curly, straight in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"')) if quotes else ():
        text = f"SUBSTITUTE({text},{quoted(curly)},{quoted(straight)})"
    if breaks:
        text = f'IF({cleaned(joined)}="","",{text})'
    return f'IF(ISBLANK({cell}),"",IFERROR({text},""))'


def _as_number(cell: str, text: str) -> str:
    """A real number, or a text of up to 15 digits with at most one point and up to 15 digits after it."""
    point = f'FIND(".",{text}&".")'
    bare = f'SUBSTITUTE({text},".","",1)'
    digits = f'SUMPRODUCT(LEN({bare})-LEN(SUBSTITUTE({bare},{_DIGITS},"")))=LEN({bare})'
    form = f"AND({digits},{point}>1,{point}<17,{point}<>LEN({text}),LEN({text})-{point}<16)"
    value = f'LEFT("0"&{text},{point})+("0"&MID({text},{point}+1,15))/10^(LEN({text})-{point})'
    read = f'IF({text}="","",IF({form},{value},""))'
    return f'IF(ISBLANK({cell}),"",IFERROR(IF(ISLOGICAL({cell}),"",IF(ISNUMBER({cell}),{cell},{read})),""))'


# --- dates typed as text: parts, then month and day; each formula gives an error where the text is no date ---------------------------


def _without_time(text: str) -> str:
    """The text without a time at its end, and with blanks for the signs of a date."""
    colon = f'FIND(":",{text})'

    def hour(digits: int) -> str:
        """Whether so many digits stand before the colon, after a blank or a T."""
        figures = ",".join(f'FIND(MID({text},{colon}-{n},1),"0123456789")>0' for n in range(1, digits + 1))
        before = f"MID({text},{colon}-{digits + 1},1)"
        return f'IFERROR(AND({figures},OR({before}=" ",{before}="T")),FALSE)'

    cut = f"IF({hour(1)},LEFT({text},{colon}-3),IF({hour(2)},LEFT({text},{colon}-4),{text}))"
    bare = f"IF(ISNUMBER({colon}),{cut},{text})"
    for sign in "-/.,":
        bare = f'SUBSTITUTE({bare},"{sign}"," ")'
    return f"TRIM({bare})"


def _spaced(bare: str) -> str:
    """The same with blanks between year, month and day, where eight figures stand together."""
    run = f'AND(LEN({bare})=8,ISERROR(FIND(" ",{bare})))'
    return f'IF({run},LEFT({bare},4)&" "&MID({bare},5,2)&" "&MID({bare},7,2),{bare})'


def _part(parts: str, number: int) -> str:
    first = f'FIND(" ",{parts})'
    second = f'FIND(" ",{parts},{first}+1)'
    return {1: f"LEFT({parts},{first}-1)", 2: f"MID({parts},{first}+1,{second}-{first}-1)", 3: f"MID({parts},{second}+1,99)"}[number]


def _year_first(parts: Sequence[str]) -> str:
    """Whether the first part has four characters and begins with a figure; Sept does not."""
    return f'IF(LEN({parts[0]})=4,ISNUMBER(FIND(LEFT({parts[0]},1),"0123456789")),FALSE)'


def _figure(part: str) -> str:
    """The number of one or two digits that a part is."""
    return f'IF(LEN({part})<3,IF(RIGHT("0"&{part},2)=RIGHT("0"&(0+{part}),2),0+{part},NA()),NA())'


def _year(parts: Sequence[str]) -> str:
    """The year of two or four digits, which is the first part or the last."""
    part = f"IF({_year_first(parts)},{parts[0]},{parts[2]})"
    short = f"IF({_figure(parts[2])}<{TURN_OF_CENTURY},2000,1900)+{parts[2]}"
    return f'IF(LEN({part})=4,IF((0+{part})&""={part},0+{part},NA()),IF(LEN({parts[2]})=2,{short},NA()))'


def _named_month(part: str) -> str:
    """The month whose name a part is, or begins with three letters or more."""
    at = f'FIND(" "&LOWER({part}),{quoted(_MONTH_NAMES)})'
    return f"IF(LEN({part})>2,({at}+{_MONTH_WIDTH - 1})/{_MONTH_WIDTH},NA())"


def _month_and_day(parts: Sequence[str]) -> str:
    """A hundred times the month, and the day."""
    first, second, third = (_figure(part) for part in parts)
    by_month = f"IF({first}>12,IF(LEN({parts[2]})=4,{second}*100+{parts[0]},NA()),{first}*100+{second})"
    by_day = f"IF({second}>12,{first}*100+{parts[1]},{second}*100+{first})"
    figures = f'IF(dates_as_text="{DAY_FIRST}",{by_day},{by_month})'
    named = f"IFERROR({_named_month(parts[0])}*100+{second},IFERROR({_named_month(parts[1])}*100+{first},{figures}))"
    return f"IF({_year_first(parts)},{second}*100+{third},{named})"
