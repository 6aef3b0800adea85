"""The command line: arguments in, exit code out. Everything heavy is imported when a command needs it.

Exit codes: 0 fine, 1 findings (or activities held back or incomplete), 2 a file or an argument that cannot be used,
3 something that nobody foresaw, with a log file.

No command replaces a file unless --replace says so, and no workbook with rows even then.
"""

from __future__ import annotations

import errno
import gc
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

import typer

from generator import __version__, streams
from generator.cli import bringing, checking, handing_out, joining, making, recording, sending, setting_up, versions
from generator.cli.app import app
from generator.cli.help import named
from generator.cli.output import tell
from generator.failure import Failure
from generator.log import command_words, unforeseen, write_log
from generator.near_names import did_you_mean
from generator.whole_file import NO_ROOM

COMMANDS = (making, handing_out, bringing, checking, sending, recording, setting_up, versions, joining)
"""The modules of commands; they add themselves to `app` when they are imported."""
_MISUSED: type = typer.BadParameter.__mro__[1]
"""What the command line's library raises of arguments that it cannot use."""
_TOO_MANY = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((?P<names>.*)\)", re.DOTALL)
"""What that library says of more names than a command takes."""
_ENDS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
"""Signals that tell a program to end."""


def main() -> None:
    """The console script: every failure becomes one sentence and an exit code.

    A `Failure`, arguments that make no sense, and what the operating system refuses, are 2; what nobody foresaw is 3,
    and a log file has the details.
    """
    # a run makes many small objects and few cycles: looking for those all the time only slows it down
    gc.set_threshold(200_000, 20, 20)
    # numpy starts threads for linear algebra as it is loaded, which takes as long as the rest of it; there is none here
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    streams.ready()
    with streams.libraries_heard() as heard, ended_cleanly():
        try:
            code = app(standalone_mode=False)
        except Failure as failure:
            _fail(str(failure))
        except OSError as error:
            _fail(_refused(error))
        except (KeyboardInterrupt, typer.Abort):
            _fail("Stopped.", 130)
        except BaseException as error:
            if not unforeseen(error):
                raise
            if isinstance(error, _MISUSED):
                _fail(_misused(error))
            _fail(_sorry(error, heard()), 3)
    raise SystemExit(code or 0)


@contextmanager
def ended_cleanly() -> Iterator[None]:
    """A program that is told to end takes away the files that it has begun; one that is killed cannot."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = {number: signal.getsignal(number) for number in _ENDS}
    for number, handler in usual.items():
        if handler is signal.SIG_DFL:
            signal.signal(number, _end)
    try:
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def _misused(error: Any) -> str:
    """What is wrong with the arguments; of a command without any, its help is printed already."""
    sentence = " ".join((_mistyped(error) or error.format_message()).split()).rstrip(".")
    if not sentence:
        raise SystemExit(2)
    end = "" if sentence.endswith("?") else "."
    whose = error.ctx.command_path if error.ctx else "pars COMMAND"
    return f"{sentence}{end} {whose} -h shows what it takes."


def _mistyped(error: Any) -> str | None:
    """What is wrong with an option that does not exist, and which one was meant, or what is wanting; None for other
    errors."""
    if hasattr(error, "possibilities"):
        known = [name for param in error.ctx.command.params for name in (*param.opts, *param.secondary_opts)]
        return f"There is no option {error.option_name}.{did_you_mean(error.option_name, known)}"
    if hasattr(error, "option_name"):
        return f"{error.option_name} needs a value after it"
    if too_many := _TOO_MANY.match(str(error.message)):
        return (
            f"{too_many['names']} is more than {error.ctx.command_path} takes. A name with a blank in it needs "
            'quotation marks, as in "spring batch.xlsx"'
        )
    if hasattr(error, "param_type") and error.param and error.param.help:
        return f"{error.ctx.command_path} needs {named(error.param)}: {error.param.help}"
    return None


def _refused(error: OSError) -> str:
    """What to say when the operating system refuses something that nobody asked it for by name."""
    way_out = "Check the path and whether you may read and write there."
    if error.errno == errno.ENAMETOOLONG:
        way_out = "Give a shorter name."
    elif error.errno in NO_ROOM:
        way_out = "Free some space, also where the system keeps its temporary files."
    return f"{error.filename or 'A file'}: {error.strerror or error}. {way_out}"


def _sorry(error: BaseException, heard: str) -> str:
    path = write_log(f"pars {command_words(sys.argv[1:])}, PARS Batch {__version__}", error, heard=heard)
    what = f"Something went wrong that nobody foresaw ({type(error).__name__})"
    whom = "to the person who looks after PARS Batch"
    if path is None:
        return f"{what}, and no log could be written; send the workbook and the command {whom}."
    return f"{what}; send the file {path} {whom}. It quotes no cell of the workbook."


def _fail(sentence: str, code: int = 2) -> NoReturn:
    tell(sentence)
    raise SystemExit(code)
