"""Asks the user of Excel where to write a file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import xlwings as xw

from addin.working import TITLE

WhereTo = Callable[[xw.App, Path, str], Path | None]
"""Takes the proposed file and the words for its kind; gives the file to write, None when the user thinks better of
it."""


def where_to(app: xw.App, proposed: Path, kind: str, platform: str = sys.platform) -> Path | None:
    """Excel's own dialog on Windows; elsewhere the proposed place. An existing file is replaced only after a Yes."""
    target = proposed
    if platform == "win32":
        answer = app.api.GetSaveAsFilename(
            InitialFilename=str(proposed), FileFilter=f"{kind} (*{proposed.suffix}),*{proposed.suffix}", Title=TITLE
        )
        if not isinstance(answer, str):
            return None
        target = Path(answer)
    if target.exists() and app.alert(f"{target} exists already. Replace it?", TITLE, "yes_no") != "yes":
        return None
    return target


def free_name(proposed: Path) -> Path:
    """The file itself, or with a number, such that nothing is there yet."""
    number, path = 2, proposed
    while path.exists():
        path = proposed.with_stem(f"{proposed.stem} ({number})")
        number += 1
    return path
