"""ACCME's activity JSON schema as it is published, and with its defects corrected.

The file stays where it is given out: PARS_ACCME_DIR names its folder, which is that beside PARS_MEMS_DIR otherwise.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import jsonschema

from tests.bench.documents import accme

FILE = "accme-pars-activity.schema_v0_1_2.json"
DAY_TIME = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T00:00:00$"
_RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")

FORMATS = jsonschema.FormatChecker(["date"])


@FORMATS.checks("date-time")
def _date_time(value: object) -> bool:
    """What the format date-time of JSON Schema asks for (RFC 3339, section 5.6): a time with its offset."""
    return not isinstance(value, str) or bool(_RFC3339.fullmatch(value))


@cache
def _text() -> str:
    return (accme() / FILE).read_text(encoding="utf-8")


def published() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(_text())
    return schema


def record(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of one activity."""
    found: dict[str, Any] = _list(schema)["items"]
    return found


def _list(schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schema["properties"]["ACCMEActivities"]["properties"]["MedicalEducationMetrics"]
    return found


def _within(part: Any) -> Iterator[dict[str, Any]]:
    """A schema and all schemas inside it."""
    if isinstance(part, dict):
        yield part
        for inner in part.values():
            yield from _within(inner)


def required_out_of_properties(schema: dict[str, Any]) -> None:
    """`required` stands among the properties, of the document, of ACCMEActivities and of REMS: there it is a property
    of that name, whose schema is a list, which no schema is. So the file as published is no JSON Schema at all."""
    for part in [part for part in _within(schema) if isinstance(part.get("properties"), dict)]:
        if isinstance(part["properties"].get("required"), list):
            part["required"] = part["properties"].pop("required")


def required_of_activities(schema: dict[str, Any]) -> None:
    """What an activity must have is required of the array, where JSON Schema ignores it; and one name is spelled
    participationMetrics, though the property is ParticipationMetrics."""
    names = _list(schema).pop("required")
    record(schema)["required"] = [{"participationMetrics": "ParticipationMetrics"}.get(n, n) for n in names]


def counts_of_participants(schema: dict[str, Any]) -> None:
    """numberOfParticipants stands beside the properties, where it is ignored, and `required` on the array; category
    names physician twice."""
    counts = record(schema)["properties"]["ParticipationMetrics"]["properties"]["participantsByCategory"]
    counts["items"]["properties"]["numberOfParticipants"] = counts["items"].pop("numberOfParticipants")
    counts["items"]["required"] = counts.pop("required")
    category = counts["items"]["properties"]["category"]
    category["enum"] = list(dict.fromkeys(category["enum"]))


def times_without_offset(schema: dict[str, Any]) -> None:
    """The format date-time asks for an offset, and the words beside it for YYYY-MM-DDT00:00:00, without one. Times are
    turned from Central time into UTC on the way and can move the day (S5), so the words are followed."""
    education = record(schema)["properties"]["healthcareMetadata"]["properties"]["healthcareEducation"]["properties"]
    for name in ("startDateTime", "endDateTime"):
        del education[name]["format"]
        education[name]["pattern"] = DAY_TIME


def both_apostrophes(schema: dict[str, Any]) -> None:
    """The fee has a typographic apostrophe here, and a plain one in PARS' public catalogue (S1, S2): either may be what
    a catalog of ours, or of an organization, writes."""
    fee = record(schema)["properties"]["XtensibleInfo"]["properties"]["FeeForParticipation"]
    fee["enum"] += [value.replace("\u2019", "'") for value in fee["enum"] if "\u2019" in value]


def key_without_blank(schema: dict[str, Any]) -> None:
    """The key `isInterprofessional ` ends in a blank. It is JA-PARS', and no file of ours has it."""
    additions = record(schema)["properties"]["XtensibleInfo"]["properties"]
    additions["isInterprofessional"] = additions.pop("isInterprofessional ")


CORRECTIONS: tuple[Callable[[dict[str, Any]], None], ...] = (
    required_out_of_properties,
    required_of_activities,
    counts_of_participants,
    times_without_offset,
    both_apostrophes,
    key_without_blank,
)


def corrected(*corrections: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """The schema with some of its defects corrected; all of them when none is named."""
    schema = copy.deepcopy(published())
    for correct in corrections or CORRECTIONS:
        correct(schema)
    return schema


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with no key allowed that it does not name: it allows any, so a misspelled key is never missed."""
    schema = copy.deepcopy(schema)
    for part in _within(schema):
        if part.get("type") == "object" and isinstance(part.get("properties"), dict):
            part["additionalProperties"] = False
    return schema


def faults(schema: dict[str, Any], document: object) -> list[str]:
    """Where a document breaks the schema, and how: the path, and the word of JSON Schema."""
    checker = jsonschema.Draft202012Validator(schema, format_checker=FORMATS)
    return sorted(f"{'/'.join(map(str, e.absolute_path))} {e.validator}" for e in checker.iter_errors(document))


def is_schema(schema: dict[str, Any]) -> list[str]:
    """Where a file is no JSON Schema; empty when it is one."""
    meta = jsonschema.Draft202012Validator(jsonschema.Draft202012Validator.META_SCHEMA)
    return sorted({"/".join(map(str, e.absolute_path)) for e in meta.iter_errors(schema)})
