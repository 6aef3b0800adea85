"""What the README and the guide say that one types is what the workbook takes, and what they say that one sees is what
it says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from generator.catalog import load
from generator.readiness.words import program_words
from generator.run.checking import check_batch
from generator.workbook.frames import batch_in_memory
from generator.workbook.own_sheets import FIRST_ROW
from tests.docs.pages import HOME, README
from tests.docs.typed import looked_up, steps, typed
from tests.rules.example_batches import example_rows

CATALOG = load()
DAY = dt.date(2026, 12, 1)
"""Before the activities of the story begin."""
EXAMPLE_DAY = dt.date(2026, 1, 5)
"""Before the complete activity of the examples begins."""


@pytest.mark.parametrize(("page", "least"), [(README, 2), (HOME / "docs" / "first-activity.md", 7)])
def test_each_step_shows_what_the_page_says(tmp_path: Path, page: Path, least: int) -> None:
    seen = [
        (said, looked_up(rows, said, CATALOG, tmp_path / f"{number}.xlsx", DAY))
        for number, (rows, said) in enumerate(steps(page, CATALOG))
    ]
    assert len(seen) >= least
    assert [said for said, _ in seen] == [shown for _, shown in seen]


@pytest.mark.parametrize(
    ("name", "answers", "programs"),
    [
        ("content-areas.md", {"moc": "Yes"}, {"MOC:ABA"}),
        ("rems.md", {"moc": "No", "rems": "Yes", "commercial_support": "Yes"}, {"REMS:Opioid Analgesic"}),
    ],
)
def test_the_rows_of_a_program_complete_it(name: str, answers: dict[str, str], programs: set[str]) -> None:
    """Beside a complete activity that says so. Without a cell of theirs something is found."""
    rows = typed(HOME / "docs" / name, CATALOG)
    ids = {str(row["provider_activity_id"]) for of_sheet in rows.values() for row in of_sheet.values()}
    assert len(ids) == 1
    complete = {**example_rows({"activities": [{}]})["activities"][0], "provider_activity_id": ids.pop(), **answers}
    rows["activities"] = {FIRST_ROW: {**complete, "credits": 4.0}}

    def found() -> list[str]:
        result = check_batch(batch_in_memory("page.xlsx", CATALOG, rows), EXAMPLE_DAY)
        words = {name: program_words(each) for name, each in result.readiness[0].programs.items()}
        said = [finding.code for finding in result.findings]
        assert said or {name for name, text in words.items() if text == "Ready – attest in PARS"} == programs
        return said

    assert found() == []
    for sheet, of_sheet in rows.items():
        for row in of_sheet.values():
            for column in list(row) if sheet != "activities" else []:
                kept = row.pop(column)
                assert found(), (sheet, column)
                row[column] = kept
