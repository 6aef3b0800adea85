"""What the Tab key puts into the line of a real bash: a value of several words stays one argument."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.bench.commands import LONGEST
from tests.test_arrows import HOME

Typed = Callable[[str], list[str]]
PROMPT = "ready> "
TO_BEGINNING = "\x01"
PROGRAM = "import sys; from addin.cli import main; sys.argv[0] = 'pars'; main()"


@pytest.fixture(scope="module")
def bash(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Typed]:
    """Types a line and the Tab key, and gives the arguments that its command would get."""
    home = tmp_path_factory.mktemp("home")
    program = home / "pars"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{HOME}" exec "{sys.executable}" -c "{PROGRAM}" "$@"\n')
    program.chmod(0o755)
    env = {"PATH": f"{home}:/usr/bin:/bin", "HOME": str(home), "TERM": "dumb", "PS1": PROMPT, "LC_ALL": "C.UTF-8"}
    here, there = pty.openpty()
    command = ["bash", "--norc", "--noprofile", "-i"]
    with subprocess.Popen(command, stdin=there, stdout=there, stderr=there, env=env, start_new_session=True):
        os.close(there)
        _read_to(here, PROMPT)
        os.write(here, b'eval "$(_PARS_COMPLETE=source_bash pars)"\r')
        _read_to(here, PROMPT)

        def typed(line: str) -> list[str]:
            os.write(here, f"{line}\t{TO_BEGINNING}printf '[%s]' \r".encode())
            said = _read_to(here, r"\n(\[pars\].*)" + PROMPT)
            return re.findall(r"\[(.*?)\]", said.partition("\n")[2])

        yield typed
        os.write(here, b"exit\r")
    os.close(here)


def _read_to(stream: int, end: str) -> str:
    said = ""
    while not re.search(end, said):
        assert select.select([stream], [], [], LONGEST)[0], said
        said += os.read(stream, 65536).decode()
    return said


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("For", "Format"),
        ("End", "End date"),
        ("End\\ d", "End date"),
        ('"End', "End date"),
        ("'End", "End date"),
        ("Outcome", "Outcome: "),
        ("Outcome:\\ Com", "Outcome: Community Health"),
        ("Outcome\\:\\ Com", "Outcome: Community Health"),
        ('"Outcome: Com', "Outcome: Community Health"),
        ("Register\\ for\\ M", "Register for MOC/CC"),
    ],
)
def test_a_header_stays_one_word(bash: Typed, typed: str, value: str) -> None:
    assert bash(f"pars split batch.xlsx --by {typed}") == ["pars", "split", "batch.xlsx", "--by", value]


def test_an_option_with_its_value_behind_an_equals_sign(bash: Typed) -> None:
    assert bash("pars split batch.xlsx --by=End") == ["pars", "split", "batch.xlsx", "--by=End date"]


def test_what_was_typed_before_is_read_as_bash_reads_it(bash: Typed) -> None:
    assert bash('pars handout "for the office" --contact dana@example.org --boards ABA,ABOH')[2:] == [
        "for the office", "--contact", "dana@example.org", "--boards", "ABA,ABOHNS",
    ]  # fmt: skip
