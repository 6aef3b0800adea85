"""An upload file is read again portion by portion while it is written, and no less strictly than as a whole."""

from __future__ import annotations

import gc
import hashlib
import resource
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from addin.conversation import Stopped
from generator.catalog import load
from generator.exchange import reread
from generator.exchange.check import Checker, Parser
from generator.exchange.export import export
from generator.exchange.profile import load_profile
from generator.exchange.records import Records
from generator.exchange.render import Renderer
from generator.exchange.reread import NotAsMeant, Portion, RereadFile
from generator.exchange.schema import Schema, schema_of
from generator.failure import Failure
from generator.progress import heard
from tests.bench.fuzzing import draws
from tests.exchange.batches import batch

CATALOG = load()
PROFILE_FOLDER = CATALOG.file("profile/profile.toml").parent
PROFILE = load_profile(CATALOG)
OPENING, CLOSING = PROFILE.opening.encode(), PROFILE.closing.encode()
FEW = 12


def written(count: int, **cells: object) -> list[bytes]:
    data = batch([{"provider_activity_id": f"CME-{n}", **cells} for n in range(count)])
    renderer, records = Renderer(data, PROFILE), Records(data, PROFILE)
    return [renderer.activity(record) for record in records.each(range(count))]


ACTIVITIES = written(FEW)


def portions(parts: list[bytes], at_most: int) -> list[Portion]:
    """Activities in portions of at most so many bytes, or of one activity."""
    made: list[list[bytes]] = [[]]
    for part in parts:
        if made[-1] and sum(map(len, made[-1])) + len(part) > at_most:
            made.append([])
        made[-1].append(part)
    firsts = [sum(map(len, made[:n])) for n in range(len(made))]
    return [Portion(first, [*map(len, some)], b"".join(some)) for first, some in zip(firsts, made, strict=True)]


def parsed(parts: list[bytes], at_most: int) -> list[bytes]:
    """The activities as canonical XML."""
    parser = Parser(PROFILE)
    return [
        etree.tostring(activity, method="c14n")
        for portion in portions(parts, at_most)
        for activity in parser.activities(portion)
    ]


def check(parts: list[bytes], deletions: list[bool], at_most: int) -> None:
    """Checks activities that are none of a batch."""
    data = batch()
    checker = Checker(Records(data, PROFILE), Renderer(data, PROFILE), PROFILE)
    for portion in portions(parts, at_most):
        checker.check(portion, deletions)


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
    found = parsed(ACTIVITIES, portion)
    assert found == whole(OPENING + b"".join(ACTIVITIES) + CLOSING)
    assert len(found) == FEW


PIECES = [
    b"<", b">", b"&", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?pi", b"?>", b"<y/>", b"loose", b"\x00", b"\xff",
    CLOSING, OPENING.partition(b"\n")[2], CLOSING + OPENING.partition(b"\n")[2], ACTIVITIES[0], b"\n", b" ",
    b"<mems:MedicalEducationMetrics/>", b"</mems:MedicalEducationMetrics>", b"<mems:MedicalEducationMetrics>",
    b"<!DOCTYPE x [<!ENTITY e 'e'>]>", b"&e;",
]  # fmt: skip


@settings(max_examples=draws(300))
@given(st.data())
def test_a_file_is_read_no_less_strictly_than_as_a_whole(data: st.DataObject) -> None:
    """Whatever a template writes."""
    parts = [*ACTIVITIES]
    number = data.draw(st.integers(0, FEW - 1))
    edges = [0, len(parts[number])]
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.sampled_from(edges) | st.integers(0, len(parts[number])))
        cut = data.draw(st.sampled_from([0, 0, 1, 30, 100_000]))
        piece = data.draw(st.sampled_from(PIECES) | st.just(b""))
        parts[number] = parts[number][:at] + piece + parts[number][at + cut :]
        number = data.draw(st.sampled_from([number, (number + 1) % FEW]))
    found = None
    with suppress(NotAsMeant):
        found = parsed(parts, data.draw(st.sampled_from([1, 5_000, 256 * 1024])))
    if found is not None:
        assert found == whole(OPENING + b"".join(parts) + CLOSING)
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
@pytest.mark.parametrize("portion", [1, 256 * 1024])
def test_the_activity_at_fault_is_known(number: int, damage: bytes, says: str, portion: int) -> None:
    parts = [*ACTIVITIES]
    parts[number] += damage
    with pytest.raises(NotAsMeant, match=says) as raised:
        check(parts, [False] * FEW, portion)
    assert raised.value.number == number


@pytest.mark.parametrize("portion", [1, 256 * 1024])
def test_of_two_activities_at_fault_the_first_is_told(portion: int) -> None:
    """Be it what the schema refuses or what no parser reads."""
    parts = [*ACTIVITIES]
    parts[3] = parts[3].replace(b"<mems:ReportingStartDate>", b"<mems:ReportingStartDate>x")
    parts[5] += b"<"
    with pytest.raises(NotAsMeant, match="ReportingStartDate") as raised:
        check(parts, [False] * FEW, portion)
    assert raised.value.number == 3
    parts[2] = b"<mems:MedicalEducationMetrics>"
    with pytest.raises(NotAsMeant, match="not well-formed") as raised:
        check(parts, [False] * FEW, portion)
    assert raised.value.number == 2


def test_what_is_no_xml_together_is_refused_though_each_activity_is(tmp_path: Path) -> None:
    """Of two elements of a file with the same xml:id, a parser refuses the second; here the schema takes them."""
    schema = (PROFILE_FOLDER / "mems.xsd.j2").read_text(encoding="utf-8")
    template = (PROFILE_FOLDER / "activity.xml.j2").read_text(encoding="utf-8")
    folder = tmp_path / "own" / "profile"
    folder.mkdir(parents=True)
    (folder / "activity.xml.j2").write_text(
        template.replace("<mems:ReportDescription>", '<mems:ReportDescription xml:id="same">', 1), encoding="utf-8"
    )
    opened = '<xs:element name="ReportDescription">'
    before, after = schema.split(opened)
    after = after.replace("</xs:sequence>", '</xs:sequence><xs:anyAttribute processContents="skip"/>', 1)
    (folder / "mems.xsd.j2").write_text(before + opened + after, encoding="utf-8")
    data = batch([{"provider_activity_id": f"CME-{n}"} for n in range(2)], catalog=load(overlay=tmp_path / "own"))
    assert export(data, [0], tmp_path / "one.xml")
    with pytest.raises(Failure, match=r"not well-formed XML.*same"):
        export(data, [0, 1], tmp_path / "two.xml")


# --- all of a portion at once, and one by one
# ----------------------------------------------------------------------------------------------------------------------

DELETION = written(1, record_action="Delete", accme_activity_id="123456789")[0]
SPOILINGS: list[tuple[bytes, bytes]] = [
    (b"<lom:catalog>Provider Activity ID<", b"<lom:catalog>URL<"),
    (b"<lom:catalog>Provider Activity ID<", b"<lom:catalog>ACCME Activity ID<"),
    (b"<lom:catalog>Provider Activity ID<", b"<lom:catalog>UR<!-- -->L<"),
    (b"<lom:entry>CME-", b"<lom:entry>"),
    (b"<x:activityRecordAction>Add<", b"<x:activityRecordAction>Delete<"),
    (b"<x:activityRecordAction>", b"<x:activityRecordAction><y/>"),
    (b"<mems:ParticipationMetrics", b"<mems:Other/><mems:ParticipationMetrics"),
    (b"<mems:ReportingStartDate>", b"<mems:ReportingStartDate>x"),
    (b"<mems:MedicalEducationMetrics", b'<mems:MedicalEducationMetrics a="b"'),
    (b"<lom:entry>", b"<lom:entry>0"),
]


@pytest.mark.parametrize("number", range(len(SPOILINGS)))
def test_each_spoiling_changes_an_activity(number: int) -> None:
    old, new = SPOILINGS[number]
    assert any(old in one for one in (ACTIVITIES[0], DELETION))
    assert old != new


@settings(max_examples=draws(150), deadline=None)
@given(
    st.lists(
        st.tuples(st.booleans(), st.booleans(), st.none() | st.none() | st.sampled_from(SPOILINGS)),
        min_size=1,
        max_size=6,
    )
)
def test_activities_are_accepted_together_as_each_alone(
    activities: list[tuple[bool, bool, tuple[bytes, bytes] | None]],
) -> None:
    """Records to keep and records to delete beside each other, some of them as the wrong one of both."""
    schema, parser = schema_of(CATALOG, PROFILE), Parser(PROFILE)
    parts = [
        (DELETION if as_deletion else ACTIVITIES[0]).replace(*(spoiling or (b"", b"")), 1)
        for as_deletion, _, spoiling in activities
    ]
    deletions = [as_deletion if spoiling else meant for (as_deletion, meant, spoiling) in activities]
    portion = portions(parts, 10**9)[0]
    alone = [
        schema.faults(activity, deletion=deletion)
        for activity, deletion in zip(parser.activities(portion), deletions, strict=True)
    ]
    assert schema.accepts(parser.activities(portion), deletions) == (not any(alone))


def test_all_of_a_portion_may_be_deletions() -> None:
    schema, parser = schema_of(CATALOG, PROFILE), Parser(PROFILE)
    portion = portions([DELETION] * 3, 10**9)[0]
    assert schema.accepts(parser.activities(portion), [1, 1, 1])
    assert not schema.accepts(parser.activities(portion), [1, 0, 1])


# --- the file
# ----------------------------------------------------------------------------------------------------------------------


class Letters:
    """A form of file that refuses some letters, slowly if it is told to, or only once it may."""

    opening, closing = b"<", b">"

    def __init__(self, refused: bytes = b"", seconds: float = 0.0) -> None:
        self.refused, self.seconds = refused, seconds
        self.may = threading.Event()
        self.may.set()
        self.seen: list[tuple[int, bytes]] = []
        self.threads: set[int] = set()

    def check(self, portion: Portion) -> None:
        self.may.wait(60)
        time.sleep(self.seconds)
        self.threads.add(threading.get_ident())
        self.seen.append((portion.first, portion.data))
        for number, letter in enumerate(portion.data, portion.first):
            if letter in self.refused:
                raise NotAsMeant(f"{chr(letter)} is refused", number)

    def failure(self, error: NotAsMeant) -> Failure:
        return Failure(f"{error}: number {error.number}")


def then(letters: bytes, error: BaseException) -> Iterator[int]:
    """Letters that are made, and what goes wrong with the one after them."""
    yield from letters
    raise error


def write(path: Path, form: Letters, letters: Iterable[int], portion: int) -> RereadFile:
    with patch.object(reread, "_PORTION", portion), RereadFile(path, form) as file:
        for letter in letters:
            file.add(bytes([letter]))
    return file


@pytest.mark.parametrize("portion", [1, 3, 100])
@pytest.mark.parametrize("letters", [b"", b"a", b"abcdefghijklmnopqrstuvwxyz"])
def test_all_is_written_and_checked_once_in_its_order(tmp_path: Path, letters: bytes, portion: int) -> None:
    path, form = tmp_path / "out", Letters()
    file = write(path, form, letters, portion)
    assert path.read_bytes() == b"<" + letters + b">"
    assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert b"".join(data for _, data in form.seen) == letters
    assert [first for first, _ in form.seen] == [*range(0, len(letters), portion)]
    assert threading.get_ident() not in form.threads


def test_what_is_made_is_checked_while_more_is_made(tmp_path: Path) -> None:
    form = Letters()
    with patch.object(reread, "_PORTION", 1), RereadFile(tmp_path / "out", form) as file:
        file.add(b"a")
        until = time.monotonic() + 60
        while not form.seen and time.monotonic() < until:
            time.sleep(0.001)
        assert form.seen == [(0, b"a")]
        file.add(b"b")


def test_no_more_than_a_few_portions_wait(tmp_path: Path) -> None:
    """Whoever makes activities faster than they are checked waits for it."""
    form = Letters(seconds=0.01)
    with patch.object(reread, "_PORTION", 1), RereadFile(tmp_path / "out", form) as file:
        for made in range(1, 60):
            file.add(b"a")
            assert made - len(form.seen) <= reread._AHEAD + 2


@pytest.mark.parametrize("seconds", [0.0, 0.005])
@pytest.mark.parametrize("portion", [1, 4, 100])
def test_the_first_fault_in_the_file_is_told(tmp_path: Path, portion: int, seconds: float) -> None:
    form = Letters(b"kp", seconds)
    with pytest.raises(Failure, match="k is refused: number 10"):
        write(tmp_path / "out", form, b"abcdefghijklmnopqrstuvwxyz", portion)


@pytest.mark.parametrize("error", [Failure("the third cannot be written"), OSError(28, "No space left on device")])
@pytest.mark.parametrize("portion", [1, 2])
@pytest.mark.parametrize("seconds", [0.0, 0.02])
def test_a_fault_in_the_file_is_told_before_what_goes_wrong_later(
    tmp_path: Path, seconds: float, portion: int, error: Exception
) -> None:
    """However long the check takes, so that the same workbook always has the same sentence."""
    with pytest.raises(Failure, match="b is refused: number 1"):
        write(tmp_path / "out", Letters(b"b", seconds), then(b"ab", error), portion)


def test_a_fault_is_told_though_its_portion_is_not_full(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="b is refused: number 1"):
        write(tmp_path / "out", Letters(b"b"), then(b"ab", Failure("the third cannot be written")), 100)


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.parametrize("room", [3, 4, 5])
@pytest.mark.parametrize("seconds", [0.0, 0.02])
def test_a_fault_is_told_before_a_disk_that_is_full_later(tmp_path: Path, seconds: float, room: int) -> None:
    """Of <abcd>, the last portion, a part of it, or only the end has no room."""
    with no_file_larger_than(room), pytest.raises(Failure, match="a is refused: number 0"):
        write(tmp_path / "out", Letters(b"a", seconds), b"abcd", 2)
    with no_file_larger_than(room), pytest.raises(OSError, match="File too large"):
        write(tmp_path / "out", Letters(), b"abcd", 2)
    with no_file_larger_than(6):
        write(tmp_path / "out", Letters(), b"abcd", 2)


def test_what_goes_wrong_is_told_when_nothing_before_it_did(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="the second cannot be written"):
        write(tmp_path / "out", Letters(), then(b"a", Failure("the second cannot be written")), 1)


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), Stopped()])
def test_an_export_that_is_stopped_waits_for_no_more_than_one_portion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: BaseException
) -> None:
    """With Ctrl+C in a console and Esc in Excel."""
    form, before = Letters(b"x"), threading.active_count()
    form.may.clear()

    class Ended(ThreadPoolExecutor):
        """Lets the check that holds the thread go on once the others are taken back."""

        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            super().shutdown(wait=False, cancel_futures=cancel_futures)
            form.may.set()
            super().shutdown(wait=wait)

    monkeypatch.setattr(reread, "ThreadPoolExecutor", Ended)
    with pytest.raises(type(stop)):
        write(tmp_path / "out", form, then(b"xxxxxx", stop), 1)
    assert len(form.seen) <= 1
    assert threading.active_count() == before


def test_where_the_computer_gives_no_thread_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")  # as Python says it

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(Failure, match=r"no room .* close other programs and export again"):
        export(batch(), [0], tmp_path / "out.xml")
    assert list(tmp_path.iterdir()) == []


class Spoiling(ThreadPoolExecutor):
    """As if the disk had changed a file between writing and reading again."""

    path: Path
    change: Callable[[bytes], bytes]
    at: bytes

    def submit(self, *args: object, **kwargs: object) -> Future[object]:
        data = self.path.read_bytes()
        if data.endswith(self.at):
            self.path.write_bytes(type(self).change(data))
        return super().submit(*args, **kwargs)


@pytest.mark.parametrize(
    ("at", "change"),
    [
        (b"<", lambda data: b"["),
        (b"<", lambda data: b""),
        (b"cd", lambda data: b"<abce"),
        (b"cd", lambda data: data[:-1]),
        (b">", lambda data: data[:-1] + b"]"),
        (b">", lambda data: data[:-1]),
        (b">", lambda data: data + b"\n"),
        (b">", lambda data: data + data),
        (b">", lambda data: b""),
    ],
)
def test_a_file_that_the_disk_holds_otherwise_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: bytes, change: Callable[[bytes], bytes]
) -> None:
    changed = type("Changed", (Spoiling,), {"path": tmp_path / "out", "change": staticmethod(change), "at": at})
    monkeypatch.setattr(reread, "ThreadPoolExecutor", changed)
    with pytest.raises(Failure, match="not written as it should be"):
        write(tmp_path / "out", Letters(), b"abcd", 2)


# --- exports
# ----------------------------------------------------------------------------------------------------------------------


def test_a_letter_that_the_disk_changed_is_found_though_the_schema_takes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = RereadFile._read

    def changed(self: RereadFile, data: bytes) -> None:
        looked(self, data.replace(b"Chicago", b"Chicaga"))

    monkeypatch.setattr(RereadFile, "_read", changed)
    with pytest.raises(Failure, match="not written as it should be"):
        export(batch([{"city": "Chicago"}]), [0], tmp_path / "out.xml")
    assert list(tmp_path.iterdir()) == []


def test_what_is_in_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Of a file of many portions, no more than one is there as elements when the next is looked at."""
    data = batch([{"provider_activity_id": f"CME-{n}", "description": "x" * 2000} for n in range(300)])
    alive: list[int] = []
    accepts = Schema.accepts

    def look(self: Schema, activities: list[etree._Element], deletions: list[int]) -> bool:
        alive.append(sum(isinstance(thing, etree._Element) for thing in gc.get_objects()) - len(activities))
        return accepts(self, activities, deletions)

    before = sum(isinstance(thing, etree._Element) for thing in gc.get_objects())
    with patch.object(reread, "_PORTION", 50_000), patch.object(Schema, "accepts", look):
        export(data, range(300), tmp_path / "out.xml")
    assert len(alive) > 10
    assert max(alive) - before < 10


@pytest.mark.parametrize("how", [KeyboardInterrupt, Stopped])
def test_whoever_listens_may_stop_an_export(tmp_path: Path, how: type[BaseException]) -> None:
    data = batch([{"provider_activity_id": f"CME-{n}"} for n in range(30)])

    def stop(what: str, done: int, of: int) -> None:
        if done == 20:
            raise how

    with patch.object(reread, "_PORTION", 1), heard(stop), pytest.raises(how):
        export(data, range(30), tmp_path / "out.xml")
    assert list(tmp_path.iterdir()) == []
