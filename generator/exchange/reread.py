"""A file that is read again from the disk while it is written, so that what is checked is what stands there."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from generator.failure import Failure

_PORTION = 2 * 1024**2
"""Bytes of activities from which on they are written, and checked together."""
_AHEAD = 8
"""Portions that may wait to be checked while further ones are made."""
NOT_AS_WRITTEN = "The file was not written as it should be, so nothing was; export again, or to another place."
"""What to say of a file that does not hold what was written into it, which is nobody's fault but the disk's."""
_NO_THREAD = "The computer has no room for what an export needs (one thread); close other programs and export again."


class NotAsMeant(Exception):
    """What stands in a file is not what was to be there; the message says what of it, in a clause.

    Attributes:
        number: of the activity, counted from 0 in the file; None when it is none of them.
        faults: path of an element, and what the schema says of it; empty where it is not the schema.
    """

    def __init__(self, detail: str, number: int | None = None, faults: Sequence[tuple[str | None, str]] = ()) -> None:
        super().__init__(detail)
        self.number = number
        self.faults = faults


@dataclass(frozen=True)
class Portion:
    """Some activities of a file.

    Attributes:
        first: the number of the first of them, counted from 0.
        sizes: the bytes of each.
        data: the bytes of all.
    """

    first: int
    sizes: Sequence[int]
    data: bytes = field(repr=False)

    def each(self) -> Iterator[Portion]:
        """Each of its activities as a portion of its own."""
        start = 0
        for number, size in enumerate(self.sizes, self.first):
            yield Portion(number, [size], self.data[start : start + size])
            start += size


class Form(Protocol):
    """What is to be known of a kind of upload file."""

    opening: bytes
    closing: bytes

    def check(self, portion: Portion) -> None:
        """Checks some activities, in a thread of its own.

        Raises:
            NotAsMeant: they are not as they should be.
        """

    def failure(self, error: NotAsMeant) -> Failure:
        """What to raise for what a check found, in the thread that makes the activities."""


class RereadFile:
    """Writes activities into a file, and reads it again portion by portion while the next activities are made.

    Reading again and checking take a thread of their own, beside which the caller goes on where they leave Python's
    lock free. With glibc, XML also takes half the time there: the memory of such a thread is in one piece, that of the
    main one is in many once a large workbook was read.

    What a check raises is raised here: at one of the next activities, or at the end. What comes first in the file comes
    before what comes later, and before what goes wrong while a later activity is made: the same workbook has the same
    sentence, however long a check takes. Other exceptions, which end the work because somebody wants it, wait for no
    more than the portion that is being checked.

    Args:
        path: the file; what was written must be there to be read while it is open still.
        form: what stands around the activities, and their check.
    """

    def __init__(self, path: Path, form: Form) -> None:
        self._path, self._form = path, form
        self._made: list[bytes] = []
        self._size = self._first = 0
        self._waiting: deque[Future[None]] = deque()
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """Of what was read again, hexadecimal."""
        return self._digest.hexdigest()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            # without a buffer: what did not fit is not written when the file is closed, and nothing is read ahead
            self._file = stack.enter_context(self._path.open("wb", 0))
            self._again = stack.enter_context(self._path.open("rb", 0))
            self._apart = ThreadPoolExecutor(max_workers=1)
            stack.callback(self._apart.shutdown, cancel_futures=True)
            try:
                self._apart.submit(bool)  # the first job starts the thread
            except RuntimeError as error:
                raise Failure(_NO_THREAD) from error
            self._around(self._form.opening)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._stack:
            try:
                if error is None or isinstance(error, Failure):
                    self._hand_over()
                if error is None:
                    self._around(self._form.closing)
                    self._waiting.append(self._apart.submit(self._ends))
            except OSError:
                self._settle(0)
                raise
            if error is None or isinstance(error, (Failure, OSError)):
                self._settle(0)

    def add(self, activity: bytes) -> None:
        """Writes the next activity.

        Raises:
            Failure: the check found something in what was written before, or it stands otherwise in the file.
            OSError: the file cannot be written.
        """
        self._made.append(activity)
        self._size += len(activity)
        if self._size >= _PORTION:
            self._hand_over()

    def _hand_over(self) -> None:
        """Writes the activities that were made, and has them checked."""
        if self._made:
            portion = Portion(self._first, [*map(len, self._made)], b"".join(self._made))
            self._first += len(self._made)
            self._made.clear()
            self._size = 0
            self._write(portion.data)
            self._waiting.append(self._apart.submit(self._look, portion))
        self._settle(_AHEAD)

    def _around(self, data: bytes) -> None:
        """Writes what holds no activities."""
        self._write(data)
        self._waiting.append(self._apart.submit(self._read, data))

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]

    def _settle(self, left: int) -> None:
        """Waits until at most so many portions are left to be checked; what follows one at fault is not written, and
        nothing is said of it."""
        try:
            while self._waiting and (len(self._waiting) > left or self._waiting[0].done()):
                self._waiting.popleft().result()
        except BaseException as error:
            self._waiting.clear()
            self._made.clear()
            if isinstance(error, NotAsMeant):
                raise self._form.failure(error) from error
            raise

    def _look(self, portion: Portion) -> None:
        self._read(portion.data)
        self._form.check(portion)

    def _read(self, written: bytes) -> None:
        found = b""
        while len(found) < len(written) and (more := self._again.read(len(written) - len(found))):
            found += more
        if found != written:
            raise Failure(NOT_AS_WRITTEN)
        self._digest.update(found)

    def _ends(self) -> None:
        if self._again.read(1):
            raise Failure(NOT_AS_WRITTEN)
