"""The namespaces, prefixes and root attributes of a sample beside those of our profile."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from itertools import combinations

from lxml import etree

from generator.accme.differences import Told
from generator.accme.ours import Ours
from generator.accme.sample import Sample
from generator.exchange.profile import ADDITIONS, SETTINGS, Profile
from generator.exchange.spelling import ROOT
from generator.failure import Failure

_ATTRIBUTES = "http://www.w3.org/2001/XMLSchema-instance"
_VERSION = "version"
"""How the names of attributes end that say by which edition a file is written."""
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
        """The attributes of the first element that every file gets; what their prefixes need joins the namespaces.

        Those of XML Schema and versions say how the file is read, and are followed. Any other may say something of one
        file or one provider, so that only those stay that somebody has put into the profile.
        """
        kept: dict[str, str] = {}
        for key, raw in self.sample.root.attributes.items():
            about, text = etree.QName(key), " ".join(raw.split())
            name, local = about.localname, about.localname
            new: tuple[str, str, str] | None = None
            if about.namespace:
                declared = self.sample.root.namespaces.items()
                prefix = next((p for p, space in declared if space == about.namespace and p), "xml")
                if prefix.lower().startswith("xml"):
                    self.told.differs(f"Attribute {prefix}:{local} of the first element", "", text, "It is XML's own.")
                    continue
                own = prefix if namespaces.get(prefix, about.namespace) == about.namespace else f"{prefix}-of-root"
                new, name = (own, about.namespace, prefix), f"{own}:{local}"
            what, ours = f"Attribute {local} of the first element", self.profile.root_attributes.get(name, "")
            if not text.isprintable():
                self.told.differs(what, ours, text, "It holds a sign that cannot be seen.")
            elif about.namespace == _ATTRIBUTES or local.lower().endswith(_VERSION):
                self.told.differs(what, ours, text)
                kept[name] = text
                if new:
                    namespaces[new[0]] = new[1]
                    prefixes |= {new[0]: new[2]} if new[0] != new[2] else {}
            else:
                self.told.differs(what, ours, text, _by_hand(name, text, new))
        for name, text in self.profile.root_attributes.items():
            if name in kept:
                continue
            if self._is_followed(name):
                self.told.differs(f"Attribute {name} of the first element", text, "")
            else:
                kept[name] = text
        return kept

    def _is_followed(self, name: str) -> bool:
        """Whether an attribute of the profile is one that a sample decides."""
        prefix, _, local = name.rpartition(":")
        return local.lower().endswith(_VERSION) or (bool(prefix) and self.profile.namespaces.get(prefix) == _ATTRIBUTES)


def _by_hand(name: str, text: str, new: tuple[str, str, str] | None) -> str:
    """What to do with an attribute that is not followed."""
    quoted = json.dumps(text, ensure_ascii=False)
    setting = f'"{name}" = {quoted}' if ":" in name else f"{name} = {quoted}"
    space = f' and {new[0]} = "{new[1]}" to [namespaces]' if new else ""
    return (
        "It may be of that file or its provider alone. If PARS wants it in every file, add by hand "
        f"{setting} to [root.attributes]{space} of {SETTINGS}."
    )
