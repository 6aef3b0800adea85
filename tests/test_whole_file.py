"""Files that appear whole or not at all, and files that belong together and change together."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import threading
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

import pytest

from generator import locks
from generator import whole_file as module
from generator.failure import Failure
from generator.whole_file import whole_file, whole_files, write_whole
from tests.bench.fuzzing import LONG

XML, RECEIPT = "out.xml", "out.xml.receipt.json"


def put(folder: Path, xml: str, receipt: str, *, replace: bool = True) -> None:
    """Writes the pair of an export."""
    with whole_files([folder / XML, folder / RECEIPT], replace=replace) as parts:
        parts[0].write_text(xml, encoding="utf-8")
        parts[1].write_text(receipt, encoding="utf-8")


def there(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


def test_an_existing_file_stays_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    with whole_file(target) as part:
        part.write_text("first", encoding="utf-8")
    with (
        pytest.raises(Failure, match=r"a\.txt exists already; give another name, or add --replace\."),
        whole_file(target),
    ):
        pytest.fail("nothing is written when nothing may be replaced")
    with whole_file(target, replace=True) as part:
        part.write_text("second", encoding="utf-8")
    assert there(tmp_path) == {"a.txt": "second"}


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_came_meanwhile_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    target = tmp_path / "a.txt"
    with pytest.raises(Failure, match="exists already"):
        write_while_another_comes(target)
    assert there(tmp_path) == {"a.txt": "theirs"}


def write_while_another_comes(target: Path) -> None:
    with whole_file(target) as part:
        part.write_text("ours", encoding="utf-8")
        target.write_text("theirs", encoding="utf-8")


def no_links(
    src: Path, dst: Path, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None, follow_symlinks: bool = True
) -> None:
    """`os.link` on a drive that knows no links."""
    raise PermissionError(1, "Operation not permitted")


@pytest.mark.parametrize("links", [True, False])
def test_a_pair_changes_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    put(tmp_path, "old", "old", replace=False)
    with pytest.raises(Failure, match="exists already"):
        put(tmp_path, "new", "new", replace=False)
    assert there(tmp_path) == {XML: "old", RECEIPT: "old"}
    put(tmp_path, "new", "new")
    assert there(tmp_path) == {XML: "new", RECEIPT: "new"}


def test_a_receipt_alone_is_in_the_way_too(tmp_path: Path) -> None:
    (tmp_path / RECEIPT).write_text("old", encoding="utf-8")
    with pytest.raises(Failure, match=r"out\.xml\.receipt\.json exists already"):
        put(tmp_path, "new", "new", replace=False)
    assert there(tmp_path) == {RECEIPT: "old"}


Refuses = Callable[[Path, Path], bool]
STEPS: dict[str, Refuses] = {
    "the old receipt is locked": lambda source, target: source.name == RECEIPT,
    "the old file is locked": lambda source, target: target.name == XML,
    "the new receipt cannot be put": lambda source, target: target.name == RECEIPT,
}


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("old", [True, False])
@pytest.mark.parametrize("step", STEPS)
def test_what_cannot_be_replaced_leaves_the_old_pair(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    old: bool,
    links: bool,
) -> None:
    """As on Windows, where a file that another program has open cannot be moved or replaced."""
    if old:
        put(tmp_path, "old", "old")
    before = there(tmp_path)
    failed = refuse_once(monkeypatch, STEPS[step])
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    if old or step != "the old receipt is locked":
        with pytest.raises(Failure, match=r"out\.xml.* cannot be written \(Permission denied\); close it"):
            put(tmp_path, "new", "new")
        assert failed
        assert there(tmp_path) == before


def refuse_once(monkeypatch: pytest.MonkeyPatch, refuses: Refuses) -> list[Path]:
    """The first move that `refuses` holds for fails; what it was about is listed."""
    failed: list[Path] = []

    def move(usual: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
        def moved(source: Path, target: Path) -> Path:
            if not failed and refuses(source, Path(target)):
                failed.append(Path(target))
                raise PermissionError(13, "Permission denied", str(source), None, str(target))
            return usual(source, target)

        return moved

    monkeypatch.setattr(Path, "replace", move(Path.replace))
    monkeypatch.setattr(Path, "rename", move(Path.rename))
    return failed


def test_a_new_file_never_stands_beside_an_old_receipt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is moved last before a power cut: looked at after each step."""
    put(tmp_path, "old", "old")
    seen: list[tuple[str | None, str | None]] = []

    def spied(usual: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
        def moved(source: Path, target: Path) -> Path:
            done = usual(source, target)
            contents = there(tmp_path)
            seen.append((contents.get(XML), contents.get(RECEIPT)))
            return done

        return moved

    monkeypatch.setattr(Path, "replace", spied(Path.replace))
    monkeypatch.setattr(Path, "rename", spied(Path.rename))
    put(tmp_path, "new", "new")
    assert seen == [("old", None), ("new", None), ("new", "new")]


def test_without_a_way_back_no_old_receipt_stays_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "old", "old")
    usual = Path.replace

    def barred(source: Path, target: Path) -> Path:
        if there(tmp_path).get(XML) == "new":
            raise PermissionError(13, "Permission denied", str(source), None, str(target))
        return usual(source, target)

    monkeypatch.setattr(Path, "replace", barred)
    with pytest.raises(Failure):
        put(tmp_path, "new", "new")
    left = {name: text for name, text in there(tmp_path).items() if not name.startswith(".")}
    assert left == {XML: "new"}


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), OSError(27, "File too large")])
def test_a_full_disk_says_so(tmp_path: Path, error: OSError) -> None:
    put(tmp_path, "old", "old")
    with pytest.raises(Failure, match=r"cannot be written \(.*\); free some space there, or choose another place\."):
        fill(tmp_path, error)
    assert there(tmp_path) == {XML: "old", RECEIPT: "old"}


def fill(folder: Path, error: BaseException) -> None:
    with whole_files([folder / XML, folder / RECEIPT], replace=True) as parts:
        parts[0].write_text("new", encoding="utf-8")
        raise error


def test_a_break_leaves_the_old_pair(tmp_path: Path) -> None:
    put(tmp_path, "old", "old")
    with pytest.raises(KeyboardInterrupt):
        fill(tmp_path, KeyboardInterrupt())
    assert there(tmp_path) == {XML: "old", RECEIPT: "old"}


def test_two_at_once_do_not_mix(tmp_path: Path) -> None:
    def work(name: str) -> None:
        for _ in range(40):
            put(tmp_path, name, name)

    workers = [threading.Thread(target=work, args=(name,)) for name in ("a", "b", "c")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    contents = there(tmp_path)
    assert set(contents) == {XML, RECEIPT}
    assert contents[XML] == contents[RECEIPT]


def test_the_lock_of_a_killed_run_is_no_hindrance_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    lock = module.lock_of(tmp_path)
    lock.touch()
    began = time.monotonic()
    put(tmp_path, "new", "new")
    assert time.monotonic() - began >= 0.2
    assert there(tmp_path) == {XML: "new", RECEIPT: "new"}


def test_a_lock_that_changes_hands_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.4)
    lock = module.lock_of(tmp_path)
    lock.touch()
    stop = time.monotonic() + 1.0

    def hold() -> None:
        while time.monotonic() < stop:
            lock.unlink()
            lock.write_text(str(time.monotonic()), encoding="utf-8")
            time.sleep(0.05)
        lock.unlink()

    holder = threading.Thread(target=hold)
    holder.start()
    # a moment between unlink and write is a fair chance for the waiting one; it is never robbed before
    put(tmp_path, "new", "new")
    holder.join()
    assert there(tmp_path)[XML] == "new"


def part_name(computer: str = locks.COMPUTER) -> str:
    return f".out-pars-{computer}-{token_hex(4)}.part"


def test_what_a_killed_run_left_is_taken_away_by_the_next(tmp_path: Path) -> None:
    """At once where the run was of this computer; after an hour where nobody can tell."""
    elsewhere = "ffff" if locks.COMPUTER != "ffff" else "0000"
    left, far_and_fresh, far_and_old = part_name(), part_name(elsewhere), part_name(elsewhere)
    others = {
        "film.mkv.part",
        ".up-0123.part",
        f"{part_name()[1:]}",
        f"{part_name()}.txt",
        f"{part_name()[:-5]}.old",
    }
    for name in (left, far_and_fresh, far_and_old, *others):
        (tmp_path / name).write_text("x", encoding="utf-8")
    for name in (far_and_old, *others):
        os.utime(tmp_path / name, (time.time() - 3700,) * 2)
    former, former_and_fresh = ".up-0123abcd.part", ".up-4567abcd.part"
    for name in (former, former_and_fresh):
        (tmp_path / name).write_text("x", encoding="utf-8")
    os.utime(tmp_path / former, (time.time() - 3700,) * 2)
    (tmp_path / part_name()).mkdir()
    os.mkfifo(tmp_path / part_name())
    before = {path.name for path in tmp_path.iterdir()}
    put(tmp_path, "new", "new")
    assert {path.name for path in tmp_path.iterdir()} == before - {left, far_and_old, former} | {XML, RECEIPT}


def test_what_a_running_command_holds_is_never_taken(tmp_path: Path) -> None:
    """Each of two runs writes while the other is at work, in one folder."""
    with whole_file(tmp_path / "slow.txt") as part:
        part.write_text("first", encoding="utf-8")
        os.utime(part, (0, 0))
        put(tmp_path, "new", "new")
        with whole_file(tmp_path / "other.txt") as other:
            other.write_text("second", encoding="utf-8")
            put(tmp_path, "newer", "newer")
        assert part.read_text(encoding="utf-8") == "first"
    assert there(tmp_path) == {"other.txt": "second", XML: "newer", RECEIPT: "newer", "slow.txt": "first"}


def test_a_file_that_waits_is_written_where_it_is(tmp_path: Path) -> None:
    """What writes a whole file may be given one that waits: then it stays held, and no other run takes it."""
    with whole_files([tmp_path / XML, tmp_path / RECEIPT]) as parts:
        for part in parts:
            write_whole(part, b"new", replace=True)
            os.utime(part, (0, 0))
        write_whole(tmp_path / "other.txt", b"other")
    assert there(tmp_path) == {"other.txt": "other", XML: "new", RECEIPT: "new"}


def test_without_locks_only_what_is_old_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_lock", lambda file: None)
    fresh, old = part_name(), part_name()
    for name in (fresh, old):
        (tmp_path / name).write_text("x", encoding="utf-8")
    os.utime(tmp_path / old, (time.time() - 3700,) * 2)
    put(tmp_path, "new", "new")
    assert set(there(tmp_path)) == {XML, RECEIPT, fresh}


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("old", [True, False])
def test_after_a_kill_at_any_step_the_next_run_finds_one_pair(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: bool, links: bool
) -> None:
    """Killed at each change of the folder, one after another, in a short run at every third: the next run finds the old
    pair or the new one. It waits a second for what nobody holds any more, not ten."""
    monkeypatch.setattr(module, "PATIENCE", 1.0)
    outcomes, step = [], 0
    while True:
        folder = tmp_path / str(step)
        folder.mkdir()
        if old:
            put(folder, "old", "old")
        if not killed_at(folder, step, links):
            break
        with whole_file(folder / "next.txt"):
            pass
        left = there(folder)
        assert left.pop("next.txt") == ""
        assert left in ({}, {XML: "old", RECEIPT: "old"}, {XML: "new", RECEIPT: "new"}), step
        outcomes.append(left.get(XML))
        step += 1 if LONG else 3
    first = "old" if old else None
    assert outcomes == sorted(outcomes, key=lambda xml: xml == "new"), (
        "first the old pair, from some step on the new one"
    )
    assert {first, "new"} == set(outcomes)
    assert step > 8


def killed_at(folder: Path, step: int, links: bool) -> bool:
    """Writes the pair in a process that is killed before its change of that number; whether it came so far."""
    if child := os.fork():
        return os.waitpid(child, 0)[1] == signal.SIGKILL
    changes = iter(range(step))

    def mortal(usual: Callable[..., object]) -> Callable[..., object]:
        def change(*arguments: object, **more: object) -> object:
            if next(changes, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            return usual(*arguments, **more)

        return change

    if not links:
        os.link = no_links  # type: ignore[assignment]  # in the child alone
    for name in ("open", "write", "link", "unlink", "rename", "replace", "fsync", "close"):
        setattr(os, name, mortal(getattr(os, name)))
    put(folder, "new", "new")
    os._exit(0)


@pytest.mark.parametrize("note", ["", "{}", "[]", '[["a", "b"]]', '[["../x", "y", "z"]]', "[[1, 2, 3]]", "\xff"])
def test_a_note_that_no_run_wrote_moves_nothing(tmp_path: Path, note: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "x").write_text("x", encoding="utf-8")
    (tmp_path / "folder" / ".pars-batch.moves").write_text(note, encoding="latin-1")
    put(tmp_path / "folder", "new", "new")
    assert there(tmp_path / "folder") == {XML: "new", RECEIPT: "new"}
    assert (tmp_path / "x").read_text(encoding="utf-8") == "x"


def test_a_note_leads_out_of_no_folder(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    part, aside = part_name(), part_name()[:-5] + ".old"
    (folder / part).write_text("theirs", encoding="utf-8")
    (tmp_path / "precious").write_text("mine", encoding="utf-8")
    names = [["no.part", "a.xml", "no.old"], [part, "../precious", aside]]
    (folder / ".pars-batch.moves").write_text(json.dumps(names), encoding="utf-8")
    put(folder, "new", "new")
    assert (tmp_path / "precious").read_text(encoding="utf-8") == "mine"


NAMES = [(XML, "0123abcd"), (RECEIPT, "4567abcd")]
NOTE = ".pars-batch.moves"


def aside(name: str) -> str:
    """The name of an old file that a killed run put aside."""
    return f".{name}-pars-{locks.COMPUTER}-{dict(NAMES)[name]}.old"


def killed(folder: Path, files: dict[str, str]) -> None:
    """A folder as a run left it that was killed while it put the new pair into its places."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    new = sha256(b"new").hexdigest()
    lines = [[aside(name)[:-4] + ".part", name, aside(name), new] for name, _ in NAMES]
    (folder / NOTE).write_text(json.dumps(lines), encoding="utf-8")


@pytest.mark.parametrize("links", [True, False])
def test_without_the_new_file_the_old_pair_comes_back(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    links: bool,
) -> None:
    """The new file was lost after the kill: that it is gone does not mean that it is in its place."""
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    killed(tmp_path, {aside(XML): "old", aside(RECEIPT): "old", aside(RECEIPT)[:-4] + ".part": "new"})
    write_whole(tmp_path / "next.txt", b"")
    assert there(tmp_path) == {XML: "old", RECEIPT: "old", "next.txt": ""}


def test_the_only_copy_stays_beside_a_file_that_came_meanwhile(tmp_path: Path) -> None:
    """What cannot be ended is said and stays, until the user puts it right."""
    left = {XML: "theirs", aside(XML): "old", aside(RECEIPT): "old", aside(RECEIPT)[:-4] + ".part": "new"}
    killed(tmp_path, left)
    for _ in range(2):
        with pytest.raises(Failure, match=re.escape(aside(XML))):
            write_whole(tmp_path / "next.txt", b"")
        kept = there(tmp_path)
        assert kept.pop(NOTE)
        assert kept == left
    (tmp_path / aside(XML)).rename(tmp_path / "mine.xml")
    write_whole(tmp_path / "next.txt", b"")
    assert there(tmp_path) == {XML: "theirs", "mine.xml": "old", RECEIPT: "old", "next.txt": ""}


def test_what_could_not_be_put_back_once_is_put_back_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killed(tmp_path, {aside(XML): "old", aside(RECEIPT): "old"})
    with monkeypatch.context() as patch:
        patch.setattr(os, "link", no_links)
        assert not refuse_once(patch, lambda source, target: target.name == XML)
        with pytest.raises(Failure, match=rf"{re.escape(aside(XML))}.*Permission denied.*try again"):
            write_whole(tmp_path / "next.txt", b"")
    write_whole(tmp_path / "next.txt", b"")
    assert there(tmp_path) == {XML: "old", RECEIPT: "old", "next.txt": ""}


def test_an_empty_note_hides_no_old_file(tmp_path: Path) -> None:
    killed(tmp_path, {aside(XML): "old"})
    (tmp_path / NOTE).write_text("", encoding="utf-8")
    with pytest.raises(Failure, match=re.escape(aside(XML))):
        write_whole(tmp_path / "next.txt", b"")
    assert there(tmp_path) == {aside(XML): "old", NOTE: ""}


def test_a_note_is_on_the_drive_before_anything_moves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "old", "old")
    settled: list[str] = []
    usual = os.fsync

    def fsync(file: int) -> None:
        usual(file)
        state = os.fstat(file)
        if (tmp_path / NOTE).exists():
            assert (tmp_path / XML).read_text(encoding="utf-8") == (tmp_path / RECEIPT).read_text(encoding="utf-8")
            settled.append("note" if os.path.samestat(state, (tmp_path / NOTE).stat()) else "folder")

    monkeypatch.setattr(os, "fsync", fsync)
    put(tmp_path, "new", "new")
    assert settled == ["note", "folder"]


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root gives files to others")
def test_another_users_note_and_files_stay(tmp_path: Path) -> None:
    killed(tmp_path, {aside(XML): "old", aside(XML)[:-4] + ".part": "new"})
    for path in tmp_path.iterdir():
        os.chown(path, 12345, -1)
    before = there(tmp_path)
    write_whole(tmp_path / "next.txt", b"")
    assert there(tmp_path) == before | {"next.txt": ""}


def test_a_file_that_stays_open_keeps_its_receipt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows: as long as a file is open, nothing takes its place, before the way back or on it."""
    put(tmp_path, "old", "old")

    def barred(usual: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
        def moved(source: Path, target: Path) -> Path:
            if XML in (source.name, Path(target).name):
                raise PermissionError(13, "Permission denied", str(source), None, str(target))
            return usual(source, target)

        return moved

    monkeypatch.setattr(Path, "replace", barred(Path.replace))
    monkeypatch.setattr(Path, "rename", barred(Path.rename))
    with pytest.raises(Failure, match="close it"):
        put(tmp_path, "new", "new")
    assert there(tmp_path) == {XML: "old", RECEIPT: "old"}


def test_a_clock_that_is_ahead_robs_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock of a run on another computer, whose clock is an hour behind, is given the same time as any other."""
    monkeypatch.setattr(module, "PATIENCE", 0.4)
    lock = module.lock_of(tmp_path)
    lock.write_text("ffff-elsewhere", encoding="utf-8")
    os.utime(lock, (time.time() - 3600,) * 2)
    began = time.monotonic()
    put(tmp_path, "new", "new")
    assert time.monotonic() - began >= 0.4


def test_a_lock_that_was_robbed_leaves_the_next_one(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    held = locks.create(lock)
    lock.unlink()
    lock.write_text("theirs", encoding="utf-8")
    locks.remove(held, lock)
    assert there(tmp_path) == {"lock": "theirs"}


def test_old_files_that_cannot_be_removed_yet_are_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "old", "old")
    usual = Path.unlink

    def barred(path: Path, missing_ok: bool = False) -> None:
        if path.suffix in {".old", ".part"}:
            raise PermissionError(13, "Permission denied", str(path))
        usual(path, missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", barred)
        put(tmp_path, "new", "new")
    write_whole(tmp_path / "next.txt", b"")
    assert there(tmp_path) == {XML: "new", RECEIPT: "new", "next.txt": ""}


def test_a_private_file_is_read_by_its_user_only(tmp_path: Path) -> None:
    write_whole(tmp_path / "open.txt", b"", private=False)
    write_whole(tmp_path / "private.txt", b"x", private=True)
    assert (tmp_path / "private.txt").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "open.txt").stat().st_mode & 0o600 == 0o600


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_a_link_in_the_guise_of_a_part_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x", encoding="utf-8")
    os.utime(tmp_path / "precious", (0, 0))
    (tmp_path / part_name()).symlink_to(tmp_path / "precious")
    put(tmp_path, "new", "new")
    assert (tmp_path / "precious").read_text(encoding="utf-8") == "x"


def test_a_long_name_is_no_longer_beside(tmp_path: Path) -> None:
    target = tmp_path / f"{'n' * 236}.xml"
    with whole_files([target, target.with_name(f"{target.name}.receipt.json"[-255:])]) as parts:
        for part in parts:
            part.write_text("x", encoding="utf-8")
    assert target.exists()


@pytest.fixture
def few_files() -> Iterator[None]:
    """Of a system that lets a program hold few files at once, unless it asks for more."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, most))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (now, most))


@pytest.mark.usefixtures("few_files")
def test_many_files_at_once_where_a_program_may_hold_few(tmp_path: Path) -> None:
    targets = [tmp_path / f"{number}.txt" for number in range(201)]
    with whole_files(targets) as parts:
        for part in parts:
            part.write_text("whole", encoding="utf-8")
    assert {target.read_text(encoding="utf-8") for target in targets} == {"whole"}
