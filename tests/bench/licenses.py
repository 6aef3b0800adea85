"""`python -m tests.bench.licenses` prints docs/licenses.md: what PARS Batch needs to run, and under which license each
package says that it is. Packages of other systems are fetched for it, as .ci/run.lock names them."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from importlib.metadata import PackageNotFoundError
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "licenses.md"
SYSTEMS = {"Linux": "linux", "Windows": "win32", "macOS": "darwin"}
"""Name to what Python calls it in `sys_platform`."""
_NAMES = {"linux": "Linux", "win32": "Windows", "darwin": "Darwin"}
WHEELS = {"win32": ["win_amd64"], "darwin": ["macosx_14_0_universal2", "macosx_11_0_arm64"]}
PERMISSIVE = {"0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU",
              "PSF-2.0", "Public-Domain", "Zlib"}  # fmt: skip
"""Licenses that ask for no more than their text and the authors' names; BSD where a package does not say which."""
_CLASSIFIED = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Python Software Foundation License": "PSF-2.0",
    "Public Domain": "Public-Domain",
}
_HEAD = """# Licenses

PARS Batch is under the MIT license. What it needs to run, and the license that each package names in its metadata
(made by `make licenses`; a test compares it with what is installed, and takes permissive licenses only):

| Package | License | On |
|---|---|---|
"""
_FOOT = """
xlwings brings a folder `xlwings/pro` under a license of its own, which asks for a key. PARS Batch uses nothing of it.
"""


@dataclass(frozen=True, order=True)
class Needed:
    """A package that PARS Batch needs.

    Attributes:
        name: in the form in which package indexes compare names.
        systems: keys of `SYSTEMS`.
    """

    name: str
    systems: tuple[str, ...]


def needed() -> list[Needed]:
    """All that is needed to run, directly or not, by name. What is not installed here is taken to need nothing."""
    found: dict[str, list[str]] = {}
    for system, platform in SYSTEMS.items():
        for name in sorted(_reached("pars-batch", platform, set())):
            found.setdefault(name, []).append(system)
    return sorted(Needed(name, tuple(systems)) for name, systems in found.items())


def _reached(name: str, platform: str, seen: set[str]) -> set[str]:
    for text in (metadata(name) or Message()).get_all("Requires-Dist", ()):
        requirement = Requirement(text)
        wanted = canonicalize_name(requirement.name)
        where = {"sys_platform": platform, "platform_system": _NAMES[platform], "extra": ""}
        if wanted not in seen and (requirement.marker is None or requirement.marker.evaluate(where)):
            seen.add(wanted)
            _reached(wanted, platform, seen)
    return seen


def metadata(name: str) -> Message | None:
    """What an installed package says of itself; None when it is not installed."""
    try:
        return importlib.metadata.metadata(name)
    except PackageNotFoundError:
        return None


def license_of(said: Message) -> str:
    """The license that metadata names: its SPDX expression, or else what its classifiers or its text come to."""
    if expression := said["License-Expression"]:
        return str(expression)
    classified = [c.split(" :: ")[-1] for c in said.get_all("Classifier") or () if c.startswith("License :: ")]
    names = [_CLASSIFIED.get(name, name) for name in classified] or [(said["License"] or "none named").splitlines()[0]]
    return " AND ".join(names)


def permissive(expression: str) -> bool:
    """Whether each part of an expression is permissive, or can be chosen to be."""
    parts = re.sub(r"[()]", "", expression).split(" AND ")
    return all(any(choice.strip() in PERMISSIVE for choice in part.split(" OR ")) for part in parts)


def listed() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Package to license and systems, as the page has them."""
    rows = re.findall(r"^\| (\S+) \| (.+?) \| (.+?) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: (license, tuple(systems.split(", "))) for name, license, systems in rows if name != "Package"}


def page() -> str:
    rows = (
        f"| {each.name} | {license_of(metadata(each.name) or _fetched(each))} | {', '.join(each.systems)} |\n"
        for each in needed()
    )
    return _HEAD + "".join(rows) + _FOOT


def locked(lock: Path) -> Iterator[Requirement]:
    """The versions that a lock names."""
    for line in re.findall(r"^(\w.*?)\s*\\$", lock.read_text(encoding="utf-8"), re.MULTILINE):
        yield Requirement(line)


def _fetched(each: Needed) -> Message:
    lock = locked(ROOT / ".ci" / "run.lock")
    version = next(str(pinned.specifier) for pinned in lock if canonicalize_name(pinned.name) == each.name)
    platforms = [f"--platform={wheel}" for wheel in WHEELS[SYSTEMS[each.systems[0]]]]
    with tempfile.TemporaryDirectory() as folder:
        which = ["--no-deps", "--only-binary=:all:", "--python-version=3.12", *platforms, f"--dest={folder}"]
        subprocess.run([sys.executable, "-m", "pip", "--quiet", "download", *which, each.name + version], check=True)
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as archive:
            name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
            return message_from_bytes(archive.read(name))


if __name__ == "__main__":
    sys.stdout.write(page())
