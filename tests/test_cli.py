"""The command line as a person meets it: whole runs in processes of their own, exit codes, and one sentence for each
failure."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from generator import cli
from generator.catalog import load, versions
from generator.cli import main
from generator.run import checking as run_checking
from tests.bench.commands import pars
from tests.bench.documents import referee
from tests.bench.markdown import workbook
from tests.docs.pages import HOME, commands
from tests.upkeep.closed import by_openpyxl

CATALOG = load()
ACTIVITIES = 80
"""Of the sample: room for faults of every kind."""
PARS = [sys.executable, "-m", "generator"]
RECEIPTS = {"u.xml.receipt.json", "u.xml.receipt.html"}


def with_path() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    done = pars("sample", "--stress", "-o", folder / "s.xlsx", "--activities", ACTIVITIES, "--faults", 40, "--seed", 7)
    assert done.returncode == 0, done.stderr
    return folder / "s.xlsx"


def test_check_finds_exactly_the_planted_faults(sample: Path) -> None:
    done = pars("check", sample, "--json")
    assert done.returncode == 1
    result = json.loads(done.stdout)
    assert result["file"] == "s.xlsx"
    assert result["catalog"] == CATALOG.version
    assert result["rows"]["Activities"] == ACTIVITIES
    findings = sorted((f["sheet"], f["cell"], f["code"]) for f in result["findings"] if f["severity"] != "advice")
    planted = sorted(
        (f["sheet"], f["cell"], f["code"])
        for f in json.loads(Path(f"{sample}.faults.json").read_text(encoding="utf-8"))
    )
    assert len(planted) == 40
    assert findings == planted
    assert len(result["readiness"]) == ACTIVITIES


def test_check_prints_every_finding_with_its_fix(sample: Path) -> None:
    done = pars("check", sample)
    assert done.returncode == 1
    assert done.stderr == ""
    for fault in json.loads(Path(f"{sample}.faults.json").read_text(encoding="utf-8")):
        assert f"{fault['sheet']}!{fault['cell']}" in done.stdout
    assert f"{ACTIVITIES} activities" in done.stdout
    assert "  WILL NOT SAVE  " in done.stdout
    assert "  MISSING" in done.stdout


def test_export_holds_back_what_is_invalid_and_every_row_is_accounted_for(sample: Path, tmp_path: Path) -> None:
    done = pars("export", sample, "-o", tmp_path / "out.xml")
    assert done.returncode == 1, done.stderr
    receipt = json.loads((tmp_path / "out.xml.receipt.json").read_text(encoding="utf-8"))
    for counts in receipt["rows"].values():
        assert counts["read"] == counts["exported"] + counts["held_back"]
    assert receipt["rows"]["Activities"]["read"] == ACTIVITIES
    again = pars("export", sample, "-o", tmp_path / "again.xml")
    assert again.returncode == 1
    assert (tmp_path / "again.xml").read_bytes() == (tmp_path / "out.xml").read_bytes()


def test_a_sample_without_faults_is_clean_and_passes_the_official_schemas(tmp_path: Path) -> None:
    assert (
        pars(
            "sample", "--stress", "-o", tmp_path / "s.xlsx", "--activities", ACTIVITIES, "--faults", 0, "--seed", 7
        ).returncode
        == 0
    )
    checked = pars("check", tmp_path / "s.xlsx", "--json")
    assert checked.returncode == 0, checked.stdout
    assert pars("export", tmp_path / "s.xlsx", "-o", tmp_path / "o.xml").returncode == 0
    assert referee(tmp_path / "o.xml") == f"{ACTIVITIES} activities, 0 invalid"


def test_the_same_sample_whatever_the_run(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        assert (
            pars("sample", "--stress", "-o", tmp_path / name, "--activities", 12, "--faults", 3, "--seed", 5).returncode
            == 0
        )
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
        COMPLETE.replace("| ABIM |", "| ABIM |").replace(
            "| Board |\n    |---|\n    | ABIM |", "| Board | Points |\n    |---|---|\n    | ABIM | - |"
        ),
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
    before = '<?xml version="1.0" encoding="UTF-8"?>\n<before/>\n'
    (tmp_path / "o.xml").write_text(before, encoding="utf-8")
    (tmp_path / "bad.xlsx").write_bytes(fine.read_bytes()[:3000])
    assert pars("export", tmp_path / "bad.xlsx", "-o", tmp_path / "o.xml", "--replace").returncode == 2
    assert (tmp_path / "o.xml").read_text(encoding="utf-8") == before
    assert pars("export", fine, "-o", tmp_path / "o.xml").returncode == 2
    assert (tmp_path / "o.xml").read_text(encoding="utf-8") == before
    assert pars("export", fine, "-o", tmp_path / "o.xml", "--replace").returncode == 0
    assert (tmp_path / "o.xml").read_text(encoding="utf-8") != before
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def refused(*arguments: object) -> str:
    """What a run that is refused says: one sentence."""
    done = pars(*arguments)
    assert (done.returncode, done.stdout) == (2, ""), done
    assert done.stderr.startswith("pars: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_no_command_replaces_a_file_that_it_was_not_told_to(tmp_path: Path) -> None:
    fine = workbook(CATALOG, COMPLETE, tmp_path / "fine.xlsx", complete=True)
    commands = {
        "t.xlsx": ("template", "--rows", 2, "--no-live", "-o"),
        "s.xlsx": ("sample", "--stress", "--activities", 2, "--no-live", "-o"),
        "u.xml": ("export", fine, "-o"),
        "h.xlsx": ("check", fine, "--highlight"),
        "r.xlsx": ("check", fine, "--repair"),
    }
    for name, command in commands.items():
        assert pars(*command, tmp_path / name).returncode == 0, name
    before = content(tmp_path)
    for name, command in commands.items():
        assert f"{name} exists already; give another name, or add --replace." in refused(*command, tmp_path / name)
    for name, beside in {"s.xlsx": "s.xlsx.faults.json", "u.xml": "u.xml.receipt.json"}.items():
        (tmp_path / name).rename(tmp_path / "aside")
        assert f"{beside} exists already" in refused(*commands[name], tmp_path / name)
        (tmp_path / "aside").rename(tmp_path / name)
    assert content(tmp_path) == before
    for name in ("t.xlsx", "u.xml", "h.xlsx", "r.xlsx"):
        assert pars(*commands[name], tmp_path / name, "--replace").returncode == 0, name
    assert content(tmp_path) == before, "the same again"


def test_a_workbook_with_rows_is_never_replaced(tmp_path: Path) -> None:
    fine, other = (workbook(CATALOG, COMPLETE, tmp_path / name, complete=True) for name in ("april.xlsx", "march.xlsx"))
    (tmp_path / "march.xml").write_bytes(other.read_bytes())
    (tmp_path / "march.xlam").write_bytes(other.read_bytes())
    before = content(tmp_path)
    for arguments in (
        ("template", "-o", other),
        ("sample", "-o", other),
        ("check", fine, "--repair", other),
        ("check", fine, "--highlight", other),
        ("export", fine, "-o", tmp_path / "march.xml"),
        ("export", fine, "-o", other),
        ("export", fine, "-o", fine),
        ("check", fine, "--repair", fine),
    ):
        refused(*arguments)
        refused(*arguments, "--replace")
    assert content(tmp_path) == before


def test_a_sample_without_faults_says_so(tmp_path: Path) -> None:
    said = pars("sample", "-o", tmp_path / "fine.xlsx", "--activities", 3, "--no-live")
    assert said.stdout.endswith("fine.xlsx; it has no faults\n")


def test_a_sample_is_replaced_as_long_as_nobody_has_worked_in_it(tmp_path: Path) -> None:
    practice = tmp_path / "practice.xlsx"
    assert pars("sample", "-o", practice, "--faults", 1).returncode == 0
    refused("sample", "-o", practice, "--faults", 2)
    assert pars("sample", "-o", practice, "--faults", 2, "--replace").returncode == 0
    assert len(json.loads((tmp_path / "practice.xlsx.faults.json").read_text(encoding="utf-8"))) == 2
    refused("template", "-o", practice, "--replace")
    saved_anew = openpyxl.load_workbook(practice)
    saved_anew.save(practice)
    before = content(tmp_path)
    refused("sample", "-o", practice, "--faults", 3, "--replace")
    assert content(tmp_path) == before


def test_the_receipt_does_not_take_the_place_of_the_workbook(tmp_path: Path) -> None:
    odd = workbook(CATALOG, COMPLETE, tmp_path / "fine.xlsx", complete=True).rename(tmp_path / "u.xml.receipt.json")
    before = content(tmp_path)
    refused("export", odd, "-o", tmp_path / "u.xml")
    assert "is not the receipt of an earlier export" in refused("export", odd, "-o", tmp_path / "u.xml", "--replace")
    assert content(tmp_path) == before


def test_a_copy_follows_its_workbook(tmp_path: Path) -> None:
    """A copy of the same workbook may be replaced, also after work in the workbook, but not after work in the copy."""
    fine = workbook(CATALOG, COMPLETE, tmp_path / "fine.xlsx", complete=True)
    for option in ("--highlight", "--repair"):
        copy = tmp_path / f"copy{option}.xlsx"
        assert pars("check", fine, option, copy).returncode == 0
        (tmp_path / "new.xlsx").write_bytes(fine.read_bytes())
        by_openpyxl(fine, lambda book: book["Activities"].__setitem__("E2", "Another title"))
        assert pars("check", fine, option, copy, "--replace").returncode == 0
        assert openpyxl.load_workbook(copy)["Activities"]["E2"].value == "Another title"
        by_openpyxl(copy, lambda book: book["Activities"].__setitem__("E2", "Worked in"))
        before = copy.read_bytes()
        assert "is never replaced; give another name." in refused("check", fine, option, copy, "--replace")
        assert copy.read_bytes() == before


def test_upgrade_of_a_sample_says_the_same_of_it(sample: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.xlsx"
    before = sample.read_bytes()
    done = pars("upgrade", sample, "-o", new, "--json")
    result = json.loads(done.stdout)
    errors = [value for value in result["values"] if value["old"].startswith("#")]
    assert done.returncode == (1 if errors else 0), done.stderr
    assert result["output"] == str(new)
    assert result["counts"] == {
        "carried": len(result["values"]) - len(errors),
        "changed": 0,
        "kept": len(errors),
        "left": 0,
    }
    assert result["rows"]["Activities"] == {"read": ACTIVITIES, "written": ACTIVITIES, "out_of_reach": 0}
    findings = [json.loads(pars("check", path, "--json").stdout)["findings"] for path in (sample, new)]
    assert findings[0] == findings[1]
    assert sample.read_bytes() == before


def test_upgrade_on_the_console_and_its_exit_codes(tmp_path: Path) -> None:
    fine = workbook(CATALOG, COMPLETE, tmp_path / "fine.xlsx", complete=True)
    new = tmp_path / "new.xlsx"
    done = pars("upgrade", fine, "-o", new, "--rows", 30)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Activities: 1 row read, 1 written\n" in done.stdout
    version = CATALOG.version
    assert f"Made anew with its own catalog, {version}; the sheet Upgrade of the new workbook lists " in done.stdout
    assert done.stdout.endswith(f" every value.\nWritten: {new}\n")
    assert "new.xlsx exists already" in refused("upgrade", fine, "-o", new)
    assert pars("upgrade", fine, "-o", new, "--replace").returncode == 0
    by_openpyxl(new, lambda book: book["Activities"].__setitem__("E2", "Worked in"))
    assert "is never replaced" in refused("upgrade", fine, "-o", new, "--replace")
    assert "is the workbook itself" in refused("upgrade", fine, "-o", fine, "--replace")
    assert "write out.xlsx instead of out.xlsm" in refused("upgrade", fine, "-o", tmp_path / "out.xlsm")
    by_openpyxl(fine, lambda book: book["Activities"].__setitem__("E5000", "Far below"))
    done = pars("upgrade", fine, "-o", tmp_path / "far.xlsx")
    assert done.returncode == 1
    assert "Left behind (1 value)\n  Activities  (the whole row)\n" in done.stdout
    for kind in ("text", "truncated", "stranger", "sheet", "column", "version"):
        refused("upgrade", broken(kind, tmp_path), "-o", tmp_path / "o.xlsx")
    assert not (tmp_path / "o.xlsx").exists()


@pytest.mark.parametrize("name", ["", ".", "/"])
def test_what_is_no_file_name(tmp_path: Path, name: str) -> None:
    fine = workbook(CATALOG, COMPLETE, tmp_path / "fine.xlsx", complete=True)
    for command in (("template", "-o"), ("sample", "-o"), ("export", fine, "-o"), ("check", fine, "--repair")):
        assert "is a folder; give the name of a file in it" in refused(*command, name)


def test_endings(tmp_path: Path) -> None:
    fine = workbook(CATALOG, COMPLETE, tmp_path / "fine.xlsx", complete=True)
    commands = ((("template", "-o"), ".xlsx"), (("sample", "-o"), ".xlsx"), (("export", fine, "-o"), ".xml"))
    for command, ending in commands:
        for name in ("out", "out.xls", "out.txt", "out.docx"):
            sentence = refused(*command, tmp_path / name)
            assert f"needs a name that ends in {ending}: write out{ending} instead of {name}." in sentence
    assert [p.name for p in tmp_path.iterdir()] == ["fine.xlsx"]


def test_pipes_and_devices_are_left_alone(tmp_path: Path) -> None:
    fine = workbook(CATALOG, COMPLETE, tmp_path / "fine.xlsx", complete=True)
    for name in ("pipe.xml", "pipe.xlsx"):
        os.mkfifo(tmp_path / name)
    for arguments in (
        ("export", fine, "-o", tmp_path / "pipe.xml"),
        ("template", "-o", tmp_path / "pipe.xlsx"),
        ("export", fine, "-o", "/dev/null"),
    ):
        assert "is not an ordinary file" in refused(*arguments, "--replace")
    assert (tmp_path / "pipe.xml").is_fifo()


def test_a_full_disk_leaves_the_old_pair(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk: the XML fits, or it does not, and the receipt does not."""
    fine = workbook(CATALOG, COMPLETE, tmp_path / "fine.xlsx", complete=True)
    assert pars("export", fine, "-o", tmp_path / "u.xml").returncode == 0
    by_openpyxl(fine, lambda book: book["Activities"].__setitem__("E2", "New title"))
    before = content(tmp_path)
    sizes = [(tmp_path / name).stat().st_size for name in ("u.xml", "u.xml.receipt.json")]
    program = """
import resource
from generator.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))
main()
"""
    for limit in (100, min(sizes) - 50, max(sizes) - 50):
        arguments = ["export", str(fine), "-o", str(tmp_path / "u.xml"), "--replace"]
        command = [sys.executable, "-c", program.format(limit), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=here())
        assert done.returncode == 2, done
        assert "cannot be written (File too large); free some space there" in done.stderr
        assert content(tmp_path) == before


def here() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}


def test_a_killed_export_leaves_the_old_pair_and_is_swept_up(tmp_path: Path) -> None:
    fine = workbook(CATALOG, COMPLETE, tmp_path / "fine.xlsx", complete=True)
    assert pars("export", fine, "-o", tmp_path / "u.xml").returncode == 0
    before = content(tmp_path)
    program = """
import os, signal
from generator.exchange.check import Checker
from generator.cli import main
Checker.check = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
main()
"""
    command = [sys.executable, "-c", program, "export", str(fine), "-o", str(tmp_path / "u.xml"), "--replace"]
    assert subprocess.run(command, check=False, env=here()).returncode == -9
    left = content(tmp_path)
    parts = set(left) - set(before)
    assert {name: left[name] for name in before} == before
    assert parts
    for name in parts:
        os.utime(tmp_path / name, (0, 0))
    assert pars("export", fine, "-o", tmp_path / "u.xml", "--replace").returncode == 0
    assert content(tmp_path) == before


def test_two_exports_at_once_do_not_mix(tmp_path: Path) -> None:
    books = {}
    for name in ("a", "b"):
        text = f"## Activities\n| Provider activity ID | Register for MOC/CC |\n|---|---|\n| CME-{name} | - |"
        books[name] = workbook(CATALOG, text, tmp_path / f"{name}.xlsx", complete=True)
    for _ in range(4):
        rest = ["-o", str(tmp_path / "u.xml"), "--replace"]
        nowhere = subprocess.DEVNULL
        runs = [subprocess.Popen([*PARS, "export", str(book), *rest], stdout=nowhere) for book in books.values()]
        assert [run.wait() for run in runs] == [0, 0]
        receipt = json.loads((tmp_path / "u.xml.receipt.json").read_text(encoding="utf-8"))
        assert hashlib.sha256((tmp_path / "u.xml").read_bytes()).hexdigest() == receipt["output"]["sha256"]
        assert f">{receipt['exported'][0]['activity_id']}<".encode() in (tmp_path / "u.xml").read_bytes()
        assert receipt["output"]["sha256"].encode() in (tmp_path / "u.xml.receipt.html").read_bytes()
    assert {p.name for p in tmp_path.iterdir()} == {"a.xlsx", "b.xlsx", "u.xml", *RECEIPTS}


@pytest.mark.parametrize("option", ["--highlight", "--repair"])
def test_a_copy_is_of_the_bytes_that_were_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str) -> None:
    """Somebody saves the workbook anew while it is checked: the copy is wholly of the version that was checked."""
    old = workbook(CATALOG, COMPLETE, tmp_path / "batch.xlsx", complete=True)
    new = workbook(CATALOG, COMPLETE.replace("CME-1", "CME-2"), tmp_path / "new.xlsx", complete=True).read_bytes()
    usual = run_checking.check_batch

    def saved_meanwhile(*arguments: Any) -> Any:
        old.write_bytes(new)
        return usual(*arguments)

    monkeypatch.setattr(run_checking, "check_batch", saved_meanwhile)
    monkeypatch.setattr(sys, "argv", ["pars", "check", str(old), option, str(tmp_path / "copy.xlsx")])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 0
    assert old.read_bytes() == new
    assert openpyxl.load_workbook(tmp_path / "copy.xlsx")["Activities"]["B2"].value == "CME-1"


def commands_of(page: str, section: str) -> list[list[str]]:
    """Those of a page of the guide that can be repeated."""
    every = [line for line in commands(HOME / "docs" / page) if line.section == section and line.whole]
    lines = [line.words[1:] for line in every if "--replace" in line.words]
    assert lines
    return lines


def test_the_daily_commands_of_the_guide_can_be_repeated_and_destroy_nothing(tmp_path: Path) -> None:
    filled = workbook(CATALOG, COMPLETE, tmp_path / "batch.xlsx", complete=True).read_bytes()
    daily = [
        *commands_of("exporting.md", "Every day"),
        *commands_of("exporting.md", "Other forms of the file"),
        *commands_of("checking.md", "A copy with everything marked"),
        *commands_of("checking.md", "Pasted over, sorted, rearranged?"),
    ]
    for _ in range(2):
        for command in daily:
            done = pars(*command, cwd=tmp_path, env=here())
            assert done.returncode == 0, (command, done.stderr)
            assert (tmp_path / "batch.xlsx").read_bytes() == filled, command
    for path in list(tmp_path.iterdir()):
        if path.suffix == ".xlsx":
            path.write_bytes(filled)
    for command in daily:
        pars(*command, cwd=tmp_path, env=here())
    workbooks = [path for path in tmp_path.iterdir() if path.suffix == ".xlsx"]
    assert all(path.read_bytes() == filled for path in workbooks), "work in any of them stays"


def test_usage_errors_and_help() -> None:
    assert pars("check").returncode == 2
    assert pars("nonsense").returncode == 2
    done = pars("--help")
    assert done.returncode == 0
    for command in ("template", "sample", "check", "export", "setup", "demo", "catalog"):
        assert command in done.stdout
    assert pars("--version").stdout.startswith("pars ")


def test_the_catalog_in_print() -> None:
    listed = pars("catalog", "list").stdout
    assert all(version in listed for version in versions())
    shown = json.loads(pars("catalog", "show", "--json").stdout)
    headers = [c["header"] for c in shown["sheets"]["activities"]["columns"]]
    assert headers[:4] == ["Provider activity ID", "ACCME activity ID", "Record action", "Title"]
    assert {"value", "status", "unconfirmed", "source", "confidence"} <= set(
        shown["lists"]["practice_areas"]["values"][0]
    )
    assert "unconfirmed" in pars("catalog", "show", "practice_areas").stdout


def test_what_changed_between_two_catalogs_and_where_a_workbook_feels_it(tmp_path: Path) -> None:
    table = """
    ## Activities
    | Provider activity ID | Format            |
    |---|---|
    | A-1                  | Journal-based CME |

    ## MOC
    | Provider activity ID | Board | Practice area 1   |
    |---|---|---|
    | A-1                  | ABS   | Bariatric Surgery |
    """
    book = workbook(load("2025.1"), table, tmp_path / "b.xlsx")
    done = pars("catalog", "diff", "2025.1", "2026.1", "--workbook", book)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Bariatric Surgery is called Metabolic and Bariatric Surgery now" in done.stdout
    assert "ABPM: announced, not offered yet" in done.stdout
    assert "2 cells touched" in done.stdout
    result = json.loads(pars("catalog", "diff", "2025.1", "2026.1", "--workbook", book, "--json").stdout)
    assert (result["old"]["version"], result["new"]["version"]) == ("2025.1", "2026.1")
    assert [(cell["sheet"], cell["value"], cell["effect"], cell["new"]) for cell in result["cells"]] == [
        ("Activities", "Journal-based CME", "read-as", "Journal-based CE"),
        ("MOC", "Bariatric Surgery", "read-as", "Metabolic and Bariatric Surgery"),
    ]
    assert "Nothing changed." in pars("catalog", "diff", "2025.1", "2025.1").stdout
    assert "was made with the catalog 2025.1, not 2026.1" in refused(
        "catalog", "diff", "2026.1", "2025.1", "--workbook", book
    )
    assert "'1999.9' is not known here" in refused("catalog", "diff", "1999.9", "2026.1")


def test_a_folder_is_compared_with_the_version_beside_it(tmp_path: Path) -> None:
    (tmp_path / "catalog.toml").write_text("[settings]\nmips_low_credits = 9\n", encoding="utf-8")
    for arguments in (("2025.1", tmp_path), (tmp_path, "2025.1")):
        result = json.loads(pars("catalog", "diff", *arguments, "--json").stdout)
        [change] = result["changes"]
        assert (result["old"]["version"], result["new"]["version"]) == ("2025.1", "2025.1")
        assert (change["part"], change["old"], change["weight"]) == ("setting", "mips_low_credits", "substantive")
    assert pars("catalog", "diff", tmp_path, tmp_path, "--json").stdout.count("weight") == 0


def test_an_organizations_folder_from_the_environment(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "catalog.toml").write_text("[settings]\nmips_low_credits = 9\n", encoding="utf-8")
    shown = json.loads(pars("catalog", "show", "--json", env={"PARS_CATALOG_DIR": str(tmp_path / "own")}).stdout)
    assert shown["settings"]["mips_low_credits"] == {"value": 9, "source": "your organization"}


def test_the_demo(tmp_path: Path) -> None:
    done = pars("demo", tmp_path / "demo")
    assert done.returncode == 0, done.stderr
    names = {p.name for p in (tmp_path / "demo").iterdir()}
    assert any(name.endswith(".xml") for name in names)
    assert any(name.endswith(".receipt.json") for name in names)
    lines = "".join(done.stdout.split())
    for name in names:
        assert name in lines or name.endswith((".faults.json", ".receipt.json"))
    before = content(tmp_path / "demo")
    assert pars("demo", tmp_path / "demo").returncode == 0
    assert content(tmp_path / "demo") == before
    (tmp_path / "demo" / "template.xlsx").write_text("My notes", encoding="utf-8")
    before = content(tmp_path / "demo")
    assert "template.xlsx is no file that a demo wrote" in refused("demo", tmp_path / "demo")
    assert content(tmp_path / "demo") == before


def test_locate_goes_from_the_upload_file_to_the_cell_and_back(tmp_path: Path) -> None:
    book = workbook(CATALOG, COMPLETE, tmp_path / "batch.xlsx", complete=True)
    upload = tmp_path / "out.xml"
    assert pars("export", book, "-o", upload).returncode == 0
    texts = upload.read_text(encoding="utf-8").split("\n")
    line = next(number for number, text in enumerate(texts, 1) if "<x:boardName>ABIM" in text)
    done = pars("locate", upload, "--line", line, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["workbook"], told["upload"], told["note"]) == ("batch.xlsx", "out.xml", None)
    (element,) = told["elements"]
    (cell,) = element["cells"]
    assert (element["line"], element["text"], element["activity_id"]) == (line, "ABIM", "CME-1")
    assert (cell["sheet"], cell["row"], cell["header"], cell["field"], cell["value"]) == (
        "MOC",
        2,
        "Board",
        "board",
        "ABIM",
    )
    for back in (
        ("locate", upload, "--xpath", element["xpath"]),
        ("locate", book, "--cell", cell["cell"]),
        ("locate", book, "--cell", cell["cell"], "--upload", upload),
    ):
        said = pars(*back)
        assert (said.returncode, said.stderr) == (0, "")
        assert said.stdout.splitlines() == [
            f"line {line}: {element['xpath']} = ABIM",
            f"    {cell['cell']} (Board): ABIM",
        ]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    moved = book.rename(elsewhere / "renamed.xlsx")
    assert pars("locate", upload, "--line", line, "--workbook", moved).returncode == 0
    lost = pars("locate", upload, "--line", line)
    assert lost.returncode == 2
    assert "--workbook" in lost.stderr


def test_locate_says_why_a_cell_is_not_in_the_file(tmp_path: Path) -> None:
    book = workbook(CATALOG, COMPLETE.replace("| ABIM |", "| ABIMX |"), tmp_path / "batch.xlsx", complete=True)
    done = pars("locate", book, "--cell", "Activities!B2")
    assert done.returncode == 1
    assert "held back from the upload file: MOC!" in done.stdout
    assert "ABIMX" in done.stdout


def test_what_locate_cannot_use_is_one_sentence(tmp_path: Path) -> None:
    book = workbook(CATALOG, COMPLETE, tmp_path / "batch.xlsx", complete=True)
    upload = tmp_path / "out.xml"
    assert pars("export", book, "-o", upload).returncode == 0
    changed = workbook(CATALOG, COMPLETE.replace("CME-1", "CME-2"), tmp_path / "changed.xlsx", complete=True)
    (tmp_path / "alone.xml").write_bytes(upload.read_bytes())
    for arguments in (
        (upload,),
        (upload, "--line", 5, "--xpath", "/*/*"),
        (upload, "--line", 99_999),
        (upload, "--line", 0),
        (upload, "--xpath", "boardName"),
        (upload, "--line", 5, "--upload", upload),
        (upload, "--line", 5, "--today", "2026-01-05"),
        (upload, "--line", 5, "--workbook", changed),
        (upload, "--line", 5, "--workbook", tmp_path / "missing.xlsx"),
        (upload, "--cell", "MOC!C2"),
        (book, "--line", 5),
        (book, "--cell", "C2"),
        (book, "--cell", "MOC!C2", "--workbook", book),
        (changed, "--cell", "MOC!C2", "--upload", upload),
        (tmp_path / "alone.xml", "--line", 5),
        (tmp_path / "missing.xml", "--line", 5),
    ):
        done = pars("locate", *arguments)
        assert (done.returncode, done.stdout) == (2, ""), arguments
        assert done.stderr.startswith("pars: "), arguments
        assert len(done.stderr.strip().splitlines()) == 1, arguments
