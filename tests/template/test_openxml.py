"""Microsoft's own library finds nothing wrong in any file that this program writes, whatever version of Office."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import etree

from tests.bench import openxml
from tests.template.kinds import addin
from tests.upkeep.closed import ACTIVITIES, MOC, live, parts, write

pytestmark = pytest.mark.usefixtures("openxml_sdk")


def test_workbooks_of_every_kind(every_kind: Mapping[str, Path]) -> None:
    assert openxml.errors(every_kind.values()) == {}


def test_a_workbook_with_everything_in_every_version(every_kind: Mapping[str, Path]) -> None:
    everything = every_kind["highlighted"]
    assert set().union(*map(_spelled, every_kind.values())) <= _spelled(everything)
    assert openxml.errors([everything], openxml.OFFICE) == {}


def _spelled(path: Path) -> set[tuple[str, str]]:
    """Every element and attribute of the workbook, by parent and name."""
    found = set[tuple[str, str]]()
    for name, content in parts(path).items():
        if not name.endswith(".bin"):
            for element in etree.fromstring(content).iter("*"):
                parent = element.getparent()
                found.add(("" if parent is None else parent.tag, element.tag))
                found |= {(element.tag, str(attribute)) for attribute in element.attrib}
    return found


def test_the_add_in(tmp_path: Path) -> None:
    assert openxml.errors([addin(tmp_path)]) == {}


FAULTS = {
    "a font in another order": ("xl/styles.xml", (r'(<sz val="11"\s*/>)(<color theme="1"\s*/>)', r"\2\1")),
    "marks behind the drop-downs": (
        MOC,
        (r"(<conditionalFormatting.*</conditionalFormatting>)(<dataValidations.*</dataValidations>)", r"\2\1"),
    ),
    "ignored errors before the footer": (
        ACTIVITIES,
        (r"(<headerFooter.*)(<ignoredErrors>.*</ignoredErrors>)", r"\2\1"),
    ),
    "a look that there is not": (MOC, (r'dxfId="\d+"', 'dxfId="-1"')),
}


@pytest.mark.parametrize("what", FAULTS)
def test_what_is_wrong_is_found(tmp_path: Path, what: str) -> None:
    path = _with_fault(tmp_path, what)
    assert set(openxml.errors([path])) == {f"a.xlsx in {version}" for version in openxml.OLDEST_AND_NEWEST}


def test_what_is_wrong_is_found_in_every_version(tmp_path: Path) -> None:
    path = _with_fault(tmp_path, next(iter(FAULTS)))
    assert set(openxml.errors([path], openxml.OFFICE)) == {f"a.xlsx in {version}" for version in openxml.OFFICE}


def _with_fault(folder: Path, what: str) -> Path:
    part, (pattern, new) = FAULTS[what]
    path = live(folder / "a.xlsx")
    content = parts(path)
    text, count = re.subn(pattern, new, content[part].decode(), count=1, flags=re.DOTALL)
    assert count
    return write(path, content | {part: text.encode()})
