"""What the Tab key offers, asked as bash asks."""

from __future__ import annotations

import pytest

from generator.catalog import load, versions
from tests.bench.commands import pars

BOARDS = [board.value for board in load().boards]


def offered(words: str) -> list[str]:
    typed = words.split(" ")
    asked = {"_PARS_COMPLETE": "complete_bash", "COMP_WORDS": "\n".join(typed), "COMP_CWORD": str(len(typed) - 1)}
    return pars(env=asked).stdout.split("\n")[:-1]


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("pars che", ["check"]),
        ("pars check --su", ["--summary"]),
        ("pars export b.xlsx --format ", ["xml", "json", "accme-excel"]),
        ("pars import b.csv --dates d", ["dmy"]),
        ("pars template --catalog 20", list(versions())),
        ("pars template --boards A", BOARDS),
        ("pars template --boards ABA,AB", [f"ABA,{board}" for board in BOARDS if board != "ABA"]),
        ("pars catalog show prac", ["practice_areas"]),
        ("pars catalog diff 2025", ["2025.1"]),
        ("pars split b.xlsx --by Form", ["Format"]),
    ],
)
def test_commands_options_and_values_complete(words: str, values: list[str]) -> None:
    assert offered(words) == values


@pytest.mark.parametrize(
    ("command", "meant"),
    [
        (("chek", "x.xlsx"), "check"),
        (("check", "x.xlsx", "--sumary"), "--summary"),
        (("template", "--boards", "ABIN"), "ABIM"),
        (("template", "--catalog", "2026"), "2026.1"),
        (("export", "x.xlsx", "--format", "xlm"), "xml"),
        (("catalog", "show", "practice_area"), "practice_areas"),
    ],
)
def test_what_was_meant(command: tuple[str, ...], meant: str) -> None:
    done = pars(*command)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert f"Did you mean {meant}?" in done.stderr.replace("'", "")
