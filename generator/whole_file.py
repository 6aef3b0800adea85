"""Files that appear whole or not at all, alone or together, and replace other files only when they are told to."""

from __future__ import annotations

import errno
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from generator import locks
from generator.failure import Failure
from generator.moves import PART, Move, digest, end_moves, is_same, move_to, noted, unfinished

PATIENCE = 10.0
"""Seconds that files are waited for which another run is moving to their places, which takes no time."""
_LEFT_AFTER = 3600.0
"""Seconds after which a file beside a target is one of a killed run, where locks do not say it."""
NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
"""What the system says of a full disk."""
_RETRY = 0.02
_FORMER = re.compile(r"\..+-[0-9a-f]{8}\.part", re.DOTALL)
"""Names that earlier versions gave to files that wait; they do not tell the computer."""
_BEING_DELETED = 0.5 if sys.platform == "win32" else 0.0
"""Seconds that it takes at most until a file is gone."""
_HERE = locks.COMPUTER.encode()


@contextmanager
def whole_file(target: Path, *, replace: bool = False, private: bool = False) -> Iterator[Path]:
    """Gives the path of an empty file beside `target`, which takes the target's place when the block ends without an
    exception.

    An existing target stays as it is until then, and when anything fails; the file beside it is always gone afterwards.
    When the program is killed, the next one that writes into the folder takes it away.

    Args:
        target: the file.
        replace: whether an existing file may be replaced.
        private: nobody else may read it.

    Raises:
        Failure: the folder does not exist, the file exists and is not to be replaced, or it cannot be written.
    """
    with whole_files([target], replace=replace, private=private) as (part,):
        yield part


@contextmanager
def whole_files(targets: Sequence[Path], *, replace: bool = False, private: bool = False) -> Iterator[tuple[Path, ...]]:
    """Like `whole_file` for files of one folder that belong together: a file, and what tells of it (its receipt, say).

    All take their places, or none; of a program that was killed meanwhile, the next one that writes into the folder
    ends it. What told of the old file is taken away first and comes last, so that even after a power cut nothing old
    is beside a new file. Of two programs that write the same files at once, one comes wholly after the other.

    Raises:
        Failure: as `whole_file`.
    """
    if all(PART.fullmatch(target.name) for target in targets):
        yield tuple(targets)  # they wait beside their places already, and whoever made them holds them
        return
    folder = targets[0].absolute().parent
    _refuse(targets, replace=replace)
    moves = [move_to(target) for target in targets]
    parts = tuple(move.part for move in moves)
    held: list[int] = []
    try:
        with _locked(folder):  # or else another run might take for left what is not held yet
            _sweep(folder)
            locks.room_for(len(parts))
            for part in parts:
                held.append(locks.create(part, 0o600 if private else 0o666))
        yield parts
        for file in held:
            os.fsync(file)
        digests = [digest(part) for part in parts]
        with _locked(folder):
            _refuse(targets, replace=replace)
            _let_go(held)  # Windows moves no open file; nobody sweeps while the folder is locked
            with noted(folder, moves, digests):
                _move(moves, replace=replace)
    except OSError as error:
        raise cannot_be_written(_about(error, moves), error) from error
    finally:
        _let_go(held)
        if not unfinished(moves):  # or else the next run needs them
            _remove(parts)


@contextmanager
def whole_files_of_folders(targets: Sequence[Path], *, replace: bool = False) -> Iterator[tuple[Path, ...]]:
    """Like `whole_files` for files of several folders: all are written before the first of them takes its place.

    Raises:
        Failure: as `whole_file`.
    """
    folders: dict[str, list[Path]] = {}
    for target in targets:
        folders.setdefault(os.path.realpath(target.parent), []).append(target)
    with ExitStack() as open_folders:
        parts: dict[Path, Path] = {}
        for files in folders.values():
            parts.update(zip(files, open_folders.enter_context(whole_files(files, replace=replace)), strict=True))
        yield tuple(parts[target] for target in targets)


def write_whole(target: Path, data: bytes, *, replace: bool = False, private: bool = False) -> None:
    """Writes `data` to `target`; see `whole_file`."""
    with whole_file(target, replace=replace, private=private) as part:
        part.write_bytes(data)


def refuse_existing(target: Path) -> None:
    """Raises Failure when something is at `target` already."""
    if os.path.lexists(target):
        raise Failure(f"{target} exists already; give another name, or add --replace.")


def cannot_be_written(target: Path, error: OSError) -> Failure:
    """What to say when the operating system refuses a file."""
    folder = target.absolute().parent
    if error.errno in NO_ROOM:
        way_out = "free some space there, or choose another place"
    elif error.errno == errno.ENAMETOOLONG:
        way_out = "give a shorter name"
    elif error.errno == errno.EMFILE:
        way_out = "ask whoever looks after the computer to let a program hold more files at once (ulimit -n)"
    elif error.errno == errno.EROFS or (isinstance(error, PermissionError) and not os.access(folder, os.W_OK)):
        way_out = "choose a folder that you may write into"
    else:
        way_out = "close it if another program has it open, or choose another place"
    return Failure(f"{target} cannot be written ({error.strerror or error}); {way_out}.")


def lock_of(folder: Path) -> Path:
    """The file that exists while files of `folder` take their places."""
    return folder / ".pars-batch.lock"


def refuse_folder(target: Path) -> None:
    """Raises Failure when the folder of `target` does not exist."""
    folder = target.absolute().parent
    if not folder.is_dir():
        raise Failure(f"The folder {folder} does not exist; create it, or choose another place for {target.name}.")


def _refuse(targets: Sequence[Path], *, replace: bool) -> None:
    refuse_folder(targets[0])
    for target in targets:
        if target.is_dir():
            raise Failure(f"{target} is a folder; give the name of a file in it.")
        if not replace:
            refuse_existing(target)


def _let_go(held: list[int]) -> None:
    while held:
        os.close(held.pop())


def _sweep(folder: Path) -> None:
    """Takes away what killed runs left: it holds a batch, and nobody sees it."""
    with suppress(OSError):
        now = lock_of(folder).stat().st_mtime  # by the clock of the drive, which may be another computer's
        for entry in os.scandir(folder):
            path = Path(entry.path)
            if _FORMER.fullmatch(entry.name) and locks.is_users(path):
                found = PART.fullmatch(entry.name)
                locks.take_away(
                    path,
                    lambda about: now - about.st_mtime > _LEFT_AFTER,
                    of_here=found is not None and found[1] == locks.COMPUTER,
                )


def _about(error: OSError, moves: Sequence[Move]) -> Path:
    """The target that an error is about."""
    named = {str(name) for name in (error.filename, error.filename2) if name is not None}
    for move in moves:
        if named & {str(move.part), str(move.aside), str(move.target), str(move.target.absolute())}:
            return move.target
    return moves[0].target


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Waits for the folder's lock and holds it. What a killed run was at is ended first."""
    lock = lock_of(folder)
    seen, since = _state(lock), time.monotonic()
    unchanged = 0.0

    def is_left(about: os.stat_result) -> bool:
        return _mark(about) == seen and unchanged > PATIENCE

    while True:
        try:
            file = locks.create(lock)
            break
        except (FileExistsError, PermissionError) as error:  # Windows says the latter of a file being deleted
            state = _state(lock)
            if state != seen:
                seen, since = state, time.monotonic()
            unchanged = time.monotonic() - since
            if isinstance(error, PermissionError) and state is None and unchanged >= _BEING_DELETED:
                raise
            if unchanged > 2 * PATIENCE:
                raise Failure(
                    f"{lock} stays open in another program; wait until that is done, or choose another place."
                ) from error
            with suppress(OSError):
                locks.take_away(lock, is_left, of_here=lock.is_file() and lock.read_bytes() == _HERE)
            time.sleep(_RETRY)
    try:
        os.write(file, _HERE)
        end_moves(folder)
        yield
    finally:
        locks.remove(file, lock)


def _state(lock: Path) -> tuple[int, int] | None:
    try:
        return _mark(lock.stat())
    except OSError:
        return None


def _mark(about: os.stat_result) -> tuple[int, int]:
    return about.st_ino, about.st_mtime_ns


def _move(moves: Sequence[Move], *, replace: bool) -> None:
    """Puts each part into its place; when one cannot be put, the old files come back."""
    undo: list[Callable[[], object]] = []
    try:
        for told in moves[1:]:
            if os.path.lexists(told.target):
                _park(told, undo)
        for move in moves:
            if os.path.lexists(move.target):
                _keep(move, undo)
                move.part.replace(move.target)
            else:
                _put(move.part, move.target, replace=replace)
                undo.append(move.target.unlink)
    except BaseException:
        # what cannot be undone ends the way back: an old receipt must not come back beside a new file
        with suppress(OSError):
            for back in reversed(undo):
                back()
            _remove([move.aside for move in moves])
        raise
    _remove([move.aside for move in moves])


def _remove(paths: Sequence[Path]) -> None:
    """Takes away what is of no more use; what cannot be now is left to the next run."""
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _park(move: Move, undo: list[Callable[[], object]]) -> None:
    """Takes an old file out of the way."""
    move.target.rename(move.aside)
    undo.append(lambda: move.aside.replace(move.target))


def _keep(move: Move, undo: list[Callable[[], object]]) -> None:
    """Keeps an old file for the way back while it stays in its place, or where there are no links, out of the way."""
    try:
        os.link(move.target, move.aside)
    except OSError:
        _park(move, undo)
        return
    undo.append(lambda: None if is_same(move.aside, move.target) else move.aside.replace(move.target))


def _put(part: Path, target: Path, *, replace: bool) -> None:
    """Puts a part where nothing is, and fails when something came there meanwhile, unless it may be replaced."""
    if replace:
        part.replace(target)
        return
    try:
        os.link(part, target)
    except FileExistsError:
        refuse_existing(target)
        raise
    except OSError:
        part.rename(target)  # a file system without links; Windows refuses to replace by itself
