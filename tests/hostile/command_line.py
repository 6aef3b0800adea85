"""The command line in this process: quicker than one of its own, and with its exit code and the bytes it printed."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from addin.cli import main


@dataclass(frozen=True)
class Done:
    """What a command did.

    Attributes:
        code: its exit code.
        out, err: what it printed.
    """

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """What a command that failed says: one sentence for standard error, and nothing else."""
        assert (self.code, self.out) == (2, ""), self
        assert self.err.startswith("pars: "), self
        assert self.err.endswith(".\n"), self
        assert self.err.count("\n") == 1, self
        return self.err.removeprefix("pars: ").removesuffix("\n")


def pars(*arguments: object, cwd: Path) -> Done:
    """Runs a command in a folder."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    argv = sys.argv
    with _in(cwd), redirect_stdout(out), redirect_stderr(err):
        sys.argv = ["pars", *map(str, arguments)]
        try:
            main()
        except SystemExit as end:
            code = end.code
        finally:
            sys.argv = argv
    assert isinstance(code, int)
    return Done(code, _written(out), _written(err))


def _written(stream: io.TextIOWrapper) -> str:
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode()


@contextmanager
def _in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
