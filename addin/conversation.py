"""How the command of a button talks with its user.

A command is a generator: it yields a step and gets the answer to it, and what it returns is the last thing to say. So
whoever runs it decides how a sentence is shown and where Excel waits: on Windows the add-in's VBA (`addin.bridge`), on
a Mac Python itself (`addin.direct`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from addin import versions
from generator.failure import Failure
from generator.log import unforeseen, write_log

TITLE = "PARS"


@dataclass(frozen=True, slots=True)
class Working:
    """Something takes its time. The answer says nothing; instead of one, the command may be stopped.

    Attributes:
        text: what the status bar says.
        long: whether it has lasted so long that the user may want to know how to stop it.
    """

    text: str
    long: bool = False


@dataclass(frozen=True, slots=True)
class WhereTo:
    """Asks where to write a file; the answer is a `Path`, or None when the user thinks better of it.

    Attributes:
        proposed: the file that is proposed.
        kind: words for its kind, such as "Excel workbook".
    """

    proposed: Path
    kind: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question; the answer is whether the user said Yes."""

    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a command says at its end.

    Attributes:
        text: one or more sentences.
        quiet: to be shown in the status bar, where it is in nobody's way.
        failed: whether it tells that the command could not do its work.
        undo: the words for Excel's Undo, when the command can be undone; otherwise "".
    """

    text: str = ""
    quiet: bool = False
    failed: bool = False
    undo: str = ""


Step = Working | WhereTo | Question
Answer = Path | bool | None
_Result = TypeVar("_Result")
Part = Generator[Step, Answer, _Result]
"""A part of a command that talks with the user and comes to a result."""
Talk = Part[Told]
"""A command at work."""


def where_to(proposed: Path, kind: str, check: Callable[[Path], None]) -> Part[Path | None]:
    """Asks for a file to write, and whether an existing one may be replaced; None when it may not, or nothing was
    chosen.

    Args:
        proposed, kind: see `WhereTo`.
        check: raises Failure for a file that is not written whatever the user says.
    """
    target = yield WhereTo(proposed, kind)
    if not isinstance(target, Path):
        return None
    check(target)
    if target.exists() and not (yield Question(f"{target} exists already. Replace it?")):
        return None
    return target


def to_the_end(name: str, work: Callable[[], Talk | Told]) -> Talk:
    """A command that always ends in something to say: a `Failure` in its sentence, any other exception in a log file,
    which the sentence names.

    Args:
        name: of the command.
        work: begins it; one that has nothing to ask gives its last words at once.
    """
    try:
        begun = work()
        return begun if isinstance(begun, Told) else (yield from begun)
    except Failure as failure:
        return Told(str(failure), failed=True)
    except BaseException as error:
        if not unforeseen(error):
            raise
        return Told(_sorry(name, error), failed=True)


def _sorry(name: str, error: BaseException) -> str:
    here = versions.installed()
    path = write_log(f"{name}, PARS Batch {here.pars_batch}, xlwings {here.xlwings}", error)
    kept = (
        f"send the file {path} to the person who looks after PARS Batch"
        if path
        else f"and no log could be written: {error}"
    )
    return (
        "PARS Batch could not finish this; your entries are as they were. Save, try once more, and if it does not "
        f"help {kept}."
    )
