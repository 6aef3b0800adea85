"""Import as a button: an XML file or a list in a new workbook, which opens, told in the words of the console
(docs/bringing-in.md)."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from addin import bridge
from addin.conversation import LONGEST, Told, WhereTo, WhichFile
from generator.catalog import Catalog
from generator.exchange.export import export
from generator.template.live import live_marks
from generator.template.new import write_new
from tests.addin.open_batch import begin, click, go_on
from tests.bench.excel import Engine
from tests.exchange.batches import ABA, BOARD, MONEY, batch
from tests.intake.lists import as_csv, rows_of
from tests.upkeep.joined import DAY

LIST = """
Course ID | Course Name | Begin Date | Physicans | Department
007       | =Pain       | 3/15/2026  | 12        | Surgery
"""
KNOWN = """
Course ID | Course Name | Begin Date
007       | Pain        | 3/15/2026
"""


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    return given(tmp_path, LIST)


def given(folder: Path, text: str, name: str = "list.csv") -> Path:
    (folder / name).write_text(as_csv(rows_of(text)), encoding="utf-8")
    return folder / name


class Chooser:
    """What a person chooses in the dialogs; without a target, the proposed file."""

    def __init__(self, file: Path | None, target: Path | None = None) -> None:
        self.file, self.target = file, target
        self.asked: list[WhichFile | WhereTo] = []

    def __call__(self, step: WhichFile | WhereTo) -> Path | None:
        self.asked.append(step)
        return self.file if isinstance(step, WhichFile) else self.target or step.proposed


def imported(file: Path | None, target: Path | None = None) -> Told:
    return click("import_file", choose=Chooser(file, target))


def cells(path: Path, sheet: str) -> dict[str, object]:
    workbook = openpyxl.load_workbook(path, read_only=True)
    rows = workbook[sheet].iter_rows()
    found = {cell.coordinate: cell.value for row in rows for cell in row if cell.value is not None}
    workbook.close()
    return found


def mappings(home: Path) -> list[Path]:
    return sorted(home.rglob("mappings/*.csv"))


def test_an_upload_file_comes_into_a_new_workbook_which_opens_without_another_one(
    excel: Engine, tmp_path: Path, home: Path
) -> None:
    batch_of_two = batch([{"commercial_support": "Yes"}, {"provider_activity_id": "CME-2"}], [ABA, BOARD], [], [MONEY])
    export(batch_of_two, [0, 1], tmp_path / "upload.xml")
    before = (tmp_path / "upload.xml").read_bytes()
    choose = Chooser(tmp_path / "upload.xml")
    told = click("import_file", choose=choose)
    new = tmp_path / "upload-new.xlsx"
    assert [type(step) for step in choose.asked] == [WhichFile, WhereTo]
    assert isinstance(choose.asked[1], WhereTo)
    assert choose.asked[1].proposed == new
    assert not told.failed
    assert Path(xw.books.active.fullname) == new
    assert f": {new}\n" in told.text.partition("Imported with catalog")[2]
    assert "Read: 2 activities." in told.text
    assert "Activities: 2 rows written\nMOC: 2 rows written" in told.text
    assert ", 0 not imported." in told.text
    assert "choose Validate" in told.text
    activities = cells(new, "Activities")
    assert {activities["B2"], activities["B3"]} == {"CME-1", "CME-2"}
    assert (tmp_path / "upload.xml").read_bytes() == before
    assert len(excel.alerts) == 1, "nothing is asked about columns"
    assert mappings(home) == []


def test_a_list_says_what_has_no_place_and_what_is_to_be_looked_at(
    excel: Engine, listed: Path, tmp_path: Path, home: Path
) -> None:
    excel.answers = ["no"]
    told = imported(listed)
    new = tmp_path / "list-new.xlsx"
    question = excel.alerts[0][0]
    assert question.startswith("1 column of the list went nowhere, or only to a name that is near")
    assert ": Physicans." in question
    assert "Its sheet Not imported lists what is to be looked at." in told.text
    assert "Not imported (" not in told.text
    assert "Imported: please look (2 values)\n  Activities  Physicians  Physicans → Physicians" in told.text
    activities = cells(new, "Activities")
    assert [activities[cell] for cell in ("B2", "E2")] == ["007", "=Pain"]
    assert len(told.text) <= LONGEST
    assert mappings(home) == [], "No writes nothing"


def test_the_mapping_opens_after_a_yes_and_the_next_import_follows_it(
    excel: Engine, listed: Path, tmp_path: Path, home: Path
) -> None:
    excel.answers = ["yes"]
    told = imported(listed)
    (mapping,) = mappings(home)
    assert Path(xw.books.active.fullname) == mapping
    assert f"The mapping is open: {mapping}\nChange “Goes to”" in told.text
    rows = xw.books.active.sheets[0].range("A1:C6").value
    assert rows[0][1:] == ["Header", "Goes to"]
    assert rows[1] == ["A", "Course ID", "Activities: Provider activity ID"]
    xw.books.active.close()
    text = mapping.read_text(encoding="utf-8-sig")
    mapping.write_text(text.replace("Department,own,,own column", "Department,City,,"), encoding="utf-8")
    excel.answers, before = [], len(excel.alerts)
    again = imported(listed)
    new = tmp_path / "list-new (2).xlsx"
    assert len(excel.alerts) == before + 1, "what somebody decided is not asked again"
    assert "Surgery" in cells(new, "Activities").values()
    assert f"edit {mapping}; to have a mapping proposed anew, delete it." in again.text


def test_a_list_whose_columns_are_all_known_asks_nothing(excel: Engine, tmp_path: Path, home: Path) -> None:
    told = imported(given(tmp_path, KNOWN))
    assert "pars import" in told.text
    assert "Not imported" not in told.text
    assert len(excel.alerts) == 1


def test_a_header_that_excel_takes_for_a_formula_is_not_opened_there(excel: Engine, tmp_path: Path, home: Path) -> None:
    file = given(tmp_path, LIST.replace("Department", "=1+1"))
    excel.answers = ["yes"]
    told = imported(file)
    (mapping,) = mappings(home)
    assert f"a text editor opens it: {mapping}" in told.text
    assert Path(xw.books.active.fullname) == tmp_path / "list-new.xlsx"


def test_a_mapping_that_does_not_work_says_where_it_is(excel: Engine, listed: Path, home: Path) -> None:
    excel.answers = ["yes"]
    imported(listed)
    (mapping,) = mappings(home)
    xw.books.active.close()
    mapping.write_text(mapping.read_text(encoding="utf-8-sig").replace("Activities: Title", "Nowhere"), "utf-8")
    told = imported(listed)
    assert told.failed
    assert told.text.startswith(f"In {mapping.parent}: {mapping.name}, row 3: ")


def test_thinking_better_of_it_writes_nothing(excel: Engine, listed: Path, tmp_path: Path) -> None:
    files = sorted(tmp_path.iterdir())
    assert imported(None).text == ""
    asked: list[object] = []
    told = click("import_file", choose=lambda step: asked.append(step) or (listed if len(asked) == 1 else None))
    assert (told.text, len(asked)) == ("", 2)
    assert sorted(tmp_path.iterdir()) == files
    assert excel.alerts == []


@pytest.mark.parametrize("name", ["list.xml", "nothing.csv", "folder"])
def test_a_file_that_cannot_be_used_is_one_sentence(excel: Engine, tmp_path: Path, name: str) -> None:
    (tmp_path / "list.xml").write_text("<html/>", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    told = imported(tmp_path / name, tmp_path / "new.xlsx")
    assert told.failed
    assert "\n" not in told.text
    assert not (tmp_path / "new.xlsx").exists()


def test_a_workbook_of_ours_is_sent_to_upgrade(excel: Engine, template: Path, tmp_path: Path) -> None:
    told = imported(template, tmp_path / "new.xlsx")
    assert told.failed
    assert "choose Upgrade" in told.text


def test_what_may_not_be_replaced_stays(excel: Engine, listed: Path, tmp_path: Path, catalog: Catalog) -> None:
    work = tmp_path / "work.xlsx"
    rows = {"activities": {2: {"provider_activity_id": "CME-1", "title": "Pain"}}}
    write_new(catalog, work, live_marks(catalog), rows=5, rows_of=rows, day=DAY)
    before = work.read_bytes()
    for target, words in (
        (work, "is never replaced"),
        (listed, "ends in .xlsx"),
        (tmp_path / "nowhere" / "new.xlsx", "does not exist"),
        (Path("https://hospital.sharepoint.com/new.xlsx"), "folders of this computer only"),
    ):
        told = imported(listed, target)
        assert told.failed
        assert words in told.text
    assert work.read_bytes() == before


def test_a_file_on_the_web_is_refused_in_a_sentence(excel: Engine) -> None:
    kind, prompt, kinds = begin("import_file")
    assert (kind, prompt) == ("which", "Import which file?")
    assert kinds.endswith(",All files (*.*),*.*"), "what a file is, its content says"
    for ending in (".xml", ".csv", ".tsv", ".txt", ".xlsx", ".xlsm"):
        assert f"*{ending}" in kinds
    kind, words, _ = go_on("https://hospital.sharepoint.com/sites/CME/list.xlsx")
    assert kind == "failed"
    assert words.startswith("PARS Batch reads files of this computer only")


def test_long_values_leave_room_for_the_numbers(excel: Engine, tmp_path: Path) -> None:
    columns = [f"Strange column {n} " + "x" * 80 for n in range(30)]
    text = (
        " | ".join(["Course ID", "Course Name", "Activity Type", "Begin Date", "End Date", *columns])
        + "\n"
        + " | ".join(["7", "Pain", "Live Course", "3/15/2026", "3/15/2026", *["y" * 900] * 30])
        + "\n8 | Heart\n9 | Lung"
    )
    excel.answers = ["no"]
    told = imported(given(tmp_path, text))
    assert len(excel.alerts[0][0]) <= LONGEST
    assert "and 25 more" in excel.alerts[0][0]
    assert len(told.text) <= LONGEST
    assert "Read: 3 rows, 35 columns." in told.text
    assert "Not imported (60 values)" in told.text
    assert "Validate, and look at Findings" not in told.text


def test_a_stop_after_the_workbook_is_written_still_says_so(excel: Engine, listed: Path, tmp_path: Path) -> None:
    begin("import_file")
    assert go_on(str(listed))[0] == "where"
    reply = go_on(str(tmp_path / "new.xlsx"))
    while reply[0] == "working":
        reply = go_on()
    assert reply[:2] == ["writing", "PARS: opening the new workbook …"]
    kind, words, _ = bridge.stop(None, "", "").split(bridge.SEPARATOR)
    assert kind == "told"
    assert "Imported with catalog" in words
    assert Path(xw.books.active.fullname) == tmp_path / "new.xlsx"
