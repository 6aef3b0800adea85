"""A marked copy: the marks and the Findings sheet of a check, and nothing else, whatever else is in the workbook."""

from __future__ import annotations

import base64
import datetime as dt
import textwrap
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from generator.failure import Failure
from generator.rules.findings import SEVERITY_WORDS, Finding, Severity
from generator.run.checking import checked
from generator.upkeep.findings_sheet import checked_marks_of, findings_rows
from generator.upkeep.highlight import highlight
from generator.workbook.own_sheets import FINDINGS, FINDINGS_COLUMNS, MOST_FINDINGS
from tests.bench.commands import pars
from tests.bench.libreoffice import Office
from tests.upkeep.closed import ACTIVITIES, MOC, by_openpyxl, catalog, edited, live, parts, write

TODAY = dt.date(2026, 3, 31)
FINDINGS_PART = "xl/worksheets/sheet7.xml"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
RICH = "<si><r><t>Pain </t></r><r><rPr><b/></rPr><t>&amp; relief</t></r></si>"
X14 = (
    '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}">'
    '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1"><x14:dataValidation type="list" allowBlank="1">'
    "<x14:formula1><xm:f>Start!$B$5:$B$9</xm:f></x14:formula1><xm:sqref>CZ2:CZ9</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)
THREAD = (
    '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="E2" '
    'dT="2026-01-05T10:00:00.00" personId="{6A1B0A5C-0000-4000-8000-000000000001}" id="{6A1B0A5C-0000-4000-8000-000000000002}">'
    "<text>Is this the right title?</text></threadedComment></ThreadedComments>"
)
PERSONS = (
    '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person displayName="Ada" '
    'id="{6A1B0A5C-0000-4000-8000-000000000001}" userId="ada" providerId="None"/></personList>'
)
DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:oneCellAnchor><xdr:from><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff>'
    '<xdr:row>9</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="95250" cy="95250"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="1" name="Logo"/>'
    '<xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="rId1"/>'
    '<a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic>'
    "<xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>"
)
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def rels(*links: tuple[str, str, str]) -> str:
    inside = "".join(f'<Relationship Id="{i}" Type="{kind}" Target="{target}"/>' for i, kind, target in links)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )


def rich_workbook(path: Path) -> Path:
    """The live workbook with what people add in Excel and libraries drop: a threaded comment, an x14 validation, an
    image, rich text."""
    content = parts(live(path))
    types = content["[Content_Types].xml"].decode()
    types = types.replace(
        "</Types>",
        '<Default Extension="png" ContentType="image/png"/>'
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
        '<Override PartName="/xl/threadedComments/threadedComment1.xml" ContentType="application/vnd.ms-excel.threadedcomments+xml"/>'
        '<Override PartName="/xl/persons/person.xml" ContentType="application/vnd.ms-excel.person+xml"/>'
        '<Override PartName="/xl/drawings/drawing9.xml" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/></Types>',
    )
    sheet = content[ACTIVITIES].decode()
    assert "</tableParts></worksheet>" in sheet
    sheet = sheet.replace("</tableParts></worksheet>", f"</tableParts>{X14}</worksheet>")
    sheet = sheet.replace("<legacyDrawing ", f'<drawing xmlns:r="{_RELS}" r:id="rId9"/><legacyDrawing ', 1)
    links = content["xl/worksheets/_rels/sheet2.xml.rels"].decode()
    more = (
        f'<Relationship Id="rId9" Type="{_RELS}/drawing" Target="../drawings/drawing9.xml"/><Relationship Id="rId8" '
        'Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" Target="../threadedComments/threadedComment1.xml"/>'
    )
    plain = 't="inlineStr"><is><t>Pain &amp; relief</t></is>'
    assert plain in sheet
    sheet = sheet.replace(plain, 't="s"><v>0</v>')
    book = content["xl/_rels/workbook.xml.rels"].decode()
    person = '<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2017/10/relationships/person" Target="persons/person.xml"/>'
    texts = f'<Relationship Id="rId98" Type="{_RELS}/sharedStrings" Target="sharedStrings.xml"/>'
    changed = {
        "[Content_Types].xml": types,
        ACTIVITIES: sheet,
        "xl/worksheets/_rels/sheet2.xml.rels": links.replace("</Relationships>", f"{more}</Relationships>"),
        "xl/sharedStrings.xml": f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1">{RICH}</sst>',
        "xl/_rels/workbook.xml.rels": book.replace("</Relationships>", f"{person}{texts}</Relationships>"),
        "xl/threadedComments/threadedComment1.xml": THREAD,
        "xl/persons/person.xml": PERSONS,
        "xl/drawings/drawing9.xml": DRAWING,
        "xl/drawings/_rels/drawing9.xml.rels": rels(("rId1", f"{_RELS}/image", "../media/image1.png")),
    }
    return write(
        path, content | {name: text.encode() for name, text in changed.items()} | {"xl/media/image1.png": PIXEL}
    )


def without(data: bytes, column: str) -> bytes:
    """A sheet part without the cells of one column below the header, in one spelling."""
    root = etree.fromstring(data)
    for cell in list(root.iter("{*}c")):
        if str(cell.get("r", "")).rstrip("0123456789") == column and cell.get("r") != f"{column}1":
            parent = cell.getparent()
            assert parent is not None
            parent.remove(cell)
    return etree.tostring(root, method="c14n")


def column_of(path: Path, sheet: str, header: str) -> str:
    return next(
        str(c.column_letter) for c in openpyxl.load_workbook(path, read_only=True)[sheet][1] if c.value == header
    )


def test_only_the_marks_and_the_findings_change_and_every_other_part_stays_byte_for_byte(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / "a.xlsx")
    original = path.read_bytes()
    result = checked(path, TODAY, None)
    highlight(path, tmp_path / "b.xlsx", catalog(), result.findings)
    assert path.read_bytes() == original
    before, after = parts(path), parts(tmp_path / "b.xlsx")
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == {ACTIVITIES, MOC, FINDINGS_PART}
    for name, sheet in ((ACTIVITIES, "Activities"), (MOC, "MOC")):
        letter = column_of(path, sheet, "Checked")
        assert without(before[name], letter) == without(after[name], letter)
    assert X14[X14.index("<x14:formula1>") : X14.index("</ext>")].encode() in after[ACTIVITIES]


def test_the_marks_stand_in_the_hidden_column_and_the_findings_on_their_sheet(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / "a.xlsx")
    result = checked(path, TODAY, None)
    highlight(path, tmp_path / "b.xlsx", catalog(), result.findings)
    copy = openpyxl.load_workbook(tmp_path / "b.xlsx")
    wanted = checked_marks_of(result.findings)
    assert wanted["Activities"][4].startswith("|")
    for sheet in ("Activities", "MOC", "REMS", "Support"):
        letter = column_of(path, sheet, "Checked")
        found = {c.row: c.value for c in copy[sheet][letter][1:] if c.value}
        assert found == wanted.get(sheet, {})
    listed = copy[FINDINGS]
    assert [c.value for c in listed[1]] == [c.header for c in FINDINGS_COLUMNS]
    assert listed.max_row == len(result.findings) + 1
    signs = {Severity.INVALID: "✗", Severity.MISSING: "○", Severity.ADVICE: "!"}
    worst_first = [finding for severity in signs for finding in result.findings if finding.severity is severity]
    assert worst_first != list(result.findings), "another order than that of the rows"
    assert listed.auto_filter.ref == f"A1:F{listed.max_row}"
    for row, finding in enumerate(worst_first, 2):
        texts = [c.value for c in listed[row]]
        assert texts[0] == finding.place
        assert texts[1] == f"{signs[finding.severity]} {SEVERITY_WORDS[finding.severity]}"
        lines = max(len(textwrap.wrap(text, 70)) for text in (finding.message, finding.fix))
        assert listed.row_dimensions[row].height >= 15 * lines, "nothing is cut"
        assert texts[4:] == [finding.message, finding.fix]
        link = listed.cell(row, 1).hyperlink
        assert (link.location if link else None) == (f"'{finding.sheet}'!{finding.cell}" if finding.cell else None)
        assert listed.cell(row, 5).alignment.wrap_text


def test_the_copy_shows_every_mark_in_libreoffice_also_without_live_marks(office: Office, tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / "a.xlsx")
    title = column_of(path, "Activities", "Title")
    findings = [
        Finding("own", severity, (), "Activities", f"{title}{row}", row, "title", None, "m", "f", None)
        for row, severity in enumerate(Severity, 3)
    ]
    highlight(path, tmp_path / "b.xlsx", catalog(), findings)
    with office.open(tmp_path / "b.xlsx") as document:
        sheet = document.sheet("Activities")
        styles = [
            document.style(s).background if (s := sheet.conditional_style(f"{title}{row}")) else None
            for row in range(3, 6)
        ]
        assert styles == ["FBE3E1", "FFF4D6", "E4EEF8"]
        assert document.sheet(FINDINGS).texts("A2:B4") == [
            [f"Activities!{title}{row}", f"{sign} {SEVERITY_WORDS[s]}"]
            for row, (sign, s) in enumerate(zip("✗○!", Severity, strict=True), 3)
        ]


def test_a_cell_that_was_pasted_over_is_marked_all_the_same(office: Office, tmp_path: Path) -> None:
    path = edited(live(tmp_path / "a.xlsx"), ACTIVITIES, (r"<conditionalFormatting.*</conditionalFormatting>", ""))
    title = column_of(path, "Activities", "Title")
    highlight(
        path,
        tmp_path / "b.xlsx",
        catalog(),
        [Finding("own", Severity.INVALID, (), "Activities", f"{title}3", 3, "title", None, "m", "f", None)],
    )
    with office.open(tmp_path / "b.xlsx") as document:
        style = document.sheet("Activities").conditional_style(f"{title}3")
        assert style is not None
        assert document.style(style).background == "FBE3E1"


def test_marks_of_an_earlier_check_go(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx")
    highlight(path, tmp_path / "b.xlsx", catalog(), checked(path, TODAY, None).findings)
    highlight(tmp_path / "b.xlsx", tmp_path / "c.xlsx", catalog(), [])
    copy = openpyxl.load_workbook(tmp_path / "c.xlsx")
    assert copy[FINDINGS].max_row == 1
    assert not copy[FINDINGS]["A2"].hyperlink
    assert all(c.value is None for c in copy["Activities"][column_of(path, "Activities", "Checked")][1:])
    assert b"hyperlink" not in parts(tmp_path / "c.xlsx")[FINDINGS_PART]


def test_a_marked_copy_has_the_same_findings(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx")
    first = checked(path, TODAY, None)
    highlight(path, tmp_path / "b.xlsx", catalog(), first.findings)
    assert checked(tmp_path / "b.xlsx", TODAY, None).findings == first.findings


def test_a_workbook_of_an_older_template_gets_a_findings_sheet(office: Office, tmp_path: Path) -> None:
    path = by_openpyxl(live(tmp_path / "a.xlsx"), lambda w: w.remove(w[FINDINGS]))
    result = checked(path, TODAY, None)
    highlight(path, tmp_path / "b.xlsx", catalog(), result.findings)
    worst = next(finding for finding in result.findings if finding.severity is Severity.INVALID)
    with office.open(tmp_path / "b.xlsx") as document:
        assert document.sheet_names[-1] == FINDINGS
        assert document.sheet(FINDINGS).texts("A1:A2") == [[FINDINGS_COLUMNS[0].header], [worst.place]]
    changed = {name for name, data in parts(path).items() if parts(tmp_path / "b.xlsx")[name] != data}
    assert changed == {ACTIVITIES, MOC, "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}


@pytest.mark.parametrize("number", ["t", "2147483647", "9" * 5_000])
def test_a_property_with_an_odd_number_is_in_nobodys_way(tmp_path: Path, number: str) -> None:
    """A flipped bit made a letter of one."""
    path = edited(live(tmp_path / "a.xlsx"), "docProps/custom.xml", ('pid="2"', f'pid="{number}"'))
    highlight(path, tmp_path / "b.xlsx", catalog(), checked(path, TODAY, None).findings)
    assert checked(tmp_path / "b.xlsx", TODAY, None).findings == checked(path, TODAY, None).findings


def test_texts_of_findings_stay_texts(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx")
    evil = Finding("own", Severity.ADVICE, (), None, None, None, None, None, "=1+1\x0b<b>", " two  blanks ", None)
    highlight(path, tmp_path / "b.xlsx", catalog(), [evil])
    found = openpyxl.load_workbook(tmp_path / "b.xlsx", read_only=True)[FINDINGS]
    assert found["E2"].data_type == "s"
    assert found["E2"].value.startswith("=1+1")
    assert found["F2"].value == " two  blanks "


def test_a_header_as_long_as_a_cell_is_told_and_cut(tmp_path: Path) -> None:
    def lengthen(workbook: openpyxl.Workbook) -> None:
        cell = next(c for c in workbook["Activities"][1] if c.value == "Title")
        cell.value = "T" * 32_700

    path = by_openpyxl(live(tmp_path / "a.xlsx"), lengthen)
    result = checked(path, TODAY, None)
    assert "header-changed" in {finding.code for finding in result.findings}
    highlight(path, tmp_path / "b.xlsx", catalog(), result.findings)
    texts = [row[4].value for row in openpyxl.load_workbook(tmp_path / "b.xlsx", read_only=True)[FINDINGS].iter_rows()]
    assert any(text and text.startswith("The heading of this column was changed") and "TTT…" in text for text in texts)


def test_a_text_that_no_cell_holds_is_cut_with_a_sign_or_refused(tmp_path: Path) -> None:
    """An ID as long as a cell, all of it signs that the file writes with seven characters each; and a message that
    nobody thought of."""
    path, long = live(tmp_path / "a.xlsx"), "\x0b" * 32_767
    highlight(
        path,
        tmp_path / "b.xlsx",
        catalog(),
        [Finding("own", Severity.ADVICE, (), None, None, None, None, None, "m", "f", long)],
    )
    found = openpyxl.load_workbook(tmp_path / "b.xlsx")[FINDINGS]
    assert found["C2"].value.endswith("…")
    with pytest.raises(Failure, match=r"A text of 229,369 characters does not fit into cell E2"):
        highlight(
            path,
            tmp_path / "c.xlsx",
            catalog(),
            [Finding("own", Severity.ADVICE, (), None, None, None, None, None, long, "f", "1")],
        )
    assert not (tmp_path / "c.xlsx").exists()


def test_a_lost_column_and_the_workbook_itself_are_refused(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx")
    findings = checked(path, TODAY, None).findings
    with pytest.raises(Failure, match="is the workbook itself"):
        highlight(path, path, catalog(), findings)

    def lose(workbook: openpyxl.Workbook) -> None:
        cell = next(c for c in workbook["MOC"][1] if c.value == "Checked")
        cell.value = "Own"
        del workbook.defined_names["c_moc_checked"]

    with pytest.raises(Failure, match=r"MOC of a\.xlsx has lost its column Checked"):
        highlight(by_openpyxl(path, lose), tmp_path / "b.xlsx", catalog(), findings)


def test_more_findings_than_a_sheet_takes_are_counted() -> None:
    one = Finding("own", Severity.ADVICE, (), "MOC", "C2", 2, "board", None, "m", "f", "A-1")
    rows = findings_rows([one] * (MOST_FINDINGS + 5), catalog())
    assert len(rows) == MOST_FINDINGS + 1
    assert "and 5 more" in rows[-1].texts[4]
    assert rows[0].texts == ("MOC!C2", "! Check", "A-1", "Board", "m", "f")


def test_marks_name_each_field_once_the_worst_first() -> None:
    def found(severity: Severity, field: str | None, row: int | None) -> Finding:
        return Finding("own", severity, (), "MOC", "C2", row, field, None, "m", "f", None)

    several = [
        found(Severity.ADVICE, "board", 2),
        found(Severity.INVALID, "board", 2),
        found(Severity.INVALID, "board", 2),
        found(Severity.MISSING, "points", 2),
    ]
    assert checked_marks_of(several) == {"MOC": {2: "|board=invalid|points=missing|board=advice|"}}
    assert checked_marks_of([found(Severity.ADVICE, "board", 1), found(Severity.ADVICE, None, 3)]) == {}


def test_the_command_line_writes_both_copies_and_keeps_its_exit_code(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx")
    done = pars(
        "check", path, "--highlight", tmp_path / "h.xlsx", "--repair", tmp_path / "r.xlsx", "--today", "2026-03-31"
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert f"Marked copy written to {tmp_path / 'h.xlsx'}" in done.stdout
    assert f"Repaired copy written to {tmp_path / 'r.xlsx'}; nothing was lost" in done.stdout
    refused = pars("check", path, "--highlight", path)
    assert refused.returncode == 2
    assert "is the workbook itself" in refused.stderr
    twice = pars("check", path, "--highlight", tmp_path / "x.xlsx", "--repair", tmp_path / "x.xlsx")
    assert twice.returncode == 2
    assert "give each file a name of its own" in twice.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.xlsx", "h.xlsx", "r.xlsx"]
