"""Microsoft's own library finds nothing wrong in any file that this program writes, whatever version of Office."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.bench import openxml
from tests.template.kinds import addin
from tests.upkeep.closed import ACTIVITIES, MOC, live, parts, write

pytestmark = pytest.mark.usefixtures("openxml_sdk")


def test_workbooks_of_every_kind(every_kind: Mapping[str, Path]) -> None:
    assert openxml.errors(every_kind.values()) == {}


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
    part, (pattern, new) = FAULTS[what]
    path = live(tmp_path / "a.xlsx")
    content = parts(path)
    text, count = re.subn(pattern, new, content[part].decode(), count=1, flags=re.DOTALL)
    assert count
    write(path, content | {part: text.encode()})
    assert set(openxml.errors([path])) == {f"a.xlsx in {version}" for version in openxml.OFFICE}
