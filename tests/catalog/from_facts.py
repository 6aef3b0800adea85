"""What the facts say of every list of the newest catalog, value by value.

Most of it is in CSV files of the facts; `facts_in_words.py` has the rest.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.documents import facts, facts_text
from tests.catalog.facts_in_words import NEWER, SEEN, WORDS, Line, official

KEYS = ("value", "board")
"""The fields that name a value."""
_FLAGS = {True: "yes", False: ""}


def lines(name: str) -> list[Line]:
    """The lines of a list as the facts have them."""
    return list(_MADE[name]()) if name in _MADE else [dict(line) for line in WORDS[name]]


def _boards() -> Iterator[Line]:
    written = {line["board_code"]: line for line in facts("board_codes.csv")}
    boards = {line["board_code"]: line for line in facts("boards.csv")}
    for code, line in boards.items():
        name, official = line["board_name"], written[code]["confidence"] == "official"
        outlined = code == "ABA"
        yield {
            "value": code,
            "status": "offered" if official else "announced",
            "confidence": written[code]["confidence"],
            "name": name.replace("Otolaryngology-Head", "Otolaryngology - Head"),
            "program": line["program_name"].partition(" (tutorial")[0],
            "file_value": written[code]["xml_boardName"],
            "content_selections": "2" if outlined else "0",
            "points_equal_credits": _FLAGS[outlined],
            "outline": "MOCA content outline" if outlined else "",
            "outline_code": "ABAMCO" if outlined else "",
            "source": "T0 J1 S1" if official else "P24 S1",
        }
    yield {
        "value": "ABPM", "status": "announced", "confidence": "inferred", "file_value": "", "content_selections": "0",
        "name": "American Board of Preventive Medicine", "points_equal_credits": "", "program": "",
        "source": "S1",
    }  # fmt: skip


def _credit_types() -> Iterator[Line]:
    for line in facts("boards.csv"):
        text, _, doubt = line["credit_type"].partition(" (")
        status = "guess" if "GUESS" in doubt else "legacy" if "LEGACY" in doubt else "offered"
        yield {
            "value": f"{text} ({doubt.partition(') (')[0]})" if ") (" in doubt else text,
            "board": line["board_code"],
            "category": line["credit_category"],
            "status": status,
            "confidence": line["confidence"],
            "improvement": _FLAGS[line["credit_category"] == "Accredited CME Improvement Activity"],
            "source": " ".join(_sources(line)),
        }
    yield {
        "value": "Lifelong Learning", "board": "ABPMR", "category": "Accredited CME", "status": "guess",
        "confidence": "inferred", "improvement": "", "source": "P24",
    }  # fmt: skip


_JOINED = {"ABPMR", "ABPM"}
"""Boards that appear in 2026 only."""
_RENAMED = {
    "Bariatric Surgery": "Metabolic and Bariatric Surgery",
    "Blood Bank Transfusion Medicine": "Blood Bank/Transfusion Medicine",
    "Blood Bank": "Blood Bank/Transfusion Medicine",
    "GI (incl. Liver, Pancreas, Bilary)": "GI (incl. Liver, Pancreas, Biliary)",
}
"""Practice areas that have another name since 2026."""


def _practice_areas() -> Iterator[Line]:
    newer, seen = facts("practice_areas_2026.csv"), dict[tuple[str, str], str]()
    newest = {line["practice_area"]: line for line in newer}
    for line in newer:
        for board in line["board"].split("|"):
            if "left" not in board and line["practice_area"] not in _RENAMED:
                # a board in doubt is a guess; of the word for all areas the text says which
                sure = "?" not in board
                key = (line["practice_area"], board.strip("?") or "ABPMR")
                seen[key] = "offered" if sure else "guess"
    older = {}
    for line in facts("practice_areas.csv"):
        name = line["practice_area"].replace("(Incl.", "(incl.")
        older[_RENAMED.get(name, name), line["board_code"]] = line
    names = {name for name, _ in seen}
    shared = {key for key in older if key[1] == "ABPMR" and key not in seen and key[0] in names}
    for key in [*seen, *sorted(shared)]:
        yield {
            "value": key[0],
            "board": key[1],
            "status": seen.get(key, "guess"),
            "confidence": older[key]["confidence"] if key in older else "inferred",
            "also": ";".join(former for former, now in _RENAMED.items() if now == key[0]),
            "source": " ".join(
                [*_sources(older.get(key)), *(_seen(newest[key[0]], key[1]) if key not in shared else ())]
            ),
        }


_NOT_IN_THE_TEMPLATE = {"ABW"}
"""Countries that the facts took from ISO 3166, since the older list of PARS' codes lacks them."""
_KEYS_OF = {
    "TypesFormatsForm": "G1",
    "ACCME tutorial": "T0",
    "american-board-pathology": "P20",
    "spring-data-updates": "P24",
    "abts.org": "P23",
    "abpmr.org": "P24",
    "jfrux/accme_lib": "G2",
}
"""Words of a source in the facts, and its key in the catalog's sources.csv; the first that fits counts."""


def _sources(line: Line | None) -> Iterator[str]:
    if line is not None:
        yield next(key for words, key in _KEYS_OF.items() if words in line["source"])


def _seen(line: Line, board: str) -> list[str]:
    """Where ACCME's public catalogue showed a practice area: in 2025, in 2026. What two boards share was in 2025 that
    of the older one alone."""
    of_another = "|" in line["board"] and board in _JOINED
    return [
        *(["S2"] if line["activities_2025_scrape"] not in ("", "0") and not of_another else []),
        *(["S1"] if line["seen_in_2026_sample"] == "yes" else []),
    ]


_IMPROVEMENT = {
    "Regularly Scheduled Series", "Committee Learning", "Performance/Quality Improvement", "Other/Blended Learning",
}  # fmt: skip
"""Formats on which a credit type for improvement is nothing unusual (DESIGN: on a format where it is rarely right)."""


def _told(line: Line) -> tuple[str, str]:
    """The tutorial, and ACCME's answer about the format."""
    return "T0", "P12" if "faq/10496" in line["source"] else "P13"


def _formats() -> Iterator[Line]:
    exactly = formats_seen()
    delivered = {part for line in facts("delivery_methods.csv") for part in _first_words(line["likely_applies_to"])}
    for line in facts("activity_formats.csv"):
        name = line["activity_format"].replace("CME", "CE")
        confidence, seen = line["confidence"], name in exactly
        years = "three years" in line["meaning"] or name.startswith("Journal")
        yield {
            "value": name,
            "status": "offered",
            "confidence": "secondary" if confidence != "official" and seen else confidence,
            "longest_months": "36" if years else "12",
            "legacy_codes": line["legacy_code"].replace(" or ", " "),
            "delivery": _FLAGS[any(name.startswith(start) for start in delivered)],
            "also": "" if name == line["activity_format"] else line["activity_format"],
            "improvement_fits": _FLAGS[name in _IMPROVEMENT],
            "source": " ".join([*(_told(line) if confidence == "official" else ("V5", "G2")), *(["S1"] * seen)]),
        }


def formats_seen() -> set[str]:
    """The formats whose exact words ACCME's own catalogue shows."""
    said = facts_text(NEWER).partition(SEEN)[2].partition(";")[0]
    return {part.strip() for part in said.split(",")}


def _first_words(applies: str) -> list[str]:
    return [part.strip() for part in applies.partition("(")[0].split(",")]


def _delivery_methods() -> Iterator[Line]:
    for line in facts("delivery_methods.csv"):
        place = _FLAGS["needs city" in line["likely_applies_to"]]
        yield official(line["delivery_method"], line["confidence"], source="J1", needs_place=place)


def _commendation_tags() -> Iterator[Line]:
    for line in facts("commendation_tags.csv"):
        source = "P31 J1" if "tempSchema" in line["source"] else "P31"
        yield official(line["commendation_tag"], line["confidence"], source=source)


def _outcomes() -> Iterator[Line]:
    for line in facts("outcomes.csv"):
        if line["kind"] == "MeasuredOutcome":
            also = "Community/Population Health" if line["value"] == "Community Health" else ""
            source = "J1 S2" if also else "J1"
            yield official(line["value"], line["confidence"], also=also, source=source)


def _measurements() -> Iterator[Line]:
    """One type, both, or that it was measured without saying how (FACTS: and/or)."""
    types = [line["value"] for line in facts("outcomes.csv") if line["kind"] == "MeasurementType"]
    yield from (official(name, source="J1", measurement_types=name) for name in types)
    yield official(" and ".join(types), source="J1", measurement_types=";".join(types))
    yield official("Measured", source="J1", measurement_types="")


def _countries() -> Iterator[Line]:
    for line in facts("countries.csv"):
        code = line["country_code_alpha3"]
        yield official(code, line["confidence"], source="ISO" if code in _NOT_IN_THE_TEMPLATE else "G2")


def _states() -> Iterator[Line]:
    return (official(line["state_code"], line["confidence"], source="G2") for line in facts("states.csv"))


_MADE = {
    "boards": _boards,
    "credit_types": _credit_types,
    "practice_areas": _practice_areas,
    "formats": _formats,
    "delivery_methods": _delivery_methods,
    "commendation_tags": _commendation_tags,
    "outcomes": _outcomes,
    "measurements": _measurements,
    "countries": _countries,
    "states": _states,
}
