"""Names of files after what somebody typed into cells, such as every system takes and Excel opens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_UNSAFE = re.compile(r'[<>:"/\\|?*\[\]=]')
"""What Windows does not take in a name, and the brackets, with which Excel opens no workbook; = begins a formula."""
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST = 100
"""Bytes of a part of a name; systems take 255 for all of it."""


def names_after(stem: str, values: Iterable[str], ending: str) -> list[str]:
    """A name for each value: `stem`, a hyphen, the value as far as it can be in a name, `ending`.

    No two of them are the same to any system, whatever it makes of upper and lower case.
    """
    names: list[str] = []
    taken: set[str] = set()
    for value in values:
        plain = name = f"{_safe(stem)}-{_safe(value)}"
        number = 1
        while _key(name) in taken:
            number += 1
            name = f"{plain} ({number})"
        taken.add(_key(name))
        names.append(f"_{name}{ending}" if _DEVICE.fullmatch(name) else f"{name}{ending}")
    return names


def _safe(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = "".join("_" if unicodedata.category(sign) in _UNSEEN else sign for sign in _UNSAFE.sub("_", text))
    cut = " ".join(text.split()).encode()[:_LONGEST].decode(errors="ignore")
    return cut.strip(" .") or "_"


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name.casefold())
