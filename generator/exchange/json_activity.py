"""From an activity record to the activity JSON of ACCME's web services, as the profile's JSON template says it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from generator.catalog import CatalogError
from generator.catalog.lists import NO, YES
from generator.exchange.activity_record import ActivityRecord
from generator.exchange.cell_texts import CellText, place_of
from generator.exchange.profile import Profile
from generator.exchange.records import Records
from generator.exchange.texts import printed
from generator.failure import Failure

ACTIVITY_JSON = "activity.json.j2"
"""The file of the profile that says how an activity becomes JSON."""
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
"""The numbers of JSON that have no exponent (RFC 8259, section 6)."""
_LAST_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])')
"""A text, or a comma that nothing follows."""


@dataclass(frozen=True, slots=True)
class JsonActivity:
    """What an activity is in JSON.

    Attributes:
        values: the object of the activity, by the keys of JSON.
        carried: the cells whose values are in it: sheet, column, position.
    """

    values: Mapping[str, Any]
    carried: frozenset[tuple[str, str, int]]

    @property
    def line(self) -> str:
        """The activity in one line of ASCII: whatever reads it, in whatever encoding, takes the same characters from it
        (typographic ones are often broken on their way into PARS, S2)."""
        return json.dumps(self.values, ensure_ascii=True)


class _Json(str):
    """A piece of JSON, in which a template escapes nothing."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


class JsonRenderer:
    """Writes activities as the profile's JSON template says. The template is compiled once.

    Args:
        records: where the activities come from.
        profile: the profile, with `ACTIVITY_JSON`.
    """

    def __init__(self, records: Records, profile: Profile) -> None:
        self._batch = records.batch
        self._profile = profile
        yes, no = (records.catalog.answers.meaning(what).file_value for what in (YES, NO))
        # the record says commercial support by what the answer means, since MEMS has it otherwise than other flags
        self._flags = {yes: "true", YES: "true", no: "false", NO: "false"}
        self._template = profile.template(ACTIVITY_JSON, self._written)
        self._words = {
            "content_outlines": profile.content_outlines,
            "needed": self._needed,
            "number": partial(self._literal, _plain_number),
            "flag": partial(self._literal, self._flags.get),
        }
        self._carried: set[tuple[str, str, int]] = set()
        self._blank: list[CellText] = []
        self._odd: list[CellText] = []

    def lacking(self, record: ActivityRecord) -> tuple[CellText, ...]:
        """The blank values that the JSON of an activity cannot go without; none when it can be written.

        Raises:
            CatalogError: the template cannot be used.
        """
        self._fill(record)
        return tuple({(value.sheet, value.column, value.position): value for value in self._blank}.values())

    def activity(self, record: ActivityRecord) -> JsonActivity:
        """The JSON of an activity that lacks nothing.

        Raises:
            Failure: a cell holds what cannot be written as the number or the flag that it is.
            CatalogError: the template cannot be used, or what it gives is no activity in JSON.
        """
        text = _LAST_COMMA.sub(r"\1", self._fill(record))
        for value in (*self._blank, *self._odd):
            where = place_of(self._batch, value)
            what = f"holds {value!s:.80}, which the activity JSON cannot say" if value else "is blank"
            raise Failure(f"{where} ({where.header}) {what}; correct it and export again. Nothing was written.")
        try:
            values = read_activity(text)
        except ValueError as error:
            raise self._fault(str(error)) from error
        return JsonActivity(values, frozenset(self._carried))

    def _fill(self, record: ActivityRecord) -> str:
        self._carried, self._blank, self._odd = set(), [], []
        return self._profile.fill(self._template, record.extent, r=record, **self._words)

    def _fault(self, what: str) -> CatalogError:
        return CatalogError(
            f"{self._profile.places[ACTIVITY_JSON]}: the profile's JSON cannot be used, since what it gives is no "
            f"activity in JSON: {what.rstrip('.')}."
        )

    # --- what the template calls
    # -------------------------------------------------------------------------------------------------------

    def _written(self, value: Any) -> Markup | _Json:
        """A value as it is written when the template asks for nothing else: as text."""
        if isinstance(value, (Markup, _Json)):
            return value
        self._carry(value)
        return _Json(json.dumps(printed(value)))

    def _needed(self, value: Any) -> Any:
        if isinstance(value, CellText) and not value:
            self._blank.append(value)
        return value

    def _literal(self, said: Callable[[str], str | None], value: str) -> Markup | _Json:
        """A number or a flag; what is none stays a text, and is told."""
        literal = said(value)
        if literal is None:
            if isinstance(value, CellText):
                self._odd.append(value)
            return self._written(value)
        self._carry(value)
        return _Json(literal)

    def _carry(self, value: Any) -> None:
        if isinstance(value, CellText):
            self._carried.add((value.sheet, value.column, value.position))


def _plain_number(text: str) -> str | None:
    """A number without zeros behind its last decimal; None for what is no number of JSON."""
    if not _NUMBER.fullmatch(text):
        return None
    return text.rstrip("0").rstrip(".") if "." in text else str(text)


def read_activity(text: str) -> dict[str, Any]:
    """An activity read from JSON, more strictly than JSON itself is.

    Raises:
        ValueError: it is no JSON, no object, names a key twice, or has a value that says nothing: null, a blank text,
            or a number that is none.
    """
    activity = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)
    if type(activity) is not dict:
        raise ValueError("it is no object")
    for path, value in _values(activity, ""):
        if value is None or value == "":
            raise ValueError(f"{path} says nothing")
    return activity


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    once = dict(pairs)
    if len(once) != len(pairs):
        raise ValueError(f"{next(k for n, (k, _) in enumerate(pairs) if k in dict(pairs[:n]))} is there twice")
    return once


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _values(of: Any, path: str) -> Iterator[tuple[str, Any]]:
    """All values inside an object, with their paths as in Lom/general/title."""
    if isinstance(of, dict):
        for key, value in of.items():
            yield from _values(value, f"{path}/{key}".lstrip("/"))
    elif isinstance(of, list):
        for value in of:
            yield from _values(value, path)
    else:
        yield path, of
