"""Files that appear whole or not at all, alone or together, and replace other files only when they are told to."""

from __future__ import annotations

import errno
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from generator.failure import Failure

PATIENCE = 10.0
"""Seconds after which an untouched lock is one of a killed run: a lock is held for moves only, which take no time."""
_SWEPT_AFTER = 3600.0
"""Seconds after which a file beside a target is one of a killed run."""
_PART = re.compile(r"\..+-[0-9a-f]{8}\.part")
_LONGEST_STEM = 40
_NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_RETRY = 0.02


@contextmanager
def whole_file(target: Path, *, replace: bool = False) -> Iterator[Path]:
    """Gives the path of an empty file beside `target`, which takes the target's place when the block ends without an
    exception.

    An existing target stays as it is until then, and when anything fails; the file beside it is always gone afterwards.

    Args:
        target: the file.
        replace: whether an existing file may be replaced.

    Raises:
        Failure: the folder does not exist, the file exists and is not to be replaced, or it cannot be written.
    """
    with whole_files([target], replace=replace) as (part,):
        yield part


@contextmanager
def whole_files(targets: Sequence[Path], *, replace: bool = False) -> Iterator[tuple[Path, ...]]:
    """Like `whole_file` for files of one folder that belong together: a file, and what tells of it (its receipt, say).

    All take their places, or none. What told of the old file is taken away first and comes last, so that even after a
    power cut nothing old is beside a new file. Of two programs that write the same files at once, one comes wholly
    after the other.

    Raises:
        Failure: as `whole_file`.
    """
    folder = targets[0].absolute().parent
    _refuse(targets, replace=replace)
    _sweep(folder)
    parts = tuple(_beside(target) for target in targets)
    try:
        for part in parts:
            part.open("xb").close()
        yield parts
        for part in parts:
            with part.open("rb+") as file:
                os.fsync(file.fileno())
        with _locked(folder):
            _refuse(targets, replace=replace)
            _move(parts, targets, replace=replace)
    except OSError as error:
        raise cannot_be_written(_about(error, parts, targets), error) from error
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def write_whole(target: Path, data: bytes, *, replace: bool = False) -> None:
    """Writes `data` to `target`; see `whole_file`."""
    with whole_file(target, replace=replace) as part:
        part.write_bytes(data)


def refuse_existing(target: Path) -> None:
    """Raises Failure when something is at `target` already."""
    if os.path.lexists(target):
        raise Failure(f"{target} exists already; give another name, or add --replace.")


def cannot_be_written(target: Path, error: OSError) -> Failure:
    """What to say when the operating system refuses a file."""
    way_out = "free some space there" if error.errno in _NO_ROOM else "close it if another program has it open"
    return Failure(f"{target} cannot be written ({error.strerror or error}); {way_out}, or choose another place.")


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


def _beside(target: Path) -> Path:
    return target.absolute().parent / f".{target.stem[:_LONGEST_STEM]}-{token_hex(4)}.part"


def _sweep(folder: Path) -> None:
    """Takes away what killed runs left: it holds a batch, and nobody sees it."""
    with suppress(OSError):
        for entry in os.scandir(folder):
            if _PART.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    if time.time() - entry.stat(follow_symlinks=False).st_mtime > _SWEPT_AFTER:
                        Path(entry.path).unlink()


def _about(error: OSError, parts: Sequence[Path], targets: Sequence[Path]) -> Path:
    """The target that an error is about."""
    named = {str(name) for name in (error.filename, error.filename2) if name is not None}
    for part, target in zip(parts, targets, strict=True):
        if named & {str(part), str(target), str(target.absolute())}:
            return target
    return targets[0]


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Waits for the folder's lock and holds it. One that stays the same for `PATIENCE` seconds is of a killed run."""
    lock = lock_of(folder)
    seen: tuple[int, int] | None = None
    since = time.monotonic()
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            break
        except (FileExistsError, PermissionError):  # Windows says the latter of a file that is just being deleted
            state = _state(lock)
            if state != seen:
                seen, since = state, time.monotonic()
            elif time.monotonic() - since > PATIENCE:
                if state is None:
                    raise
                with suppress(OSError):
                    lock.unlink()
            time.sleep(_RETRY)
    try:
        yield
    finally:
        with suppress(OSError):
            lock.unlink()


def _state(lock: Path) -> tuple[int, int] | None:
    try:
        about = lock.stat()
    except OSError:
        return None
    return about.st_ino, about.st_mtime_ns


def _move(parts: Sequence[Path], targets: Sequence[Path], *, replace: bool) -> None:
    """Puts each part into its place; when one cannot be put, the old files come back."""
    undo: list[Callable[[], object]] = []
    with ExitStack() as parked:
        try:
            for told in targets[1:]:
                if os.path.lexists(told):
                    _park(told, undo, parked)
            for part, target in zip(parts, targets, strict=True):
                if os.path.lexists(target):
                    _keep(target, undo, parked)
                    part.replace(target)
                else:
                    _put(part, target, replace=replace)
                    undo.append(target.unlink)
        except BaseException:
            # what cannot be undone ends the way back: an old receipt must not come back beside a new file
            with suppress(OSError):
                for back in reversed(undo):
                    back()
            raise


def _park(old: Path, undo: list[Callable[[], object]], parked: ExitStack) -> None:
    """Takes an old file out of the way."""
    aside = _beside(old)
    old.rename(aside)
    undo.append(lambda: aside.replace(old))
    parked.callback(aside.unlink, missing_ok=True)


def _keep(old: Path, undo: list[Callable[[], object]], parked: ExitStack) -> None:
    """Keeps an old file for the way back while it stays in its place, or where there are no links, out of the way."""
    aside = _beside(old)
    try:
        os.link(old, aside)
    except OSError:
        _park(old, undo, parked)
        return
    undo.append(lambda: aside.replace(old))
    parked.callback(aside.unlink, missing_ok=True)


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
