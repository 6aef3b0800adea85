"""The locked versions are those that pyproject.toml allows, each with the hashes of its files."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.bench.licenses import ROOT, locked

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
RUNTIME: list[str] = PROJECT["project"]["dependencies"]
DECLARED = [Requirement(line) for lines in (RUNTIME, *EXTRAS.values()) for line in lines]
LOCKS = sorted((ROOT / ".ci").glob("*.lock"))


def asked_for(lock: Path) -> list[Requirement]:
    wanted = [*PROJECT["build-system"]["requires"], *RUNTIME, *EXTRAS.get(lock.stem, [])]
    return [Requirement(line) for line in wanted]


def test_there_is_one_for_what_runs_and_one_for_each_extra() -> None:
    assert {lock.stem for lock in LOCKS} == {"run", *EXTRAS}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_holds_what_is_asked_for_and_nothing_that_is_not_allowed(lock: Path) -> None:
    """Of a package there may be several versions, for several Pythons: each has to be allowed."""
    pinned: dict[str, list[str]] = {}
    for one in locked(lock):
        (pin,) = one.specifier
        assert pin.operator == "=="
        pinned.setdefault(canonicalize_name(one.name), []).append(pin.version)
    for wanted in asked_for(lock):
        versions = pinned.get(canonicalize_name(wanted.name), [])
        assert any(wanted.specifier.contains(version) for version in versions), f"{lock.name}: {wanted}; run make lock"
        if wanted.marker is None:
            assert all(wanted.specifier.contains(version) for version in versions), f"{lock.name}: {wanted}"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_file_of_a_lock_is_known_by_its_hash(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    entries = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(list(locked(lock))) > 20
    assert [entry for entry in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)] == []
    assert "://" not in text, "a lock says what is installed, not from where"


def test_locks_agree() -> None:
    """They go into one environment."""
    versions: dict[tuple[str, str], set[str]] = {}
    for lock in LOCKS:
        for one in locked(lock):
            versions.setdefault((one.name, str(one.marker)), set()).add(str(one.specifier))
    assert [name for name, pins in versions.items() if len(pins) > 1] == []


@pytest.mark.parametrize("requirement", DECLARED, ids=str)
def test_every_version_is_bounded_on_both_sides(requirement: Requirement) -> None:
    operators = {each.operator for each in requirement.specifier}
    assert operators in ({"=="}, {">=", "<"})


def test_the_sandbox_of_jinja2_is_one_without_known_ways_out() -> None:
    """CVE-2024-56326, CVE-2024-56201, CVE-2025-27516: mended in 3.1.6. An organization's templates run in it."""
    (jinja2,) = (one for one in DECLARED if one.name == "jinja2")
    assert not any(jinja2.specifier.contains(version) for version in ("3.1.3", "3.1.4", "3.1.5"))


def test_the_commands_install_by_the_locks_alone() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    installs = [line for line in lines if " install " in line and line.startswith("\t$(PIP)")]
    assert installs
    for line in installs:
        by_lock = "--require-hashes" in line and "--requirement" in line
        itself = "--no-deps" in line and "--no-build-isolation" in line and line.endswith("--editable .")
        assert by_lock or itself
