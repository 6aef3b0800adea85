"""Writing a file whole or not at all."""

from __future__ import annotations

from pathlib import Path

from generator.whole_file import whole_file


def write_whole(target: Path, content: bytes) -> None:
    """Puts `content` at `target`; a reader, and a crash, sees the old file or the new one.

    Raises:
        Failure: the folder is missing or cannot be written, or the file is open in Excel.
    """
    with whole_file(target) as part:
        part.write_bytes(content)
