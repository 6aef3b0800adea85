"""A conversation that Python leads itself: on a Mac, where Excel does not wait for it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any

import xlwings as xw

from addin import mac_dialog
from addin.conversation import TITLE, Answer, Question, Step, Talk, Told, WhereTo, WhichFile, Working
from generator.failure import Failure

Choose = Callable[[WhereTo | WhichFile], Answer]
"""Answers where to write a file, or which one to read; raises Failure when it cannot ask."""


def _choose(step: WhereTo | WhichFile) -> Answer:
    """Where to write is not asked: the proposed file is taken, and the last sentence of a command names it."""
    return step.proposed if isinstance(step, WhereTo) else mac_dialog.which_file(step.prompt)


def talk_through(app: xw.App, talk: Talk, choose: Choose = _choose) -> Told:
    """Leads a command to its end, with the boxes and the status bar of Excel, whose settings all come back, whatever
    happens."""
    with ExitStack() as back:
        back.callback(setattr, app, "status_bar", False)
        for name, value in _settings(app).items():
            back.callback(setattr, app, name, value)
        told = _led(app, talk, choose)
    if told.quiet:
        app.status_bar = told.text
    elif told.text:
        app.alert(told.text, TITLE)
    return told


def _settings(app: xw.App) -> dict[str, Any]:
    """What writing changes; Excel has no answer while no workbook is open."""
    if not len(app.books):
        return {}
    return {"screen_updating": app.screen_updating, "calculation": app.calculation}


def _led(app: xw.App, talk: Talk, choose: Choose) -> Told:
    proceed: Callable[[], Step] = partial(talk.send, None)
    while True:
        try:
            step = proceed()
        except StopIteration as end:
            told: Told = end.value
            return told
        try:
            proceed = partial(talk.send, _answer(app, step, choose))
        except Failure as failure:
            proceed = partial(talk.throw, failure)


def _answer(app: xw.App, step: Step, choose: Choose) -> Answer:
    match step:
        case Working(text, _, writes):
            app.status_bar = text
            if writes and len(app.books):
                app.screen_updating, app.calculation = False, "manual"
            return None
        case WhereTo() | WhichFile():
            return choose(step)
        case Question(text):
            return bool(app.alert(text, TITLE, "yes_no") == "yes")
