"""What `pars setup` found, for people: the sample beside our profile, what was kept and what remains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from generator.report.layout import Page, Row
from generator.report.receipt_words import activities, counted

_DONE = "The step before the first upload is done: exports from now on are written as the sample is{but}."
NOT_FOLLOWED = "Otherwise in the sample, and not followed"
ONLY_IN_SAMPLE = "Only in the sample; PARS Batch does not write it, so please look whether you need it"
CONTRADICTIONS = "Said in two ways"
_MOST = 12
"""Names that a list shows."""


def show_setup(console: Console, done: Mapping[str, Any]) -> None:
    """Prints what came of the step.

    Args:
        done: see `generator.run.setting_up.SetUp.as_json`.
    """
    with Page(console) as page:
        sample = done["sample"]
        page.line(f"{sample['name']}: {activities(sample['activities'])} read.")
        followed = [difference for difference in done["differences"] if difference["followed"]]
        others = [difference for difference in done["differences"] if not difference["followed"]]
        _table(page, heading(done), followed)
        _table(page, NOT_FOLLOWED, others)
        _list(page, ONLY_IN_SAMPLE, done["only_in_sample"])
        _list(page, CONTRADICTIONS, done["contradictions"], wrapped=False)
        _list(page, "The sample does not show it; written as before", done["not_in_sample"])
        page.line()
        for line in written(done):
            page.path(line)
        for line in done["before_upload"]:
            page.line(line, style="bold")
        if not done["before_upload"]:
            page.line(when_done(done))


def heading(done: Mapping[str, Any]) -> str:
    """What stands above the differences that are followed."""
    return "Taken from the sample" if done["written"] else "Otherwise in the sample"


def when_done(done: Mapping[str, Any]) -> str:
    """What stands instead of the steps before an upload when none is left."""
    others = any(not difference["followed"] for difference in done["differences"])
    return _DONE.format(but=", but for what is not followed" if others else "")


def written(done: Mapping[str, Any]) -> list[str]:
    """The files that were written, a line each, or that there was nothing to write."""
    if not done["written"]:
        return [f"Nothing to change: all of this is kept since {done['since']}."]
    return [f"Written: {file}" for file in done["written"]]


def _table(page: Page, heading: str, differences: Sequence[Mapping[str, Any]]) -> None:
    if not differences:
        return
    page.line()
    page.line(heading, style="bold")
    rows = [
        Row(
            (
                [difference["what"], *filter(None, [difference["why_not"]])],
                [difference["ours"] or "–"],
                [difference["sample"] or "–"],
            ),
            ("",) * 3,
        )
        for difference in differences
    ]
    page.table(("What", "Until now", "In the sample"), rows)


def _list(page: Page, heading: str, texts: Sequence[str], *, wrapped: bool = True) -> None:
    if not texts:
        return
    page.line()
    page.line(f"{heading}:" if wrapped else heading, style="bold")
    if wrapped:
        more = f" and {counted(len(texts) - _MOST, 'more', 'more')} (--json lists all)" if len(texts) > _MOST else ""
        page.line(f"{', '.join(texts[:_MOST])}{more}", 2)
    else:
        for text in texts:
            page.line(text, 2)
