"""The newest catalog, and an organization's files laid over it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from generator.catalog import CatalogError, fold, load, versions
from generator.catalog.sheets import Form

CATALOG = load()


def test_the_tutorials_eight_boards_are_offered_and_two_are_announced() -> None:
    assert [b.value for b in CATALOG.boards] == ["ABA", "ABIM", "ABOHNS", "ABOS", "ABPath", "ABP", "ABS", "ABTS"]
    assert [v.value for v in CATALOG.lists["boards"].values if v.status == "announced"] == ["ABPMR", "ABPM"]


@pytest.mark.parametrize(
    ("board", "types"),
    [
        ("ABA", {"Lifelong Learning", "Patient Safety"}),
        ("ABIM", {"Medical Knowledge", "Practice Assessment", "Patient Safety"}),
        ("ABOHNS", {"Self-Assessment", "Improvement in Medical Practice", "Patient Safety"}),
        ("ABOS", {"Accredited CME", "Self-Assessment Examination"}),
        ("ABPath", {"Lifelong Learning", "Improvement in Health and Healthcare"}),
        ("ABP", {"Lifelong Learning & Self-Assessment"}),
        ("ABS", {"Accredited CME", "Self-Assessment"}),
        ("ABTS", {"Accredited CME", "Self-Assessment", "Practice Assessment", "Patient Safety"}),
    ],
)
def test_credit_types_are_those_of_the_tutorials_table(board: str, types: set[str]) -> None:
    assert {v.value for v in CATALOG.lists["credit_types"].offered(board)} == types


def test_every_value_has_a_known_source_and_unofficial_ones_are_unconfirmed() -> None:
    for values in CATALOG.lists.values():
        for value in values.values:
            assert set(value.source.split()) <= set(CATALOG.sources), value
            assert value.unconfirmed == (not value.confidence.startswith("official"))
    assert all(v.unconfirmed for v in CATALOG.lists["practice_areas"].offered("ABTS"))
    assert sum(not v.unconfirmed for v in CATALOG.lists["practice_areas"].offered("ABIM")) == 22


def test_legacy_values_and_guesses_are_kept_but_not_offered() -> None:
    types = CATALOG.lists["credit_types"]
    assert types.find("Self-Assessment", "ABPath") is None
    assert {(v.value, v.status) for v in types.values if not v.offered} == {
        ("Self-Assessment", "legacy"),
        ("Lifelong Learning (CME)", "legacy"),
        ("Lifelong Learning", "guess"),
        ("Accredited CME", "guess"),
        ("Self-Assessment", "guess"),
    }


@pytest.mark.parametrize("typed", ["No, it’s free", "no, it's free", " No,  it\u2019s\u00a0FREE "])
def test_texts_mean_the_same_value_whatever_spaces_case_and_quotes(typed: str) -> None:
    value = CATALOG.lists["fees"].find(typed)
    assert value is not None
    assert value.value == "No, it’s free"


def test_folding_keeps_letters_one_to_one() -> None:
    assert fold("STRASSE") != fold("Straße")
    assert fold("É") == "é"


def test_an_unknown_version_is_refused() -> None:
    assert versions()[0] == "2025.1"
    with pytest.raises(CatalogError, match=r"'1999.9' is not known here. Known: 2025.1"):
        load("1999.9")


def overlay(folder: Path, **files: str) -> Path:
    (folder / "lists").mkdir(parents=True)
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_DOT_", ".")
        path.write_text(text, encoding="utf-8")
    return folder


HEAD = "value,status,source,confidence,board\n"


def test_an_organization_adds_values(tmp_path: Path) -> None:
    folder = overlay(
        tmp_path / "own",
        lists__practice_areas_DOT_add_DOT_csv=HEAD + "Robotic Cardiac Surgery,offered,our letter from ABTS,own,ABTS\n",
    )
    areas = load(overlay=folder).lists["practice_areas"]
    assert [v.value for v in areas.offered("ABTS")][-1] == "Robotic Cardiac Surgery"
    assert len(areas.offered("ABIM")) == 23
    assert load(overlay=folder).hash != CATALOG.hash


def test_an_organization_replaces_a_list_and_a_setting(tmp_path: Path) -> None:
    folder = overlay(
        tmp_path / "own",
        lists__supporters_DOT_csv="value,status,source,confidence\nAcme,offered,ours,own\n",
        catalog_DOT_toml="[settings]\nmips_low_credits = 4\n[lists]\nsupporters = { closed = true }\n",
    )
    catalog = load(overlay=folder)
    assert [v.value for v in catalog.lists["supporters"].offered()] == ["Acme"]
    assert catalog.lists["supporters"].closed
    assert catalog.number("mips_low_credits") == 4


def test_an_organization_turns_abpmr_on_with_its_lists(tmp_path: Path) -> None:
    board = (
        "value,status,source,confidence,name,program,file_value,content_selections,outline,outline_code,"
        "points_equal_credits\n"
    )
    folder = overlay(
        tmp_path / "own",
        lists__boards_DOT_add_DOT_csv=board + "ABPMR,offered,ours,own,American Board of PM&R,CC,ABPMR,0,,,\n",
        lists__credit_types_DOT_add_DOT_csv=HEAD + "Accredited CME,offered,ours,own,ABPMR\n",
    )
    catalog = load(overlay=folder)
    assert [b.value for b in catalog.boards][-1] == "ABPMR"
    assert [v.value for v in catalog.lists["credit_types"].offered("ABPMR")] == ["Accredited CME"]


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        (
            "practice_areas.csv",
            HEAD + "Area,offered,x,own,ABIM\n,offered,x,own,ABIM\n",
            r"practice_areas.csv, line 3: the value is blank",
        ),
        ("practice_areas.csv", HEAD + "Area,offered,x,own\n", r"line 2: expected 5 fields"),
        ("practice_areas.csv", HEAD + "Area,maybe,x,own,ABIM\n", r"line 2: the status 'maybe' is not one of offered"),
        ("practice_areas.csv", HEAD + "Area,offered,x,sure,ABIM\n", r"line 2: the confidence 'sure'"),
        (
            "practice_areas.csv",
            HEAD + "A\u200bb,offered,x,own,ABIM\n",
            r"line 2: value holds a sign that cannot be seen, such as a tab",
        ),
        ("practice_areas.csv", HEAD + "A\tb,offered,x,own,ABIM\n", r"holds a sign that cannot be seen"),
        ("practice_areas.csv", HEAD + "A  b,offered,x,own,ABIM\n", r"line 2: 'A  b' holds two blanks in a row"),
        (
            "practice_areas.csv",
            HEAD + "A\u00a0b,offered,x,own,ABIM\n",
            r"or a no-break space, which cells do not keep; write one blank",
        ),
        (
            "formats.csv",
            "value,status,source,confidence,longest_months\nCourse,offered,x,own,12.5\n",
            r"line 2: longest_months of 'Course' must be a whole number or blank, not '12.5'",
        ),
        ("practice_areas.csv", HEAD + "A*,offered,x,own,ABIM\n", r"line 2: 'A\*' holds '\*'"),
        (
            "practice_areas.csv",
            HEAD + "A,offered,x,own,ABIM\na ,offered,x,own,ABIM\n",
            r"line 3: 'a' stands in line 2 already",
        ),
        ("practice_areas.csv", "value,status\nA,offered\n", r"line 1: the column 'source' is missing"),
        (
            "practice_areas.csv",
            HEAD + "A,offered,x,own,ABX\n",
            r"practice_areas.csv, line 2: 'A' names the board 'ABX'",
        ),
        (
            "practice_areas.csv",
            HEAD + "A,offered,x,own,ABIM\n",
            r"The board ABA is offered, but the list practice_areas has no value for it",
        ),
        ("nonsense.csv", HEAD, r"nonsense.csv: there is no list 'nonsense'"),
        (
            "practice_areas.csv",
            HEAD + '"A,offered,x,own,ABIM\n',
            r"practice_areas.csv, line 2: its quotation marks do not fit \(unexpected end of data\)",
        ),
    ],
)
def test_a_malformed_list_is_refused_at_file_and_line(tmp_path: Path, name: str, text: str, complaint: str) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / name).write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=complaint):
        load(overlay=tmp_path)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[settings]\nmips = 3\n", "there is no setting 'mips'"),
        ("[settings]\nmips_low_credits = 'two'\n", "must be a number"),
        ("[settings]\ncredit_step = 0\n", "'credit_step' must be a number from 0.01 to 100, not 0"),
        (
            "[settings]\nearliest_year = 2000.5\n",
            "'earliest_year' must be a whole number from 1900 to 9999, not 2000.5",
        ),
        ("[settings]\nearliest_year = 2200\n", "'earliest_year' must not be after 'latest_year'"),
        (
            "[settings]\ndescription_limit = 40000\n",
            "'description_limit' must be a whole number from 1 to 32767, not 40000",
        ),
        ("[settings]\nrpc_id_mask = ' '\n", "'rpc_id_mask' must not be blank"),
        ("[settings]\npoints_step = nan\n", "'points_step' must be a number from 0.01"),
        ("[settings]\nearliest_year = 12\n", "'earliest_year' must be a whole number from 1900 to 9999, not 12"),
        ("[lists]\nstates = { shut = true }\n", r"\[lists\] states may only say closed"),
        ("[settings\n", r"catalog.toml, line 1: it cannot be read as TOML: Expected"),
    ],
)
def test_a_malformed_setting_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "catalog.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=complaint):
        load(overlay=tmp_path)


def test_a_folder_that_is_not_the_organizations_is_refused_and_the_one_that_is_named(tmp_path: Path) -> None:
    own = tmp_path / "shared" / "harbor-valley"
    (own / "lists").mkdir(parents=True)
    (own / "lists" / "readme.txt").touch()
    (tmp_path / "unrelated").mkdir()
    (tmp_path / "unrelated" / "minutes.docx").touch()
    with pytest.raises(CatalogError, match=r"shared, holds none of .*lists/.*; is it \S*harbor-valley\?$"):
        load(overlay=tmp_path / "shared")
    with pytest.raises(CatalogError, match=r"lists, holds none of .*; is it \S*harbor-valley\?$"):
        load(overlay=own / "lists")
    with pytest.raises(CatalogError, match=r"unrelated, holds none of .*; check --catalog-dir or PARS_CATALOG_DIR\.$"):
        load(overlay=tmp_path / "unrelated")
    assert load(overlay=own).hash == CATALOG.hash


@pytest.mark.parametrize("inside", ["", ".DS_Store", "profile/", "import/", "mappings/", "accme-excel/", "2025.1/"])
def test_a_folder_that_is_empty_or_holds_what_pars_keeps_there_is_taken(tmp_path: Path, inside: str) -> None:
    if inside.endswith("/"):
        (tmp_path / inside).mkdir()
    elif inside:
        (tmp_path / inside).touch()
    assert load(overlay=tmp_path).overlay == tmp_path


def test_a_missing_folder_and_a_list_that_is_not_utf8_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"does not exist. Check --catalog-dir"):
        load(overlay=tmp_path / "nowhere")
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "states.csv").write_bytes(b"value,status,source,confidence\nM\xe9,offered,x,own\n")
    with pytest.raises(CatalogError, match="is not UTF-8 text; in Excel save it as 'CSV UTF-8'"):
        load(overlay=tmp_path)


def test_boards_are_named_as_people_write_them() -> None:
    assert [b.value for b in CATALOG.boards_of(["abim", " ABA"])] == ["ABA", "ABIM"]
    assert CATALOG.boards_of(None) == CATALOG.boards
    words = f"The board 'ABX' is not one that catalog {CATALOG.version} offers; choose from ABA, ABIM"
    with pytest.raises(CatalogError, match=re.escape(words)):
        CATALOG.boards_of(["ABX"])
    with pytest.raises(CatalogError, match="Name at least one board"):
        CATALOG.boards_of([])


def test_more_practice_areas() -> None:
    assert len(load(areas=12).sheets["moc"].family("practice_area")) == 12
    assert load(areas=12).hash == CATALOG.hash


def test_a_form_is_told_in_words() -> None:
    assert Form(mask="#########").words == "9 digits"
    assert Form(mask="EG-######-###").words == "the form EG-######-###, where # is a digit"
    assert Form(letters=2).words == "2 letters"


def test_an_organizations_file_changed_within_the_same_tick_is_read_anew(tmp_path: Path) -> None:
    """Some drives keep time to two seconds, and the new text may be as long as the old one."""
    (tmp_path / "catalog.toml").write_text("[settings]\nmips_low_credits = 0.25\n", encoding="utf-8")
    before, stat = load(overlay=tmp_path), (tmp_path / "catalog.toml").stat()
    (tmp_path / "catalog.toml").write_text("[settings]\nmips_low_credits = 0.50\n", encoding="utf-8")
    os.utime(tmp_path / "catalog.toml", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert (before.number("mips_low_credits"), load(overlay=tmp_path).number("mips_low_credits")) == (0.25, 0.5)


def test_folders_of_the_same_name_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for place, credit in (("a", "0.25"), ("b", "0.50")):
        (tmp_path / place / "own").mkdir(parents=True)
        (tmp_path / place / "own" / "catalog.toml").write_text(
            f"[settings]\nmips_low_credits = {credit}\n", encoding="utf-8"
        )
        monkeypatch.chdir(tmp_path / place)
        found.append(load(overlay=Path("own")).number("mips_low_credits"))
    assert found == [0.25, 0.5]
