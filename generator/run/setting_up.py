"""The one-time step before the first upload: from ACCME's own sample to the organization's profile."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.accme.compared import Compared, compared
from generator.accme.files import SampleFile, sample_file
from generator.accme.ours import ours
from generator.accme.own_export import refuse_own_export
from generator.accme.sample import read_sample
from generator.accme.written import keep
from generator.catalog import load
from generator.exchange.before_upload import before_upload
from generator.exchange.profile import Profile, load_profile
from generator.own_lists import configuration_folder


@dataclass(frozen=True)
class SetUp:
    """What came of the step.

    Attributes:
        sample: the file that was given.
        activities: how many it holds.
        compared: the sample beside the profile as it was.
        profile: the profile as it is now.
        files: the files that were written; none when all was there already.
    """

    sample: SampleFile
    activities: int
    compared: Compared
    profile: Profile
    files: tuple[Path, ...]

    @property
    def clean(self) -> bool:
        """Whether the profile follows all that the sample shows."""
        return not self.compared.to_look_at

    def as_json(self) -> dict[str, Any]:
        """What `pars setup --json` prints, and what the console's words are made of."""
        learned = self.profile.learned
        return {
            "sample": {"name": self.sample.name, "sha256": self.sample.sha256, "activities": self.activities},
            "differences": [difference.as_json() for difference in self.compared.differences],
            "only_in_sample": list(self.compared.only_in_sample),
            "not_in_sample": list(self.compared.not_in_sample),
            "contradictions": list(self.compared.contradictions),
            "written": [str(file) for file in self.files],
            "confirmed": bool(self.profile.confirmed),
            "since": learned.day if learned else None,
            "before_upload": list(before_upload(self.profile)),
        }


def set_up(
    sample: Path, today: dt.date, overlay: Path | None, *, other_system: bool = False, replace: bool = False
) -> SetUp:
    """Reads a sample, compares it with the profile, and keeps what it says in the organization's folder.

    Args:
        sample: an XML file, or a zip with one.
        today: is kept with the sample's name and digest.
        overlay: the organization's folder, which is made when it is not there; None for the one in the user's
            configuration folder.
        other_system: it is not ACCME's own sample, so that one upload is to be looked at before the profile counts as
            confirmed.
        replace: whether settings may change that the organization's own profile has made otherwise.

    Raises:
        SaysOtherwise: settings would change that the organization has made otherwise, and may not.
        Failure: the sample cannot be used, or what it says cannot be kept. Then no file was changed.
    """
    catalog = load(None, overlay if overlay is None or overlay.exists() else None)
    profile = load_profile(catalog)
    shipped = load_profile(load(catalog.version))
    with sample_file(sample) as file:
        read = read_sample(file)
        found = compared(read, ours(catalog, profile), profile)
        refuse_own_export(sample, read, found, profile, sure=replace or other_system)
    folder = overlay or configuration_folder() / "catalog"
    kept = keep(
        found, file, catalog, shipped, folder, today, confirmed=not other_system, replace_own=replace
    )  # fmt: skip
    return SetUp(file, read.activities, found, kept.profile, kept.files)
