"""The command line: arguments in, exit code out. Everything heavy is imported when a command needs it.

Exit codes: 0 fine, 1 findings (or activities held back or incomplete), 2 a file or an argument that cannot be used,
3 something that nobody foresaw, with a log file.

No command replaces a file unless --replace says so, and no workbook with rows even then.
"""

from __future__ import annotations

import gc
import sys
from typing import NoReturn

from generator import __version__, streams
from generator.cli import bringing, checking, joining, making, recording, sending, setting_up, versions
from generator.cli.app import app
from generator.cli.output import tell
from generator.failure import Failure
from generator.log import unforeseen, write_log

COMMANDS = (making, bringing, checking, sending, recording, setting_up, versions, joining)
"""The modules of commands; they add themselves to `app` when they are imported."""


def main() -> None:
    """The console script: every failure becomes one sentence and an exit code.

    A `Failure`, and what the operating system refuses, are 2; what nobody foresaw is 3, and a log file has the details.
    """
    # a run makes many small objects and few cycles: looking for those all the time only slows it down
    gc.set_threshold(200_000, 20, 20)
    streams.ready()
    with streams.libraries_heard() as heard:
        try:
            app()
        except Failure as failure:
            _fail(str(failure))
        except OSError as error:
            reason = error.strerror or error
            _fail(f"{error.filename or 'A file'}: {reason}. Check the path and whether you may read and write there.")
        except BaseException as error:
            if not unforeseen(error):
                raise
            _fail(_sorry(error, heard()), 3)


def _sorry(error: BaseException, heard: str) -> str:
    path = write_log(f"pars {' '.join(sys.argv[1:])}, PARS Batch {__version__}", error, heard=heard)
    what = f"Something went wrong that nobody foresaw ({type(error).__name__})"
    whom = "to the person who looks after PARS Batch"
    if path is None:
        return f"{what}, and no log could be written; send the workbook and the command {whom}."
    return f"{what}; send the file {path} {whom}. It may quote cells of the workbook."


def _fail(sentence: str, code: int = 2) -> NoReturn:
    tell(sentence)
    raise SystemExit(code)
