"""Files of the organization's folder that belong together: written all, or none of them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from generator.failure import Failure
from generator.whole_file import write_whole


def folder_for(target: Path) -> None:
    """Makes the folder of a file, where there is none. Raises Failure when that cannot be done."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"The folder {target.parent} cannot be made ({error.strerror}).") from error


def write_all(texts: Mapping[Path, str]) -> None:
    """Writes the text of each file; when one cannot be written, those before it are again as they were.

    Raises:
        Failure: a folder cannot be made or a file not written.
    """
    old = {target: target.read_bytes() if target.exists() else None for target in texts}
    done: list[Path] = []
    try:
        for target, text in texts.items():
            folder_for(target)
            write_whole(target, text.encode(), replace=True)
            done.append(target)
    except Failure:
        for target in reversed(done):
            data = old[target]
            with suppress(OSError, Failure):
                if data is None:
                    target.unlink()
                else:
                    write_whole(target, data, replace=True)
        raise
