"""What changed between catalogs: the facts found in 2026, and that every changed line shows up once."""

from __future__ import annotations

import csv
import random
import shutil
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from generator.catalog import HOME, Catalog, fold, load, versions
from generator.catalog.diff import Change, Kind, Part, Weight, changes
from tests.catalog.versions import Versions

OLD, NEW = load("2025.1"), load("2026.1")
Lines = dict[str, dict[tuple[str, str], dict[str, str]]]
FOUND = changes(OLD, NEW)
ABPMR = """Acute/Chronic Trauma; Amputation/Wounds; Arthritis; Brain Injury; Cancer; Cardiopulmonary;
    Central Nervous System Rehabilitation; Electrodiagnostic Studies; Fractures; Geriatric Disorders;
    Motor Neuron Disease; Musculoskeletal & Pain Medicine; Myopathies; Neuromuscular Medicine/Electrodiagnosis;
    Neuropathies; Polytrauma; Spinal Cord Injury; Spinal Disorders; Stroke; Transplant"""
ABPM = """Addiction Medicine; Aerospace Medicine; Disaster Medicine;
    Health Care Administration, Leadership, & Management; Lifestyle Medicine; Medical Toxicology;
    Occupational & Environmental Medicine; Public Health & General Preventive Medicine;
    Undersea and Hyperbaric Medicine"""
"""Practice areas that ACCME's public catalogue showed in September 2026 on activities of the two new boards."""


def of(within: str, owner: str = "", kind: Kind | None = None) -> list[Change]:
    return [
        change
        for change in FOUND
        if (change.part, change.within, change.owner) == (Part.VALUE, within, owner) and kind in (None, change.kind)
    ]


@pytest.mark.parametrize(
    ("within", "owner", "old", "new"),
    [
        ("practice_areas", "ABS", "Bariatric Surgery", "Metabolic and Bariatric Surgery"),
        ("practice_areas", "ABPath", "Blood Bank Transfusion Medicine", "Blood Bank/Transfusion Medicine"),
        ("practice_areas", "ABPath", "GI (Incl. Liver, Pancreas, Bilary)", "GI (incl. Liver, Pancreas, Biliary)"),
        ("formats", "", "Journal-based CME", "Journal-based CE"),
    ],
)
def test_a_new_name_is_a_rename_and_the_old_one_is_read(within: str, owner: str, old: str, new: str) -> None:
    assert [(c.old, c.new) for c in of(within, owner, Kind.RENAMED) if c.old == old] == [(old, new)]
    found = NEW.lists[within].find(old, owner or None)
    assert found is not None
    assert found.value == new
    assert OLD.lists[within].find(new, owner or None) is None


def test_renames_are_wording_unless_a_rule_changed_with_them() -> None:
    """Journals may run for three years: the facts of 2026 saw 1 to 3."""
    assert {change.weight for change in of("practice_areas", "ABPath", Kind.RENAMED)} == {Weight.WORDING}
    [journals] = of("formats", "", Kind.RENAMED)
    assert journals.weight is Weight.SUBSTANTIVE
    heavy = [d for d in journals.differences if d.weight is Weight.SUBSTANTIVE]
    assert [(d.field, d.old, d.new) for d in heavy] == [("longest_months", "12", "36")]


def test_the_list_of_abts_is_complete() -> None:
    """The four of 2025 were right, and three were missing (Cardiovascular is ABPath's too)."""
    assert {v.value for v in NEW.lists["practice_areas"].offered("ABTS")} == {
        "Adult Cardiac", "Cardiothoracic", "Cardiovascular", "Congenital Cardiac", "Critical Care", "General Thoracic",
        "Non-Thoracic Surgery",
    }  # fmt: skip
    added = of("practice_areas", "ABTS", Kind.OFFERED)
    assert [change.new for change in added] == ["Cardiovascular", "Critical Care", "Non-Thoracic Surgery"]
    assert {change.weight for change in added} == {Weight.SUBSTANTIVE}


@pytest.mark.parametrize(("board", "areas"), [("ABPMR", ABPMR), ("ABPM", ABPM)])
def test_the_two_new_boards_are_announced_with_the_areas_that_were_seen(board: str, areas: str) -> None:
    seen = {" ".join(area.split()) for area in areas.split(";")}
    assert {change.new for change in of("practice_areas", board, Kind.ANNOUNCED)} == seen
    assert NEW.lists["practice_areas"].offered(board) == ()
    assert board not in {value.value for value in NEW.boards}
    assert not [v for v in NEW.lists["credit_types"].values if v.extra["board"] == board and v.status != "guess"]


def test_what_was_never_seen_of_abpmr_is_gone() -> None:
    assert {change.old for change in of("practice_areas", "ABPMR", Kind.REMOVED)} == {
        "Physical Medicine and Rehabilitation", "Brain Injury Medicine", "Neuromuscular Medicine",
        "Pediatric Rehabilitation Medicine", "Spinal Cord Injury Medicine",
    }  # fmt: skip


def test_a_public_name_is_read_and_vouches_for_nothing_more() -> None:
    """Copies of ACCME's data are no official source: what was unconfirmed stays so."""
    for name, was in OLD.lists.items():
        for value in was.offered():
            now = NEW.lists[name].find(value.value, value.extra.get("board"))
            assert now is not None, value
            assert now.vouched == value.vouched, value
    board = NEW.board_list.find("American Board of Otolaryngology–Head and Neck Surgery")
    assert board is NEW.board_list.find("American Board of Otolaryngology - Head and Neck Surgery")
    assert board is not None
    assert board.value == "ABOHNS"


def test_everything_else_of_the_two_is_evidence() -> None:
    assert {change.part for change in FOUND} == {Part.VALUE, Part.COLUMN, Part.SOURCE, Part.PROFILE, Part.MESSAGE}
    columns = [(change.kind, change.new) for change in FOUND if change.part is Part.COLUMN]
    assert columns == [(Kind.ADDED, "uploaded")]
    further = {(change.kind, change.new) for change in FOUND if change.part is Part.PROFILE}
    # the form of the web services, which 2025.1 borrows, and the name of the profile, which has the version in it
    assert further == {(Kind.ADDED, "activity.json.j2"), (Kind.CHANGED, "profile.toml")}
    cosmetic = [change for change in FOUND if change.weight is Weight.COSMETIC and change.part is not Part.MESSAGE]
    assert {d.field for change in cosmetic for d in change.differences} == {"source", "confidence"}


@pytest.mark.parametrize("version", versions())
def test_a_version_differs_in_nothing_from_itself(version: str) -> None:
    assert changes(load(version), load(version)) == ()


@pytest.mark.parametrize(("old", "new"), [("2025.1", "2026.1"), ("2026.1", "2025.1")])
def test_every_changed_line_of_a_list_shows_up_once(old: str, new: str) -> None:
    """Read from the files themselves: a line by its owner and text, with all that it says."""
    held_once(changes(load(old), load(new)), lines(HOME / old), lines(HOME / new))


def held_once(all_found: tuple[Change, ...], before: Lines, after: Lines) -> None:
    found = [change for change in all_found if change.part is Part.VALUE]
    for name in before:
        gone = {key for key in before[name] if before[name][key] != after[name].get(key)}
        come = {key for key in after[name] if before[name].get(key) != after[name][key]}
        said = Counter((c.owner, fold(c.old)) for c in found if c.within == name and c.old is not None)
        assert said == Counter(gone), name
        told = Counter(fold(c.new) for c in found if c.within == name and c.new is not None)
        assert told == Counter(text for _, text in come), name


def lines(version: Path) -> Lines:
    """List to owner and folded text to the fields that are not blank."""
    return {
        path.stem: {
            (line.get("board", ""), fold(line["value"])): {field: text for field, text in line.items() if text}
            for line in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
        }
        for path in sorted((version / "lists").glob("*.csv"))
    }


@pytest.mark.parametrize("seed", range(20))
def test_every_line_that_somebody_edits_shows_up_once(home: Versions, seed: int) -> None:
    before, was = home.load(), lines(home.path(""))
    chance = random.Random(seed)
    path = home.path("lists/practice_areas.csv")
    head, *rest = path.read_text(encoding="utf-8").splitlines()
    shared = {text for text, count in Counter(key[1] for key in was["practice_areas"]).items() if count > 1}
    rows = [row for line in rest for row in edited(line, chance, shared)]
    path.write_text("\n".join([f"{head},also", *rows, "Quite New,offered,OURS,inferred,ABA,"]) + "\n", encoding="utf-8")
    home.change("catalog.toml", 'needed = true, every = "All"', 'needed = true, every = "All", names = ["also"]')
    after = home.load()
    held_once(changes(before, after), was, lines(home.path("")))
    held_once(changes(after, before), lines(home.path("")), was)


def edited(line: str, chance: random.Random, shared: Collection[str]) -> Iterator[str]:
    """A line of the practice areas with nothing, something or everything changed, or left out.

    A text that several boards have is no former name of another: a name is read as the same value for all boards.
    """
    value, status, source, confidence, board = next(csv.reader([line]))
    alias = ""
    if chance.random() < 0.2:
        edit = chance.choice(("drop", "retire", "rename", "replace", "respell", "evidence"))
        if edit == "drop":
            return
        edit = "replace" if edit == "rename" and fold(value) in shared else edit
        status = "legacy" if edit == "retire" else status
        alias = value if edit == "rename" else ""
        value = {"rename": f"New {value} of {board}", "replace": f"Another {value}", "respell": value.upper()}.get(
            edit, value
        )
        confidence = "inferred" if edit == "evidence" else confidence
    yield ",".join(f'"{text}"' for text in (value, status, source, confidence, board, alias))


AREAS = "lists/practice_areas.csv"
EDITS = [
    (AREAS, "^Trauma,offered,", "Trauma,legacy,", Part.VALUE, Kind.RETIRED, Weight.SUBSTANTIVE),
    (AREAS, "^Trauma,offered,", "Trauma,announced,", Part.VALUE, Kind.WITHDRAWN, Weight.SUBSTANTIVE),
    (AREAS, r"^Trauma,offered,.*\n", "", Part.VALUE, Kind.REMOVED, Weight.SUBSTANTIVE),
    (AREAS, "^Trauma,(.*),ABA", r"Trauma,\1,ABS", Part.VALUE, Kind.MOVED, Weight.SUBSTANTIVE),
    (AREAS, "^Trauma,", "TRAUMA,", Part.VALUE, Kind.RENAMED, Weight.WORDING),
    (AREAS, "^Trauma,offered,G1,secondary", "Trauma,offered,G2,inferred", Part.VALUE, Kind.CHANGED, Weight.COSMETIC),
    ("lists/formats.csv", "^Manuscript Review,(.*),12,", r"Manuscript Review,\1,24,", Part.VALUE, Kind.CHANGED,
     Weight.SUBSTANTIVE),
    ("lists/countries.csv", ",Canada", ",Canada (North)", Part.VALUE, Kind.CHANGED, Weight.SUBSTANTIVE),
    ("lists/countries.csv", ",Canada", ",Canada;Kanada", Part.VALUE, Kind.CHANGED, Weight.WORDING),
    ("catalog.toml", "mips_low_credits = { value = 2", "mips_low_credits = { value = 3", Part.SETTING, Kind.CHANGED,
     Weight.SUBSTANTIVE),
    ("catalog.toml", "^(earliest_year .*)OURS", r"\1J1", Part.SETTING, Kind.CHANGED, Weight.COSMETIC),
    ("catalog.toml", '^(states = .*)closed = false', r"\1closed = true", Part.LIST, Kind.CHANGED, Weight.SUBSTANTIVE),
    ("catalog.toml", '^(states = { title = )"States', r'\1"The States', Part.LIST, Kind.CHANGED, Weight.COSMETIC),
    ("catalog.toml", '^help = "One row per activity."', 'help = "One row each."', Part.SHEET, Kind.CHANGED,
     Weight.COSMETIC),
    ("catalog.toml", '^see = "See the boards"', 'see = "Boards"', Part.PROGRAM, Kind.CHANGED, Weight.COSMETIC),
    ("columns.csv", "^activities,city,City,", "activities,city,Town,", Part.COLUMN, Kind.CHANGED, Weight.WORDING),
    ("columns.csv", "^(activities,title,.*),44,", r"\1,50,", Part.COLUMN, Kind.CHANGED, Weight.COSMETIC),
    ("columns.csv", "^(activities,title,.*,yes,,,,),Activity,", r"\1description_limit,Activity,", Part.COLUMN,
     Kind.CHANGED, Weight.SUBSTANTIVE),
    ("sources.csv", "^M3,MedBiquitous", "M3,The MedBiquitous", Part.SOURCE, Kind.CHANGED, Weight.COSMETIC),
]  # fmt: skip


@pytest.mark.parametrize(("file", "pattern", "text", "part", "kind", "weight"), EDITS)
def test_one_edit_is_one_change_of_its_weight(
    home: Versions, file: str, pattern: str, text: str, part: Part, kind: Kind, weight: Weight
) -> None:
    before = home.load()
    [change] = changes(before, home.change(file, pattern, text).load())
    assert (change.part, change.kind, change.weight) == (part, kind, weight)


def test_a_new_column_and_a_new_list_are_named(home: Versions) -> None:
    before = home.load()
    shutil.copy(home.path("lists/fees.csv"), home.path("lists/parking.csv"))
    home.change("catalog.toml", "^registrations = ", 'parking = { title = "Parking", closed = true }\nregistrations = ')
    after = home.column("sheet=activities;id=parking;header=Parking;kind=choice;list=parking").load()
    assert list(_named(changes(before, after))) == [
        (Part.LIST, Kind.ADDED, "parking"),
        *((Part.VALUE, Kind.OFFERED, fee) for fee in ("Yes", "No, it’s free", "Variable")),
        (Part.COLUMN, Kind.ADDED, "parking"),
    ]  # fmt: skip
    assert [kind for _, kind, _ in _named(changes(after, before))] == [Kind.REMOVED] * 5


def _named(found: tuple[Change, ...]) -> Iterator[tuple[Part, Kind, str | None]]:
    yield from ((change.part, change.kind, change.new) for change in found)


def test_an_organizations_lists_are_compared_too(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "supporters.csv").write_text(
        "value,status,source,confidence\nAcme,offered,ours,own\n", encoding="utf-8"
    )
    found = changes(NEW, with_lists(tmp_path))
    assert ("supporters", "Acme", Kind.OFFERED) in {(c.within, c.new, c.kind) for c in found}


def test_a_profile_of_ones_own_is_named(tmp_path: Path) -> None:
    (tmp_path / "profile").mkdir()
    shipped = (HOME / "2026.1" / "profile" / "profile.toml").read_text(encoding="utf-8")
    (tmp_path / "profile" / "profile.toml").write_text(shipped.replace("\n", "\r\n"), encoding="utf-8", newline="")
    assert changes(NEW, with_lists(tmp_path)) == (), "line ends say nothing"
    (tmp_path / "profile" / "profile.toml").write_text(shipped.replace("keyword", "both"), encoding="utf-8")
    [change] = changes(NEW, with_lists(tmp_path))
    assert (change.part, change.old, change.weight) == (Part.PROFILE, "profile.toml", Weight.SUBSTANTIVE)


def with_lists(folder: Path) -> Catalog:
    return load("2026.1", folder)
