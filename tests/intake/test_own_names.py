"""What an organization's folder says of names for an import: each fault is one sentence with its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.accme.other_templates import _others
from generator.catalog import CatalogError, load
from generator.intake.known_names import known_names

NAMES, VALUES = "name,means,sets,why,source\n", "list,owner,text,value,sets,why,source\n"
EXCEL, LAYOUTS = "accme_excel.toml", "layouts.toml"
FAULTS = {
    "no first line": ("names.csv", "", "line 1: the column 'name' is missing"),
    "a field less": ("names.csv", f"{NAMES}x\n", "line 2: expected 5 fields, not 1"),
    "a column": ("names.csv", f"{NAMES}q,q,q,q,q\n", "line 2: there is no column 'q'"),
    "a null": ("names.csv", f"{NAMES}\0,a,b,c,d\n", "line 2: name holds a sign that cannot be seen"),
    "many": ("names.csv", NAMES + "a,b,c,d,e\n" * 300_000, "more than 2,000,000 bytes"),
    "UTF-16": ("names.csv", NAMES.encode("utf-16"), "not UTF-8 text"),
    "a list": ("values.csv", f"{VALUES}q,q,q,q,q,q,q\n", "line 2: there is no list 'q'"),
    "a text": (EXCEL, 'a = "x"', "line 1: a must be a table"),
    "a flag": (EXCEL, "[a]\nheaders = true", "line 2: headers of [a] must be texts"),
    "numbers": (EXCEL, "[a]\nheaders = [1]", "line 2: headers of [a] must be texts"),
    "a depth": (EXCEL, "a = " + "[" * 900, "nested too deeply"),
    "dots": (LAYOUTS, "a." * 50_000 + "b = 1", "line 1: more than 100 dots"),
    "tables": (LAYOUTS, "[[a]]\nb = 1", "line 1: a must be a table"),
    "an entry": (LAYOUTS, "[a]\nheaders = true", "line 2: 'headers' is not an entry"),
    "a large one": (LAYOUTS, "#" * 600_000, "more than 500,000 bytes"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_one_sentence(case: str, tmp_path: Path) -> None:
    name, text, what = FAULTS[case]
    path = tmp_path / "import" / name
    path.parent.mkdir()
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    catalog = load(overlay=tmp_path)
    read = _others if name == EXCEL else known_names
    with pytest.raises(CatalogError) as raised:
        read(catalog)
    assert str(raised.value).startswith(str(path))
    assert what in str(raised.value)
