"""What has to be looked at before an upload, and done once before the first: the same words
for console, receipt and ribbon."""

from __future__ import annotations

from generator.catalog import ACTIVITIES, Catalog
from generator.exchange.profile import Profile

GUIDE = "docs/first-upload.md"
"""Where the step is described, from the folder of PARS Batch on."""
BUTTON, COMMAND = "Set up", "pars setup"
"""What does the step: a button on the tab PARS of Excel's ribbon, and a command."""
_NOT_READY = (
    "This file is not ready for PARS yet: one one-time step is missing.",
    "PARS knows its files by two names at their top, and ACCME gives these names only in its own sample file. Ask the "
    f"person who looks after PARS Batch to take them from there once, with {BUTTON} on Excel's tab PARS or with "
    f"{COMMAND} on the command line: {GUIDE} shows it step by step. Then export again.",
)
_NOT_COMPARED = (
    "Upload one activity first and look at it in PARS: nobody has said yet that such a file arrives there as it "
    f"should. {GUIDE} says how, and what to do when it is right.",
)
_OF_ANOTHER_SYSTEM = (
    "Upload one activity first and look at it in PARS: the names at the top of this file are from {name}, a file of "
    f"another system, and nobody has said yet that ours arrives as well. {GUIDE} says how, and what to do when it is "
    "right.",
)


def added_again(catalog: Catalog, number: int) -> tuple[str, ...]:
    """What to say of activities that PARS gave an ID and that the file adds all the same; nothing when there are none.

    Args:
        number: of these activities.
    """
    if not number:
        return ()
    sheet = catalog.sheet(ACTIVITIES)
    action, known = sheet.column("record_action"), sheet.column("accme_activity_id").header
    add, update = (catalog.values_of(action).meaning(means).value for means in ("add", "update"))
    has = "1 activity has" if number == 1 else f"{number:,} activities have"
    them, are = ("it", "is") if number == 1 else ("them", "are")
    return (
        f"{has} an {known} and {are} written as {add}: PARS may make second activities of {them}. Before you upload, "
        f"choose {update} as {action.header}, or export only what changed (pars export --changes-only --against the "
        f"files that were uploaded), which writes {update} by itself.",
    )


def before_upload(profile: Profile) -> tuple[str, ...]:
    """What is to be done before an upload file of this profile may go to PARS: one or two lines, or none.

    What counts are the namespaces themselves: as long as one is a placeholder, nothing else is said.
    """
    if profile.missing:
        return _NOT_READY
    if profile.confirmed:
        return ()
    if profile.learned:
        return tuple(line.format(name=profile.learned.name) for line in _OF_ANOTHER_SYSTEM)
    return _NOT_COMPARED
