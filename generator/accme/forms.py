"""How a sample writes days and answers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from generator.exchange.spelling import ANSWERS, MIDNIGHT, answers

DAY = "YYYY-MM-DD"
_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"((?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?)((?:Z|[+\-][0-9]{2}:[0-9]{2})?)"
)
_PARTS = ("YYYY{0}MM{0}DD", "MM{0}DD{0}YYYY", "DD{0}MM{0}YYYY")
_SIGNS = ("", "/", "-", ".")
_FORMS = tuple(parts.format(sign) for sign in _SIGNS for parts in _PARTS)
_YEARS = range(1900, 2200)
"""Years of a deadline or an activity; 12312028 is no day of the year 1231."""


def day_forms(texts: Iterable[str]) -> tuple[str, ...]:
    """The forms that all texts have, as in YYYY-MM-DD: none, one, or several where the days themselves do not tell.

    Where times differ, midnight stands for them.
    """
    given = list(texts)
    iso = [match for text in given if (match := _ISO.fullmatch(text)) and _is_day(match[1], DAY)]
    if iso:
        times, zones = {match[2] for match in iso}, {match[3] for match in iso}
        if len(iso) < len(given) or len(zones) > 1 or len({bool(time) for time in times}) > 1:
            return ()
        return (f"{DAY}{times.pop() if len(times) == 1 else MIDNIGHT}{zones.pop()}",)
    return tuple(form for form in _FORMS if given and all(_is_day(text, form) for text in given))


def _is_day(text: str, form: str) -> bool:
    """Whether a text is a day that there was or will be, written in a form."""
    pattern = re.escape(form)
    for part, digits in (("YYYY", r"(?P<y>[0-9]{4})"), ("MM", r"(?P<m>[0-9]{2})"), ("DD", r"(?P<d>[0-9]{2})")):
        pattern = pattern.replace(part, digits)
    found = re.fullmatch(pattern, text)
    if not found or int(found["y"]) not in _YEARS:
        return False
    try:
        dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return False
    return True


def answer_form(texts: Iterable[str]) -> str | None:
    """The two words that all texts are of, as in Yes/No; None when there are none that we know."""
    given = set(texts)
    return next((form for form in ANSWERS if given and given <= set(answers(form) or ())), None)


def has_time(form: str) -> bool:
    return "T" in form


def has_zone(form: str) -> bool:
    return bool(re.search(r"(Z|[+\-][0-9]{2}:[0-9]{2})$", form))
