"""Files that broke by chance: cut off somewhere, or with a flipped bit."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.hostile.book import ACTS, BOOK, META, MOC, PROPERTIES, STRINGS, ours, shared, zipped

PIECES = 50
_DIRECTORY = b"PK\x01\x02"
_READ = (ACTS, MOC, META, BOOK, PROPERTIES)


def truncations() -> Iterator[bytes]:
    """The workbook cut off at each fiftieth of its bytes."""
    whole = zipped(ours())
    for piece in range(1, PIECES):
        yield whole[: len(whole) * piece // PIECES]


def flips(count: int, seed: int) -> Iterator[bytes]:
    """The workbook with one bit of its bytes flipped; every other one is in the directory of the zip."""
    chance = random.Random(seed)
    whole = zipped(ours())
    directory = whole.index(_DIRECTORY)
    for number in range(count):
        yield _flipped(whole, chance.randrange(directory if number % 2 else 0, len(whole)), chance)


def flips_inside(count: int, seed: int) -> Iterator[bytes]:
    """The workbook with one bit flipped in a part that is read, as if it had been written like that."""
    chance = random.Random(seed)
    for number in range(count):
        parts = dict(shared() if number % 2 else ours())
        part = chance.choice([*_READ, STRINGS] if number % 2 else _READ)
        parts[part] = _flipped(parts[part], chance.randrange(len(parts[part])), chance)
        yield zipped(parts)


def _flipped(data: bytes, place: int, chance: random.Random) -> bytes:
    flipped = bytearray(data)
    flipped[place] ^= 1 << chance.randrange(8)
    return bytes(flipped)
