"""What the console shows: every character, in every encoding, and nothing of a cell that could steer or forge it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from generator.catalog import load
from generator.exchange.delivery import deliver
from generator.report import catalogs, console
from generator.rules.findings import Finding, Severity
from generator.run.checking import check_batch
from tests.bench.commands import pars
from tests.bench.markdown import workbook
from tests.exchange.batches import ABA, BOARD, batch, finding
from tests.sample.batches import DAYS
from tests.test_cli import PARS
from tests.upkeep.closed import by_openpyxl

CATALOG = load()
TITLES = ("β-Blockers: LVEF ≥ 40 %", "漢方 Medicine’s “Łódź” Course", "emoji 💯 and \U0001f468‍⚕️")
EVIL = "Pain\x1b[31m\x1b]0;PWNED\x07 \x9b2J \u202eevil\u2066\u061c \u2028 Update"
ACTIVITIES = """
    ## Activities
    | Provider activity ID | Title | Description |
    |---|---|---|
"""


def filled(path: Path, *titles: str, ids: str = "CME-{}") -> Path:
    """A workbook of activities with these titles, complete but for their descriptions."""
    lines = "".join(f"    | {ids.format(n)} | Title {n} | - |\n" for n in range(len(titles)))
    workbook(CATALOG, ACTIVITIES + lines, path, complete=True)

    def name(book: object) -> None:
        sheet = book["Activities"]  # type: ignore[index]
        column = next(cell.column for cell in sheet[1] if cell.value == "Title")
        for row, title in enumerate(titles, 2):
            sheet.cell(row, column).value = "".join(f"_x{ord(c):04X}_" if c < " " else c for c in title)

    return by_openpyxl(path, name)  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii", "utf-8"])
def test_every_title_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = filled(tmp_path / "β.xlsx", *TITLES)

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
        command = [*PARS, *map(str, arguments)]
        return subprocess.run(command, env=env, capture_output=True, encoding=encoding, errors="replace", check=False)

    def same(*arguments: object) -> subprocess.CompletedProcess[str]:
        return pars(*arguments, encoding=encoding)

    done = run("check", path)
    assert done.stdout == same("check", path).stdout
    assert (done.returncode, done.stderr) == (1, "")
    assert all(f"CME-{n}" in done.stdout for n in range(3))
    assert "3 activities" in done.stdout
    assert ("β-Blockers" in done.stdout) == (encoding == "utf-8")
    done = same("export", path, "-o", tmp_path / "β.xml")
    assert (done.returncode, done.stderr) == (1, "")
    assert "Receipt, to open in a browser: " in done.stdout
    checks = (("check", path, "--summary"), ("check", path, "--json"))
    others = (("rules",), ("catalog", "show"), ("catalog", "list"), *checks)
    for command in others:
        done = same(*command)
        assert done.returncode in {0, 1}, done.stderr
        assert done.stderr == ""
    assert same("check", tmp_path / "漢.xlsx").returncode == 2


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    path = filled(tmp_path / "a.xlsx", "Pain")
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.xlsx"))
    path.rename(odd)
    for command in (("check", odd), ("check", odd, "--json"), ("export", odd, "-o", tmp_path / "o.xml")):
        done = subprocess.run([sys.executable, "-m", "generator", *map(str, command)], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (1, b""), command
    receipt = json.loads((tmp_path / "o.xml.receipt.json").read_text(encoding="utf-8"))
    assert receipt["input"]["name"] == "bad\udcff.xlsx"


def test_markup_and_emoji_codes_are_shown_letter_for_letter(tmp_path: Path) -> None:
    title = "Update :heart: [red]failure[/] [/] [link=x]"
    path = filled(tmp_path / "Batch [final] :heart:.xlsx", title, ids="CME:100:2027-{}")
    shown = pars("check", path).stdout
    assert f"CME:100:2027-0  {title}  (" in shown
    assert "\nBatch [final] :heart:.xlsx: 1 activity" in shown
    assert "\n  CME:100:2027-0  " in shown
    done = pars("export", path, "-o", tmp_path / "[b]u.xml")
    assert "[b]u.xml.receipt.html" in done.stdout
    assert f"{tmp_path}/[/] :heart:.xlsx" in pars("check", tmp_path / "[/] :heart:.xlsx").stderr


def test_nothing_of_a_cell_steers_the_console_or_forges_a_line(tmp_path: Path) -> None:
    forged = "a\nx.xlsx: 9 activities, all can be exported.\rb\u0085c"
    path = filled(tmp_path / "x.xlsx", EVIL, forged)
    for command in (("check", path), ("check", path, "--summary"), ("export", path, "-o", tmp_path / "x.xml")):
        done = pars(*command)
        shown = (done.stdout + done.stderr).replace("\n", "")
        assert not [c for c in shown if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}]
        assert not [line for line in done.stdout.splitlines() if line.startswith("x.xlsx: 9")]
    assert "Pain□[31m" in pars("check", path).stdout


def test_a_file_name_does_not_steer_the_console(tmp_path: Path) -> None:
    done = pars("check", tmp_path / "a\x1b[31mb\nc.xlsx")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "a□[31mb□c.xlsx" in done.stderr
    done = pars("template", "-o", tmp_path / "t\x1b[31m.xlsx", "--rows", 2, "--no-live")
    assert done.stdout == f"Template written to {tmp_path}/t□[31m.xlsx\n"


FINDINGS = [
    finding(Severity.ADVICE, "MOC", 3),
    finding(Severity.MISSING, "Activities", 3),
    finding(Severity.INVALID, "Activities", 2),
    Finding("header-changed", Severity.ADVICE, (), "MOC", "C1", 1, "board", "Bord", "It changed.", "Restore it.", None),
    Finding("stray-cell", Severity.ADVICE, (), "MOC", "ZZ99", 99, None, None, "A cell far off.", "Look.", None),
    Finding("catalog-differs", Severity.ADVICE, (), None, None, None, None, None, "It differs.", "Look.", None),
    finding(Severity.INVALID, "MOC", 4),
]


def shown(width: int = 120, encoding: str = "utf-8", **how: object) -> tuple[Console, io.BytesIO]:
    stream = io.BytesIO()
    return Console(file=io.TextIOWrapper(stream, encoding=encoding, errors="replace"), width=width), stream


def text_of(printed: Console, stream: io.BytesIO, encoding: str = "utf-8") -> str:
    printed.file.flush()
    return stream.getvalue().decode(encoding)


def test_activities_come_in_the_order_of_their_rows_and_the_file_first() -> None:
    boards = [BOARD, {**BOARD, "provider_activity_id": "Z"}, BOARD]
    data = batch([{"provider_activity_id": "B"}, {"provider_activity_id": "A"}], boards)
    owners = {("Activities", 2): "B", ("Activities", 3): "A", ("MOC", 3): "Z"}
    findings = [replace(f, activity_id=owners.get((f.sheet or "", f.row or 0))) for f in FINDINGS]
    printed, stream = shown()
    console.show(printed, data, findings, check_batch(data, DAYS[1]).readiness)
    lines = text_of(printed, stream).splitlines()
    headings = [line.split("  ")[0] for line in lines if line and line[0] not in " ┃┏┡│└"]
    assert headings[:5] == [
        "The file", "Activity B", "Activity A", "Activity Z", "Rows without a provider activity ID",
    ]  # fmt: skip
    file = lines[lines.index("The file") : next(n for n, line in enumerate(lines) if line.startswith("Activity B  "))]
    assert [line.split()[0] for line in file if line.startswith("  CHECK")] == ["CHECK"] * 3
    assert any("MOC!C1" in line for line in file)
    labels = [word for line in lines for word in ("WILL NOT SAVE", "MISSING", "CHECK") if line.startswith(f"  {word}")]
    assert labels == ["CHECK", "CHECK", "CHECK", "WILL NOT SAVE", "MISSING", "CHECK", "WILL NOT SAVE"]


def test_the_summary_has_totals_only(tmp_path: Path) -> None:
    path = filled(tmp_path / "a.xlsx", *["Pain"] * 30)
    done = pars("check", path, "--summary")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) < 20
    assert done.stdout.startswith("a.xlsx: 30 activities, ")
    assert "Records: 30 " in done.stdout
    assert pars("check", path, "--summary", "--json").returncode == 2


def test_the_readiness_of_hundreds_is_told_in_totals() -> None:
    data = batch([{"provider_activity_id": f"CME-{n}"} for n in range(300)])
    checked = check_batch(data, DAYS[1])
    printed, stream = shown()
    console.show(printed, data, [], checked.readiness)
    text = text_of(printed, stream)
    assert len(text.splitlines()) < 20
    assert "Records: 300 " in text
    assert "--report" in text
    assert "CME-299" not in text
    printed, stream = shown()
    console.show(printed, data, [], checked.readiness[:200])
    assert "CME-199" in text_of(printed, stream)


def test_what_is_held_back_by_the_hundred_is_counted(tmp_path: Path) -> None:
    data = batch(
        [{"provider_activity_id": f"CME-{n}"} for n in range(130)], [{**ABA, "provider_activity_id": "none"}] * 30
    )
    findings = [finding(Severity.INVALID, "Activities", row) for row in range(2, 131)]
    done = deliver(data, findings, tmp_path / "u.xml")
    printed, stream = shown()
    console.show_export(printed, done.receipt, done.receipt_path)
    lines = text_of(printed, stream).splitlines()
    assert sum(line.startswith("  Activities row ") for line in lines) == 100
    assert sum(line.startswith("  MOC row ") for line in lines) == 20
    assert "  … and 29 more activities and 10 more rows: the receipt lists all." in lines


def test_an_export_for_people(tmp_path: Path) -> None:
    data = batch(
        [
            {"rems": "Yes"},
            {"provider_activity_id": "CME-2", "title": "Update :heart: [b]"},
            {"provider_activity_id": "CME-3"},
        ],
        [ABA, BOARD, {**BOARD, "provider_activity_id": "CME-3"}, {**ABA, "provider_activity_id": "CME-3"}],
        [{"provider_activity_id": "CME-1", "program": "Opioid Analgesic", "attestation": "Yes"}],
    )
    data_findings = [finding(Severity.INVALID, "Activities", 4)]
    printed, stream = shown()
    done = deliver(data, data_findings, tmp_path / "u.xml")
    console.show_export(printed, done.receipt, done.page_path)
    lines = [line.rstrip() for line in text_of(printed, stream).splitlines()]
    assert lines[0] == "This file is not ready for PARS yet: one one-time step is missing."
    assert lines.index(f"Written: {tmp_path / 'u.xml'} (2 activities)") > lines.index("")
    assert "Held back: 1 activity (3 rows)" in lines
    at = lines.index("After the upload, in PARS")
    assert lines[at : at + 6] == [
        "After the upload, in PARS",
        "  CME-1  Pain Update",
        "    ☐ Attest MOC/CC in PARS (ABA, ABIM).",
        "    ☐ Attest the Opioid Analgesic REMS in PARS.",
        "",
        f"Receipt, to open in a browser: {tmp_path / 'u.xml.receipt.html'}",
    ]


def test_a_box_where_the_console_has_no_sign_for_it(tmp_path: Path) -> None:
    printed, stream = shown(encoding="cp1252")
    done = deliver(batch(moc=[BOARD]), [], tmp_path / "u.xml")
    console.show_export(printed, done.receipt, done.page_path)
    assert "    [ ] Attest MOC/CC in PARS (ABIM)." in text_of(printed, stream, "cp1252")


def test_all_held_back_names_the_older_file(tmp_path: Path) -> None:
    deliver(batch(), [], tmp_path / "u.xml")
    printed, stream = shown()
    done = deliver(batch(), [finding(Severity.INVALID, "Activities", 2)], tmp_path / "u.xml", replace=True)
    console.show_export(printed, done.receipt, done.page_path)
    text = text_of(printed, stream)
    assert "Nothing was written: every activity is held back." in text
    assert "u.xml exists already, from an earlier export: do not upload it." in text
    assert "not ready for PARS" not in text


def test_a_catalog_is_shown_letter_for_letter(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "supporters.csv").write_text(
        "value,status,source,confidence\n[red]Lens[/] :heart:,offered,[/] letter,own\n", encoding="utf-8"
    )  # fmt: skip
    printed, stream = shown(200)
    catalogs.show_catalog(printed, load(overlay=tmp_path), "supporters")
    assert "[red]Lens[/] :heart:" in text_of(printed, stream)
    assert "[/] letter" in text_of(printed, stream)
