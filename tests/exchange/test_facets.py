"""What our schema asks of a value, beside what guarantees it: a rule that holds the row back, or how the file is
made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from generator.exchange.profile import load_profile
from generator.exchange.profile_settings import SCHEMA_PARTS
from generator.exchange.schema import Schema
from generator.rules.findings import Severity
from generator.rules.registry import registry
from tests.exchange.batches import CATALOG

XS = "{http://www.w3.org/2001/XMLSchema}"
FACETS = frozenset(
    {
        "pattern", "length", "minLength", "maxLength", "enumeration", "minInclusive", "minExclusive", "maxInclusive",
        "maxExclusive", "totalDigits", "fractionDigits", "unique", "key", "keyref", "assertion",
    }
)  # fmt: skip
TEMPLATE = "the template writes it so, whatever the cells hold"
RECORD = "the record leaves it out, and the receipt says so"
BLANK = "the template writes no element for a blank value"
CATALOG_SAYS = "the text comes from the catalog, which is looked at when it is loaded"
LISTED, STEPS, DATE = "not-in-list", "not-in-steps", "not-a-date"
GUARANTEES: Mapping[str, tuple[str, ...]] = {
    "mems Day date": (DATE, "start-date-missing", "end-date-missing"),
    "mems Day pattern": (DATE, "date-out-of-range"),
    "mems Filled minLength": ("supporter-name-missing",),
    "mems Support positiveInteger": ("not-a-number", "not-an-amount", RECORD),
    "mems Learners nonNegativeInteger": ("not-a-number", "not-a-count"),
    "mems ParticipantsByCategory maxOccurs": (TEMPLATE,),
    "mems category enumeration": (TEMPLATE,),
    "mems currency fixed": (TEMPLATE,),
    "mems one-count-per-category unique": (TEMPLATE,),
    "mems one-registration-per-board unique": ("board-repeated",),
    "mems one-registration-per-rems unique": ("rems-repeated",),
    "lom Filled minLength": ("activity-id-missing", "delete-without-identifier", "title-missing", RECORD),
    "lom ContentKind enumeration": (LISTED,),
    "lom ContentKind minLength": (RECORD,),
    "lom DescriptionLength maxLength": ("description-too-long",),
    "lom FormatName minLength": ("format-missing",),
    "lom OutlineSelection pattern": (CATALOG_SAYS,),
    "lom PracticeAreaName minLength": (BLANK,),
    "lom catalog enumeration": (TEMPLATE,),
    "lom identifier maxOccurs": (TEMPLATE,),
    "lom language language": (TEMPLATE,),
    "lom one-identifier-per-catalog unique": (TEMPLATE,),
    "hx Credits decimal": ("not-a-number",),
    "hx Credits minExclusive": (STEPS,),
    "hx Credits pattern": ("not-a-number", STEPS),
    "hx Filled minLength": (BLANK,),
    "hx Midnight dateTime": (DATE, "start-date-missing", "end-date-missing"),
    "hx Midnight pattern": (DATE, "date-out-of-range"),
    "hx Providership enumeration": (LISTED,),
    "hx Providership minLength": (BLANK,),
    "hx activityCertification fixed": (TEMPLATE,),
    "hx commercialSupport enumeration": (LISTED,),
    "hx each-practice-area-once unique": (RECORD,),
    "a Country pattern": ("country-form",),
    "a ListedCountry minLength": (BLANK,),
    "a Filled minLength": (BLANK,),
    "a State minLength": (BLANK,),
    "x Action enumeration": (LISTED,),
    "x Action minLength": (TEMPLATE,),
    "x Board enumeration": (LISTED,),
    "x Board minLength": ("board-missing", RECORD),
    "x CommendationTag minLength": (BLANK,),
    "x ContentKind enumeration": (LISTED,),
    "x ContentKind minLength": (RECORD,),
    "x CreditType enumeration": (LISTED, "not-of-board", "hint-chosen"),
    "x CreditType minLength": (BLANK,),
    "x Day date": (DATE,),
    "x Day pattern": (DATE, "date-out-of-range"),
    "x DeliveryMethod minLength": (BLANK,),
    "x Fee enumeration": (LISTED,),
    "x Fee minLength": (BLANK,),
    "x Filled minLength": (BLANK,),
    "x HasStateContentTags fixed": (TEMPLATE,),
    "x MeasurementType enumeration": (LISTED,),
    "x MeasurementType maxOccurs": (CATALOG_SAYS,),
    "x MeasurementType minLength": (CATALOG_SAYS,),
    "x Outcome enumeration": (CATALOG_SAYS,),
    "x Outcome minLength": (CATALOG_SAYS,),
    "x Points decimal": ("not-a-number",),
    "x Points minExclusive": (STEPS,),
    "x Points pattern": ("not-a-number", STEPS),
    "x Registration enumeration": (LISTED,),
    "x Registration minLength": (BLANK,),
    "x RemsProgram enumeration": (LISTED,),
    "x RemsProgram minLength": ("rems-program-missing",),
    "x StateContentDomain minLength": (RECORD,),
    "x StateContentTopic minLength": (RECORD,),
    "x YesNo boolean": (LISTED,),
    "x YesNo pattern": (LISTED,),
}
"""Part of the schema, name of the type, element or constraint, and what it asks for, to the codes of rules or to what
of the export guarantees it."""


def asked(part: str, schema: etree._Element) -> Iterator[str]:
    """All that a schema file asks of values; what stands or not is the template's doing."""
    for element in schema.iter(etree.Element):
        kind = str(element.tag).removeprefix(XS)
        name = next(str(a.get("name")) for a in (element, *element.iterancestors()) if a.get("name") or a is schema)
        built_in = [str(element.get(key)) for key in ("base", "type") if str(element.get(key, "")).startswith("xs:")]
        of = [kind] if kind in FACETS else [text.removeprefix("xs:") for text in built_in if text != "xs:string"]
        of += ["fixed"] if element.get("fixed") else []
        of += ["maxOccurs"] if element.get("maxOccurs", "1") not in {"1", "unbounded"} else []
        yield from (f"{part} {name} {what}" for what in of)


def test_all_that_the_schema_asks_for_is_guaranteed() -> None:
    schema = Schema(CATALOG, load_profile(CATALOG))
    found = {fact for part, text in zip(SCHEMA_PARTS, schema.documents, strict=True) for fact in asked(part, text)}
    assert found == set(GUARANTEES)


def test_what_guarantees_it_is_a_rule_that_holds_back() -> None:
    rules = registry(CATALOG)
    invalid = {
        rule.code
        for rule in (*rules.rules, *rules.python_rules, *rules.file_rules)
        if rule.severity is Severity.INVALID
    }
    codes = {code for codes in GUARANTEES.values() for code in codes if " " not in code}
    assert codes <= invalid
