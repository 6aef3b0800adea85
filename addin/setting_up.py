"""The command for the one-time step before the first upload."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from addin.background import in_background
from addin.conversation import Part, Question, Talk, Told, which_file
from generator.accme.written import SaysOtherwise
from generator.exchange.before_upload import COMMAND
from generator.own_lists import own_lists
from generator.printable import printable
from generator.report.receipt_words import activities
from generator.report.setups import CONTRADICTIONS, NOT_FOLLOWED, ONLY_IN_SAMPLE, heading, when_done, written
from generator.run import setting_up
from generator.run.setting_up import SetUp

_PROMPT = "Which file is ACCME's sample XML for activities, or the zip with it?"
_KIND = "Sample XML, or the zip with it"
_ENDINGS = (".xml", ".zip")
_MOST = 6
"""Things of one kind that a message names."""
_LONGEST = 90
"""Characters of a line about one of them."""


def set_up() -> Talk:
    """Learns from a sample that is asked for how PARS wants the upload file; settings that the organization has made
    otherwise change only after a Yes."""
    sample = yield from which_file(_PROMPT, _KIND, _ENDINGS)
    if sample is None:
        return Told()
    of_accme = yield Question(
        f"Is {_short(sample.name)} ACCME's own sample?\n\nChoose No for a file of another system that PARS accepted, "
        "until one upload of yours was looked at in PARS; then take this step again and choose Yes."
    )
    try:
        done = yield from _learned(sample, other_system=not of_accme, replace=False)
    except SaysOtherwise as found:
        if not (yield Question(_asks(found))):
            return Told("Nothing was changed.")
        done = yield from _learned(sample, other_system=not of_accme, replace=True)
    return Told("\n\n".join(_told(done.as_json())), rest=f"“{COMMAND}” on the command line shows all of it")


def _learned(sample: Path, *, other_system: bool, replace: bool) -> Part[SetUp]:
    step = partial(
        setting_up.set_up, sample, dt.date.today(), own_lists(), other_system=other_system, replace=replace
    )  # fmt: skip
    return (yield from in_background("reading the sample", step))


def _asks(found: SaysOtherwise) -> str:
    return (
        f"{found.target} says otherwise already:\n{_lines(found.changes)}\n\nChange that? What else the file says "
        "stays."
    )


def _told(done: Mapping[str, Any]) -> Iterator[str]:
    """What the console says, as far as a box holds it, the most telling first."""
    sample = done["sample"]
    yield "\n".join(done["before_upload"] or [when_done(done)])
    read = f"{_short(sample['name'])}: {activities(sample['activities'])} read."
    yield "\n".join([read, *(printable(line) for line in written(done))])
    followed = [difference for difference in done["differences"] if difference["followed"]]
    others = [difference for difference in done["differences"] if not difference["followed"]]
    for what, lines in (
        (NOT_FOLLOWED, [_words(difference) for difference in others]),
        (ONLY_IN_SAMPLE, done["only_in_sample"]),
        (CONTRADICTIONS, done["contradictions"]),
        (heading(done), [_words(difference) for difference in followed]),
    ):
        if lines:
            yield f"{what}:\n{_lines(lines)}"


def _words(difference: Mapping[str, Any]) -> str:
    return f"{difference['what']}: {difference['ours'] or '–'} → {difference['sample'] or '–'}"


def _lines(texts: list[str] | tuple[str, ...]) -> str:
    more = [f"  … and {len(texts) - _MOST} more"] if len(texts) > _MOST else []
    return "\n".join([*(f"  {_short(text)}" for text in texts[:_MOST]), *more])


def _short(text: str) -> str:
    line = printable(" ".join(text.split()))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 2].rstrip()} …"
