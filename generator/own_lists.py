"""Where an organization's own lists lie on a user's computer, for the command line and the ribbon alike."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

VARIABLE = "PARS_CATALOG_DIR"
"""Environment variable that names the folder."""
_APP = "pars-batch"


def own_lists(
    named: Path | None = None,
    environment: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
    home: Path | None = None,
) -> Path | None:
    """The folder with the organization's lists: as named, or as `VARIABLE` says, or `catalog` in the user's
    configuration folder when there is one.

    Args:
        named: the folder that the user named; need not exist, since loading it says so.
    """
    named_folder = named or (Path(environment[VARIABLE]) if environment.get(VARIABLE) else None)
    usual_folder = configuration_folder(environment, platform, home) / "catalog"
    return named_folder or (usual_folder if usual_folder.is_dir() else None)


def mappings_folders(overlay: Path | None) -> list[Path]:
    """Where the mappings of lists are looked for: in the organization's folder if there is one, then in the user's
    configuration folder. A new one is kept in the first. None of them need exist."""
    return [folder / "mappings" for folder in (overlay, configuration_folder()) if folder]


def state_of(folder: Path) -> frozenset[tuple[str, int, int]]:
    """Something that differs once a file in the organization's folder was added, changed or taken away."""
    with suppress(OSError):
        files = [(path, path.stat()) for path in folder.rglob("*") if path.is_file()]
        return frozenset((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in files)
    return frozenset()


def configuration_folder(
    environment: Mapping[str, str] = os.environ, platform: str = sys.platform, home: Path | None = None
) -> Path:
    """The user's configuration folder of this program, as each system has it; it need not exist."""
    home = home or Path.home()
    if platform == "win32":
        return Path(environment.get("APPDATA") or home) / _APP
    if platform == "darwin":
        return home / "Library" / "Application Support" / _APP
    return Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / _APP
