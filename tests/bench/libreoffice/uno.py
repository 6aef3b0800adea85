"""LibreOffice's interface UNO, from wherever this machine keeps it."""

from __future__ import annotations

import builtins
import importlib
import shutil
import sys
from pathlib import Path
from typing import Any

SYSTEM_PACKAGES = Path("/usr/lib/python3/dist-packages")
"""Where Debian and Ubuntu keep `uno`."""


class OfficeError(Exception):
    """LibreOffice is not there, or could not do what was asked."""


def missing() -> str | None:
    """What is missing to run LibreOffice, in one sentence; None when all is there."""
    for program, package in (("soffice", "libreoffice-calc-nogui"), ("pdftoppm", "poppler-utils")):
        if not shutil.which(program):
            return f"{program} is not installed: install {package}, or run .ci/libreoffice as root"
    try:
        load_uno()
    except ImportError as error:
        return f"Python's uno cannot be imported ({error}): install python3-uno, or run .ci/libreoffice as root"
    return None


def load_uno() -> Any:
    """The module `uno`, from the system's Python where this one has none. Raises ImportError."""
    if "uno" in sys.modules:
        return sys.modules["uno"]
    plain_import = builtins.__import__
    added = str(SYSTEM_PACKAGES)
    sys.path.append(added)
    try:
        uno = importlib.import_module("uno")
    finally:
        sys.path.remove(added)
        builtins.__import__ = plain_import  # uno puts an import of its own there, which changes other modules' errors
    set_uno_attribute = uno._uno_struct__setattr__

    def set_attribute(self: Any, name: str, value: Any) -> None:
        if name.startswith("__"):
            object.__setattr__(self, name, value)  # contextlib sets __traceback__, which UNO's exceptions refuse
        else:
            set_uno_attribute(self, name, value)

    uno._uno_struct__setattr__ = set_attribute
    return uno
