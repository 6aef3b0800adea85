import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.catalog import Catalog, load
from generator.rules.findings import Severity
from generator.sample.activities import _Sample, rows
from generator.sample.offers import Row
from generator.workbook.cells import text_of
from tests.bench.fuzzing import draws
from tests.sample.batches import DAYS, findings, grave

CATALOG = load()


@settings(max_examples=draws(30), deadline=None)
@given(seed=st.integers(), activities=st.integers(1, 80), today=st.sampled_from(DAYS))
def test_nothing_is_invalid_or_missing_on_any_day(seed: int, activities: int, today: dt.date) -> None:
    sample = rows(CATALOG, activities, seed)
    assert len(sample["activities"]) == activities
    assert not grave(findings(CATALOG, sample, today))


@pytest.mark.parametrize("seed", range(12))
def test_advice_is_rare(seed: int) -> None:
    given = [f for f in findings(CATALOG, rows(CATALOG, 100, seed), DAYS[1]) if f.severity is Severity.ADVICE]
    assert len(given) <= 20
    assert len({f.row for f in given if f.code == "unusual-characters"}) <= 10


def _column(sample: dict[str, list[Row]], sheet: str, *families: str) -> set[str]:
    ids = [c.id for c in CATALOG.sheets[sheet].columns if c.family in families or c.id in families]
    return {text_of(row.get(i)) for row in sample[sheet] for i in ids} - {""}


def _offered(name: str) -> set[str]:
    return {v.value for v in CATALOG.lists[name].offered()}


@pytest.mark.parametrize("seed", range(12))
def test_forty_activities_show_every_value(seed: int) -> None:
    sample = rows(CATALOG, 40, seed)
    pairs = {
        (row["board"], row[c.id])
        for row in sample["moc"]
        for c in CATALOG.sheets["moc"].family("credit_type")
        if c.id in row
    }
    assert pairs == {(v.extra["board"], v.value) for v in CATALOG.lists["credit_types"].offered()}
    for sheet, family, name in (
        ("activities", "format", "formats"), ("activities", "delivery_method", "delivery_methods"),
        ("activities", "providership", "providership"), ("activities", "passport", "yes_no"),
        ("activities", "fee", "fees"), ("activities", "registration", "registrations"),
        ("activities", "record_action", "record_actions"), ("activities", "commendation_tag", "commendation_tags"),
        ("activities", "state_domain", "state_content_domains"), ("rems", "program", "rems_programs"),
        ("support", "kind", "support_kinds"), ("moc", "board", "boards"),
    ):  # fmt: skip
        assert _column(sample, sheet, family) == _offered(name), family
    assert _column(sample, "moc", "content_1_kind", "content_2_kind") == _offered("content_kinds")
    outcomes = [c.id for c in CATALOG.sheets["activities"].columns if c.stands_for]
    assert _column(sample, "activities", *outcomes) == _offered("measurements")


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(
    ("what", "shows"),
    [
        ("MIPS", lambda row: row.get("mips") == "Yes"),
        ("one joint provider", lambda row: "joint_provider_1" in row and "joint_provider_2" not in row),
        ("two joint providers", lambda row: "joint_provider_2" in row and "joint_provider_3" not in row),
        ("three joint providers", lambda row: "joint_provider_3" in row),
        ("a closed record with boards", lambda row: row.get("close_record") == "Yes" and row.get("moc") == "Yes"),
        ("a closed record without boards", lambda row: row.get("close_record") == "Yes" and row.get("moc") != "Yes"),
        ("an update", lambda row: row.get("record_action") == "Update" and "accme_activity_id" in row),
        ("a deletion", lambda row: row.get("record_action") == "Delete" and "accme_activity_id" in row),
        ("five tags", lambda row: "commendation_tag_5" in row),
        ("two state contents", lambda row: "state_topic_2" in row),
        ("a number with leading zeros", lambda row: text_of(row.get("provider_activity_id")).startswith("00")),
        ("a place abroad", lambda row: row.get("country", "USA") != "USA" and "state" not in row),
        ("a stream without place", lambda row: row.get("delivery_method_1") == "Live-Streamed" and "city" not in row),
        ("a format alone", lambda row: row.get("format") == "Manuscript Review" and "delivery_method_1" not in row),
        ("line breaks", lambda row: "\n" in str(row.get("description"))),
        ("a long description", lambda row: len(text_of(row.get("description"))) > 2400),
        ("a text that begins like a formula", lambda row: text_of(row.get("description")).startswith("-")),
        *((f"{c} in a title", lambda row, c=c: c in text_of(row.get("title"))) for c in "&<>\"’é漢"),
    ],
)  # fmt: skip
def test_forty_activities_show_every_case(what: str, shows: Callable[[Row], bool], seed: int) -> None:
    assert any(shows(row) for row in rows(CATALOG, 40, seed)["activities"]), what


def test_content_areas_come_with_and_without_tag() -> None:
    with_content = [row for row in rows(CATALOG, 40, 1)["moc"] if "content_1" in row]
    assert {"content_1_tag" in row for row in with_content} == {True, False}
    assert {row["board"] for row in with_content} == {"ABA"}


def test_titles_have_no_line_breaks() -> None:
    assert not any("\n" in str(row.get("title")) for row in rows(CATALOG, 200, 5)["activities"])


def test_identifiers_are_texts() -> None:
    ids = [c for c in CATALOG.columns() if c.verbatim]
    sample = rows(CATALOG, 200, 5)
    assert all(isinstance(row.get(c.id, ""), str) for c in ids for row in sample[c.sheet])


def test_numbers_are_unique_and_none_is_a_provider_number() -> None:
    sample = _Sample(CATALOG, Random(2))
    ids = [sample._id(number, 2026) for number in (*range(1, 12_000), *range(99_000, 101_000))]
    assert len(set(ids)) == len(ids)
    assert not [i for i in ids if i.isdigit() and len(i) == 7]


def test_the_same_in_every_process() -> None:
    code = (
        "import hashlib; from generator.catalog import load; from generator.sample.activities import rows; from "
        "generator.sample.faults import plant;"
        "c = load(); r = rows(c, 60, 9); f = plant(c, r, 50, 9); print(hashlib.sha256(repr((r, "
        "f)).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": h}, capture_output=True, check=True
        ).stdout
        for h in "12"
    }
    assert len(digests) == 1


def test_lists_with_a_single_value(tmp_path: Path) -> None:
    lists = {
        "delivery_methods": "Online",
        "support_kinds": "Monetary",
        "rems_programs": "Opioid Analgesic",
        "content_kinds": "Free Text",
    }
    (tmp_path / "lists").mkdir()
    for name, value in lists.items():
        (tmp_path / "lists" / f"{name}.csv").write_text(
            f"value,status,source,confidence\n{value},offered,own,own\n", encoding="utf-8", newline="\n"
        )
    sample = rows(load(overlay=tmp_path), 60, 1)
    assert _column(sample, "activities", "delivery_method") == {"Online"}
    assert _column(sample, "support", "kind") == {"Monetary"}
    assert _column(sample, "rems", "program") == {"Opioid Analgesic"}
    assert _column(sample, "moc", "content_1_kind") == {"Free Text"}


def test_another_seed_gives_other_activities() -> None:
    assert rows(CATALOG, 20, 1) == rows(CATALOG, 20, 1) != rows(CATALOG, 20, 2)


@pytest.mark.parametrize("areas", [2, 20])
def test_any_number_of_practice_areas(areas: int) -> None:
    catalog: Catalog = load(areas=areas)
    assert not grave(findings(catalog, rows(catalog, 60, 4), DAYS[1]))
