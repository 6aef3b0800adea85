"""Files that are held by a running program, and those that a killed one left.

The operating system lets go of what a program held, however the program ends; so nothing of a running one is ever taken
for left, and nobody waits for one that was killed. On Windows an open file cannot be taken away, which is the lock;
elsewhere it is one of the operating system. Some network drives know none: there a file is left when it is old.
"""

from __future__ import annotations

import os
import platform
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

COMPUTER = sha256(platform.node().encode()).hexdigest()[:4]
"""This computer, in names of files: locks may not reach from one computer to another."""
USER = "" if sys.platform == "win32" else str(os.getuid())
"""This user, in names of files; Windows does not say whose a file is."""
_USUAL_FILES = 200
"""Files that are open besides, at most."""
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_LOOK = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def room_for(files: int) -> None:
    """Lets this program hold so many more files at once, as far as the operating system lets it; some systems let it
    hold 256 unless it asks."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  # Windows has none

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = files + _USUAL_FILES
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most)
        )


def create(path: Path, mode: int = 0o666) -> int:
    """Makes a new file and holds it until the descriptor, which is open for reading and writing, is closed.

    Args:
        mode: who may read and write it, as far as the user's own setting lets.

    Raises:
        OSError: it cannot be made; `FileExistsError` when there is one.
    """
    file = os.open(path, _NEW, mode)
    if _lock(file) is False or not _same(file, path):
        # somebody took the new file for one that was left, in the moment before it was locked
        os.close(file)
        raise FileExistsError(f"{path} was taken away")
    return file


def take_away(path: Path, left: Callable[[os.stat_result], bool], *, of_here: bool) -> bool:
    """Takes away a file that nobody holds. Whether that was done: it is there, is a file, may be taken, and is left.

    Args:
        left: whether the file of that state counts as left, where locks say nothing of it.
        of_here: whether it was made on this computer, so that its lock is seen here.
    """
    with suppress(OSError):
        file = os.open(path, _LOOK)
        try:
            state = os.fstat(file)
            free = _lock(file)
            if free is None or (free and not of_here):
                free = left(state)
            if not (stat.S_ISREG(state.st_mode) and free and _same(file, path)):
                return False
            if sys.platform != "win32":
                path.unlink()  # while it is held, so that nobody takes what comes to its place
                return True
        finally:
            os.close(file)
        path.unlink()  # on Windows an open file stays: of this program, or of the one that holds it
        return True
    return False


def remove(file: int, path: Path) -> None:
    """Takes away a file that is held here, and lets go of it."""
    with suppress(OSError):
        if sys.platform != "win32" and _same(file, path):  # another's may be there, who took this one for left
            path.unlink()
    os.close(file)
    with suppress(OSError):
        if sys.platform == "win32":
            path.unlink()  # unless the next one holds it already


def is_users(path: Path) -> bool:
    """Whether a file is this user's own; what others wrote is not to be trusted. Windows does not say."""
    return sys.platform == "win32" or path.lstat().st_uid == os.getuid()


if sys.platform == "win32":

    def _lock(file: int) -> bool | None:
        """Whether nobody holds an open file, as far as can be seen before it is taken away."""
        return True

    def _same(file: int, path: Path) -> bool:
        """Whether an open file is still the one that its name leads to: an open file stays."""
        return True

else:
    import fcntl

    def _lock(file: int) -> bool | None:
        """Locks an open file until it is closed. Whether that could be done; None where the drive knows no locks."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return None
        return True

    def _same(file: int, path: Path) -> bool:
        """Whether an open file is still the one that its name leads to."""
        try:
            return os.path.samestat(os.fstat(file), path.lstat())
        except OSError:
            return False
