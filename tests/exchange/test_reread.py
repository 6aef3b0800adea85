"""An upload file is read again a portion at a time, and no less strictly than as a whole."""

from __future__ import annotations

import gc
import tempfile
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from generator.catalog import load
from generator.exchange import reread
from generator.exchange.export import export
from generator.exchange.profile import load_profile
from generator.exchange.records import Records
from generator.exchange.render import Renderer
from generator.exchange.reread import NotAsMeant, Reader
from generator.failure import Failure
from generator.progress import heard
from tests.bench.fuzzing import draws
from tests.exchange.batches import batch

PROFILE = load_profile(load())
OPENING, CLOSING = PROFILE.opening.encode(), PROFILE.closing.encode()
FEW = 12


def written(count: int, description: str = "Learners discuss cases.") -> list[bytes]:
    data = batch([{"provider_activity_id": f"CME-{n}", "description": description} for n in range(count)])
    renderer, records = Renderer(data, PROFILE), Records(data, PROFILE)
    return [renderer.activity(record) for record in records.each(range(count))]


ACTIVITIES = written(FEW)


def read(data: bytes, sizes: list[int]) -> list[bytes]:
    """The activities of a file as canonical XML."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.xml"
        path.write_bytes(data)
        reader = Reader(PROFILE)
        return [
            etree.tostring(activity, method="c14n")
            for portion in reader.portions(path, sizes)
            for activity in reader.activities(portion)
        ]


def whole(data: bytes) -> list[bytes] | None:
    """The same, when the file is parsed in one go; None when it is no XML or has something beside activities."""
    parser = etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None
    texts = [root.text, *(child.tail for child in root)]
    if root.tag != PROFILE.root_tag or any(text and text.strip() for text in texts):
        return None
    if any(child.tag != PROFILE.activity_tag for child in root):
        return None
    # an element alone knows all namespaces, so it is canonical in the same way
    return [etree.tostring(child, method="c14n") for child in root]


@pytest.mark.parametrize("portion", [1, 5_000, 256 * 1024])
def test_all_activities_come_in_their_order(portion: int) -> None:
    data = OPENING + b"".join(ACTIVITIES) + CLOSING
    with patch.object(reread, "_PORTION", portion):
        found = read(data, [*map(len, ACTIVITIES)])
    assert found == whole(data)
    assert len(found) == FEW


def test_what_is_in_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Of a file of many portions, no more than one is there at any time."""
    data = batch([{"provider_activity_id": f"CME-{n}", "description": "x" * 2000} for n in range(300)])
    alive: list[int] = []

    def look(what: str, done: int, of: int) -> None:
        if what == "activities checked":
            alive.append(sum(isinstance(thing, etree._Element) for thing in gc.get_objects()))

    before = sum(isinstance(thing, etree._Element) for thing in gc.get_objects())
    with patch.object(reread, "_PORTION", 50_000), heard(look):
        export(data, range(300), tmp_path / "out.xml")
    assert len(alive) > 10
    assert max(alive) - before < 40


PIECES = [
    b"<", b">", b"&", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?pi", b"?>", b"<y/>", b"loose", b"\x00", b"\xff",
    CLOSING, OPENING.partition(b"\n")[2], CLOSING + OPENING.partition(b"\n")[2], ACTIVITIES[0], b"\n", b" ",
    b"<mems:MedicalEducationMetrics/>", b"</mems:MedicalEducationMetrics>", b"<mems:MedicalEducationMetrics>",
    b"<!DOCTYPE x [<!ENTITY e 'e'>]>", b"&e;",
]  # fmt: skip


@settings(max_examples=draws(300))
@given(st.data())
def test_a_file_is_read_no_less_strictly_than_as_a_whole(data: st.DataObject) -> None:
    """Whatever a template writes, or another program does to the file meanwhile."""
    parts = [*ACTIVITIES]
    number = data.draw(st.integers(0, FEW - 1))
    edges = [0, len(parts[number])]
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.sampled_from(edges) | st.integers(0, len(parts[number])))
        cut = data.draw(st.sampled_from([0, 0, 1, 30, 100_000]))
        piece = data.draw(st.sampled_from(PIECES) | st.just(b""))
        parts[number] = parts[number][:at] + piece + parts[number][at + cut :]
        number = data.draw(st.sampled_from([number, (number + 1) % FEW]))
    file = OPENING + b"".join(parts) + CLOSING
    meant = data.draw(st.sampled_from([parts, ACTIVITIES]))
    with patch.object(reread, "_PORTION", data.draw(st.sampled_from([1, 5_000, 256 * 1024]))):
        found = None
        with suppress(NotAsMeant, Failure):
            found = read(file, [*map(len, meant)])
    if found is not None:
        assert found == whole(file)
        assert len(found) == FEW


@pytest.mark.parametrize("number", [0, 5, FEW - 1])
@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (b"<", "not well-formed"),
        (b"<!-- a remark -->", "something beside activities"),
        (b"loose", "something beside activities"),
        (ACTIVITIES[0], "2 activities are written instead of 1"),
    ],
)
def test_the_activity_at_fault_is_known(number: int, damage: bytes, says: str) -> None:
    parts = [*ACTIVITIES]
    parts[number] += damage
    with pytest.raises(NotAsMeant, match=says) as raised:
        read(OPENING + b"".join(parts) + CLOSING, [*map(len, parts)])
    assert raised.value.number == number


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data + b"\n",
        lambda data: data + data,
        lambda data: data.replace(OPENING, b"<other>"),
        lambda data: data.replace(b"ACCMEActivities", b"Activities"),
        lambda data: b"",
    ],
)
def test_a_file_that_is_another_one_is_refused(change: object) -> None:
    assert callable(change)
    with pytest.raises(Failure, match="not written as it should be"):
        read(change(OPENING + b"".join(ACTIVITIES) + CLOSING), [*map(len, ACTIVITIES)])
