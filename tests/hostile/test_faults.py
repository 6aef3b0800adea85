"""Odd targets, full disks, killed commands, two at once: one sentence, nothing lost, and nothing left behind.

`PARS_FUZZ=1` makes it the long run.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from generator.moves import PART
from generator.whole_file import write_whole
from tests.hostile.command_line import pars
from tests.test_cli import with_path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="what Windows does is looked at where it runs")
LONG = bool(os.environ.get("PARS_FUZZ"))
KILLS, PAIRS, CHANGES = (100, 40, 40) if LONG else (8, 3, 3)
RECEIPTS = {"x.xml.receipt.json", "x.xml.receipt.html"}
SIZES = (0, 60, 900) if LONG else (60,)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what commands read."""
    folder = tmp_path_factory.mktemp("inputs")
    for name, seed, count in (("a", 1, 3), ("b", 2, 4)):
        sample = ("sample", "--stress", "-o", f"{name}.xlsx", "--activities", count, "--seed", seed, "--no-live")
        assert pars(*sample, cwd=folder).code == 0
    assert pars("export", "a.xlsx", "-o", "a.xml", cwd=folder).code in (0, 1)
    (folder / "list.csv").write_text("Title,ID\nPain,CME-1\n", encoding="utf-8")
    first = json.loads((folder / "a.xml.receipt.json").read_text(encoding="utf-8"))["exported"][0]["activity_id"]
    (folder / "ids.csv").write_text(f"Provider activity ID,ACCME activity ID\n{first},210016902\n", encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return tmp_path / "home"


WRITERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "template": (".xlsx", ("template", "--rows", "3", "--no-live", "-o")),
    "sample": (".xlsx", ("sample", "--stress", "--activities", "2", "--no-live", "-o")),
    "highlight": (".xlsx", ("check", "{}/a.xlsx", "--highlight")),
    "repair": (".xlsx", ("check", "{}/a.xlsx", "--repair")),
    "export XML": (".xml", ("export", "{}/a.xlsx", "-o")),
    "export JSON": (".json", ("export", "{}/a.xlsx", "--format", "json", "-o")),
    "import XML": (".xlsx", ("import", "{}/a.xml", "--rows", "3", "-o")),
    "import a list": (".xlsx", ("import", "{}/list.csv", "--no-remember", "--rows", "3", "-o")),
    "upgrade": (".xlsx", ("upgrade", "{}/a.xlsx", "-o")),
    "merge": (".xlsx", ("merge", "{}/a.xlsx", "{}/b.xlsx", "-o")),
    "record": (".xlsx", ("record", "{}/a.xlsx", "--ids", "{}/ids.csv", "-o")),
    "add-in": (".xlam", ("addin", "build", "-o")),
    "checklist": (".xlsx", ("addin", "checklist", "-o")),
}
"""Commands that write a file: its ending, and the arguments before its name."""


def command(name: str, inputs: Path, target: object) -> list[str]:
    return [*(word.replace("{}", str(inputs)) for word in WRITERS[name][1]), str(target)]


def state(folder: Path) -> dict[str, object]:
    """Every name in a folder with what it is."""
    return {
        path.name: path.readlink()
        if path.is_symlink()
        else path.read_bytes()
        if path.is_file()
        else path.lstat().st_mode
        for path in folder.iterdir()
    }


def odd_targets(folder: Path, inputs: Path, ending: str) -> dict[str, tuple[object, str]]:
    """Names that no command may write to, with what it says of them."""
    (folder / f"folder{ending}").mkdir()
    os.mkfifo(folder / f"fifo{ending}")
    os.mkfifo(folder / "fifo")
    (folder / f"link{ending}").symlink_to(inputs / "ids.csv")
    (folder / f"dangling{ending}").symlink_to(folder / "nowhere")
    (folder / f"loop{ending}").symlink_to(folder / f"loop{ending}")
    os.link(inputs / "a.xlsx", folder / f"hard{ending}")
    return {
        "nothing": ("", "is a folder"),
        "here": (".", "is a folder"),
        "root": ("/", "is a folder"),
        "folder": (folder / f"folder{ending}", "is a folder"),
        "fifo": (folder / f"fifo{ending}", "is not an ordinary file"),
        "fifo of another name": (folder / "fifo", "is not an ordinary file"),
        "device": ("/dev/null", "is not an ordinary file"),
        "link": (folder / f"link{ending}", "is a link"),
        "dangling link": (folder / f"dangling{ending}", "is a link"),
        "link to itself": (folder / f"loop{ending}", "is a link"),
        "hard link": (folder / f"hard{ending}", ""),
        "no folder": (folder / "no" / f"x{ending}", "does not exist"),
        "below a file": (inputs / "a.xlsx" / f"x{ending}", ""),
        "device of Windows": (folder / f"NUL{ending}", "for a device"),
        "dot at the end": (folder / f"x{ending}.", f"name that ends in {ending}"),
        "blank at the end": (folder / f"x{ending} ", f"name that ends in {ending}"),
        "too long": (folder / f"{'n' * 300}{ending}", "shorter name"),
    }  # fmt: skip


@pytest.mark.parametrize("name", WRITERS)
def test_an_odd_target_is_one_sentence_and_nothing_is_written(tmp_path: Path, inputs: Path, name: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    targets = odd_targets(folder, inputs, WRITERS[name][0])
    before = state(folder), state(inputs)
    if name == "sample":
        del targets["hard link"]  # it is an untouched sample, which a sample may replace
    for what, (target, says) in targets.items():
        for more in ([], ["--replace"]):
            assert says in pars(*command(name, inputs, target), *more, cwd=folder).sentence, what
            assert (state(folder), state(inputs)) == before, what


@contextmanager
def small_files(most: int) -> Iterator[None]:
    """No file grows beyond that: the system's own stand-in for a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def open_elsewhere(target: Path, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """As on Windows while another program has the file open: it can be neither moved nor replaced."""

    def barred(usual: Callable[..., object]) -> Callable[..., object]:
        def move(source: object, to: object, **more: object) -> object:
            if target.name in (Path(str(source)).name, Path(str(to)).name):
                raise PermissionError(13, "Permission denied", str(source), None, str(to))
            return usual(source, to, **more)

        return move

    with patch.context() as inner:
        for call in ("replace", "rename", "link"):
            inner.setattr(os, call, barred(getattr(os, call)))
        yield


@pytest.mark.parametrize("name", WRITERS)
def test_what_cannot_be_written_leaves_what_was_there(
    tmp_path: Path, inputs: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    target = folder / f"x{WRITERS[name][0]}"
    run = command(name, inputs, target)
    for most in SIZES:
        with small_files(most):
            said = pars(*run, cwd=folder).sentence
        assert "File too large" in said
        assert "ree some space" in said
        assert state(folder) == {}
    with open_elsewhere(target, monkeypatch):
        said = pars(*run, cwd=folder).sentence
    assert said.endswith(
        "cannot be written (Permission denied); close it if another program has it open, or choose another place."
    )
    assert state(folder) == {}
    assert pars(*run, cwd=folder).code in (0, 1)
    before = state(folder)
    assert target.name in before
    with open_elsewhere(target, monkeypatch):
        said = pars(*run, "--replace", cwd=folder).sentence
    assert "close it if another program has it open" in said or "which is never replaced" in said
    assert state(folder) == before


def test_a_name_that_is_no_text(tmp_path: Path, inputs: Path) -> None:
    odd = os.fsdecode(b"bad\xff\xfe")
    (tmp_path / f"{odd}.xlsx").write_bytes((inputs / "a.xlsx").read_bytes())
    for name in ("highlight", "export XML", "export JSON", "upgrade", "record"):
        run = [
            word.replace(f"{inputs}/a.xlsx", f"{odd}.xlsx")
            for word in command(name, inputs, f"{name}{odd}{WRITERS[name][0]}")
        ]
        for more in ([], ["--replace"]):
            done = pars(*run, *more, cwd=tmp_path)
            assert done.code in (0, 1), done
            assert "bad□□" in done.out
        assert (tmp_path / run[-1]).stat().st_size > 0


def forked(work: Callable[[], int | None]) -> int:
    """Begins work in a process of its own, with nothing of it on the console."""
    if child := os.fork():
        return child
    code = 99
    try:
        code = work() or 0
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        os._exit(code)


def exports(book: Path, folder: Path) -> int:
    return pars("export", book, "-o", "x.xml", "--replace", cwd=folder).code


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def pair(folder: Path) -> tuple[str, str]:
    """The digest of an upload file, and the one that its receipt tells, for programs and as a page."""
    told = json.loads((folder / "x.xml.receipt.json").read_text(encoding="utf-8"))["output"]["sha256"]
    assert told in (folder / "x.xml.receipt.html").read_text(encoding="utf-8")
    return hashlib.sha256((folder / "x.xml").read_bytes()).hexdigest(), told


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_command_that_is_ended_leaves_one_pair(tmp_path: Path, inputs: Path, how: signal.Signals) -> None:
    """At random moments of an export: the old pair or the new one, and nothing beside it after the next run; at once
    when the command is told to end."""
    folder, chance = tmp_path / "out", random.Random(12)
    folder.mkdir()
    digests = set()
    for name in ("a", "b"):
        began = time.monotonic()
        assert exports(inputs / f"{name}.xlsx", folder) in (0, 1)
        took = time.monotonic() - began
        digests.add(pair(folder)[0])
    for number in range(KILLS):
        name = "ab"[number % 2]
        child = forked(partial(exports, inputs / f"{name}.xlsx", folder))
        time.sleep(chance.uniform(0.0, 1.2 * took))
        os.kill(child, how)
        code = ended(child)
        assert code in (0, 1, -how, 128 + how)
        if how is signal.SIGTERM and code == 128 + how:
            assert set(state(folder)) == {"x.xml", *RECEIPTS}
        write_whole(folder / "next", b"", replace=True)
        (folder / "next").unlink()
        assert set(state(folder)) == {"x.xml", *RECEIPTS}
        digest, told = pair(folder)
        assert digest == told
        assert digest in digests


def test_a_long_command_that_is_told_to_end_takes_its_files_away(tmp_path: Path) -> None:
    def write() -> None:
        from generator import cli

        with cli.ended_cleanly(), open(os.devnull, "w") as nowhere:  # noqa: PTH123
            os.dup2(nowhere.fileno(), 1)
            from generator.whole_file import whole_files

            with whole_files([tmp_path / "a", tmp_path / "b"]) as parts:
                parts[0].write_bytes(b"begun")
                time.sleep(60)

    child = forked(write)
    until = time.monotonic() + 30
    while sum(bool(PART.fullmatch(path.name)) for path in tmp_path.iterdir()) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(0.2)
    assert sum(bool(PART.fullmatch(path.name)) for path in tmp_path.iterdir()) == 2
    os.kill(child, signal.SIGTERM)
    assert ended(child) == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == [tmp_path / "home"] or list(tmp_path.iterdir()) == []


def test_two_exports_at_once_end_in_one_pair(tmp_path: Path, inputs: Path) -> None:
    for _ in range(PAIRS):
        children = [forked(partial(exports, inputs / f"{name}.xlsx", tmp_path)) for name in ("a", "b", "a")]
        assert {ended(child) for child in children} <= {0, 1}
        digest, told = pair(tmp_path)
        assert digest == told
        assert {name for name in state(tmp_path) if name != "home"} == {"x.xml", *RECEIPTS}


def test_a_workbook_that_is_saved_anew_meanwhile(tmp_path: Path, inputs: Path) -> None:
    """The upload file is that of one of both, and its receipt tells of which."""
    uploads = {}
    for name in ("a", "b"):
        pars("export", inputs / f"{name}.xlsx", "-o", f"{name}.xml", cwd=tmp_path)
        digest = hashlib.sha256((inputs / f"{name}.xlsx").read_bytes()).hexdigest()
        uploads[digest] = (tmp_path / f"{name}.xml").read_bytes()
    book = tmp_path / "book.xlsx"
    book.write_bytes((inputs / "a.xlsx").read_bytes())

    def save() -> None:
        for number in range(100_000):
            saved = tmp_path / "saved.tmp"
            saved.write_bytes((inputs / f"{'ab'[number % 2]}.xlsx").read_bytes())
            saved.replace(book)
            time.sleep(0.003)

    child = forked(save)
    try:
        for _ in range(CHANGES):
            assert exports(book, tmp_path) in (0, 1)
            receipt = json.loads((tmp_path / "x.xml.receipt.json").read_text(encoding="utf-8"))
            assert (tmp_path / "x.xml").read_bytes() == uploads[receipt["input"]["sha256"]]
    finally:
        os.kill(child, signal.SIGKILL)
        ended(child)


def zones_of_one_day() -> Sequence[str]:
    """Three time zones in which it is the same day, and for some while: what is left open today is told by the day."""
    now = dt.datetime.now(dt.UTC)
    of_day: dict[dt.date, list[str]] = {}
    for zone in ("UTC", "Asia/Kolkata", "America/New_York", "Pacific/Honolulu", "Asia/Tokyo", "Pacific/Kiritimati"):
        day, later = ((now + dt.timedelta(minutes=wait)).astimezone(ZoneInfo(zone)).date() for wait in (0, 20))
        if day == later:
            of_day.setdefault(day, []).append(zone)
    return max(of_day.values(), key=len)[:3]


def test_the_same_bytes_everywhere(tmp_path: Path, inputs: Path) -> None:
    """Whatever the time zone, the language, the hash seed, the folder and the user's mask are."""
    program = (
        "import os, sys; from pathlib import Path; from tests.hostile.command_line import pars\n"
        "os.umask(int(sys.argv[1], 8)); here = Path.cwd()\n"
        "for line in sys.stdin.read().splitlines():\n"
        "    done = pars(*line.split('\\x1f'), cwd=here)\n"
        "    assert done.code in (0, 1), done\n"
        "    print(done.code, done.out)\n"
    )
    names = [
        name
        for name in WRITERS
        if LONG or name in ("template", "highlight", "export XML", "export JSON", "record", "checklist")
    ]
    lines = "\n".join("\x1f".join(command(name, inputs, f"{n}{WRITERS[name][0]}")) for n, name in enumerate(names))
    said, made = set(), []
    settings = (("C.UTF-8", "0", "022"), ("tr_TR.UTF-8", "7", "077"), ("C", "99", "000"))
    for zone, (language, seed, mask) in zip(zones_of_one_day(), settings, strict=True):
        folder = tmp_path / f"in {zone.replace('/', ' ')}"
        folder.mkdir()
        env = {
            **with_path(),
            "TZ": zone,
            "LANG": language,
            "LC_ALL": language,
            "PYTHONHASHSEED": seed,
            "PYTHONUTF8": "1",
        }
        run = [sys.executable, "-c", program, mask]
        done = subprocess.run(
            run, input=lines, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stderr
        said.add(done.stdout)
        # told apart by short texts: a failure that shows how whole workbooks differ takes minutes
        made.append({name: hashlib.sha256(repr(what).encode()).hexdigest() for name, what in state(folder).items()})
    assert len(made[0]) >= len(names)
    assert made[0] == made[1] == made[2]
    assert len(said) == 1
