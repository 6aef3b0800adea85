"""What an activity of an upload file says, apart from how it is written: values by column, whatever their order,
prefixes or spelling."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import isnan

from lxml import etree

from generator.catalog import ACTIVITIES, ID, Catalog, Column, fold, tidy
from generator.catalog.lists import NO, YES, ValueList
from generator.catalog.sheets import NUMBER_KINDS
from generator.exchange.cell_texts import made_plain
from generator.exchange.incoming import local
from generator.exchange.legend import Branch, Leaf, legend, name_in
from generator.exchange.profile import Profile
from generator.exchange.records import Records
from generator.exchange.render import Renderer
from generator.rules.cells import PUBLIC_TEXTS
from generator.workbook.cells import number_of, number_text
from generator.workbook.frames import batch_in_memory

ACCME_ID, ACTION = "accme_activity_id", "record_action"
TITLE, IDENTIFYING = "title", ("format", "start_date", "end_date")
"""What makes PARS take a record for another one when it changes, beside the IDs (FACTS: Saving, closing, deleting,
duplicates)."""
_KEYS = frozenset({ID, ACCME_ID, ACTION, TITLE, *IDENTIFYING})
_NOT_COMPARED = frozenset({ID, ACCME_ID, ACTION})
"""IDs are what activities are matched by, and the record action is what the comparison is to say."""
_MEANT = {"true": YES, "1": YES, "false": NO, "0": NO}
"""How XML writes answers, whatever a profile writes."""


@dataclass(slots=True, eq=False)
class Value:
    """One value of an activity.

    Attributes:
        what: sheet and family of its column; or the element of words of the template that tell groups apart.
        text: in the form in which values compare, and as people read it.
        column: None for words of the template.
        element, attribute: where it stands; an empty attribute for the text of the element.
        form: equal for values that say the same. The sign inside is none that XML can carry.
    """

    what: str
    text: str
    column: Column | None
    element: etree._Element = field(repr=False)
    attribute: str = ""
    form: str = field(init=False)

    def __post_init__(self) -> None:
        self.form = f"{self.what}\x1f{self.text}"


@dataclass(slots=True, eq=False)
class Group:
    """Values that stand together in an element.

    Attributes:
        name: of the element.
        members: values and groups.
        ordered: elements of two names alternate in it, so the order says which belong together.
        form: equal for groups that say the same.
    """

    name: str
    members: tuple[Value | Group, ...]
    ordered: bool
    form: str

    @property
    def beginning(self) -> str:
        """The form of its first value."""
        return next(value.form for value in self.values())

    def values(self) -> Iterator[Value]:
        for member in self.members:
            if isinstance(member, Group):
                yield from member.values()
            else:
                yield member


Member = Value | Group


@dataclass(frozen=True)
class Said:
    """What an activity says.

    Attributes:
        keys: column id to text, for IDs, title, format, dates and record action; blank ones are not there.
        all: everything that is compared.
    """

    keys: Mapping[str, str]
    all: Group

    @property
    def digest(self) -> bytes:
        """Equal for activities that say the same, IDs and record action aside."""
        return hashlib.blake2b(self.all.form.encode(errors="surrogatepass"), digest_size=16).digest()


class Reader:
    """Reads activities of upload files as the columns of a catalog.

    Args:
        catalog, profile: of the workbook that the files are compared with.

    Attributes:
        unknown: names of elements that say something which no column holds, with how often.

    Raises:
        CatalogError: the profile cannot be used.
    """

    def __init__(self, catalog: Catalog, profile: Profile) -> None:
        self.unknown: Counter[str] = Counter()
        self._catalog = catalog
        self._plain = profile.plain_texts
        self._top = legend(catalog, profile)
        self._readings: dict[tuple[str, str], Callable[[str], str]] = {}
        self._defaults: frozenset[str] = frozenset()
        self._defaults = frozenset(value.form for value in self.read(_blank(catalog, profile)).all.values())

    def read(self, activity: etree._Element) -> Said:
        """What the element of an activity says; what a blank cell stands for is left out, as the cell is blank."""
        keys: dict[str, str] = {}
        members, ordered = self._members(activity, self._top, keys)
        return Said(keys, _group(local(activity), members, ordered))

    def _members(self, element: etree._Element, branch: Branch, keys: dict[str, str]) -> tuple[list[Member], bool]:
        """What an element says, and whether the order of what is inside counts."""
        members: list[Member] = []
        if branch.attributes:
            for name, text in element.attrib.items():
                if leaf := branch.attributes.get(name_in(name)):
                    self._add(members, element, leaf, str(text), keys, str(name))
        if not len(element):
            if element.text:
                self._add(members, element, branch.text, element.text, keys)
            return members, False
        names: list[str] = []
        for inner in element:
            name = name_in(inner.tag)
            known = branch.inside.get(name)
            if known is None:
                if name and "".join(map(str, inner.itertext())).strip():
                    self.unknown[name] += 1
                continue
            said, ordered = self._members(inner, known, keys)
            if not any(isinstance(member, Group) or member.column for member in said):
                continue
            members += said if known.is_plain else [_group(name, said, ordered)]
            if name not in names[-1:]:
                names.append(name)
        return members, len(names) > len(set(names))

    def _add(
        self, members: list[Member], element: etree._Element, leaf: Leaf, text: str, keys: dict[str, str],
        attribute: str = "",
    ) -> None:  # fmt: skip
        column = leaf.column(element)
        if column is None:
            if leaf.tells_apart:
                members.append(Value(local(element), tidy(text), None, element, attribute))
            return
        said = self._reading(column)(text)
        if column.sheet == ACTIVITIES and said and column.id in _KEYS:
            keys[column.id] = said
            if column.id in _NOT_COMPARED:
                return
        value = Value(f"{column.sheet}.{column.family}", said, column, element, attribute)
        if said and value.form not in self._defaults:
            members.append(value)

    def _reading(self, column: Column) -> Callable[[str], str]:
        """How texts of a column become the form in which they compare."""
        key = (column.sheet, column.id)
        if key not in self._readings:
            made = self._made_reading(column)
            self._readings[key] = made if column.kind == "long_text" else lru_cache(4096)(made)
        return self._readings[key]

    def _made_reading(self, column: Column) -> Callable[[str], str]:
        values = self._catalog.list_of(column)
        if column.kind == "date":
            return lambda text: tidy(text).partition("T")[0]
        if column.kind in NUMBER_KINDS:
            return _number
        if column.kind == "long_text":
            return lambda text: self._public(tidy(text.replace("\r\n", "\n"), breaks=True))
        if column.id in PUBLIC_TEXTS:
            return lambda text: self._public(tidy(text))
        if values is None:
            return tidy
        written = {fold(value.file_value): value.value for value in reversed(values.offered())}
        if values is self._catalog.answers:
            written = {**{word: values.meaning(means).value for word, means in _MEANT.items()}, **written}
        return lambda text: _choice(text, values, written)

    def _public(self, text: str) -> str:
        return made_plain(text) if self._plain else text


def _group(name: str, members: list[Member], ordered: bool) -> Group:
    forms = [member.form for member in members]
    return Group(
        name, tuple(members), ordered, "\x1e".join(["\x02" + name, *(forms if ordered else sorted(forms)), "\x03"])
    )


def _number(text: str) -> str:
    number = number_of(text)
    return tidy(text) if isnan(number) else number_text(number)


def _choice(text: str, values: ValueList, written: Mapping[str, str]) -> str:
    """The value of a list by its text, its name in the file or a former name; another text as it is."""
    folded = fold(text)
    if folded in written:
        return written[folded]
    value = values.find(text)
    return value.value if value else tidy(text)


def _blank(catalog: Catalog, profile: Profile) -> etree._Element:
    """The element of an activity without anything: what it says all the same is what blank cells stand for."""
    batch = batch_in_memory("", catalog, {ACTIVITIES: {2: {ID: "x"}}})
    record = Records(batch, profile).at(0)
    return element_of(profile, Renderer(batch, profile).activity(record))


def element_of(profile: Profile, xml: bytes) -> etree._Element:
    """The element of a rendered activity, at the root of a document of its own."""
    return etree.fromstring(profile.document(xml))[0]
