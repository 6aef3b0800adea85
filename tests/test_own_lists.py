from __future__ import annotations

import sys
from pathlib import Path

import pytest
import typer

from generator.own_lists import VARIABLE, configuration_folder, own_lists


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("win32", {"APPDATA": "Roaming"}, Path("Roaming/pars-batch")),
        ("win32", {}, Path("home/pars-batch")),
        ("darwin", {}, Path("home/Library/Application Support/pars-batch")),
        ("linux", {}, Path("home/.config/pars-batch")),
        ("linux", {"XDG_CONFIG_HOME": "settings"}, Path("settings/pars-batch")),
    ],
)
def test_each_system_has_its_folder(platform: str, environment: dict[str, str], folder: Path) -> None:
    assert configuration_folder(environment, platform, Path("home")) == folder


def test_it_is_the_folder_that_the_command_line_has_always_used() -> None:
    assert str(configuration_folder()) == typer.get_app_dir("pars-batch")


def test_what_is_named_wins_then_the_variable_then_the_usual_folder(tmp_path: Path) -> None:
    settings = {"APPDATA": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    assert own_lists(None, settings, sys.platform, tmp_path) is None
    usual = configuration_folder(settings, sys.platform, tmp_path) / "catalog"
    usual.mkdir(parents=True)
    assert own_lists(None, settings, sys.platform, tmp_path) == usual
    assert own_lists(None, settings | {VARIABLE: "other"}, sys.platform, tmp_path) == Path("other")
    assert own_lists(Path("named"), settings | {VARIABLE: "other"}, sys.platform, tmp_path) == Path("named")
