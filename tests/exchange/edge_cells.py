"""Cells at the edges of what each kind of column takes, for any column of any catalog."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from generator.catalog import Catalog, Column
from generator.catalog.sheets import NUMBER_KINDS
from generator.workbook.cells import LONGEST_TEXT, Cell, CellError, Uncalculated

Cells = st.SearchStrategy[Cell]
_BLANKS: Sequence[Cell] = (None, "", " ", "\u00a0", "\u200b", "\n", " \t\r\n", "\u3000\ufeff")
_NONE: Sequence[Cell] = (CellError("#N/A"), CellError("#NUM!"), Uncalculated(), True, False)
_NUMBERS: Sequence[float] = (
    0.0, -0.0, 5e-324, 1e-9, 5e-9, 9e-8, 1e-7, 2.4e-7, 5e-7, 1e-6, 0.001, 0.004999, 0.005, 0.00999, 0.01, 0.124999,
    0.125, 0.2499, 0.249999, 0.24999999, 0.25, 0.25000001, 0.2500002, 0.250001, 1 / 3, 0.1 + 0.2, 0.5, 0.99, 1.0, 1.1,
    2.000000001, 2.0000005, 12.0, 99.5, 100.25, 999.999999, 1e6, 1e9 + 0.25, 1e12 - 0.25, 1e12 - 1, 1e12, 1e14 + 0.25,
    123456789012345.0, 1e15, 2.0**53 + 2, 1e16, 1e21, 1e22, 1e100, 1e308, -1e-9, -1e-7, -0.25, -1.0, -1e15, -1e308,
)  # fmt: skip
_NUMBERS_IN_TEXTS: Sequence[str] = (
    "0", "-0", "0.25", " 0.25 ", ".25", "0.2500001", "00.25", "1.", "1e3", "1E-7", "+1", "1,000", "1 000", "٣", "½",
    "0.000000000000001", "999999999999999", "999999999999999.999999999999999", "1000000000000", "1\u00a0", "NaN", "inf",
    "0x10", "1_0", "=1",
)  # fmt: skip
_TEXTS: Sequence[str] = (
    "x", "0", "-", "=1+1", "+1", "@x", "'", "\\", "&amp;", "<b>&\"'</b>", "]]>", "<![CDATA[", "&#0;", "_x0041_", "null",
    "a\r\nb\rc\nd\te", " a ", "a  b", "a\u00a0b", "a\u200bb", "x\x00y", "x\x0by", "x\x7fy", "x\x85y", "x\x9by",
    "x\ud800y", "x\udfffy", "x\ufffey", "x\uffffy", "x\ue000" + "0\ue001y", "\ue000" + "1\ue001", "x\ufdd0y",
    "\U0001f600", "\U0010ffff", "e\u0301", "\u202etxet", "\u2066x\u2069", "漢方", "ﷺ", "Straße", "İı", "‘Pain’ – “x” …",
    "a\u2028b\u2029c", "{{ r.title }}", "{% for %}", "%s", "a;b", "a|b", "*", "~", "?",
)  # fmt: skip
_ADDRESSES: Sequence[str] = (
    "https://", "http://.", "https://x", "https://x.", "http://a.b", "HTTPS://CME.EXAMPLE.ORG", "ftp://x.org", "x.org",
    "https://x.org/a b", "https://x.org/\u00e9", "https://x.org/?a=1&b=<2>#\"'", "https://x.org/\u200b",
    "https:// x.org", "https://x.org\n", "mailto:a@b.c", "http://[::1].x", "https://例え.jp", "https://x.org/%zz",
    "http://x.org\\y",
)  # fmt: skip
_IDS: Sequence[Cell] = (
    "CME-1", " cme-1 ", "0000001", "1234567", 1234567.0, 210016939.0, "210016939", "21001693", "２１００１６９３９",
    "210 016 939", "1E5", 1.5, 1e15, -1.0, dt.date(2026, 3, 1), "EG-123456-789", "eg-123456-789", "URL", "=5",
    "ACCME Activity ID",
)  # fmt: skip
_DAYS_IN_TEXTS: Sequence[str] = (
    "2026-03-10", "2026/3/10 9:00", "3/4/2026", "13/4/2026", "4/13/26", "20260310", "Mar 10, 2026", "10-mar-26",
    "2026-02-30", "0000-00-00", "1899-12-31", "1900-01-01", "9999-12-31", "10000-01-01", "2026-3", "soon", "٢٠٢٦-03-10",
    "2026-03-10T25:61", "1/1/00", "12/31/29", "1/1/30",
)  # fmt: skip
_SERIALS: Sequence[float] = (
    -1.0, -0.5, 0.0, 0.5, 0.999, 1.0, 59.0, 60.0, 61.0, 36525.999, 36526.0, 45000.5, 73415.0, 73415.9999999, 73416.0,
    2958465.0, 2958465.999999999, 2958466.0, 1e9, 1e15, 1e308,
)  # fmt: skip
_AROUND = (-1, 0, 1)
_FILLERS = ("x", "\U0001f600", "&", "x ", "\u200bx", "x\n\n", "x \r\n", "x\ty")
"""What long texts are made of: characters that take more than one place, and such as are read as none or fewer."""
_DRESS: Sequence[Callable[[str], str]] = (
    str, str.upper, str.lower, str.title, str.swapcase, lambda t: f" {t} ", lambda t: t.replace(" ", "  "),
    lambda t: t.replace("'", "’"), lambda t: t.replace("’", "'"), lambda t: f"{t}\u200b",
    lambda t: t.replace(" ", "\u00a0"), lambda t: t[:-1], lambda t: f"{t}.", lambda t: t.replace("-", "–"),
)  # fmt: skip
"""How a value may come from elsewhere."""


def edges(catalog: Catalog, column: Column) -> list[Cell]:
    """The cells at the edges of what a column takes, all of them: those of its kind, of its limits and of its list."""
    found: list[Cell] = [*_BLANKS, *_NONE]
    if column.kind == "choice":
        values = catalog.values_of(column)
        some = [*values.values[:2], *(value for value in values.values[2:] if not value.offered)][:4]
        found += [dress(value.value) for value in some for dress in _DRESS]
    elif column.kind == "date":
        found += [*_limits(catalog), *_DAYS_IN_TEXTS, *_SERIALS]
        found += [dt.datetime.combine(day, dt.time.max) for day in _limits(catalog)]
    elif column.kind in NUMBER_KINDS:
        found += [*_NUMBERS, *_NUMBERS_IN_TEXTS, dt.date(1900, 1, 1)]
    else:
        found += [*_TEXTS, *_long(column), 1.5, 1e15, dt.date(2026, 3, 1)]
        found += {"url": _ADDRESSES, "id": _IDS}.get(column.kind, ())
    return list({(type(cell), repr(cell)): cell for cell in found}.values())


def cells(catalog: Catalog, column: Column) -> Cells:
    """Any cell that somebody, or a program, could leave in a column."""
    of_kind = _of_kind(catalog, column)
    return st.one_of(
        st.sampled_from(edges(catalog, column)), of_kind, of_kind,
        st.one_of(_texts(column), _numbers(column), _days(catalog)),
    )  # fmt: skip


def _of_kind(catalog: Catalog, column: Column) -> Cells:
    if column.kind == "choice":
        return _choices(catalog, column)
    if column.kind == "date":
        return _days(catalog)
    if column.kind in NUMBER_KINDS:
        return _numbers(column)
    if column.kind == "url":
        return st.one_of(st.sampled_from(_ADDRESSES), st.text(max_size=30).map(lambda end: f"https://x.org/{end}"))
    return _of_form(column) if column.form else _texts(column)


def _numbers(column: Column) -> Cells:
    step = column.step or 1.0
    near = st.builds(
        lambda times, off: times * step + off,
        st.integers(0, 400),
        st.sampled_from((0.0, 1e-12, -1e-12, 1e-9, 9e-7, -9e-7, 2e-6, -2e-6, 0.001, -0.004, 0.005)),
    )
    return st.one_of(
        st.sampled_from(_NUMBERS),
        near,
        near.map(lambda number: f"{number:.15f}"),
        st.floats(allow_nan=False, allow_infinity=False),
        st.floats(-1e-5, 1e-5),
    )


def _limits(catalog: Catalog) -> list[dt.date]:
    """The days around the first and the last that are taken, and the ends of the calendar."""
    first, last = (int(catalog.number(f"{which}_year")) for which in ("earliest", "latest"))
    around = {limit + off for limit in (first, last) for off in _AROUND if 1 <= limit + off <= dt.MAXYEAR}
    return [dt.date(year, *day) for year in sorted({1, 1900, *around, dt.MAXYEAR}) for day in ((1, 1), (12, 31))]


def _days(catalog: Catalog) -> Cells:
    limits = st.sampled_from(_limits(catalog))
    forms = st.sampled_from(("%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%Y%m%d", "%d %B %Y", "%m-%d-%y"))
    return st.one_of(
        limits, st.builds(dt.datetime.combine, limits, st.times()),
        st.builds(lambda day, form: day.strftime(form), limits, forms),
        st.sampled_from(_SERIALS), st.dates(dt.date(1899, 12, 25), dt.date(2101, 1, 5)),
    )  # fmt: skip


def _long(column: Column) -> list[str]:
    """Texts about as long as the column takes, as Excel takes at all, and as long as that is after tidying."""
    limit = column.limit or 255
    lengths = [limit + off for off in _AROUND] + [limit * 3 // 2, LONGEST_TEXT]
    return [(filler * length)[:length] for filler in _FILLERS for length in lengths]


def _texts(column: Column) -> Cells:
    anything = st.text(st.characters(codec=None), max_size=12)
    long = st.builds(
        lambda filler, length: (filler * length)[:length],
        st.one_of(st.sampled_from(_FILLERS), st.text(min_size=1, max_size=3)),
        st.integers(1, (column.limit or 255) + 200),
    )
    return st.one_of(anything, st.text(max_size=12), long)


def _of_form(column: Column) -> Cells:
    form = column.form
    shape = (form and (form.mask or "#" * (form.letters or 1))) or "A-#"
    spoil: Sequence[Callable[[str], str]] = (str, str.lower, lambda t: t + " ", lambda t: t[:-1], lambda t: t + "9")
    return st.builds(
        lambda digit, other: other(shape.replace("#", digit)), st.sampled_from("0123456789٣x"), st.sampled_from(spoil)
    )


def _choices(catalog: Catalog, column: Column) -> Cells:
    """Values of the list in odd dress, values that it no longer or not yet offers, and values of other lists."""
    values = catalog.values_of(column)
    texts = [value.value for value in values.values] or ["1001"]
    names = [name for value in values.values for field in values.names for name in value.extra[field].split(";")]
    others = [value.value for other in catalog.lists.values() for value in other.values[:4]]
    return st.builds(
        lambda text, dress: dress(text),
        st.one_of(st.sampled_from(texts), st.sampled_from([*texts, *names]), st.sampled_from(others)),
        st.sampled_from(_DRESS),
    )
