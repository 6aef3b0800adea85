"""What only the text of the facts has of the newest catalog's lists: the values, and the words that say so.

Words that the text does not have fail a test.
"""

from __future__ import annotations

from collections.abc import Mapping

Line = Mapping[str, str]
"""Fields of a line of a list by name. A list is held to those fields that the facts speak of."""
NEWER, OLDER = "FACTS_2026.md", "FACTS.md"
SEEN = "Formats now seen exactly:"
SENTENCES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "boards": (
        (NEWER, 'ABOHNS is written "American Board of Otolaryngology - Head and Neck Surgery" with a plain hyphen'),
        (NEWER, "the American Board of Preventive Medicine (new; not in FACTS.md"),
        (NEWER, "their codes in the file and their credit types are not known: they stay announced and off"),
        (OLDER, "ABA: at least one and at most two content areas from the MOCA outline"),
        (OLDER, "ABA: points equal the AMA PRA credits"),
        ("activity_example.xml", "01_ABAMCO"),
    ),
    "credit_types": ((NEWER, "so Lifelong Learning and Self-Assessment are the likely credit types"),),
    "practice_areas": (
        (NEWER, "Blood Bank -> Blood Bank/Transfusion Medicine, the two GI spellings"),
        (NEWER, "Bariatric Surgery -> Metabolic and Bariatric Surgery"),
        (NEWER, "ABTS has therefore seven areas"),
        (NEWER, "in 2026 on activity 203704518, where only ABPMR is left without another area"),
        (NEWER, '"Professionalism/Patient Safety/Other Skills" belongs probably to ABPMR as well as ABP'),
        (NEWER, "A name that ABPMR or ABPM shares with an older board (Pain Medicine, Sports Medicine ...)"),
        (NEWER, "(Brain Injury Medicine, Spinal Cord Injury Medicine ...) were never seen: drop them"),
    ),
    "formats": (
        (NEWER, "Journal-based CME -> Journal-based CE"),
        (NEWER, SEEN),
        (NEWER, "journals up to 36 months"),
    ),
    "delivery_methods": (),
    "fees": ((OLDER, 'FeeForParticipation: "Yes", "No, it’s free" (typographic apostrophe in the file), "Variable"'),),
    "registrations": ((OLDER, 'ActivityRegistration: "Open to all", "Limited"'),),
    "outcomes": ((NEWER, "Community/Population Health. The schema's Community Health is therefore a shorter form"),),
    "measurements": ((OLDER, "each Objective and/or Subjective. J1 [official]"),),
    "providership": (
        (OLDER, "activitySponsorship is direct or joint. M2, J1 [official]"),
        (NEWER, 'Providership: "Directly Provided", "Jointly Provided"'),
    ),
    "rems_programs": (
        (OLDER, 'REMS choices: Opioid Analgesic and Mycophenolate (XML values exactly so; screen adds "REMS")'),
    ),
    "record_actions": ((OLDER, "activityRecordAction: Add, Update, Delete"),),
    "content_kinds": ((OLDER, '"Level 3 ID" is therefore the topic and "Tag ID" the entry below it; "Free Text"'),),
    "supporters": ((OLDER, 'Commercial supporter to pick: "REMS Program Companies (RPC)"'),),
    "support_kinds": ((OLDER, "each source as monetary (with amount) or in-kind"),),
    "state_content_domains": ((OLDER, "State content tags: domain (e.g. Opioids)"),),
    "state_content_topics": ((OLDER, "topic from an appendix; list not found"),),
    "content_outlines": ((NEWER, "Still unknown: both namespaces; MOCA outline and ids"),),
    "yes_no": ((OLDER, "closeActivityRecord: boolean"),),
    "commendation_tags": (),
    "countries": (),
    "states": (),
}
"""Every list of the newest catalog, and the words on which its lines below rest beside the CSV files."""


def official(value: str, confidence: str = "official", **more: str) -> Line:
    return {"value": value, "status": "offered", "confidence": confidence, **more}


WORDS: Mapping[str, tuple[Line, ...]] = {
    "fees": tuple(official(text, source="J1 S1") for text in ("Yes", "No, it’s free", "Variable")),
    "registrations": (official("Open to all", source="J1 S1"), official("Limited", source="J1 S1")),
    "providership": (
        official("Direct", source="J1 M2 S1", file_value="direct", means="direct", also="Directly Provided"),
        official("Joint", source="J1 M2 S1", file_value="joint", means="joint", also="Jointly Provided"),
    ),
    "rems_programs": (
        official("Opioid Analgesic", source="T0 J1", screen_label="Opioid Analgesic REMS"),
        official("Mycophenolate", source="T0 J1", screen_label="Mycophenolate REMS"),
    ),
    "record_actions": tuple(official(text, source="J1", means=text.lower()) for text in ("Add", "Update", "Delete")),
    "content_kinds": (
        official("Level 3 ID", source="J1", free="", means=""),
        official("Tag ID", source="J1", free="", means="tag"),
        official("Free Text", source="J1", free="yes", means=""),
    ),
    "supporters": (official("REMS Program Companies (RPC)", source="P29"),),
    "support_kinds": tuple(
        official(text, "official-old 2022", source="P8", means=text.lower()) for text in ("Monetary", "In-kind")
    ),
    "state_content_domains": (official("Opioids", source="J1"),),
    "state_content_topics": (),
    "content_outlines": (),
    "yes_no": (
        official("Yes", source="T0", file_value="true", means="yes"),
        official("No", source="T0", file_value="false", means="no"),
    ),
}
