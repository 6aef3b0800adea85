"""A conversation that the add-in's VBA leads (module Ribbon), on Windows.

VBA calls `begin`, then `go_on` with the answer to each step, or `stop`. Between two calls Python has returned, so Excel
waits for nobody while a box or a dialog is open.

Each reply is a text of three parts with `SEPARATOR` between them: its kind; its words; and one more thing.

    working     what the status bar says
    writing     the same, while cells are written
    where       the proposed file; the filter of the dialog
    which       what the dialog says above; its filter
    question    what a Yes or No is wanted for
    told, quiet, failed     the last words, for a box or for the status bar; the words for Excel's Undo, or nothing
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import xlwings as xw

from addin import ribbon
from addin.conversation import Answer, Question, Step, Stopped, Talk, Told, WhereTo, WhichFile, Working

SEPARATOR = "\x1f"


class _Conversation:
    """The command at work, of which there is one at most: Excel runs one macro at a time."""

    def __init__(self) -> None:
        self._talk: Talk | None = None
        self._asked: Step | None = None
        self._last = Told("The command ended before its time: click the button again.", failed=True)

    def begin(self, talk: Talk) -> str:
        if self._talk:
            self._talk.close()
        self._talk = talk
        return self._next(lambda: talk.send(None))

    def go_on(self, answer: str) -> str:
        talk = self._talk
        if talk is None:
            return _ended(self._last)
        return self._next(lambda: talk.send(_answer(self._asked, answer)))

    def stop(self) -> str:
        """The last words, also of a command that had ended when the user wanted it to stop."""
        while talk := self._talk:
            self._next(partial(talk.throw, Stopped))
        return _ended(self._last)

    def _next(self, proceed: Callable[[], Step]) -> str:
        try:
            self._asked = proceed()
        except StopIteration as end:
            self._talk, self._last = None, end.value
            return _ended(self._last)
        except BaseException:
            self._talk = None
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
    """Ends the command that is at work; gives its last words."""
    return _conversation.stop()


def _app(excel: Any) -> xw.App:
    # Such as xlwings makes of it, so that a call that Excel is too busy for is tried again.
    windows = importlib.import_module("xlwings._xlwindows")
    return xw.App(impl=windows.App(xl=windows.COMRetryObjectWrapper(excel)))


def _answer(asked: Step | None, answer: str) -> Answer:
    match asked:
        case WhereTo() | WhichFile():
            return Path(answer) if answer else None
        case Question():
            return answer == "yes"
        case _:
            return None


def _step(step: Step) -> str:
    match step:
        case Working(text, long, writes):
            return _reply("writing" if writes else "working", f"{text}{' (Esc stops)' if long else ''}")
        case WhereTo(proposed, kind):
            return _reply("where", str(proposed), f"{kind} (*{proposed.suffix}),*{proposed.suffix}")
        case WhichFile(prompt, kind, endings):
            kinds = ";".join(f"*{ending}" for ending in endings)
            return _reply("which", prompt, f"{kind} ({kinds}),{kinds},All files (*.*),*.*")
        case Question(text):
            return _reply("question", text)


def _ended(told: Told) -> str:
    kind = "quiet" if told.quiet else "failed" if told.failed else "told"
    return _reply(kind, told.text, told.undo)


def _reply(*parts: str) -> str:
    return SEPARATOR.join(part.replace(SEPARATOR, " ") for part in parts)
