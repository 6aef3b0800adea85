"""Writes the upload file: activity by activity, read again and checked before it appears."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.catalog import Catalog
from generator.exchange.json_activity import ACTIVITY_JSON
from generator.exchange.json_file import JsonFile
from generator.exchange.profile import Profile, load_profile
from generator.exchange.records import Records
from generator.exchange.reread import RereadFile
from generator.exchange.ties import Ties
from generator.exchange.written import Summaries, Written, WrittenActivity, not_sent
from generator.exchange.xml_file import XmlFile
from generator.progress import counted
from generator.targets import JSON, XML
from generator.whole_file import whole_file
from generator.workbook.frames import Batch


def profile_of(catalog: Catalog, format: str = XML) -> Profile:
    """The profile of a catalog for one form of the upload file."""
    return load_profile(catalog, *((ACTIVITY_JSON,) if format == JSON else ()))


def export(
    batch: Batch,
    positions: Iterable[int],
    target: Path,
    *,
    into: Path | None = None,
    profile: Profile | None = None,
    ties: Ties | None = None,
    actions: Mapping[int, str] | None = None,
    format: str = XML,
) -> Written | None:
    """Writes the activities at `positions` on Activities to `target`, in the order of the workbook.

    The file appears whole, or not at all: it is written beside the target, parsed again, checked against the profile's
    schema, and only then takes the target's place. The same batch gives the same bytes.

    Args:
        batch: the completed workbook.
        positions: of the activities to write; see `generator.exchange.selection`.
        target: the file; one that exists is replaced.
        into: an empty file to write into, whose caller puts it into the target's place, alone or with a receipt.
        profile: what `profile_of` gives; None for that of the batch's catalog.
        ties: which rows belong to which activity, when they are known already.
        actions: position of an activity to the record action that is written, whatever its row says.
        format: of the file, `XML` or `JSON`; see `generator.exchange.json_selection` for what JSON cannot say.

    Returns:
        What was written; None, and no file is touched, when there are no positions.

    Raises:
        Failure: the target cannot be written, or a cell holds what the file cannot take.
        CatalogError: the profile cannot be used.
    """
    chosen = sorted(set(positions))
    if not chosen:
        return None
    if into is None:
        with whole_file(target, replace=True) as part:
            return export(batch, chosen, target, into=part, profile=profile, ties=ties, actions=actions, format=format)
    profile = profile or profile_of(batch.catalog, format)
    records = Records(batch, profile, ties, actions=actions)
    file = JsonFile(records, profile) if format == JSON else XmlFile(records, profile)
    summaries = Summaries(records)
    written: list[WrittenActivity] = []
    with RereadFile(into, file) as out:
        for record in counted(records.each(chosen), len(chosen), "activities written"):
            out.add(file.activity(record))
            written.append(summaries.of(record))
    return Written(target, out.sha256, profile, tuple(written), tuple(not_sent(records, written)))
