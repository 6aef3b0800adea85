"""What the fuzzers have in common that are led by the branches an input takes (Atheris, on libFuzzer)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import atheris

from generator.failure import Failure

LIMITS = ("-timeout=20", "-rss_limit_mb=1500", "-max_len=20000")
"""Seconds after which libFuzzer takes an input for a hang, the memory it may take, and the length it may have."""
SEEDS = ("-keep_seed=1", "-len_control=0")
"""Every seed is changed, also one that leads nowhere else than another."""


def fuzz(one: Callable[[bytes], None], seeds: Iterable[bytes]) -> None:
    """Tries `one` on inputs until the time is over; whatever it raises is a find, kept as a file crash-….

    Arguments of the command line: seconds, and a folder, in which inputs that led somewhere new are kept for next time.
    """
    seconds, home = int(sys.argv[1]), Path(sys.argv[2])
    corpus, found = home / "corpus", home / "found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = [f"-max_total_time={seconds}", f"-artifact_prefix={found}/", *LIMITS, *SEEDS]
    atheris.Setup([sys.argv[0], *options, str(corpus)], one)
    atheris.Fuzz()


def in_one_sentence(read: Callable[[], object]) -> None:
    """Reads what may be no file at all: it is read, or refused with a sentence."""
    try:
        read()
    except Failure as refused:
        said = str(refused)
    else:
        return
    assert "\n" not in said, said
