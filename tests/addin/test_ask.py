from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from addin.ask import free_name, where_to


def excel(answer: object, click: str = "yes") -> Any:
    """Excel on Windows, whose user chooses `answer` in the dialog."""
    asked: list[dict[str, Any]] = []

    def dialog(InitialFilename: str, FileFilter: str, Title: str) -> object:  # noqa: N803  # as Excel's type library names them
        asked.append({"InitialFilename": InitialFilename, "FileFilter": FileFilter, "Title": Title})
        return answer

    return SimpleNamespace(api=SimpleNamespace(GetSaveAsFilename=dialog), alert=lambda *_: click, asked=asked)


def test_windows_shows_its_dialog(tmp_path: Path) -> None:
    app = excel(str(tmp_path / "chosen.xml"))
    assert where_to(app, tmp_path / "batch.xml", "Upload file", "win32") == tmp_path / "chosen.xml"
    assert app.asked[0]["InitialFilename"] == str(tmp_path / "batch.xml")
    assert app.asked[0]["FileFilter"] == "Upload file (*.xml),*.xml"
    assert where_to(excel(False), tmp_path / "batch.xml", "Upload file", "win32") is None


def test_elsewhere_the_proposed_place_is_taken(tmp_path: Path) -> None:
    assert where_to(excel(None), tmp_path / "batch.xml", "Upload file", "darwin") == tmp_path / "batch.xml"


def test_a_file_is_replaced_after_a_yes_only(tmp_path: Path) -> None:
    target = tmp_path / "batch.xml"
    target.touch()
    assert where_to(excel(str(target), "no"), target, "Upload file", "win32") is None
    assert where_to(excel(str(target), "yes"), target, "Upload file", "win32") == target
    assert where_to(excel(None, "no"), target, "Upload file", "darwin") is None


def test_a_free_name_is_free(tmp_path: Path) -> None:
    assert free_name(tmp_path / "a.xlsx") == tmp_path / "a.xlsx"
    (tmp_path / "a.xlsx").touch()
    (tmp_path / "a (2).xlsx").touch()
    assert free_name(tmp_path / "a.xlsx") == tmp_path / "a (3).xlsx"
