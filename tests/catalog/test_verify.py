"""Each sentence with which a catalog is refused, by an edit that brings it about: file, line, what is wrong, what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.catalog import CatalogError, load
from generator.catalog.verify import OWN_HEADERS, reserved
from generator.failure import Failure
from generator.rules.registry import registry
from generator.template import BuildError
from generator.template.live import live_marks
from tests.catalog.versions import Versions
from tests.catalog.working import work

SETTINGS = [
    (
        'value = "#########"',
        'value = "123"',
        10,
        "the setting 'accme_id_mask' must be a mask, in which # stands for a digit",
    ),
    ('value = "#########"', 'value = "A#A#A#A#"', 10, "the mask 'A#A#A#A#' is too long for a guard"),
    ("^accme_id_mask", "Accme_mask", 10, "'Accme_mask' is no name of a setting"),
    (
        '"EG-######-###", source = "J1"',
        '"EG-######-###", source = "J7"',
        12,
        "the source 'J7' is not a key of sources.csv.",
    ),
    (
        "value = 2500",
        "value = 2500.5",
        13,
        "the setting 'description_limit' must be a whole number from 1 to 32767, not 2500.5.",
    ),
    ("value = 2500", "value = true", 13, "the setting 'description_limit' must have a value"),
    ("least = 1, most = 32767", "least = 1", 13, "the setting 'description_limit' must say least and most as numbers"),
    ("value = 2,", "value = 1e999,", 16, "the setting 'mips_low_credits' must be a number from 0 to 1000, not inf."),
    (
        'value = "USA"',
        'value = "UAS"',
        18,
        "the setting 'state_country' is 'UAS', which is no value of a list 'countries'.",
    ),
    (
        'value = "USA"',
        'value = "U  A"',
        18,
        "the setting 'state_country' must have at most 200 characters, no blank at its ends",
    ),
    (
        "value = 2000, whole = true, least = 1900",
        "value = 12, least = 1",
        19,
        "the setting 'earliest_year' must be a year from 1900",
    ),
    ("value = 2000", "value = 2200", 19, "the setting 'earliest_year' must not be after 'latest_year'."),
    ("value = 2000", "vlaue = 2000", 19, "'vlaue' is not an entry of [settings.earliest_year]"),
    ("^mips_low_credits = .*", "", None, "[settings] has no number mips_low_credits, which the rules ask for."),
]
"""Edits of catalog.toml: what is replaced, by what, the line that is named (None where a line is missing), and the sentence."""
TABLES = [
    ('^version = "2025.1"', 'version = "2025.2"', 2, "version is '2025.2', but the folder is named 2025.1."),
    ('^title = "PARS', 'titel = "PARS', 3, "'titel' is not an entry of the file"),
    ('^title = "PARS', 'title = "=PARS', 3, "title begins with =, which Excel takes for a formula"),
    (
        '^title = "Activities"',
        'title = "Acti\\\\nvities"',
        26,
        "title of [sheets.activities] must have no blank at its ends, no line break",
    ),
    ('^title = "Activities"', "title = 7", 26, "title of [sheets.activities] must be a text in quotes."),
    ('^title = "Activities"', 'title = "Meta"', 26, "another sheet of the workbook is titled 'Meta'"),
    ('^title = "Activities"', 'title = "A/B"', 26, "the title 'A/B' must be at most 31 characters"),
    ('^prefix = "act"', 'prefix = "a1"', 27, "the prefix 'a1' must be two to eight small letters."),
    ('^prefix = "act"', 'prefix = "moc"', 32, "another sheet has the prefix 'moc'."),
    (r"^\[sheets\.moc\]", "[sheets.activities]", 30, "it cannot be read as TOML: Cannot declare"),
    (r"^rows = 2", "rows = 20", 35, "rows of the sheet moc must be a number above 0, at most 10."),
    (
        '^answer = "moc"',
        'answer = "mco"',
        56,
        "the program MOC names the column 'mco', which the sheet activities does not have.",
    ),
    ('^answer = "commercial_support"', 'answer = "support"', 47, "the sheet activities has no column 'support'."),
    ('^answer = "moc"', 'answer = "rems"', 40, "another sheet has the answer 'rems'"),
    ('^answer = "commercial_support"', "", 44, "every sheet but activities must name its answer"),
    (r"^\[programs\.MOC\]", "[programs.Moc]", 56, "'Moc' is no id of a program"),
    (
        '^sheet = "moc"',
        'sheet = "mco"',
        58,
        "the program MOC names the sheet 'mco'; it must be one that has an answer.",
    ),
    ('^sheet = "moc"', 'answer = "moc"', 56, "the program MOC must say either sheet and column, or answer."),
    ('^column = "board"', 'column = "points"', 59, "the program MOC must name a column of the sheet moc with a list"),
    (
        '"moc_deadline", ',
        '"moc_dedline", ',
        60,
        "the program MOC names the column 'moc_dedline', which the sheet activities does not have.",
    ),
    ('"moc_deadline", ', '"moc_attestation", ', 60, "asks of [programs.MOC] names something twice."),
    ('"moc_deadline", ', "7, ", 60, "asks of [programs.MOC] must be texts in brackets"),
    ('^attestation = "moc_attestation"', 'attestation = "moc_test"', 61, "the program MOC names the column 'moc_test'"),
    ('^attestation = "moc_attestation"', 'attestation = "format"', 61, "the column format must have the list yes_no."),
    ('^attestation = "moc_attestation"', "", 62, "the program MOC must have attest when it has an attestation"),
    (r"PARS \(\{value\}\)", "PARS", 62, "attest of the program MOC must hold {value}"),
    (r"PARS \(\{value\}\)", "PARS ({value} {boards})", 62, "attest may hold {value} only, not {boards}."),
    (r"PARS \(\{value\}\)", "PARS ({value} {)", 62, "attest has a brace too many or too few"),
    ('^answer = "mips"', 'answer = "rems"', 75, "another program has the answer 'rems' too"),
    ('^answer = "mips"', 'answer = "fee"', None, "the column fee is an answer, so its list must be yes_no."),
]
LISTS = [
    ("^fees = ", "Fees = ", 104, "'Fees' is no name of a list"),
    ("^credit_types = .*by = ", r'\g<0>"boards", owns = ', None, "exactly one list may say owns"),
    (
        'promised = "outline"',
        'promised = "outlook"',
        92,
        "promised names 'outlook', a field that the list boards does not have.",
    ),
    ("^fees = { ", "fees = { needed = true, ", 104, "needed, promised and every are for lists that belong to boards"),
    ('every = "All"', 'every = "Nephrology"', 91, "every of the list practice_areas must be a word that is no value"),
    (
        r'further = \["category"\]',
        'further = ["catgory"]',
        90,
        "further names 'catgory', but credit_types.csv has no such field.",
    ),
    (
        r'further = \["category"\]',
        'further = ["category", "value"]',
        90,
        "further names 'value', which is no name for a field of its own",
    ),
    (
        r'flags = \["free"\]',
        'further = ["free"]',
        None,
        "entered_as names 'content_1_kind', which is no column of the sheet with a list that has the flag",
    ),
    (
        r'flags = \["needs_place"\]',
        'further = ["needs_place"]',
        95,
        "flags of the list delivery_methods must name 'needs_place'",
    ),
    ("false, suggests = false", 'false, suggests = "no"', 108, "suggests of [lists.supporters] must be true or false."),
]
"""Further edits of catalog.toml; those of lists stand by themselves, since their lines move together."""
COLUMNS = [
    ("^activities,title", "activites,title", 5, "there is no sheet 'activites'"),
    ("^activities,title", "activities,Title", 5, "the id 'Title' must be small letters, digits and _."),
    ("^activities,title", "activities,format", 6, "the id 'format' stands on the sheet already."),
    ("^activities,city", "activities,record", 10, "the id 'record' is one of the workbook's own"),
    ("^activities,city", "activities,act_city", 10, "the id 'act_city' is one of the workbook's own"),
    ("^activities,city,City", "activities,city,Title", 5, "another column of the sheet is headed 'Title'"),
    (
        "^activities,city,City",
        f"activities,city,{OWN_HEADERS[0]}",
        10,
        f"another column of the sheet is headed {OWN_HEADERS[0]!r}",
    ),
    ("^activities,city,City", "activities,city,", 10, "the header must not be blank."),
    ("^activities,city,City", "activities,city,City {n}", 10, "a repeated column says how often"),
    (
        "^activities,city,City",
        f"activities,city,{'City ' * 9}",
        10,
        "the header 'City City City City City City City City City' has more",
    ),
    ("^activities,city,City,,text", "activities,city,City,,txet", 10, "the kind 'txet' is not one of id, text"),
    ("^activities,city,City,,text", "activities,city,City,,choice", 10, "a column of the kind choice needs a list"),
    ("^activities,city,City,,text", "activities,city,City,,credit", 10, "a column of the kind credit needs a step"),
    ("^activities,city,City,,text,", '"activities,city,City,,text,', 10, "its quotation marks do not fit"),
    ("^activities,city,City,,text,", "activities,city,City,,text,,", 10, "expected 20 fields, not 21"),
    (
        "^activities,city,City,,text,",
        "activities,city,\tCi\u200bty,,text,",
        10,
        "header holds a sign that cannot be seen",
    ),
    ("^activities,city,City,,text,", 'activities,city,"Ci\nty",,text,', 10, "a text goes on in the next line"),
    ("^activities,city,City,,text,", "activities,city,=City,,text,", 10, "header begins with ="),
    ("^activities,city,City,,text,", "activities,city,City,,text,cities", 10, "there is no list 'cities'"),
    (
        "choice,yes_no,,,,,yes,,,,,Learners,12",
        "choice,fees,,,,,yes,,,,,Learners,12",
        17,
        "the rules ask whether passport means 'yes'",
    ),
    (
        "^activities,start_date,Start date,,date",
        "activities,start_date,Start date,,text",
        8,
        "the rules ask for start_date as date",
    ),
    ("choice,record_actions", "choice,yes_no", 4, "the rules ask whether record_action means 'delete'"),
    ("must:accme_id_mask", "most:accme_id_mask", 3, "the form 'most:accme_id_mask' must be letters:N"),
    (
        "must:accme_id_mask",
        "must:rems_supporter",
        3,
        "the form 'must:rems_supporter' must name a setting whose name ends with _mask",
    ),
    (",credit_step,", ",credit_limit,", 13, "the step 'credit_limit' must name a setting whose name ends with _step"),
    (
        ",description_limit,",
        ",credit_step,",
        14,
        "the limit 'credit_step' must name a setting whose name ends with _limit",
    ),
    (
        "Learner Knowledge,yes",
        "Learner Knowlegde,yes",
        27,
        "it stands for 'Learner Knowlegde', which the list outcomes does not offer.",
    ),
    ("Learner Knowledge,yes", "Patient Health,yes", 27, "another column stands for 'Patient Health' too."),
    (
        "credit_types,board,",
        "credit_types,bored,",
        43,
        "depends_on names 'bored', which is no column of the sheet with the list boards.",
    ),
    (
        "credit_types,board,",
        "credit_types,,",
        43,
        "the list credit_types belongs to boards, so depends_on must name their column.",
    ),
    ("board,content_1_kind,", "board,content_kind,", 45, "entered_as names 'content_kind'"),
    (",8\\+,choice", ",88+,choice", 44, "a repeated column says how often"),
    (
        "^moc,points,Points,,credit,,,,yes",
        "moc,points,Points,,credit,,,,maybe",
        42,
        "needed must be yes or blank, not 'maybe'.",
    ),
    (
        'content_kind,,,,Content outline,13,J1 T0,"What you enter as Content area 1:',
        'contents,,,,Content outline,13,J1 T0,"What you enter:',
        None,
        "no other",
    ),
    (
        "yes,content_tag,,,,Content outline,14",
        "no,content_tag,,,,Content outline,14",
        47,
        "it differs from content_2_tag in sent",
    ),
    (",REMS,18,", ",REMS,180,", 53, "the width '180' must be a whole number from 4 to 100."),
    (",REMS,18,T0 J1", ",REMS,18,", 53, "the source must not be blank."),
    (",REMS,18,T0 J1", ",REMS,18,T0 J9", 53, "the source 'J9' is not a key of sources.csv."),
    (
        r"looks like {form}",
        "looks like {from}",
        53,
        "the refused 'An RPC ID usually looks like {from}, where # is a digit.' holds a brace",
    ),
    ("^sheet,id,header", "sheet,id,heading", 1, "the column 'header' is missing"),
    ("^sheet,id,header", "sheet,id,sheet,header", 1, "two columns are named 'sheet'."),
    (
        "^activities,title,.*\n",
        "",
        None,
        "the sheet activities has no column 'title', which the rules or the upload file ask for.",
    ),
]
VALUES = [
    (
        "lists/record_actions.csv",
        "^Delete,offered",
        "Delete,legacy",
        4,
        "'Delete' means 'delete', which the rules ask for",
    ),
    ("lists/fees.csv", "^Yes,offered", ",offered", 2, "the value is blank."),
    ("lists/fees.csv", "^Yes,offered", "Yes,offred", 2, "the status 'offred' is not one of offered"),
    (
        "lists/fees.csv",
        "^Yes,offered,J1,official",
        "Yes,offered,J1,oficial",
        2,
        "the confidence 'oficial' is not one of official",
    ),
    ("lists/fees.csv", "^Yes,offered,J1", "Yes,offered,J9", 2, "the source 'J9' is not a key of sources.csv."),
    ("lists/fees.csv", "^Yes,offered,J1", "Yes,offered,", 2, "the source is blank"),
    ("lists/fees.csv", "^Yes,", "Yes?,", 2, "'Yes?' holds '?', which Excel reads as a wild card"),
    ("lists/fees.csv", "^Yes,", f"{'Yes' * 67},", 2, "the value is longer than 200 characters"),
    ("lists/fees.csv", "^Yes,", "Va  riable,", 2, "'Va  riable' holds two blanks in a row"),
    ("lists/fees.csv", "^Yes,", "VARIABLE,", 4, "'Variable' stands in line 2 already."),
    ("lists/fees.csv", "^value,status", "value,sattus", 1, "the column 'sattus' is not one of value, status"),
    ("lists/fees.csv", ",confidence\n", "\n", 1, "the column 'confidence' is missing"),
    ("lists/yes_no.csv", "file_value", "file_valeu", 1, "the column 'file_valeu' is not one of value, status"),
    (
        "lists/yes_no.csv",
        "^No,offered,T0,official,false,no",
        "No,offered,T0,official,false,yes",
        3,
        "another value means 'yes' already.",
    ),
    (
        "lists/yes_no.csv",
        "^No,offered,T0,official,false,no",
        "No,offered,T0,official,false,none",
        None,
        "exactly one offered value of the list yes_no",
    ),
    ("lists/boards.csv", "^ABA,offered,T0 J1", "ABA,offered,T0 J1,official", 2, "expected 11 fields, not 12"),
    ("lists/boards.csv", "ABAMCO,yes", "ABAMCO,no", 2, "points_equal_credits of 'ABA' must be yes or blank, not 'no'."),
    (
        "lists/boards.csv",
        "ABIM,0",
        "ABIM,none",
        3,
        "content_selections of 'ABIM' must be a whole number or blank, not 'none'.",
    ),
    (
        "lists/boards.csv",
        "American Board of Internal Medicine",
        "American Board of Anesthesiology",
        3,
        "'American Board of Anesthesiology' is a name of 'ABA' already",
    ),
    (
        "lists/boards.csv",
        "American Board of Internal Medicine",
        "ABIM*",
        3,
        "name of 'ABIM' holds '*', which Excel reads as a wild card",
    ),
    ("lists/boards.csv", "^value,.*", '\\g<0>\n"A,B",announced,J1,official,,,,,,,', 2, "the board 'A,B' has a comma"),
    ("lists/states.csv", "^AL,", "ALA,", 2, "'ALA' does not have the form of the column state: 2 letters."),
    (
        "lists/boards.csv",
        "^ABPMR,announced",
        "ABPMR,offered",
        None,
        "The board ABPMR is offered, but the list credit_types has no value for it",
    ),
    (
        "lists/credit_types.csv",
        "official,ABA,",
        "official,ABX,",
        2,
        "'Lifelong Learning' names the board 'ABX', which the list boards does not have.",
    ),
    ("lists/support_kinds.csv", "in-kind$", "inkind", None, "the rules ask whether kind means 'in-kind'"),
    ("sources.csv", "^J3,", "J1,", 4, "another source has the key 'J1'."),
    ("sources.csv", "^J3,", "J 3,", 4, "a source needs a title, and a key of letters and digits."),
    ("messages.toml", r"^\[cell-error\]", "[Cell error]", None, "it cannot be read as TOML: Expected ']'"),
    ("messages.toml", r"^\[cell-error\]", "[Cell-error]", None, "'Cell-error' is no code of a rule"),
    (
        "messages.toml",
        r"^\[cell-error\]",
        "[cell-eror]",
        None,
        "no rule has the code 'cell-eror', and the words of the rule cell-error are missing; correct the code.",
    ),
    (
        "messages.toml",
        r"^\[cell-error\]",
        "[nothing]",
        None,
        "the words of the rule cell-error are missing; add [cell-error].",
    ),
    (
        "messages.toml",
        '^short = "{header} contains an error"',
        'short = "{heading} contains an error"',
        None,
        "short of [cell-error] has the slot {heading}",
    ),
    (
        "messages.toml",
        '^short = "{header} contains an error"',
        f'short = "{"x" * 101}"',
        None,
        "short of cell-error has 101 characters",
    ),
    (
        "messages.toml",
        r"^message = \"{header} contains an error \({value}\)",
        'message = "{header} contains an error ({value:d})',
        None,
        "message of cell-error has",
    ),
    (
        "messages.toml",
        r"^message = \"{header} contains an error \({value}\)",
        'message = "{header contains an error ({value})',
        None,
        "message of cell-error has",
    ),
    ("messages.toml", 'source = "OURS"', 'source = "OUR"', None, "the source 'OUR' is not a key of sources.csv."),
    ("messages.toml", "^why = .*", "", None, "why of [activity-id-missing] must be a text in quotes."),
]
EDITS = [
    *(("catalog.toml", *row) for row in [*SETTINGS, *TABLES, *LISTS]),
    *(("columns.csv", *row) for row in COLUMNS),
    *VALUES,
]


@pytest.mark.parametrize(("file", "old", "new", "line", "sentence"), EDITS)
def test_an_edit_is_refused_in_one_sentence(
    home: Versions, file: str, old: str, new: str, line: int | None, sentence: str
) -> None:
    home.change(file, old, new)
    with pytest.raises(CatalogError) as raised:
        registry(home.load())
    place, _, said = str(raised.value).partition(": ")
    assert said.startswith(sentence), str(raised.value)
    assert line is None or place == f"{home.path(file)}, line {line}"
    assert re.match(rf"{re.escape(str(home.path('')))}/?\S+\.(toml|csv)", place)
    assert "\n" not in said


@pytest.mark.parametrize(
    ("band", "sentence"),
    [
        ('credit = "Credit"', "the sheet activities has no column 'credit' for a band to begin with."),
        ('city = "Where and when it is"', "the band 'Where and when it is' must have 16 letters at most."),
        ("city = 7", "city of [sheets.activities.bands] must be a text in quotes."),
    ],
)
def test_a_band_that_cannot_stand_over_columns_is_refused(home: Versions, band: str, sentence: str) -> None:
    home.add("catalog.toml", "[sheets.activities.bands]", band)
    line = len(home.path("catalog.toml").read_text(encoding="utf-8").splitlines())
    with pytest.raises(CatalogError) as raised:
        home.load()
    assert str(raised.value) == f"{home.path('catalog.toml')}, line {line}: {sentence}"


def test_ids_that_hidden_columns_have_are_reserved() -> None:
    catalog = load()
    marks = live_marks(catalog)
    taken = [column.id for sheet in marks.sheets.values() for column in sheet.columns]
    assert len(taken) > 100
    assert [name for name in taken if not reserved(name)] == []
    assert [column.id for column in catalog.columns() if reserved(column.id)] == []


def test_a_program_without_a_letter_of_its_own(home: Versions) -> None:
    home.change(
        "catalog.toml", r"^\[programs\.MIPS\]$", '[programs.AC]\ntitle = "AC"\nanswer = "ac"\n\n[programs.MIPS]'
    )
    catalog = home.column("sheet=activities;id=ac;header=AC;kind=choice;list=yes_no").load()
    with pytest.raises(BuildError, match=r"catalog\.toml, line 73: each letter of the id AC stands for something else"):
        live_marks(catalog)


def test_a_folder_without_a_newest_version_is_refused(home: Versions) -> None:
    home.change("catalog.toml", "^newest = true", "newest = false")
    with pytest.raises(CatalogError, match=r"says newest = true in its catalog\.toml"):
        load()


def test_an_organizations_lists_are_named_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    adding = tmp_path / "lists" / "boards.add.csv"
    adding.write_text(
        "value,status,source,confidence,name\nABX,offered,a letter,own,American Board of Surgery\n", encoding="utf-8"
    )
    with pytest.raises(CatalogError) as raised:
        load(overlay=tmp_path)
    sentence = "'American Board of Surgery' is a name of 'ABS' already, so nobody could tell which it means."
    assert str(raised.value) == f"{adding}, line 2: {sentence}"


def test_an_outline_has_only_kinds_that_can_be_entered(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    outline = tmp_path / "lists" / "content_outlines.add.csv"
    text = "value,status,source,confidence,board,kind,path\n1001,offered,a letter,own,ABA,Level 4 ID,A > B > C\n"
    outline.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError) as raised:
        load(overlay=tmp_path)
    known = "Level 3 ID, Tag ID, Free Text"
    assert str(raised.value) == f"{outline}, line 2: the kind 'Level 4 ID' is not one of {known}."


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("profile.toml", "^hx = .*", 'hx = "a b"', r"line \d+: 'a b' cannot be a namespace of hx"),
        (
            "profile.toml",
            "^undated_deletion = .*",
            'undated_deletion = "1900-13-01"',
            r"line \d+: undated_deletion must be",
        ),
        ("profile.toml", "^element = .*", 'element = "1x"', r"line \d+: '1x' is no name in XML"),
        ("profile.toml", "^plain_texts", "plaintexts", r"line \d+: 'plaintexts' is not an entry of the file"),
        ("activity.xml.j2", "{{ r.title }}", "{{ 1 // 0 }}", r"line \d+: the XML profile cannot be used: .* by zero"),
        ("activity.xml.j2", "{{ r.title }}", "{{ r.title + 1 }}", r"line \d+: the XML profile cannot be used: "),
        ("activity.xml.j2", "{{ r.title }}", "{{ titel }}", r"line \d+: the XML profile cannot be used: 'titel'"),
        ("activity.xml.j2", "<lom:general>", "<lom:general>x", r"does not fit its own schema.* not allowed"),
        ("x.xsd.j2", '"types.j2"', '"tpyes.j2"', r"line 1: the XML profile cannot be used: .*tpyes\.j2"),
        (
            "lom.xsd.j2",
            "<xs:sequence>",
            "<xs:sequence",
            r"what it gives, filled in and with the macros of types.j2, is no XML Schema",
        ),
        ("hx.xsd.j2", '"xs:', '"sx:', r"what it gives, filled in and with the macros of types.j2, is no XML Schema"),
    ],
)
def test_a_profile_is_refused_in_one_sentence(home: Versions, file: str, old: str, new: str, sentence: str) -> None:
    catalog = home.change(f"profile/{file}", old, new).load()
    with pytest.raises(Failure, match=sentence) as raised:
        work(catalog)
    assert str(home.path(f"profile/{file}")) in str(raised.value)


def test_a_board_whose_code_has_a_comma(home: Versions) -> None:
    home.add("lists/boards.csv", '"AB,X",announced,OURS,inferred,,,,0,,,')
    with pytest.raises(CatalogError, match=r"boards\.csv, line \d+: the board 'AB,X' has a comma"):
        home.load()
