"""The two versions that an add-in file belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version

from generator import __version__


@dataclass(frozen=True)
class Versions:
    """What an add-in was built with, or what is installed now.

    Attributes:
        pars_batch: the version of this package, whose commands the buttons run.
        xlwings: the version of xlwings, whose library the add-in's VBA loads by a name that carries the version.
    """

    pars_batch: str
    xlwings: str


def installed() -> Versions:
    """The versions of this Python environment."""
    return Versions(__version__, version("xlwings"))
