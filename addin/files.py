"""Writing a file whole or not at all."""

from __future__ import annotations

from pathlib import Path

from generator import whole_file


def write_whole(target: Path, content: bytes) -> None:
    """Puts `content` at `target`; a reader, and a crash, sees the old file or the new one.

    Raises:
        Failure: the folder is missing or cannot be written, or the file is open in Excel.
    """
    whole_file.write_whole(target, content, replace=True)
