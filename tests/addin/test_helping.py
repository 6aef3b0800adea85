from __future__ import annotations

from pathlib import Path

import xlwings as xw

from addin import versions
from addin.helping import about, rule_book
from generator.catalog import Catalog
from tests.bench.excel import Engine


def test_about_and_the_rule_book(excel: Engine, book: xw.Book, catalog: Catalog) -> None:
    here = versions.installed()
    said = about(f"{here.pars_batch} {here.xlwings}").text
    assert here.pars_batch in said
    assert "install" not in said.split("Add-in")[1]
    assert "pars addin install" in about(f"0.0 {here.xlwings}").text
    shown: list[str] = []
    rule_book(show=lambda name, page: shown.append("".join(page)) or Path(name))
    assert all(code in shown[0] for code in ("end-before-start", "illegal-characters", "stray-cell"))
