"""Which files are samples, and that hostile ones are refused in one sentence without being unpacked."""

from __future__ import annotations

import re
import struct
import zipfile
from pathlib import Path

import pytest

from generator.accme.files import sample_file
from generator.accme.sample import read_sample
from generator.failure import Failure
from tests.accme.samples import Dialect, sample

SAMPLE = sample(Dialect())


def zipped(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def refused(path: Path) -> str:
    with pytest.raises(Failure) as caught, sample_file(path) as file:
        read_sample(file)
    sentence = str(caught.value)
    assert sentence.count("\n") == 0
    assert sentence.endswith(".")
    return sentence


def test_the_zip_that_accme_offers_holds_other_files_too(tmp_path: Path) -> None:
    """Schemas, a learner sample and what a Mac adds are passed over."""
    path = zipped(
        tmp_path / "accme.zip",
        {
            "Technical files/ACCMEActivities.xsd": "<xs:element name='MedicalEducationMetrics'/>",
            "Technical files/deep/er/Sample activities.XML": SAMPLE,
            "Technical files/Sample learners.xml": "<ACCMELearnerReports/>",
            "__MACOSX/Technical files/._Sample activities.XML": "MedicalEducationMetrics",
            "readme.txt": "MedicalEducationMetrics",
        },
    )
    with sample_file(path) as file:
        assert (file.name, file.xml.name) == ("accme.zip", "Sample activities.XML")
        assert read_sample(file).activities == 2
    assert not file.xml.exists()


def test_several_samples_are_named(tmp_path: Path) -> None:
    sentence = refused(zipped(tmp_path / "s.zip", {"a.xml": SAMPLE, "b/c.xml": SAMPLE, "d.xml": "<x/>"}))
    assert "a.xml, b/c.xml" in sentence
    assert "d.xml" not in sentence
    assert "unpack it" in sentence


def test_a_zip_without_a_sample_names_what_it_has(tmp_path: Path) -> None:
    assert "(its XML files: learners.xml)" in refused(zipped(tmp_path / "s.zip", {"learners.xml": "<x/>", "a.xsd": ""}))


def test_names_that_lead_elsewhere_lead_nowhere(tmp_path: Path) -> None:
    for number, name in enumerate(
        ("../../evil.xml", "/etc/evil.xml", "C:\\evil.xml", "con.\n.xml", "x" * 300 + ".xml")
    ):
        path = zipped(tmp_path / f"{number}.zip", {name: SAMPLE})
        with sample_file(path) as file:
            assert file.xml.parent != tmp_path
            assert read_sample(file).activities == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"{n}.zip" for n in range(5)]


def test_an_excel_workbook_is_called_that(tmp_path: Path) -> None:
    workbook = zipped(tmp_path / "t.xlsx", {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})
    assert "is an Excel workbook" in refused(workbook)


def test_a_protected_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path / "s.zip", {"a.xml": SAMPLE})
    data = bytearray(path.read_bytes())
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(sign) + at
        data[place : place + 2] = struct.pack("<H", 1)
    path.write_bytes(data)
    assert "protected with a password" in refused(path)


def test_a_zip_with_ten_thousand_files(tmp_path: Path) -> None:
    many: dict[str, str | bytes] = {f"folder/{n}.xml": "<x/>" for n in range(10_000)}
    assert "more than 1,000 files" in refused(zipped(tmp_path / "s.zip", many))


def test_a_zip_bomb(tmp_path: Path) -> None:
    bomb = b"<!-- MedicalEducationMetrics -->" + b" " * (60 * 1024**2)
    assert "unpacks to far more" in refused(zipped(tmp_path / "s.zip", {"a.xml": bomb}))


def test_a_zip_that_lies_about_its_sizes(tmp_path: Path) -> None:
    path = zipped(tmp_path / "s.zip", {"a.xml": SAMPLE + " " * 30 * 1024**2})
    data = bytearray(path.read_bytes())
    place = data.find(b"PK\x01\x02") + 24
    data[place : place + 4] = struct.pack("<I", len(SAMPLE) - 50)
    path.write_bytes(data)
    assert "cannot be unpacked" in refused(path)


@pytest.mark.parametrize("cut", [40, 400, -30])
def test_a_broken_zip(tmp_path: Path, cut: int) -> None:
    path = zipped(tmp_path / "s.zip", {"a.xml": SAMPLE})
    path.write_bytes(path.read_bytes()[:cut])
    assert "cannot be unpacked" in refused(path)


HEAD = '<?xml version="1.0"?>'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty|XML"),
        ("not XML", "cannot be read as XML"),
        (f"{HEAD}<!DOCTYPE a [<!ENTITY b 'c'>]>{SAMPLE.partition('?>')[2]}", "document type"),
        (SAMPLE + "<second/>", "cannot be read as XML"),
        (SAMPLE[:-40], "cannot be read as XML"),
        (f"{HEAD}<ACCMEActivities/>", "holds no activity"),
        (f"{HEAD}<MedicalEducationMetrics/>", "without the element that PARS wants around"),
        (f"{HEAD}<Envelope><Body>{SAMPLE.partition('?>')[2]}</Body></Envelope>", "stand deeper"),
        (f"{HEAD}<r>{'<a>' * 5000}", "XML|deep|elements"),
        (
            f"{HEAD}<r><MedicalEducationMetrics>{''.join(f'<e{n}/>' for n in range(6000))}"
            "</MedicalEducationMetrics></r>",
            "more than 200 different elements",
        ),
        (
            f"{HEAD}<r><MedicalEducationMetrics>{''.join(f'<e{n % 99}><f{n}/></e{n % 99}>' * 2 for n in range(6000))}"
            "</MedicalEducationMetrics></r>",
            "more than",
        ),
        (
            HEAD + "<r>" + "".join(f"<MedicalEducationMetrics><e{n}/></MedicalEducationMetrics>" for n in range(6000)),
            "5,000 different elements",
        ),
    ],
)
def test_what_is_no_sample(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "s.xml").write_text(text, encoding="utf-8")
    assert re.search(words, refused(tmp_path / "s.xml"))


def test_what_is_not_there(tmp_path: Path) -> None:
    assert "does not exist" in refused(tmp_path / "s.xml")
    assert "not an ordinary file" in refused(tmp_path)


def test_a_tag_without_end_is_not_kept_in_memory(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")  # Windows has none
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    attributes = " ".join(f'a{n}="1"' for n in range(200_000))
    path = zipped(tmp_path / "s.zip", {"a.xml": f"{HEAD}<ACCMEActivities {attributes}><MedicalEducationMetrics/>"})
    assert refused(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024
