"""Cells, rows and what stands beside them, well-formed but such as no spreadsheet program writes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openpyxl.utils import get_column_letter

from tests.hostile.book import (
    ACTS,
    BOOK,
    BOOK_LINKS,
    MAIN,
    MOC,
    START,
    STRINGS,
    STYLES,
    TABLE,
    Parts,
    changed,
    ours,
    replaced,
    shared,
    substituted,
    text_cell,
    with_cell,
    with_rows,
    with_strings,
    with_value,
)  # fmt: skip
from tests.hostile.case import DAMAGED, SAME, Case, Outcome, case, finds

_HELD = 1


def cases() -> Iterator[Case]:
    yield from _numbers()
    yield from _types()
    yield from _places()
    yield from _shared()
    yield from _beside()
    yield from _extents()


def _numbers() -> Iterator[Case]:
    """What no date, credit or count is, is found at its cell; what is no number at all, the file cannot hold."""
    dates = ("-1", "-1e12", "1e300", "99999999999", "2958466", "1e-300", "0")
    for number in dates:
        yield case(
            f"date: {number}", lambda n=number: with_value("I3", 's="18"', n),
            finds("not-a-date", "Activities!I3", held_back=_HELD),
        )  # fmt: skip
    for number in ("-0.25", "1e-7", "1e308", "-1e308", "123456789012345678901234567890", "5e-324"):
        yield case(
            f"credits: {number}", lambda n=number: with_value("N3", 's="18"', n),
            finds("not-in-steps", "Activities!N3", held_back=_HELD),
        )  # fmt: skip
    for number in ("1e309", "-1e309"):
        yield case(
            f"credits: {number}", lambda n=number: with_value("N3", "", n),
            finds("cell-error", "Activities!N3", held_back=_HELD),
        )  # fmt: skip
    for number in ("nan", "inf", "1_000", "0x10", "1e", "--1", "1,5", "\u0664", "1" * 400 + "x"):
        yield case(f"number: {number[:12]}", lambda n=number: with_value("N3", "", n), DAMAGED)
    yield case("number: very long", lambda: with_value("N3", "", "4." + "0" * 50_000), SAME)
    yield case("number: blanks around", lambda: with_value("N3", "", " 4 "), SAME)


def _types() -> Iterator[Case]:
    for value in ("2027-03-04", "2027-03-04T00:00:00", "2027-03-04T00:00:00.000"):
        yield case(f"type d: {value}", lambda v=value: with_value("I3", 't="d"', v), SAME)
    for value in ("9999-99-99", "0000-00-00", "10000-01-01", "x", "2027-02-30T00:00"):
        yield case(
            f"type d: {value}", lambda v=value: with_value("I3", 't="d"', v),
            finds("not-a-date", "Activities!I3", held_back=_HELD),
        )  # fmt: skip
    yield case("type: unknown", lambda: with_value("E3", 't="zz"', "1"), DAMAGED)
    yield case("type: b without sense", lambda: with_value("E3", 't="b"', "7"), Outcome())
    for value in ("#N/A", "#NAME?", "#\u202eX", "x" * 3_000, ""):
        yield case(
            f"type e: {value[:8]}", lambda v=value: with_value("E3", 't="e"', v),
            finds("cell-error", "Activities!E3", held_back=_HELD),
        )  # fmt: skip
    bad = b'<c r="E3" t="e"><v>#N\xffA</v></c>'
    yield case("type e: bytes that are no text", lambda: changed(ACTS, lambda d: _cut_in(d, b"E3", bad)), DAMAGED)
    yield case("style: beyond all", lambda: with_cell("N3", '<c r="N3" s="999999"><v>4</v></c>'), SAME)
    yield case("style: negative", lambda: with_cell("N3", '<c r="N3" s="-1"><v>4</v></c>'), SAME)
    yield case("style: no number", lambda: with_cell("N3", '<c r="N3" s="x"><v>4</v></c>'), SAME)
    yield case("style: huge", lambda: with_cell("N3", f'<c r="N3" s="{"9" * 5_000}"><v>4</v></c>'), SAME)


def _cut_in(data: bytes, address: bytes, cell: bytes) -> bytes:
    start = data.index(b'<c r="%s"' % address)
    return data[:start] + cell + data[data.index(b"</c>", start) + 4 :]


def _places() -> Iterator[Case]:
    """Where rows and cells say that they stand."""
    row = "<row r='{0}'>" + text_cell("B{1}", "X") + "</row>"
    yield case("row: twice", lambda: with_rows(row.format(7, 7)), DAMAGED)
    yield case("row: out of order", lambda: with_rows(row.format(3, 3)), DAMAGED)
    yield case("row: 0", lambda: replaced(ACTS, "<sheetData>", f"<sheetData>{row.format(0, 0)}"), DAMAGED)
    yield case("row: negative", lambda: with_rows(row.format(-5, 5)), DAMAGED)
    yield case("row: beyond the last", lambda: with_rows(row.format(1_048_577, 1_048_577)), DAMAGED)
    yield case("row: huge", lambda: with_rows(row.format("9" * 40, 9)), DAMAGED)
    yield case("row: very huge", lambda: with_rows(row.format("9" * 5_000, 9)), DAMAGED)
    yield case("row: no number", lambda: with_rows(row.format("x", 9)), DAMAGED)
    yield case("row: last of the sheet", lambda: with_rows(row.format(1_048_576, 1_048_576)),
               finds("row-out-of-reach", "Activities!B1048576", held_back=1))  # fmt: skip
    cell = text_cell("E3", "Another")
    yield case("cell: twice", lambda: _behind("E3", cell), DAMAGED)
    yield case("cell: in another row", lambda: with_cell("E3", text_cell("E4", "Another")), DAMAGED)
    yield case("cell: column 0", lambda: _behind("AU3", '<c r="3"><v>1</v></c>'), DAMAGED)
    yield case("cell: beyond the last column", lambda: _behind("AU3", '<c r="XFE3"><v>1</v></c>'), Outcome())
    yield case("cell: far column", lambda: _behind("AU3", '<c r="XFD3"><v>1</v></c>'),
               finds("stray-cell", "Activities!XFD3", same=True))  # fmt: skip
    for address in ("", "E03"):
        cell = text_cell(address, "Another")
        yield case(f"cell: at {address!r}", lambda c=cell: with_cell("E3", c), Outcome())
    for address in ("!!", "ZZZZ2", "E", "3", "E-3", "E3E3", "$E$3"):
        yield case(f"cell: at {address!r}", lambda a=address: with_cell("E3", text_cell(a, "Another")), DAMAGED)
    yield case("cell: out of order", _moved, SAME)
    yield case("cell: two values", lambda: with_cell("N3", '<c r="N3"><v>4</v><v>9</v></c>'), DAMAGED)
    yield case("cell: value and text", lambda: with_cell("N3", '<c r="N3"><v>4</v><is><t>9</t></is></c>'), SAME)
    yield case("cell: element in a value", lambda: with_cell("N3", '<c r="N3"><v>4<x/>9</v></c>'), DAMAGED)


def _behind(address: str, cell: str) -> dict[str, bytes]:
    return substituted(ACTS, rf'(<c r="{address}".*?(?:</c>|/>))', rf"\1{cell}") if _has(address) else _at_end(cell)


def _has(address: str) -> bool:
    return f'<c r="{address}"'.encode() in ours()[ACTS]


def _at_end(cell: str) -> dict[str, bytes]:
    return substituted(ACTS, r'(<row r="3".*?)</row>', rf"\1{cell}</row>", count=1)


def _moved() -> dict[str, bytes]:
    return substituted(ACTS, r'(<c r="E3".*?</c>)(<c r="F3".*?</c>)', r"\2\1")


def _shared() -> Iterator[Case]:
    def at(index: str) -> dict[str, bytes]:
        return with_cell("E3", f'<c r="E3" t="s"><v>{index}</v></c>', parts=shared())

    for index in ("-1", "99999999", "9" * 30, "9" * 5_000, "x", "1.0", "\u0664"):
        yield case(f"shared: {index[:12]} of {len(index)} signs", lambda i=index: at(i), DAMAGED)
    for count in ("4294967295", "-1", "x", "0"):
        yield case(
            f"shared: counts {count}",
            lambda c=count: substituted(STRINGS, r'count="\d+" uniqueCount="\d+"', f'count="{c}" uniqueCount="{c}"', shared()),
            SAME,
        )  # fmt: skip
    yield case("shared: no part", lambda: {n: d for n, d in shared().items() if n != STRINGS}, DAMAGED)
    yield case("shared: no relationship", lambda: replaced(BOOK_LINKS, "/sharedStrings", "/others", shared()), DAMAGED)
    yield case("shared: another root", lambda: {**shared(), STRINGS: b"<x/>"}, DAMAGED)
    yield case("shared: a part of bytes", lambda: {**shared(), STRINGS: bytes(range(256))}, DAMAGED)
    yield case("shared: no longer well-formed", lambda: replaced(STRINGS, "</sst>", "", shared()), DAMAGED)
    yield case("shared: text of 9 MB", lambda: _amplified(b"y" * 9_000_000, 10), DAMAGED)
    yield case(
        "shared: long text often",
        lambda: _amplified(b"x" * 32_767, 300),
        finds("not-in-list", "Activities!P10", held_back=300),
    )


def _amplified(text: bytes, rows: int) -> dict[str, bytes]:
    parts = with_strings(b"<si><t>%s</t></si>" % text)
    letters = ("E", "F", "O", "P", "V")
    more = "".join(
        f'<row r="{row}">{text_cell(f"B{row}", f"N-{row}")}'
        + "".join(f'<c r="{letter}{row}" t="s"><v>0</v></c>' for letter in letters)
        + "</row>"
        for row in range(10, 10 + rows)
    )
    return with_rows(more, parts=parts)


def _beside() -> Iterator[Case]:
    """Merges, tables, names, validations and formats."""
    behind = "</sheetData><mergeCells>{}</mergeCells>"

    def merged(*areas: str) -> dict[str, bytes]:
        return replaced(ACTS, "</sheetData>", behind.format("".join(f'<mergeCell ref="{area}"/>' for area in areas)))

    yield case(
        "merge: everything", lambda: merged("A1:XFD1048576"), finds("merged-cells", "Activities!B1", held_back=6)
    )
    yield case("merge: a title over rows", lambda: merged("E3:E5"), finds("merged-cells", "Activities!E3", held_back=3))
    yield case(
        "merge: garbage", lambda: merged("garbage", "", "A1", "B2:", ":", "A0:B0", "E1048577:F2000000"), Outcome()
    )
    yield case("merge: backwards", lambda: merged("E5:E3"), finds("merged-cells", "Activities!E3", held_back=3))
    yield case(
        "merge: one thousand times",
        lambda: merged(*["E3:E4"] * 1_000),
        finds("merged-cells", "Activities!E3", held_back=2),
    )
    for garbage in ("garbage", "", "A1:", "$$$", "A1:B2:C3", "9" * 400, "A1 B2 !!", "XFE1:ZZZ9", "A0"):
        name = garbage[:12]
        yield case(
            f"validation: {name}",
            lambda g=garbage: substituted(ACTS, r'(<dataValidation )sqref="[^"]*"', rf'\1sqref="{g}"'),
            SAME,
        )
        yield case(f"table: {name}", lambda g=garbage: substituted(TABLE, r'ref="[^"]*"', f'ref="{g}"'), SAME)
        yield case(
            f"format: {name}",
            lambda g=garbage: replaced(
                ACTS,
                "<dataValidations ",
                f'<conditionalFormatting sqref="{g}"><cfRule type="expression" priority="1"><formula>1</formula></cfRule></conditionalFormatting><dataValidations ',
            ),
            SAME,
        )
        yield case(
            f"names: {name}",
            lambda g=garbage: substituted(BOOK, r'(<definedName name="c_act_[a-z_]+">)[^<]*', rf"\g<1>{g}"),
            SAME,
        )
    yield case("styles: empty", lambda: {**ours(), STYLES: b'<styleSheet xmlns="%s"/>' % MAIN}, SAME)
    yield case("styles: formats of garbage", lambda: substituted(STYLES, r'numFmtId="\d+"', 'numFmtId="-x"'), SAME)
    long_code = "[" * 20_000 + "y" * 20_000
    yield case(
        "styles: format code without an end",
        lambda: substituted(STYLES, r'formatCode="[^"]*"', f'formatCode="{long_code}"'),
        SAME,
    )
    yield case(
        "styles: number of a format without an end",
        lambda: substituted(STYLES, r'numFmtId="\d+"', f'numFmtId="{"9" * 5_000}"'),
        SAME,
    )
    yield case("styles: of bytes", lambda: {**ours(), STYLES: bytes(range(256))}, DAMAGED)
    yield case("days: counted from 1904", _from_1904, SAME)


def _from_1904() -> dict[str, bytes]:
    parts = replaced(BOOK, "<workbookPr/>", '<workbookPr date1904="1"/>')
    for part in (ACTS, MOC, START):
        parts[part] = re.sub(
            rb"<v>([345]\d{4})</v>", lambda day: b"<v>%d</v>" % (int(day[1]) - DAYS_TO_1904), parts[part]
        )
    return parts


DAYS_TO_1904 = 1462
"""Days between the two days from which workbooks count (ECMA-376 Part 1, 18.17.4.1)."""


def _extents() -> Iterator[Case]:
    """Much of what costs nothing, or is not ours."""

    def wide(row: int) -> Parts:
        cells = "".join(f'<c r="{get_column_letter(n)}{row}"><v>1</v></c>' for n in range(60, 16_385))
        return with_rows(f'<row r="{row}">{cells}</row>')

    def blank() -> Parts:
        return with_rows("".join(f'<row r="{n}"/>' for n in range(10, 1_048_577)))

    yield case(
        "extent: 16,384 columns",
        lambda: wide(9),
        finds("stray-cell", "Activities!ES9", same=True),
    )
    yield case("extent: 1,048,576 rows of nothing", blank, SAME)
    for last in (5_000, 1_048_576):
        yield case(
            f"extent: names down to {last}",
            lambda n=last: substituted(BOOK, r"(>(?:Activities|MOC|REMS|Support)!\$[A-Z]+\$2:\$[A-Z]+\$)\d+", rf"\g<1>{n}"),
            SAME,
        )  # fmt: skip
        yield case(
            f"extent: table down to {last}", lambda n=last: substituted(TABLE, r'ref="A1:AV9"', f'ref="A1:AV{n}"'), SAME
        )
    yield case(
        "extent: no rows at all",
        lambda: substituted(MOC, r"<sheetData>.*</sheetData>", "<sheetData/>"),
        finds("header-changed", "MOC!B1"),
    )
