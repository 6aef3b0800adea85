"""`pars check --report`: what it writes, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.catalog import load
from tests.bench.commands import pars
from tests.bench.markdown import workbook
from tests.report.pages.conftest import ACTIVITIES


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workbook(load(), ACTIVITIES, tmp_path_factory.mktemp("book") / "june.xlsx", complete=True)


def test_a_report_is_written_and_only_a_report_replaced(book: Path, tmp_path: Path) -> None:
    page = tmp_path / "r.html"
    done = pars("check", book, "--summary", "--report", page, "--report", tmp_path / "second.HTML")
    assert (done.returncode, done.stderr) == (1, "")
    assert f"Report written to {page}" in done.stdout
    assert page.read_bytes() == (tmp_path / "second.HTML").read_bytes()
    assert "Check of june.xlsx" in page.read_text(encoding="utf-8")
    done = pars("check", book, "--report", page)
    assert (done.returncode, done.stdout) == (2, "")
    assert "r.html exists already; give another name, or add --replace." in done.stderr
    page.write_text("<!DOCTYPE html><title>Mine</title>", encoding="utf-8")
    done = pars("check", book, "--report", page, "--replace")
    assert done.returncode == 2
    assert "is not an earlier report, so it is not replaced" in done.stderr
    assert "Mine" in page.read_text(encoding="utf-8")


def test_no_two_outputs_go_to_one_place(book: Path, tmp_path: Path) -> None:
    for options in (
        ("--report", "r.html", "--report", "./r.html"),
        ("--highlight", "copy.xlsx", "--repair", tmp_path / "copy.xlsx"),
    ):
        for more in ((), ("--replace",)):
            done = pars("check", book, *options, *more, cwd=tmp_path)
            assert (done.returncode, done.stdout) == (2, "")
            assert "is to be written twice; give each file a name of its own." in done.stderr
            assert list(tmp_path.iterdir()) == []


def test_another_ending_is_refused_in_a_sentence(book: Path, tmp_path: Path) -> None:
    done = pars("check", book, "--report", tmp_path / "r.pdf")
    assert (done.returncode, done.stdout) == (2, "")
    assert "A report needs a name that ends in .html" in done.stderr
    assert list(tmp_path.iterdir()) == []
