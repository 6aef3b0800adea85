"""A sample without faults has none, whatever an organization's settings and lists say, and on whatever day it is."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.catalog import Catalog, CatalogError, load
from generator.exchange.delivery import deliver
from generator.rules.registry import registry
from generator.sample.activities import rows
from generator.workbook.frames import batch_in_memory
from tests.bench.documents import referee
from tests.rules.example_batches import check
from tests.sample.batches import DAYS, findings, grave

CATALOG = load()
LONG = os.environ.get("PARS_FUZZ") == "1"
_STEPS = st.one_of(st.sampled_from((0.01, 0.25, 0.3, 0.5, 0.75, 1, 7, 100)), st.integers(1, 500).map(lambda n: n / 100))
_MASKS = st.lists(
    st.sampled_from(("#", "##", "###", "A-", "/0", ". x", "*?~", "{'}", '"')), min_size=1, max_size=4
).map(lambda parts: "".join([*parts, "#"]))
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "accme_id_mask": _MASKS,
        "rpc_id_mask": _MASKS,
        "provider_number_mask": _MASKS,
        "description_limit": st.one_of(st.integers(1, 90), st.integers(1, 32767)),
        "credit_step": _STEPS,
        "points_step": _STEPS,
        "mips_low_credits": st.floats(0, 1000),
        "rems_supporter": st.sampled_from(("REMS Program Companies (RPC)", "Somebody Else")),
        "state_country": st.sampled_from(("USA", "CAN", "JPN", "ABW")),
        "earliest_year": st.one_of(st.integers(1900, 2100), st.integers(2023, 2027)),
        "latest_year": st.one_of(st.integers(2000, 9999), st.integers(2025, 2030)),
    },
)  # fmt: skip
"""Settings as somebody might write them; those that cannot be are refused, and another draw is tried."""


def lists() -> st.SearchStrategy[Mapping[str, tuple[bool, str]]]:
    """For some lists: whether they are closed, and a selection of their lines in another order."""

    def of(name: str) -> st.SearchStrategy[tuple[bool, str]]:
        path = CATALOG.file(f"lists/{name}.csv")
        head, *lines = path.read_text(encoding="utf-8").splitlines()
        some = st.lists(st.sampled_from(lines), unique=True, max_size=12) if lines else st.just([])
        every = st.permutations(lines) if lines else st.just([])
        chosen = every if name in {"boards", "outcomes", "credit_types", "practice_areas"} else st.one_of(some, every)
        return st.tuples(st.booleans(), chosen.map(lambda kept: "\n".join([head, *kept, ""])))

    names = sorted(CATALOG.lists)
    return st.lists(st.sampled_from(names), unique=True, max_size=4).flatmap(
        lambda some: st.fixed_dictionaries({name: of(name) for name in some})
    )


def folder(home: Path, own: Mapping[str, object], of_lists: Mapping[str, tuple[bool, str]]) -> Path:
    (home / "lists").mkdir(parents=True)
    said = [f"{name} = {json.dumps(value)}" for name, value in own.items()]
    closed = [f"{name} = {{ closed = {str(is_closed).lower()} }}" for name, (is_closed, _) in of_lists.items()]
    (home / "catalog.toml").write_text("\n".join(["[settings]", *said, "[lists]", *closed, ""]), encoding="utf-8")
    for name, (_, text) in of_lists.items():
        (home / "lists" / f"{name}.csv").write_text(text, encoding="utf-8")
    return home


def held(catalog: Catalog, seed: int, day: dt.date, activities: int = 40) -> None:
    sample = rows(catalog, activities, seed)
    assert not grave(findings(catalog, sample, day))


@settings(max_examples=2000 if LONG else 25, deadline=None, suppress_health_check=list(HealthCheck))
@given(own=SETTINGS, of_lists=lists(), seed=st.integers(0, 99), day=st.sampled_from(DAYS))
def test_nothing_is_invalid_or_missing_under_any_settings_and_lists(
    own: Mapping[str, object], of_lists: Mapping[str, tuple[bool, str]], seed: int, day: dt.date,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    home = folder(tmp_path_factory.mktemp("own") / "own", own, of_lists)
    try:
        catalog = load(overlay=home)
        registry(catalog)
    except CatalogError:
        return
    made = rows(catalog, 25, seed)
    assert not grave(findings(catalog, made, day))
    batch = batch_in_memory("s.xlsx", catalog, {name: dict(enumerate(made[name], 2)) for name in catalog.sheets})
    done = deliver(batch, check(batch, day), home / "s.xml")
    assert len(done.selection.positions) == 25


@pytest.mark.parametrize(
    "setting",
    [
        "description_limit = 60", "earliest_year = 2027", "latest_year = 2025", 'accme_id_mask = "######"',
        "credit_step = 0.3", "points_step = 0.5", 'state_country = "CAN"', 'rpc_id_mask = "R-##"',
        "description_limit = 1", "earliest_year = 2100", "latest_year = 2000", "credit_step = 100", "points_step = 33",
        "mips_low_credits = 1000",
    ],
)  # fmt: skip
def test_one_setting(setting: str, tmp_path: Path) -> None:
    (tmp_path / "catalog.toml").write_text(f"[settings]\n{setting}\n", encoding="utf-8")
    held(load(overlay=tmp_path), 7, DAYS[1])


@pytest.mark.parametrize("name", ["record_actions", "yes_no", "providership", "support_kinds"])
def test_a_list_in_another_order(name: str, tmp_path: Path) -> None:
    head, *lines = CATALOG.file(f"lists/{name}.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / f"{name}.csv").write_text("\n".join([head, *reversed(lines), ""]), encoding="utf-8")
    held(load(overlay=tmp_path), 7, DAYS[1])


@settings(max_examples=200 if LONG else 15, deadline=None)
@given(today=st.dates(dt.date(2003, 6, 1), dt.date(2095, 1, 1)), later=st.integers(0, 400), seed=st.integers(0, 99))
def test_a_sample_of_any_day(today: dt.date, later: int, seed: int) -> None:
    made = rows(CATALOG, 40, seed, today)
    assert not grave(findings(CATALOG, made, today + dt.timedelta(later)))
    ended = [row for row in made["activities"] if row.get("close_record") == "Yes"]
    assert ended


def test_a_sample_under_own_settings_is_valid_by_the_official_schemas(tmp_path: Path) -> None:
    home = folder(tmp_path / "own", {"credit_step": 0.3, "points_step": 0.5, "latest_year": 2025}, {})
    catalog = load(overlay=home)
    made = rows(catalog, 40, 3)
    batch = batch_in_memory("s.xlsx", catalog, {name: dict(enumerate(made[name], 2)) for name in catalog.sheets})
    deliver(batch, check(batch, DAYS[1]), tmp_path / "s.xml")
    assert referee(tmp_path / "s.xml") == "40 activities, 0 invalid"
