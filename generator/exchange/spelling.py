"""How the upload file spells what the profile's template writes: prefixes, the order of elements, dates and booleans.

The template writes one spelling, and every file of the profile knows that one. Where ACCME's own sample has another,
the settings [prefixes], [order] and [forms] of profile.toml say so, and each activity is written anew by them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from generator.exchange.texts import in_xml

ROOT = "root"
"""What the root element is called among the prefixes and namespaces of a profile."""
MIDNIGHT = "T00:00:00"
"""What an upload file writes behind a day where the standard wants a time with it."""
_XML = "http://www.w3.org/XML/1998/namespace"
_MARKED = re.compile("([^\ue000]*)(.*)", re.DOTALL)
"""A text, and the marks of its cells behind it."""
_DAY = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_OURS = ("true", "false")
ANSWERS = ("true/false", "True/False", "TRUE/FALSE", "Yes/No", "yes/no", "YES/NO", "Y/N", "y/n", "1/0")
"""The forms of answers that files have without anybody saying so."""
_PARTS = {"YYYY": "(?P<year>[0-9]{4})", "MM": "(?P<month>[0-9]{2})", "DD": "(?P<day>[0-9]{2})"}


@dataclass(frozen=True)
class Spelling:
    """What differs from the template's own spelling.

    Attributes:
        prefixes: prefix of the template (or `ROOT`) to that of the file, which is empty for a default namespace.
        order: name of an element to the names of those in it, in their order.
        forms: name of an element to how its day or its answer is written: MM/DD/YYYY, Yes/No.
    """

    prefixes: Mapping[str, str] = field(default_factory=dict)
    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)

    @property
    def own(self) -> bool:
        """Whether anything differs."""
        return bool(self.prefixes or self.order or self.forms)

    def declared(self, namespaces: Mapping[str, str]) -> dict[str, str]:
        """Prefix ("" for none) to namespace, as the root's start tag declares them.

        Args:
            namespaces: those of the profile: prefix of the template, or `ROOT`, to namespace.
        """
        spaces = {self.prefixes.get(ROOT, ""): namespaces[ROOT]}
        for prefix, namespace in namespaces.items():
            if prefix != ROOT:
                spaces.setdefault(self.prefixes.get(prefix, prefix), namespace)
        return spaces


def is_day(form: str) -> bool:
    """Whether a form is one of days, as in YYYY-MM-DD."""
    return all(form.count(part) == 1 for part in ("YYYY", "MM", "DD"))


def answers(form: str) -> tuple[str, str] | None:
    """The words for true and false of a form as in Yes/No; None when it is no such form."""
    yes, _, no = form.partition("/")
    return (yes, no) if yes.strip() and no.strip() and yes != no and "/" not in no and not is_day(form) else None


def spelled(text: str, form: str) -> str:
    """A day (2026-03-10) or an answer (true, false) as its form says; any other text as it is."""
    if pair := answers(form):
        return dict(zip(_OURS, pair, strict=True)).get(text, text)
    day = _DAY.match(text)
    return form.replace("YYYY", day[1]).replace("MM", day[2]).replace("DD", day[3]) if day else text


def unspelled(text: str, form: str) -> str:
    """What `spelled` made the text of: a day (2026-03-10) or an answer (true, false); any other text as it is."""
    if pair := answers(form):
        return dict(zip(pair, _OURS, strict=True)).get(text, text)
    day = _pattern(form).fullmatch(text)
    return f"{day['year']}-{day['month']}-{day['day']}" if day else text


@lru_cache
def _pattern(form: str) -> re.Pattern[str]:
    """What days of a form look like."""
    pieces = re.split("(YYYY|MM|DD)", form)
    return re.compile("".join(_PARTS.get(piece) or re.escape(piece) for piece in pieces))


Scope = frozenset[tuple[str, str]]
"""Prefix ("" for none) and namespace of all that is declared at a place in the file."""


@dataclass(frozen=True, slots=True)
class _Tag:
    """What the tags of an element become at a place.

    Attributes:
        start: the start tag up to its attributes, with the namespaces that have to be declared.
        end: the end tag.
        scope: what is declared inside.
        order: the names in it, in their order; empty when they stay as they are.
        form: of its day or its answer; None when its text stays as it is.
    """

    start: str
    end: str
    scope: Scope
    order: Sequence[str]
    form: str | None


class Speller:
    """Writes what the template gave in the spelling of a profile.

    Args:
        namespaces: those of the profile.
        spelling: of the profile.
    """

    def __init__(self, namespaces: Mapping[str, str], spelling: Spelling) -> None:
        self._spelling = spelling
        self._declared: Scope = frozenset(spelling.declared(namespaces).items())
        self._tags: dict[tuple[str, str | None, Scope], _Tag] = {}
        parts = {prefix: namespace for prefix, namespace in namespaces.items() if prefix != ROOT}
        self._own = {namespace: prefix for prefix, namespace in reversed(parts.items())}
        self._prefixes = {namespace: spelling.prefixes.get(prefix, prefix) for namespace, prefix in self._own.items()}
        declared = [f'xmlns:{prefix}="{in_xml(namespace)}"' for prefix, namespace in parts.items()]
        self._start = f"<all {' '.join(declared)}>"

    def activity(self, text: str) -> str:
        """An activity as the template wrote it, in the profile's spelling; what is no XML stays as it is."""
        if not self._spelling.own:
            return text
        try:
            around = etree.fromstring(f"{self._start}{text}</all>".encode())
        except etree.XMLSyntaxError:
            return text  # whoever reads the file again says what is wrong with it
        pieces = [_layout(around.text)]
        for child in around:
            self._write(child, self._declared, pieces)
            pieces.append(_layout(child.tail))
        return "".join(pieces)

    def _write(self, element: etree._Element, scope: Scope, pieces: list[str]) -> None:
        if not isinstance(element.tag, str):
            pieces.append(etree.tostring(element, with_tail=False, encoding="unicode"))
            return
        key = (element.tag, element.prefix, scope)
        tag = self._tags.get(key)
        if tag is None:  # the same few at each activity
            tag = self._tags[key] = self._tag(*key)
        pieces.append(tag.start)
        inside = tag.scope
        if element.attrib:
            spaces = dict(inside)
            for name, value in element.attrib.items():
                pieces.extend(f" {word}" for word in self._attribute(element, str(name), str(value), spaces))
            inside = frozenset(spaces.items())
        text, children = element.text, list(element)
        if not children and not text:
            pieces.append("/>")
            return
        pieces.append(">")
        if not children:
            pieces.append(self._text(tag.form, text or ""))
        else:
            pieces.append(_layout(text))
            placed = in_order(element, tag.order) if tag.order else children
            for child, before in zip(placed, children, strict=True):
                self._write(child, inside, pieces)
                pieces.append(_layout(before.tail))  # line breaks stay where they are, whatever stands between them
        pieces.append(tag.end)

    def _tag(self, tag: str, prefix: str | None, scope: Scope) -> _Tag:
        about = etree.QName(tag)
        namespace, local = about.namespace or "", about.localname
        name = _named(self._prefixes.get(namespace, prefix or "") if namespace else "", local)
        spaces = dict(scope)
        words = self._declare(name, namespace, spaces)
        return _Tag(
            f"<{' '.join([name, *words])}",
            f"</{name}>",
            frozenset(spaces.items()),
            self._spelling.order.get(local, ()),
            self._spelling.forms.get(local),
        )

    def _declare(self, name: str, namespace: str, spaces: dict[str, str]) -> list[str]:
        prefix = name.partition(":")[0] if ":" in name else ""
        if spaces.get(prefix, "") == namespace:
            return []
        spaces[prefix] = namespace
        return [f'xmlns{":" if prefix else ""}{prefix}="{in_xml(namespace)}"']

    def _attribute(self, element: etree._Element, key: str, value: str, spaces: dict[str, str]) -> list[str]:
        about = etree.QName(key)
        if not about.namespace:
            return [f'{about.localname}="{in_xml(value)}"']
        if about.namespace == _XML:
            return [f'xml:{about.localname}="{in_xml(value)}"']
        given = next((p for p, n in element.nsmap.items() if n == about.namespace and p), "")
        name = _named(self._prefixes.get(about.namespace) or given, about.localname)
        return [*self._declare(name, about.namespace, spaces), f'{name}="{in_xml(value)}"']

    def _text(self, form: str | None, text: str) -> str:
        if form:
            parts = _MARKED.fullmatch(text)
            text = spelled(parts[1], form) + parts[2] if parts else text
        return _layout(text)


def in_order(element: etree._Element, names: Sequence[str]) -> list[etree._Element]:
    """What stands in an element, in the order of the names; what they do not know stays behind what is before it."""
    places = {name: place for place, name in enumerate(names)}
    keyed, last = [], -1
    for child in element:
        local = etree.QName(child).localname if isinstance(child.tag, str) else ""
        last = places.get(local, last)
        keyed.append((last, child))
    return [child for _, child in sorted(keyed, key=lambda pair: pair[0])]


def _named(prefix: str, name: str) -> str:
    return f"{prefix}:{name}" if prefix else name


def _layout(text: str | None) -> str:
    """A text between tags: line breaks and blanks alone are the template's own."""
    return text or "" if not text or text.isspace() else in_xml(text)
