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
        for name in ("screen_updating", "calculation"):
            back.callback(setattr, app, name, getattr(app, name))
        back.callback(setattr, app, "status_bar", False)
        told = _led(app, talk, choose)
    if told.quiet:
        app.status_bar = told.text
    elif told.text:
        app.alert(told.text, TITLE)
    return told


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
    settings: dict[str, Any] = {}
    match step:
        case Working(text, _):
            settings = {"status_bar": text, "screen_updating": False, "calculation": "manual"}
            for name, value in settings.items():
                setattr(app, name, value)
            return None
        case WhereTo():
            return choose(step)
        case Question(text):
            return bool(app.alert(text, TITLE, "yes_no") == "yes")
