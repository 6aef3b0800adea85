import json
import re
import shutil
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from generator.catalog import load
from generator.demo import PLANTED, demo
from generator.failure import Failure
from generator.sample.office import office
from tests.sample.batches import DAYS
from tests.upkeep.closed import by_openpyxl
from tests.workbook.filled import change, part_of

CATALOG = load()
ACTIVITIES = len(office()["activities"])


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A folder that a demo made, and its lines."""
    folder = tmp_path_factory.mktemp("demo") / "new" / "demo"
    return folder, demo(folder, DAYS[1], CATALOG)


@pytest.fixture
def written(told: tuple[Path, list[str]]) -> Path:
    return told[0]


def test_the_whole_way_into_a_folder(told: tuple[Path, list[str]]) -> None:
    folder, lines = told
    assert sorted(p.name for p in folder.iterdir()) == [
        "sample-with-faults.findings.json", "sample-with-faults.findings.txt", "sample-with-faults.xlsx",
        "sample-with-faults.xlsx.faults.json", "sample.xlsx", "sample.xlsx.faults.json", "template.xlsx", "upload.xml",
        "upload.xml.receipt.html", "upload.xml.receipt.json",
    ]  # fmt: skip
    planted = json.loads((folder / "sample-with-faults.xlsx.faults.json").read_text(encoding="utf-8"))
    findings = json.loads((folder / "sample-with-faults.findings.json").read_text(encoding="utf-8"))["findings"]
    grave = [{key: f[key] for key in ("sheet", "cell", "code")} for f in findings if f["severity"] != "advice"]
    assert len(planted) == PLANTED
    found = [{key: fault[key] for key in ("sheet", "cell", "code")} for fault in planted]
    assert sorted(grave, key=str) == sorted(found, key=str)
    assert all(fault["story"] for fault in planted)
    text = (folder / "sample-with-faults.findings.txt").read_text(encoding="utf-8")
    assert all(f"{f['sheet']}!{f['cell']}" in text for f in planted)
    assert f"Exported {ACTIVITIES} activities" in lines[-1]
    assert all(str(folder) in line for line in lines)
    assert len(list(etree.parse(folder / "upload.xml").iter("{*}activityRecordAction"))) == ACTIVITIES


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("", encoding="utf-8")
    with pytest.raises(Failure, match="demo is a file, and the demo writes a folder"):
        demo(tmp_path / "demo", DAYS[1], CATALOG)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_it_can_be_run_again_and_makes_what_is_missing(written: Path, tmp_path: Path) -> None:
    shutil.copytree(written, tmp_path, dirs_exist_ok=True)
    (tmp_path / "my own.xlsx").write_text("x", encoding="utf-8")
    before = files(tmp_path)
    (tmp_path / "sample.xlsx").unlink()
    demo(tmp_path, DAYS[1], CATALOG)
    assert files(tmp_path) == before


FILES = sorted(
    f"{name}{ending}" for name, endings in {
        "template.xlsx": [""],
        "sample.xlsx": ["", ".faults.json"],
        "sample-with-faults": [".findings.json", ".findings.txt"],
        "sample-with-faults.xlsx": ["", ".faults.json"],
        "upload.xml": ["", ".receipt.html", ".receipt.json"],
    }.items() for ending in endings
)  # fmt: skip


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("what", ["of somebody", "a folder", "cut off", "a link"])
def test_a_file_of_somebody_else_is_left_alone(written: Path, tmp_path: Path, name: str, what: str) -> None:
    """Whether it is the only one there, or the last one of a demo's that is looked at."""
    (tmp_path / "d").mkdir()
    for there in FILES if name == FILES[-1] else [name]:
        shutil.copy(written / there, tmp_path / "d")
    path = tmp_path / "d" / name
    data = path.read_bytes()
    path.unlink()
    match what:
        case "of somebody":
            path.write_text("my notes", encoding="utf-8")
        case "a folder":
            path.mkdir()
        case "cut off":
            path.write_bytes(data[: len(data) // 2] if path.suffix == ".xlsx" else b"")
        case "a link":
            (tmp_path / "elsewhere").write_bytes(data)
            path.symlink_to(tmp_path / "elsewhere")
    rest = {other.name: other.lstat().st_mtime_ns for other in (tmp_path / "d").iterdir()}
    with pytest.raises(Failure, match=f"{name} is no file that a demo wrote, or .*, so nothing was written;"):
        demo(tmp_path / "d", DAYS[1], CATALOG)
    assert {other.name: other.lstat().st_mtime_ns for other in (tmp_path / "d").iterdir()} == rest


def typed(path: Path) -> None:
    """Types a title into the first row of a template; openpyxl takes seconds for the formulas of all rows."""
    part, status = part_of(path, "Activities"), re.compile(rb'<c r="A2".*?</c>(?=<c r="A[A-Z]2")')
    title = b'<c r="E2" t="inlineStr"><is><t>My first activity</t></is></c>'
    before = path.read_bytes()
    change(path, part, lambda data: status.sub(lambda found: found[0] + title, data, count=1))
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(BytesIO(before)) as old:
        assert archive.read(part).replace(title, b"") == old.read(part) != archive.read(part)


def saved_anew(path: Path) -> None:
    by_openpyxl(path, lambda book: book["Activities"].__setitem__("E2", "My first activity"))


@pytest.mark.parametrize(
    ("name", "work"), [("template.xlsx", typed), ("sample.xlsx", saved_anew), ("sample-with-faults.xlsx", saved_anew)]
)
def test_a_workbook_that_somebody_worked_in_is_left_alone(
    written: Path, tmp_path: Path, name: str, work: Callable[[Path], None]
) -> None:
    shutil.copytree(written, tmp_path / "d")
    work(tmp_path / "d" / name)
    before = files(tmp_path / "d")
    with pytest.raises(Failure, match="somebody has changed it since"):
        demo(tmp_path / "d", DAYS[1], CATALOG)
    assert files(tmp_path / "d") == before
