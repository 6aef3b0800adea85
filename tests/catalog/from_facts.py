"""What the facts say of every list of the newest catalog, value by value.

Most of it stands in CSV files of the facts. What only their text has is written here with the words that say so
(`BESIDE`), and with what follows for the catalog; words that the text does not have fail a test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.bench.documents import facts, facts_text

Line = Mapping[str, str]
"""Fields of a line of a list by name. A list is held to those fields that the facts speak of."""
KEYS = ("value", "board")
"""The fields that name a value."""
_FLAGS = {True: "yes", False: ""}
_NEWER, _OLDER = "FACTS_2026.md", "FACTS.md"
_SEEN = "Formats now seen exactly:"
SENTENCES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "boards": (
        (_NEWER, 'ABOHNS is written "American Board of Otolaryngology - Head and Neck Surgery" with a plain hyphen'),
        (_NEWER, "the American Board of Preventive Medicine (new; not in FACTS.md"),
        (_NEWER, "their codes in the file and their credit types are not known: they stay announced and off"),
        (_OLDER, "ABA: at least one and at most two content areas from the MOCA outline"),
        (_OLDER, "ABA: points equal the AMA PRA credits"),
    ),
    "credit_types": ((_NEWER, "so Lifelong Learning and Self-Assessment are the likely credit types"),),
    "practice_areas": (
        (_NEWER, "Blood Bank -> Blood Bank/Transfusion Medicine, the two GI spellings"),
        (_NEWER, "Bariatric Surgery -> Metabolic and Bariatric Surgery"),
        (_NEWER, "ABTS has therefore seven areas"),
        (_NEWER, "in 2026 on activity 203704518, where only ABPMR is left without another area"),
        (_NEWER, '"Professionalism/Patient Safety/Other Skills" belongs probably to ABPMR as well as ABP'),
        (_NEWER, "A name that ABPMR or ABPM shares with an older board (Pain Medicine, Sports Medicine ...)"),
        (_NEWER, "(Brain Injury Medicine, Spinal Cord Injury Medicine ...) were never seen: drop them"),
    ),
    "formats": (
        (_NEWER, "Journal-based CME -> Journal-based CE"),
        (_NEWER, _SEEN),
        (_NEWER, "journals up to 36 months"),
    ),
    "delivery_methods": (),
    "fees": ((_OLDER, 'FeeForParticipation: "Yes", "No, it’s free" (typographic apostrophe in the file), "Variable"'),),
    "registrations": ((_OLDER, 'ActivityRegistration: "Open to all", "Limited"'),),
    "outcomes": ((_NEWER, "Community/Population Health. The schema's Community Health is therefore a shorter form"),),
    "measurements": ((_OLDER, "each Objective and/or Subjective. J1 [official]"),),
    "providership": (
        (_OLDER, "activitySponsorship is direct or joint. M2, J1 [official]"),
        (_NEWER, 'Providership: "Directly Provided", "Jointly Provided"'),
    ),
    "rems_programs": (
        (_OLDER, 'REMS choices: Opioid Analgesic and Mycophenolate (XML values exactly so; screen adds "REMS")'),
    ),
    "record_actions": ((_OLDER, "activityRecordAction: Add, Update, Delete"),),
    "content_kinds": ((_OLDER, '"Level 3 ID" is therefore the topic and "Tag ID" the entry below it; "Free Text"'),),
    "supporters": ((_OLDER, 'Commercial supporter to pick: "REMS Program Companies (RPC)"'),),
    "support_kinds": ((_OLDER, "each source as monetary (with amount) or in-kind"),),
    "state_content_domains": ((_OLDER, "State content tags: domain (e.g. Opioids)"),),
    "state_content_topics": ((_OLDER, "topic from an appendix; list not found"),),
    "content_outlines": ((_NEWER, "Still unknown: both namespaces; MOCA outline and ids"),),
    "yes_no": ((_OLDER, "closeActivityRecord: boolean"),),
    "commendation_tags": (),
    "countries": (),
    "states": (),
}
"""Every list of the newest catalog, and the words on which its lines below rest beside the CSV files."""


def lines(name: str) -> list[Line]:
    """The lines of a list as the facts have them."""
    return list(_MADE[name]()) if name in _MADE else [dict(line) for line in _WORDS[name]]


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


def _formats() -> Iterator[Line]:
    exactly = formats_seen()
    delivered = {part for line in facts("delivery_methods.csv") for part in _first_words(line["likely_applies_to"])}
    for line in facts("activity_formats.csv"):
        name = line["activity_format"].replace("CME", "CE")
        confidence = line["confidence"]
        years = "three years" in line["meaning"] or name.startswith("Journal")
        yield {
            "value": name,
            "status": "offered",
            "confidence": "secondary" if confidence != "official" and name in exactly else confidence,
            "longest_months": "36" if years else "12",
            "legacy_codes": line["legacy_code"].replace(" or ", " "),
            "delivery": _FLAGS[any(name.startswith(start) for start in delivered)],
            "also": "" if name == line["activity_format"] else line["activity_format"],
        }


def formats_seen() -> set[str]:
    """The formats whose exact words ACCME's own catalogue shows."""
    said = facts_text(_NEWER).partition(_SEEN)[2].partition(";")[0]
    return {part.strip() for part in said.split(",")}


def _first_words(applies: str) -> list[str]:
    return [part.strip() for part in applies.partition("(")[0].split(",")]


def _delivery_methods() -> Iterator[Line]:
    for line in facts("delivery_methods.csv"):
        place = _FLAGS["needs city" in line["likely_applies_to"]]
        yield _official(line["delivery_method"], line["confidence"], source="J1", needs_place=place)


def _commendation_tags() -> Iterator[Line]:
    for line in facts("commendation_tags.csv"):
        source = "P31 J1" if "tempSchema" in line["source"] else "P31"
        yield _official(line["commendation_tag"], line["confidence"], source=source)


def _outcomes() -> Iterator[Line]:
    for line in facts("outcomes.csv"):
        if line["kind"] == "MeasuredOutcome":
            also = "Community/Population Health" if line["value"] == "Community Health" else ""
            source = "J1 S2" if also else "J1"
            yield _official(line["value"], line["confidence"], also=also, source=source)


def _measurements() -> Iterator[Line]:
    """One type, both, or that it was measured without saying how (FACTS: and/or)."""
    types = [line["value"] for line in facts("outcomes.csv") if line["kind"] == "MeasurementType"]
    yield from (_official(name, source="J1", measurement_types=name) for name in types)
    yield _official(" and ".join(types), source="J1", measurement_types=";".join(types))
    yield _official("Measured", source="J1", measurement_types="")


def _countries() -> Iterator[Line]:
    for line in facts("countries.csv"):
        code = line["country_code_alpha3"]
        yield _official(code, line["confidence"], source="ISO" if code in _NOT_IN_THE_TEMPLATE else "G2")


def _states() -> Iterator[Line]:
    return (_official(line["state_code"], line["confidence"], source="G2") for line in facts("states.csv"))


def _official(value: str, confidence: str = "official", **more: str) -> Line:
    return {"value": value, "status": "offered", "confidence": confidence, **more}


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
_WORDS: Mapping[str, tuple[Line, ...]] = {
    "fees": tuple(_official(text, source="J1 S1") for text in ("Yes", "No, it’s free", "Variable")),
    "registrations": (_official("Open to all", source="J1 S1"), _official("Limited", source="J1 S1")),
    "providership": (
        _official("Direct", source="J1 M2 S1", file_value="direct", means="direct", also="Directly Provided"),
        _official("Joint", source="J1 M2 S1", file_value="joint", means="joint", also="Jointly Provided"),
    ),
    "rems_programs": (
        _official("Opioid Analgesic", source="T0 J1", screen_label="Opioid Analgesic REMS"),
        _official("Mycophenolate", source="T0 J1", screen_label="Mycophenolate REMS"),
    ),
    "record_actions": tuple(_official(text, source="J1", means=text.lower()) for text in ("Add", "Update", "Delete")),
    "content_kinds": (
        _official("Level 3 ID", source="J1", free="", means=""),
        _official("Tag ID", source="J1", free="", means="tag"),
        _official("Free Text", source="J1", free="yes", means=""),
    ),
    "supporters": (_official("REMS Program Companies (RPC)", source="P29"),),
    "support_kinds": tuple(
        _official(text, "official-old 2022", source="P8", means=text.lower()) for text in ("Monetary", "In-kind")
    ),
    "state_content_domains": (_official("Opioids", source="J1"),),
    "state_content_topics": (),
    "content_outlines": (),
    "yes_no": (
        _official("Yes", source="T0", file_value="true", means="yes"),
        _official("No", source="T0", file_value="false", means="no"),
    ),
}
