"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from generator.failure import Failure


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Gives the path of an empty file beside `target`, which takes the target's place when the block ends without an exception.

    An existing target stays as it is until then, and when anything fails; the file beside it is always gone afterwards.

    Raises:
        Failure: the folder does not exist, or the file cannot be written.
    """
    folder = target.absolute().parent
    if not folder.is_dir():
        raise Failure(f"The folder {folder} does not exist; create it, or choose another place for {target.name}.")
    if target.is_dir():
        raise Failure(f"{target} is a folder; give the name of a file in it.")
    part = folder / f".{target.stem}-{token_hex(4)}.part"
    try:
        part.open("xb").close()
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        words = error.strerror or str(error)
        raise Failure(f"{target} cannot be written ({words}); close it if another program has it open, or choose another place.") from error
    finally:
        part.unlink(missing_ok=True)
