"""A repaired copy: everything of the template is there again, and nothing else has changed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from generator.failure import Failure
from generator.upkeep.repair import repair
from generator.workbook.read import read
from tests.bench.libreoffice import Office
from tests.upkeep.closed import ACTIVITIES, DAMAGES, MOC, by_openpyxl, catalog, edited, live, notes, parts, said
from tests.workbook.filled import catalog_of


def values(path: Path) -> dict[str, list[list[object]]]:
    return {name: frame.frame.to_numpy(dtype=object).tolist() for name, frame in read(path, catalog_of).sheets.items()}


def cells(data: bytes) -> dict[str, tuple[str | None, str]]:
    """Address to format and content of the cells of a sheet part that hold no formula."""
    root = etree.fromstring(data)
    return {
        str(c.get("r")): (c.get("s"), "".join(map(str, c.itertext())))
        for c in root.iter("{*}c")
        if c.find("{*}f") is None and (c.get("t") or len(c))
    }  # fmt: skip


@pytest.mark.parametrize("what", DAMAGES)
def test_each_loss_is_told_with_its_sheet_and_columns_and_restored_and_the_values_stay(
    tmp_path: Path, what: str
) -> None:
    damage, expected = DAMAGES[what]
    path = damage(live(tmp_path / "a.xlsx"))
    found = said(path)
    assert expected in found
    told_besides = {"Lists deleted": {"names-broken"}}.get(what, set())
    assert {code for code, _, _ in found} - told_besides == {expected[0]}
    original = path.read_bytes()
    done = repair(path, tmp_path / "b.xlsx", catalog())
    assert done.before
    assert done.left == ()
    assert notes(tmp_path / "b.xlsx") == []
    assert values(tmp_path / "b.xlsx") == values(path)
    assert path.read_bytes() == original


@pytest.mark.parametrize(
    ("what", "concerned"),
    [
        ("validations taken away by pasting", {MOC}),
        ("all conditional formats of a sheet", {"xl/worksheets/sheet5.xml"}),
        ("a defined name gone", {"xl/workbook.xml"}),
        ("a value of Lists edited", {"xl/worksheets/sheet9.xml", "xl/workbook.xml"}),
        ("Meta edited", {"xl/worksheets/sheet10.xml"}),
        ("a Status typed over", {ACTIVITIES, "xl/workbook.xml"}),
    ],
)
def test_only_the_parts_concerned_are_written_anew(tmp_path: Path, what: str, concerned: set[str]) -> None:
    damage, _ = DAMAGES[what]
    path = damage(live(tmp_path / "a.xlsx"))
    repair(path, tmp_path / "b.xlsx", catalog())
    before, after = parts(path), parts(tmp_path / "b.xlsx")
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} <= concerned
    for name in concerned & {MOC, ACTIVITIES, "xl/worksheets/sheet5.xml"}:
        kept = {address: cell for address, cell in cells(before[name]).items() if address != "A3"}
        assert kept.items() <= cells(after[name]).items()


def test_a_whole_workbook_has_nothing_to_repair_and_every_part_stays(tmp_path: Path) -> None:
    done = repair(live(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", catalog())
    assert (done.before, done.left) == ((), ())
    assert parts(tmp_path / "a.xlsx") == parts(tmp_path / "b.xlsx")


def test_the_users_own_validations_and_formats_stay(tmp_path: Path) -> None:
    own_format = '<conditionalFormatting sqref="A1:AV99"><cfRule type="expression" priority="900"><formula>$E2="x"</formula></cfRule></conditionalFormatting>'
    rule = '<dataValidation type="whole" sqref="C2:C4 XA2:XA9"><formula1>1</formula1><formula2>5</formula2></dataValidation>'
    own = f'<dataValidations count="1">{rule}</dataValidations>'
    path = edited(
        live(tmp_path / "a.xlsx"), MOC,
        (r"<conditionalFormatting.*</conditionalFormatting>", own_format), (r"<dataValidations.*</dataValidations>", own),
    )  # fmt: skip
    assert repair(path, tmp_path / "b.xlsx", catalog()).left == ()
    text = parts(tmp_path / "b.xlsx")[MOC].decode()
    assert own_format in text
    assert re.search(
        r'<dataValidation type="whole" sqref="XA2:XA9"><formula1>1</formula1><formula2>5</formula2></dataValidation>',
        text,
    )
    assert f'count="{text.count("<dataValidation ")}"' in text
    assert text.index("<conditionalFormatting") < text.index("<dataValidations") < text.index("<pageMargins")
    priorities = re.findall(r'priority="(\d+)"', text)
    assert len(set(priorities)) == len(priorities) == 67


def test_a_changed_header_is_restored_in_its_cell_and_in_the_table(tmp_path: Path) -> None:
    path = edited(
        by_openpyxl(live(tmp_path / "a.xlsx"), lambda w: w["Activities"].__setitem__("E1", "Our title")),
        "xl/tables/table1.xml",
        (r'name="Title"', 'name="Our title"'),
    )
    assert [n.code for n in read(path, catalog_of).notes] == ["header-changed"]
    done = repair(path, tmp_path / "b.xlsx", catalog())
    assert ([n.code for n in done.before], done.left) == (["header-changed"], ())
    assert read(tmp_path / "b.xlsx", catalog_of).notes == ()
    assert b'name="Title"' in parts(tmp_path / "b.xlsx")["xl/tables/table1.xml"]


def test_a_deleted_hidden_column_is_told_as_left(tmp_path: Path) -> None:
    path = by_openpyxl(live(tmp_path / "a.xlsx"), lambda w: w["Support"].__setitem__("H1", "Own"))
    path = edited(
        path, "xl/workbook.xml", (r'<definedName name="c_sup_k_provider_activity_id">[^<]*</definedName>', "")
    )
    done = repair(path, tmp_path / "b.xlsx", catalog())
    assert [n.code for n in done.left] == ["helper-missing"]


def test_the_copy_is_never_the_workbook_itself_and_is_of_its_kind(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx")
    with pytest.raises(Failure, match="is the workbook itself"):
        repair(path, tmp_path / ".." / tmp_path.name / "a.xlsx", catalog())
    with pytest.raises(Failure, match=r"ends in \.xlsx"):
        repair(path, tmp_path / "b.xlsm", catalog())
    with pytest.raises(Failure, match="does not exist"):
        repair(path, tmp_path / "none" / "b.xlsx", catalog())
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_copy_with_everything_restored_works_in_libreoffice(office: Office, tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx")
    with office.open(path) as document:
        document.recalculate()
        status = document.sheet("Activities").texts("A2:A5")
        ready = document.sheet("Readiness").texts("A5:D8")
        formats = document.sheet("MOC").conditional_styles("B2:F2")
        offered = document.sheet("MOC").drop_down("E2")
    assert status[0][0].startswith("Will not save")
    assert any(any(cell) for cell in formats[0])
    for what in (
        "all conditional formats of a sheet",
        "a defined name gone",
        "Lists deleted",
        "a Status typed over",
        "Readiness typed over",
    ):
        path = DAMAGES[what][0](path)
    path = edited(
        path,
        MOC,
        (r"<dataValidations.*</dataValidations>", ""),
        (r"<conditionalFormatting.*</conditionalFormatting>", ""),
    )
    assert repair(path, tmp_path / "b.xlsx", catalog()).left == ()
    with office.open(tmp_path / "b.xlsx") as document:
        document.recalculate()
        assert document.sheet("Activities").texts("A2:A5") == status
        assert document.sheet("Readiness").texts("A5:D8") == ready
        assert [bool(cell) for cell in document.sheet("MOC").conditional_styles("B2:F2")[0]] == [
            bool(cell) for cell in formats[0]
        ]
        assert document.sheet("MOC").drop_down("E2") == offered
        assert document.sheet("Activities").errors("A1:CZ5") == {}


def test_a_format_of_the_users_own_that_asks_for_status_stays(tmp_path: Path) -> None:
    rule = '<cfRule type="expression" priority="901"><formula>LEFT($A2,11)="Not saved: "</formula></cfRule>'
    own = f'<conditionalFormatting sqref="B2:B9">{rule}</conditionalFormatting>'
    path = edited(live(tmp_path / "a.xlsx"), MOC, (r"<conditionalFormatting.*</conditionalFormatting>", own))
    assert repair(path, tmp_path / "b.xlsx", catalog()).left == ()
    text = parts(tmp_path / "b.xlsx")[MOC].decode()
    assert own in text
    assert text.count("r_moc_status") == 3
