"""Which column each element of an upload file belongs to, as the profile's template has it.

It is learned from a record in which every column is filled, so it holds for an organization's own template too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree

from generator.catalog import ACTIVITIES, ID, Catalog, Column
from generator.catalog.lists import YES
from generator.exchange.cell_texts import CellText
from generator.exchange.incoming import local
from generator.exchange.profile import Profile
from generator.exchange.records import Records
from generator.exchange.render import Renderer, lone
from generator.workbook.cells import Cell
from generator.workbook.frames import Batch, batch_in_memory

_SOME_DAY = dt.date(2001, 2, 3)
_MEANT = (YES, "joint", "add")
"""What choices say in the record in which everything is filled, where one of their values means it: so much is written
as can be."""

Context = frozenset[tuple[str, str]]
"""Names and texts around a value, by which elements of one name are told apart."""


@dataclass
class Leaf:
    """A text that an element of that path, or an attribute, has in the file.

    Attributes:
        columns: those whose values stand there, each with what was around it.
        words: what the template itself writes there.
    """

    columns: list[tuple[Context, Column]] = field(default_factory=list)
    words: set[str] = field(default_factory=set)

    def column(self, element: etree._Element) -> Column | None:
        """The column that a text of the element, or of its attribute, belongs to; None for the template's words."""
        if not self._is_ambiguous:
            return self.columns[0][1] if self.columns else None
        around = context(element)
        return max(self.columns, key=lambda known: len(known[0] & around))[1]

    @cached_property
    def _is_ambiguous(self) -> bool:
        return len({(column.sheet, column.family) for _, column in self.columns}) > 1

    @cached_property
    def tells_apart(self) -> bool:
        """Whether the template's words differ from one element of that path to another, as the number in 01_ABAMCO."""
        return not self.columns and len(self.words) > 1


@dataclass
class Branch:
    """What the file has at a path of local names: elements inside, attributes, and a text."""

    inside: dict[str, Branch] = field(default_factory=dict)
    attributes: dict[str, Leaf] = field(default_factory=dict)
    text: Leaf = field(default_factory=Leaf)

    @cached_property
    def is_plain(self) -> bool:
        """Whether values of one kind are all that it holds, so that they may as well stand around it."""
        return sum(bool(leaf.columns) or leaf.tells_apart for leaf in _leaves(self)) < 2


def legend(catalog: Catalog, profile: Profile) -> Branch:
    """The columns of all elements of an activity, from the element of the activity on.

    Raises:
        CatalogError: the profile cannot be used.
    """
    batch = _everything(catalog)
    records = Records(batch, profile)
    renderer = Renderer(batch, profile)
    record = records.at(0)
    sources = renderer.source_map(record)
    activity = lone(etree.fromstring(profile.document(renderer.activity(record)))[0])
    top = Branch()
    _learn(top, activity, sources, catalog)
    _last_dates_only(top)
    return top


def name_in(tag: object) -> str:
    """The local name in a tag in the notation {namespace}name; empty for what is no element, such as a comment."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def context(element: etree._Element) -> Context:
    """The texts and attributes of an element, of those beside it, and of the one around it."""
    parent = element.getparent()
    beside = [element] if parent is None else [element, *parent]
    texts = [(name_in(e.tag), (e.text or "").strip()) for e in beside if not len(e)]
    owners = [element] if parent is None else [element, parent]
    attributes = [(name_in(name), str(text)) for e in owners for name, text in e.attrib.items()]
    return frozenset(pair for pair in (*texts, *attributes) if pair[1])


def _learn(
    branch: Branch, element: etree._Element, sources: Mapping[str, tuple[CellText, ...]], catalog: Catalog
) -> None:
    path = element.getroottree().getpath(element)
    if not len(element):
        _add(branch.text, element, element.text or "", sources.get(path, ()), catalog)
    for name, text in element.attrib.items():
        leaf = branch.attributes.setdefault(name_in(name), Leaf())
        _add(leaf, element, str(text), sources.get(f"{path}/@{name!s}", ()), catalog)
    for inner in element:
        _learn(branch.inside.setdefault(local(inner), Branch()), inner, sources, catalog)


def _add(leaf: Leaf, element: etree._Element, text: str, sources: tuple[CellText, ...], catalog: Catalog) -> None:
    for source in sources[:1]:
        leaf.columns.append((context(element), catalog.sheet(source.sheet).column(source.column)))
    if not sources and text.strip():
        leaf.words.add(text.strip())


def _last_dates_only(top: Branch) -> None:
    """A date of the activity that stands in two places counts where it stands last: the reporting dates, which come
    first, may be a year alone (J1)."""
    seen: set[str] = set()
    for leaf in reversed([*_leaves(top)]):
        dates = {column.id for _, column in leaf.columns if column.sheet == ACTIVITIES and column.kind == "date"}
        if dates & seen:
            leaf.columns.clear()
            leaf.words.add("")
        seen |= dates


def _leaves(branch: Branch) -> Iterator[Leaf]:
    yield branch.text
    yield from branch.attributes.values()
    for inner in branch.inside.values():
        yield from _leaves(inner)


def _everything(catalog: Catalog) -> Batch:
    """A batch of one activity in which every column is filled, with a row on each sheet for each kind of row."""
    boards = catalog.board_list
    outlined = (b for b in boards.offered() if "outline_code" in boards.fields and boards.fact(b, "outline_code"))
    board = next(outlined, boards.offered()[0]).value
    rows: dict[str, dict[int, dict[str, Cell]]] = {}
    for sheet in catalog.sheets.values():
        filled = {column.id: _filled(catalog, column, board) for column in sheet.columns}
        kinds = next((c for c in sheet.columns if sheet.id == "support" and c.id == "kind"), None)
        ways = [{kinds.id: value.value} for value in catalog.values_of(kinds).offered()] if kinds else [{}]
        rows[sheet.id] = {number: {**filled, **way, ID: "x"} for number, way in enumerate(ways, 2)}
    return batch_in_memory("", catalog, rows)


def _filled(catalog: Catalog, column: Column, board: str) -> Cell:
    if column.kind == "date":
        return _SOME_DAY
    if column.kind in ("credit", "count", "amount"):
        return 1.0
    values = catalog.list_of(column)
    if values is None or column.entered_as:
        return f"x {column.id}"
    if values is catalog.board_list:
        return board
    offered: tuple[Any, ...] = values.offered(board if column.depends_on else None)
    meant = next((value for value in offered if value.means in _MEANT), None)
    chosen = meant or next(iter(offered), None)
    return chosen.value if chosen else f"x {column.id}"
