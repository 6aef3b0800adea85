"""Every report for programs, by real commands, is as its published schema says, and docs/json.md says it in words."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from generator.catalog import load
from tests.accme.samples import Dialect, sample
from tests.accme.templates import LEARNER, Shape, template
from tests.accme.test_excel_export import SAMPLE
from tests.bench.commands import pars
from tests.bench.json_docs import SCHEMAS, page
from tests.bench.markdown import workbook
from tests.cli.test_help import OFFICE
from tests.report.test_sarif import FAULTY
from tests.test_arrows import HOME

CATALOG = load()
REPORTS = {path.name.removesuffix(".schema.json"): json.loads(path.read_text("utf-8")) for path in SCHEMAS.iterdir()}
COMMANDS = {
    "check": (
        ("check", "batch.xlsx"), ("check", "faulty.xlsx"), ("check", "old.xlsx"), ("check", "sample.xlsx"),
        ("check", "other.xlsx", "--against", "first.xml"), ("check", "sample.xlsx", "--against", "first.xml"),
        ("check", "again.xlsx", "--against", "first.xml"),
    ),
    "export": (
        ("export", "batch.xlsx"), ("export", "faulty.xlsx"), ("export", "sample.xlsx"),
        ("export", "batch.xlsx", "--against", "first.xml", "--changes-only", "-o", "nothing.xml"),
        ("export", "sample.xlsx", "--against", "first.xml", "--changes-only", "-o", "updates.xml"),
        ("export", "batch.xlsx", "--only", "2026-014", "-o", "one.xml"), ("export", "old.xlsx", "-o", "old.json"),
        ("export", "faulty.xlsx", "--complete-only", "-o", "first.xml", "--replace"),
        ("export", "sample.xlsx", "--format", "accme-excel"), ("export", "faulty.xlsx", "--format", "accme-excel"),
    ),
    "import": (("import", "courses.csv"), ("import", "first.xml")),
    "upgrade": (("upgrade", "old.xlsx"), ("upgrade", "sample.xlsx", "-o", "s2.xlsx")),
    "merge": (("merge", "batch.xlsx", "other.xlsx"), ("merge", "batch.xlsx", "again.xlsx", "-o", "doubled.xlsx")),
    "split": (("split", "sample.xlsx", "--by", "Register for MOC/CC"), ("split", "faulty.xlsx", "--by", "Fee")),
    "record": (
        ("record", "batch.xlsx", "--ids", "ids.csv"),
        ("record", "batch.xlsx", "--ids", "first.xml.receipt.json", "-o", "r.xlsx"),
    ),
    "locate": (("locate", "batch.xlsx", "--cell", "MOC!C3"), ("locate", "first.xml", "--line", "9")),
    "setup": (("setup", "ACCME.xml", "--other-system"),),
    "setup-template": (("setup", "T.xlsx"), ("setup", "learners.xlsx")),
    "catalog-list": (("catalog", "list"),),
    "catalog-show": (("catalog", "show"), ("catalog", "show", "boards"), ("catalog", "show", "--catalog", "2025.1")),
    "catalog-diff": (
        ("catalog", "diff", "2025.1", "2026.1"), ("catalog", "diff", "2025.1", "2026.1", "--workbook", "old.xlsx"),
    ),
}  # fmt: skip
BEFORE = {"export": (("setup", "ACCME.xml"), ("setup", "T.xlsx"))}
"""What an office has done before these commands."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    texts = {"batch": OFFICE, "faulty": FAULTY, "other": OFFICE.replace("2026-014", "2026-099")}
    texts["again"] = OFFICE.replace("Update   ", "Weekend  ")
    for name, text in texts.items():
        workbook(CATALOG, text, folder / f"{name}.xlsx", complete=True)
    shutil.copy(HOME / "tests" / "kept" / "2025.1.xlsx", folder / "old.xlsx")
    assert pars("sample", "--stress", "--faults", 9, "--activities", 40, cwd=folder).returncode == 0
    assert pars("export", "batch.xlsx", "-o", "first.xml", cwd=folder).returncode in {0, 1}
    (folder / "ACCME.xml").write_text(sample(Dialect()), encoding="utf-8")
    lists = {"Areas": ("Anesthesia", "Zoology"), "Formats": ("Live Course", "Seance")}
    template(folder / "T.xlsx", Shape(lists=lists, drop_downs={"Activity Format ": "Formats"}, samples=[SAMPLE]))
    template(folder / "learners.xlsx", Shape(headers=LEARNER))
    (folder / "courses.csv").write_text("Activity ID,Title,Start date,Room\n1,Pain,3/4/2026,A\n", encoding="utf-8")
    (folder / "ids.csv").write_text(
        "Provider activity ID,ACCME activity ID\n2026-014,210016939\nnone,1\n", encoding="utf-8"
    )
    return folder


def test_each_report_has_a_schema() -> None:
    assert set(REPORTS) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_reports_are_as_their_schema_says(name: str, office: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(office, tmp_path / "office"))
    jsonschema.Draft202012Validator.check_schema(REPORTS[name])
    own = {"XDG_CONFIG_HOME": str(tmp_path)}
    for command in BEFORE.get(name, ()):
        assert pars(*command, cwd=folder, env=own).returncode in {0, 1}
    for command in COMMANDS[name]:
        done = pars(*command, "--json", cwd=folder, env=own)
        assert done.returncode in {0, 1}, done
        jsonschema.Draft202012Validator(REPORTS[name]).validate(json.loads(done.stdout))
    receipt = folder / "batch.xml.receipt.json"
    if name == "export":
        jsonschema.Draft202012Validator(REPORTS[name]).validate(json.loads(receipt.read_text(encoding="utf-8")))


def fields(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for field in schema.get("properties", {}).values():
        yield field
        yield from fields(field)
    for inner in (schema.get("items"), schema.get("additionalProperties")):
        if isinstance(inner, Mapping):
            yield from fields(inner)


def test_every_list_and_table_says_what_is_in_it() -> None:
    for name, schema in REPORTS.items():
        for field in (schema, *fields(schema)):
            kinds = {field["type"]} if isinstance(field["type"], str) else {*field["type"]}
            assert kinds != {"null"}, (name, field)
            assert ("null" in kinds) is ("null" in field.get("description", "").lower()), (name, field)
            assert "array" not in kinds or "type" in field["items"], (name, field)
            assert (
                "object" not in kinds
                or field["additionalProperties"] in (False, {})
                or ("type" in field["additionalProperties"])
            ), (name, field)


def test_every_field_is_described_and_the_page_is_made_from_the_schemas() -> None:
    for name, schema in REPORTS.items():
        assert all(field["description"].endswith(".") for field in fields(schema)), name
    assert (HOME / "docs" / "json.md").read_text(encoding="utf-8") == f"{page()}\n"
