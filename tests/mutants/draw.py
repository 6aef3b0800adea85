"""Which faults are tried."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from pathlib import Path

from tests.mutants.areas import Area
from tests.mutants.fault import Fault


def drawn(areas: Sequence[Area], home: Path, count: int, seed: int, only: str = "") -> Iterator[tuple[Area, Fault]]:
    """About `count` faults from all areas by their shares, in turns, the same for the same seed and files; of these
    those whose file's path holds `only`."""
    whole = sum(area.share for area in areas)
    columns = []
    for area in areas:
        if any(only in name for name in area.names(home)):
            part = _varied(area.all_faults(home), f"{seed} {area.title}")[: _part(area, count, whole)]
            columns.append([(area, fault) for fault in part if only in fault.file])
    yield from filter(None, chain.from_iterable(zip_longest(*columns)))


def _part(area: Area, count: int, whole: int) -> int:
    return max(1, round(count * area.share / whole))


def _varied(faults: Sequence[Fault], seed: str) -> list[Fault]:
    """All faults in an order in which every kind comes early, the more often the more faults of it there are."""
    chance = random.Random(seed)
    by_kind: dict[str, list[Fault]] = {}
    for fault in faults:
        by_kind.setdefault(fault.kind, []).append(fault)
    placed: list[tuple[float, str, Fault]] = []
    for kind, members in sorted(by_kind.items()):
        chance.shuffle(members)
        # halfway between one of each kind in turns and all alike
        placed += [
            ((place + chance.random()) / len(members) ** 0.5, kind, fault) for place, fault in enumerate(members)
        ]
    return [fault for _, _, fault in sorted(placed, key=lambda entry: entry[:2])]
