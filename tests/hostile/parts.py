"""Parts that are missing, renamed, doubled or led to in circles, and sheets of ours that are broken."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from tests.hostile.book import (
    ACTS,
    ACTS_LINKS,
    BOOK,
    BOOK_LINKS,
    DRAWING,
    FINDINGS,
    KINDS,
    LINKS,
    LISTS,
    MAIN,
    META,
    MOC,
    NOTES,
    OFFICE,
    PROPERTIES,
    READINESS,
    START,
    STYLES,
    TABLE,
    Parts,
    ours,
    replaced,
    substituted,
    without,
)  # fmt: skip
from tests.hostile.case import DAMAGED, ONLY_CHECK, SAME, Case, Outcome, case, finds, says

_NO_BOOK = says("is no Excel workbook inside")
_NO_SHEET = says("has no sheet Activities")


def cases() -> Iterator[Case]:
    yield from _missing()
    yield from _names()
    yield from _relationships()
    yield from _our_sheets()
    yield from _settings()


def _missing() -> Iterator[Case]:
    yield case("missing: the relationships", lambda: without(LINKS), says("is a zip archive, not an Excel workbook"))
    yield case("missing: the workbook", lambda: without(BOOK), _NO_BOOK)
    yield case("missing: relationships of the workbook", lambda: without(BOOK_LINKS), _NO_SHEET)
    yield case("missing: Activities", lambda: without(ACTS), _NO_SHEET)
    yield case("missing: MOC", lambda: without(MOC), says("has no sheet MOC"))
    for part in (STYLES, PROPERTIES, START, READINESS, FINDINGS, LISTS, TABLE, NOTES, DRAWING, ACTS_LINKS, KINDS):
        yield case(f"missing: {part}", lambda p=part: without(p), SAME)
    yield case("missing: Meta", lambda: without(META), SAME)
    yield case(
        "missing: Meta and properties",
        lambda: without(META, PROPERTIES),
        says("has lost the hidden sheet that says so"),
    )


def _names() -> Iterator[Case]:
    """Names of parts as some programs write them, and as attackers do."""
    yield case("names: upper case", lambda: {name.upper(): data for name, data in ours().items()}, SAME)
    yield case("names: backslashes", lambda: {name.replace("/", "\\"): data for name, data in ours().items()}, SAME)
    yield case("names: slash before", lambda: {f"/{name}": data for name, data in ours().items()}, SAME)
    yield case("names: the same in two cases", lambda: {**ours(), ACTS.upper(): b"<x/>"}, DAMAGED)
    yield case("names: the same twice", lambda: _twice(ACTS), DAMAGED)
    for name in (
        "../../../etc/passwd",
        "/etc/passwd",
        "..\\..\\x.dll",
        "C:\\x.exe",
        "a\0b",
        "x" * 60_000,
        "\u202excod",
    ):
        yield case(f"names: {name[:14]!r}", lambda n=name: {**ours(), n: b"x"}, SAME)
    yield case("names: ten thousand parts", lambda: {**ours(), **{f"x/{n}.bin": b"" for n in range(10_000)}}, SAME)


def _twice(part: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [*ours().items(), (f"{part}_", ours()[part])]:
            archive.writestr(name, data)
    return stream.getvalue().replace(f"{part}_".encode(), f"{part}".encode() + b"\0")


def _relationships() -> Iterator[Case]:
    target = "/xl/worksheets/sheet2.xml"
    for name, to in {
        "itself": "/xl/workbook.xml", "its relationships": f"/{BOOK_LINKS}", "nothing": "", "a folder": "/xl/",
        "outside": "../../../../etc/passwd", "far": "http://localhost:9/x.xml", "a file": "file:///etc/passwd",
        "missing": "/xl/worksheets/sheet99.xml",
    }.items():  # fmt: skip
        outcome = DAMAGED if name.startswith("it") else _NO_SHEET
        yield case(f"relationships: Activities is {name}", lambda t=to: replaced(BOOK_LINKS, target, t), outcome)
    yield case(
        "relationships: external",
        lambda: replaced(BOOK_LINKS, f'Target="{target}"', f'Target="{target}" TargetMode="External"'),
        _NO_SHEET,
    )
    yield case("relationships: relative", lambda: replaced(BOOK_LINKS, 'Target="/xl/', 'Target="'), SAME)
    yield case("relationships: dots", lambda: replaced(BOOK_LINKS, 'Target="/xl/', 'Target="x/../../xl/./'), SAME)
    yield case(
        "relationships: all with one name", lambda: substituted(BOOK_LINKS, r'Id="rId\d+"', 'Id="rId1"'), _NO_SHEET
    )
    yield case(
        "relationships: in a circle", lambda: replaced(LINKS, 'Target="xl/workbook.xml"', f'Target="{LINKS}"'), _NO_BOOK
    )
    yield case("relationships: MOC is Activities", lambda: replaced(BOOK_LINKS, "sheet3.xml", "sheet2.xml"), DAMAGED)
    yield case("relationships: table is the sheet", lambda: replaced(ACTS_LINKS, "/xl/tables/table1.xml", target), SAME)
    yield case(
        "relationships: table outside", lambda: replaced(ACTS_LINKS, "/xl/tables/table1.xml", "../../../x.xml"), SAME
    )
    yield case(
        "relationships: styles are the workbook", lambda: replaced(BOOK_LINKS, '"styles.xml"', '"workbook.xml"'), SAME
    )
    yield case("relationships: another root", lambda: {**ours(), BOOK_LINKS: b"<x/>"}, _NO_SHEET)
    yield case("relationships: no XML", lambda: {**ours(), BOOK_LINKS: b"x"}, DAMAGED)
    yield case("relationships: of the sheet no XML", lambda: {**ours(), ACTS_LINKS: b"x"}, SAME)
    yield case(
        "relationships: a hundred thousand",
        lambda: replaced(BOOK_LINKS, "</Relationships>", "<Relationship/>" * 100_000 + "</Relationships>"),
        SAME,
    )


def _our_sheets() -> Iterator[Case]:
    """Start, Readiness, Findings, Lists and Meta: what they have lost is told, and never in the way of the rows."""
    empty = b'<worksheet xmlns="%s"><sheetData/></worksheet>' % MAIN
    bare = b'<worksheet xmlns="%s"/>' % MAIN
    row = '<row r="2"><c r="A2" t="s"><v>99999</v></c></row>'
    bad = f'<worksheet xmlns="{MAIN.decode()}"><sheetData>{row}</sheetData></worksheet>'.encode()
    for part, broken in {START: DAMAGED, READINESS: ONLY_CHECK, FINDINGS: SAME, LISTS: ONLY_CHECK}.items():
        yield case(f"ours: {part} empty", lambda p=part: {**ours(), p: empty}, SAME)
        yield case(f"ours: {part} without rows", lambda p=part: {**ours(), p: bare}, SAME)
        yield case(f"ours: {part} of bad cells", lambda p=part: {**ours(), p: bad}, broken)
        yield case(f"ours: {part} of nothing", lambda p=part: {**ours(), p: b""}, broken)
        yield case(f"ours: {part} of bytes", lambda p=part: {**ours(), p: bytes(range(256))}, broken)
    yield case("ours: Meta empty", lambda: {**ours(), META: empty}, finds("meta-changed", "the file", same=True))
    yield case("ours: Meta without rows", lambda: {**ours(), META: bare}, finds("meta-changed", "the file", same=True))
    yield case("ours: Meta of bytes", lambda: {**ours(), META: bytes(range(256))}, DAMAGED)
    yield case("ours: Meta of another version", lambda: _both("2026.1", "1999.9"), says("1999.9"))
    yield case("ours: version that is a path", lambda: _both("2026.1", "../../../etc"), says("../../../etc"))
    yield case(
        "ours: version that is long",
        lambda: _both("2026.1", "9" * 30_000),
        says("has lost the hidden sheet that says so"),
    )
    yield case(
        "ours: rows that are no number",
        lambda: substituted(META, r'(<t>rows</t></is></c><c r="B\d+" t="inlineStr"><is><t>)\d+', r"\g<1>9e999"),
        SAME,
    )
    no_rows = Outcome(found={"header-changed": "Activities!B1"}, export_says="holds no activities")
    yield case("ours: Activities without rows", lambda: {**ours(), ACTS: empty}, no_rows)
    yield case("ours: Activities without sheetData", lambda: {**ours(), ACTS: bare}, DAMAGED)
    yield case("ours: MOC without sheetData", lambda: {**ours(), MOC: bare}, DAMAGED)
    yield case("ours: a foreign sheet of bytes", lambda: _further(bytes(range(256))), SAME)
    yield case(
        "ours: a foreign sheet that never ends", lambda: _further(b"<worksheet><sheetData>" + b"<row>" * 50_000), SAME
    )
    table = b"<table/>"
    yield case("ours: table without anything", lambda: {**ours(), TABLE: table}, SAME)
    yield case("ours: table of bytes", lambda: {**ours(), TABLE: bytes(range(256))}, Outcome(same=True))
    yield case("ours: notes of bytes", lambda: {**ours(), NOTES: bytes(range(256))}, SAME)
    yield case("ours: styles of bytes", lambda: {**ours(), STYLES: bytes(range(256))}, DAMAGED)
    yield case("ours: kinds of bytes", lambda: {**ours(), KINDS: bytes(range(256))}, Outcome(same=True))
    yield case("ours: properties of bytes", lambda: {**ours(), PROPERTIES: bytes(range(256))}, DAMAGED)
    yield case("ours: workbook of bytes", lambda: {**ours(), BOOK: bytes(range(256))}, DAMAGED)
    yield case(
        "ours: workbook without sheets", lambda: substituted(BOOK, "<sheets>.*</sheets>", ""), says("has no sheet")
    )


def _both(old: str, new: str) -> Parts:
    return replaced(PROPERTIES, f">{old}<", f">{new}<", replaced(META, f">{old}<", f">{new}<"))


def _further(data: bytes) -> Parts:
    sheet = f'<sheet xmlns:r="{OFFICE}" name="Notes" sheetId="77" r:id="rId77"/></sheets>'
    parts = replaced(BOOK, "</sheets>", sheet)
    link = f'<Relationship Id="rId77" Type="{OFFICE}/worksheet" Target="worksheets/sheet77.xml"/></Relationships>'
    return {**replaced(BOOK_LINKS, "</Relationships>", link, parts), "xl/worksheets/sheet77.xml": data}


def _settings() -> Iterator[Case]:
    """What Start says of dates, and names that lead elsewhere."""
    for number in ("-1", "1e300", "99999999", "0.5"):
        yield case(f"settings: Today is {number}", lambda n=number: _today(f"<v>{n}</v>"), SAME)
    yield case("settings: Today is an error", lambda: _today("<v>#N/A</v>", 't="e"'), SAME)
    yield case(
        "settings: Today is far down",
        lambda: substituted(BOOK, r'(<definedName name="today">)[^<]*', r"\1Start!$C$1048576"),
        SAME,
    )
    yield case(
        "settings: Today is far right",
        lambda: substituted(BOOK, r'(<definedName name="today">)[^<]*', r"\1Start!$XFD$3"),
        SAME,
    )
    yield case(
        "settings: Today is nowhere",
        lambda: substituted(BOOK, r'(<definedName name="today">)[^<]*', r"\1Start!$ZZZ$0"),
        SAME,
    )
    yield case(
        "settings: names without end",
        lambda: substituted(BOOK, r'(<definedName name="today">)[^<]*', r"\1" + "'" * 40_000),
        SAME,
    )
    yield case(
        "settings: a hundred thousand names",
        lambda: replaced(
            BOOK, "</definedNames>", '<definedName name="x">#REF!</definedName>' * 100_000 + "</definedNames>"
        ),
        SAME,
    )


def _today(value: str, attributes: str = "") -> Parts:
    return substituted(
        START, r'<c r="(C\d+)"([^<>]*?)(?: t="[a-z]*")?><f>TODAY\(\)</f>.*?</c>', rf'<c r="\1" {attributes}>{value}</c>'
    )
