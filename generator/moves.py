"""Files on their way to their places, noted beside them: after a killed run the next one ends what it was at."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from generator import locks

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


@contextmanager
def noted(folder: Path, moves: Sequence[Move]) -> Iterator[None]:
    """Notes in a folder, which is locked, what is moved in it meanwhile.

    Raises:
        OSError: it cannot be noted.
    """
    note = folder / _NOTE
    names = [[path.name for path in (move.part, move.target, move.aside)] for move in moves]
    try:
        with os.fdopen(os.open(note, _NEW, 0o600), "w", encoding="ascii") as file:
            json.dump(names, file)
        yield
    finally:
        with suppress(OSError):
            note.unlink()


def end_moves(folder: Path) -> None:
    """Ends what a killed run was moving in a folder, which is locked: all new files are in their places then, where
    the first of them was, or else all old ones."""
    note = folder / _NOTE
    if not os.path.lexists(note):
        return
    with suppress(OSError, ValueError, TypeError):
        if note.is_file() and not note.is_symlink() and locks.is_users(note):
            moves = [Move(*(folder / name for name in names)) for names in json.loads(note.read_bytes())]
            if moves and all(_is_ours(move, folder) for move in moves):
                _end(moves)
    with suppress(OSError):
        note.unlink()


def _is_ours(move: Move, folder: Path) -> bool:
    names = PART.fullmatch(move.part.name) and _ASIDE.fullmatch(move.aside.name)
    return bool(names) and all(path.parent == folder for path in (move.part, move.target, move.aside))


def _end(moves: Sequence[Move]) -> None:
    first, *others = moves
    if os.path.lexists(first.part) and not _is_same(first.part, first.target):
        for move in moves:
            if os.path.lexists(move.aside) and not os.path.lexists(move.target):
                move.aside.rename(move.target)
    else:
        for move in others:
            if os.path.lexists(move.part) and not os.path.lexists(move.target):
                move.part.rename(move.target)
    for move in moves:
        move.part.unlink(missing_ok=True)
        move.aside.unlink(missing_ok=True)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return os.path.samestat(one.lstat(), other.lstat())
    except OSError:
        return False
