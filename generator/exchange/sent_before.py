"""What earlier upload files say, and which of their activities an activity of now is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from lxml import etree

from generator.catalog import ID, fold
from generator.exchange.incoming import incoming
from generator.exchange.said import ACCME_ID, ACTION, IDENTIFYING, TITLE, Reader, Said
from generator.failure import Failure
from generator.rules.tables import key_texts


@dataclass(frozen=True, slots=True)
class SentFile:
    """An earlier file: its name, the SHA-256 of its bytes, hexadecimal, and how many activities it holds."""

    name: str
    sha256: str
    activities: int


@dataclass(frozen=True, slots=True)
class SentActivity:
    """An activity of an earlier file, without all that it says.

    Attributes:
        place: the numbers of its file and of itself in there, from 0.
        key: of its provider activity ID, as the check compares IDs; empty without one.
        identity: format, start and end date.
        action: its record action.
        digest: see `Said`.
    """

    place: tuple[int, int]
    provider_activity_id: str
    key: str
    accme_activity_id: str
    title: str
    identity: tuple[str, ...]
    action: str
    digest: bytes


@dataclass
class SentBefore:
    """The activities of earlier files that count: of several with one ID the last, since a later record overwrites.

    Attributes:
        files: in the order in which they were uploaded.
        activities: by the place of each.
        repeated: IDs that one file holds more than once, in the order of the files.
        written: activities by how they are written, see `as_written`; each as its own file has it.
    """

    files: list[SentFile] = field(default_factory=list)
    activities: dict[tuple[int, int], SentActivity] = field(default_factory=dict)
    repeated: list[str] = field(default_factory=list)
    written: dict[bytes, SentActivity] = field(default_factory=dict)
    _by_accme_id: dict[str, SentActivity] = field(default_factory=dict)
    _by_key: dict[str, SentActivity] = field(default_factory=dict)

    def find(self, key: str, accme_activity_id: str) -> SentActivity | None:
        """The activity with an ACCME ID, or else with the key of a provider activity ID."""
        if accme_activity_id and (known := self._by_accme_id.get(accme_activity_id)):
            return known
        return self._by_key.get(key) if key else None

    def add(self, activity: SentActivity) -> None:
        """Takes up a further activity. What it overwrites hands its ACCME activity ID on, which PARS gave for good."""
        earlier = self.find(activity.key, activity.accme_activity_id)
        if earlier:
            del self.activities[earlier.place]
            self._by_key.pop(earlier.key, None)
            if earlier.place[0] == activity.place[0]:
                self.repeated.append(activity.provider_activity_id or activity.accme_activity_id)
            activity = replace(activity, accme_activity_id=activity.accme_activity_id or earlier.accme_activity_id)
        self.activities[activity.place] = activity
        if activity.accme_activity_id:
            self._by_accme_id[activity.accme_activity_id] = activity
        if activity.key:
            self._by_key[activity.key] = activity


def alike(title: str, identity: Sequence[str]) -> tuple[str, ...] | None:
    """The form in which title, format and dates compare; None when one of them is blank."""
    return (fold(title), *identity) if title and all(identity) else None


def identity_of(said: Said) -> tuple[str, ...]:
    """Format, start and end date of an activity; empty texts for blank ones."""
    return tuple(said.keys.get(column, "") for column in IDENTIFYING)


def sent_before(paths: Sequence[Path], reader: Reader) -> SentBefore:
    """What earlier files say.

    Args:
        paths: in the order in which they were uploaded.
        reader: of the workbook that they are compared with.

    Raises:
        Failure: one of them is no XML with activities.
    """
    before = SentBefore()
    for file, path in enumerate(paths):
        number = -1
        for number, element in enumerate(incoming(path).activities()):
            said = reader.read(element)
            activity = sent_activity((file, number), said)
            before.add(activity)
            before.written[as_written(element)] = activity
        if number < 0:
            raise Failure(
                f"{path.name} holds no activities; give an XML file that was uploaded, or that PARS gave out."
            )
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        before.files.append(SentFile(path.name, digest, number + 1))
    return before


def again(
    paths: Sequence[Path], reader: Reader, places: frozenset[tuple[int, int]]
) -> Iterator[tuple[tuple[int, int], Said]]:
    """All that some activities say, read once more, one at a time.

    Raises:
        Failure: a file is no longer what it was.
    """
    for file, path in enumerate(paths):
        if any(place[0] == file for place in places):
            yield from (
                ((file, number), reader.read(element))
                for number, element in enumerate(incoming(path).activities())
                if (file, number) in places
            )


def key_of(provider_activity_id: str) -> str:
    """A provider activity ID as the check compares IDs."""
    return _key(provider_activity_id)


@lru_cache(65_536)
def _key(text: str) -> str:
    return key_texts([np.array([text], dtype=object)])[0]


def as_written(activity: etree._Element) -> bytes:
    """Equal for elements that are written alike, which say the same then; reading them takes longer than this."""
    return hashlib.blake2b(etree.tostring(activity, encoding="utf-8", with_tail=False), digest_size=16).digest()


def sent_activity(place: tuple[int, int], said: Said) -> SentActivity:
    """An activity by what it says."""
    own = said.keys.get(ID, "")
    return SentActivity(
        place, own, key_of(own), said.keys.get(ACCME_ID, ""), said.keys.get(TITLE, ""), identity_of(said),
        said.keys.get(ACTION, ""), said.digest,
    )  # fmt: skip
