"""The day that a cell means, as formulas; `generator.workbook.cells` says the same in Python.

A date that is text comes to its day in steps, each in a hidden column of its own: `dt_start_date` the text without a
time, `dw_...` with blanks between its parts, `dp1_...` to `dp3_...` the parts, `dn_...` their figures as in 20260331,
and `d_start_date` the day. Where the text is no date, a step gives an error and its column the empty text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.rules.expression.write import DIGITS, NOTHING, find, if_, if_error, is_number, quoted, substitute
from generator.workbook.cells import LAST_DAY, MONTHS, TURN_OF_CENTURY
from generator.workbook.settings import DATES_AS_TEXT, DAY_FIRST

_MONTH_WIDTH = 10
_MONTH_NAMES = "".join(f" {month:{_MONTH_WIDTH - 1}}" for month in MONTHS)
_NONE = "NA()"


def day_columns(column: str, cell: str, text: str, row: str) -> Iterator[tuple[str, str]]:
    """The hidden columns that read a column's day, each with its formula; the last holds it, or the empty text.

    Args:
        column: id of the column.
        cell, text: its cell, and what that means as text.
        row: what the names of cells of the row begin with: "r_act_".
    """
    bare = f"{row}dt_{column}"

    def step(formula: str) -> str:
        return if_(f"{bare}={NOTHING}", NOTHING, if_error(formula))

    yield f"dt_{column}", if_(f"ISTEXT({cell})", if_error(_without_time(text)), NOTHING)
    yield f"dw_{column}", step(_spaced(bare))
    for number in (1, 2, 3):
        yield f"dp{number}_{column}", step(_part(f"{row}dw_{column}", number))
    parts = [f"{row}dp{number}_{column}" for number in (1, 2, 3)]
    yield f"dn_{column}", step(f"{_year(parts)}*10000+{_month_and_day(parts)}")
    yield f"d_{column}", _day(cell, bare, f"{row}dn_{column}")


def _day(cell: str, bare: str, figures: str) -> str:
    """A real number cut to its day, or the day that the figures of a text are, if the calendar has it."""
    serial = f"DATE(INT({figures}/10000),INT(MOD({figures},10000)/100),MOD({figures},100))"
    real = f"MONTH({serial})*100+DAY({serial})=MOD({figures},10000)"
    typed = if_(f"{bare}={NOTHING}", NOTHING, if_(if_(f"{figures}<19000101", "FALSE", real), serial, NOTHING))
    number = if_(f"{cell}<1", NOTHING, if_(f"{cell}<{LAST_DAY}", f"INT({cell})", NOTHING))
    known = if_(f"ISLOGICAL({cell})", NOTHING, if_(is_number(cell), number, typed))
    return if_(f"ISBLANK({cell})", NOTHING, if_error(known))


def _without_time(text: str) -> str:
    """The text without a time at its end, and with blanks for the signs of a date."""
    colon = find('":"', text)

    def hour(count: int) -> str:
        """Whether so many digits stand before the colon, after a blank or a T."""
        figures = ",".join(f"{find(f'MID({text},{colon}-{n},1)', quoted(DIGITS))}>0" for n in range(1, count + 1))
        before = f"MID({text},{colon}-{count + 1},1)"
        return if_error(f'AND({figures},OR({before}=" ",{before}="T"))', "FALSE")

    cut = if_(hour(1), f"LEFT({text},{colon}-3)", if_(hour(2), f"LEFT({text},{colon}-4)", text))
    bare = if_(is_number(colon), cut, text)
    for sign in "-/.,":
        bare = substitute(bare, quoted(sign), '" "')
    return f"TRIM({bare})"


def _spaced(bare: str) -> str:
    """The same with blanks between year, month and day, where eight figures stand together."""
    blank = find('" "', bare)
    together = f"AND(LEN({bare})=8,ISERROR({blank}))"
    return if_(together, f'LEFT({bare},4)&" "&MID({bare},5,2)&" "&MID({bare},7,2)', bare)


def _part(parts: str, number: int) -> str:
    """One of three parts that stand with blanks between them."""
    first = find('" "', parts)
    second = f'FIND(" ",{parts},{first}+1)'
    if number == 1:
        return f"LEFT({parts},{first}-1)"
    if number == 2:
        return f"MID({parts},{first}+1,{second}-{first}-1)"
    return f"MID({parts},{second}+1,99)"


def _year_first(parts: Sequence[str]) -> str:
    """Whether the first part has four characters and begins with a figure; Sept does not."""
    return if_(f"LEN({parts[0]})=4", is_number(find(f"LEFT({parts[0]},1)", quoted(DIGITS))))


def _figure(part: str) -> str:
    """The number of one or two digits that a part is."""
    plain = f'RIGHT("0"&{part},2)=RIGHT("0"&(0+{part}),2)'
    return if_(f"LEN({part})<3", if_(plain, f"0+{part}", _NONE), _NONE)


def _year(parts: Sequence[str]) -> str:
    """The year of two or four digits, which is the first part or the last."""
    year = if_(_year_first(parts), parts[0], parts[2])
    long = if_(f"(0+{year})&{NOTHING}={year}", f"0+{year}", _NONE)
    short = f"{if_(f'{_figure(parts[2])}<{TURN_OF_CENTURY}', '2000', '1900')}+{parts[2]}"
    return if_(f"LEN({year})=4", long, if_(f"LEN({parts[2]})=2", short, _NONE))


def _named_month(part: str) -> str:
    """The month whose name a part is, or begins with three letters or more."""
    at = find(f'" "&LOWER({part})', quoted(_MONTH_NAMES))
    return if_(f"LEN({part})>2", f"({at}+{_MONTH_WIDTH - 1})/{_MONTH_WIDTH}", _NONE)


def _month_and_day(parts: Sequence[str]) -> str:
    """A hundred times the month, and the day."""
    first, second, third = map(_figure, parts)
    unless_day = if_(f"LEN({parts[2]})=4", f"{second}*100+{parts[0]}", _NONE)
    by_month = if_(f"{first}>12", unless_day, f"{first}*100+{second}")
    by_day = if_(f"{second}>12", f"{first}*100+{parts[1]}", f"{second}*100+{first}")
    figures = if_(f"{DATES_AS_TEXT}={quoted(DAY_FIRST)}", by_day, by_month)
    by_name = if_error(f"{_named_month(parts[1])}*100+{first}", figures)
    named = if_error(f"{_named_month(parts[0])}*100+{second}", by_name)
    return if_(_year_first(parts), f"{second}*100+{third}", named)
