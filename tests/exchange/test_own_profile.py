"""profile.toml of an organization: each fault is one sentence with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.catalog import CatalogError, load
from generator.exchange.profile import SETTINGS, load_profile
from tests.exchange.batches import CATALOG

SHIPPED = CATALOG.file(f"profile/{SETTINGS}").read_text(encoding="utf-8")
NAME, CONFIRMED, ROOT = 'name = "PARS activity XML 2026.1"', "confirmed = false", "[root]"
DAY, ELEMENT, ATTRIBUTES = 'undated_deletion = "1900-01-01"', 'element = "ACCMEActivities"', "[root.attributes]"
SPACE = 'x = "urn:PLACEHOLDER:accme-extension"'
NO_NAME, ONLY_TEXTS, ADDRESS = "is no name in XML", "may only hold texts in quotes", "cannot be a namespace of x"
FAULTS = [
    (NAME, "name = 5", "name must be a text in quotes"),
    (NAME, 'name = ""', "name must be a text in quotes"),
    (NAME, 'name = "a\\nb"', "no line break"),
    (CONFIRMED, 'confirmed = "yes"', "confirmed must be true or false"),
    (CONFIRMED, "confirmed = 1", "confirmed must be true or false"),
    (CONFIRMED, "confirmed = []", "confirmed must be true or false"),
    ('content_outlines = "keyword"', "content_outlines = 1", "content_outlines must be a text"),
    ('content_outlines = "keyword"', 'content_outlines = "somewhere"', "content_outlines must be one of"),
    ("plain_texts = true", 'plain_texts = "true"', "plain_texts must be true or false"),
    (DAY, 'undated_deletion = "1900-13-01"', "must be a day as in 1900-01-01"),
    (DAY, "undated_deletion = 1900-01-01", "must be a text in quotes"),
    (ELEMENT, 'element = "A B"', NO_NAME),
    (ELEMENT, 'element = "xmlA"', NO_NAME),
    (ELEMENT, 'element = "<a>"', NO_NAME),
    (ATTRIBUTES, f"{ATTRIBUTES}\na = 1", ONLY_TEXTS),
    (ATTRIBUTES, f'{ATTRIBUTES}\na = {{ b = "1" }}', ONLY_TEXTS),
    (ATTRIBUTES, f'{ATTRIBUTES}\na = "\\u001b"', ONLY_TEXTS),
    (ATTRIBUTES, f'{ATTRIBUTES}\n"q:a" = "1"', "the prefix of q:a is not among"),
    (ATTRIBUTES, f'{ATTRIBUTES}\nxmlns = "1"', NO_NAME),
    ("[namespaces]", "[spaces]", "'spaces' is not an entry"),
    (SPACE, "x = 5", ONLY_TEXTS),
    (SPACE, 'x = ""', "only root may be empty"),
    (SPACE, 'x = "http://www.w3.org/XML/1998/namespace"', ADDRESS),
    (SPACE, 'x = "http://www.w3.org/2001/XMLSchema"', ADDRESS),
    (SPACE, 'x = "urn:a\\"b"', ADDRESS),
    (SPACE, 'x = "http://ns.medbiq.org/metrics/v1/"', "must differ from each other"),
    (ROOT, 'prefixes = "x"\n[root]', "prefixes must be a table"),
    (ROOT, '[prefixes]\nq = "x"\n[root]', "q is not among"),
    (ROOT, "[prefixes]\nmems = 1\n[root]", ONLY_TEXTS),
    (ROOT, '[prefixes]\nmems = "xml"\n[root]', NO_NAME),
    (ROOT, '[prefixes]\nmems = "a b"\n[root]', NO_NAME),
    (ROOT, 'order = "x"\n[root]', "order must be a table"),
    (ROOT, "[order]\ngeneral = true\n[root]", "general of [order] must be texts"),
    (ROOT, "[order]\ngeneral = [1]\n[root]", "general of [order] must be texts"),
    (ROOT, '[order]\ngeneral = ["a", "a"]\n[root]', "names something twice"),
    (ROOT, '[order]\n"a b" = ["x"]\n[root]', NO_NAME),
    (ROOT, 'forms = "x"\n[root]', "forms must be a table"),
    (ROOT, '[forms]\nReportingStartDate = "soon"\n[root]', "must say a day"),
    (ROOT, '[forms]\nForPublicList = "Yes/Yes"\n[root]', "must say a day"),
    (ROOT, '[forms]\nForPublicList = ["Yes"]\n[root]', ONLY_TEXTS),
    (ROOT, 'sample = "x"\n[root]', "sample must be a table"),
    (ROOT, '[sample]\nname = "x"\nsha256 = "1"\nday = "2026-01-01"\n[root]', "sha256 must be 64 digits"),
    (ROOT, "more = 1\n[root]", "'more' is not an entry"),
    (ROOT, "[[root]]", "root must be a table"),
    (ROOT, "a = " + "[" * 900 + "]" * 900 + "\n[root]", "nested too deeply"),
    (ROOT, "a = " + "9" * 5000 + "\n[root]", "it holds a number"),
    (ROOT, "a." * 50_000 + "b = 1\n[root]", "more than 100 dots"),
    (ROOT, "#" + "x" * 600_000 + "\n[root]", "more than 500,000 bytes"),
]
"""What is replaced, by what, and what is said of it."""
WITHOUT_LINE = ("bytes", "nested too deeply")


@pytest.mark.parametrize(("old", "new", "what"), FAULTS)
def test_a_fault_is_one_sentence_with_its_line(old: str, new: str, what: str, tmp_path: Path) -> None:
    path = tmp_path / "profile" / SETTINGS
    path.parent.mkdir()
    assert old in SHIPPED
    path.write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    catalog = load(overlay=tmp_path)
    with pytest.raises(CatalogError) as raised:
        load_profile(catalog)
    sentence = str(raised.value)
    assert what in sentence
    assert sentence.startswith(f"{path}, line " if not any(word in what for word in WITHOUT_LINE) else str(path))
    assert "\n" not in sentence
