"""From an activity record to XML, and from an element of that XML back to the cell it came from."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from jinja2 import Template
from lxml import etree
from markupsafe import Markup

from generator.catalog import CatalogError
from generator.exchange.activity_record import ActivityRecord
from generator.exchange.cell_texts import CellText, place_of
from generator.exchange.profile import ACTIVITY, Profile
from generator.exchange.spelling import Speller
from generator.exchange.texts import escaped, in_xml
from generator.failure import Failure
from generator.workbook.frames import Batch

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot carry, not even as a character reference."""
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r"})
_NO_CHARACTERS = ("\ufffe", "\uffff")
_MARK = re.compile("\ue000([0-9]+)\ue001")


class Renderer:
    """Writes activities as the profile's template says. The template is compiled once.

    Args:
        batch: what the activities are from.
        profile: the XML profile.
        carry: remember of every cell that is written that the file holds it.
        to_read: leave out characters that XML cannot carry, instead of refusing them: nothing of it is sent.
    """

    def __init__(self, batch: Batch, profile: Profile, *, carry: bool = False, to_read: bool = False) -> None:
        self._batch = batch
        self._profile = profile
        self._to_read = to_read
        self._template = profile.template(ACTIVITY, _carried if carry else in_xml)
        self._speller = Speller(profile.namespaces, profile.spelling)

    def activity(self, record: ActivityRecord) -> bytes:
        """The element of one activity, in UTF-8.

        Raises:
            Failure: a cell holds a character that XML cannot carry.
            CatalogError: the template cannot be used.
        """
        text = self._fill(self._template, record)
        data = _legal(text)
        if data is None:
            raise self._illegal(record)
        spelled = self._speller.activity(text)
        return data if spelled is text else spelled.encode()

    def source_map(self, record: ActivityRecord) -> dict[str, tuple[CellText, ...]]:
        """XPath of each element, or attribute, that holds values of cells, to these values with their cells.

        Paths start at the activity:
            /mems:MedicalEducationMetrics/mems:ActivityDescription/lom:lom/lom:general/lom:title/lom:string.
        The template itself is followed, so the map holds for an organization's own template too.
        """
        marked, values = self._fill_marked(record)
        activity = lone(etree.fromstring(self._profile.document(self._speller.activity(marked).encode()))[0])
        tree = activity.getroottree()
        sources: dict[str, tuple[CellText, ...]] = {}
        for element in activity.iter(etree.Element):
            path = tree.getpath(element)
            texts = {path: element.text or ""} | {f"{path}/@{n!s}": str(text) for n, text in element.attrib.items()}
            for at, text in texts.items():
                if numbers := _MARK.findall(text):
                    sources[at] = tuple(values[int(number)] for number in numbers)
        return sources

    @cached_property
    def _marking(self) -> tuple[Template, list[CellText]]:
        """The template that marks each value with its number in a list, and that list."""
        values: list[CellText] = []
        return self._profile.template(ACTIVITY, lambda value: _marked(value, values)), values

    def _fill_marked(self, record: ActivityRecord) -> tuple[str, list[CellText]]:
        """The element with marked values, and the values by their numbers."""
        template, values = self._marking
        values.clear()
        return self._fill(template, record), [*values]

    @cached_property
    def _inks(self) -> dict[str, Any]:
        return {"content_outlines": self._profile.content_outlines}

    def _fill(self, template: Template, record: ActivityRecord) -> str:
        text = self._profile.fill(template, record.extent, r=record, **self._inks)
        return _ILLEGAL.sub("", text) if self._to_read else text

    def _illegal(self, record: ActivityRecord) -> Failure:
        for value in self._fill_marked(record)[1]:
            if illegal := _ILLEGAL.search(value):
                where = place_of(self._batch, value)
                code = f"U+{ord(illegal[0]):04X}"
                return Failure(
                    f"{where} ({where.header}) holds a character that an upload file cannot carry ({code}); delete it "
                    "and export again."
                )
        return CatalogError(
            f"{self._profile.places[ACTIVITY]}: the XML profile cannot be used: it writes a character that XML cannot "
            "carry."
        )


def lone(element: etree._Element) -> etree._Element:
    """The element as the root of a document of its own, so that paths start at it."""
    return etree.fromstring(etree.tostring(element, with_tail=False))


def _legal(text: str) -> bytes | None:
    """A text in UTF-8; None when XML cannot carry it: what `_ILLEGAL` says, looked for in bytes, which is several times
    faster."""
    try:
        data = text.encode()
    except UnicodeEncodeError:  # half of a character pair
        return None
    legal = len(data.translate(None, _CONTROLS)) == len(data) and (
        text.isascii() or not any(sign in text for sign in _NO_CHARACTERS)
    )
    return data if legal else None


def _carried(value: Any) -> str:
    """A value as XML text; its cell remembers that the file holds it."""
    if value.__class__ is CellText:
        column = value.of
        column.carried[value.position] = 1
        return value if column.is_plain_xml else escaped(str(value))
    if isinstance(value, CellText):
        value.of.carried[value.position] = 1
    return in_xml(value)


def _marked(value: Any, values: list[CellText]) -> Any:
    text = in_xml(value)
    if not isinstance(value, CellText):
        return text
    values.append(value)
    return text + Markup("\ue000{}\ue001").format(len(values) - 1)
