"""One order of elements out of those of several activities, as near to our own as they allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Merged:
    """An order.

    Attributes:
        names: all names of ours, in the order of the sample where it shows one.
        contradictions: pairs that the sample has both ways; they stand as it has them more often, or as ours.
    """

    names: tuple[str, ...]
    contradictions: tuple[tuple[str, str], ...]


def in_force(ours: Sequence[str], said: Sequence[str]) -> tuple[str, ...]:
    """All names in the order that a setting gives them; one that it does not name stays behind what it follows in
    ours."""
    places = {name: place for place, name in enumerate(said)}
    keyed, last = [], -1
    for name in ours:
        last = places.get(name, last)
        keyed.append((last, name))
    return tuple(name for _, name in sorted(keyed, key=lambda pair: pair[0]))


def merged(ours: Sequence[str], before: Mapping[tuple[str, str], int]) -> Merged:
    """Merges what was seen with our own order.

    Args:
        ours: the names that we know, in our order.
        before: pairs of names, the first of which came before the second, and how often; others than ours are passed
            over.
    """
    known = {name: place for place, name in enumerate(ours)}
    wanted: set[tuple[str, str]] = set()
    contradictions = []
    for (a, b), times in before.items():
        if a not in known or b not in known:
            continue
        back = before.get((b, a), 0)
        if back and known[a] < known[b]:
            contradictions.append((a, b))
        if times > back or (times == back and known[a] < known[b]):
            wanted.add((a, b))
    shown = [name for name in ours if any(name in pair for pair in wanted)]
    names, circles = _sorted(shown, wanted)
    for place, name in enumerate(ours):
        if name not in shown:
            # what the sample does not show stays behind what it follows in our order
            names.insert(names.index(ours[place - 1]) + 1 if place else 0, name)
    return Merged(tuple(names), (*contradictions, *circles))


def _sorted(names: Sequence[str], wanted: set[tuple[str, str]]) -> tuple[list[str], list[tuple[str, str]]]:
    """Each name behind those that are wanted before it; among the free ones, the first of ours comes first.

    Activities can want a circle together: our own order breaks it, and the pair where it does is told.
    """
    left, done, broken = list(names), list[str](), list[tuple[str, str]]()
    while left:
        free = [name for name in left if not any((other, name) in wanted for other in left)]
        name = (free or left)[0]
        if not free:
            broken.append((name, next(other for other in left if (other, name) in wanted)))
        left.remove(name)
        done.append(name)
    return done, broken
