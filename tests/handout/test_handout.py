"""The folder that is handed out, read back by poppler: what a person and a screen reader find in the guide."""

import re
import subprocess
from pathlib import Path

import pytest

from generator.catalog import CatalogError, load
from generator.failure import Failure
from generator.handout.page import pdf_of
from generator.handout.text import ANYBODY, guide_text
from generator.handout.write import GUIDE, LONGEST_CONTACT, hand_out
from generator.targets import template_name
from generator.template.style import MARKS
from generator.workbook.read import read
from tests.upkeep.closed import by_openpyxl

CATALOG = load()
PAGE = Path(__file__).parents[2] / "docs" / "handout.md"
DANA = "Dana Reyes, cme@alderfalls.example"


def poppler(program: str, *arguments: object) -> str:
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=True).stdout


def text_of(pdf: Path) -> str:
    return " ".join(poppler("pdftotext", "-layout", pdf, "-").split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handout") / "for surgery"
    hand_out(CATALOG, folder, boards=["ABA", "ABS"], rows=5, contact=DANA)
    return folder


def test_the_folder_holds_a_template_and_its_guide(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [GUIDE, template_name(CATALOG.version)]
    batch = read(folder / template_name(CATALOG.version), lambda version, areas: load(version, None, areas))
    assert not any(map(len, batch.sheets.values()))


def test_the_guide_is_one_letter_page_with_title_and_language(folder: Path) -> None:
    told = poppler("pdfinfo", folder / GUIDE)
    assert re.search(r"^Pages: +1$", told, re.MULTILINE)
    assert re.search(r"^Page size: +612 x 792 pts \(letter\)$", told, re.MULTILINE)
    assert re.search(r"^Title: +How to fill in the PARS workbook$", told, re.MULTILINE)
    assert re.search(r"^Tagged: +yes$", told, re.MULTILINE)
    assert b"/Lang (en-US)" in (folder / GUIDE).read_bytes()


def test_its_fonts_travel_with_it(folder: Path) -> None:
    lines = poppler("pdffonts", folder / GUIDE).splitlines()[2:]
    assert {line.split()[0].partition("+")[2] for line in lines} == {"DejaVuSans", "DejaVuSans-Bold"}
    assert all(re.search(r"\byes +yes +yes\b", line) for line in lines)  # embedded, a part of it, with its letters


def test_it_says_what_the_catalog_says(folder: Path) -> None:
    told = text_of(folder / GUIDE)
    assert "Your workbook has ABA and ABS." in told
    assert "ABIM" not in told
    assert DANA in told
    assert "MOC attestation on Activities and Attestation on REMS are declarations: Yes only once the person" in told
    assert template_name(CATALOG.version) in told
    for mark in MARKS.values():
        assert mark.sign in told
        assert mark.meaning.split(". ")[0].rstrip(".") in told or mark.meaning.split()[0] in told
    for sheet in CATALOG.sheets.values():
        assert sheet.title in told


def test_its_structure_is_that_of_the_text(folder: Path) -> None:
    told = poppler("pdfinfo", "-struct-text", folder / GUIDE)
    kinds = re.findall(r"^ *([A-Z]\w*)(?: \(block\)|:)?$", told, re.MULTILINE)
    text = guide_text(CATALOG, template_name(CATALOG.version), ["ABA", "ABS"], DANA)
    rows = [line for line in text.splitlines() if line.startswith("|") and not line.startswith("|---")]
    assert kinds.count("H1") == 1
    assert kinds.count("H2") == text.count("\n## ")
    assert kinds.count("Table") == text.count("|---|---|---|")
    assert kinds.count("TR") == len(rows)
    assert kinds.count("TH") == 3 * kinds.count("Table")
    assert kinds.count("TD") == 3 * (len(rows) - kinds.count("Table"))
    assert kinds.count("LI") == kinds.count("Lbl") == kinds.count("LBody") == text.count("\n- ")
    shown = " ".join(re.findall(r'"(.*)"', told))
    assert shown.index("2. Type") < shown.index("Activities") < shown.index("3. Read") < shown.index("4. Send")


def test_same_arguments_same_bytes(folder: Path, tmp_path: Path) -> None:
    hand_out(CATALOG, tmp_path / "again", boards=["ABA", "ABS"], rows=5, contact=DANA)
    for name in (GUIDE, template_name(CATALOG.version)):
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()


def test_the_page_of_the_documentation_is_the_guide() -> None:
    """`make guide` writes it."""
    text = guide_text(CATALOG, template_name(CATALOG.version))
    assert PAGE.read_text(encoding="utf-8") == text
    assert ANYBODY in text


@pytest.mark.parametrize("contact", ["a*b*_c_ <d> & {e} | f", "José Núñez, Ž. Ψ", "#1 [x](y) `z`"])
def test_a_name_means_itself(contact: str, tmp_path: Path) -> None:
    (tmp_path / "g.pdf").write_bytes(pdf_of(guide_text(CATALOG, "t.xlsx", contact=contact)))
    assert contact in text_of(tmp_path / "g.pdf")


def test_a_long_text_is_set_smaller_and_then_goes_on_overleaf(tmp_path: Path) -> None:
    for times, pages in ((1, "1"), (6, "1"), (60, "2")):
        path = tmp_path / f"{times}.pdf"
        path.write_bytes(pdf_of("# T\n" + "\n- word word word word word word word word word word word" * times))
        if times < 60:
            assert f"Pages:           {pages}\n" in poppler("pdfinfo", path)
    path.write_bytes(pdf_of("# T\n" + "\n- " + "word " * 300 + ("\n- " + "word " * 300) * 9))
    told = poppler("pdfinfo", path)
    assert int(re.findall(r"Pages: +(\d+)", told)[0]) > 1
    assert "Tagged:          yes" in told
    assert poppler("pdftotext", path, "-").count("word") == 3000


def test_letters_that_the_font_lacks(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"^The guide's font has no 字 漢; write it in other letters\.$"):
        hand_out(CATALOG, tmp_path / "new", contact="漢字")
    with pytest.raises(CatalogError):
        hand_out(CATALOG, tmp_path / "new", boards=["ABXYZ"])
    assert not (tmp_path / "new").exists()


def test_what_an_earlier_handout_wrote_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    template, guide = hand_out(CATALOG, tmp_path, rows=2, live=False)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Failure, match="exists already"):
        hand_out(CATALOG, tmp_path, rows=2, live=False)
    hand_out(CATALOG, tmp_path, rows=3, live=False, contact=DANA, replace=True)
    whole = guide.read_bytes()
    guide.write_bytes(whole[:-1] + b" note\n")
    before = template.read_bytes()
    with pytest.raises(Failure, match="is no guide as an earlier handout wrote it"):
        hand_out(CATALOG, tmp_path, rows=4, live=False, replace=True)
    assert template.read_bytes() == before
    guide.write_bytes(whole)
    by_openpyxl(template, lambda book: book["Activities"].__setitem__("E2", "My first activity"))
    with pytest.raises(Failure, match="a PARS workbook with rows, which is never replaced"):
        hand_out(CATALOG, tmp_path, rows=4, live=False, replace=True)
    assert guide.read_bytes() == whole
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_cannot_be_made_or_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for place, words in ((tmp_path / "file", "file is a file, and"), (tmp_path / "no" / "such", "cannot be made")):
        with pytest.raises(Failure, match=words):
            hand_out(CATALOG, place, rows=2, live=False)
    (tmp_path / "full" / GUIDE).mkdir(parents=True)
    with pytest.raises(Failure, match="is a folder"):
        hand_out(CATALOG, tmp_path / "full", rows=2, live=False)
    assert [path.name for path in (tmp_path / "full").iterdir()] == [GUIDE]


@pytest.mark.parametrize("letters", ["W", "Dana Reyes, cme@alderfalls.example, "])
def test_the_longest_contact_leaves_one_page(tmp_path: Path, letters: str) -> None:
    longest = (letters * LONGEST_CONTACT)[:LONGEST_CONTACT]
    path = tmp_path / "g.pdf"
    path.write_bytes(pdf_of(guide_text(CATALOG, template_name(CATALOG.version), contact=longest)))
    assert re.search(r"^Pages: +1$", poppler("pdfinfo", path), re.MULTILINE)
    assert "".join(longest.split()) in "".join(text_of(path).split())


def test_a_contact_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"^--contact takes 200 characters at most, .* has 201; give a name"):
        hand_out(CATALOG, tmp_path / "new", contact="D" * (LONGEST_CONTACT + 1))
    assert not (tmp_path / "new").exists()
