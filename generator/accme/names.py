"""The namespaces, prefixes and root attributes of a sample beside those of our profile."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations

from lxml import etree

from generator.accme.differences import Told
from generator.accme.ours import Ours
from generator.accme.sample import ADDITIONS, Sample
from generator.exchange.profile import Profile
from generator.exchange.spelling import ROOT
from generator.failure import Failure

_ATTRIBUTES = "http://www.w3.org/2001/XMLSchema-instance"
_OF_ONE_FILE = re.compile(r"[0-9]{5,}|[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4}")
"""A number or a day in an attribute of the root: it says something of a provider or of one file."""
_MOST_NAMED = 8


@dataclass
class Names:
    """Finds the names of a sample, and tells which are others than ours.

    Attributes:
        sample, own, profile: what is compared.
        told: gets what differs.
    """

    sample: Sample
    own: Ours
    profile: Profile
    told: Told

    def names(self) -> tuple[dict[str, str], dict[str, str]]:
        """Prefix of the template to the sample's namespace, and to the prefix there where that is another.

        Raises:
            Failure: the sample does not say them, or says several for one.
        """
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
            self.told.differs(f"Namespace of {self._title(part)}", old, space)
            spelled = prefixes.get(part, "" if part == ROOT else part)
            was = self.profile.spelling.prefixes.get(part, "" if part == ROOT else part)
            self.told.differs(f"Prefix of {self._title(part)}", was or "(none)", spelled or "(none)")
        return spaces, {p: to for p, to in prefixes.items() if to != ("" if p == ROOT else p)}

    def _refuse_without_additions(self) -> None:
        if any(path in self.sample.places for path in self.additions):
            return
        inside = [path.rpartition("/")[2] for path in self.sample.places if path.split("/")[-2:-1] == [ADDITIONS]]
        there = f" (it has {', '.join(inside[:_MOST_NAMED])} there)" if inside else ""
        raise Failure(
            f"{self.sample.file.name} shows none of ACCME's additions that we know in {ADDITIONS}{there}, so the "
            "name of their namespace cannot be learned; give a sample whose activities have them."
        )

    @property
    def additions(self) -> list[str]:
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
            self.told.contradictions.append(
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
        if path in self.additions:
            return f"ACCME's additions in {ADDITIONS}"
        return f"{path.rpartition('/')[2]} and what goes with it"

    def root_attributes(self, namespaces: dict[str, str], prefixes: dict[str, str]) -> dict[str, str]:
        """The attributes of the first element that are followed; what their prefixes need joins the namespaces."""
        kept: dict[str, str] = {}
        for key, raw in self.sample.root.attributes.items():
            about, text = etree.QName(key), " ".join(raw.split())
            name = about.localname
            if about.namespace:
                declared = self.sample.root.namespaces.items()
                prefix = next((p for p, space in declared if space == about.namespace and p), "xml")
                if prefix.lower().startswith("xml"):
                    self.told.differs(f"Attribute {prefix}:{name} of the first element", "", text, "It is XML's own.")
                    continue
                own = prefix if namespaces.get(prefix, about.namespace) == about.namespace else f"{prefix}-of-root"
                namespaces[own] = about.namespace
                if own != prefix:
                    prefixes[own] = prefix
                name = f"{own}:{name}"
            what, ours = f"Attribute {about.localname} of the first element", self.profile.root_attributes.get(name, "")
            if about.namespace != _ATTRIBUTES and _OF_ONE_FILE.search(text):
                why = "It seems to be of that file or its provider alone; ask ACCME what PARS wants here."
                self.told.differs(what, ours, text, why)
            elif not text.isprintable():
                self.told.differs(what, ours, text, "It holds a sign that cannot be seen.")
            else:
                kept[name] = text
                self.told.differs(what, ours, text)
        for name, text in self.profile.root_attributes.items():
            if name not in kept:
                self.told.differs(f"Attribute {name} of the first element", text, "")
        return kept
