"""Values of lists: whose list can refuse, what is read as a value, and what is offered instead (DESIGN, Ideas 1 and 3;
The rules)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from generator.catalog import Catalog, load
from generator.rules.findings import Finding
from generator.run.checking import check_batch
from tests.bench.markdown import batch

CATALOG = load()
TODAY = dt.date(2026, 1, 5)


def moc(catalog: Catalog, cells: str) -> list[Finding]:
    """The findings on the one MOC row whose columns are `cells`, a line each."""
    lines = "".join(f"    | {line} |\n" for line in cells.splitlines())
    found = check_batch(
        batch(
            catalog,
            f"## Activities\n| Title |\n|---|\n| Pain |\n\n## MOC\n| field | row |\n|---|---|\n{lines}",
            complete=True,
        ),
        TODAY,
    )
    return [f for f in found.findings if f.sheet == "MOC"]


def codes(found: list[Finding]) -> list[tuple[str, str]]:
    return [(f.code, str(f.severity)) for f in found]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An organization that lays ABA's outline over the catalog."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "lists").mkdir()
    (folder / "lists" / "content_outlines.csv").write_text(
        "value,status,source,confidence,board,kind,path\n"
        "1001,offered,MOCA outline,own,ABA,Level 3 ID,Pain Medicine > General > Pain Transmission\n"
        "1002,offered,MOCA outline,own,ABA,Level 3 ID,Pain Medicine > General > Airway\n",
        encoding="utf-8",
    )
    return folder


def closed(folder: Path) -> Catalog:
    (folder / "catalog.toml").write_text("[lists]\ncontent_outlines = { closed = true }\n", encoding="utf-8")
    try:
        return load(overlay=folder)
    finally:
        (folder / "catalog.toml").unlink()


ABA = "Board | ABA\nPoints | 2\nCredit type 1 | Lifelong Learning\nPractice area 1 | Pain Medicine\n"


SUPPORTED = """
    ## Activities
    | Commercial support |
    |---|
    | Yes |

    ## Support
    | Supporter | Monetary or in-kind | Amount (USD) |
    |---|---|---|
    | Genentech | Monetary | 500 |
"""


def test_a_supporter_is_compared_with_a_list_of_the_organizations_own_only(tmp_path: Path) -> None:
    def told(catalog: Catalog) -> list[str]:
        found = check_batch(batch(catalog, SUPPORTED, complete=True), TODAY).findings
        return [f.code for f in found if f.field == "supporter"]

    assert told(CATALOG) == []
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "supporters.csv").write_text(
        "value,status,source,confidence\nMedtronic,offered,our list,own\n", encoding="utf-8"
    )
    assert told(load(overlay=tmp_path)) == ["unlisted-value"]


def outlined(catalog: Catalog, cells: str) -> list[Finding]:
    return [f for f in moc(catalog, ABA + cells) if f.field and f.field.startswith("content")]


def test_a_closed_outline_of_an_organization_refuses_what_it_does_not_have(own: Path) -> None:
    strange = "Content area 1 | 9999 nonsense\nContent area 1 kind | Level 3 ID"
    assert ("not-in-list", "invalid") in codes(outlined(closed(own), strange))
    assert ("unlisted-value", "advice") in codes(outlined(load(overlay=own), strange))
    assert codes(outlined(closed(own), "Content area 1 | 9999 nonsense\nContent area 1 kind | Free Text")) == []


def test_an_outline_gives_the_kind_and_its_entries_are_read_as_ids(own: Path) -> None:
    catalog = load(overlay=own)
    assert codes(outlined(catalog, "Content area 1 | '1001")) == []
    assert codes(outlined(catalog, "Content area 1 | 1001 · Pain Transmission")) == []
    assert (
        catalog.lists["content_outlines"].entry(catalog.lists["content_outlines"].offered("ABA")[1]) == "1002 · Airway"
    )


def test_without_an_outline_any_entry_is_taken() -> None:
    assert codes(outlined(CATALOG, "Content area 1 | 9999\nContent area 1 kind | Level 3 ID")) == []


@pytest.mark.parametrize("value", ["Pain Transmission", "Pharmacology"])
def test_a_name_under_the_label_of_an_id_is_told(value: str) -> None:
    assert codes(outlined(CATALOG, f"Content area 1 | {value}\nContent area 1 kind | Level 3 ID")) == [
        ("content-id-is-a-name", "advice")
    ]
    assert codes(outlined(CATALOG, f"Content area 1 | {value}\nContent area 1 kind | Free Text")) == []


def test_only_a_list_that_somebody_vouches_for_refuses_the_value_of_another_board() -> None:
    (found,) = moc(CATALOG, "Board | ABIM\nPractice area 1 | Vascular Surgery")
    assert (found.code, str(found.severity)) == ("not-of-board", "invalid")
    assert found.fix == "Choose again from the drop-down of ABIM."
    guessed = moc(CATALOG, "Board | ABTS\nCredit type 1 | Accredited CME\nPractice area 1 | Vascular Surgery")
    assert [(f.code, str(f.severity)) for f in guessed if f.field == "practice_area_1"] == [
        ("perhaps-of-board", "advice")
    ]


def test_one_word_means_every_area_of_the_board() -> None:
    found = moc(CATALOG, "Board | ABOS\nCredit type 1 | Accredited CME\nPractice area 1 | all")
    assert [f.code for f in found if f.field == "practice_area_1"] == ["all-areas"]
    assert "10" in found[[f.code for f in found].index("all-areas")].message


@pytest.mark.parametrize(
    ("sheet", "header", "typed", "read"),
    [
        ("MOC", "Board", "American Board of Internal Medicine", "ABIM"),
        ("REMS", "REMS program", "Mycophenolate REMS", "Mycophenolate"),
        ("Activities", "State", "texas", "TX"),
        ("Activities", "Country", "United States", "USA"),
    ],
)
def test_full_names_are_read_as_their_code_and_told(sheet: str, header: str, typed: str, read: str) -> None:
    rems = (
        "\n## Activities\n| Register for REMS | Commercial support |\n|---|---|\n| Yes | Yes |\n"
        if sheet == "REMS"
        else ""
    )
    found = check_batch(batch(CATALOG, f"{rems}\n## {sheet}\n| {header} |\n|---|\n| {typed} |\n", complete=True), TODAY)
    own = [f for f in found.findings if f.sheet == sheet and f.value == typed]
    assert [(f.code, read in f.message) for f in own] == [("read-differently", True)]


def test_a_value_that_two_boards_write_differently_is_told_for_each(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "practice_areas.add.csv").write_text(
        "value,status,source,confidence,board\nSleep medicine,offered,letter,own,ABS\n", encoding="utf-8"
    )
    catalog = load(overlay=tmp_path)
    for board, other, own in (("ABA", "Sleep medicine", "Sleep Medicine"), ("ABS", "Sleep Medicine", "Sleep medicine")):
        told = moc(catalog, f"Board | {board}\nPractice area 1 | {other}")
        assert [own in f.message for f in told if f.code == "read-differently"] == [True]
        assert "read-differently" not in dict(codes(moc(catalog, f"Board | {board}\nPractice area 1 | {own}")))


def test_nothing_is_offered_that_is_not_really_near() -> None:
    text = (
        "## Activities\n| Commercial support | Format |\n|---|---|\n| Yes | Live Curse |\n\n## Support\n| Supporter "
        "|\n|---|\n| Medtronic |\n"
    )
    found = {f.field: f for f in check_batch(batch(CATALOG, text, complete=True), TODAY).findings}
    assert "supporter" not in found
    assert "Live Course" in found["format"].fix


def test_a_difference_that_nobody_sees_is_not_told() -> None:
    found = check_batch(
        batch(CATALOG, "## Activities\n| Fee | Format |\n|---|---|\n| No, it's free | Live Course |\n", complete=True),
        TODAY,
    )
    assert not [f for f in found.findings if f.field == "fee"]


def test_a_value_with_characters_that_nobody_sees_is_told_once() -> None:
    """What it is read as is said there too."""
    text = "## Activities\n| Format |\n|---|\n| live\u200b course |\n"
    found = [f for f in check_batch(batch(CATALOG, text, complete=True), TODAY).findings if f.field == "format"]
    assert [(f.code, "live course" in f.message) for f in found] == [("invisible-characters", True)]
