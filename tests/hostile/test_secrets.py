"""Nothing of a workbook is in a log, wherever the program breaks; what is kept for the user is the user's alone."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from addin import last_export
from generator.catalog import load
from generator.failure import Failure
from generator.intake.mapping_file import remember
from generator.kept import keep
from generator.own_lists import configuration_folder, mappings_folders
from tests.hostile.command_line import pars
from tests.upkeep.closed import by_openpyxl

SECRET = "Dr-Geheim"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with the secret in every cell of its sheets."""
    folder = tmp_path_factory.mktemp("book")
    assert pars("sample", "--stress", "-o", "s.xlsx", "--activities", 2, "--no-live", cwd=folder).code == 0

    def plant(workbook: openpyxl.Workbook) -> None:
        for title in ("Activities", "MOC", "REMS", "Support"):
            for row in workbook[title].iter_rows(min_row=2, max_row=3):
                for cell in row:
                    cell.value = f"{SECRET} {cell.coordinate}"

    return by_openpyxl(folder / "s.xlsx", plant)


class PanicException(BaseException):
    """As the library that reads cells raises."""


def quotes(arguments: tuple[object, ...]) -> str:
    """Whatever a function was given, with the cells in it."""
    return f"{SECRET} {arguments!r}"


BREAKS: dict[str, Callable[[tuple[object, ...]], BaseException]] = {
    "generator.run.checking.read_package": lambda given: ValueError(quotes(given)),
    "generator.workbook.cells.tidy": lambda given: KeyError(quotes(given)),
    "generator.rules.check.Tables": lambda given: PanicException(quotes(given)),
    "generator.run.checking.check_batch": lambda given: UnicodeEncodeError("ascii", quotes(given), 0, 1, SECRET),
    "generator.report.console.summary": lambda given: ExceptionGroup(quotes(given), [TypeError(quotes(given))]),
    "generator.run.exporting.deliver": lambda given: AssertionError(quotes(given)),
    "generator.exchange.delivery.select": lambda given: RecursionError(quotes(given)),
}
"""Places where the program breaks with words that quote cells."""


@pytest.mark.parametrize("place", BREAKS)
def test_a_log_holds_nothing_of_a_workbook(
    tmp_path: Path, home: Path, book: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def breaks(*given: object, **_more: object) -> object:
        try:
            raise BREAKS[place](given)
        except LookupError as error:
            raise RuntimeError(quotes(given)) from error

    monkeypatch.setattr(place, breaks)
    named = tmp_path / f"{SECRET}.xlsx"
    named.write_bytes(book.read_bytes())
    command = ("check", named) if "xporting" not in place and "delivery" not in place else (
        "export", named, "-o", tmp_path / "u.xml", "--only", f"{SECRET} B2"
    )  # fmt: skip
    done = pars(*command, cwd=tmp_path)
    assert done.code == 3, done
    assert SECRET not in done.err
    (log,) = home.rglob("*.log")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    text = log.read_text(encoding="utf-8")
    assert SECRET not in text
    assert "Traceback" in text
    assert "in breaks" in text
    assert f"pars {command[0]} ….xlsx" in text


def test_the_memory_of_exports_is_the_users_alone(tmp_path: Path, home: Path) -> None:
    configuration_folder().mkdir(parents=True)
    configuration_folder().chmod(0o755)
    precious = tmp_path / "precious"
    precious.write_text("mine", encoding="utf-8")
    kept = configuration_folder() / last_export.EXPORTS
    kept.symlink_to(precious)
    receipt = tmp_path / "u.xml.receipt.json"
    receipt.touch()
    last_export.remember("book \ud800", receipt)
    assert last_export.find("book \ud800", None) in (receipt, None)
    assert precious.read_text(encoding="utf-8") == "mine"
    assert not kept.is_symlink()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_mappings_and_settings_are_the_users_alone_unless_a_folder_is_shared(tmp_path: Path) -> None:
    remember(mappings_folders(None)[0] / "list.csv", [], load())
    keep(configuration_folder() / "catalog" / "profile" / "profile.toml", b"")
    kept = [path for path in configuration_folder().rglob("*") if path.is_file()]
    assert len(kept) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    folders = {configuration_folder(), *(path.parent for path in kept)}
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    shared = tmp_path / "shared" / "profile" / "profile.toml"
    keep(shared, b"")
    (tmp_path / "plain").touch()
    assert stat.S_IMODE(shared.stat().st_mode) == stat.S_IMODE((tmp_path / "plain").stat().st_mode)
    (tmp_path / "file").touch()
    with pytest.raises(Failure, match=r"The folder .* cannot be made \(.*\)\."):
        keep(tmp_path / "file" / "x" / "y", b"")
