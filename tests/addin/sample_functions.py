"""Two worksheet functions for the tests of the VBA wrappers."""

from __future__ import annotations

import xlwings as xw


@xw.func(category="PARS")
@xw.arg("points", doc='Points, such as "1.25".')
@xw.arg("credits", doc="Credits of the activity.")
def PARS_POINTS_OK(points: object, credits: object = None) -> str:  # noqa: N802
    """Says whether the "points" of a board
    fit the credits.

    This part is for readers of the Python.
    """
    return f"{points} of {credits}"


@xw.func
def PARS_CATALOG() -> str:  # noqa: N802
    """The version of the lists."""
    return "2025.1"
