"""What two activities of upload files say differently, value by value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from generator.exchange.said import Group, Member, Value


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that was replaced, was added (`old` is None) or is gone (`new` is None)."""

    old: Value | None
    new: Value | None


def differences(old: Group, new: Group) -> list[Difference]:
    """The values that differ, in the order of the newer activity, and then those that are gone.

    Groups of one name, such as the boards of an activity, are taken for the same by how much they share.
    """
    if old.form == new.form:
        return []
    found = list(_between(old, new))
    return [d for d in found if d.new] + [d for d in found if not d.new]


def _between(old: Group, new: Group) -> Iterator[Difference]:
    before, after = (old.members, new.members) if old.ordered or new.ordered else _unequal(old.members, new.members)
    for what in dict.fromkeys(member.what for member in (*after, *before) if isinstance(member, Value)):
        values = ([m for m in side if isinstance(m, Value) and m.what == what] for side in (before, after))
        for was, now in zip_longest(*values):
            if was is None or now is None or was.form != now.form:
                yield _told(Difference(was, now), old, new)
    for name in dict.fromkeys(member.name for member in (*after, *before) if isinstance(member, Group)):
        groups = [[m for m in side if isinstance(m, Group) and m.name == name] for side in (before, after)]
        for one, other in _paired(*groups):
            if one and other:
                yield from _between(one, other)
            elif other:
                yield from (Difference(None, value) for value in other.values() if value.column)
            elif one:
                yield from (Difference(value, None) for value in one.values() if value.column)


def _told(difference: Difference, old: Group, new: Group) -> Difference:
    """Words of the template have no column; what differs is then told by the value that they belong to."""
    known = difference.new or difference.old
    if known and known.column:
        return difference
    return Difference(_first(old), _first(new))


def _first(group: Group) -> Value | None:
    return next((value for value in group.values() if value.column), None)


def _unequal(old: Sequence[Member], new: Sequence[Member]) -> tuple[list[Member], list[Member]]:
    """The members that the other side lacks, each as often as it does."""
    return _without(old, Counter(m.form for m in new)), _without(new, Counter(m.form for m in old))


def _without(members: Sequence[Member], others: Counter[str]) -> list[Member]:
    left: list[Member] = []
    for member in members:
        if others[member.form]:
            others[member.form] -= 1
        else:
            left.append(member)
    return left


def _paired(old: list[Group], new: list[Group]) -> Iterator[tuple[Group | None, Group | None]]:
    """Newer groups with the older ones of the same first value, such as the board; the rest by how much they share,
    and what shares nothing alone."""
    pairs: dict[int, Group] = {}
    left = list(old)
    for number, group in enumerate(new):
        if same := next((other for other in left if other.beginning == group.beginning), None):
            pairs[number] = same
            left.remove(same)
    alone = len(old) == len(new) == 1
    for number, group in enumerate(new):
        if number in pairs or not left:
            continue
        best = max(left, key=lambda other: _shared(other, group))
        if alone or _shared(best, group):
            pairs[number] = best
            left.remove(best)
    yield from ((pairs.get(number), group) for number, group in enumerate(new))
    yield from ((other, None) for other in left)


def _shared(one: Group, other: Group) -> int:
    forms = Counter(value.form for value in one.values())
    return sum((forms & Counter(value.form for value in other.values())).values())
