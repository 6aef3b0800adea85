"""Every command of the README and the guide: those in blocks are run in the order of their page, in a folder with the
files that the page's story has; those named in a sentence exist, with their options."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import addin.cli
from generator.cli.app import app
from tests.bench.commands import pars
from tests.conftest import USERS_FOLDERS
from tests.docs.pages import GUIDE, HOME, PAGES, README, Command, commands, name_of
from tests.docs.stories import STORIES

TYPED = [page for page in (README, *GUIDE) if any(line.whole and line.words[0] == "pars" for line in commands(page))]
EXPECTED = {
    ("checking.md", "pars check practice.xlsx"): 1,  # it has mistakes in it
    ("README.md", "pars check practice.xlsx --report practice.html"): 1,
    ("accme-excel.md", "pars export batch.xlsx -o upload.xlsx --format accme-excel"): 1,  # REMS has no place there
    ("accme-excel.md", "pars export batch.xlsx -o other.xlsx --format accme-excel --template Template.xlsx"): 1,
}
"""What ends with another code than 0, as its page says."""
INSTEAD = {("first-upload.md", "pars setup accepted.xml --other-system")}
"""What the page says for those who did not do the step before: from here on with nothing set up."""
NOTHING_NEW = {"december.xml"}
"""Where the story has no change since the month before, and so, as the page says, no file is written."""


@pytest.mark.parametrize("page", TYPED, ids=lambda page: page.name)
def test_what_is_to_be_typed_runs_as_it_stands(page: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    folder = tmp_path / "office"
    folder.mkdir()
    for name, make in STORIES.get(page.name, {}).items():
        make(folder / name)
    for line in commands(page):
        if line.whole and line.words[0] == "pars":
            if (page.name, line.line) in INSTEAD:
                home = tmp_path / "another"
                home.mkdir()
            done = pars(*line.words[1:], cwd=folder, env=dict.fromkeys(USERS_FOLDERS, str(home)))
            expected = EXPECTED.get((page.name, line.line), 0)
            assert done.returncode == expected, (line.line, done.stdout, done.stderr)
            for output in re.findall(r"(?:-o|--highlight|--repair|--report|--mapping) (\S+)", line.line):
                assert (folder / output).exists() == (output not in NOTHING_NEW), line.line


def test_pages_with_commands_are_known_and_stories_are_used() -> None:
    assert len(TYPED) > 12
    assert STORIES.keys() <= {page.name for page in TYPED}


NAMED = [(name_of(page), line) for page in PAGES for line in commands(page)]


@pytest.mark.parametrize(("page", "line"), [each for each in NAMED if each[1].words[0] == "pars"])
def test_a_command_exists_with_its_options(page: str, line: Command) -> None:
    command: Any = whole()
    words = [word for word in re.split(r" (?:&&|\|) ", line.line)[0].split()[1:] if word != "…"]
    while words and hasattr(command, "commands") and not words[0].startswith("-"):
        assert words[0] in command.commands, line.line
        command = command.commands[words.pop(0)]
    known = {option for each in command.params for option in (*each.opts, *each.secondary_opts)} | {"-h", "--help"}
    assert [word for word in words if word.startswith("-") and word not in known] == [], line.line


@functools.cache
def whole() -> Any:
    """The command line with the commands of the add-in, as `addin.cli` puts them together."""
    command: Any = get_command(app)
    command.commands["addin"] = get_command(addin.cli.group)
    return command


def targets() -> Iterator[str]:
    for line in (HOME / "Makefile").read_text(encoding="utf-8").splitlines():
        if found := re.match(r"([\w $()/.%-]+):(?!=)", line):
            yield from found[1].replace("$(VENV)", ".venv").split()


def test_what_make_is_given_exists() -> None:
    known = set(targets())
    assert {"test", "demo", "site", ".venv/.%"} <= known
    asked = [(page, word) for page, line in NAMED if line.words[0] == "make" for word in _goals(line)]
    assert len(asked) > 10
    assert [(page, goal) for page, goal in asked if goal not in known and not goal.startswith(".venv/.")] == []


def _goals(line: Command) -> list[str]:
    return [word for word in re.split(r" (?:&&|\|) ", line.line)[0].split()[1:] if "=" not in word]
