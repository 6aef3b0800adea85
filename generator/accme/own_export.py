"""Whether a sample is an upload file that PARS Batch wrote itself, which can tell nothing of how ACCME wants things."""

from __future__ import annotations

from pathlib import Path

from generator.accme.compared import Compared
from generator.accme.ours import beginning
from generator.accme.sample import Sample
from generator.exchange.earlier import receipt_content
from generator.exchange.profile import Profile
from generator.exchange.receipt import receipt_path
from generator.failure import Failure

_INSTEAD = "give ACCME's own sample, or a file of another system that PARS accepted."


def refuse_own_export(given: Path, sample: Sample, found: Compared, profile: Profile, *, sure: bool) -> None:
    """Refuses what PARS Batch wrote, or seems to have written, by the profile in force.

    Else a file of ours would confirm the very names that it has from that profile. Certain are a receipt beside the
    file, and the bytes that it begins with; a file that says nothing but what the profile says already may be either,
    so a person decides.

    Args:
        given: the file as it was given.
        sample: what it says.
        found: it beside the profile in force.
        profile: that one.
        sure: a person has said that it is no export of PARS Batch.

    Raises:
        Failure: it is one, or may be one.
    """
    name = sample.file.name
    receipt = receipt_path(given)
    if _is_receipt(receipt):
        raise Failure(
            f"{name} is an upload file of PARS Batch, since {receipt.name} lies beside it, and tells nothing of how "
            f"ACCME wants files; {_INSTEAD}"
        )
    if profile.missing or (profile.learned and profile.learned.sha256 == sample.file.sha256):
        return
    if _begins_as_ours(sample.file.xml, profile):
        raise Failure(
            f"{name} begins letter for letter as PARS Batch writes its upload files, and so tells nothing of how ACCME "
            f"wants them; {_INSTEAD}"
        )
    nothing_new = not (found.differences or found.only_in_sample or found.contradictions)
    if nothing_new and not profile.confirmed and not sure:
        raise Failure(
            f"{name} may be an upload file of PARS Batch, since it says nothing but what {_source(profile)}; if it "
            "is ACCME's own sample, add --replace, else give that one."
        )


def _source(profile: Profile) -> str:
    return f"was learned from {profile.learned.name}" if profile.learned else "your own profile says already"


def _is_receipt(path: Path) -> bool:
    try:
        return path.is_file() and bool(receipt_content(path))
    except (Failure, OSError):
        return False


def _begins_as_ours(file: Path, profile: Profile) -> bool:
    begin = beginning(profile).encode()
    with file.open("rb") as opened:
        return opened.read(len(begin)) == begin
