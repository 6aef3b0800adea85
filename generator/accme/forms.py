"""How a sample writes days and answers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.exchange.spelling import ANSWERS, answers

DAY = "YYYY-MM-DD"
MIDNIGHT = "T00:00:00"
_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}((?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?)((?:Z|[+\-][0-9]{2}:[0-9]{2})?)"
)
_SLASHES = re.compile(r"([0-9]{2})/([0-9]{2})/[0-9]{4}")
_DIGITS = re.compile(r"[0-9]{8}")
_MONTHS = 12


def day_form(texts: Iterable[str]) -> str | None:
    """The form that all texts have, as in YYYY-MM-DD; None when there is none that they share.

    Where times differ, midnight stands for them.
    """
    given = list(texts)
    if iso := [match for text in given if (match := _ISO.fullmatch(text))]:
        times, zones = {match[1] for match in iso}, {match[2] for match in iso}
        if len(iso) < len(given) or len(zones) > 1 or len({bool(time) for time in times}) > 1:
            return None
        return f"{DAY}{times.pop() if len(times) == 1 else MIDNIGHT}{zones.pop()}"
    if slashes := [match for text in given if (match := _SLASHES.fullmatch(text))]:
        day_first = any(int(match[1]) > _MONTHS for match in slashes)
        both = day_first and any(int(match[2]) > _MONTHS for match in slashes)
        return None if len(slashes) < len(given) or both else "DD/MM/YYYY" if day_first else "MM/DD/YYYY"
    return "YYYYMMDD" if given and all(map(_DIGITS.fullmatch, given)) else None


def answer_form(texts: Iterable[str]) -> str | None:
    """The two words that all texts are of, as in Yes/No; None when there are none that we know."""
    given = set(texts)
    return next((form for form in ANSWERS if given and given <= set(answers(form) or ())), None)


def has_time(form: str) -> bool:
    return "T" in form


def has_zone(form: str) -> bool:
    return bool(re.search(r"(Z|[+\-][0-9]{2}:[0-9]{2})$", form))
