"""Where a workbook lies whose full name is an address on the web: Excel names workbooks that are saved online so.

xlwings translates such addresses too, but takes any file of that name that it finds in a synced library, and breaks off
without one (version 0.37). Here only the place that belongs to the address counts.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

_FOLDERS = ("OneDriveCommercial", "OneDriveConsumer", "OneDrive")
"""Environment variables that name the synced folder, set by OneDrive."""
_OWN_LIBRARY = "Documents"
"""The library of a person's OneDrive for work or school."""


def is_address(full_name: str) -> bool:
    """Whether a workbook's full name is an address rather than a path."""
    return "://" in full_name


def synced_file(address: str, environment: Mapping[str, str] = os.environ) -> Path | None:
    """The file on this computer that OneDrive keeps the same as the workbook; None when there is none, as for a
    library of SharePoint, whose folder the address does not tell."""
    parts = urlsplit(address)
    folders = [unquote(part) for part in parts.path.split("/") if part]
    host = (parts.hostname or "").casefold()
    if host == "d.docs.live.net":
        inside = folders[1:]
    elif "-my.sharepoint." in host and _OWN_LIBRARY in folders:
        inside = folders[folders.index(_OWN_LIBRARY) + 1 :]
    else:
        return None
    places = [Path(environment[name], *inside) for name in _FOLDERS if environment.get(name)]
    return next((place for place in places if inside and place.is_file()), None)
