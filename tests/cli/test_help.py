"""The help of every command: in words, no wider than the terminal, with examples that run."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from typer.main import get_command
from typer.testing import CliRunner

from addin.cli import group
from generator.catalog import load
from generator.cli.app import app
from generator.cli.help import Command, Group
from generator.failure import Failure
from tests.accme.samples import Dialect, sample
from tests.bench.commands import pars
from tests.bench.markdown import workbook
from tests.cli.terminals import seen
from tests.hostile.command_line import pars as with_addin
from tests.test_arrows import HOME

CATALOG = load()
MACHINE_WORDS = re.compile(
    r"<\w|\{|\[env|\[default|\bbool\b|\bint\b|\bstr\b|\bpath\b|\bhash\b|\bconfidence\b|\[required"
)
OFFICE = """
    ## Activities
    | Provider activity ID | Title                    |
    |---|---|
    | 2026-014             | Pain Management Update   |
    | 2026-015             | Sedation Simulation      |

    ## MOC
    | Provider activity ID | Board |
    |---|---|
    | 2026-014             | ABA   |
    | 2026-015             | ABIM  |
"""


def commands(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each command below one, with its words."""
    for name, inner in getattr(command, "commands", {}).items():
        yield (*words, name), inner
        yield from commands(inner, (*words, name))


ALL = dict([*commands(get_command(app)), *commands(get_command(group), ("addin",))])
ONES = {words: command for words, command in ALL.items() if not hasattr(command, "commands")}


def test_every_command_has_help_in_our_form() -> None:
    assert len(ONES) >= 19
    for words, command in ALL.items():
        assert isinstance(command, (Command, Group)), words


@pytest.mark.parametrize("words", [(), ("catalog",), ("addin",), *ONES], ids=" ".join)
def test_help_is_in_words_and_fits(words: tuple[str, ...], tmp_path: Path) -> None:
    for width in (60, 80):
        text = seen(*words, "-h", width=width, cwd=tmp_path)
        assert "\x1b[36m" in text, "one accent color"
        text = re.sub(r"\x1b\[[0-9;]*m", "", text)
        assert text.startswith(" ".join(("pars", *words)))
        assert not MACHINE_WORDS.findall(text), text
        assert max(map(cell_len, text.split("\n"))) <= width, text
        squeezed = [line for line in text.split("\n") if line.startswith(" " * (width - 35)) and line.strip()]
        assert not squeezed, "texts have at least 35 characters"


def examples(command: Any) -> list[str]:
    paragraph = next(part for part in command.help.split("\n\n") if part.startswith("Examples:"))
    return [line.strip() for line in paragraph.splitlines()[1:]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the examples name."""
    folder = tmp_path_factory.mktemp("office")
    for name in ("batch", "surgery", "medicine", "year", "last-year"):
        text = OFFICE if name == "batch" else OFFICE.replace("2026", f"{name}")
        workbook(CATALOG, text, folder / f"{name}.xlsx", complete=True)
    shutil.copy(HOME / "tests" / "kept" / "2025.1.xlsx", folder / "old.xlsx")
    assert pars("export", "batch.xlsx", cwd=folder).returncode in {0, 1}
    for name in ("may.xml", "last-year.xml"):
        shutil.copy(folder / "batch.xml", folder / name)
    (folder / "ACCME-sample.xml").write_text(sample(Dialect()), encoding="utf-8")
    (folder / "courses.csv").write_text("Activity ID,Title,Start date\n1,Pain,3/4/2026\n", encoding="utf-8")
    (folder / "from-PARS.csv").write_text(
        "Provider activity ID,ACCME activity ID\n2026-014,210016939\n", encoding="utf-8"
    )
    return folder


NEEDS_MORE = {
    "pars setup ACCME-activities.xlsx": "a template that only ACCME gives out: tests/accme",
    "pars addin install": "Excel's folders: tests/addin",
    "pars addin install --uninstall": "the same",
    "pars split year.xlsx --by Department": "a column of an office's own",
    "pars catalog diff 2025.1 2026.1 --workbook batch.xlsx": "a workbook of the older version",
}


@pytest.mark.parametrize("words", ONES, ids=" ".join)
def test_the_examples_run(
    words: tuple[str, ...], office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    shown = examples(ONES[words])
    assert 1 <= len(shown) <= 4
    for number, example in enumerate(shown):
        folder = Path(shutil.copytree(office, tmp_path / str(number)))
        assert example.startswith(" ".join(("pars", *words)))
        assert len(example) <= 60 - 2
        if example in NEEDS_MORE:
            continue
        if words == ("export",):
            (folder / "batch.xml").unlink()
            for receipt in folder.glob("batch.xml.receipt.*"):
                receipt.unlink()
        done = with_addin(*shlex.split(example)[1:], cwd=folder)
        assert done.code in {0, 1}, (example, done)
        assert not done.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("check", "spring", "batch.xlsx"),
            "batch.xlsx is more than pars check takes. A name with a blank in it",
        ),
        (("check", "batch.xlsx", "--report"), "--report needs a value after it. pars COMMAND -h shows what it takes."),
    ],
)
def test_what_is_mistyped_most_is_told_in_plain_words(words: tuple[str, ...], sentence: str) -> None:
    done = pars(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"pars: {sentence}")
    assert len(done.stderr.splitlines()) == 1


def test_help_in_front_is_help_behind() -> None:
    assert pars("help").stdout == pars("-h").stdout
    assert pars("help", "check").stdout == pars("check", "-h").stdout
    assert pars("help", "chek").returncode == 2


def test_a_file_that_may_not_be_read_is_told_in_our_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = tmp_path / "locked.xlsx"
    book.write_bytes(b"PK")
    opened = Path.open

    def refuse(path: Path, *args: Any, **settings: Any) -> Any:
        if path == book:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *args, **settings)

    monkeypatch.setattr("os.access", lambda *_: False)
    monkeypatch.setattr(Path, "open", refuse)
    result = CliRunner().invoke(app, ["check", str(book)])
    assert isinstance(result.exception, Failure), result.output
    assert str(result.exception) == (
        f"{book} may not be read; close it in other programs, or ask its owner for access."
    )
