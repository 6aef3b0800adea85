"""The small office's year: it holds to what a stress sample holds to, and reads like an office's work."""

import copy
import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.catalog import CatalogError, load
from generator.exchange.delivery import deliver
from generator.failure import Failure
from generator.rules.registry import registry
from generator.run.checking import checked
from generator.run.exporting import exported
from generator.sample.days import AS_OF
from generator.sample.faults import plant
from generator.sample.office import office, office_rows
from generator.sample.stories import told_kinds
from generator.sample.write import write_office
from generator.workbook.cells import text_of
from generator.workbook.frames import batch_in_memory
from tests.bench.documents import referee
from tests.bench.fuzzing import draws
from tests.rules.example_batches import check
from tests.sample.batches import DAYS, advice, findings, grave
from tests.sample.test_own_settings import SETTINGS, folder, lists

CATALOG = load()
TOLD = office()["activities"]


@pytest.mark.parametrize("activities", [1, 2, 12, 25, len(TOLD)])
@pytest.mark.parametrize("today", DAYS)
def test_nothing_is_invalid_or_missing_on_any_day(activities: int, today: dt.date) -> None:
    sample = office_rows(CATALOG, activities)
    assert len(sample["activities"]) == activities
    assert not grave(findings(CATALOG, sample, today))


@settings(max_examples=draws(15), deadline=None)
@given(today=st.dates(dt.date(2004, 6, 1), dt.date(2095, 1, 1)), later=st.integers(-200, 900))
def test_an_office_of_any_day(today: dt.date, later: int) -> None:
    sample = office_rows(CATALOG, None, today)
    day = max(today + dt.timedelta(later), dt.date(today.year, 1, 1) - dt.timedelta(200))
    assert not grave(findings(CATALOG, sample, day))
    assert any(row.get("close_record") for row in sample["activities"])


@settings(max_examples=draws(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(own=SETTINGS, of_lists=lists(), day=st.sampled_from(DAYS))
def test_nothing_is_invalid_or_missing_under_any_settings_and_lists(
    own: Mapping[str, object], of_lists: Mapping[str, tuple[bool, str]], day: dt.date,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    home = folder(tmp_path_factory.mktemp("own") / "own", own, of_lists)
    try:
        catalog = load(overlay=home)
        registry(catalog)
    except CatalogError:
        return
    sample = office_rows(catalog)
    assert not grave(findings(catalog, sample, day))
    batch = batch_in_memory("s.xlsx", catalog, {name: dict(enumerate(sample[name], 2)) for name in catalog.sheets})
    assert len(deliver(batch, check(batch, day), home / "s.xml").selection.positions) == len(TOLD)


def test_nothing_of_it_calls_for_advice() -> None:
    assert findings(CATALOG, office_rows(CATALOG), AS_OF) == []


def test_every_value_of_a_list_stands_in_the_workbook_as_the_office_tells_it() -> None:
    """So the newest catalog offers them all."""
    sample = office_rows(CATALOG)
    shown = {text_of(cell) for rows in sample.values() for row in rows for cell in row.values()}
    told = {text for one in TOLD for text in (one["format"], *one.get("delivery", []), *one.get("tags", []))}
    told |= {one[at] for one in TOLD for at in ("fee", "registration", "rems") if at in one}
    told |= {
        text
        for one in TOLD
        for board in one.get("moc", [])
        for text in (board["board"], *board["types"], *board["areas"])
    }
    told |= {how for one in TOLD for how in (one.get("mips", {}) | one.get("closed", {})).values() if how in shown}
    assert told <= shown
    assert {row["board"] for row in sample["moc"]} == {board.value for board in CATALOG.lists["boards"].offered()}
    assert {row["format"] for row in sample["activities"]} == {f.value for f in CATALOG.lists["formats"].offered()}
    assert {row["program"] for row in sample["rems"]} == {p.value for p in CATALOG.lists["rems_programs"].offered()}
    assert len(sample["moc"]) == sum(len(one.get("moc", [])) for one in TOLD)


@pytest.mark.parametrize("today", [AS_OF, dt.date(2024, 2, 29), dt.date(2031, 12, 31)])
def test_it_reads_like_an_office(today: dt.date) -> None:
    rows = office_rows(CATALOG, None, today)["activities"]
    ids = [text_of(row["provider_activity_id"]) for row in rows]
    assert ids == sorted(set(ids))
    assert all(re.fullmatch(r"\d{4}-\d{3}", one) for one in ids)
    assert {int(one[:4]) for one in ids} == {today.year - 2, today.year - 1, today.year}
    for row in rows:
        start, end = row["start_date"], row["end_date"]
        assert isinstance(start, dt.date)
        assert isinstance(end, dt.date)
        assert start.weekday() < 6
        assert start.year == int(text_of(row["provider_activity_id"])[:4])
        assert (start < today) == (row.get("record_action") == "Update") == ("accme_activity_id" in row)
        assert text_of(row["title"]) == text_of(row["title"]).strip()
        assert all(year in {str(start.year), str(end.year)} for year in re.findall(r"20\d\d", text_of(row["title"])))
    assert len({row["title"] for row in rows}) == len(rows)


def test_names_and_addresses_are_nobodys() -> None:
    assert office()["contact"].endswith(".example")
    assert office()["url"].startswith("https://cme.alderfalls.example/")
    suppliers = {one["supporter"] for told in TOLD for one in told.get("support", [])} - {"rems"}
    assert all(name.startswith("Example ") for name in suppliers)


def test_more_activities_than_the_office_has() -> None:
    with pytest.raises(
        Failure, match=r"^The sample's office has 36 activities a year; for more of them, add --stress\.$"
    ):
        office_rows(CATALOG, len(TOLD) + 1)


@settings(max_examples=draws(20), deadline=None)
@given(seed=st.integers(), activities=st.integers(6, len(TOLD)), share=st.floats(0, 1), today=st.sampled_from(DAYS))
def test_the_check_finds_exactly_the_planted_faults(seed: int, activities: int, share: float, today: dt.date) -> None:
    base = office_rows(CATALOG, activities)
    spoiled = copy.deepcopy(base)
    planted = plant(CATALOG, spoiled, round(activities * share), seed, told_kinds(CATALOG))
    after = findings(CATALOG, spoiled, today)
    assert grave(after) == {(fault.sheet, fault.cell, fault.code): 1 for fault in planted}
    assert not advice(after) - advice(findings(CATALOG, base, today))
    assert all(fault.story.endswith(".") and "{" not in fault.story for fault in planted)


def test_every_story_can_happen() -> None:
    told = told_kinds(CATALOG)
    assert len({(kind.code, kind.at) for kind in told}) == len(told)
    assert len({kind.story for kind in told}) == len(told)
    happened: set[str] = set()
    for seed in range(40):
        happened |= {f.code for f in plant(CATALOG, office_rows(CATALOG), len(TOLD), seed, told)}
    assert happened == {kind.code for kind in told}


def test_the_workbook_says_the_day_that_it_is_of(tmp_path: Path) -> None:
    """So a check finds the same on whatever day; --today wins over it, as always."""
    planted = write_office(CATALOG, tmp_path / "s.xlsx", 9, 4)
    told = json.loads((tmp_path / "s.xlsx.faults.json").read_text(encoding="utf-8"))
    assert told == [{"sheet": f.sheet, "cell": f.cell, "code": f.code, "story": f.story} for f in planted]
    done = checked(tmp_path / "s.xlsx", None, None)
    assert grave(list(done.findings)) == {(f.sheet, f.cell, f.code): 1 for f in planted}
    assert [f.message for f in done.findings if f.code == "today-typed"] == [
        "Today on the Start sheet was set to 2026-01-05. Everything is checked as of that day."
    ]
    assert not [f for f in done.findings if f.code == "moc-registered-late"]


def test_the_official_schemas_take_every_activity(tmp_path: Path) -> None:
    write_office(CATALOG, tmp_path / "s.xlsx", live=False)
    done = exported(tmp_path / "s.xlsx", tmp_path / "s.xml", DAYS[1], None)
    assert done.delivery.clean
    assert referee(tmp_path / "s.xml") == f"{len(TOLD)} activities, 0 invalid"


def test_the_command_tells_each_story(tmp_path: Path) -> None:
    def sample(name: str) -> str:
        command = [sys.executable, "-m", "generator", "sample", "-o", name, "--faults", "5", "--no-live"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    told = sample("one.xlsx")
    faults = json.loads((tmp_path / "one.xlsx.faults.json").read_text(encoding="utf-8"))
    assert told.splitlines()[:-1] == [f"{fault['sheet']}!{fault['cell']}: {fault['story']}" for fault in faults]
    sample("two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
