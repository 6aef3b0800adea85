"""Puts the add-in where Excel loads it by itself, tells it which Python to start, and takes both back.

Windows: the user's XLSTART folder. Excel loads every file in it at the start and trusts it by default, so neither the
Add-ins dialog nor the registry nor administrator rights are needed (the AddIns folder only offers a file in that
dialog). macOS: the startup folder in the container that all Office programs share, and the AppleScript by which the
add-in leaves Excel's sandbox, which says itself which Python to start.

On Windows a settings file says so. Our lines go in front, since the add-in takes the first line of a name: what stood
in the file stays, and counts again once ours are gone.
"""

from __future__ import annotations

import json
import shutil
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from addin import pages, versions
from addin.build import MACROS, PROJECT_NAME, build, made_before
from addin.files import write_whole
from addin.last_export import EXPORTS
from generator.failure import Failure
from generator.log import log_folder
from generator.own_lists import configuration_folder

ADDIN_NAME = "PARS.xlam"

_INTERPRETER = "@INTERPRETER@"
"""Stands in the AppleScript for the path of Python."""
_OFFICE_GROUP = "UBF8T346G9.Office"  # the container that Microsoft's Office programs share on macOS


@dataclass(frozen=True)
class Computer:
    """What decides where things go.

    Attributes:
        platform: as `sys.platform` names it.
        home: the user's folder.
        roaming, local: Windows only: the folders of the variables APPDATA and LOCALAPPDATA.
        interpreter: the Python that the buttons start.
        base: where that Python itself was installed, `sys.base_prefix`.
        encoding: of the settings file; Visual Basic on Windows reads the system's code page.
        build: of that Python, as `sysconfig.get_platform` names it.
    """

    platform: str
    home: Path
    roaming: Path | None
    interpreter: Path
    base: Path
    encoding: str
    build: str = ""
    local: Path | None = None

    @property
    def variables(self) -> Mapping[str, str]:
        """The environment variables that name folders, as far as this user has them."""
        named = {"APPDATA": self.roaming, "LOCALAPPDATA": self.local}
        return {name: str(folder) for name, folder in named.items() if folder}

    @classmethod
    def this(cls, environment: Mapping[str, str]) -> Computer:
        """The computer and the Python that run this."""
        windows = sys.platform == "win32"
        return cls(
            platform=sys.platform,
            home=Path(environment["USERPROFILE"]) if windows and "USERPROFILE" in environment else Path.home(),
            roaming=Path(environment["APPDATA"]) if "APPDATA" in environment else None,
            interpreter=Path(sys.executable),
            base=Path(sys.base_prefix),
            encoding="mbcs" if windows else "ascii",  # of an AppleScript on a Mac nobody says how it is read
            build=sysconfig.get_platform(),
            local=Path(environment["LOCALAPPDATA"]) if "LOCALAPPDATA" in environment else None,
        )


@dataclass(frozen=True)
class Places:
    """The files of an installed add-in.

    Attributes:
        addin: where Excel loads it from.
        settings: what the add-in's VBA reads (in its module Python).
        record: what `install` put there, for `uninstall`.
        script: macOS only: the AppleScript that starts Python for the add-in.
    """

    addin: Path
    settings: Path
    record: Path
    script: Path | None = None

    @property
    def earlier_addin(self) -> Path:
        """A file of the add-in's name that somebody had put there, while ours takes its place. Not in Excel's folder:
        it would load it."""
        return self.record.with_name(f"{ADDIN_NAME}.before")


@dataclass(frozen=True)
class _Record:
    lines: tuple[str, ...]
    scripts: tuple[str, ...]
    made_settings: bool


def places(computer: Computer) -> Places:
    """Where the add-in and its settings go on this computer.

    Raises:
        Failure: a system without Excel, or a Windows that does not name the folder for application data.
    """
    if computer.platform == "win32":
        if computer.roaming is None:
            raise Failure(
                "Windows does not name the folder for application data (APPDATA): log in as the user who works in "
                "Excel and try again."
            )
        settings = computer.home / f".{PROJECT_NAME}"
        return Places(
            addin=computer.roaming / "Microsoft" / "Excel" / "XLSTART" / ADDIN_NAME,
            settings=settings / f"{PROJECT_NAME}.conf",
            record=settings / "installed.json",
        )
    if computer.platform == "darwin":
        library = computer.home / "Library"
        group = library / "Group Containers" / _OFFICE_GROUP / "User Content.localized"
        scripts = library / "Application Scripts" / "com.microsoft.Excel"
        return Places(
            addin=group / "Startup.localized" / "Excel" / ADDIN_NAME,
            settings=library / "Containers" / "com.microsoft.Excel" / "Data" / f"{PROJECT_NAME}.conf",
            record=library / "Application Support" / PROJECT_NAME / "installed.json",
            script=scripts / f"{PROJECT_NAME}.applescript",
        )
    raise Failure(
        "There is no Excel for this system, so no add-in can be installed: run `pars addin install` on the Windows or "
        "macOS computer"
        " with Excel, or use `pars check` and `pars export` here."
    )


def install(computer: Computer, *, file: Path | None = None, macros: Path = MACROS) -> Places:
    """Builds the add-in for this Python and puts it in place; doing it again brings an installed one up to date.

    Args:
        computer: see `Computer.this`.
        file: an add-in that `addin.build` made and that was signed since, to be put in place as it is.
        macros: see `addin.build.build`.

    Raises:
        Failure: no Excel for this system, a Python that Excel cannot start, a file that is no add-in of these
            versions, a folder that cannot be written, or Excel is running.
    """
    where = places(computer)
    _refuse_unusable_python(computer)
    content = made_before(file) if file else None
    lines = _settings_lines(computer)
    before = _read_record(where)
    for folder in {
        where.addin.parent,
        where.settings.parent,
        where.record.parent,
        *([where.script.parent] if where.script else []),
    }:
        _make_folder(folder)
    if before is None and where.addin.exists():
        write_whole(where.earlier_addin, where.addin.read_bytes())
    # First, so that an installation that breaks off can be taken back.
    _write_record(where, lines, before)
    if content is None:
        build(where.addin, macros=macros)
    else:
        write_whole(where.addin, content)
    old = _read_settings(where, computer)
    ours = {*lines, *(before.lines if before else ())}
    newline = "\r\n" if computer.platform == "win32" else "\n"
    rest = [line for line in old if line.rstrip("\r\n") not in ours]
    if lines or rest:
        _write_settings(where, computer, [*(line + newline for line in lines), *rest])
    else:
        _remove(where.settings)
    if where.script:
        script = (macros / where.script.name).read_text(encoding="ascii")
        write_whole(where.script, script.replace(_INTERPRETER, str(computer.interpreter)).encode("ascii"))
    return where


def uninstall(computer: Computer) -> Places:
    """Takes back what `install` did; settings that somebody added or changed since stay.

    Raises:
        Failure: no add-in was installed here, or Excel is running.
    """
    where = places(computer)
    record = _read_record(where)
    if record is None:
        raise Failure("The add-in is not installed for this user, so there is nothing to remove.")
    _remove(where.addin)
    if where.earlier_addin.exists():
        write_whole(where.addin, where.earlier_addin.read_bytes())
        _remove(where.earlier_addin)
    rest = [line for line in _read_settings(where, computer) if line.rstrip("\r\n") not in record.lines]
    if rest or not record.made_settings:
        _write_settings(where, computer, rest)
    else:
        _remove(where.settings)
    for script in record.scripts:
        _remove(Path(script))
    _remove(where.record)
    user = (computer.variables, computer.platform, computer.home)
    configuration, logs = configuration_folder(*user), log_folder(*user)
    _remove(configuration / EXPORTS)
    for left in (logs, pages.FOLDER):
        shutil.rmtree(left, ignore_errors=True)
    for folder in {where.settings.parent, where.record.parent, configuration, logs.parent}:
        if folder.name.removeprefix(".") == PROJECT_NAME and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    return where


def _refuse_unusable_python(computer: Computer) -> None:
    if computer.platform != "win32":
        return
    if "WindowsApps" in computer.base.parts:
        raise Failure(
            "This Python comes from the Microsoft Store, which keeps files where Excel cannot see them:"
            " install Python from python.org, then PARS Batch in it, and try again."
        )
    if computer.build == "win-arm64":
        raise Failure(
            "This Python is made for ARM processors, and the library by which Excel starts it is not: install the "
            "64-bit (x64) Python from python.org, which runs on this computer too, then PARS Batch in it."
        )
    library = f"xlwings64-{versions.installed().xlwings}.dll"
    folder = computer.interpreter.parent
    if not any((place / library).exists() for place in (folder, folder.parent)):
        raise Failure(
            f"Excel would not find {library} beside this Python: install PARS Batch in an environment of its own (py "
            "-m venv pars) and try again from there."
        )


def _settings_lines(computer: Computer) -> list[str]:
    if not _readable(computer):
        raise Failure(
            f"Excel cannot read the name of the folder {computer.interpreter.parent}:"
            " install PARS Batch in a folder whose name has only plain letters, and try again."
        )
    return [f'"INTERPRETER_WIN","{computer.interpreter}"'] if computer.platform == "win32" else []


def _readable(computer: Computer) -> bool:
    """Whether the path of Python comes through the settings file, or the AppleScript, as it is."""
    path = str(computer.interpreter)
    try:
        path.encode(computer.encoding)
    except UnicodeEncodeError:
        return False
    return not set(path) & set('"' if computer.platform == "win32" else '"\\')


def _read_settings(where: Places, computer: Computer) -> list[str]:
    if not where.settings.exists():
        return []
    text = where.settings.read_bytes().decode(computer.encoding, errors="surrogateescape")
    return text.splitlines(keepends=True)


def _write_settings(where: Places, computer: Computer, lines: Sequence[str]) -> None:
    write_whole(where.settings, "".join(lines).encode(computer.encoding, errors="surrogateescape"))


def _read_record(where: Places) -> _Record | None:
    if not where.record.exists():
        return None
    try:
        record = json.loads(where.record.read_text(encoding="utf-8"))
        return _Record(tuple(record["lines"]), tuple(record["scripts"]), bool(record["made_settings"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Failure(
            f"{where.record} is damaged: delete it and {where.addin} by hand, then install the add-in again."
        ) from error


def _write_record(where: Places, lines: Sequence[str], before: _Record | None) -> None:
    scripts = set(before.scripts) if before else set()
    if where.script:
        scripts.add(str(where.script))
    record = _Record(
        lines=tuple(dict.fromkeys([*lines, *(before.lines if before else ())])),
        scripts=tuple(sorted(scripts)),
        made_settings=before.made_settings if before else not where.settings.exists(),
    )
    write_whole(where.record, json.dumps(asdict(record), indent=2).encode())


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(
            f"The folder {folder} could not be made: {error.strerror}; ask the person who looks after this computer."
        ) from error


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise Failure(f"{file} is in use: close Excel and try again.") from error
