"""Shows pages in the browser: the report of a check, the receipt, the rule book (`generator.report.pages`)."""

from __future__ import annotations

import stat
import tempfile
import webbrowser
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from generator.locks import is_users
from generator.report.pages.filled import write_pieces
from generator.whole_file import cannot_be_written, whole_file

Show = Callable[[str, Iterable[str]], Path]
"""Takes a file name and a page, piece by piece, shows it and gives its path."""

FOLDER = Path(tempfile.gettempdir()) / "pars-batch"
"""Where pages lie while a browser shows them, unless somebody else made it."""


def show(name: str, page: Iterable[str]) -> Path:
    """Writes the page into the user's folder for passing files and opens it in the browser. Raises Failure when it
    cannot be written."""
    path = _folder() / name
    with whole_file(path, replace=True, private=True) as part:
        write_pieces(page, part)
    webbrowser.open(path.as_uri())
    return path


def _folder() -> Path:
    """The folder for pages; a new one where others may look into the usual one, since all users may make folders there.

    Raises:
        Failure: there can be none.
    """
    try:
        with suppress(FileExistsError):
            FOLDER.mkdir(mode=0o700)
        state = FOLDER.lstat()
        if stat.S_ISDIR(state.st_mode) and is_users(FOLDER):
            FOLDER.chmod(0o700)
            return FOLDER
        return Path(tempfile.mkdtemp(prefix=f"{FOLDER.name}-"))
    except OSError as error:
        raise cannot_be_written(FOLDER, error) from error
