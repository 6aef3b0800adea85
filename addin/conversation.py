"""How the command of a button talks with its user.

A command is a generator: it yields a step and gets the answer to it, and what it returns is the last thing to say. So
whoever runs it decides how a sentence is shown and where Excel waits: on Windows the add-in's VBA (`addin.bridge`), on
a Mac Python itself (`addin.direct`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from addin import versions
from generator.failure import Failure
from generator.log import unforeseen, write_log
from generator.workbook.own_sheets import FINDINGS

TITLE = "PARS"


@dataclass(frozen=True, slots=True)
class Working:
    """Something takes its time. The answer says nothing; instead of one, the command may be stopped.

    Attributes:
        text: what the status bar says.
        long: whether it has lasted so long that the user may want to know how to stop it.
        writes: whether cells are written next, so that Excel should not calculate after each of them.
    """

    text: str
    long: bool = False
    writes: bool = False


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
class WhichFile:
    """Asks for a file to read; the answer is a `Path`, or None when the user thinks better of it.

    Attributes:
        prompt: what the dialog says above, such as "Which file?".
        kind: words for the kinds of files that are shown first.
        endings: of their names, such as ".csv"; any other file may be chosen too.
    """

    prompt: str
    kind: str
    endings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question; the answer is whether the user said Yes."""

    text: str


class Stopped(Exception):  # it is no error: the user wants it
    """Thrown into a command at a step, when the user wants it to stop. One whose work is done already goes on."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a command says at its end.

    Attributes:
        text: paragraphs with a blank line between them, the most telling first.
        quiet: to be shown in the status bar, where it is in nobody's way.
        failed: whether it tells that the command could not do its work.
        undo: the words for Excel's Undo, when the command can be undone; otherwise "".
        rest: what to do to see the paragraphs that a box has no room for.
    """

    text: str = ""
    quiet: bool = False
    failed: bool = False
    undo: str = ""
    rest: str = f"choose Validate, and look at {FINDINGS}"


LONGEST = 1_000
"""Characters of a message box: Visual Basic cuts its words at 1,024."""
LONGEST_QUIET = 240
"""Characters of the status bar: Excel takes 255."""

Step = Working | WhereTo | WhichFile | Question
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
    if _is_address(target):
        raise Failure("PARS Batch writes to folders of this computer only: choose one, such as Documents.")
    check(target)
    if target.exists() and not (yield Question(f"{target} exists already. Replace it?")):
        return None
    return target


def which_file(prompt: str, kind: str, endings: tuple[str, ...]) -> Part[Path | None]:
    """Asks for a file to read; None when nothing was chosen. The arguments are those of `WhichFile`."""
    file = yield WhichFile(prompt, kind, endings)
    if not isinstance(file, Path):
        return None
    if _is_address(file):
        raise Failure(
            "PARS Batch reads files of this computer only: save a copy in a folder of it, such as Documents, and "
            "choose that."
        )
    return file


def to_the_end(name: str, work: Callable[[], Talk | Told]) -> Talk:
    """A command that always ends in something to say: a `Failure` in its sentence, any other exception in a log file,
    which the sentence names.

    Args:
        name: of the command.
        work: begins it; one that has nothing to ask gives its last words at once.
    """
    try:
        begun = work()
        told = begun if isinstance(begun, Told) else (yield from begun)
    except Stopped:
        told = Told("Stopped. Nothing was changed.")
    except Failure as failure:
        told = Told(str(failure), failed=True)
    except BaseException as error:
        if not unforeseen(error):
            raise
        told = Told(_sorry(name, error), failed=True)
    return replace(told, text=_for_the_status_bar(told.text) if told.quiet else _for_a_box(told))


def _for_the_status_bar(text: str) -> str:
    line = " ".join(text.split())
    more = " … (Why is this marked? says all)"
    return line if len(line) <= LONGEST_QUIET else f"{line[: LONGEST_QUIET - len(more)].rstrip()}{more}"


def _for_a_box(told: Told) -> str:
    """As many whole paragraphs as a box takes, and how many more there are."""
    text = told.text
    if len(text) <= LONGEST:
        return text
    paragraphs, shown = text.split("\n\n"), list[str]()
    room = LONGEST - len(f"\n\n… and 1,000 more: {told.rest}.")
    while paragraphs and len("\n\n".join([*shown, paragraphs[0]])) <= room:
        shown.append(paragraphs.pop(0))
    if not shown:
        return f"{text[: LONGEST - 2].rstrip()} …"
    return "\n\n".join([*shown, f"… and {len(paragraphs):,} more: {told.rest}."])


def _is_address(target: Path) -> bool:
    """Whether the dialog gave an address on the web: https://… as a path."""
    return len(target.parts[0].rstrip(":\\/")) > 1 and target.parts[0].endswith(":")


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
