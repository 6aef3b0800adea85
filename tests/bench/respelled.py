"""A workbook as Excel writes it when it saves what another program wrote: the same workbook in other words.

Each step is one habit of Excel; together they leave little of a file's text. What they change is spelling by ECMA-376,
Part 1 (the section is named where it is not plain) and by Microsoft's [MS-XLSX].
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from lxml import etree
from openpyxl.utils import get_column_letter

from generator.workbook.area import Area, area_of

Parts = MutableMapping[str, bytes]
Step = Callable[[Parts], None]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
X14AC = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"
X15AC = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"
X15 = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"
REVISION = "http://schemas.microsoft.com/office/spreadsheetml/2014/revision"
NAMESPACES = {"mc": COMPATIBLE, "x14ac": X14AC, "x15": X15, "xr": REVISION}
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
BOOK, BOOK_LINKS, STYLES, KINDS = (
    "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "[Content_Types].xml",
)  # fmt: skip
WRITTEN_OUT = "formulas are written out"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def respelled(parts: Parts) -> dict[str, bytes]:
    """A workbook's parts after all steps but one: Excel either writes a formula out or shares it in blocks."""
    changed = dict(parts)
    for name, step in STEPS.items():
        if name != WRITTEN_OUT:
            step(changed)
    return changed


# --- parts and trees ---------------------------------------------------------------------------------------------


def tag(name: str) -> str:
    return f"{{{MAIN}}}{name}"


def sheets(parts: Parts) -> list[str]:
    return sorted(name for name in parts if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name))


def tables(parts: Parts) -> list[str]:
    return sorted(name for name in parts if name.startswith("xl/tables/"))


def tree(parts: Parts, name: str) -> etree._Element:
    return etree.fromstring(parts[name])


def put(parts: Parts, name: str, root: etree._Element) -> None:
    """Writes a part as Excel does: CRLF behind the declaration, and what others may ignore said at the top."""
    ignored = [prefix for prefix in ("x14ac", "xr") if root.xpath(f"boolean(//@{prefix}:*)", namespaces=NAMESPACES)]
    if ignored:
        root.set(f"{{{COMPATIBLE}}}Ignorable", " ".join(ignored))
        etree.cleanup_namespaces(root, NAMESPACES, [*ignored, "mc", "x15"])
    parts[name] = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n' + etree.tostring(root)


def each_sheet(change: Callable[[etree._Element], None]) -> Step:
    """A step that changes the tree of every sheet."""

    def step(parts: Parts) -> None:
        for name in sheets(parts):
            root = tree(parts, name)
            change(root)
            put(parts, name, root)

    return step


def each_formula(change: Callable[[str], str]) -> Step:
    """A step that changes every formula outside of its texts: of cells, names, validations, formats and tables."""

    def spell(formula: str) -> str:
        pieces = re.split(r'("(?:[^"]|"")*")', formula)
        return "".join(piece if n % 2 else change(piece) for n, piece in enumerate(pieces))

    def step(parts: Parts) -> None:
        for name in (BOOK, *sheets(parts), *tables(parts)):
            root = tree(parts, name)
            for kind in ("definedName", "f", "formula", "formula1", "formula2", "calculatedColumnFormula"):
                for element in root.iter(tag(kind)):
                    if element.text:
                        element.text = spell(element.text)
            put(parts, name, root)

    return step


def add_part(parts: Parts, name: str, data: bytes, content_type: str) -> None:
    parts[name] = data
    kinds = tree(parts, KINDS)
    etree.SubElement(
        kinds, f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=f"{SPREADSHEET}.{content_type}+xml"
    )
    put(parts, KINDS, kinds)


def link(parts: Parts, links: str, kind: str, target: str) -> str:
    """Adds a relationship and gives its id."""
    root = tree(parts, links) if links in parts else etree.Element(f"{{{PACKAGE}}}Relationships", nsmap={None: PACKAGE})
    number = f"rId{len(root) + 100}"
    etree.SubElement(root, f"{{{PACKAGE}}}Relationship", Id=number, Type=f"{OFFICE}/{kind}", Target=target)
    put(parts, links, root)
    return number


def links_of(part: str) -> str:
    folder, base = posixpath.split(part)
    return f"{folder}/_rels/{base}.rels"


# --- formulas and names ------------------------------------------------------------------------------------------


def one_cell(piece: str) -> str:
    """An area of one cell is that cell: $A$2 for $A$2:$A$2."""
    return re.sub(r"(\$?[A-Z]{1,3}\$?\d+):\1(?!\d)", r"\1", piece)


def written_out(piece: str) -> str:
    """Numbers with an exponent stand with all of their digits."""
    return re.sub(r"(?<![\w.$])\d+(?:\.\d+)?E[+-]?\d+(?!\w)", lambda found: f"{Decimal(found[0]):f}", piece)


def fewest_quotes(piece: str) -> str:
    """Only names that need them stand in quotation marks, which those that look like a cell do."""
    plain = re.sub(r"'([A-Za-z_]+)'!", r"\1!", piece)
    return re.sub(r"(?<![\w'])([A-Za-z]{1,3}\d+)!", r"'\1'!", plain)


def names_sorted(parts: Parts) -> None:
    root = tree(parts, BOOK)
    box = root.find(tag("definedNames"))
    assert box is not None
    box[:] = sorted(box, key=lambda name: (name.get("name", "").lower(), int(name.get("localSheetId", "-1"))))
    put(parts, BOOK, root)


def titles_by_columns(parts: Parts) -> None:
    """Of the titles of a page the columns come first."""
    root = tree(parts, BOOK)
    for name in root.iter(tag("definedName")):
        if name.get("name") == "_xlnm.Print_Titles" and "," in (name.text or ""):
            rows, columns = str(name.text).split(",")
            name.text = f"{columns},{rows}"
    put(parts, BOOK, root)


def unshared(root: etree._Element) -> None:
    """Every cell has its formula written out."""
    texts = {f.get("si"): f.text for f in root.iter(tag("f")) if f.get("si") and f.text}
    for formula in root.iter(tag("f")):
        if formula.get("t") == "shared":
            formula.text = texts[formula.get("si")]
            for attribute in ("t", "si", "ref"):
                formula.attrib.pop(attribute, None)


def blocks(root: etree._Element) -> None:
    """A shared formula is one of several blocks, numbered by rows; its other cells hold an empty element."""
    rows = 3
    texts = {f.get("si"): f.text for f in root.iter(tag("f")) if f.get("si") and f.text}
    groups: dict[tuple[int, str], list[etree._Element]] = {}
    for cell in root.iter(tag("c")):
        formula = cell.find(tag("f"))
        if formula is not None and formula.get("t") == "shared":
            groups.setdefault((area_of(cell.get("r", "")).top // rows, formula.get("si", "")), []).append(cell)
    for number, ((_, shared), cells) in enumerate(groups.items()):
        for place, cell in enumerate(cells):
            formula = cell.find(tag("f"))
            assert formula is not None
            formula.attrib.pop("ref", None)
            formula.set("si", str(number))
            formula.text = texts[shared] if place == 0 else None
            if place == 0:
                first, last = cells[0].get("r"), cells[-1].get("r")
                formula.set("ref", f"{first}:{last}" if first != last else str(first))


def calculated(parts: Parts) -> None:
    """Formulas have values, and a chain says in which order they were calculated."""
    chain = etree.Element(tag("calcChain"), nsmap={None: MAIN})
    for number, name in enumerate(sheets(parts), 1):
        root = tree(parts, name)
        for cell in root.iter(tag("c")):
            formula = cell.find(tag("f"))
            if formula is None:
                continue
            etree.SubElement(chain, tag("c"), r=cell.get("r", ""), i=str(number))
            value = cell.find(tag("v"))
            if value is None:
                value = etree.SubElement(cell, tag("v"))
            if not value.text and cell.get("t") != "str":
                if formula.text == "TODAY()":
                    value.text = "46112"
                else:
                    cell.set("t", "str")
        put(parts, name, root)
    add_part(parts, "xl/calcChain.xml", b"", "calcChain")
    put(parts, "xl/calcChain.xml", chain)
    link(parts, BOOK_LINKS, "calcChain", "calcChain.xml")


# --- cells, rows and columns -------------------------------------------------------------------------------------


def shared_strings(parts: Parts) -> None:
    """Texts stand in a part of their own, once each; blanks at an end are told to be kept."""
    table: dict[str, int] = {}
    count = 0
    for name in sheets(parts):
        root = tree(parts, name)
        for cell in root.iter(tag("c")):
            inline = cell.find(tag("is"))
            if cell.get("t") == "inlineStr" and inline is not None:
                text = "".join(t.text or "" for t in inline.iter(tag("t")))
                cell.set("t", "s")
                cell.remove(inline)
                etree.SubElement(cell, tag("v")).text = str(table.setdefault(text, len(table)))
                count += 1
        put(parts, name, root)
    strings = etree.Element(tag("sst"), nsmap={None: MAIN}, count=str(count), uniqueCount=str(len(table)))
    for text in table:
        said = etree.SubElement(etree.SubElement(strings, tag("si")), tag("t"))
        said.text = text
        if text != text.strip() or "\n" in text:
            said.set(SPACE, "preserve")
    add_part(parts, "xl/sharedStrings.xml", b"", "sharedStrings")
    put(parts, "xl/sharedStrings.xml", strings)
    link(parts, BOOK_LINKS, "sharedStrings", "sharedStrings.xml")


def rows_described(root: etree._Element) -> None:
    """Rows say which columns they span and how far their letters reach down."""
    for row in root.iter(tag("row")):
        places = [area_of(cell.get("r", "")).left for cell in row]
        if places:
            row.set("spans", f"{min(places)}:{max(places)}")
        row.set(f"{{{X14AC}}}dyDescent", "0.25")


def blanks_written(root: etree._Element) -> None:
    """Cells that hold only a format are written too."""
    styles = {
        number: column.get("style")
        for column in root.iter(tag("col"))
        for number in range(int(column.get("min", "")), min(int(column.get("max", "")), 80) + 1)
    }
    for row in root.iter(tag("row")):
        there = {area_of(cell.get("r", "")).left: cell for cell in row}
        for number, style in styles.items():
            if number not in there and style and row.get("r") != "1":
                there[number] = etree.Element(tag("c"), r=f"{get_column_letter(number)}{row.get('r')}", s=style)
        row[:] = [cell for _, cell in sorted(there.items())]


def columns_joined(root: etree._Element) -> None:
    """Neighbors of one width and format are one entry, and widths count the pixels at the edge."""
    box = root.find(tag("cols"))
    if box is None:
        return
    single = [
        (number, {name: value for name, value in column.attrib.items() if name not in {"min", "max"}})
        for column in box
        for number in range(int(column.get("min", "")), int(column.get("max", "")) + 1)
    ]
    box[:] = []
    for _, run in groupby(single, key=lambda entry: sorted(map(str, entry[1].items()))):
        entries = list(run)
        about = {str(name): str(value) for name, value in entries[0][1].items()}
        about["width"] = f"{float(about['width']) + 0.7109375:.7f}"
        etree.SubElement(box, tag("col"), {"min": str(entries[0][0]), "max": str(entries[-1][0]), **about})


def sheet_described(root: etree._Element) -> None:
    """What Excel says of a sheet by itself: its revision, how far it goes, where its cursor was."""
    root.set(f"{{{REVISION}}}uid", "{00000000-0001-0000-0100-000000000000}")
    for view in root.iter(tag("sheetView")):
        view.attrib.pop("tabSelected", None)
        view.set("zoomScaleNormal", "100")
    for name in ("sheetFormatPr",):
        for element in root.iter(tag(name)):
            element.attrib.pop("baseColWidth", None)
            element.set(f"{{{X14AC}}}dyDescent", "0.25")


def printer(parts: Parts) -> None:
    """The page of a sheet has the settings of a printer."""
    for number, name in enumerate(sheets(parts), 1):
        root = tree(parts, name)
        setup = root.find(tag("pageSetup"))
        if setup is None:
            continue
        parts[f"xl/printerSettings/printerSettings{number}.bin"] = b"\0" * 64
        target = f"../printerSettings/printerSettings{number}.bin"
        setup.set(f"{{{OFFICE}}}id", link(parts, links_of(name), "printerSettings", target))
        put(parts, name, root)
    kinds = tree(parts, KINDS)
    kinds.insert(0, etree.Element(f"{{{TYPES}}}Default", Extension="bin", ContentType=f"{SPREADSHEET}.printerSettings"))
    put(parts, KINDS, kinds)


# --- validations, formats and looks ------------------------------------------------------------------------------

_NO = dict.fromkeys(("showDropDown", "showErrorMessage", "showInputMessage", "allowBlank"), "0")
_USUAL = {**_NO, "errorStyle": "stop", "operator": "between"}


def validations_plain(root: etree._Element) -> None:
    """What is usual is left out, and each validation has an identity."""
    for number, validation in enumerate(root.iter(tag("dataValidation"))):
        for name, usual in _USUAL.items():
            if validation.get(name) == usual:
                del validation.attrib[name]
        validation.set(f"{{{REVISION}}}uid", f"{{00000000-0002-0000-0200-{number:012X}}}")


def validations_joined(root: etree._Element) -> None:
    """Columns with the same validation share it; the last stands first."""
    for box in root.iter(tag("dataValidations")):
        same: dict[bytes, etree._Element] = {}
        for validation in list(box):
            cells = validation.attrib.pop("sqref")
            uid = validation.attrib.pop(f"{{{REVISION}}}uid", None)
            key = etree.tostring(validation, method="c14n")
            if key in same:
                same[key].set("sqref", f"{same[key].get('sqref')} {cells}")
            else:
                same[key] = validation
                validation.set("sqref", str(cells))
                if uid:
                    validation.set(f"{{{REVISION}}}uid", str(uid))
        box[:] = list(reversed(same.values()))
        for validation in box:
            validation.set("sqref", " ".join(area.address for area in _beside(validation.get("sqref", ""))))
        box.set("count", str(len(box)))


def _beside(cells: str) -> list[Area]:
    """Areas of the same rows side by side are one."""
    areas: list[Area] = []
    for area in sorted(map(area_of, cells.split()), key=lambda area: (area.top, area.bottom, area.left)):
        before = areas[-1] if areas else None
        if before and (before.top, before.bottom, before.right + 1) == (area.top, area.bottom, area.left):
            areas[-1] = replace(before, right=area.right)
        else:
            areas.append(area)
    return areas


def in_pieces(root: etree._Element) -> None:
    """Cells that a validation or a format watches over are several areas, as after rows were inserted or pasted."""
    for kind in ("dataValidation", "conditionalFormatting"):
        for element in root.iter(tag(kind)):
            pieces: list[str] = []
            for area in map(area_of, element.get("sqref", "").split()):
                middle = (area.top + area.bottom) // 2
                halves = [
                    Area(area.left, top, area.right, bottom)
                    for top, bottom in ((middle + 1, area.bottom), (area.top, middle))
                    if top <= bottom
                ]
                pieces += [half.address for half in halves]
            element.set("sqref", " ".join(pieces))


def priorities(root: etree._Element) -> None:
    """Conditional formats are numbered without gaps, stand last first, those of the same cells together."""
    groups = list(root.iter(tag("conditionalFormatting")))
    rules = sorted(root.iter(tag("cfRule")), key=lambda rule: int(rule.get("priority", "0")))
    for number, rule in enumerate(rules, 1):
        rule.set("priority", str(number))
    if not groups:
        return
    parent = groups[0].getparent()
    assert parent is not None
    place = parent.index(groups[0])
    together: dict[str, etree._Element] = {}
    for group in groups:
        parent.remove(group)
        first = together.setdefault(group.get("sqref", ""), group)
        if first is not group:
            first.extend(list(group))
    for group in together.values():
        group[:] = sorted(group, key=lambda rule: int(rule.get("priority", "0")))
        parent.insert(place, group)


def looks_renumbered(parts: Parts) -> None:
    """The looks of conditional formats stand in another order, and their number formats have other numbers."""
    styles = tree(parts, STYLES)
    box = styles.find(tag("dxfs"))
    assert box is not None
    last = len(box) - 1
    box[:] = list(reversed(box))
    for number, formatted in enumerate(box.iter(tag("numFmt")), 167):
        formatted.set("numFmtId", str(number))
    put(parts, STYLES, styles)

    def renumber(root: etree._Element) -> None:
        for rule in root.iter(tag("cfRule")):
            if look := rule.get("dxfId"):
                rule.set("dxfId", str(last - int(look)))

    each_sheet(renumber)(parts)


def looks_spelled(parts: Parts) -> None:
    """Colors have all of their letters, borders all of their sides, dates a backslash before each blank."""
    styles = tree(parts, STYLES)
    for color in styles.iter("{*}color", "{*}bgColor", "{*}fgColor"):
        if (shown := color.get("rgb", "")).startswith("00"):
            color.set("rgb", f"FF{shown[2:]}")
    for border in styles.iterfind(f"{tag('dxfs')}/{tag('dxf')}/{tag('border')}"):
        etree.SubElement(border, tag("vertical"))
        etree.SubElement(border, tag("horizontal"))
    for flag in styles.iter(tag("b"), tag("i")):
        if flag.get("val") == "1":
            del flag.attrib["val"]
    for formatted in styles.iter(tag("numFmt")):
        if (code := formatted.get("formatCode", "")).endswith("yyyy"):
            formatted.set("formatCode", code.replace(" ", r"\ "))
    put(parts, STYLES, styles)


def formats_renumbered(parts: Parts) -> None:
    """The formats of cells stand in another order."""
    styles = tree(parts, STYLES)
    box = styles.find(tag("cellXfs"))
    assert box is not None
    last = len(box) - 1
    box[1:] = list(reversed(box[1:]))
    put(parts, STYLES, styles)

    def renumber(root: etree._Element) -> None:
        for kind, attribute in (("c", "s"), ("row", "s"), ("col", "style")):
            for element in root.iter(tag(kind)):
                if (number := int(element.get(attribute, "0"))) > 0:
                    element.set(attribute, str(last + 1 - number))

    each_sheet(renumber)(parts)


# --- tables, notes and links -------------------------------------------------------------------------------------


def tables_described(parts: Parts) -> None:
    """A table and its columns have identities; a line break in a header is written as what it is called."""
    for name in tables(parts):
        root = tree(parts, name)
        root.set(f"{{{REVISION}}}uid", "{00000000-000C-0000-FFFF-FFFF00000000}")
        root.set("totalsRowShown", "0")
        root.attrib.pop("headerRowCount", None)
        for column in root.iter(tag("tableColumn")):
            column.set("name", column.get("name", "").replace("\n", "_x000a_"))
            column.set("dataDxfId", "0")
        put(parts, name, root)


def hyperlinks_described(root: etree._Element) -> None:
    for number, entry in enumerate(root.iter(tag("hyperlink"))):
        entry.attrib.pop("display", None)
        entry.set(f"{{{REVISION}}}uid", f"{{00000000-0004-0000-0600-{number:012X}}}")


def notes_moved(parts: Parts) -> None:
    """Notes lie in xl/comments1.xml and their boxes in xl/drawings/vmlDrawing1.vml, their text as runs."""
    for old in sorted(name for name in parts if name.startswith("xl/comments/")):
        number = re.sub(r"\D", "", old)
        root = tree(parts, old)
        for comment in root.iter(tag("comment")):
            comment.attrib.pop("shapeId", None)
            said = comment.find(tag("text"))
            assert said is not None
            text = said.find(tag("t"))
            if text is not None:
                run = etree.SubElement(said, tag("r"))
                etree.SubElement(etree.SubElement(run, tag("rPr")), tag("sz"), val="9")
                text.set(SPACE, "preserve")
                run.append(text)
        put(parts, old, root)
        _moved(parts, old, f"xl/comments{number}.xml")
        _moved(parts, f"xl/drawings/commentsDrawing{number}.vml", f"xl/drawings/vmlDrawing{number}.vml")


def _moved(parts: Parts, old: str, new: str) -> None:
    parts[new] = parts.pop(old)
    for name in [*(name for name in parts if name.endswith(".rels")), KINDS]:
        parts[name] = parts[name].replace(f"/{old}".encode(), f"/{new}".encode())


def links_relative(parts: Parts) -> None:
    """Relationships lead from where they stand, and are numbered the other way round."""
    for name in [name for name in parts if name.endswith(".rels")]:
        root = tree(parts, name)
        folder, base = posixpath.split(name)
        source = posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels"))
        numbers = {relation.get("Id", ""): f"rId{len(root) - n}" for n, relation in enumerate(root)}
        for relation in root:
            relation.set("Id", numbers[relation.get("Id", "")])
            target = relation.get("Target", "")
            if target.startswith("/"):
                relation.set("Target", posixpath.relpath(target, posixpath.join("/", posixpath.dirname(source))))
        put(parts, name, root)
        if source in parts:
            about = tree(parts, source)
            for element in about.iter("*"):
                if (used := element.get(f"{{{OFFICE}}}id")) in numbers:
                    element.set(f"{{{OFFICE}}}id", numbers[used])
            put(parts, source, about)


# --- the workbook itself -----------------------------------------------------------------------------------------


def book_described(parts: Parts) -> None:
    """Who wrote the workbook, where it lay and how it was calculated, as it need not be again."""
    root = tree(parts, BOOK)
    written = etree.Element(tag("fileVersion"), appName="xl", lastEdited="7", lowestEdited="7", rupBuild="28231")
    root.insert(0, written)
    about = root.find(tag("workbookPr"))
    assert about is not None
    about.set("defaultThemeVersion", "124226")
    lay = etree.Element(f"{{{COMPATIBLE}}}AlternateContent")
    choice = etree.SubElement(lay, f"{{{COMPATIBLE}}}Choice", Requires="x15")
    etree.SubElement(choice, f"{{{X15AC}}}absPath", url="C:\\Users\\cme\\Documents\\")
    about.addnext(lay)
    for view in root.iter(tag("workbookView")):
        for name in (
            "visibility",
            "minimized",
            "showHorizontalScroll",
            "showVerticalScroll",
            "showSheetTabs",
            "tabRatio",
        ):
            view.attrib.pop(name, None)
        view.set(f"{{{REVISION}}}uid", "{00000000-000D-0000-FFFF-FFFF00000000}")
    for sheet in root.iter(tag("sheet")):
        if sheet.get("state") == "visible":
            del sheet.attrib["state"]
    for old in root.findall(tag("calcPr")):
        old.attrib.clear()
        old.set("calcId", "191029")
    put(parts, BOOK, root)


def properties(parts: Parts) -> None:
    """Properties name who saved last and the program; those of the user's own are numbered anew."""
    core = parts["docProps/core.xml"].decode()
    parts["docProps/core.xml"] = re.sub(
        r"</(\w+:)?coreProperties>",
        lambda end: f"<{end[1] or ''}lastModifiedBy>CME office</{end[1] or ''}lastModifiedBy>{end[0]}",
        core,
    ).encode()
    app = parts["docProps/app.xml"].decode()
    parts["docProps/app.xml"] = re.sub(r"(?<=<Application>)[^<]*", "Microsoft Excel", app).encode()
    own = tree(parts, "docProps/custom.xml")
    own[:] = sorted(own, key=lambda entry: entry.get("name", ""))
    for number, entry in enumerate(own, 2):
        entry.set("pid", str(number))
    put(parts, "docProps/custom.xml", own)


def kinds_first(parts: Parts) -> None:
    """The list of content types is the first part of the file."""
    everything = dict(sorted(parts.items(), key=lambda part: part[0] != KINDS))
    parts.clear()
    parts.update(everything)


def steps() -> Iterator[tuple[str, Step]]:
    yield "an area of one cell is that cell", each_formula(one_cell)
    yield "numbers are written out", each_formula(written_out)
    yield "quotation marks where they are needed", each_formula(fewest_quotes)
    yield "names are sorted", names_sorted
    yield "titles by columns", titles_by_columns
    yield WRITTEN_OUT, each_sheet(unshared)
    yield "formulas are shared in blocks", each_sheet(blocks)
    yield "formulas have values", calculated
    yield "texts are shared", shared_strings
    yield "rows are described", each_sheet(rows_described)
    yield "blank cells are written", each_sheet(blanks_written)
    yield "columns are joined", each_sheet(columns_joined)
    yield "sheets are described", each_sheet(sheet_described)
    yield "pages have a printer", printer
    yield "usual settings of validations are left out", each_sheet(validations_plain)
    yield "validations are joined", each_sheet(validations_joined)
    yield "areas are in pieces", each_sheet(in_pieces)
    yield "formats are in order", each_sheet(priorities)
    yield "looks are renumbered", looks_renumbered
    yield "looks are spelled out", looks_spelled
    yield "cell formats are renumbered", formats_renumbered
    yield "tables are described", tables_described
    yield "hyperlinks are described", each_sheet(hyperlinks_described)
    yield "notes are moved", notes_moved
    yield "links are relative", links_relative
    yield "the workbook is described", book_described
    yield "properties are written", properties
    yield "content types come first", kinds_first


STEPS = dict(steps())
