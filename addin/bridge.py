"""A conversation that the add-in's VBA leads (module Ribbon), on Windows.

VBA calls `begin`, then `go_on` with the answer to each step, or `stop`. Between two calls Python has returned, so Excel
waits for nobody while a box or a dialog is open.

Each reply is a text of three parts with `SEPARATOR` between them: its kind; its words; and one more thing.

    working     what the status bar says
    where       the proposed file; the filter of the dialog
    question    what a Yes or No is wanted for
    told, quiet, failed     the last words, for a box or for the status bar; the words for Excel's Undo, or nothing
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import xlwings as xw

from addin import ribbon
from addin.conversation import Answer, Question, Step, Talk, Told, WhereTo, Working

SEPARATOR = "\x1f"
LONGEST = 1_000
"""Characters of a message box: VBA cuts its words at 1,024."""
LONGEST_STATUS = 240
"""Characters of the status bar: Excel takes 255."""


class _Conversation:
    """The command at work, of which there is one at most: Excel runs one macro at a time."""

    def __init__(self) -> None:
        self._talk: Talk | None = None
        self._asked: Step | None = None

    def begin(self, talk: Talk) -> str:
        self.stop()
        self._talk = talk
        return self._next(None)

    def go_on(self, answer: str) -> str:
        return self._next(_answer(self._asked, answer))

    def stop(self) -> bool:
        """Whether there was something to stop."""
        talk, self._talk, self._asked = self._talk, None, None
        if talk:
            talk.close()
        return talk is not None

    def _next(self, answer: Answer) -> str:
        if self._talk is None:
            return _ended(Told("The command ended before its time: click the button again.", failed=True))
        try:
            self._asked = self._talk.send(answer)
        except StopIteration as end:
            self._talk = self._asked = None
            return _ended(end.value)
        except BaseException:
            self._talk = self._asked = None
            raise
        return _step(self._asked)


_conversation = _Conversation()


def begin(excel: Any, command: str, built: str) -> str:
    """Begins a command.

    Args:
        excel: the Application object of Excel.
        command: a command of `addin.ribbon`, with a blank and its argument where it has one.
        built: the versions that the add-in was built with (`addin.versions`), with a blank between them.
    """
    app = _app(excel)
    # Excel counts workbooks that nobody sees, such as a personal macro workbook.
    active = app.books.active if excel.ActiveWorkbook is not None else None
    return _conversation.begin(ribbon.talk(app, command, built, active))


def go_on(_excel: Any, answer: str, _nothing: str) -> str:
    """Goes on with the answer to the last step: the chosen file, "yes", or nothing."""
    return _conversation.go_on(answer)


def stop(_excel: Any, _first: str, _second: str) -> str:
    """Ends the command that is at work, and says so."""
    return "Stopped. Nothing was changed." if _conversation.stop() else "It had ended already, before you stopped it."


def _app(excel: Any) -> xw.App:
    # Such as xlwings makes of it, so that a call that Excel is too busy for is tried again.
    windows = importlib.import_module("xlwings._xlwindows")
    return xw.App(impl=windows.App(xl=windows.COMRetryObjectWrapper(excel)))


def _answer(asked: Step | None, answer: str) -> Answer:
    match asked:
        case WhereTo():
            return Path(answer) if answer else None
        case Question():
            return answer == "yes"
        case _:
            return None


def _step(step: Step) -> str:
    match step:
        case Working(text, long):
            return _reply("working", f"{text[:LONGEST_STATUS]}{' (Esc stops)' if long else ''}")
        case WhereTo(proposed, kind):
            return _reply("where", str(proposed), f"{kind} (*{proposed.suffix}),*{proposed.suffix}")
        case Question(text):
            return _reply("question", text)


def _ended(told: Told) -> str:
    if told.quiet:
        return _reply("quiet", _cut(" ".join(told.text.split()), LONGEST_STATUS), told.undo)
    return _reply("failed" if told.failed else "told", _cut(told.text, LONGEST), told.undo)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 2].rstrip()} …"


def _reply(*parts: str) -> str:
    return SEPARATOR.join(part.replace(SEPARATOR, " ") for part in parts)
