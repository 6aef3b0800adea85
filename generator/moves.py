"""Files on their way to their places, noted beside them: after a killed run the next one ends what it was at."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from secrets import token_hex

from generator import locks
from generator.failure import Failure

PART = re.compile(r"\..*-pars-([0-9a-f]{4})-[0-9a-f]{8}\.part", re.DOTALL)
"""Names of new files that wait beside their places: on which computer they were made."""
_ASIDE = re.compile(r"\..*-pars-[0-9a-f]{4}-[0-9a-f]{8}\.old", re.DOTALL)
_LONGEST_STEM = 40
_NOTE = ".pars-batch.moves"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


@dataclass(frozen=True, slots=True)
class Move:
    """A file on its way to its place.

    Attributes:
        part: the new file.
        target: its place.
        aside: where the old file waits until all new ones are in their places.
    """

    part: Path
    target: Path
    aside: Path


def move_to(target: Path) -> Move:
    """A move with names that nothing has."""
    name = f".{target.stem[:_LONGEST_STEM]}-pars-{locks.COMPUTER}-{token_hex(4)}"
    folder = target.absolute().parent
    return Move(folder / f"{name}.part", target, folder / f"{name}.old")


def digest(path: Path) -> str:
    """What tells a file from others on every drive: numbers of files and their times do not on all."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


@contextmanager
def noted(folder: Path, moves: Sequence[Move], digests: Sequence[str]) -> Iterator[None]:
    """Notes in a folder, which is locked, what is moved in it meanwhile. The note stays while an old file is aside.

    Args:
        digests: the `digest` of each part.

    Raises:
        OSError: it cannot be noted.
    """
    note = _free_note(folder)
    lines = [
        (*(path.name for path in (move.part, move.target, move.aside)), new)
        for move, new in zip(moves, digests, strict=True)
    ]
    file = os.open(note, _NEW, 0o600)
    try:
        with os.fdopen(file, "w", encoding="ascii") as written:
            json.dump(lines, written)
            written.flush()
            os.fsync(file)
        _settle(folder)
        yield
    finally:
        if not unfinished(moves):
            with suppress(OSError):
                note.unlink()


def unfinished(moves: Sequence[Move]) -> bool:
    """Whether an old file is still aside, so that the next run has something to end."""
    return any(os.path.lexists(move.aside) for move in moves)


def end_moves(folder: Path) -> None:
    """Ends what a killed run of this user was moving in a folder, which is locked: all new files are in their places
    then, where the first of them surely was, or else all old ones.

    Raises:
        Failure: a file is aside and can be neither put into its place nor taken away; the note stays.
    """
    for note in _notes(folder):
        if not _is_another_users(note):
            _end_noted(note)


def _notes(folder: Path) -> list[Path]:
    """Where notes are: the second place is for a user who finds another one's in the first."""
    return [folder / _NOTE, folder / f"{_NOTE}-{locks.USER}"]


def _free_note(folder: Path) -> Path:
    first, second = _notes(folder)
    return second if _is_another_users(first) else first


def _is_another_users(note: Path) -> bool:
    return os.path.lexists(note) and not locks.is_users(note)


def _end_noted(note: Path) -> None:
    if not os.path.lexists(note):
        return
    moves = _read(note)
    cause: OSError | None = None
    try:
        _end(moves)
    except OSError as error:
        cause = error
    left = [move.aside for move in moves if os.path.lexists(move.aside)] if moves else _asides(note.parent)
    if cause and not left:
        left = [move.part for move in moves if os.path.lexists(move.part)]
    if left:
        raise _cannot_be_ended(left, cause) from cause
    with suppress(OSError):
        note.unlink()


def _read(note: Path) -> dict[Move, str]:
    """The moves of a note and the digests of their new files; none where no run wrote it."""
    folder = note.parent
    with suppress(OSError, ValueError, TypeError):
        if note.is_file() and not note.is_symlink():
            lines = json.loads(note.read_bytes())
            moves = {Move(*(folder / name for name in names)): str(new) for *names, new in lines}
            if all(_is_ours(move, folder) for move in moves):
                return moves
    return {}


def _asides(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if _ASIDE.fullmatch(path.name) and locks.is_users(path))


def _cannot_be_ended(left: Sequence[Path], error: OSError | None) -> Failure:
    why = f" ({error.strerror or error})" if error else ""
    return Failure(
        f"A run that was stopped left files aside in {left[0].parent}: {', '.join(path.name for path in left)}; "
        f"they can be neither put into their places nor removed{why}. Close other programs that have files of this "
        "folder open and try again; or else rename the ones that you need, delete the others, and try again."
    )


def _is_ours(move: Move, folder: Path) -> bool:
    names = PART.fullmatch(move.part.name) and _ASIDE.fullmatch(move.aside.name)
    return bool(names) and all(path.parent == folder for path in (move.part, move.target, move.aside))


def _end(moves: Mapping[Move, str]) -> None:
    if not moves:
        return
    first = next(iter(moves))
    if _is_new(first, moves[first]):
        for move, new in moves.items():
            _end_forward(move, new)
    else:
        for move in moves:
            if not _put_back(move):
                return  # what told of the old file must not come back beside another one
        for move in moves:
            with suppress(OSError):  # it is swept later
                move.part.unlink(missing_ok=True)


def _is_new(move: Move, new: str) -> bool:
    """Whether the new file is surely in its place."""
    if os.path.lexists(move.part) and not is_same(move.part, move.target):
        return False
    return move.target.is_file() and not move.target.is_symlink() and digest(move.target) == new


def _end_forward(move: Move, new: str) -> None:
    if os.path.lexists(move.part) and not os.path.lexists(move.target):
        _rename(move.part, move.target)
    if _is_new(move, new):
        move.aside.unlink(missing_ok=True)
        with suppress(OSError):  # it is swept later
            move.part.unlink(missing_ok=True)


def _put_back(move: Move) -> bool:
    """Puts an old file back where nothing else is. Whether it is in its place, as far as it was taken away."""
    if not os.path.lexists(move.aside):
        return True
    if not os.path.lexists(move.target):
        _rename(move.aside, move.target)
    elif is_same(move.aside, move.target):
        move.aside.unlink()
    return not os.path.lexists(move.aside)


def _rename(path: Path, target: Path) -> None:
    """Renames a file, and never over another one."""
    try:
        os.link(path, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        path.rename(target)  # a drive without links; the folder is locked, and Windows refuses to replace by itself
        return
    path.unlink()


def is_same(one: Path, other: Path) -> bool:
    """Whether two names are links to one file."""
    try:
        return os.path.samestat(one.lstat(), other.lstat())
    except OSError:
        return False


def _settle(folder: Path) -> None:
    """Has the drive keep the names in a folder, so that a power cut leaves them; Windows opens no folders."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
