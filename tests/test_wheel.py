"""The installed wheel works in an empty folder outside the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel unpacked into it, as pip installs it."""
    wheels, target = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    make = [*pip, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(wheels), str(CHECKOUT)]
    subprocess.run(make, check=True, timeout=300)
    wheel = next(wheels.glob("pars_batch-*.whl"))
    subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", "--target", str(target), str(wheel)], check=True, timeout=300
    )
    return target


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    code = "import generator, addin.cli, sys; print(generator.__file__, file=sys.stderr); addin.cli.main()"
    env = {**os.environ, "PYTHONPATH": str(installed)}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_wheel_holds_the_program_and_nothing_else(installed: Path) -> None:
    files = {path.relative_to(installed) for path in installed.rglob("*") if path.is_file()}
    ours = {path for path in files if path.suffix not in {".pyc"} and path.parts[0] != "bin"}
    assert {path.parts[0] for path in ours} == {
        "generator", "addin", "macros", "workbook_templates", "pars_batch-0.1.0.dist-info",
    }  # fmt: skip
    listed = _tracked("generator", "addin", "macros", "workbook_templates")
    assert {path for path in ours if not path.parts[0].endswith(".dist-info")} == listed
    assert any(path.name == "LICENSE" for path in ours)


def test_the_source_package_is_enough_to_build_from_and_test(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(command, check=True, timeout=300, cwd=CHECKOUT, capture_output=True)
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        names = {Path(*Path(name).parts[1:]) for name in archive.getnames()}
    assert names == _tracked() | {Path("PKG-INFO")}


def _tracked(*folders: str) -> set[Path]:
    """The files that belong to the project: those that git tracks, or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *folders],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return {Path(line) for line in listed.splitlines()}


def test_the_wheel_does_the_whole_way(installed: Path, tmp_path: Path) -> None:
    sample = run(installed, tmp_path, "sample", "-o", "s.xlsx", "--activities", "6", "--faults", "2")
    assert sample.returncode == 0, sample.stderr
    assert str(installed) in sample.stderr, "the checkout was used, not the wheel"
    checked = run(installed, tmp_path, "check", "s.xlsx", "--json")
    assert checked.returncode == 1
    assert len([f for f in json.loads(checked.stdout)["findings"] if f["severity"] != "advice"]) == 2
    assert run(installed, tmp_path, "export", "s.xlsx", "-o", "o.xml").returncode == 1
    assert (tmp_path / "o.xml").stat().st_size > 0


def test_the_wheel_carries_the_macros_and_builds_the_add_in(installed: Path, tmp_path: Path) -> None:
    assert (installed / "macros" / "customUI14.xml").is_file()
    assert run(installed, tmp_path, "addin", "build", "-o", "PARS.xlam").returncode == 0
    assert (tmp_path / "PARS.xlam").stat().st_size > 0
