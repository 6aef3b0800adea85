"""Whatever cells, lists, XML, files and folders hold: nothing of it steers a terminal, and it is shown as it is."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from generator.printable import printable
from generator.report import terminal
from generator.report.layout import Page
from tests.accme.samples import Dialect, sample
from tests.hostile.command_line import Done, pars
from tests.test_arrows import HOME
from tests.upkeep.closed import by_openpyxl

STEERS = "\x1b[31m\x1b]0;PWNED\x07\x9b2J\x7f\x00\x85"
TURNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
FORGED = "FORGED: 40 activities, all can be exported."
BREAKS = "".join(f"{sign}{FORGED}" for sign in ("\n", "\r", "\r\n", "\v", "\f", "\x1c", "\u2028", "\u2029"))
LITERAL = "CME:100:2027 [final] [/] [red]x[/red] :heart: C:\\"
EVIL = f"{LITERAL} {STEERS}{TURNS}{BREAKS} {' ' * 90}{FORGED} {LITERAL}"
IN_XML = "".join(c for c in EVIL if c in "\t\n\r" or c >= " ")
NAME = "Batch [final] [b] :100: \x1b[31m\u202e\n" + FORGED
"""Of files and folders."""
NO_NULL = EVIL.replace("\x00", "")
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder whose name is evil too, with files of every kind that a command reads."""
    folder = tmp_path_factory.mktemp("place") / NAME
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, str(folder / "home"))
        assert pars("sample", "--stress", "-o", "s.xlsx", "--activities", 3, "--no-live", cwd=folder).code == 0
        by_openpyxl(folder / "s.xlsx", spoil).rename(folder / f"{NAME}.xlsx")
        assert pars("export", f"{NAME}.xlsx", "-o", "first.xml", cwd=folder).code == 1
        (folder / "evil.xml").write_text(
            spoiled_xml((folder / "first.xml").read_text(encoding="utf-8")), encoding="utf-8"
        )
        (folder / "sample.xml").write_text(spoiled_xml(sample(Dialect())), encoding="utf-8")
        assert (
            pars("sample", "--stress", "-o", "other.xlsx", "--activities", 3, "--seed", 5, "--no-live", cwd=folder).code
            == 0
        )
        by_openpyxl(folder / "other.xlsx", spoil)
        by_openpyxl(Path(shutil.copy(HOME / "tests" / "kept" / "2025.1.xlsx", folder / "old.xlsx")), spoil)
        (folder / "ids.csv").write_text(
            f'Provider activity ID,ACCME activity ID\n"{IN_XML}",2100\n"{IN_XML}","{LITERAL}"\n', encoding="utf-8"
        )
        with (folder / f"{NAME}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(
                [["Activity Title", "ID", NO_NULL], ["Pain", "1", IN_XML], [IN_XML, IN_XML, "x"]]
            )
        yield folder


def in_cell(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", lambda sign: f"_x{ord(sign[0]):04X}_", text)


def spoil(book: openpyxl.Workbook) -> None:
    """Evil texts in every column of a row of each sheet, in a header, and in a sheet's name."""
    for title in ("Activities", "MOC", "REMS", "Support"):
        sheet = book[title]
        for cell in sheet[3]:
            if sheet.cell(1, cell.column).value != "Status":
                cell.value = in_cell(EVIL)
    activities = book["Activities"]
    activities.cell(1, activities.max_column + 2).value = in_cell(EVIL)
    activities.cell(2, activities.max_column).value = in_cell(EVIL)
    extra = book.create_sheet("FORGED \u202e\x9b x")
    extra["A1"] = in_cell(EVIL)


def spoiled_xml(text: str) -> str:
    """XML with an evil title in each activity."""
    return re.sub(r"(<[a-z:]*title>.*?<[^>]*>)[^<]+", lambda found: found[1] + escape(IN_XML), text, flags=re.DOTALL)


BATCH, LIST = f"{NAME}.xlsx", f"{NAME}.csv"
COMMANDS = {
    "check": ("check", BATCH),
    "summary": ("check", BATCH, "--summary"),
    "check as JSON": ("check", BATCH, "--json"),
    "check against": ("check", BATCH, "--against", "evil.xml"),
    "marked copy": ("check", BATCH, "--highlight", f"marked {NAME}.xlsx", "--replace"),
    "export": ("export", BATCH, "-o", f"u{NAME}.xml", "--replace"),
    "export as JSON": ("export", BATCH, "-o", f"u{NAME}.json", "--replace", "--json"),
    "changes": ("export", BATCH, "-o", f"c{NAME}.xml", "--changes-only", "--against", "evil.xml", "--replace"),
    "locate a cell": ("locate", BATCH, "--cell", "Activities!F3"),
    "locate a line": ("locate", "first.xml", "--line", "5", "--workbook", BATCH),
    "import XML": ("import", "evil.xml", "-o", f"i{NAME}.xlsx", "--replace"),
    "import a list": ("import", LIST, "-o", f"l{NAME}.xlsx", "--replace"),
    "upgrade": ("upgrade", BATCH, "-o", f"n{NAME}.xlsx", "--replace"),
    "merge": ("merge", BATCH, "other.xlsx", "-o", f"m{NAME}.xlsx", "--replace"),
    "split": ("split", BATCH, "--by", "Title", "-o", f"parts {NAME}"),
    "split by nothing": ("split", BATCH, "--by", NO_NULL, "-o", f"parts {NAME}"),
    "record": ("record", BATCH, "--ids", "ids.csv", "-o", f"r{NAME}.xlsx"),
    "setup": ("setup", "sample.xml", "--other-system", "--catalog-dir", NAME),
    "setup of a workbook": ("setup", BATCH),
    "diff": ("catalog", "diff", "2025.1", "2026.1", "--workbook", "old.xlsx"),
    "no list": ("catalog", "show", NO_NULL),
    "no catalog": ("template", "-o", "t.xlsx", "--catalog", NO_NULL),
    "no board": ("template", "-o", "t.xlsx", "--boards", NO_NULL),
    "no day": ("check", BATCH, "--today", NO_NULL),
    "no command": (f"chek{NAME}",),
    "no option": ("check", BATCH, f"--{NAME}"),
    "too much": ("check", BATCH, NAME, BATCH),
    "no number": ("template", "-o", "t.xlsx", "--rows", NAME),
    "no file": ("check", f"{NAME}.no.xlsx"),
    "no workbook": ("check", LIST),
    "no folder": ("template", "-o", f"no/{NAME}.xlsx"),
    "add-in": ("addin", "build", "-o", f"{NAME}.txt"),
}


REFUSED = {name for name in COMMANDS if name.startswith("no ")} | {
    "split by nothing", "setup of a workbook", "too much", "add-in",
}  # fmt: skip


def assert_harmless(done: Done) -> None:
    for line in (done.out + done.err).split("\n"):
        assert not [hex(ord(c)) for c in line if unicodedata.category(c) in _UNSEEN], line
        assert not line.startswith(("FORGED", "CME:")), line


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_steers_the_terminal_or_begins_a_line(place: Path, name: str) -> None:
    done = pars(*COMMANDS[name], cwd=place)
    assert (done.code == 2) is (name in REFUSED), done
    assert done.out or done.err
    assert_harmless(done)


def test_what_is_printed_is_printed_as_it_is(place: Path) -> None:
    said = pars("check", BATCH, cwd=place).out
    assert "CME:100:2027 [final] [/] [red]x[/red] :heart: C:\\" in said
    assert "Batch [final] [b] :100: □[31m□□FORGED" in said
    told = json.loads(pars("check", BATCH, "--json", cwd=place).out)
    assert told["file"] == BATCH
    assert any(EVIL in str(reason) or LITERAL in str(reason) for reason in told["readiness"])


def own_list(folder: Path, value: str, source: str) -> None:
    (folder / "lists").mkdir(parents=True, exist_ok=True)
    with (folder / "lists" / "supporters.add.csv").open("w", encoding="utf-8", newline="") as file:
        lines = [["value", "status", "source", "confidence"], [value, "offered", source, "own"]]
        csv.writer(file).writerows(lines)


def test_an_own_list_is_shown_as_it_is(tmp_path: Path) -> None:
    own = tmp_path / "own [b] :heart:"
    own_list(own, LITERAL, "[/] :100:")
    show = ("catalog", "show", "supporters", "--catalog-dir", own)
    done = pars(*show, cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert LITERAL in done.out
    assert "[/] :100:" in done.out
    for text in (NO_NULL, IN_XML):
        own_list(own, text, text)
        assert_harmless(pars(*show, cwd=tmp_path))
        (own / "catalog.toml").write_text(f'[settings]\n"{text}" = 1\n', encoding="utf-8")
        assert_harmless(pars(*show, cwd=tmp_path))
        (own / "catalog.toml").unlink()


texts = st.text(st.one_of(st.sampled_from(EVIL), st.characters()), max_size=200)


@given(text=texts, style=st.sampled_from(["", "bold"]), width=st.integers(1, 130), indent=st.integers(0, 6))
@example(text=EVIL, style="", width=40, indent=0)
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_line_is_one_line_of_any_text(text: str, style: str, width: int, indent: int) -> None:
    """What begins at the left edge is the beginning of the line; nothing is left out, and nothing added but blanks."""
    out = io.StringIO()
    with Page(terminal.plain_console(out, width=width)) as page:
        page.line(text, indent, style=style)
    lines = out.getvalue().split("\n")[:-1]
    assert not [c for line in lines for c in line if unicodedata.category(c) in _UNSEEN]
    assert all(line.startswith("  ") or not line for line in lines[1:])
    assert "".join("".join(lines).split()) == "".join(printable(text).split())


@given(text=texts)
@settings(max_examples=100, deadline=None)
def test_json_is_lossless_and_harmless(text: str) -> None:
    from generator.json_text import dump

    said = dump({text: [text]})
    assert json.loads(said) == {text: [text]}
    assert not [c for c in said.replace("\n", "") if unicodedata.category(c) in _UNSEEN]


def test_only_one_module_makes_consoles_and_texts() -> None:
    """Or else markup, emoji and controls would come in again."""
    told = [
        f"{file.name}: {line.strip()}"
        for folder in ("generator", "addin")
        for file in (HOME / folder).rglob("*.py")
        if file.name not in ("terminal.py", "layout.py", "__main__.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.search(r"rich\.(text|markup|prompt|progress)|\bConsole\(|(?<![.\w])print\(", line)
        and not line.startswith("    print(shipped")
    ]
    assert told == []
