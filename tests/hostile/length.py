"""How long a run is: short with all other tests, long when it is asked for."""

from __future__ import annotations

import os


def long_run() -> bool:
    """Whether PARS_FUZZ asks for everything."""
    return bool(os.environ.get("PARS_FUZZ"))


def seed() -> int:
    """Where chance begins: the same in every short run, what PARS_FUZZ says in a long one."""
    asked = os.environ.get("PARS_FUZZ", "")
    return int(asked) if asked.isdecimal() else 1
