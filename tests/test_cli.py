"""The command line as a person meets it: whole runs in processes of their own, exit codes, and one sentence for each failure."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from generator.catalog import load
from tests.markdown import workbook

CATALOG = load()
PARS = [sys.executable, "-m", "generator"]


def pars(*arguments: object, cwd: Path | None = None, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PARS, *map(str, arguments)], cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
    )  # fmt: skip


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    done = pars("sample", "-o", folder / "s.xlsx", "--activities", 200, "--faults", 40, "--seed", 7)
    assert done.returncode == 0, done.stderr
    return folder / "s.xlsx"


def test_check_finds_exactly_the_planted_faults(sample: Path) -> None:
    done = pars("check", sample, "--json")
    assert done.returncode == 1
    result = json.loads(done.stdout)
    assert result["file"] == "s.xlsx"
    assert result["catalog"] == "2025.1"
    assert result["rows"]["Activities"] == 200
    found = sorted((f["sheet"], f["cell"], f["code"]) for f in result["findings"] if f["severity"] != "advice")
    planted = sorted((f["sheet"], f["cell"], f["code"]) for f in json.loads(Path(f"{sample}.faults.json").read_text(encoding="utf-8")))
    assert len(planted) == 40
    assert found == planted
    assert len(result["readiness"]) == 200


def test_check_prints_every_finding_with_its_fix(sample: Path) -> None:
    done = pars("check", sample)
    assert done.returncode == 1
    assert done.stderr == ""
    for fault in json.loads(Path(f"{sample}.faults.json").read_text(encoding="utf-8")):
        assert f"{fault['sheet']}!{fault['cell']}" in done.stdout
    assert "200 activities" in done.stdout
    assert done.stdout.index("INVALID") < done.stdout.index("MISSING")


def test_export_holds_back_what_is_invalid_and_every_row_is_accounted_for(sample: Path, tmp_path: Path) -> None:
    done = pars("export", sample, "-o", tmp_path / "out.xml")
    assert done.returncode == 1, done.stderr
    receipt = json.loads((tmp_path / "out.xml.receipt.json").read_text(encoding="utf-8"))
    for counts in receipt["rows"].values():
        assert counts["read"] == counts["exported"] + counts["held_back"]
    assert receipt["rows"]["Activities"]["read"] == 200
    again = pars("export", sample, "-o", tmp_path / "again.xml")
    assert again.returncode == 1
    assert (tmp_path / "again.xml").read_bytes() == (tmp_path / "out.xml").read_bytes()


@pytest.mark.skipif(not os.environ.get("PARS_MEMS_DIR"), reason="PARS_MEMS_DIR does not name the folder of the official schemas")
def test_a_sample_without_faults_is_clean_and_passes_the_official_schemas(tmp_path: Path) -> None:
    assert pars("sample", "-o", tmp_path / "s.xlsx", "--activities", 200, "--faults", 0, "--seed", 7).returncode == 0
    checked = pars("check", tmp_path / "s.xlsx", "--json")
    assert checked.returncode == 0, checked.stdout
    assert pars("export", tmp_path / "s.xlsx", "-o", tmp_path / "o.xml").returncode == 0
    referee = Path(os.environ["PARS_MEMS_DIR"]) / "validate.py"
    done = subprocess.run([sys.executable, str(referee), str(tmp_path / "o.xml")], capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.strip() == "200 activities, 0 invalid"
    assert done.returncode == 0


def test_the_same_sample_whatever_the_run(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        assert pars("sample", "-o", tmp_path / name, "--activities", 12, "--faults", 3, "--seed", 5).returncode == 0
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


COMPLETE = """
    ## Activities
    | Provider activity ID |
    |---|
    | CME-1 |

    ## MOC
    | Board |
    |---|
    | ABIM |
"""


def test_exit_codes_of_export(tmp_path: Path) -> None:
    fine = workbook(CATALOG, COMPLETE, tmp_path / "fine.xlsx", complete=True)
    assert pars("export", fine, "-o", tmp_path / "fine.xml").returncode == 0
    lacking = workbook(
        CATALOG,
        COMPLETE.replace("| ABIM |", "| ABIM |").replace("| Board |\n    |---|\n    | ABIM |", "| Board | Points |\n    |---|---|\n    | ABIM | - |"),
        tmp_path / "lacking.xlsx",
        complete=True,
    )
    assert pars("export", lacking, "-o", tmp_path / "lacking.xml").returncode == 1
    assert (tmp_path / "lacking.xml").exists()
    held = pars("export", lacking, "-o", tmp_path / "held.xml", "--complete-only")
    assert held.returncode == 1
    assert not (tmp_path / "held.xml").exists()
    assert (tmp_path / "held.xml.receipt.json").exists()
    empty = workbook(CATALOG, "## Activities\n| Title |\n|---|", tmp_path / "empty.xlsx")
    nothing = pars("export", empty, "-o", tmp_path / "empty.xml")
    assert nothing.returncode == 2
    assert "holds no activities" in nothing.stderr
    assert pars("check", empty).returncode == 0


def broken(kind: str, folder: Path) -> Path:
    good = workbook(CATALOG, COMPLETE, folder / "good.xlsx", complete=True)
    path = folder / f"{kind}.xlsx"
    match kind:
        case "text":
            path.write_text("Provider activity ID,Title\n1,x\n", encoding="utf-8")
        case "truncated":
            path.write_bytes(good.read_bytes()[:4000])
        case "empty":
            path.write_bytes(b"")
        case "old":
            path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000)
        case "zip":
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("hello.txt", "hello")
        case "stranger":
            import openpyxl

            openpyxl.Workbook().save(path)
        case "sheet" | "column" | "version":
            import openpyxl

            book = openpyxl.load_workbook(good)
            if kind == "sheet":
                book.security = None
                del book["MOC"]
            elif kind == "column":
                sheet = book["Activities"]
                column = next(c.column for c in sheet[1] if c.value == "Title")
                sheet.cell(1, column).value = "Name"
                del book.defined_names["c_act_title"]
            else:
                for prop in book.custom_doc_props.props:
                    if prop.name == "pars_catalog_version":
                        prop.value = "1999.1"
            book.save(path)
    return path


@pytest.mark.parametrize("kind", ["text", "truncated", "empty", "old", "zip", "stranger", "sheet", "column", "version"])
def test_a_file_that_cannot_be_used_is_one_sentence(kind: str, tmp_path: Path) -> None:
    path = broken(kind, tmp_path)
    for command in (("check", path), ("export", path, "-o", tmp_path / "o.xml")):
        done = pars(*command)
        assert done.returncode == 2, done.stdout
        assert done.stdout == ""
        assert done.stderr.startswith("pars: ")
        assert "Traceback" not in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "o.xml").exists()


def test_outputs_that_cannot_be_written_are_one_sentence(tmp_path: Path) -> None:
    fine = workbook(CATALOG, COMPLETE, tmp_path / "fine.xlsx", complete=True)
    (tmp_path / "taken").mkdir()
    for arguments in (
        ("export", fine, "-o", tmp_path / "nowhere" / "o.xml"),
        ("template", "-o", tmp_path / "nowhere" / "t.xlsx"),
        ("sample", "-o", tmp_path / "nowhere" / "s.xlsx"),
        ("export", fine, "-o", tmp_path / "taken"),
        ("check", tmp_path / "missing.xlsx"),
        ("check", tmp_path),
        ("template", "-o", tmp_path / "t.xlsx", "--boards", "ABX"),
        ("template", "-o", tmp_path / "t.xlsx", "--catalog", "1999"),
        ("catalog", "show", "nonsense"),
        ("check", fine, "--catalog-dir", tmp_path / "nowhere"),
    ):
        done = pars(*arguments)
        assert done.returncode == 2, arguments
        assert "Traceback" not in done.stderr
        assert done.stderr.startswith("pars: "), arguments


def test_an_existing_output_survives_a_failure(tmp_path: Path) -> None:
    fine = workbook(CATALOG, COMPLETE, tmp_path / "fine.xlsx", complete=True)
    (tmp_path / "o.xml").write_text("before", encoding="utf-8")
    shutil.copy(fine, tmp_path / "bad.xlsx")
    (tmp_path / "bad.xlsx").write_bytes(fine.read_bytes()[:3000])
    assert pars("export", tmp_path / "bad.xlsx", "-o", tmp_path / "o.xml").returncode == 2
    assert (tmp_path / "o.xml").read_text(encoding="utf-8") == "before"
    assert pars("export", fine, "-o", tmp_path / "o.xml").returncode == 0
    assert (tmp_path / "o.xml").read_text(encoding="utf-8") != "before"
    assert sorted(p.name for p in tmp_path.iterdir() if p.suffix == ".part") == []


def test_usage_errors_and_help() -> None:
    assert pars("check").returncode == 2
    assert pars("nonsense").returncode == 2
    done = pars("--help")
    assert done.returncode == 0
    for command in ("template", "sample", "check", "export", "demo", "catalog"):
        assert command in done.stdout
    assert pars("--version").stdout.startswith("pars ")


def test_the_catalog_in_print() -> None:
    assert "2025.1" in pars("catalog", "list").stdout
    shown = json.loads(pars("catalog", "show", "--json").stdout)
    headers = [c["header"] for c in shown["sheets"]["activities"]["columns"]]
    assert headers[:4] == ["Provider activity ID", "ACCME activity ID", "Record action", "Title"]
    assert {"value", "status", "unconfirmed", "source", "confidence"} <= set(shown["lists"]["practice_areas"]["values"][0])
    assert "unconfirmed" in pars("catalog", "show", "practice_areas").stdout


def test_an_organizations_folder_from_the_environment(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "catalog.toml").write_text("[settings]\nmips_low_credits = 9\n", encoding="utf-8")
    shown = json.loads(pars("catalog", "show", "--json", env={"PARS_CATALOG_DIR": str(tmp_path / "own")}).stdout)
    assert shown["settings"]["mips_low_credits"] == {"value": 9, "source": "your organization"}


def test_the_demo(tmp_path: Path) -> None:
    done = pars("demo", tmp_path / "demo")
    assert done.returncode == 0, done.stderr
    made = {p.name for p in (tmp_path / "demo").iterdir()}
    assert any(name.endswith(".xml") for name in made)
    assert any(name.endswith(".receipt.json") for name in made)
    lines = "".join(done.stdout.split())
    for name in made:
        assert name in lines or name.endswith(".faults.json")
