"""XML that no spreadsheet program writes: what XML itself says it means is read, and what is none is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tests.hostile.book import (
    ACTS,
    BOOK,
    BOOK_LINKS,
    FINDINGS,
    KINDS,
    LINKS,
    LISTS,
    MAIN,
    META,
    MOC,
    PROPERTIES,
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
    with_strings,
)  # fmt: skip
from tests.hostile.case import DAMAGED, DECLARES, SAME, Case, case, finds

TITLE = "Blended Course: Perioperative Pain Management: Scores &gt; 3 and What Follows"
HALF, REST = "Blended Course: Perioperative Pain", " Management: Scores &gt; 3 and What Follows"
_BOMB = (
    b'<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
_OUTSIDE = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_FAR_OFF = b'<!DOCTYPE r SYSTEM "http://localhost:9/r.dtd">'
_LATE = b"<!-- %s -->" % (b"x" * 5_000)


def cases() -> Iterator[Case]:
    yield from _texts()
    yield from _sheets()
    yield from _encodings()
    yield from _types()
    yield from _crafted()


def _title(cell: str) -> Callable[[], Parts]:
    return lambda: with_cell("E3", cell)


def _texts() -> Iterator[Case]:
    """A title in other words, all of which XML and ECMA-376 read alike."""
    shown = TITLE.replace("&gt;", ">")
    forms = {
        "comment in a text": f"<is><t>{HALF}<!-- x -->{REST}</t></is>",
        "comment with a cell in it": f'<is><t>{HALF}<!-- <c r="E3"><v>1</v></c> -->{REST}</t></is>',
        "CDATA": f"<is><t><![CDATA[{shown}]]></t></is>",
        "CDATA in part": f"<is><t>{HALF}<![CDATA[{REST.replace('&gt;', '>')}]]></t></is>",
        "instruction in a text": f"<is><t>{HALF}<?x y?>{REST}</t></is>",
        "runs": f"<is><r><t>{HALF}</t></r><r><rPr><b/></rPr><t>{REST}</t></r></is>",
        "sounds beside": f'<is><t>{TITLE}</t><rPh sb="0" eb="1"><t>kana</t></rPh></is>',
        "entities by number": f"<is><t>&#66;{TITLE[1:]}</t></is>",
        "entities by hexadecimal number": f"<is><t>&#x00042;{TITLE[1:]}</t></is>",
        "underscore form": f"<is><t>_x0042_{TITLE[1:]}</t></is>",
        "space kept": f'<is><t xml:space="preserve">  {TITLE}  </t></is>',
        "new elements beside": f'<is><t>{TITLE}</t></is><extLst><ext uri="x"/></extLst>',
    }  # fmt: skip
    for name, inside in forms.items():
        yield case(f"text: {name}", _title(f'<c r="E3" t="inlineStr">{inside}</c>'), SAME)
    formula = f'<c r="E3" t="str"><f>A1</f><v>{TITLE}</v></c>'
    yield case("text: of a formula", _title(formula), SAME)
    yield case(
        "text: quotation marks of one kind", _title(f"<c r='E3' t='inlineStr'><is><t>{TITLE}</t></is></c>"), SAME
    )
    yield case("text: in a plain value", _title(f'<c r="E3"><v>{TITLE}</v></c>'), DAMAGED)
    yield case("text: entity that nobody defined", _title(text_cell("E3", "a&nbsp;b")), DAMAGED)
    yield case("text: bare ampersand", _title(text_cell("E3", "A & B")), DAMAGED)
    yield case("text: number beyond Unicode", _title(text_cell("E3", "&#x110000;")), DAMAGED)
    yield case("text: number of no character", _title(text_cell("E3", "a&#11;b")), DAMAGED)
    yield case("text: number of half a character", _title(text_cell("E3", "a&#xD800;b")), DAMAGED)
    yield case("text: control character", lambda: replaced(ACTS, HALF, "a\x0bb"), DAMAGED)
    yield case("text: zero byte", lambda: replaced(ACTS, HALF, "a\0b"), DAMAGED)
    yield case("text: bytes that are no UTF-8", lambda: _bytes(b"a\xff\xfeb"), DAMAGED)
    yield case("text: UTF-8 that is too long", lambda: _bytes(b"a\xc0\xafb"), DAMAGED)
    yield case("text: half a character in UTF-8", lambda: _bytes(b"a\xed\xa0\x80b"), DAMAGED)
    for number in ("0000", "000B", "D800", "DC00", "FFFE", "FFFF"):
        yield case(
            f"text: underscore form of {number}",
            _title(text_cell("E3", f"a_x{number}_b")),
            finds("illegal-characters", "Activities!E3", held_back=1),
        )


def _bytes(text: bytes) -> Parts:
    return changed(ACTS, lambda data: data.replace(HALF.encode(), text))


def _prefixed(data: bytes) -> bytes:
    return re.sub(rb"<(/?)(?=[A-Za-z])(?![A-Za-z]+:)", rb"<\1x:", data).replace(b"xmlns=", b"xmlns:x=")


def _sheets() -> Iterator[Case]:
    """Sheets in other words."""
    yield case("sheet: comment before the rows", lambda: replaced(ACTS, "<sheetData>", "<!-- a --><sheetData>"), SAME)
    in_rows = "<sheetData><!-- <row r='9'><c r='B9'><v>1</v></c></row> -->"
    yield case("sheet: comment among the rows", lambda: replaced(ACTS, "<sheetData>", in_rows), SAME)
    decoy = f"<!-- <sheetData><row r='2'>{text_cell('B2', 'X')}</row></sheetData> -->"
    yield case("sheet: rows in a comment before", lambda: replaced(ACTS, "<sheetData>", f"{decoy}<sheetData>"), SAME)
    yield case("sheet: rows in a comment behind", lambda: replaced(ACTS, "</sheetData>", f"</sheetData>{decoy}"), SAME)
    cdata = f"<headerFooter><oddHeader><![CDATA[<sheetData><row r='2'>{text_cell('B2', 'X')}</row></sheetData>]]>"
    yield case("sheet: rows in CDATA", lambda: replaced(ACTS, "<headerFooter><oddHeader>", cdata), SAME)
    quoted = 'imeMode="&lt;sheetData>" prompt='
    yield case("sheet: rows in an attribute", lambda: replaced(ACTS, "prompt=", quoted, count=1), SAME)
    yield case("sheet: prefixes", lambda: changed(ACTS, _prefixed), SAME)
    yield case("sheet: prefixes in MOC", lambda: changed(MOC, _prefixed), SAME)
    yield case("sheet: prefixes of the shared texts", lambda: changed(STRINGS, _prefixed, shared()), SAME)
    yield case("sheet: no addresses of cells", lambda: substituted(ACTS, r'<c r="[A-Z]+[0-9]+"', "<c", _dense()), SAME)
    yield case("sheet: no addresses of rows", lambda: substituted(ACTS, r'<row r="[0-9]+"', "<row"), SAME)
    yield case("sheet: lines between", lambda: substituted(ACTS, r"(</c>|</row>|<row [^>]*>)", r"\1" + "\n  "), SAME)
    yield case("sheet: address behind", lambda: substituted(ACTS, r'<c r="(E3)" s="(\d+)"', r'<c s="\2" r="\1"'), SAME)
    yield case("sheet: small letters", lambda: replaced(ACTS, '<c r="E3"', '<c r="e3"'), SAME)
    yield case("sheet: ends too early", lambda: changed(ACTS, lambda data: data[: len(data) // 3]), DAMAGED)
    yield case(
        "sheet: ends in a tag", lambda: changed(ACTS, lambda data: data[: data.index(b'<c r="E3"') + 9]), DAMAGED
    )
    yield case("sheet: another root", lambda: replaced(ACTS, "worksheet", "chartsheet"), DAMAGED)
    yield case("sheet: empty part", lambda: {**ours(), ACTS: b""}, DAMAGED)
    yield case("sheet: no XML", lambda: {**ours(), ACTS: b"Provider activity ID;Title\r\n"}, DAMAGED)
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    yield case("sheet: strict namespace", lambda: replaced(ACTS, MAIN.decode(), strict), SAME)
    yield case("sheet: strict namespaces", _strict, SAME)
    deep = "<x>" * 1_000 + "</x>" * 1_000
    yield case("sheet: deep", lambda: replaced(ACTS, "<sheetData>", f"{deep}<sheetData>"), DAMAGED)
    deep_cell = f'<c r="E3" t="inlineStr"><is>{deep}</is></c>'
    yield case("sheet: deep cell", _title(deep_cell), DAMAGED)


def _dense() -> Parts:
    """Rows with each cell from the first to the last, so that cells need no addresses."""

    def fill(row: re.Match[bytes]) -> bytes:
        cells = {cell[1]: cell[0] for cell in re.finditer(rb'<c r="([A-Z]+)\d+"[^<>]*>(?:(?<=/>)|[^\0]*?</c>)', row[2])}
        letters = [bytes([n]) for n in range(65, 91)] + [b"A" + bytes([n]) for n in range(65, 87)]
        return row[1] + b"".join(cells.get(at, b'<c r="%s1"/>' % at) for at in letters) + b"</row>"

    return changed(ACTS, lambda data: re.sub(rb'(<row r="[2-9]"[^>]*(?<!/)>)(.*?)</row>', fill, data, flags=re.DOTALL))


def _strict() -> Parts:
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = dict(ours())
    for name in (part for part in parts if part.endswith((".xml", ".rels"))):
        data = parts[name].replace(MAIN, b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        parts[name] = data.replace(kinds.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")
    return parts


def _encodings() -> Iterator[Case]:
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-8", "iso-8859-1", "ascii"):
        yield case(f"encoding: {encoding}", lambda encoding=encoding: _encoded(encoding), SAME)
    for said in (
        "undefined",
        "punycode",
        "unicode_escape",
        "utf-7",
        "idna",
        "rot13",
        "base64",
        "zlib",
        "no-such",
        "x" * 900,
    ):
        declared = f'<?xml version="1.0" encoding="{said}"?>'.encode()
        yield case(f"encoding: {said[:20]}", lambda d=declared: changed(ACTS, lambda data: d + data), DAMAGED)
        yield case(
            f"encoding of texts: {said[:20]}", lambda d=declared: changed(STRINGS, lambda x: d + x, shared()), DAMAGED
        )
    yield case("encoding: UTF-16 cut off", lambda: {**ours(), ACTS: _encoded("utf-16")[ACTS][:-1]}, DAMAGED)
    yield case(
        "encoding: half a character", lambda: {**ours(), ACTS: _encoded("utf-16")[ACTS][:5000] + b"\0\xd8a\0"}, DAMAGED
    )
    yield case("encoding: declared twice", lambda: _declared(b'<?xml version="1.0"?><?xml version="1.0"?>'), SAME)
    yield case("encoding: declared late", lambda: _declared(b' <?xml version="1.0"?>'), SAME)
    yield case("encoding: version 1.1", lambda: _declared(b'<?xml version="1.1" encoding="UTF-8"?>'), SAME)
    yield case("encoding: a declaration without an end", lambda: _declared(b'<?xml version="1.0" ' * 5_000), DAMAGED)


def _declared(declaration: bytes) -> Parts:
    return changed(ACTS, lambda data: declaration + data)


def _encoded(encoding: str) -> Parts:
    name = {"utf-8-sig": "UTF-8"}.get(encoding, encoding.partition("-le")[0].partition("-be")[0])

    def encode(data: bytes) -> bytes:
        text = f'<?xml version="1.0" encoding="{name}"?>{data.decode()}'
        return text.encode(encoding, "xmlcharrefreplace")

    return changed(ACTS, encode)


def _types() -> Iterator[Case]:
    """A document type, in every part that is read."""
    for part in (ACTS, MOC, META, LISTS, START, FINDINGS, BOOK, STYLES, KINDS, LINKS, BOOK_LINKS, PROPERTIES, TABLE):
        for name, types in {"bomb": _BOMB, "file": _OUTSIDE, "address": _FAR_OFF}.items():
            yield case(f"type: {name} in {part}", lambda p=part, t=types: changed(p, lambda data: t + data), DECLARES)
    yield case("type: late", lambda: changed(ACTS, lambda data: _LATE + _OUTSIDE + data), DECLARES)
    yield case(
        "type: in small letters",
        lambda: changed(ACTS, lambda data: _OUTSIDE.replace(b"DOCTYPE", b"doctype") + data),
        DECLARES,
    )
    yield case("type: of shared texts", lambda: changed(STRINGS, lambda data: _BOMB + data, shared()), DECLARES)
    sixteen = ('<?xml version="1.0" encoding="utf-16"?>' + _OUTSIDE.decode()).encode("utf-16")
    yield case(
        "type: in UTF-16", lambda: changed(ACTS, lambda data: sixteen + data.decode().encode("utf-16-le")), DECLARES
    )
    yield case("type: among the rows", lambda: replaced(ACTS, "<sheetData>", f"{_BOMB.decode()}<sheetData>"), DAMAGED)
    inclusion = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    included = f'<c r="E3" t="inlineStr"><is><t>{HALF}{inclusion}{REST}</t></is></c>'
    yield case("type: inclusion", _title(included), DAMAGED)


def crafted() -> dict[str, Callable[[int], bytes]]:
    """Rows that cost searches time that grows with the square of their number: name to what makes so many."""
    return {
        "formulas that never end": lambda n: b'<row r="9"><c r="B9"><f ' + b"<f " * n,
        "errors that never end": lambda n: b'<row r="9"><c r="B9" t="e"' + b' t="e"' * n,
        "cells that never end": lambda n: b'<row r="9">' + b'<c r="E9" ' * n,
        "cells without end tags": lambda n: b'<row r="9">' + b'<c r="E9">' * n,
        "rows without end tags": lambda n: b'<row r="9">' * n,
        "rows without names": lambda n: b"<row " * n,
        "comments that never end": lambda n: b"<!--" * n,
        "blanks": lambda n: b'<row r="9"><c' + b" " * n,
        "values that never end": lambda n: b'<row r="9"><c r="E9"><v>' + b"<v>" * n,
        "texts that never end": lambda n: b'<row r="9"><c r="E9" t="inlineStr"><is><t>' + b"<is><t>" * n,
        "merges that never end": lambda n: b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:' * n,
    }


def _crafted() -> Iterator[Case]:
    for name, make in crafted().items():
        yield case(
            f"crafted: {name}",
            lambda make=make: changed(ACTS, lambda data: data.replace(b"</sheetData>", make(20_000) + b"</sheetData>")),
            DAMAGED,
        )
    texts = b"<si><t>" * 20_000
    yield case("crafted: shared texts that never end", lambda: with_strings(texts), DAMAGED)
    prolog = b"<?a " * 50_000
    yield case("crafted: instructions that never end", lambda: changed(ACTS, lambda data: prolog + data), DAMAGED)
    yield case("crafted: blanks before", lambda: changed(ACTS, lambda data: b" " * 200_000 + data), SAME)
