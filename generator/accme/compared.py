"""A sample beside our profile: what differs, what of it the profile follows, and what only one of them has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from lxml import etree

from generator.accme import forms
from generator.accme.orders import merged
from generator.accme.ours import ANSWER, EVERYWHERE, TIME, Ours
from generator.accme.sample import ADDITIONS, Sample
from generator.exchange.profile import ACTIVITY_ELEMENT, Profile
from generator.exchange.spelling import ROOT, Spelling
from generator.failure import Failure

FREE = ("lom", "general")
"""Elements of the standard in which the order is free (FACTS 1, MEMS v1); everywhere else outside the additions it is
fixed."""
_ATTRIBUTES = "http://www.w3.org/2001/XMLSchema-instance"
_OF_ONE_FILE = re.compile(r"[0-9]{5,}|[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4}")
"""A number or a day in an attribute of the root: it says something of a provider or of one file."""
_KEYWORD, _EXTENSION = "keyword", "extension"
_MOST_NAMED = 8


@dataclass(frozen=True)
class Difference:
    """Something that the sample has otherwise.

    Attributes:
        what: what it is about, for people.
        ours: how our profile has it, empty for not at all.
        sample: how the sample has it.
        why_not: why the profile does not follow; empty when it does.
    """

    what: str
    ours: str
    sample: str
    why_not: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "what": self.what, "ours": self.ours, "sample": self.sample,
            "followed": not self.why_not, "why_not": self.why_not or None,
        }  # fmt: skip


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
    differences: list[Difference] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)

    def result(self) -> Compared:
        root = etree.QName(self.sample.root.tag)
        self._tell("Name of the first element", self.profile.root, root.localname)
        namespaces, prefixes = self._names()
        attributes = self._root_attributes(namespaces, prefixes)
        return Compared(
            root.localname,
            attributes,
            namespaces,
            Spelling(prefixes, dict(self._orders()), dict(self._forms())),
            self._content_outlines(),
            tuple(self.differences),
            tuple(self._only_in_sample()),
            tuple(self._not_in_sample()),
            tuple(self.contradictions),
        )

    def _tell(self, what: str, ours: str, theirs: str, why_not: str = "") -> None:
        if ours != theirs:
            self.differences.append(Difference(what, ours, theirs, why_not))

    # --- namespaces and prefixes

    def _names(self) -> tuple[dict[str, str], dict[str, str]]:
        root = self.sample.root
        spaces = {**self.profile.namespaces, ROOT: etree.QName(root.tag).namespace or ""}
        prefixes = dict(self.profile.spelling.prefixes) | {ROOT: root.prefix}
        for part in (p for p in self.profile.namespaces if p in self.own.places.values()):
            found = self._spelled(part)
            if not found:
                continue
            spaces[part] = self._one_namespace(part, found)
            prefixes[part] = self._one_prefix(part, found)
        self._refuse_without_additions()
        for one, other in combinations([part for part in spaces if part in self.own.places.values()], 2):
            if spaces[one] == spaces[other]:
                raise Failure(
                    f"{self.sample.file.name} has {self._title(one)} and {self._title(other)} in one namespace "
                    f"({spaces[one]}), and PARS Batch writes two; give ACCME's own sample."
                )
        for part, space in spaces.items():
            old = self.profile.namespaces[part]
            self._tell(f"Namespace of {self._title(part)}", old, space)
            spelled = prefixes.get(part, "" if part == ROOT else part)
            was = self.profile.spelling.prefixes.get(part, "" if part == ROOT else part)
            self._tell(f"Prefix of {self._title(part)}", was or "(none)", spelled or "(none)")
        return spaces, {p: to for p, to in prefixes.items() if to != ("" if p == ROOT else p)}

    def _refuse_without_additions(self) -> None:
        if any(path in self.sample.places for path in self._additions):
            return
        inside = [path.rpartition("/")[2] for path in self.sample.places if path.split("/")[-2:-1] == [ADDITIONS]]
        there = f" (it has {', '.join(inside[:_MOST_NAMED])} there)" if inside else ""
        raise Failure(
            f"{self.sample.file.name} shows none of ACCME's additions that we know in {ADDITIONS}{there}, so the "
            "name of their namespace cannot be learned; give a sample whose activities have them."
        )

    @property
    def _additions(self) -> list[str]:
        """The paths of our additions themselves, right below their element."""
        return [path for path in self.own.places if path.split("/")[-2:-1] == [ADDITIONS]]

    def _spelled(self, part: str) -> Counter[tuple[str, str]]:
        """(namespace, prefix) of all elements of the sample that have their place among those of a part."""
        found: Counter[tuple[str, str]] = Counter()
        for path, prefix in self.own.places.items():
            if prefix == part and path in self.sample.places:
                found.update(self.sample.places[path].spelled)
        return found

    def _one_namespace(self, part: str, found: Counter[tuple[str, str]]) -> str:
        spaces = list(dict.fromkeys(space for space, _ in found))
        if len(spaces) > 1:
            named = " and ".join(space or "(none)" for space in spaces)
            raise Failure(
                f"{self.sample.file.name} has {self._title(part)} in more than one namespace ({named}), and PARS Batch "
                "writes one; ask ACCME which is right, or give its own sample."
            )
        if not spaces[0]:
            raise Failure(
                f"{self.sample.file.name} has {self._title(part)} in no namespace, which the standard behind the file "
                "(MEMS) does not allow; give ACCME's own sample."
            )
        return spaces[0]

    def _one_prefix(self, part: str, found: Counter[tuple[str, str]]) -> str:
        times: Counter[str] = Counter()
        for (_, prefix), number in found.items():
            times[prefix] += number
        if len(times) > 1:
            named = ", ".join(prefix or "(none)" for prefix in times)
            self.contradictions.append(
                f"{self._title(part)} has several prefixes ({named}); the most frequent one is taken, which means the "
                "same to every program that reads XML."
            )
        return times.most_common(1)[0][0]

    def _title(self, part: str) -> str:
        """What a part of the file is called for people: by its first element."""
        if part == ROOT:
            return f"the first element, {etree.QName(self.sample.root.tag).localname}"
        path = next((path for path, prefix in self.own.places.items() if prefix == part), None)
        if path is None:
            return part
        if path in self._additions:
            return f"ACCME's additions in {ADDITIONS}"
        return f"{path.rpartition('/')[2]} and what goes with it"

    # --- the root's attributes

    def _root_attributes(self, namespaces: dict[str, str], prefixes: dict[str, str]) -> dict[str, str]:
        kept: dict[str, str] = {}
        for key, raw in self.sample.root.attributes.items():
            about, text = etree.QName(key), " ".join(raw.split())
            name = about.localname
            if about.namespace:
                declared = self.sample.root.namespaces.items()
                prefix = next((p for p, space in declared if space == about.namespace and p), "xml")
                if prefix.lower().startswith("xml"):
                    self._tell(f"Attribute {prefix}:{name} of the first element", "", text, "It is XML's own.")
                    continue
                own = prefix if namespaces.get(prefix, about.namespace) == about.namespace else f"{prefix}-of-root"
                namespaces[own] = about.namespace
                if own != prefix:
                    prefixes[own] = prefix
                name = f"{own}:{name}"
            what, ours = f"Attribute {about.localname} of the first element", self.profile.root_attributes.get(name, "")
            if about.namespace != _ATTRIBUTES and _OF_ONE_FILE.search(text):
                why = "It seems to be of that file or its provider alone; ask ACCME what PARS wants here."
                self._tell(what, ours, text, why)
            elif not text.isprintable():
                self._tell(what, ours, text, "It holds a sign that cannot be seen.")
            else:
                kept[name] = text
                self._tell(what, ours, text)
        for name, text in self.profile.root_attributes.items():
            if name not in kept:
                self._tell(f"Attribute {name} of the first element", text, "")
        return kept

    # --- the order

    def _orders(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        kept = self.profile.spelling.order
        for parent, names in self.own.order.items():
            now = kept.get(parent, names)
            before = self.sample.before.get(parent)
            if not before:
                if parent in kept:
                    yield parent, kept[parent]
                continue
            found = merged(names, before)
            free = self._is_free(parent)
            for one, other in found.contradictions:
                if free:
                    self.contradictions.append(
                        f"In {parent} the sample has {one} before {other} and {other} before {one}; "
                        f"{' before '.join(n for n in found.names if n in (one, other))} is taken."
                    )
            if found.names == names:
                if parent in kept:
                    self._tell_order(parent, now, names)
            elif free:
                self._tell_order(parent, now, found.names)
                yield parent, found.names
            else:
                why = "The standard behind the file (MEMS) has this order, and the file is checked by it."
                self._tell_order(parent, now, found.names, why)

    def _tell_order(self, parent: str, ours: tuple[str, ...], theirs: tuple[str, ...], why_not: str = "") -> None:
        """Shows the stretch that differs, from its first name to its last."""
        places = [place for place, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]]
        if places:
            stretch = slice(places[0], places[-1] + 1)
            self._tell(f"Order in {parent}", ", ".join(ours[stretch]), ", ".join(theirs[stretch]), why_not)

    def _is_free(self, parent: str) -> bool:
        paths = [path for path in self.own.places if path.rpartition("/")[2] == parent]
        return parent in FREE or all(ADDITIONS in path.split("/") for path in paths)

    # --- days and answers

    def _forms(self) -> Iterator[tuple[str, str]]:
        kept = self.profile.spelling.forms
        for path in self.own.places:
            name = path.rpartition("/")[2]
            kind = self.own.kinds.get(name)
            place = self.sample.places.get(path)
            if kind is None:
                continue
            if place is None or not place.texts:
                if name in kept:
                    yield name, kept[name]
                continue
            addition = ADDITIONS in path.split("/")
            ours = _own_form(kind, addition)
            found = forms.answer_form(place.texts) if kind == ANSWER else forms.day_form(place.texts)
            what = f"{'Answer' if kind == ANSWER else 'Day'} in {name}"
            if found is None:
                self._tell(
                    what,
                    kept.get(name, ours),
                    ", ".join(list(place.texts)[:3]),
                    "It is written in no one way that we know.",
                )
            elif addition:
                self._tell(what, kept.get(name, ours), found)
                if found != ours:
                    yield name, found
            elif not _alike(kind, ours, found):
                self._tell(
                    what, ours, found, "The standard behind the file (MEMS) has it so, and the file is checked by it."
                )

    def _content_outlines(self) -> str:
        now = self.profile.content_outlines
        shown = self.sample.places
        keyword = any(path.endswith("/keyword") and place.attributes for path, place in shown.items())
        extension = any(path in shown for path in self._additions if path.endswith("/ContentOutlines"))
        found = EVERYWHERE if keyword and extension else _KEYWORD if keyword else _EXTENSION if extension else now
        self._tell("Where content areas of a board go", now, found)
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


def _own_form(kind: str, addition: bool) -> str:
    if kind == ANSWER:
        return forms.ANSWERS[0] if addition else forms.ANSWERS[4]
    return forms.DAY + (forms.MIDNIGHT if kind == TIME else "")


def _alike(kind: str, ours: str, theirs: str) -> bool:
    """Whether the standard takes both for the same: a day with some time, without a zone, is one."""
    if kind == ANSWER or not theirs.startswith(forms.DAY):
        return ours == theirs
    return forms.has_time(ours) == forms.has_time(theirs) and not forms.has_zone(theirs)


def _short(path: str) -> str:
    return path.removeprefix(f"{ACTIVITY_ELEMENT}/")
