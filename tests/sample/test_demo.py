import json
from pathlib import Path

import pytest
from lxml import etree

from generator.catalog import load
from generator.failure import Failure
from generator.sample.demo import ACTIVITIES, PLANTED, demo
from tests.sample.batches import DAYS

CATALOG = load()


def test_the_whole_way_into_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "demo"
    folder.mkdir(parents=True)
    (folder / "upload.xml").write_text("of an earlier demo", encoding="utf-8")
    lines = demo(folder, DAYS[1], CATALOG)
    assert sorted(p.name for p in folder.iterdir()) == [
        "sample-with-faults.findings.json", "sample-with-faults.findings.txt", "sample-with-faults.xlsx", "sample-with-faults.xlsx.faults.json",
        "sample.xlsx", "sample.xlsx.faults.json", "template.xlsx", "upload.xml", "upload.xml.receipt.json",
    ]  # fmt: skip
    planted = json.loads((folder / "sample-with-faults.xlsx.faults.json").read_text(encoding="utf-8"))
    found = json.loads((folder / "sample-with-faults.findings.json").read_text(encoding="utf-8"))["findings"]
    grave = [{key: f[key] for key in ("sheet", "cell", "code")} for f in found if f["severity"] != "advice"]
    assert len(planted) == PLANTED
    assert sorted(grave, key=str) == sorted(planted, key=str)
    said = (folder / "sample-with-faults.findings.txt").read_text(encoding="utf-8")
    assert all(f"{f['sheet']}!{f['cell']}" in said for f in planted)
    assert f"Exported {ACTIVITIES} activities" in lines[-1]
    assert all(str(folder) in line for line in lines)
    assert len(list(etree.parse(folder / "upload.xml").iter("{*}activityRecordAction"))) == ACTIVITIES


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("", encoding="utf-8")
    with pytest.raises(Failure, match="cannot be made"):
        demo(tmp_path / "demo", DAYS[1], CATALOG)
