"""Files of the organization's folder that belong together: written all, or none of them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from generator.failure import Failure
from generator.kept import keep


def write_all(texts: Mapping[Path, str]) -> None:
    """Writes the text of each file; when one cannot be written, those before it are again as they were.

    Raises:
        Failure: a folder cannot be made or a file not written.
    """
    old = {target: target.read_bytes() if target.exists() else None for target in texts}
    done: list[Path] = []
    try:
        for target, text in texts.items():
            keep(target, text.encode())
            done.append(target)
    except Failure:
        for target in reversed(done):
            data = old[target]
            with suppress(OSError, Failure):
                if data is None:
                    target.unlink()
                else:
                    keep(target, data)
        raise
