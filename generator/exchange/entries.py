"""Long lists of a receipt, made anew each time they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, overload

Entry = dict[str, Any]


class Entries(Sequence[Entry]):
    """A list whose entries are made when somebody looks at them, so that none of them is kept.

    Args:
        make: makes all of them, in order, the same each time.
    """

    def __init__(self, make: Callable[[], Iterator[Entry]]) -> None:
        self._make = make
        self._length: int | None = None

    def __iter__(self) -> Iterator[Entry]:
        length = 0
        for entry in self._make():
            yield entry
            length += 1
        self._length = length

    def __len__(self) -> int:
        if self._length is None:
            self._length = sum(1 for _ in self._make())
        return self._length

    def __bool__(self) -> bool:
        return next(iter(self), None) is not None

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> list[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | list[Entry]:
        if isinstance(index, slice) and all(
            part is None or part >= 0 for part in (index.start, index.stop, index.step)
        ):
            return list(islice(self, index.start, index.stop, index.step))
        return list(self)[index]

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, (list, Entries)) else NotImplemented

    def __hash__(self) -> int:
        raise TypeError("entries are a list, which has no hash")

    def __repr__(self) -> str:
        return repr(list(self))
