"""What an organization's IT may want to change of a catalog is an edit of its files alone; nothing in code knows
better."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from lxml import etree

from generator.catalog import Catalog, load, newest, versions
from generator.exchange.delivery import deliver
from generator.readiness.words import program_words
from generator.report.rule_book import rule_book
from generator.rules.findings import Finding
from generator.run.checking import Checked, check_batch, checked
from generator.template import build, save
from generator.template.layout import lay_out
from generator.template.live import live_marks
from generator.template.validations import validation
from generator.workbook.cells import Cell
from generator.workbook.frames import batch_in_memory
from tests.catalog.versions import VERSION, Versions
from tests.rules.example_batches import example_batch, example_rows

TODAY = dt.date(2026, 7, 1)
Rows = Mapping[str, Sequence[Mapping[str, Cell]]]


def check(catalog: Catalog, example: Mapping[str, object]) -> Checked:
    return check_batch(example_batch(catalog, example), TODAY)  # type: ignore[arg-type]


def codes(findings: Sequence[Finding], field: str) -> list[str]:
    return [finding.code for finding in findings if finding.field == field]


def guard(catalog: Catalog, sheet: str, column: str) -> tuple[str, str]:
    """The formula of a column's validation, and what Excel says when it refuses an entry."""
    place = lay_out(catalog.sheets[sheet], 1, None).place(column)
    rule = validation(place, catalog.sheets[sheet].column(column), catalog, "A2:A9")
    return str(rule.formula1), str(rule.error)


def round_trip(catalog: Catalog, example: Mapping[str, object], folder: Path) -> Checked:
    """The example as a workbook with live marks, read and checked again."""
    rows = {sheet: dict(enumerate(rows, 2)) for sheet, rows in example_rows(example).items()}  # type: ignore[arg-type]
    save(build(catalog, rows=5, rows_of=rows, marks=live_marks(catalog)), folder / "book.xlsx")
    return checked(folder / "book.xlsx", TODAY, None)


def test_a_second_list_that_belongs_to_boards(home: Versions, tmp_path: Path) -> None:
    home.change(
        "catalog.toml",
        r"^\[lists\]$",
        '[lists]\nsubspecialties = { title = "Subspecialties", closed = true, by = "board" }',
    )
    home.add(
        "lists/subspecialties.csv", "value,status,source,confidence,board", "Toxicology,offered,OURS,official,ABIM"
    )
    home.add("lists/subspecialties.csv", "Airway,offered,OURS,official,ABA")
    catalog = home.column(
        "sheet=moc;id=subspecialty;header=Subspecialty;kind=choice;list=subspecialties;depends_on=board"
    ).load()
    assert "o_subspecialties_start" in guard(catalog, "moc", "subspecialty")[0]
    for value, code in (("Toxicology", []), ("Airway", ["not-of-board"]), ("Nothing", ["not-in-list"])):
        result = check(catalog, {"moc": [{"subspecialty": value}]})
        assert codes(result.findings, "subspecialty") == code
    result = round_trip(catalog, {"moc": [{"subspecialty": "toxicology"}]}, tmp_path)
    receipt = deliver(result.batch, result.findings, tmp_path / "out.xml").receipt
    assert receipt["not_sent"][1] == {"sheet": "MOC", "column": "Subspecialty", "rows": [2]}


def test_a_third_rems_program(home: Versions, tmp_path: Path) -> None:
    catalog = home.add("lists/rems_programs.csv", "Clozapine,offered,OURS,official,Clozapine REMS").load()
    activity = {"rems": "Yes", "commercial_support": "Yes"}
    both = {"activities": activity, "rems": [{}, {"program": "clozapine rems"}], "support": [{}]}
    result = round_trip(catalog, both, tmp_path)
    assert "both-rems" in codes(result.findings, "rems")
    assert program_words(result.readiness[0].programs["REMS:Clozapine"]) == "Ready – attest in PARS"
    deliver(result.batch, result.findings, tmp_path / "out.xml")
    tree = etree.parse(tmp_path / "out.xml")
    assert tree.xpath("//*[local-name()='REMSType']/text()") == ["Opioid Analgesic", "Clozapine"]
    assert "REMS: Clozapine" in [column.header for column in live_marks(catalog).readiness]


def test_one_rems_program_only(home: Versions, tmp_path: Path) -> None:
    catalog = home.change("lists/rems_programs.csv", "^Mycophenolate,offered", "Mycophenolate,legacy").load()
    example = {"activities": {"rems": "Yes", "commercial_support": "Yes"}, "rems": [{}], "support": [{}]}
    result = round_trip(catalog, example, tmp_path)
    assert [finding.code for finding in result.findings if finding.severity != "advice"] == []
    assert "both-rems" not in rule_book(catalog)


def test_a_further_web_address(home: Versions) -> None:
    catalog = home.column("sheet=activities;id=help_url;header=Help URL;kind=url").load()
    assert "https://" in guard(catalog, "activities", "help_url")[0]
    assert codes(check(catalog, {"activities": {"help_url": "cme example"}}).findings, "help_url") == ["url-form"]
    assert codes(check(catalog, {"activities": {"help_url": "https://cme.example.org"}}).findings, "help_url") == []


def test_a_further_number_of_credits_with_a_step_of_its_own(home: Versions) -> None:
    home.change(
        "catalog.toml",
        "^points_step = .*$",
        'half_step = { value = 0.5, least = 0.1, most = 9, source = "OURS" }\n\\g<0>',
    )
    catalog = home.column("sheet=activities;id=nursing_hours;header=Nursing hours;kind=credit;step=half_step").load()
    formula, words = guard(catalog, "activities", "nursing_hours")
    assert "/0.5" in formula
    assert words == "Enter a multiple of 0.5, such as 2.5."
    assert codes(check(catalog, {"activities": {"nursing_hours": 1.25}}).findings, "nursing_hours") == ["not-in-steps"]
    assert codes(check(catalog, {"activities": {"nursing_hours": 1.5}}).findings, "nursing_hours") == []


def test_texts_with_a_form_and_a_limit(home: Versions) -> None:
    settings = (
        'grant_mask = {{ value = "G-###", source = "OURS" }}\nnote_limit = {{ value = 10, least = 1, most = 99, source '
        '= "OURS" }}'
    )
    home.change("catalog.toml", "^points_step = .*$", settings.format() + "\n\\g<0>")
    home.column("sheet=activities;id=grant;header=Grant;kind=id;form=must:grant_mask")
    home.column("sheet=activities;id=project;header=Project;kind=text;form=usual:grant_mask")
    home.column("sheet=activities;id=region;header=Region;kind=text;form=letters:3")
    catalog = home.column("sheet=activities;id=note;header=Note;kind=text;limit=note_limit").load()
    odd = {"grant": "G-12", "project": "G-12", "region": "12", "note": "longer than ten"}
    findings = check(catalog, {"activities": odd}).findings
    assert {field: codes(findings, field) for field in odd} == {
        "grant": ["form-broken"], "project": ["form-unusual"], "region": ["form-broken"], "note": ["text-too-long"],
    }  # fmt: skip
    assert (
        next(f.message for f in findings if f.field == "grant") == "G-12 does not have the form of this column: G-###."
    )
    fine = check(
        catalog, {"activities": {"grant": "g-123", "project": "G-123", "region": "ABC", "note": "short"}}
    ).findings
    assert not any(codes(fine, field) for field in odd)
    assert guard(catalog, "activities", "grant")[1] == "This column takes the form G-###, where # is a digit."


def test_a_further_content_area_of_a_board(home: Versions, tmp_path: Path) -> None:
    home.column(
        "sheet=moc;id=content_3;header=Content area 3;kind=choice;list=content_outlines;depends_on=board;"
        "entered_as=content_3_kind"
    )
    home.column(
        "sheet=moc;id=content_3_kind;header=Content area 3 kind;kind=choice;list=content_kinds;family=content_kind"
    )
    catalog = home.column("sheet=moc;id=content_3_tag;header=Content area 3 tag;kind=id;family=content_tag").load()
    row = {
        "board": "ABA",
        "credit_type_1": "Lifelong Learning",
        "practice_area_1": "Pain Medicine",
        "content_3": "1003",
    }
    assert codes(check(catalog, {"moc": [row]}).findings, "content_3_kind") == ["content-kind-missing"]
    result = check(catalog, {"moc": [{**row, "content_3_kind": "Level 3 ID"}]})
    deliver(result.batch, result.findings, tmp_path / "out.xml")
    assert etree.parse(tmp_path / "out.xml").xpath("//*[local-name()='keyword']/@source") == ["01_ABAMCO"]


@pytest.mark.parametrize("title", ["Boards", "Boards & more", "MOC2"])
def test_another_tab_and_another_header(home: Versions, tmp_path: Path, title: str) -> None:
    home.change("catalog.toml", '^title = "MOC"$', f'title = "{title}"')
    catalog = home.change("columns.csv", "Practice area {n}", "Area of practice {n}").load()
    result = round_trip(catalog, {"moc": [{"points": 9.0}]}, tmp_path)
    assert [finding.place for finding in result.findings if finding.code == "points-above-credits"] == [f"{title}!D2"]


def test_answers_in_another_language(home: Versions, tmp_path: Path) -> None:
    home.change("lists/yes_no.csv", "^Yes", "Oui").change("lists/yes_no.csv", "^No", "Non")
    catalog = home.load()
    answers = {"passport": "Oui", "moc": "Oui", "moc_attestation": "Oui"}
    result = round_trip(catalog, {"activities": answers}, tmp_path)
    assert [finding.code for finding in result.findings if finding.severity != "advice"] == []
    deliver(result.batch, result.findings, tmp_path / "out.xml")
    assert etree.parse(tmp_path / "out.xml").xpath("//*[local-name()='ForPublicList']/text()") == ["true"]


def test_a_program_without_rows(home: Versions) -> None:
    home.change(
        "catalog.toml", r"^\[programs\.MIPS\]$", '[programs.QCDR]\ntitle = "QCDR"\nanswer = "qcdr"\n\n[programs.MIPS]'
    )
    catalog = home.column("sheet=activities;id=qcdr;header=QCDR;kind=choice;list=yes_no").load()
    result = check(catalog, {"activities": {"qcdr": "Yes"}})
    assert program_words(result.readiness[0].programs["QCDR"]) == "Complete"
    assert "QCDR" in [column.header for column in live_marks(catalog).readiness]


def test_a_version_without_measured_outcomes(home: Versions) -> None:
    catalog = home.change("columns.csv", r"(?:^activities,outcome_.*\n)+", "").load()
    result = check(catalog, {"activities": {"close_record": "Yes"}})
    assert "outcome-missing" not in {finding.code for finding in result.findings}
    assert "outcome_knowledge" not in result.readiness[0].to_close
    assert live_marks(catalog)


@pytest.fixture
def modules(home: Versions) -> Catalog:
    """A catalog with a third program that has rows: improvement modules, each attested in its row."""
    home.change(
        "catalog.toml", r"^\[sheets\.support\]$",
        '[sheets.pims]\ntitle = "PIM"\nprefix = "pim"\nanswer = "pim"\nhelp = "One row for each."\n\n[sheets.support]',
    ).change(
        "catalog.toml", r"^\[programs\.MIPS\]$",
        '[programs.PIM]\ntitle = "PIM"\nsheet = "pims"\ncolumn = "module"\nsee = "See the modules"\n'
        'attestation = "attested"\nattest = "Attest {value} in PARS."\n\n[programs.MIPS]',
    )  # fmt: skip
    home.change("catalog.toml", r"^\[lists\]$", '[lists]\nmodules = { title = "Modules", closed = true }')
    home.add("lists/modules.csv", "value,status,source,confidence", "Asthma,offered,OURS,official")
    home.add("lists/modules.csv", "Sleep,offered,OURS,official")
    home.column("sheet=activities;id=pim;header=PIM;kind=choice;list=yes_no")
    home.column("sheet=pims;id=provider_activity_id;header=Provider activity ID;kind=id;needed=yes")
    home.column("sheet=pims;id=attested;header=PIM attestation;kind=choice;list=yes_no;sent=no")
    return home.column("sheet=pims;id=module;header=Module;kind=choice;list=modules;needed=yes").load()


ID = "provider_activity_id"


@pytest.mark.parametrize(
    ("answer", "rows", "code", "words"),
    [
        ("Yes", [], "program-without-row", {"PIM": "Missing Required Information: PIM without a row"}),
        ("No", [{"module": "Sleep"}], "program-rows-against-no", None),
        ("Yes", [{"module": None}], "program-value-missing", {"PIM": "Will not save in PARS: Module is missing"}),
        ("Yes", [{"module": "Sleep"}] * 2, "program-value-repeated", None),
        ("Yes", [{"module": "Sleep", "attested": None}], "program-attestation-missing", None),
        ("Yes", [{"module": "sleep"}], None, {"PIM:Sleep": "Ready – attest in PARS", "PIM:Asthma": "—"}),
    ],
)
def test_a_third_program_with_rows(
    modules: Catalog,
    answer: str,
    rows: Sequence[Mapping[str, Cell]],
    code: str | None,
    words: Mapping[str, str] | None,
) -> None:
    cells = {sheet: dict(enumerate(r, 2)) for sheet, r in example_rows({"activities": {"pim": answer}}).items()}
    cells["pims"] = {n: {ID: "CME-1", "attested": "Yes", **row} for n, row in enumerate(rows, 2)}
    result = check_batch(batch_in_memory("x", modules, cells), TODAY)
    own = {f.code for f in result.findings if f.severity != "advice" and (f.sheet == "PIM" or f.field == "pim")}
    assert own == ({code} if code else set())
    for name, text in (words or {}).items():
        assert program_words(result.readiness[0].programs[name]) == text


def test_rows_of_a_program_that_the_file_has_no_place_for_are_told(modules: Catalog, tmp_path: Path) -> None:
    rows = {sheet: dict(enumerate(rows, 2)) for sheet, rows in example_rows({"activities": {"pim": "Yes"}}).items()}
    rows["pims"] = {2: {ID: "CME-1", "module": "Asthma", "attested": "Yes"}}
    result = check_batch(batch_in_memory("x", modules, rows), TODAY)
    save(build(modules, rows=5, rows_of=rows, marks=live_marks(modules)), tmp_path / "book.xlsx")
    assert checked(tmp_path / "book.xlsx", TODAY, None).findings == result.findings
    receipt = deliver(result.batch, result.findings, tmp_path / "out.xml").receipt
    assert receipt["rows"]["PIM"] == {"read": 1, "exported": 0, "held_back": 1, "left_out": 0}
    reasons = [entry["reasons"][0]["message"] for entry in receipt["held_back"]]
    assert reasons == ["The upload file has no place for the rows of this sheet."]


def test_a_program_without_rows_can_be_attested(home: Versions, tmp_path: Path) -> None:
    home.change(
        "catalog.toml", "^answer = \"mips\"$",
        'answer = "mips"\nattestation = "mips_attested"\nattest = "Attest MIPS in PARS."',
    )  # fmt: skip
    catalog = home.column(
        "sheet=activities;id=mips_attested;header=MIPS attestation;kind=choice;list=yes_no;sent=no"
    ).load()
    result = check(catalog, {"activities": {"mips": "Yes"}})
    assert codes(result.findings, "mips_attested") == ["program-attestation-missing"]
    receipt = deliver(result.batch, result.findings, tmp_path / "out.xml").receipt
    [todo] = [line for line in receipt["after_upload"][0]["do"] if "MIPS" in line]
    assert todo == "Attest MIPS in PARS. The workbook has no Yes for this attestation yet."


def test_what_an_own_template_does_not_write_is_told(home: Versions, tmp_path: Path) -> None:
    home.change("profile/activity.xml.j2", "^{% if r.passport %}$", '{% if r.passport and r.fee == "Yes" %}')
    result = check(home.load(), {"activities": {"fee": "Variable"}})
    receipt = deliver(result.batch, result.findings, tmp_path / "out.xml").receipt
    assert {"sheet": "Activities", "column": "List on CME Passport", "rows": [2]} in receipt["not_sent"]


def test_the_newest_version_is_the_highest_that_says_so(home: Versions) -> None:
    for version, text in (("2025.2", "newest = true"), ("2025.10", "newest = true"), ("2026.1", "newest = false")):
        (home.folder / version).mkdir()
        for path in home.path("").iterdir():
            (home.folder / version / path.name).symlink_to(path)
        toml = home.folder / version / "catalog.toml"
        toml.unlink()
        shipped = home.path("catalog.toml").read_text(encoding="utf-8")
        toml.write_text(
            shipped.replace("newest = true", text).replace(f'version = "{VERSION}"', f'version = "{version}"'), "utf-8"
        )
    newest.cache_clear()
    assert versions() == ["2025.1", "2025.2", "2025.10", "2026.1"]
    assert newest() == "2025.10"
    assert load().version == "2025.10"
