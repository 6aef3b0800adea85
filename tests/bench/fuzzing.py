"""How much tests that draw their own input try: little in each run of the tests, much in `make fuzz`."""

from __future__ import annotations

import os

LONG = os.environ.get("PARS_FUZZ") == "1"
"""Whether this is a long run."""
_LONGER = 30


def draws(usual: int) -> int:
    """How many examples a property is tried on: `usual`, or in a long run as many times more."""
    return usual * _LONGER if LONG else usual
