"""What somebody probably meant who mistyped a name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches


def nearest(typed: str, known: Iterable[str]) -> str | None:
    """The nearest of the known names; None when none is near, or several are equally near.

    Capitals make no difference, and a name that begins with what was typed is near.
    """
    by_key = {name.casefold(): name for name in known}
    key = typed.strip().casefold()
    near = get_close_matches(key, by_key, n=2)
    if len(near) > 1 and _likeness(key, near[0]) == _likeness(key, near[1]):
        return None
    longer = [name for name in by_key if len(key) > 1 and name.startswith(key)]
    found = next(iter(near or longer), None)
    return None if found is None else by_key[found]


def did_you_mean(typed: str, known: Iterable[str]) -> str:
    """A question with the nearest of the known names, after a blank; empty when none is near."""
    return question(nearest(typed, known))


def question(name: str | None) -> str:
    """Asks whether that name was meant, after a blank; empty for none."""
    return f" Did you mean {name}?" if name else ""


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, other, one).ratio()
