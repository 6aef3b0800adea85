"""A sample beside our profile: what differs, what of it the profile follows, and what only one of them has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from generator.accme.differences import Difference, Told
from generator.accme.names import Names
from generator.accme.orders import Merged, in_force, merged
from generator.accme.ours import EVERYWHERE, Ours
from generator.accme.sample import Sample
from generator.accme.texts import Texts
from generator.exchange.profile import ACTIVITY_ELEMENT, ADDITIONS, Profile
from generator.exchange.spelling import Spelling

FREE = ("lom", "general")
"""Elements of the standard in which the order is free (FACTS 1, MEMS v1); everywhere else outside the additions it is
fixed."""
_KEYWORD, _EXTENSION = "keyword", "extension"


@dataclass(frozen=True)
class Compared:
    """A sample beside our profile.

    Attributes:
        root: name of the root element, as the sample has it.
        root_attributes: those that are followed.
        namespaces: of the profile, as the sample has them.
        spelling: as the sample has it.
        content_outlines: where content areas go.
        differences: from the profile as it is.
        only_in_sample: elements and attributes that we do not know.
        not_in_sample: those of ours that the sample does not show.
        contradictions: what the sample says in two ways, a sentence each.
    """

    root: str
    root_attributes: Mapping[str, str]
    namespaces: Mapping[str, str]
    spelling: Spelling
    content_outlines: str
    differences: tuple[Difference, ...] = ()
    only_in_sample: tuple[str, ...] = ()
    not_in_sample: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()

    @property
    def to_look_at(self) -> bool:
        """Whether the sample has something that the profile does not follow."""
        return bool(self.only_in_sample or self.contradictions or any(d.why_not for d in self.differences))


def compared(sample: Sample, own: Ours, profile: Profile) -> Compared:
    """Compares a sample with our profile.

    Raises:
        Failure: the sample does not say the namespaces, or says more than one for what has only one.
    """
    return _Comparison(sample, own, profile).result()


@dataclass
class _Comparison:
    sample: Sample
    own: Ours
    profile: Profile
    told: Told = field(default_factory=Told)

    def result(self) -> Compared:
        root = etree.QName(self.sample.root.tag)
        self.told.differs("Name of the first element", self.profile.root, root.localname)
        names = Names(self.sample, self.own, self.profile, self.told)
        namespaces, prefixes = names.names()
        attributes = names.root_attributes(namespaces, prefixes)
        kept = self.profile.spelling.forms
        return Compared(
            root.localname,
            attributes,
            namespaces,
            Spelling(prefixes, dict(self._orders()), Texts(self.sample, self.own, kept, self.told).forms()),
            self._content_outlines(names.additions),
            tuple(self.told.differences),
            tuple(self._only_in_sample()),
            tuple(self._not_in_sample()),
            tuple(self.told.contradictions),
        )

    # --- the order

    def _orders(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        kept = self.profile.spelling.order
        for parent, names in self.own.order.items():
            now = in_force(names, kept.get(parent, ()))
            before = self.sample.before(parent, names)
            found = merged(now, before)
            free = self._is_free(parent)
            if free and found.contradictions:
                self._tell_contradictions(parent, found)
            if found.names == now or not free:
                if parent in kept:
                    yield parent, kept[parent]
                why = "The standard behind the file (MEMS) has this order, and the file is checked by it."
                self._tell_order(parent, now, found.names, why)
                continue
            self._tell_order(parent, now, found.names)
            if found.names != names:
                yield parent, found.names

    def _tell_contradictions(self, parent: str, found: Merged) -> None:
        """One sentence, however many pairs there are: one element that stands elsewhere once makes many."""
        several = {name for pair in found.contradictions for name in pair}
        names = [name for name in found.names if name in several]
        both = [name for name in names if all(name in pair for pair in found.contradictions)]
        if both and len(names) > 2:
            others = [name for name in names if name != both[0]]
            where = f"{both[0]} before and behind {', '.join(others[:-1])} and {others[-1]}"
        else:
            where = f"{', '.join(names[:-1])} and {names[-1]} in more than one order"
        self.told.contradictions.append(
            f"In {parent} the sample has {where}; what it has most often is taken: {' before '.join(names)}."
        )

    def _tell_order(self, parent: str, ours: tuple[str, ...], theirs: tuple[str, ...], why_not: str = "") -> None:
        """Shows the stretch that differs, from its first name to its last."""
        places = [place for place, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]]
        if places:
            stretch = slice(places[0], places[-1] + 1)
            self.told.differs(f"Order in {parent}", ", ".join(ours[stretch]), ", ".join(theirs[stretch]), why_not)

    def _is_free(self, parent: str) -> bool:
        paths = [path for path in self.own.places if path.rpartition("/")[2] == parent]
        return parent in FREE or all(ADDITIONS in path.split("/") for path in paths)

    # --- the content areas

    def _content_outlines(self, additions: Sequence[str]) -> str:
        now = self.profile.content_outlines
        shown = self.sample.places
        keyword = any(path.endswith("/keyword") and place.attributes for path, place in shown.items())
        extension = any(path in shown for path in additions if path.endswith("/ContentOutlines"))
        found = EVERYWHERE if keyword and extension else _KEYWORD if keyword else _EXTENSION if extension else now
        if now == EVERYWHERE:  # a sample that shows one of the places says nothing against the other
            return now
        self.told.differs("Where content areas of a board go", now, found)
        return found

    # --- what only one of them has

    def _only_in_sample(self) -> Iterator[str]:
        for path, place in self.sample.places.items():
            if path not in self.own.places:
                if path.rpartition("/")[0] in self.own.places:
                    yield _short(path)
                continue
            yield from (f"{_short(path)}/@{name}" for name in sorted(place.attributes - self.own.attributes[path]))

    def _not_in_sample(self) -> Iterator[str]:
        for path in self.own.places:
            place = self.sample.places.get(path)
            if place is None:
                if path.rpartition("/")[0] in self.sample.places:
                    yield _short(path)
                continue
            yield from (f"{_short(path)}/@{name}" for name in sorted(self.own.attributes[path] - place.attributes))


def _short(path: str) -> str:
    return path.removeprefix(f"{ACTIVITY_ELEMENT}/")
