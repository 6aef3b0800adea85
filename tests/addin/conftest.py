"""The VBA that the add-in's tests build."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from addin.build import MACROS
from addin.wrappers import functions_module


@pytest.fixture(scope="session")
def macros(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of macros/ whose Functions.bas holds the functions of `tests.addin.sample_functions`."""
    folder = tmp_path_factory.mktemp("macros")
    shutil.copytree(MACROS, folder, dirs_exist_ok=True)
    (folder / "Functions.bas").write_bytes(functions_module("tests.addin.sample_functions").encode("ascii"))
    return folder
