"""The log of what nobody foresaw, for the command line and the ribbon alike. Only its user can read it, and nothing of
a workbook is in it: of what went wrong it keeps the kind and the places in the program, not the words, which may quote
cells."""

from __future__ import annotations

import datetime as dt
import errno
import os
import platform
import re
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

COMMANDS = frozenset(
    {
        "catalog", "check", "demo", "diff", "export", "handout", "import", "list", "locate", "merge", "record", "rules",
        "sample", "setup", "show", "split", "template", "upgrade",
    }
)  # fmt: skip
"""The commands of the command line, which imports this module: whatever else is typed may be a name."""
OPTIONS = frozenset(
    {
        "--activities", "--against", "--areas", "--boards", "--by", "--catalog", "--catalog-dir", "--cell",
        "--changes-only", "--complete-only", "--contact", "--dates", "--day", "--faults", "--format", "--help",
        "--highlight", "--ids", "--install-completion", "--json", "--line", "--live", "--mapping", "--no-live",
        "--no-remember", "--only", "--other-system", "--output", "--repair", "--replace", "--report", "--rows",
        "--seed", "--sheet", "--show-completion", "--stress", "--summary", "--template", "--today", "--upload",
        "--version", "--workbook", "--xpath", "-h", "-o",
    }
)  # fmt: skip
"""The options of all commands."""
_ENDINGS = {".xlsx", ".xlsm", ".xlam", ".xml", ".json", ".csv", ".tsv", ".txt", ".zip", ".html", ".sarif"}
_PANIC = re.compile(r"panicked at (\S+\.rs:\d+:\d+)")
"""Where in its source a library in Rust gave up."""


def unforeseen(error: BaseException) -> bool:
    """Whether an exception is a fault of the program. A panic of the library that reads cells is no `Exception`."""
    return not isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit))


def command_words(arguments: Sequence[str]) -> str:
    """A command without what the user named, which may be values of a workbook: export ….xlsx -o ….xml --only …"""
    words, named = [], False
    for argument in arguments:
        option, equals, value = argument.partition("=")
        if option in OPTIONS:
            words.append(f"{option}{equals}{_without_name(value) if equals else ''}")
        elif argument[:2] in OPTIONS:  # a value right behind the letter
            words.append(f"{argument[:2]}{_without_name(argument[2:])}")
        else:
            words.append(_without_name(argument) if named or argument not in COMMANDS else argument)
        named = named or argument not in COMMANDS
    return " ".join(words)


def write_log(doing: str, error: BaseException, *, heard: str = "") -> Path | None:
    """Adds what went wrong to today's log file and gives its path; None when no folder takes it.

    Args:
        doing: what was done, with the versions at work, and nothing of a workbook.
        error: what went wrong.
        heard: what libraries said on the console meanwhile; only places in their source are kept.
    """
    now = dt.datetime.now()
    lines = [
        f"{now:%Y-%m-%d %H:%M:%S} {doing}, Python {platform.python_version()}, {platform.platform()}",
        *_story(error),
        *(f"A library panicked at {place}" for place in dict.fromkeys(_PANIC.findall(heard))),
    ]
    data = ("\n".join(lines) + "\n").encode(errors="backslashreplace")
    for place in (_in_own_folder, _in_shared_folder):
        with suppress(OSError):
            path, file = place(f"pars-batch-{now:%Y-%m-%d}")
            with os.fdopen(file, "ab") as log:
                log.write(data)
            return path
    return None


def _without_name(argument: str) -> str:
    ending = Path(argument).suffix.lower()
    return f"…{ending}" if ending in _ENDINGS else "…"


def _story(error: BaseException) -> Iterator[str]:
    """The kinds of an exception and of those that it came from, the first one first, each with its places."""
    chain: list[BaseException] = []
    earlier: BaseException | None = error
    while earlier is not None and earlier not in chain:
        chain.append(earlier)
        earlier = earlier.__cause__ or (None if earlier.__suppress_context__ else earlier.__context__)
    for one in reversed(chain):
        yield "Traceback (most recent call last):"
        yield from (line.rstrip("\n") for line in traceback.format_tb(one.__traceback__))
        number = f" {errno.errorcode.get(one.errno or 0, one.errno)}" if isinstance(one, OSError) else ""
        yield f"{type(one).__module__}.{type(one).__qualname__}{number}"
        if isinstance(one, BaseExceptionGroup):
            for part in one.exceptions:
                yield from _story(part)


def log_folder(
    environment: Mapping[str, str] = os.environ,
    system: str = sys.platform,
    home: Path | None = None,
) -> Path:
    """The user's folder for logs, as each system has it."""
    home = home or Path.home()
    if system == "win32":
        return Path(environment.get("LOCALAPPDATA") or home) / "pars-batch" / "log"
    if system == "darwin":
        return home / "Library" / "Logs" / "pars-batch"
    return Path(environment.get("XDG_STATE_HOME") or home / ".local" / "state") / "pars-batch"


def _in_own_folder(name: str) -> tuple[Path, int]:
    try:
        folder = log_folder()
    except RuntimeError as error:  # a user without a home
        raise OSError(str(error)) from error
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(OSError):
        folder.chmod(0o700)  # one of an earlier version may be open to all
    path = folder / f"{name}.log"
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o600)
    if hasattr(os, "fchmod"):
        with suppress(OSError):
            os.fchmod(file, 0o600)  # a file of an earlier version may be open to all
    return path, file


def _in_shared_folder(name: str) -> tuple[Path, int]:
    """A new file with a name that nobody can foresee, since others may write into the folder for passing files too."""
    file, path = tempfile.mkstemp(prefix=f"{name}-", suffix=".log")
    return Path(path), file
