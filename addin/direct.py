"""A conversation that Python leads itself: on a Mac, where Excel does not wait for it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import xlwings as xw

from addin.conversation import TITLE, Answer, Question, Step, Talk, Told, WhereTo, Working

Choose = Callable[[WhereTo], Answer]
"""Answers where to write a file."""


def _as_proposed(step: WhereTo) -> Answer:
    """Without a dialog, the proposed file is taken; the last sentence of a command names it."""
    return step.proposed


def talk_through(app: xw.App, talk: Talk, choose: Choose = _as_proposed) -> Told:
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
    answer: Answer = None
    while True:
        try:
            step = talk.send(answer)
        except StopIteration as end:
            told: Told = end.value
            return told
        answer = _answer(app, step, choose)


def _answer(app: xw.App, step: Step, choose: Choose) -> Answer:
    match step:
        case Working(text, _, writes):
            app.status_bar = text
            if writes and len(app.books):
                app.screen_updating, app.calculation = False, "manual"
            return None
        case WhereTo():
            return choose(step)
        case Question(text):
            return bool(app.alert(text, TITLE, "yes_no") == "yes")
