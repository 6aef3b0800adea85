"""From a place in the upload file to its cell and back: what is told agrees with the file itself and with the cells."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from generator.catalog import load
from generator.exchange.addresses import cell_at
from generator.exchange.delivery import deliver
from generator.exchange.earlier import earlier
from generator.exchange.export import export
from generator.exchange.found import found_json
from generator.exchange.profile import load_profile
from generator.exchange.receipt import receipt_path
from generator.exchange.source_map import Located, SourceMap
from generator.failure import Failure
from generator.report.located import lines
from generator.rules.findings import Severity
from generator.workbook.frames import Batch
from tests.exchange.batches import ABA, BOARD, CATALOG, finding
from tests.exchange.batches import batch as made
from tests.exchange.test_export import FULL, PROFILE, overlaid

SPACES = {prefix: uri for prefix, uri in load_profile(CATALOG).namespaces.items() if uri}
POSITIONS = range(len(FULL.sheets["activities"]))


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("located") / "out.xml"
    export(FULL, POSITIONS, target)
    return target


@pytest.fixture
def sources(full: Path) -> SourceMap:
    return SourceMap(FULL, POSITIONS, upload=full)


def cells(located: Located, data: Batch = FULL) -> list[str]:
    return [cell["cell"] for element in found_json(located, data, None)["elements"] for cell in element["cells"]]


def at(data: Batch, sheet: str, column: str, position: int) -> str:
    """An address as a person writes it."""
    frame = data.sheets[sheet]
    return f"{frame.sheet.title}!{frame.cell(position, column)}"


def where(sheet: str, column: str, position: int) -> tuple[str, str, int]:
    """The cell that stands in the file for another: the ID of a row on another sheet is that of its activity."""
    return ("activities", column, 0) if column == "provider_activity_id" and sheet != "activities" else (
        sheet, column, position
    )  # fmt: skip


def line_of(file: Path, pattern: str, nth: int = 0) -> int:
    texts = file.read_text(encoding="utf-8").split("\n")
    return [number for number, text in enumerate(texts, 1) if re.search(pattern, text)][nth]


@pytest.mark.parametrize(
    ("pattern", "nth", "sheet", "column", "position"),
    [
        ("<lom:title>", 0, "activities", "title", 0),
        (r"<lom:string language=\"en\">Pain Update", 1, "activities", "title", 2),
        ("<x:mocPoints>10.25", 0, "moc", "points", 1),
        ("<x:MOCCreditType>Patient Safety", 0, "moc", "credit_type_2", 0),
        ("<x:REMSType>Mycophenolate", 0, "rems", "program", 1),
        ("<x:InKindSupport source", 0, "support", "supporter", 1),
        ("<x:activityRecordAction>Delete", 0, "activities", "record_action", 1),
        ("1900-01-01", 0, "activities", "start_date", 1),
    ],
)
def test_a_line_names_its_cell(
    sources: SourceMap, full: Path, pattern: str, nth: int, sheet: str, column: str, position: int
) -> None:
    assert cells(sources.at_line(line_of(full, pattern, nth))) == [at(FULL, sheet, column, position)]


def test_a_line_with_two_values_names_both_cells(sources: SourceMap, full: Path) -> None:
    found = sources.at_line(line_of(full, "<mems:CommercialSupportAmount"))
    assert set(cells(found)) == {at(FULL, "support", name, 0) for name in ("supporter", "amount")}


@pytest.mark.parametrize("tag", ["<x:MOCRegistration>", "</x:MOCRegistration>"])
def test_a_line_that_begins_or_ends_an_element_names_all_cells_inside(sources: SourceMap, full: Path, tag: str) -> None:
    expected = {at(FULL, "moc", name, 1) for name in ("board", "points", "credit_type_1")}
    assert set(cells(sources.at_line(line_of(full, tag, 1)))) == {*expected, at(FULL, "activities", "moc_deadline", 0)}


def test_every_line_and_every_path_leads_where_the_file_says(sources: SourceMap, full: Path) -> None:
    """The file as it lies on the disk is the referee: its lines hold the texts, its own tree gives the paths."""
    texts = full.read_text(encoding="utf-8").split("\n")
    tree = etree.parse(str(full))
    told = [element for line in range(1, len(texts)) for element in sources.at_line(line).elements]
    assert len({element.xpath for element in told}) > 80
    for element in told:
        (node,) = tree.xpath(element.xpath, namespaces=SPACES)
        assert (node if isinstance(node, str) else node.text or "").strip() == element.text.strip()
        assert not element.sources or any(source in element.text for source in element.sources)
        name = element.xpath.rpartition("/")[2].partition("[")[0].removeprefix("@")
        assert re.search(rf"[< ]{name}\b", texts[element.line - 1])
        assert element in sources.at_xpath(element.xpath).elements


def test_each_cell_leads_to_elements_that_lead_back(sources: SourceMap) -> None:
    """Of every filled cell there is an element, or a sentence why not."""
    carried = 0
    for sheet, frame in FULL.sheets.items():
        for column in frame.sheet.columns:
            for position in range(len(frame)):
                found = sources.of_cell(sheet, column.id, position)
                assert found.elements or found.note
                for element in found.elements:
                    carried += 1
                    assert at(FULL, *where(sheet, column.id, position)) in cells(sources.at_xpath(element.xpath))
    assert carried > 80


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        (("moc", "points", 1), ["mocPoints"]),
        (("activities", "start_date", 0), ["ReportingStartDate", "startDateTime"]),
        (("activities", "url", 0), ["entry"]),
        (("moc", "provider_activity_id", 1), ["entry"]),
        (("activities", "moc_attestation", 0), []),
        (("activities", "moc", 0), []),
        (("activities", "url", 1), []),
    ],
)
def test_a_cell_names_its_elements(sources: SourceMap, cell: tuple[str, str, int], names: list[str]) -> None:
    found = sources.of_cell(*cell)
    assert [element.xpath.rpartition(":")[2] for element in found.elements] == names
    assert bool(found.note) == (not names)


def test_what_a_deletion_leaves_out_is_told(sources: SourceMap) -> None:
    assert "to be deleted" in (sources.of_cell("activities", "url", 1).note or "")
    assert "to be deleted" not in (sources.of_cell("activities", "title", 1).note or "")  # which is blank


def test_an_area_that_two_boards_have_is_found_from_both_cells() -> None:
    data = made(
        moc=[{**ABA, "practice_area_2": "Critical Care Medicine"}, {**BOARD, "practice_area_1": "Pain Medicine"}]
    )
    sources = SourceMap(data, [0])
    one, other = (sources.of_cell("moc", "practice_area_1", position) for position in (0, 1))
    assert one.elements == other.elements
    assert [element.text for element in one.elements] == ["Pain Medicine"]


def test_what_is_entered_twice_is_told_with_the_reason() -> None:
    data = made(moc=[{**BOARD, "credit_type_2": BOARD["credit_type_1"]}])
    found = SourceMap(data, [0]).of_cell("moc", "credit_type_2", 0)
    assert "twice" in (found.note or "")


def test_rows_without_a_place_in_the_file_are_told() -> None:
    data = made([{}, {"provider_activity_id": "CME-2"}], [{**BOARD, "provider_activity_id": "CME-9"}])
    sources = SourceMap(data, [1], reasons={0: "It is held back."})
    assert sources.of_cell("activities", "title", 0) == Located((), "It is held back.")
    assert "belongs to no activity" in (sources.of_cell("moc", "points", 0).note or "")


def test_the_profiles_own_words_have_no_cell(sources: SourceMap, full: Path) -> None:
    found = sources.at_line(line_of(full, "AMA PRA Category 1"))
    assert cells(found) == []
    assert any(
        "no cell; it belongs to CME-1 (Activities, row 2)" in line for line in lines(found_json(found, FULL, ""))
    )


@pytest.mark.parametrize("line", [1, 2, -1])
def test_lines_of_the_file_itself_belong_to_no_activity(sources: SourceMap, full: Path, line: int) -> None:
    number = line if line > 0 else full.read_text(encoding="utf-8").count("\n")
    found = sources.at_line(number)
    assert not found.elements
    assert "the file as a whole" in (found.note or "")


@pytest.mark.parametrize("line", [0, -5, 10_000])
def test_a_line_that_is_not_there_is_one_sentence(sources: SourceMap, line: int) -> None:
    with pytest.raises(Failure, match=r"(?i)lines"):
        sources.at_line(line)


@pytest.mark.parametrize(
    ("xpath", "texts"),
    [
        ("/ACCMEActivities/mems:MedicalEducationMetrics[1]//x:boardName", ["ABA", "ABIM"]),
        ("/*/mems:MedicalEducationMetrics[1]//x:MOCRegistration[2]/x:mocPoints/text()", ["10.25"]),
        ("/*:ACCMEActivities[1]/*:MedicalEducationMetrics[3]//*:title/*:string", ["Pain Update"]),
        ("/*/*//x:activityRecordAction", ["Add", "Delete", "Add"]),
        ("/*/*[1]//x:InKindSupport/@source", ["Lens & Co"]),
        ("/*/*[1]//lom:title", ["Pain Update"]),
        (
            "/ACCMEActivities[1]/MedicalEducationMetrics[1]/XtensibleInfo[1]/MOCRegistrations/MOCRegistration[2]/boardName[1]",
            ["ABIM"],
        ),
        ("/*/*[1]//CommercialSupportAmount/@supportSource", ["REMS Program Companies (RPC)"]),
        ("/*/*[1]//x:MOCRegistration[x:boardName='ABIM']/x:mocPoints", ["10.25"]),
        ("/*/*[1]//*[local-name()='mocPoints'][.='12.00']", ["12.00"]),
    ],
)
def test_paths_are_followed(sources: SourceMap, xpath: str, texts: list[str]) -> None:
    assert [element.text for element in sources.at_xpath(xpath).elements] == texts


@pytest.mark.parametrize(
    "xpath",
    ["//lom:title", "", "/", "/*", "/*/*[4]", "/*/*[1]/[", "/*/*[1]//y:none", "/*/*[1]//x:none", "/Other/*[1]",
    "/*/*[1]/count(.)", "/*/*[99999999999]"],
)  # fmt: skip
def test_a_path_that_leads_nowhere_is_one_sentence(sources: SourceMap, xpath: str) -> None:
    with pytest.raises(Failure) as said:
        sources.at_xpath(xpath)
    assert "\n" not in str(said.value)


def test_a_file_that_the_workbook_does_not_give_is_refused(tmp_path: Path, full: Path) -> None:
    other = tmp_path / "out.xml"
    other.write_bytes(full.read_bytes().replace(b"Pain Update", b"Pain Upd@te"))
    with pytest.raises(Failure, match=r"does not hold what batch\.xlsx gives"):
        SourceMap(FULL, POSITIONS, upload=other).at_line(60)


def test_an_organizations_own_template_is_followed(tmp_path: Path) -> None:
    """Tags over several lines, two cells in one text, and activities that follow one another on one line."""
    text = (PROFILE / "activity.xml.j2").read_text(encoding="utf-8").rstrip("\n")
    wide = text.replace(
        '<mems:CommercialSupportAmount currency="USD"', '<mems:CommercialSupportAmount\n currency="USD"'
    )
    both = wide.replace("{{ r.title }}</lom:string>", "{{ r.title }} ({{ r.format }})</lom:string>")
    assert len({text, wide, both}) == 3
    data = replace(FULL, catalog=load(overlay=overlaid(tmp_path / "own", activity__xml__j2=both)))
    target = tmp_path / "out.xml"
    export(data, POSITIONS, target)
    sources = SourceMap(data, POSITIONS, upload=target)
    title = line_of(target, "<lom:string language=.en.>Pain Update")
    assert cells(sources.at_line(title), data) == [at(data, "activities", name, 0) for name in ("title", "format")]
    amount = line_of(target, ' currency="USD"')
    assert {"Support!C2", "Support!E2"} >= set(cells(sources.at_line(amount), data)) > set()
    shared = line_of(target, "</mems:MedicalEducationMetrics>  <mems:MedicalEducationMetrics>")
    assert {element.position for element in sources.at_line(shared).elements} == {0, 1}
    for element in sources.of_cell("activities", "provider_activity_id", 2).elements:
        assert "CME-3" in target.read_text(encoding="utf-8").split("\n")[element.line - 1]


@pytest.mark.parametrize("address", ["MOC!D7", "moc!d7", "'MOC'!$D$7", " MOC!$D7 "])
def test_addresses_as_people_write_them(address: str) -> None:
    data = made(moc=[BOARD] * 6)
    assert cell_at(data, address) == ("moc", "points", 5)


@pytest.mark.parametrize("address", ["D7", "MOC", "Nope!D7", "MOC!ZZ7", "MOC!D2000", "MOC!D1", "MOC!D2:E2", "!D7", ""])
def test_an_address_of_no_cell_is_one_sentence(address: str) -> None:
    with pytest.raises(Failure):
        cell_at(made(moc=[BOARD]), address)


def test_a_row_that_was_not_read_is_told() -> None:
    data = replace(made(moc=[BOARD]), out_of_reach={"moc": [2000]})
    with pytest.raises(Failure, match="far below the other rows"):
        cell_at(data, "MOC!C2000")


@pytest.fixture
def delivered(tmp_path: Path) -> Path:
    """An upload file with the first activity held back, and its receipt."""
    data = made([{}, {"provider_activity_id": "CME-2"}, {"provider_activity_id": "CME-3"}])
    target = tmp_path / "out.xml"
    deliver(data, [finding(Severity.INVALID, "Activities", 2)], target)
    return target


def test_the_receipt_says_which_rows_are_in_the_file(delivered: Path) -> None:
    told = earlier(delivered)
    assert (told.workbook, told.sha256, told.rows) == ("batch.xlsx", "0" * 64, (3, 4))
    data = made([{}, {"provider_activity_id": "CME-2"}, {"provider_activity_id": "CME-3"}])
    found = told.source_map(data).at_xpath("/*/*[2]//lom:identifier[1]/lom:entry")
    assert cells(found, data) == ["Activities!B4"]


def test_another_workbook_and_other_lists_are_refused(delivered: Path) -> None:
    told = earlier(delivered)
    with pytest.raises(Failure, match="is not the workbook as"):
        told.check_workbook("batch.xlsx", "1" * 64)
    told.check_workbook("batch.xlsx", "0" * 64)
    replace(told, sha256="").check_workbook("batch.xlsx", "1" * 64)
    with pytest.raises(Failure, match=r"with other lists .* --catalog-dir, or export again under another name"):
        replace(told, catalog="").source_map(made())
    with pytest.raises(Failure, match=r"by pars setup, .*; export again under another name") as caught:
        replace(told, profile="").source_map(made())
    assert "--catalog-dir" not in str(caught.value), "the step before the first upload is not undone by a folder"
    with pytest.raises(Failure, match="does not hold the rows"):
        told.source_map(made())
    with pytest.raises(Failure, match="is not beside it"):
        told.beside()


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "[]", '{"receipt": 1}', '{"receipt": 2}', '{"receipt": 2, "input": 3}',
        '{"receipt": ' + "[" * 100_000,
        '{"receipt": 2, "input": {"name": "a", "sha256": 1}}', "\ufeff{", '{"receipt": NaN}',
    ],
)  # fmt: skip
def test_a_receipt_that_is_none_is_one_sentence(delivered: Path, text: str) -> None:
    receipt_path(delivered).write_text(text, encoding="utf-8")
    with pytest.raises(Failure, match="is no receipt"):
        earlier(delivered)


def test_a_file_and_its_receipt_belong_together(delivered: Path) -> None:
    whole = delivered.read_bytes()
    delivered.write_bytes(whole + b"\n")
    with pytest.raises(Failure, match="is not the file that its receipt tells of"):
        earlier(delivered)
    delivered.write_bytes(whole)
    receipt_path(delivered).unlink()
    with pytest.raises(Failure, match="is not beside"):
        earlier(delivered)
    delivered.unlink()
    with pytest.raises(Failure, match="is not there"):
        earlier(delivered)


def test_the_workbook_is_looked_for_beside_the_file_only(delivered: Path) -> None:
    path = receipt_path(delivered)
    content = json.loads(path.read_text(encoding="utf-8"))
    for name in ("../batch.xlsx", "C:\\Users\\me\\batch.xlsx", "/tmp/batch.xlsx"):
        content["input"]["name"] = name
        path.write_text(json.dumps(content), encoding="utf-8")
        assert earlier(delivered).workbook == "batch.xlsx"
