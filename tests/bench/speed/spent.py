"""Where the time of a check and an export goes, by the packages of this project."""

from __future__ import annotations

import cProfile
import pstats
import subprocess
import sys
from pathlib import Path

from tests.bench.speed.runs import CHECK, EXPORT, command

PACKAGES = ("workbook", "rules", "readiness", "exchange", "report")
REST, LIBRARIES = "rest of generator", "libraries and Python"


def spent(book: Path) -> dict[str, dict[str, float]]:
    """Command to package to the share of time that its own code takes (0 to 1), with what it asks of built-in
    functions; a profile slows short functions down more than long ones."""
    return {way: _shares(command(way, book), book.with_name("profile")) for way in (CHECK, EXPORT)}


def _shares(line: list[str | Path], kept: Path) -> dict[str, float]:
    subprocess.run(
        [sys.executable, "-m", "tests.bench.speed.spent", kept, *line[1:]], stdout=subprocess.DEVNULL, check=False
    )
    profile = pstats.Stats(str(kept)).stats  # type: ignore[attr-defined]  # not in its types
    shares = dict.fromkeys([*PACKAGES, REST, LIBRARIES], 0.0)
    for (file, _, _), (_, _, own, _, callers) in profile.items():
        if file == "~" and callers:
            for (caller, _, _), (_, _, own_of_caller, _) in callers.items():
                shares[_package(caller)] += own_of_caller
        else:
            shares[_package(file)] += own
    total = sum(shares.values())
    return {package: seconds / total for package, seconds in shares.items()}


def _package(file: str) -> str:
    _, found, inside = file.replace("\\", "/").rpartition("/generator/")
    if not found:
        return LIBRARIES
    package = inside.partition("/")[0]
    return package if package in PACKAGES else REST


def _profiled(kept: str, arguments: list[str]) -> None:
    from addin.cli import main

    sys.argv = ["pars", *arguments]
    profile = cProfile.Profile()
    try:
        profile.runcall(main)
    except SystemExit:
        pass
    finally:
        profile.dump_stats(kept)


if __name__ == "__main__":
    _profiled(sys.argv[1], sys.argv[2:])
