"""What became of each fault, kept beside the checkout's other caches so that a run can be broken off and go on."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

NOTICED, EQUIVALENT, LEFT = "noticed", "equivalent", "left"


@dataclass(frozen=True)
class Result:
    """One fault: where it was made, and whether a test noticed it (and which), it is equivalent (and why), or left."""

    name: str
    area: str
    fault: str
    kind: str
    state: str
    by: str
    seconds: float


def kept(file: Path) -> dict[str, Result]:
    """The results of earlier runs by the names of their faults, the last of each."""
    if not file.exists():
        return {}
    lines = file.read_text(encoding="utf-8").splitlines()
    return {result.name: result for result in (Result(**json.loads(line)) for line in lines)}


def keep(file: Path, result: Result) -> None:
    """Adds a result."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as target:
        target.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")
