"""Reports for programs: SARIF by the schema that OASIS publishes, JSON the same as `--json`."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from generator.catalog import load
from generator.failure import Failure
from generator.report.reports import Report, check_reports, write_reports
from generator.report.sarif import sarif
from generator.rules.findings import Finding, Severity
from generator.rules.registry import registry
from tests.bench.commands import pars
from tests.bench.markdown import workbook
from tests.exchange.batches import batch, finding
from tests.sample.batches import DAYS

CATALOG = load()
SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
FAULTY = """
    ## Activities
    | Provider activity ID | Format   | Fee |
    |---|---|---|
    | 2026-014             | Seminar  |     |
    | 2026-014             |          | ☃   |
    |                      |          | Yes |
"""


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workbook(CATALOG, FAULTY, tmp_path_factory.mktemp("office") / "fall 2026 – draft.xlsx", complete=True)


def report(faulty: Path, ending: str, folder: Path) -> Any:
    target = folder / f"findings{ending}"
    assert pars("check", faulty, "--report", target).returncode == 1
    assert pars("check", faulty, "--report", target).returncode == 2
    assert pars("check", faulty, "--report", target, "--replace").returncode == 1
    return json.loads(target.read_text(encoding="utf-8"))


def test_json_is_what_the_console_prints_for_programs(faulty: Path, tmp_path: Path) -> None:
    assert report(faulty, ".json", tmp_path) == json.loads(pars("check", faulty, "--json").stdout)


def test_sarif_is_valid_and_has_every_finding(faulty: Path, tmp_path: Path) -> None:
    log = report(faulty, ".sarif", tmp_path)
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    (run,) = log["runs"]
    told = json.loads(pars("check", faulty, "--json").stdout)["findings"]
    assert len(told) > 3
    levels = {"invalid": "error", "missing": "warning", "advice": "note"}
    for result, one in zip(run["results"], told, strict=True):
        assert result["ruleId"] == one["code"] == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
        assert result["level"] == levels[one["severity"]]
        assert result["message"]["text"] == f"{one['message']} {one['fix']}"
        (where,) = result["locations"]
        logical = [place["fullyQualifiedName"] for place in where.get("logicalLocations", ())]
        assert logical == ([f"{one['sheet']}!{one['cell']}"] if one["cell"] else [])
        assert where["physicalLocation"]["artifactLocation"]["uri"] == "fall%202026%20%E2%80%93%20draft.xlsx"
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == set(registry(CATALOG).codes)
    assert all(rule["help"]["text"] for rule in run["tool"]["driver"]["rules"])


def test_a_finding_about_the_file_and_no_finding_at_all_are_valid_too() -> None:
    code = registry(CATALOG).file_rules[0].code
    about = Finding(code, Severity.ADVICE, (), None, None, None, None, None, "It differs.", "Look.", None)
    for findings in ([], [about]):
        log = json.loads("".join(sarif(batch(), findings)))
        jsonschema.Draft4Validator(SCHEMA).validate(log)
        assert [result["level"] for result in log["runs"][0]["results"]] == ["note"] * len(findings)


def test_a_fingerprint_stays_when_a_row_moves() -> None:
    code = registry(CATALOG).codes[0]
    one = replace(finding(Severity.INVALID, "Activities", 2), code=code)
    moved, other = replace(one, row=9, cell="B9"), replace(one, value="something else")
    results = json.loads("".join(sarif(batch(), [one, moved, other])))["runs"][0]["results"]
    prints = [next(iter(result["partialFingerprints"].values())) for result in results]
    assert prints[0] == prints[1] != prints[2]


class Endless(list[Finding]):
    """Findings that are made while they are asked for, and counted."""

    def __init__(self, one: Finding) -> None:
        super().__init__()
        self.one, self.made = one, 0

    def __iter__(self) -> Iterator[Finding]:
        while True:
            self.made += 1
            yield self.one


def test_sarif_is_made_while_it_is_written() -> None:
    code = registry(CATALOG).codes[0]
    findings = Endless(replace(finding(Severity.INVALID, "Activities", 2), code=code))
    written = io.StringIO()
    written.writelines(islice(sarif(batch(), findings), 200))
    assert 90 < written.getvalue().count('"ruleId"') <= findings.made <= 101


def test_other_files_are_never_replaced_by_a_report(tmp_path: Path) -> None:
    told = Report(batch(), [], [], DAYS[1])
    for name in ("a.sarif", "a.json"):
        (tmp_path / name).write_text('{"mine": 1}', encoding="utf-8")
        with pytest.raises(Failure, match="is not an earlier report"):
            check_reports([tmp_path / name], replace=True)
        write_reports(told, [tmp_path / f"new-{name}"], replace=False)
        check_reports([tmp_path / f"new-{name}"], replace=True)
