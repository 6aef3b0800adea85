"""Every list of the newest catalog is held to the facts: no value dropped, moved to another board or invented."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import pytest

from generator.catalog import load
from tests.bench.documents import facts_text
from tests.catalog.facts_in_words import SENTENCES, Line
from tests.catalog.from_facts import KEYS, lines
from tests.catalog.place_names import LONGER_NAMES, STATES

CATALOG = load()
LISTS = Path(CATALOG.file("lists/boards.csv")).parent


def read(name: str) -> list[dict[str, str]]:
    """The lines of a list as its file has them."""
    with (LISTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def differences(name: str, ours: Sequence[Line], theirs: Sequence[Line]) -> Iterator[str]:
    """What a list has otherwise than the facts, one sentence each."""
    known = {_key(line): line for line in theirs}
    there = [_key(line) for line in ours]
    yield from (f"{name}: {key} is in no source" for key in there if key not in known)
    yield from (f"{name}: {key} is missing" for key in known if key not in there)
    yield from (f"{name}: {key} is there twice" for key in set(there) if there.count(key) > 1)
    for line in ours:
        for field, said in known.get(_key(line), {}).items():
            if line[field] != said:
                yield f"{name}: {_key(line)} has the {field} {line[field]!r}, the facts {said!r}"


def _key(line: Line) -> tuple[str, ...]:
    return tuple(line[field] for field in KEYS if field in line)


def test_every_list_is_held_to_the_facts() -> None:
    assert set(SENTENCES) == set(CATALOG.lists) == {path.stem for path in LISTS.iterdir()}


@pytest.mark.parametrize("name", SENTENCES)
def test_a_list_says_what_the_facts_say(name: str) -> None:
    assert list(differences(name, read(name), lines(name))) == []


@pytest.mark.parametrize(("page", "words"), sorted({pair for pairs in SENTENCES.values() for pair in pairs}))
def test_the_facts_have_the_words_on_which_a_list_rests(page: str, words: str) -> None:
    assert words in facts_text(page)


Edit = Callable[[list[dict[str, str]]], None]
EDITS: Sequence[tuple[str, Edit]] = [
    ("practice_areas", lambda rows: rows.pop(40)),
    ("practice_areas", lambda rows: rows[40].update(board="ABTS")),
    ("practice_areas", lambda rows: rows.append({**rows[0], "value": "Invented Medicine"})),
    ("practice_areas", lambda rows: rows[-3].update(confidence="official")),
    ("practice_areas", lambda rows: rows[5].update(status="guess")),
    ("practice_areas", lambda rows: rows.append(dict(rows[5]))),
    ("credit_types", lambda rows: rows[3].update(improvement="")),
    ("credit_types", lambda rows: rows[1].update(board="ABTS")),
    ("boards", lambda rows: rows[4].update(file_value="ABPath")),
    ("boards", lambda rows: rows[8].update(status="offered")),
    ("formats", lambda rows: rows.pop(1)),
    ("delivery_methods", lambda rows: rows.pop(2)),
    ("registrations", lambda rows: rows.pop(1)),
    ("measurements", lambda rows: rows.pop(1)),
    ("states", lambda rows: rows.pop(51)),
    ("countries", lambda rows: rows[166].update(value="NLX")),
    ("commendation_tags", lambda rows: rows.pop(0)),
]


@pytest.mark.parametrize(("name", "edit"), EDITS)
def test_an_edit_of_a_list_is_told(name: str, edit: Edit) -> None:
    rows = read(name)
    edit(rows)
    assert list(differences(name, rows, lines(name)))


def test_a_line_names_only_known_sources() -> None:
    for name in SENTENCES:
        for line in read(name):
            assert line["source"].split(), line
            assert set(line["source"].split()) <= set(CATALOG.sources), line


def test_countries_have_the_names_of_iso_3166() -> None:
    """Names are read as codes. Those of the time zone database's list are shorter here and there."""
    listed = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8").splitlines()
    short = {line.split("\t")[1] for line in listed if not line.startswith("#")}
    named = {line["value"]: line["name"].split(";") for line in read("countries")}
    longer = {code: names for code, names in named.items() if not short & set(names)}
    assert longer == {code: names.split(";") for code, names in LONGER_NAMES.items()}
    assert len({name for names in named.values() for name in names}) == sum(map(len, named.values()))
    assert len(named) == len(short)


def test_states_have_their_names() -> None:
    assert {line["value"]: line["name"] for line in read("states")} == STATES
