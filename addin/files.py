"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from generator.failure import Failure


def write_whole(target: Path, content: bytes) -> None:
    """Puts `content` at `target`; a reader, and a crash, sees the old file or the new one.

    Raises:
        Failure: the folder is missing or cannot be written, or the file is open in Excel.
    """
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    except OSError as error:
        raise Failure(f"{target.parent} cannot be written: choose a folder that exists and that you may write to ({error.strerror}).") from error
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        part.replace(target)
    except PermissionError as error:
        raise Failure(f"{target} is in use or protected: close Excel and try again.") from error
    except OSError as error:
        raise Failure(f"{target} could not be written: {error.strerror}; make room or choose another place, then try again.") from error
    finally:
        part.unlink(missing_ok=True)
