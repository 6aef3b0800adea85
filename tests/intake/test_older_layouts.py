"""ACCME's earlier tab-delimited layouts, as the facts list their columns: with headers, and as they were uploaded."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from generator.failure import Failure
from generator.intake.brought import Brought
from generator.intake.lists import read_list
from generator.upkeep.upgraded import Fate
from tests.bench.documents import facts
from tests.intake.lists import cells

LAYOUTS = [
    "2010 and earlier", "2011-2013", "Template C (reporting year 2014)", "Template D (reporting year 2015+)",
]  # fmt: skip
VALUES = {
    "Template": "Template {letter}", "Reporting Year": "2014", "Provider Activity ID": "0042",
    "ACCME Activity ID": "201234567",
    "Activity Title": "Pain Update", "Activity Date": "03/15/2014", "City": "Chicago", "State": "IL", "Country": "USA",
    "Sponsorship": "Joint", "Providership": "Joint", "Activity Type": "{code}", "Hours of Instruction": "6",
    "# of Physicians": "120", "# of non-Physicians": "30", "# of Other Learners": "30",
    "Commercial Support Received?": "Yes",
    "Joint Sponsor": "State Society", "Joint Provider(s)": "State Society",
    "Number of AMA PRA Category 1 Credits Designated": "6", "Description of Content": "What it is about.",
    "Changes in Competence evaluated?": "Yes", "Changes in Performance evaluated?": "No",
    "Commercial Support Source": "Lens & Co", "Monetary Amount Received": "5000",
    "In Kind Support Received - Other?": "Yes", "In Kind Support Received - Facilities / Space?": "No",
}  # fmt: skip
"""What an activity of such a file says, by the beginning of a label."""


def labels(layout: str, supporters: int = 1) -> list[str]:
    columns = [line["column"] for line in facts("legacy_template_columns.csv") if line["template"] == layout]
    repeated = [column for column in columns if column.startswith("[repeat")]
    return [*columns, *(repeated * (supporters - 1))]


def row(columns: list[str], code: str = "C") -> list[str]:
    letter = "D" if "Template (" in columns[0] and not any("Supporters" in c for c in columns) else "C"
    if "Template (" in columns[0] and not any(c.startswith("ABMS") for c in columns):
        letter = "B"
    texts = []
    for column in columns:
        label = column.partition("] ")[2] or column
        key = next((k for k in VALUES if label == k or (k == "Template" and label.startswith("Template"))), "")
        texts.append(VALUES[key].format(code=code, letter=letter) if key else "")
    return texts


def tabbed(path: Path, *rows: list[str]) -> Path:
    path.write_text("\r\n".join("\t".join(texts) for texts in rows) + "\r\n", encoding="cp1252")
    return path


def right(done: Brought, supporters: int) -> None:
    """The new workbook says what the file said."""
    (activity,) = cells(done, "activities")
    assert activity == {
        "provider_activity_id": "0042", "accme_activity_id": "201234567", "title": "Pain Update",
        "format": "Live Course", "delivery_method_1": "In-Person",
        "start_date": dt.date(2014, 3, 15), "city": "Chicago", "state": "IL",
        "country": "USA", "providership": "Joint", "joint_provider_1": "State Society", "credits": 6.0,
        "description": "What it is about.", "commercial_support": "Yes", "physicians": 120.0, "other_learners": 30.0,
        "outcome_competence": "Measured",
    }  # fmt: skip
    support = {"provider_activity_id": "0042", "supporter": "Lens & Co"}
    assert cells(done, "support") == [
        {**support, "kind": "Monetary", "amount": 5000.0}, {**support, "kind": "In-kind"}
    ]  # fmt: skip
    left = {entry.column: entry.why for entry in done.entries if entry.fate is Fate.LEFT and entry.old in {"6", "2014"}}
    assert set(left) == {"Reporting Year", "Hours of Instruction"}
    assert supporters


@pytest.mark.parametrize("supporters", [1, 3])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_with_its_headers(layout: str, supporters: int, tmp_path: Path) -> None:
    columns = labels(layout, supporters)
    headers = [column.partition("] ")[2] or column for column in columns]
    right(read_list(tabbed(tmp_path / "old.txt", headers, row(columns)), None), supporters)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_as_it_was_uploaded_is_known_by_its_columns(layout: str, tmp_path: Path) -> None:
    columns = labels(layout)
    done = read_list(tabbed(tmp_path / "old.txt", row(columns)), None)
    right(done, 1)
    assert not any(entry.old_cell == "A1" and entry.old in columns for entry in done.entries)
    told = [entry.old_cell for entry in done.entries]
    assert len(told) == len(set(told)) == sum(map(bool, row(columns)))
    assert {match["how"] for match in done.as_json()["mapping"]} == {"position", "no place"}


def test_old_codes_become_formats(tmp_path: Path) -> None:
    columns = labels(LAYOUTS[3])
    codes = ["C", "IL", "RSS", "EM", "IEM", "JN", "MR", "TIW", "CML", "PI", "ISL", "LFT"]
    rows = [row(columns, code) for code in codes]
    for number, texts in enumerate(rows):
        texts[columns.index("Provider Activity ID")] = str(number)
    done = read_list(tabbed(tmp_path / "old.txt", *rows), None)
    formats = facts("activity_formats.csv")
    expected = {
        code: line["activity_format"]
        for line in formats
        for code in codes
        if code in line["legacy_code"].replace("(", " ").replace(")", " ").split()
    }
    assert [activity["format"] for activity in cells(done, "activities")] == [
        value.value for code in codes if (value := done.catalog.lists["formats"].find(expected[code]))
    ]


def test_what_fits_several_layouts_asks_for_headers(tmp_path: Path) -> None:
    columns = labels(LAYOUTS[1], 3)
    with pytest.raises(Failure, match=r"fit the older layouts 2011-2013 and Template C .*; write the headers above"):
        read_list(tabbed(tmp_path / "old.txt", row(columns)), None)


def test_a_list_without_headers_that_is_none_of_them_is_not_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1,Pain,C,3/15/2014\n2,Heart,C,3/16/2014\n", encoding="utf-8")
    with pytest.raises(Failure, match=r"No column of a\.csv is known to hold activities"):
        read_list(tmp_path / "a.csv", None)
