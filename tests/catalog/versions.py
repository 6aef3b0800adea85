"""Catalogs that an organization's IT could make: a copy of the shipped version with single lines changed."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from generator.catalog import HOME, Catalog, load, newest

VERSION = "2025.1"


class Versions:
    """A folder of catalog versions of its own, in place of the shipped one."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        shutil.copytree(HOME / VERSION, folder / VERSION, ignore=shutil.ignore_patterns("*.xlsx"))
        # the package has a function of the name of the module
        monkeypatch.setattr(sys.modules["generator.catalog.load"], "HOME", folder)
        newest.cache_clear()

    def path(self, name: str) -> Path:
        return self.folder / VERSION / name

    def add(self, name: str, *lines: str) -> Versions:
        """Adds lines to the end of a file, which may be new."""
        path = self.path(name)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(text + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        return self

    def change(self, name: str, pattern: str, text: str) -> Versions:
        """Replaces what a pattern matches in a file, once; the pattern must be there."""
        path = self.path(name)
        changed, count = re.subn(pattern, text, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
        assert count == 1, pattern
        path.write_text(changed, encoding="utf-8")
        return self

    def column(self, line: str) -> Versions:
        """Adds a column; `line` gives its fields as name=text, parted by semicolons, the others as for a short text."""
        path = self.path("columns.csv")
        names = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        given = dict(field.split("=", 1) for field in line.split(";"))
        assert not set(given) - set(names), line
        usual = {"kind": "text", "sent": "yes", "group": "More", "width": "20", "source": "OURS", "help": "More."}
        return self.add("columns.csv", ",".join({**usual, **given}.get(name, "") for name in names))

    def load(self) -> Catalog:
        return load(VERSION)
