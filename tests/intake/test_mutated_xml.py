"""Upload files with elements doubled, emptied, taken out, moved and with odd texts: each text is told exactly once."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from generator.exchange.incoming import local
from generator.intake.xml_activities import read_xml
from generator.intake.xml_places import SAYS
from tests.bench.fuzzing import draws
from tests.intake.test_foreign_xml import texts
from tests.intake.test_round_trip import sent
from tests.second_reading.valid import valid_batch

DAY = dt.date(2026, 7, 1)
DATES = ("T00:00:00", "2026-03-13T04:59:00Z", "2026-02-31", "05/03/2029", "20290305", "13/05/2029", "1900-01-01", "-")
ODD = (
    "T00:00:00", "2026-03-13", "0", "-", "Y", "USD", "usd", "en", "en-US", "es", "AMA PRA Category 1", "ANCC", "Delete",
    "AMA PRA Category 1 Credit(s)™", "physician", "URL", "Learner Knowledge", "Objective", "Sleep Medicine", "true",
    "01_ABAMCO", "Tag ID", "=1+1",
)  # fmt: skip
PLACES = {
    "catalog": "catalog", "category": "@category", "certification": "activityCertification", "currency": "@currency",
    "language": "@language",
}  # fmt: skip
"""Where the words stand that every upload file says."""


def mutated(activity: etree._Element, chance: random.Random) -> None:
    """Changes an activity in a few places."""
    for _ in range(chance.randrange(1, 40)):
        there = [e for e in activity.iter() if isinstance(e.tag, str)]
        dates = [e for e in there if "Date" in local(e)] if chance.random() < 0.2 else []
        element = chance.choice(dates or there)
        parent = element.getparent()
        what = chance.randrange(6)
        if what == 0 and element is not activity and parent is not None:
            parent.insert(parent.index(element) + chance.randrange(2), etree.fromstring(etree.tostring(element)))
        elif what == 1 and not len(element):
            element.text = ""
        elif what == 2 and not len(element):
            element.text = chance.choice(DATES if "Date" in local(element) else ODD)
        elif what == 3 and element.attrib:
            element.set(chance.choice([*map(str, element.attrib)]), chance.choice((*ODD, "")))
        elif what == 4 and element is not activity and parent is not None:
            parent.remove(element)
        elif what == 5 and parent is not None and element is not activity:
            chance.choice([*parent]).addnext(etree.fromstring(etree.tostring(element)))


def understood(activity: etree._Element) -> Counter[str]:
    """Words in their places, which need not be told, and what says whether there are state contents."""
    found: Counter[str] = Counter()
    for element in activity.iter():
        name = local(element)
        for where, place in PLACES.items():
            words = {word for (other, _), word in SAYS.items() if other == where}
            said = element.get(place[1:]) if place.startswith("@") else (element.text or "") if name == place else None
            if said is not None and said.strip() in words:
                found[said.strip()] += 1
        if name == "HasStateContentTags":
            found[(element.text or "").strip()] += 1
    return found


@settings(deadline=None, max_examples=draws(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**9))
def test_every_text_is_told_once(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    file = sent(valid_batch(seed % 97, 6, DAY, gaps=bool(seed % 2)), tmp_path / "plain.xml")
    root = etree.parse(str(file)).getroot()
    activities = [element for element in root if local(element) == "MedicalEducationMetrics"]
    for activity in activities:
        mutated(activity, chance)
    file.write_bytes(etree.tostring(root))
    told = Counter(entry.old for entry in read_xml(file, None).entries if entry.old)
    there = sum((texts(activity) for activity in activities), Counter())
    assert told - there == Counter()
    silent = there - told
    assert silent - sum(map(understood, activities), Counter()) == Counter()
