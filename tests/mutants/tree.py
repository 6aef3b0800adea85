"""A copy of the checkout in which faults are made, so that the checkout itself is never touched."""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from py_compile import PycInvalidationMode

from tests.mutants.fault import Fault

HOME = Path(__file__).resolve().parents[2]


def copy(folder: Path) -> Path:
    """Copies what git knows of, or would, into `folder`, and compiles it so that only a change of text counts: two
    faults of one second and one length would else be taken for each other."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=HOME, capture_output=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (HOME / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(HOME / name, target)
    if (HOME / ".venv").exists():
        (folder / ".venv").symlink_to(HOME / ".venv")
    for package in ("generator", "addin"):
        compileall.compile_dir(folder / package, quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
    return folder


@contextmanager
def made(fault: Fault, tree: Path) -> Iterator[None]:
    """The copy has the fault meanwhile."""
    path = tree / fault.file
    right = path.read_bytes()
    path.write_bytes(fault.text.encode())
    try:
        yield
    finally:
        path.write_bytes(right)
        os.utime(path)
