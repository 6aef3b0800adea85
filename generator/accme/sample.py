"""What a sample says of the form of an upload file: its names, namespaces, prefixes, attributes, order and texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import groupby

from lxml import etree

from generator.accme.files import SampleFile
from generator.exchange.incoming import Root, incoming, local
from generator.exchange.profile import ACTIVITY_ELEMENT, PLACEHOLDER
from generator.failure import Failure

MOST_PLACES = 5_000
"""Different elements of a sample: the largest activity that PARS takes has less than a hundred."""
MOST_RUNS = 200
"""Changes from one name to the next in an element: the additions of a record are some twenty."""
MOST_SEQUENCES = 500
"""Different sequences of an element that are kept."""
_MOST_TEXTS = 50


@dataclass
class Place:
    """An element, wherever it stands below the activity by the same names.

    Attributes:
        spelled: (namespace, prefix) to how often.
        attributes: their names, without namespaces.
        texts: different texts of it, some of them.
    """

    spelled: Counter[tuple[str, str]] = field(default_factory=Counter)
    attributes: set[str] = field(default_factory=set)
    texts: dict[str, None] = field(default_factory=dict)


@dataclass
class Sample:
    """What a sample says.

    Attributes:
        file: where it is from.
        root: its root element.
        activities: how many it holds.
        places: names from the activity on, as in MedicalEducationMetrics/XtensibleInfo/REMS, to what is there.
        sequences: name of an element to the names in it, one after the other, and how often it was so.
    """

    file: SampleFile
    root: Root
    activities: int = 0
    places: dict[str, Place] = field(default_factory=dict)
    sequences: dict[str, Counter[tuple[str, ...]]] = field(default_factory=dict)

    def before(self, parent: str, names: Collection[str]) -> Counter[tuple[str, str]]:
        """Pairs of names in an element, the first of which came before the second, and how often; of a name that came
        again after another, both ways.

        Args:
            parent: name of the element.
            names: those that are asked for.
        """
        pairs: Counter[tuple[str, str]] = Counter()
        for seen, times in self.sequences.get(parent, {}).items():
            runs = [name for name in seen if name in names]
            first = {name: place for place, name in reversed([*enumerate(runs)])}
            last = {name: place for place, name in enumerate(runs)}
            for pair in ((a, b) for a in first for b in first if a != b and first[a] < last[b]):
                pairs[pair] += times
        return pairs


def read_sample(file: SampleFile) -> Sample:
    """Reads a sample.

    Raises:
        Failure: it is no XML, holds no activities or only in another frame, is an upload file of PARS Batch from before
            this step, or holds more than a sample does.
    """
    source = incoming(file.xml)
    name = file.name
    if etree.QName(source.root.tag).localname == ACTIVITY_ELEMENT:
        raise Failure(
            f"{name} begins with {ACTIVITY_ELEMENT}, without the element that PARS wants around all activities; give "
            "ACCME's own sample."
        )
    sample = Sample(file, source.root)
    _refuse_own(name, source.root.namespaces.values())
    for activity in source.activities():
        around = activity.getparent()
        if around is None or around.getparent() is not None:
            raise Failure(
                f"The activities of {name} stand deeper than right below its first element, "
                f"{etree.QName(source.root.tag).localname}; give the XML file as it is uploaded to PARS."
            )
        sample.activities += 1
        _read(sample, activity, ACTIVITY_ELEMENT)
    if not sample.activities:
        raise Failure(f"{name} holds no activity ({ACTIVITY_ELEMENT}); give ACCME's sample XML for activities.")
    _refuse_own(name, {space for place in sample.places.values() for space, _ in place.spelled})
    return sample


def _refuse_own(name: str, namespaces: Iterable[str]) -> None:
    if any(space.startswith(PLACEHOLDER) for space in namespaces):
        raise Failure(
            f"{name} was written by PARS Batch before this step, with placeholders for the very names that are looked "
            "for; give ACCME's own sample, or a file of another system that PARS accepted."
        )


def _read(sample: Sample, element: etree._Element, path: str) -> None:
    pending = [(element, path)]
    while pending:
        here, at = pending.pop()
        place = sample.places.setdefault(at, Place())
        if len(sample.places) > MOST_PLACES:
            raise Failure(
                f"{sample.file.name} has more than {MOST_PLACES:,} different elements, as no file of activities does; "
                "it is not read."
            )
        place.spelled[etree.QName(here).namespace or "", here.prefix or ""] += 1
        if len(place.attributes) < MOST_PLACES:
            place.attributes |= {etree.QName(str(name)).localname for name in here.attrib}
        children = [child for child in here if isinstance(child.tag, str)]
        if not children and here.text and here.text.strip() and len(place.texts) < _MOST_TEXTS:
            place.texts[here.text.strip()[:100]] = None
        _follow(sample, local(here), [local(child) for child in children])
        pending += [(child, f"{at}/{local(child)}") for child in reversed(children)]


def _follow(sample: Sample, parent: str, names: list[str]) -> None:
    """Keeps which names followed on each other; the same sequence once."""
    runs = tuple(name for name, _ in groupby(names))
    if len(runs) > MOST_RUNS:
        raise Failure(
            f"An element {parent[:50]} of {sample.file.name} holds more than {MOST_RUNS} different elements, as no "
            "file of activities does; it is not read."
        )
    if len(runs) > 1:
        seen = sample.sequences.setdefault(parent, Counter())
        if runs in seen or len(seen) < MOST_SEQUENCES:
            seen[runs] += 1
