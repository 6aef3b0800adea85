"""What PARS Batch needs to run is there under licenses that let everybody use it, and docs/licenses.md says which."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from tests.bench.licenses import ROOT, license_of, listed, metadata, needed, permissive


def test_the_page_names_what_is_needed() -> None:
    assert {name: systems for name, (_, systems) in listed().items()} == {each.name: each.systems for each in needed()}


def test_the_page_names_the_licenses_of_what_is_installed() -> None:
    installed = {each.name: said for each in needed() if (said := metadata(each.name))}
    assert len(installed) > 15
    assert {name: listed()[name][0] for name in installed} == {name: license_of(s) for name, s in installed.items()}


def test_all_licenses_are_permissive() -> None:
    assert [name for name, (license, _) in listed().items() if not permissive(license)] == []


@pytest.mark.parametrize(
    ("headers", "license", "allowed"),
    [
        ({"License-Expression": "Apache-2.0 OR GPL-3.0-only"}, "Apache-2.0 OR GPL-3.0-only", True),
        ({"License-Expression": "MIT AND (LGPL-2.1 OR GPL-2.0)"}, "MIT AND (LGPL-2.1 OR GPL-2.0)", False),
        ({"Classifier": "License :: OSI Approved :: MIT License"}, "MIT", True),
        ({"Classifier": "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)", "License": "MIT"},
         "Mozilla Public License 2.0 (MPL 2.0)", False),
        ({"License": "GPL"}, "GPL", False),
        ({}, "none named", False),
    ],
)  # fmt: skip
def test_what_is_permissive(headers: dict[str, str], license: str, allowed: bool) -> None:
    said = Message()
    for name, value in headers.items():
        said[name] = value
    assert license_of(said) == license
    assert permissive(license) == allowed


def test_nothing_under_the_other_license_of_xlwings_is_used() -> None:
    used = {name for top in ("addin", "generator") for file in (ROOT / top).rglob("*.py") for name in _imported(file)}
    assert "xlwings" in used
    assert [name for name in used if name.startswith(("xlwings.pro", "xlwings.server", "xlwings.reports"))] == []


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
