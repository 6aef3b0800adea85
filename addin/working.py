"""What holds for every command: Excel's settings come back, and a failure is a sentence."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Concatenate, ParamSpec

import xlwings as xw

from addin import versions
from generator.failure import Failure
from generator.log import unforeseen, write_log

TITLE = "PARS"
_Rest = ParamSpec("_Rest")


@contextmanager
def working(app: xw.App, doing: str) -> Iterator[None]:
    """Shows `doing` in the status bar, with the screen still and calculation on hold; all three come back, whatever
    happens."""
    before = {"screen_updating": app.screen_updating, "calculation": app.calculation}
    with ExitStack() as back:
        for name, value in before.items():
            back.callback(_set, app, name, value)
        back.callback(_set, app, "status_bar", False)
        app.status_bar = f"PARS: {doing} …"
        app.screen_updating = False
        app.calculation = "manual"
        yield


def _set(app: xw.App, name: str, value: object) -> None:
    setattr(app, name, value)


def command(work: Callable[Concatenate[xw.Book, _Rest], str | None]) -> Callable[..., None]:
    """Makes a button's command of a function of a workbook: called without one it takes the workbook that Excel calls
    from.

    The sentence that the function returns is shown in a box. A `Failure` is shown too; any other exception ends in a
    log file, which the box names.
    """

    @functools.wraps(work)
    def run(book: xw.Book | None = None, *arguments: Any, **named: Any) -> None:
        book = book or xw.Book.caller()
        app = book.app
        try:
            sentence = work(book, *arguments, **named)
        except Failure as failure:
            app.alert(str(failure), TITLE)
        except BaseException as error:
            if not unforeseen(error):
                raise
            app.alert(_sorry(work.__name__, error), TITLE, mode="critical")
        else:
            if sentence:
                app.alert(sentence, TITLE)

    signature = inspect.signature(work)
    first, *rest = signature.parameters.values()
    # what `inspect`, and so xlwings, takes for the parameters
    run.__dict__["__signature__"] = signature.replace(parameters=[first.replace(default=None), *rest])
    return run


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
