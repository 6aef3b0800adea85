"""Set up as a button: the one-time step of docs/first-upload.md, from the sample that ACCME offers to exports that say
nothing of it any more."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlwings as xw

from addin.conversation import LONGEST, Told
from generator.catalog import load
from generator.exchange.before_upload import before_upload
from generator.exchange.profile import load_profile
from generator.own_lists import VARIABLE, own_lists
from tests.accme.samples import DIALECTS, Dialect, sample
from tests.addin.open_batch import begin, click, go_on
from tests.bench.excel import Engine

PLAIN = DIALECTS["own names alone"]
DONE = "The step before the first upload is done: exports from now on are written as the sample is."


def given(folder: Path, dialect: Dialect, name: str = "sample.xml") -> Path:
    (folder / name).write_text(sample(dialect), encoding="utf-8")
    return folder / name


def step(excel: Engine, file: Path | None, *answers: str) -> Told:
    excel.answers = list(answers)
    told = click("set_up", choose=lambda asked: file)
    assert excel.answers == [], "less was asked than answered"
    return told


def said() -> tuple[str, ...]:
    return before_upload(load_profile(load(overlay=own_lists())))


def profile(home: Path) -> Path:
    (file,) = home.rglob("profile.toml")
    return file


def test_the_step_is_done_from_the_zip_that_accme_offers_without_a_workbook(
    excel: Engine, tmp_path: Path, home: Path
) -> None:
    path = tmp_path / "accme.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Technical files/Sample.xml", sample(DIALECTS["all of it"]))
        archive.writestr("Technical files/Learners.xml", "<ACCMELearnerReports/>")
    assert said()[0].startswith("This file is not ready for PARS yet")
    told = step(excel, path, "yes")
    assert not told.failed
    assert "Is accme.zip ACCME's own sample?" in excel.alerts[0][0]
    assert told.text.startswith(f"{DONE}\n\naccme.zip: 2 activities read.\nWritten: {profile(home)}\n\n")
    assert "Taken from the sample:\n" in told.text
    assert "  Name of the first element: ACCMEActivities → PARSActivities" in told.text
    assert len(told.text) <= LONGEST
    assert said() == ()


def test_the_next_export_is_written_as_the_sample_is(excel: Engine, book: xw.Book, tmp_path: Path) -> None:
    assert "one one-time step is missing" in click("export_xml", book, choose=lambda _: tmp_path / "one.xml").text
    step(excel, given(tmp_path, DIALECTS["other prefixes"]), "yes")
    told = click("export_xml", book, choose=lambda _: tmp_path / "two.xml")
    assert told.text.startswith("Written: ")
    assert "http://accme.example.org/pars/2026" in (tmp_path / "two.xml").read_text(encoding="utf-8")


def test_a_sample_of_another_system_leaves_one_thing_to_do(excel: Engine, tmp_path: Path) -> None:
    file = given(tmp_path, PLAIN, "accepted.xml")
    told = step(excel, file, "no")
    assert told.text.startswith("Upload one activity first and look at it in PARS")
    assert "accepted.xml" in told.text
    assert DONE not in told.text
    told = step(excel, file, "yes")
    assert told.text.startswith(DONE)
    assert said() == ()


def test_again_with_the_same_sample_nothing_changes(excel: Engine, tmp_path: Path, home: Path) -> None:
    file = given(tmp_path, PLAIN)
    step(excel, file, "yes")
    before = profile(home).read_bytes()
    told = step(excel, file, "yes")
    assert "Nothing to change: all of this is kept since 20" in told.text
    assert profile(home).read_bytes() == before


def test_own_settings_change_after_a_yes_only(excel: Engine, tmp_path: Path, home: Path) -> None:
    step(excel, given(tmp_path, PLAIN), "yes")
    before = profile(home).read_bytes()
    other = given(tmp_path, DIALECTS["all of it"], "other.xml")
    told = step(excel, other, "yes", "no")
    question = excel.alerts[-2][0]
    assert question.startswith(f"{profile(home)} says otherwise already:\n  [sample]: sample.xml, 20")
    assert question.endswith("Change that? What else the file says stays.")
    assert "--replace" not in question
    assert len(question) <= LONGEST
    assert told.text == "Nothing was changed."
    assert profile(home).read_bytes() == before
    told = step(excel, other, "yes", "yes")
    assert told.text.startswith(DONE)
    assert 'element = "PARSActivities"' in profile(home).read_text(encoding="utf-8")


def test_an_own_folder_that_is_named_is_the_one_that_learns(
    excel: Engine, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own").mkdir()
    monkeypatch.setenv(VARIABLE, str(tmp_path / "own"))
    step(excel, given(tmp_path, PLAIN), "yes")
    assert (tmp_path / "own" / "profile" / "profile.toml").is_file()
    assert not list(home.rglob("profile.toml"))


def test_what_is_not_followed_comes_before_what_was_taken(excel: Engine, tmp_path: Path) -> None:
    text = sample(PLAIN).replace("</ACCMEActivities>", "")
    place = text.index("</", text.index("ForPublicList"))
    end = text.index(">", place) + 1
    path = tmp_path / "sample.xml"
    path.write_text(f"{text[:end]}<x:Unheard>1</x:Unheard>{text[end:]}</ACCMEActivities>", encoding="utf-8")
    told = step(excel, path, "yes")
    first, second = told.text.index("Only in the sample"), told.text.index("Taken from the sample")
    assert "Unheard" in told.text[first:second]


@pytest.mark.parametrize("content", ["<html/>", "no XML", ""])
def test_a_file_that_is_no_sample_is_one_sentence_and_changes_nothing(
    excel: Engine, tmp_path: Path, home: Path, content: str
) -> None:
    (tmp_path / "x.xml").write_text(content, encoding="utf-8")
    told = step(excel, tmp_path / "x.xml", "yes")
    assert told.failed
    assert "\n" not in told.text
    assert not list(home.rglob("profile.toml"))


def test_without_a_file_nothing_is_asked_or_said(excel: Engine) -> None:
    assert step(excel, None) == Told()
    assert excel.alerts == []


def test_the_dialog_shows_what_accme_offers(excel: Engine) -> None:
    kind, prompt, kinds = begin("set_up")
    assert kind == "which"
    assert prompt == "Which file is ACCME's sample XML for activities, or the zip with it?"
    assert kinds.startswith("Sample XML, or the zip with it")
    assert {"*.xml", "*.zip"} <= set(kinds.split(",")[2].split(";"))
    assert go_on("") == ["told", "", ""]
