"""What was learned from a sample gives files of the same structure, which pass every check and lead back to cells."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from generator.catalog import load, versions
from generator.exchange.export import export
from generator.exchange.profile import load_profile
from generator.exchange.source_map import SourceMap
from generator.run.setting_up import SetUp, set_up
from generator.workbook.frames import Batch, batch_in_memory
from tests.accme.samples import DIALECTS, ORDER, TWO, Dialect, sample
from tests.bench.documents import referee
from tests.bench.fuzzing import draws

DAY = dt.date(2026, 11, 26)
Shape = list[tuple[str, str, str, tuple[tuple[str, str], ...], str]]


def learned(text: str, folder: Path) -> SetUp:
    (folder / "own").mkdir(parents=True)
    (folder / "sample.xml").write_text(text, encoding="utf-8")
    return set_up(folder / "sample.xml", DAY, folder / "own")


def under(data: Batch, folder: Path, version: str | None = None) -> Batch:
    """The same rows with the organization's folder over the catalog."""
    catalog = load(version, folder / "own")
    rows = {
        name: {
            int(row): {c.id: sheet.frame[c.id].iloc[at] for c in sheet.sheet.columns if c.id in sheet.frame}
            for at, row in enumerate(sheet.frame.index)
        }
        for name, sheet in data.sheets.items()
    }
    return batch_in_memory("batch.xlsx", catalog, rows)


def shape(path: Path) -> Shape:
    """Prefix, namespace and name, attributes and text of each element, in order."""
    return [
        (
            element.prefix or "", etree.QName(element).namespace or "", etree.QName(element).localname,
            tuple(sorted((str(k), str(v)) for k, v in element.attrib.items())), (element.text or "").strip(),
        )
        for element in etree.parse(str(path)).iter(etree.Element)
    ]  # fmt: skip


def written(folder: Path, version: str | None = None) -> tuple[Batch, Path]:
    data = under(TWO, folder, version)
    export(data, [0, 1], folder / "out.xml")
    return data, folder / "out.xml"


def same(one: Path, other: Path) -> None:
    for left, right in zip_longest(shape(one), shape(other)):
        assert left == right


@dataclass(frozen=True)
class Trip:
    """A sample, what came of the step, and an export after it."""

    folder: Path
    done: SetUp
    data: Batch
    upload: Path


@pytest.fixture(scope="module", params=DIALECTS)
def trip(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Trip:
    folder = tmp_path_factory.mktemp("trip")
    done = learned(sample(DIALECTS[request.param]), folder)
    return Trip(folder, done, *written(folder))


def test_a_round_trip_gives_the_sample_again(trip: Trip) -> None:
    """Every element with its prefix, namespace, attributes and text; the export's own check passes on the way."""
    assert trip.done.clean, trip.done.as_json()
    same(trip.upload, trip.folder / "sample.xml")


def test_the_official_schemas_pass_the_part_that_is_mems(trip: Trip) -> None:
    assert referee(trip.folder / "sample.xml", trip.upload) == "4 activities, 0 invalid"


def test_the_file_leads_back_to_its_cells(trip: Trip) -> None:
    """By line, by the path of what was found, and by a path that leaves prefixes open."""
    sources = SourceMap(trip.data, [0, 1], upload=trip.upload)
    lines = trip.upload.read_text(encoding="utf-8").split("\n")
    at = next(number for number, line in enumerate(lines, 1) if "10.25" in line)
    (element,) = sources.at_line(at).elements
    assert [(s.sheet, s.column, s.position) for s in element.sources] == [("moc", "points", 1)]
    again = sources.at_xpath(element.xpath).elements
    assert again == (element,)
    (title,) = sources.at_xpath("/*/*[2]//*:title/*:string").elements
    assert [(s.sheet, s.column, s.position) for s in title.sources] == [("activities", "title", 1)]
    found = sources.of_cell("activities", "moc_deadline", 0).elements
    assert len(found) == 2
    assert all(element.text in lines[element.line - 1] for element in found)


@pytest.mark.parametrize("version", versions())
def test_every_catalog_version_follows(version: str, tmp_path: Path) -> None:
    learned(sample(DIALECTS["all of it"]), tmp_path)
    data, upload = written(tmp_path, version)
    assert data.catalog.version == version
    same(upload, tmp_path / "sample.xml")


def test_a_path_with_our_own_prefixes_is_understood(tmp_path: Path) -> None:
    learned(sample(DIALECTS["other prefixes"]), tmp_path)
    data, upload = written(tmp_path)
    sources = SourceMap(data, [0, 1], upload=upload)
    for path in ("/*/*[1]//x:boardName", "/*/*[1]//ext:boardName"):
        assert [element.text for element in sources.at_xpath(path).elements] == ["ABA", "ABIM"]


@settings(max_examples=draws(8), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    order=st.permutations(ORDER),
    registration=st.permutations(("boardName", "mocPoints", "MOCCreditType", "CreditClaimDate")),
    prefixes=st.fixed_dictionaries({
        part: st.sampled_from(["", "q", "r", part]) for part in ("root", "mems", "lom", "hx", "a", "x")
    }),
    answers=st.sampled_from([("true", "false"), ("Yes", "No"), ("1", "0"), ("Y", "N")]),
)  # fmt: skip
def test_any_order_and_any_prefixes(
    order: list[str], registration: list[str], prefixes: dict[str, str], answers: tuple[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    folder = tmp_path_factory.mktemp("any")
    dialect = Dialect(prefixes=prefixes, order=order, registration=registration, answers=answers)
    done = learned(sample(dialect), folder)
    assert done.clean, done.as_json()
    same(written(folder)[1], folder / "sample.xml")


def test_without_a_sample_nothing_is_spelled_otherwise(tmp_path: Path) -> None:
    """The file of the product's own profile stays byte for byte what the template writes."""
    plain = export(TWO, [0, 1], tmp_path / "plain.xml")
    assert plain is not None
    assert not load_profile(TWO.catalog).spelling.own
    learned(sample(DIALECTS["own names alone"]), tmp_path)
    _, upload = written(tmp_path)
    text = (tmp_path / "plain.xml").read_text(encoding="utf-8")
    text = text.replace("urn:PLACEHOLDER:accme-root", "urn:example:pars")
    assert upload.read_text(encoding="utf-8") == text.replace(
        "urn:PLACEHOLDER:accme-extension", "urn:example:pars:additions"
    )


def moved(text: str, parent: str, name: str) -> str:
    """The sample with an element put first in each parent of that name."""
    root = etree.fromstring(text.encode())
    for around in root.iterfind(f".//{{*}}{parent}"):
        inside = around.find(f"{{*}}{name}")
        if inside is not None:
            around.insert(0, inside)
    return etree.tostring(root, encoding="unicode")


def test_where_the_standard_leaves_the_order_open_it_is_followed(tmp_path: Path) -> None:
    """MEMS v1 lets `general` and `lom` have their elements in any order (FACTS 1)."""
    text = moved(sample(DIALECTS["own names alone"]), "general", "title")
    assert learned(moved(text, "lom", "healthcareMetadata"), tmp_path).clean
    same(written(tmp_path)[1], tmp_path / "sample.xml")


def test_where_the_standard_fixes_the_order_it_is_not(tmp_path: Path) -> None:
    done = learned(moved(sample(DIALECTS["own names alone"]), "healthcareEducation", "activityFormat"), tmp_path)
    (difference,) = [d for d in done.compared.differences if d.what == "Order in healthcareEducation"]
    assert "MEMS" in difference.why_not
    assert not done.clean
    assert not done.profile.spelling.order
    written(tmp_path)
