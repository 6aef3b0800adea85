"""The installed wheel works in an empty folder outside the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import OF_THE_USER

CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel unpacked into it, as pip installs it."""
    wheels, target = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    env = {**os.environ, **OF_THE_USER}
    build = [*pip, "wheel", "--no-deps", "--wheel-dir", str(wheels), str(CHECKOUT)]
    subprocess.run(build, check=True, timeout=300, env=env)
    wheel = next(wheels.glob("pars_batch-*.whl"))
    subprocess.run(
        [*pip, "install", "--no-deps", "--target", str(target), str(wheel)], check=True, timeout=300, env=env
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
