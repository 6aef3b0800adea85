"""Which cell each element of an upload file came from, and which elements carry a cell.

Nothing is kept for this at the export: the same batch gives the same bytes, so the activities are rendered again, with
the cells of their values, up to the one that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.parsers import expat

from lxml import etree

from generator.catalog import ACTIVITIES, ID, fold
from generator.exchange.activity_record import ActivityRecord
from generator.exchange.cell_texts import CellText
from generator.exchange.profile import ACTIVITY_ELEMENT, Profile, load_profile
from generator.exchange.records import Records
from generator.exchange.render import Renderer
from generator.exchange.ties import Ties
from generator.failure import Failure
from generator.workbook.frames import Batch

NO_CELL = "The XML profile writes this in every activity of its kind; no cell is written here."
_OF_FILE = "This line belongs to the file as a whole, not to an activity."
_NOT_THERE = "Its activity is not in the upload file; the receipt says why."
_NO_ACTIVITY = "Its row belongs to no activity, since no activity, or more than one, has its provider activity ID."
_DECIDES = "It decides what else of its activity is written; no element holds it by itself."
_BLANK = "The cell is blank, and nothing is written for it."
_DELETED = "Its record is to be deleted, so only its identifiers and dates are sent."
_NO_PLACE = "The upload file has no place for it."
_PATH = re.compile(
    r"/(?P<root>[^/\[\]]+)(?:\[1\])?/(?P<activity>[^/\[\]]+)(?:\[(?P<number>[0-9]{1,9})\])?(?P<rest>/.*)?", re.DOTALL
)
_ANY_NAMESPACE = re.compile(r"\*:([\w.\-]+)")
"""How XPath 2.0 names an element whatever its namespace; XPath 1.0 has no sign for it."""
_STEPS = re.compile(r"(?://?@?[\w.\-:*]+(?:\(\))?(?:\[[0-9]+\])?)*")
_BARE = re.compile(r"(?<=/)([A-Za-z_][\w.\-]*)(?=[\[/]|$)")
"""A name without a prefix in plain steps, as programs give it that leave prefixes away; all elements have one."""
_BY_LOCAL_NAME = r"*[local-name()='\1']"


@dataclass(frozen=True, slots=True)
class Element:
    """An element of the upload file, or an attribute.

    Attributes:
        line: on which its start tag begins, from 1.
        xpath: from the root on, with the prefixes of the profile.
        text: what the file holds there; empty for an element with elements inside.
        position: of its activity on Activities.
        sources: the values written there, with their cells; none where the profile's own words stand.
    """

    line: int
    xpath: str
    text: str
    position: int
    sources: tuple[CellText, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """What was found: the elements in the order of the file, and what there is to say where they do not tell all."""

    elements: tuple[Element, ...]
    note: str | None = None


class SourceMap:
    """The way between an upload file and the workbook it comes from.

    Args:
        batch: the completed workbook.
        positions: of the activities in the file, on Activities, in the order of the file.
        profile: the XML profile; None for that of the batch's catalog.
        ties: which rows belong to which activity, when they are known already.
        upload: the file as it was written; None when only an export would write it.
        reasons: position of an activity that is not in the file to why, a sentence.
        actions: position of an activity to the record action that the file has for it, whatever its row says.
    """

    def __init__(
        self,
        batch: Batch,
        positions: Sequence[int],
        *,
        profile: Profile | None = None,
        ties: Ties | None = None,
        upload: Path | None = None,
        reasons: Mapping[int, str] | None = None,
        actions: Mapping[int, str] | None = None,
    ) -> None:
        self.batch = batch
        self._positions = positions
        self._profile = profile or load_profile(batch.catalog)
        self._records = Records(batch, self._profile, ties, actions=actions)
        self._renderer = Renderer(batch, self._profile, carry=True)
        self._upload = upload
        self._reasons = reasons or {}

    def at_line(self, line: int) -> Located:
        """What stands on a line of the file, counted from 1.

        The elements that hold values there; of a line that only begins or ends an element, all that it holds inside.

        Raises:
            Failure: the file has no such line, or is not what the workbook gives.
        """
        if line < 1:
            raise Failure("Lines are counted from 1; give the number of one.")
        last = self._profile.opening.count("\n")
        found: list[Element] = []
        for activity in self._activities():
            if activity.first > line:
                break
            if line <= activity.last:
                found += activity.on_line(line)
            last = activity.last
        if found:
            return _located(found)
        lines = last + self._profile.closing.count("\n")
        if line > lines:
            raise Failure(f"The upload file has {lines:,} lines; give the number of one of them.")
        return Located((), _OF_FILE)

    def at_xpath(self, xpath: str) -> Located:
        """What a path from the root on names, as in /ACCMEActivities/mems:MedicalEducationMetrics[3]/x:boardName.

        The root may be written *; other names take the profile's prefixes, or *: for any; plain steps may do without.

        Raises:
            Failure: it is no such path, it names nothing, or the file is not what the workbook gives.
        """
        number, rest = self._parsed(xpath)
        found: list[Element] = []
        for activity in self._activities():
            if number in (None, activity.number):
                found += activity.at_path(rest, xpath)
            if number == activity.number:
                break
        if not found:
            raise Failure(f"Nothing in the upload file is at {xpath}; look at the names and numbers of the path.")
        return _located(found)

    def of_cell(self, sheet: str, column: str, position: int) -> Located:
        """The elements that carry a cell, given by sheet id, column id and position; with a note where that is not all.

        Raises:
            Failure: the file is not what the workbook gives.
        """
        owner = position if sheet == ACTIVITIES else self._owners(sheet).get(position)
        if owner is None:
            return Located((), _BLANK if self.batch.sheets[sheet].empty[position] else _NO_ACTIVITY)
        if owner not in self._positions:
            return Located((), self._reasons.get(owner, _NOT_THERE))
        activity = next(a for a in self._activities() if a.position == owner)
        # the row's ID ties it to its activity, where it is written
        cell = (ACTIVITIES, ID, owner) if column == ID else (sheet, column, position)
        elements = [e for e in activity.elements if cell in map(_cell, e.sources)]
        note = self._note(activity.record, *cell)
        if not elements and note == _DECIDES:
            elements = self._same(activity, *cell)
        return Located(tuple(elements), None if elements and note in (_BLANK, _DECIDES) else note)

    def _note(self, record: ActivityRecord, sheet: str, column: str, position: int) -> str | None:
        for left in record.left_out:
            if (left.sheet, left.position) == (sheet, position) and left.column in (None, column):
                return left.reason
        if self._records.carries(sheet, column, position):
            return _DECIDES
        if not self.batch.sheets[sheet].given(column)[position]:
            return _BLANK
        return _DELETED if record.deletion else _NO_PLACE

    def _same(self, activity: _Activity, sheet: str, column: str, position: int) -> list[Element]:
        """The elements that hold the same value from a cell of the same family: a practice area that two boards of the
        activity have is in the file once."""
        about, text = self.batch.catalog.sheet(sheet), self._records.on[sheet][column].texts[position]
        family = {c.id for c in about.columns if c.family == about.column(column).family}
        return [
            e
            for e in activity.elements
            if text and any(s.sheet == sheet and s.column in family and fold(s) == fold(text) for s in e.sources)
        ]

    def _owners(self, sheet: str) -> dict[int, int]:
        return {row: owner for owner, rows in self._records.ties.rows[sheet].items() for row in rows}

    def _parsed(self, xpath: str) -> tuple[int | None, str]:
        """The number of the activity that a path names, None for all of them, and the path from there on."""
        parts = _PATH.fullmatch(xpath.strip())
        names = ((parts["root"], self._profile.root), (parts["activity"], ACTIVITY_ELEMENT)) if parts else ()
        if not parts or any(given.rpartition(":")[2] not in ("*", name) for given, name in names):
            raise Failure(
                f"{xpath} cannot be followed; give a path from the root on, as in /{self._profile.root}/"
                f"mems:{ACTIVITY_ELEMENT}[3]//x:boardName."
            )
        number = int(parts["number"]) if parts["number"] else None
        rest = _ANY_NAMESPACE.sub(_BY_LOCAL_NAME, parts["rest"] or "")
        return number, "." + (_BARE.sub(_BY_LOCAL_NAME, rest) if _STEPS.fullmatch(parts["rest"] or "") else rest)

    def _activities(self) -> Iterator[_Activity]:
        """Each activity of the file, compared with the file that was written, if there is one."""
        line = 1 + self._profile.opening.count("\n")
        with _Compared(self._upload, self.batch.name) as compared:
            compared.next(self._profile.opening.encode())
            for number, position in enumerate(self._positions, 1):
                record = self._records.at(position)
                text = self._renderer.activity(record)
                compared.next(text)
                yield _Activity(self._profile, self._renderer, record, text, number, line)
                line += text.count(b"\n")
            compared.next(self._profile.closing.encode())


class _Activity:
    """An activity of the file, with the lines and paths of its elements."""

    def __init__(
        self, profile: Profile, renderer: Renderer, record: ActivityRecord, text: bytes, number: int, first: int
    ) -> None:
        self.record = record
        self.position = record.position
        self.number = number
        self.first = first
        self.last = first + text.rstrip(b"\n").count(b"\n")
        self._profile = profile
        self._renderer = renderer
        self._before = first - profile.opening.count("\n") - 1
        self._document = profile.document(text)

    @property
    def elements(self) -> list[Element]:
        """All that hold values of cells."""
        return [self._element(path) for path in self._sources]

    def on_line(self, line: int) -> list[Element]:
        here = line - self._before
        touched = [path for path, (first, last) in self._spans.items() if here in (first, last)]
        own = [at for path in touched for at in self._own(path)]
        around = [path for path, (first, last) in self._spans.items() if first <= here <= last]
        # of a line of tags alone the outermost element that begins or ends there, else the one around it
        holders = touched[:1] or around[-1:]
        return [self._element(at) for at in own] or [element for path in holders for element in self._under(path)]

    def at_path(self, rest: str, whole: str) -> list[Element]:
        try:
            results: Any = self._activity.xpath(rest, namespaces=self._profile.spaces)
        except etree.XPathError as error:
            raise Failure(f"{whole} is no XPath that can be followed: {error}.") from error
        if not isinstance(results, list):
            raise Failure(f"{whole} names no elements; give the path of one.")
        return [element for result in results for element in self._result(result)]

    def _result(self, result: Any) -> list[Element]:
        node = result if isinstance(result, etree._Element) else getattr(result, "getparent", lambda: None)()
        path = self._path(node) if node is not None and isinstance(node.tag, str) else ""
        if path not in self._spans:
            return []
        return [self._element(f"{path}/@{result.attrname}")] if getattr(result, "attrname", None) else self._under(path)

    def _under(self, path: str) -> list[Element]:
        """The values of an element itself, else all those inside it, else the element without any."""
        inside = (at for at in self._sources if at.startswith(f"{path}/"))
        return [self._element(at) for at in self._own(path) or list(inside) or [path]]

    def _own(self, path: str) -> list[str]:
        return [at for at in self._sources if at == path or at.startswith(f"{path}/@")]

    def _element(self, at: str) -> Element:
        path, _, attribute = at.partition("/@")
        node = self._nodes[path]
        text = str(node.get(attribute, "")) if attribute else (node.text or "")
        return Element(
            self._before + self._spans[path][0],
            f"{self._root}/{self._name}[{self.number}]{at.removeprefix(f'/{self._name}')}",
            "" if len(node) and not attribute else text,
            self.position,
            self._sources.get(at, ()),
        )

    @cached_property
    def _activity(self) -> etree._Element:
        return etree.fromstring(self._document)[0]

    @cached_property
    def _nodes(self) -> dict[str, etree._Element]:
        return {self._path(node): node for node in self._activity.iter(etree.Element)}

    @cached_property
    def _sources(self) -> dict[str, tuple[CellText, ...]]:
        return self._renderer.source_map(self.record)

    @cached_property
    def _spans(self) -> dict[str, tuple[int, int]]:
        return dict(zip(self._nodes, _spans(self._document)[1:], strict=True))

    @cached_property
    def _root(self) -> str:
        return "/" + self._activity.getroottree().getpath(self._activity).split("/")[1]

    @cached_property
    def _name(self) -> str:
        return self._activity.getroottree().getpath(self._activity).split("/")[2]

    def _path(self, node: etree._Element) -> str:
        """The path from the activity on, as the renderer's map has it."""
        return "/" + node.getroottree().getpath(node).split("/", 2)[2]


class _Compared:
    """Reads the file that was written beside what is rendered; nothing to read when there is none."""

    def __init__(self, path: Path | None, workbook: str) -> None:
        self._path = path
        self._workbook = workbook
        self._file = path.open("rb") if path else None

    def __enter__(self) -> _Compared:
        return self

    def __exit__(self, *error: object) -> None:
        if self._file:
            self._file.close()

    def next(self, data: bytes) -> None:
        if self._file and self._path and self._file.read(len(data)) != data:
            raise Failure(
                f"{self._path.name} does not hold what {self._workbook} gives; export again, and look into the new "
                "file."
            )


def _spans(document: bytes) -> list[tuple[int, int]]:
    """The lines on which each element begins and ends, in the order of their start tags."""
    spans: list[tuple[int, int]] = []
    ahead: list[int] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        ahead.append(len(spans))
        spans.append((parser.CurrentLineNumber, 0))

    def end(name: str) -> None:
        number = ahead.pop()
        spans[number] = (spans[number][0], parser.CurrentLineNumber)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(document, True)
    return spans


def _cell(text: CellText) -> tuple[str, str, int]:
    return text.sheet, text.column, text.position


def _located(found: Iterable[Element]) -> Located:
    elements = tuple(dict.fromkeys(found))
    return Located(elements, None if any(e.sources for e in elements) else NO_CELL)
