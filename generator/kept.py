"""Files that are kept for the user from one run to the next: in the user's own folder, for nobody else to read."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from generator.failure import Failure
from generator.own_lists import configuration_folder
from generator.whole_file import write_whole


def keep(target: Path, data: bytes) -> None:
    """Writes a file whole, and makes its folder where there is none. What lies in the user's configuration folder is
    for the user alone; a folder that an organization shares stays as open as it is.

    Raises:
        Failure: the folder cannot be made, or the file not written.
    """
    private = is_private(target)
    folder_for(target)
    write_whole(target, data, replace=True, private=private)


def folder_for(target: Path) -> None:
    """Makes the folder of a file, where there is none. Raises Failure when that cannot be done."""
    try:
        if is_private(target):
            own = configuration_folder()
            own.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(OSError):
                own.chmod(0o700)  # one of an earlier version may be open to all
            for folder in reversed([folder for folder in target.parents if own in folder.parents]):
                folder.mkdir(mode=0o700, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"The folder {target.parent} cannot be made ({error.strerror}).") from error


def is_private(target: Path) -> bool:
    """Whether a file is in the user's configuration folder."""
    try:
        return configuration_folder() in target.absolute().parents
    except RuntimeError:  # a user without a home
        return False
