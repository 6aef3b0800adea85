"""Every call that xlwings makes to its engine: counted by name, and loud where the engine does not know it."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, TypeVar

_SPECIAL = ("__call__", "__len__", "__iter__", "__contains__", "__getitem__")
_Part = TypeVar("_Part")


class ExcelRefuses(Exception):
    """What Excel would refuse with an error of its own, and LibreOffice would let pass."""


class NotInThisEngine(NotImplementedError, AttributeError):
    """A call that the engine over LibreOffice does not have: add it there, or do without it."""


class NoApi:
    """The native object that Windows and macOS have and a portable program must not use."""

    def __bool__(self) -> bool:
        return True

    def __getattr__(self, name: str) -> Any:
        raise NotImplementedError(f"api.{name}: the native object of Excel is not in the engine over LibreOffice")


class Calls(Counter[str]):
    """Engine calls by name, as in `{"Range.raw_value": 3, "Range.raw_value=": 1}`; `=` marks the writing of a
    property."""

    @property
    def cells(self) -> int:
        """Calls that read or write cells, sheets or the program, without finding one's way to them.

        In Excel, too, sheets, ranges, addresses and names of sheets and books are found by calls; this leaves them out.
        """
        return sum(count for name, count in self.items() if name not in _FINDING)


_FINDING = {
    *("Apps.__iter__", "Apps.__len__", "Apps.__getitem__", "Apps.keys", "App.books", "App.pid", "App.engine"),
    *(
        "Books.__call__",
        "Books.__iter__",
        "Books.__len__",
        "Books.active",
        "Books.app",
        "Book.app",
        "Book.name",
        "Book.fullname",
    ),
    *(
        "Book.sheets",
        "Book.names",
        "Sheets.__call__",
        "Sheets.__iter__",
        "Sheets.__len__",
        "Sheets.active",
        "Sheet.book",
    ),
    *(
        "Sheet.name",
        "Sheet.index",
        "Sheet.range",
        "Sheet.cells",
        "Sheet.tables",
        "Sheet.names",
        "Range.__call__",
        "Range.__len__",
    ),
    *(
        "Range.row",
        "Range.column",
        "Range.shape",
        "Range.coords",
        "Range.sheet",
        "Range.address",
        "Range.get_address",
        "Range.api",
    ),
    *(
        "Range.max_cells_per_read",
        "Range.max_cells_per_write",
        "Range.font",
        "Tables.__call__",
        "Tables.__iter__",
        "Table.name",
    ),
}
_counters: list[Calls] = []
_depth = 0


@contextlib.contextmanager
def counting() -> Iterator[Calls]:
    """Count the engine calls made meanwhile; what the engine itself does for a call counts as part of that call."""
    calls = Calls()
    _counters.append(calls)
    try:
        yield calls
    finally:
        _counters.remove(calls)


def engine_part(part: type[_Part]) -> type[_Part]:
    """Make a class of the engine count its calls, and name the ones that it lacks."""
    for name in dir(part):
        if name.startswith("_") and name not in _SPECIAL:
            continue
        member = getattr(part, name)
        full = f"{part.__name__}.{name}"
        if isinstance(member, property):
            setter = _counted(f"{full}=", member.fset) if member.fset else None
            setattr(
                part, name, property(_counted(full, member.fget) if member.fget else None, setter, doc=member.__doc__)
            )
        elif callable(member):
            setattr(part, name, _counted(full, member))

    def missing(self: object, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotInThisEngine(f"{type(self).__name__}.{name} is not in the engine over LibreOffice")

    def guarded(self: object, name: str, value: object) -> None:
        if not name.startswith("_") and name != "options" and not hasattr(type(self), name):
            raise NotInThisEngine(f"{type(self).__name__}.{name} is not in the engine over LibreOffice")
        object.__setattr__(self, name, value)

    part.__getattr__ = missing  # type: ignore[attr-defined]
    part.__setattr__ = guarded  # type: ignore[assignment,method-assign]
    return part


def _counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        global _depth  # noqa: PLW0603 - the engine calls its own parts
        if not _depth:
            for calls in _counters:
                calls[name] += 1
        _depth += 1
        try:
            return function(*arguments, **named)
        except NotInThisEngine:
            raise
        except NotImplementedError as error:
            raise NotInThisEngine(f"{name} is not in the engine over LibreOffice") from error
        finally:
            _depth -= 1

    return call
