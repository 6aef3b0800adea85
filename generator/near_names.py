"""What somebody probably meant who mistyped a name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(typed: str, known: Iterable[str]) -> str:
    """A question with the nearest of the known names, after a blank; empty when none is near.

    Capitals make no difference, and a name that begins with what was typed is near.
    """
    by_key = {name.casefold(): name for name in known}
    key = typed.strip().casefold()
    near = get_close_matches(key, by_key, n=1)
    longer = [name for name in by_key if len(key) > 1 and name.startswith(key)]
    found = next(iter(near or longer), None)
    return f" Did you mean {by_key[found]}?" if found else ""
