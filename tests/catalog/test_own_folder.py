"""An organization's catalog.toml and lists are data: whatever stands in them is taken, or refused in one sentence with
file and line, before long and in little memory."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.catalog import CatalogError, load
from generator.failure import Failure
from tests.catalog.working import work

CATALOG = load()
TOML = "catalog.toml"
HEAD = "value,status,source,confidence"
MEMORY = 1_500_000_000
"""Bytes of address space for what would take 6 GB and more."""

TOMLS = {
    'settings = "x"': "line 1: settings must be a table",
    "settings = [1]": "line 1: settings must be a table",
    "[[settings]]\na = 1": "line 1: settings must be a table",
    "lists = 5": "line 1: lists must be a table",
    "[lists]\nboards = true": "line 2: boards must be a table",
    "[lists]\nboards = []": "line 2: boards must be a table",
    "[lists]\nboards = {}": "may only say closed",
    '[lists]\nboards = { closed = "no" }': "may only say closed",
    "[lists]\nsponsors = { closed = true }": "there is no list 'sponsors'",
    "[lists]\nstate_content_topics = { closed = true }": "state_content_topics offers no value",
    "[lists]\ncontent_outlines = { closed = true }": "content_outlines offers no value",
    "[settings]\n[settings]": "line 2: it cannot be read as TOML",
    "[settings]\n\0": "line 2: it cannot be read as TOML",
    "[settings": "line 1: it cannot be read as TOML",
    "a = 1": "'a' is not an entry",
    "[settings]\nnothing = 1": "there is no setting 'nothing'",
    "[settings]\ndescription_limit = " + "9" * 5000: "line 2: it holds a number",
    "[settings]\ndescription_limit = " + "9" * 20: "line 2: it holds a number of more than 15 digits",
    "[settings]\ndescription_limit = 0x" + "f" * 5000: "line 2: it holds a number of more than 15 digits",
    "[settings]\ndescription_limit = 1e999": "not inf",
    "[settings]\ndescription_limit = 99999": "from 1 to 32767",
    "[settings]\ndescription_limit = 0": "from 1 to 32767",
    "[settings]\ndescription_limit = 2.5": "whole number",
    "[settings]\ncredit_step = nan": "not nan",
    "[settings]\ncredit_step = 0": "from 0.01 to 100",
    "[settings]\ncredit_step = -1": "from 0.01 to 100",
    "[settings]\ncredit_step = 0.015": "whole hundredths",
    "[settings]\ncredit_step = true": "must be a number",
    "[settings]\ncredit_step = { value = 1 }": "must be a number",
    "[settings.credit_step]\nvalue = 1": "must be a number",
    "[settings]\nearliest_year = 2026-01-01": "must be a number",
    "[settings]\nearliest_year = 2026-99-99": "line 2: it cannot be read as TOML",
    "[settings]\nearliest_year = 2200": "must not be after 'latest_year'",
    '[settings]\naccme_id_mask = "#\\u0000"': "no sign that cannot be seen",
    '[settings]\naccme_id_mask = "#\\u001b"': "no sign that cannot be seen",
    '[settings]\nrpc_id_mask = "\\u202e#"': "no sign that cannot be seen",
    '[settings]\naccme_id_mask = ""': "must not be blank",
    '[settings]\naccme_id_mask = "AAA"': "must be a mask",
    '[settings]\naccme_id_mask = "' + "#" * 99 + '"': "too long for a guard",
    "[settings]\naccme_id_mask = 9": "must be a text in quotes",
    '[settings]\nstate_country = "XXX"': "no value of a list 'countries'",
    "a = " + "[" * 500 + "]" * 500: "nested too deeply",
    "a = " + "{a=" * 500 + "1" + "}" * 500: "nested too deeply",
    "a = " + "[" * 50_000: "nested too deeply",
    "a = 1\n" + "a." * 50_000 + "b = 1": "line 2: more than 100 dots",
    "[" + "a." * 50_000 + "b]": "line 1: more than 100 dots",
    "".join(f"a{number} = 1\n" for number in range(90_000)): "more than 500,000 bytes",
    "#" + "x" * 3_000_000: "more than 500,000 bytes",
}
"""The text of catalog.toml, and what is said of it."""


def lines(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *rows, ""])


def many(count: int) -> str:
    return lines(*(f"S{number},offered,x,own" for number in range(count)))


_MEANT, _FILED = f"{HEAD},means", f"{HEAD},file_value,means"
_PROVIDED, _MEASURED = f"{HEAD},file_value,means,also", f"{HEAD},measurement_types"
LISTS: Mapping[str, tuple[str, str | bytes, str]] = {
    "nothing": ("boards.csv", "", "the column 'value' is missing"),
    "a null": ("supporters.csv", lines("A\0B,offered,x,own"), "line 2: value holds a sign that cannot be seen"),
    "an escape": ("supporters.csv", lines("A\x1bB,offered,x,own"), "line 2: value holds a sign"),
    "a control": ("supporters.csv", lines("A\x9bB,offered,x,own"), "line 2: value holds a sign"),
    "an override": ("supporters.csv", lines("A\u202eB,offered,x,own"), "line 2: value holds a sign"),
    "an isolate": ("supporters.csv", lines("A\u2066B,offered,x,own"), "line 2: value holds a sign"),
    "200,000 rows": ("supporters.csv", many(200_000), "more than 2,000,000 bytes"),
    "20,000 rows": ("supporters.csv", many(20_000), "more than 10,000 lines"),
    "a long field": ("supporters.csv", lines("S" * 200_000 + ",offered,x,own"), "line 2"),
    "a long value": ("supporters.csv", lines("S" * 201 + ",offered,x,own"), "line 2: the value is longer"),
    "marks": ("supporters.csv", lines('"S' * 20_000), "line 2: its quotation marks do not fit"),
    "an open mark": ("supporters.csv", lines('"S,offered,x,own'), "line 2: "),
    "UTF-16": ("supporters.csv", many(1).encode("utf-16"), "not UTF-8 text; in Excel save it"),
    "UTF-32": ("supporters.csv", many(1).encode("utf-32"), "not UTF-8 text"),
    "Latin-1": ("supporters.csv", lines("Sé,offered,x,own").encode("latin-1"), "not UTF-8 text"),
    "a workbook": ("supporters.csv", b"PK\x03\x04" + b"\0" * 500, "the column 'value' is missing"),
    "semicolons": ("supporters.csv", many(1).replace(",", ";"), "the column 'value' is missing"),
    "tabs": ("supporters.csv", many(1).replace(",", "\t"), "the column 'value' is missing"),
    "a field more": ("supporters.csv", lines("S,offered,x,own,more"), "line 2: expected 4 fields, not 5"),
    "a field less": ("supporters.csv", lines("S"), "line 2: expected 4 fields, not 1"),
    "a status": ("supporters.csv", lines("S,maybe,x,own"), "line 2: the status 'maybe'"),
    "a confidence": ("supporters.csv", lines("S,offered,x,sure"), "line 2: the confidence 'sure'"),
    "no source": ("supporters.csv", lines("S,offered,,own"), "line 2: the source is blank"),
    "one twice": ("supporters.csv", lines("S,offered,x,own", "s,offered,x,own"), "line 3: 's' stands in line 2"),
    "a wild card": ("supporters.csv", lines("a*b,offered,x,own"), "line 2: 'a*b' holds '*'"),
    "a column twice": ("supporters.csv", f"{HEAD},value\n", "line 1: two columns are named 'value'"),
    "an unknown list": ("sponsors.csv", many(1), "there is no list 'sponsors'"),
    "a country": ("countries.csv", lines("U1,offered,x,own,", head=f"{HEAD},name"), "countries"),
    "no delete": ("record_actions.csv", lines("Add,offered,x,own,add", head=_MEANT), "delete"),
    "a third answer": (
        "yes_no.csv", lines("Yes,offered,x,own,,yes", "No,offered,x,own,,no", "Maybe,offered,x,own,,", head=_FILED),
        "line 4: 'Maybe' is no value that PARS knows",
    ),
    "another text in the file": (
        "yes_no.csv", lines("Yes,offered,x,own,Y,yes", "No,offered,x,own,N,no", head=_FILED),
        "line 2: file_value of 'Yes' must be 'true'",
    ),
    "another providership": (
        "providership.csv",
        lines("Direct,offered,x,own,Directly,direct,", "Joint,offered,x,own,,joint,", head=_PROVIDED),
        "line 2: file_value of 'Direct' must be 'direct'",
    ),
    "a third providership": (
        "providership.csv",
        lines("Direct,offered,x,own,,direct,", "Joint,offered,x,own,,joint,", "Both,offered,x,own,,,", head=_PROVIDED),
        "line 4: 'Both' is no value that PARS knows",
    ),
    "three measurements": ("measurements.csv", lines("All,offered,x,own,A;B;C", head=_MEASURED), "line 2: measurement"),
    "a measurement twice": ("measurements.csv", lines("All,offered,x,own,A;A", head=_MEASURED), "line 2: measurement"),
    "a board like another": (
        "boards.add.csv", lines("ABX,offered,x,own,Ex,ABIM", head=f"{HEAD},name,file_value"),
        "stands for 'ABIM' in the upload file already",
    ),
}  # fmt: skip
"""A file in lists, its text, and what is said of it."""
MAY_BE_EMPTY = {
    "commendation_tags", "content_outlines", "state_content_domains", "state_content_topics", "states", "supporters",
}  # fmt: skip


def own(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def refused(folder: Path) -> str:
    """What is said of a folder, in one line of a length that somebody reads."""
    with pytest.raises(Failure) as raised:
        work(load(overlay=folder))
    sentence = str(raised.value)
    assert "\n" not in sentence
    assert len(sentence) < 600
    return sentence


@pytest.mark.parametrize(("text", "what"), TOMLS.items())
def test_catalog_toml(text: str, what: str, tmp_path: Path) -> None:
    sentence = refused(own(tmp_path, TOML, text))
    assert what in sentence
    assert sentence.startswith(str(CATALOG.folders[-1] if re.search("hundredths|offers no", what) else tmp_path / TOML))


@pytest.mark.parametrize("text", ["", "\ufeff[settings]\n", "# nothing\n", "[lists]\nsupporters = { closed = true }\n"])
def test_catalog_toml_that_is_taken(text: str, tmp_path: Path) -> None:
    work(load(overlay=own(tmp_path, TOML, text)))


@pytest.mark.parametrize("data", ["[settings]".encode("utf-16"), b'[settings]\nx = "\xe9"'])
def test_catalog_toml_in_another_encoding(data: bytes, tmp_path: Path) -> None:
    assert "catalog.toml is not UTF-8 text; save it as UTF-8." in refused(own(tmp_path, TOML, data))


@pytest.mark.parametrize("case", LISTS)
def test_a_list(case: str, tmp_path: Path) -> None:
    name, text, what = LISTS[case]
    sentence = refused(own(tmp_path, f"lists/{name}", text))
    assert what in sentence
    assert name in sentence or case in {"a country", "no delete"}


@pytest.mark.parametrize("name", sorted(CATALOG.lists))
def test_a_list_without_values(name: str, tmp_path: Path) -> None:
    """What is needed must offer something; what is not, may be empty, and then all that has to be done is done."""
    head = CATALOG.file(f"lists/{name}.csv").read_text(encoding="utf-8").splitlines()[0]
    folder = own(tmp_path, f"lists/{name}.csv", f"{head}\n")
    if name in MAY_BE_EMPTY:
        work(load(overlay=folder))
        return
    with pytest.raises(CatalogError) as raised:
        load(overlay=folder)
    assert ".csv" in str(raised.value) or name == "countries"


def test_a_list_of_nine_thousand_values_is_taken(tmp_path: Path) -> None:
    assert len(load(overlay=own(tmp_path, "lists/supporters.csv", many(9_000))).lists["supporters"].offered()) == 9_000


def test_a_folder_named_like_a_list(tmp_path: Path) -> None:
    (tmp_path / "lists" / "fees.csv").mkdir(parents=True)
    assert "fees.csv is no file" in refused(tmp_path)


def test_what_takes_all_memory_elsewhere_takes_little(tmp_path: Path) -> None:
    """In a process of its own with a limit on memory, so that a limit of ours that does not hold fails here alone."""
    own(tmp_path, TOML, "a." * 50_000 + "b = 1")
    code = (
        f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY})); from pathlib import Path\n"
        f"from generator.catalog import CatalogError, load\ntry:\n    load(overlay=Path({str(tmp_path)!r}))\n"
        "except CatalogError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "more than 100 dots" in done.stdout, done.stderr[-300:]
