"""An upload file as another system might write it: the same activities, spelled otherwise, with more in them."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from generator.catalog import load
from generator.exchange.incoming import incoming, local
from generator.intake.xml_activities import read_xml
from generator.intake.xml_places import SAYS
from generator.upkeep.upgraded import Fate
from generator.workbook.cells import Cell
from tests.intake.test_foreign_xml import texts
from tests.intake.test_round_trip import Rows, sent, shared_areas
from tests.second_reading.valid import valid_batch

CATALOG = load()
DAY = dt.date(2026, 7, 1)
IN_ORDER = {
    "specialty", "identifier", "keyword", "nonAccreditedProvider", "CommercialSupportAmount", "InKindSupport",
    "CommendationTag", "DeliveryMethod", "MOCRegistration", "MOCCreditType", "REMS", "StateContent",
    "ContentOutlineSelections", "ContentOutlineKeys", "MeasurementType", "MedicalEducationMetrics",
}  # fmt: skip
"""Elements whose order among themselves says something: which column, which row."""


def respelled(file: Path, target: Path, chance: random.Random) -> list[str]:
    """Writes the file anew: other prefixes and namespaces, another order, comments, times, texts wrapped in blanks, and
    elements that nobody knows; what these say is returned."""
    root = etree.parse(str(file)).getroot()
    unknown: list[str] = []
    for number, activity in enumerate(e for e in root if local(e) == "MedicalEducationMetrics"):
        for element in [*activity.iter()]:
            _reorder(element, chance)
            if not len(element) and element.text and chance.random() < 0.3:
                element.text = f"\n   {element.text}\t "
            if local(element) in {"startDateTime", "endDateTime"} and chance.random() < 0.5:
                element.text = str(element.text).strip().replace("T00:00:00", "T09:30:00Z")
            if chance.random() < 0.1:
                element.insert(0, etree.Comment("nothing"))
                element[0].tail, element.text = element.text, None
        unknown.append(f"more {number}")
        etree.SubElement(activity, "{urn:more}More").text = unknown[-1]
        unknown.append(f"of {number}")
        activity.set("of", unknown[-1])
    wrapped = etree.Element("{urn:soap}Envelope", nsmap={None: "urn:soap"})
    etree.SubElement(wrapped, "{urn:soap}Body").extend([*root])
    for element in wrapped.iter():
        if isinstance(element.tag, str):
            name = etree.QName(element)
            element.tag = f"{{urn:{chance.choice(('a', 'b'))}:{len(str(name.namespace))}}}{name.localname}"
    target.write_bytes(etree.tostring(wrapped, encoding=chance.choice(("utf-8", "utf-16", "us-ascii"))))
    return unknown


def _reorder(element: etree._Element, chance: random.Random) -> None:
    """Another order of the children, but among those whose order says something."""
    children = [*element]
    places = list(range(len(children)))
    chance.shuffle(places)
    for name in {local(child) for child in children} & IN_ORDER:
        own = [place for place, child in zip(places, children, strict=True) if local(child) == name]
        for child, place in zip([c for c in children if local(c) == name], sorted(own), strict=True):
            places[children.index(child)] = place
    element[:] = [child for _, child in sorted(zip(places, children, strict=True), key=lambda pair: pair[0])]


def _with_areas_of_one_board(rows: Rows) -> Rows:
    """The rows, with the practice areas of each board as a set, and only those that no other board has: in a file that
    is not ours, the order of the alphabet says nothing of whose the others are."""
    values, shared = CATALOG.lists["practice_areas"], shared_areas()
    found: dict[str, dict[int, dict[str, Cell]]] = {}
    for sheet, of_sheet in rows.items():
        for number, row in of_sheet.items():
            cells = {name: cell for name, cell in row.items() if not name.startswith("practice_area")}
            areas = {cell for name, cell in row.items() if name.startswith("practice_area")}
            if "All" in areas:
                areas = {value.value for value in values.offered(str(row["board"]))}
            found.setdefault(sheet, {})[number] = {**cells, **{str(area): area for area in areas - shared}}
    return found


@pytest.mark.parametrize("seed", range(6))
def test_the_same_activities(tmp_path: Path, seed: int) -> None:
    plain = sent(valid_batch(seed, 20, DAY, gaps=seed % 2 == 1), tmp_path / "plain.xml")
    unknown = respelled(plain, tmp_path / "other.xml", random.Random(seed))
    here, there = read_xml(plain, None), read_xml(tmp_path / "other.xml", None)
    assert _with_areas_of_one_board(there.rows) == _with_areas_of_one_board(here.rows)
    left = [entry.old for entry in there.entries if entry.fate is Fate.LEFT]
    assert sorted(left) == sorted(unknown)


@pytest.mark.parametrize("seed", range(3))
def test_every_text_is_accounted_for_once(tmp_path: Path, seed: int) -> None:
    """All but what an upload file says in the same words each time."""
    file = sent(valid_batch(seed, 20, DAY, gaps=True), tmp_path / "plain.xml")
    if seed:
        respelled(file, file, random.Random(seed))
    found: Counter[str] = Counter()
    for activity in incoming(file).activities():
        found += texts(activity)
        own = [e for e in activity.iter() if isinstance(e.tag, str)]
        yes = sum((e.text or "").strip() == "true" for e in own if local(e) == "HasStateContentTags")
        found -= Counter({"true": yes})
        for word in SAYS.values():
            own = [e for e in activity.iter() if isinstance(e.tag, str)]
            said = [text for e in own for text in (*map(str, e.attrib.values()), (e.text or "").strip())]
            found[word] -= said.count(word)
    entries = Counter(entry.old for entry in read_xml(file, None).entries)
    assert entries == +found
