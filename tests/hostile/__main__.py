"""The long run: python -m tests.hostile [SEED]."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    os.environ["PARS_FUZZ"] = sys.argv[1] if len(sys.argv) > 1 else "1"
    sys.exit(pytest.main([str(Path(__file__).parent), "-x", "-q", "-p", "no:cacheprovider"]))
