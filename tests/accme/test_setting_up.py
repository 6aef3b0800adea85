"""The one-time step: what differs is shown and kept, what an organization has said stays, and every export knows."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from addin.exporting import _told
from generator.catalog import load
from generator.cli.app import app
from generator.exchange.before_upload import before_upload
from generator.exchange.delivery import deliver
from generator.exchange.profile import load_profile
from generator.failure import Failure
from generator.run.setting_up import SetUp, set_up
from tests.accme.samples import DIALECTS, ORDER, STANDARD, TWO, XSI, Dialect, sample
from tests.accme.test_round_trip import under

DAY = dt.date(2026, 11, 26)
PLAIN = DIALECTS["own names alone"]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "own").mkdir()
    return tmp_path / "own"


def given(text: str, own: Path, name: str = "sample.xml") -> Path:
    path = own.parent / name
    path.write_text(text, encoding="utf-8")
    return path


def step(text: str, own: Path, **options: bool) -> SetUp:
    return set_up(given(text, own), DAY, own, **options)


def refused(text: str, own: Path, **options: bool) -> str:
    before = {path: path.read_bytes() for path in own.rglob("*") if path.is_file()}
    with pytest.raises(Failure) as caught:
        step(text, own, **options)
    assert {path: path.read_bytes() for path in own.rglob("*") if path.is_file()} == before
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def differences(done: SetUp) -> dict[str, tuple[str, str, bool]]:
    return {d.what: (d.ours, d.sample, not d.why_not) for d in done.compared.differences}


def test_what_differs_is_shown_side_by_side(own: Path) -> None:
    done = step(sample(DIALECTS["all of it"]), own)
    shown = differences(done)
    assert shown["Name of the first element"] == ("ACCMEActivities", "PARSActivities", True)
    assert shown["Namespace of the first element, PARSActivities"] == ("urn:PLACEHOLDER:accme-root", "", True)
    assert shown["Namespace of ACCME's additions in XtensibleInfo"] == (
        "urn:PLACEHOLDER:accme-extension", "https://example.org/pars?v=1&w=2", True,
    )  # fmt: skip
    assert shown["Prefix of ACCME's additions in XtensibleInfo"] == ("x", "(none)", True)
    assert shown["Attribute noNamespaceSchemaLocation of the first element"] == ("", "p.xsd", True)
    assert shown["Day in CreditClaimDate"] == ("YYYY-MM-DD", "YYYYMMDD", True)
    assert shown["Answer in closeActivityRecord"] == ("true/false", "1/0", True)
    assert shown["Order in MOCRegistration"][1] == "CreditClaimDate, MOCCreditType, mocPoints, boardName"
    assert set(STANDARD.values()) & {text for pair in shown.values() for text in pair[:2]} == set()
    assert done.clean


def test_it_is_recorded_with_the_digest_the_name_and_the_day(own: Path) -> None:
    text = sample(PLAIN)
    done = step(text, own)
    digest = hashlib.sha256(text.encode()).hexdigest()
    profile = load_profile(load(overlay=own))
    assert profile.confirmed == digest
    assert profile.learned is not None
    assert (profile.learned.name, profile.learned.sha256, profile.learned.day) == ("sample.xml", digest, "2026-11-26")
    assert done.files == (own / "profile" / "profile.toml",)
    assert [path.name for path in own.rglob("*") if path.is_file()] == ["profile.toml"]


def test_again_with_the_same_sample_nothing_changes(own: Path) -> None:
    step(sample(DIALECTS["all of it"]), own)
    before = (own / "profile" / "profile.toml").read_bytes()
    done = set_up(own.parent / "sample.xml", dt.date(2027, 1, 2), own)
    assert done.files == ()
    assert differences(done) == {}
    assert done.as_json()["since"] == "2026-11-26"
    assert (own / "profile" / "profile.toml").read_bytes() == before


def test_the_folder_is_made_where_the_program_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr("sys.platform", "linux")
    (tmp_path / "s.xml").write_text(sample(PLAIN), encoding="utf-8")
    done = set_up(tmp_path / "s.xml", DAY, None)
    assert done.files == (tmp_path / "config" / "pars-batch" / "catalog" / "profile" / "profile.toml",)


def test_a_folder_of_a_version_gets_it_too(own: Path) -> None:
    (own / "2025.1").mkdir()
    done = step(sample(PLAIN), own)
    assert set(done.files) == {own / "profile" / "profile.toml", own / "2025.1" / "profile" / "profile.toml"}
    for version in ("2025.1", "2026.1"):
        assert load_profile(load(version, own)).missing == ()


# --- what the organization has said already


OWN = """\
# ours, by Dr. Meier
name = "Our profile"   # with a word behind it
confirmed = false
content_outlines = "keyword"
plain_texts = false
undated_deletion = "1999-12-31"

[root]
element = "ACCMEActivities"

# no attributes
[root.attributes]

# the two to be replaced
[namespaces]
root = "urn:PLACEHOLDER:accme-root"
mems = "http://ns.medbiq.org/metrics/v1/"
lom = "http://ltsc.ieee.org/xsd/LOM"
hx = "http://ns.medbiq.org/lom/extend/v1/"
a = "http://ns.medbiq.org/address/v1/"
x = "urn:PLACEHOLDER:accme-extension"  # theirs
"""


def said(own: Path, text: str = OWN) -> Path:
    (own / "profile").mkdir()
    (own / "profile" / "profile.toml").write_text(text, encoding="utf-8")
    return own / "profile" / "profile.toml"


def test_what_an_own_profile_says_besides_is_kept(own: Path) -> None:
    file = said(own)
    (own / "profile" / "activity.xml.j2").write_text(
        load().file("profile/activity.xml.j2").read_text(encoding="utf-8") + "{# ours #}", encoding="utf-8"
    )
    step(sample(DIALECTS["all of it"]), own)
    profile = load_profile(load(overlay=own))
    assert (profile.name, profile.plain_texts, profile.undated_deletion) == ("Our profile", False, "1999-12-31")
    text = file.read_text(encoding="utf-8")
    for line in ("# ours, by Dr. Meier", 'name = "Our profile"   # with a word behind it', "# the two to be replaced"):
        assert line in text.splitlines()
    assert (own / "profile" / "activity.xml.j2").read_text(encoding="utf-8").endswith("{# ours #}")


def test_names_set_by_hand_are_not_changed_without_replace(own: Path) -> None:
    file = said(own, OWN.replace("urn:PLACEHOLDER:accme-root", "urn:by-hand"))
    sentence = refused(sample(PLAIN), own)
    assert "root of [namespaces]: urn:by-hand would become urn:example:pars" in sentence
    assert str(file) in sentence
    assert "accme-extension" not in sentence
    done = step(sample(PLAIN), own, replace=True)
    assert done.files == (file,)
    assert load_profile(load(overlay=own)).namespaces["root"] == "urn:example:pars"


def test_another_sample_needs_replace(own: Path) -> None:
    step(sample(PLAIN), own)
    assert "--replace" in refused(sample(DIALECTS["other prefixes"]), own)
    step(sample(DIALECTS["other prefixes"]), own, replace=True)
    back = step(sample(PLAIN), own, replace=True)
    assert not back.profile.spelling.own


def test_what_was_confirmed_by_hand_gets_its_digest(own: Path) -> None:
    hand = OWN.replace("confirmed = false", "confirmed = true")
    hand = hand.replace("urn:PLACEHOLDER:accme-root", "urn:example:pars")
    said(own, hand.replace("urn:PLACEHOLDER:accme-extension", "urn:example:pars:additions"))
    assert before_upload(load_profile(load(overlay=own))) == ()
    done = step(sample(PLAIN), own)
    assert isinstance(done.profile.confirmed, str)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = [", "cannot be read as TOML"),
        (OWN.replace("[namespaces]", "namespaces.root = 'urn:y'\n[nowhere]"), "nowhere|namespaces"),
        (
            OWN.replace("[root]\n", '[root]\nattributes = { version = "1" }\n').replace("[root.attributes]\n", ""),
            "cannot be ch|=|otherwise",
        ),
    ],
)
def test_an_own_profile_that_cannot_be_changed_stays(own: Path, text: str, words: str) -> None:
    said(own, text)
    assert re.search(words, refused(sample(PLAIN), own))


def test_a_file_of_another_version_that_cannot_be_changed_stays(own: Path) -> None:
    """Only the newest one's is read before."""
    (own / "2025.1" / "profile").mkdir(parents=True)
    (own / "2025.1" / "profile" / "profile.toml").write_text('order = "REMS"\n', encoding="utf-8")
    assert "cannot be changed without losing something" in refused(sample(PLAIN), own)


def test_files_appear_together_or_not_at_all(own: Path) -> None:
    """The second folder cannot be written, so the first gets its old file back."""
    said(own)
    (own / "2026.1").mkdir()
    (own / "2026.1" / "profile").write_text("a file in the way", encoding="utf-8")
    assert "cannot be" in refused(sample(PLAIN), own)
    assert (own / "profile" / "profile.toml").read_text(encoding="utf-8") == OWN


def test_replace_changes_only_what_the_sample_contradicts_and_keeps_comments_and_line_ends(own: Path) -> None:
    """Content areas in one place are no proof against both; what else is changed, is changed in its own line."""
    text = OWN.replace('content_outlines = "keyword"', 'content_outlines = "both"  # ABA asked')
    text = text.replace("urn:PLACEHOLDER:accme-root", "urn:by-hand")
    text += (
        '\n[order]\n# as in the letter\nMOCRegistration = [\n  "mocPoints", # first\n  "boardName",\n]  # ours\n'
        '\n[forms]\n# asked by phone\ncloseActivityRecord = "Yes/No"   # they said so\n\n\n'
    )
    file = said(own, "")
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    shown = sample(PLAIN).replace("closeActivityRecord>", "x>").replace("x:x>", "x:activityRegistration>")
    shown = shown.replace("x:MOCRegistration", "x:Other")
    step(shown, own, replace=True)
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    lines = raw.decode("utf-8-sig").split("\r\n")
    wanted = text.replace('"urn:by-hand"', '"urn:example:pars"')
    wanted = wanted.replace("urn:PLACEHOLDER:accme-extension", "urn:example:pars:additions")
    wanted = wanted.replace("confirmed = false", f'confirmed = "{load_profile(load(overlay=own)).confirmed}"')
    assert lines[: wanted.rstrip("\n").count("\n") + 1] == wanted.rstrip("\n").split("\n")
    assert "[sample]" in lines
    profile = load_profile(load(overlay=own))
    assert (profile.content_outlines, dict(profile.spelling.forms)) == ("both", {"closeActivityRecord": "Yes/No"})


def test_what_the_sample_contradicts_is_changed_beside_its_comment(own: Path) -> None:
    file = said(own, OWN + '\n[forms]\n# asked by phone\ncloseActivityRecord = "Yes/No"   # they said so\n')
    step(sample(PLAIN), own, replace=True)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert 'x = "urn:example:pars:additions"  # theirs' in lines
    assert "# asked by phone" in lines
    assert not any("closeActivityRecord" in line for line in lines)
    assert not load_profile(load(overlay=own)).spelling.own


# --- what the sample cannot say, or says otherwise


def test_our_own_export_is_no_sample(own: Path) -> None:
    deliver(TWO, [], own.parent / "ours.xml")
    sentence = refused((own.parent / "ours.xml").read_text(encoding="utf-8"), own)
    assert "written by PARS Batch before this step" in sentence


def test_a_sample_of_another_system_leaves_one_thing_to_do(own: Path) -> None:
    done = step(sample(PLAIN), own, other_system=True)
    (line,) = before_upload(done.profile)
    assert line.startswith("Upload one activity first and look at it in PARS")
    assert "sample.xml" in line
    confirmed = step(sample(PLAIN), own)
    assert confirmed.files
    assert before_upload(confirmed.profile) == ()


def test_accmes_own_sample_after_another_systems_says_what_would_change_and_is_named_in_the_profile(own: Path) -> None:
    accepted = given(sample(DIALECTS["all of it"]), own, "accepted.xml")
    set_up(accepted, DAY, own, other_system=True)
    file = own / "profile" / "profile.toml"
    assert "as in accepted.xml" in file.read_text(encoding="utf-8")
    sentence = refused(sample(PLAIN), own)
    assert "[sample]: accepted.xml, 2026-11-26, would become sample.xml, 2026-11-26" in sentence
    assert "element of [root]: PARSActivities would become ACCMEActivities" in sentence
    done = step(sample(PLAIN), own, replace=True)
    assert done.profile.name == "PARS activity XML as in sample.xml"
    assert "accepted.xml" not in file.read_text(encoding="utf-8")
    assert before_upload(done.profile) == ()


@pytest.mark.parametrize("options", [{}, {"replace": True}, {"other_system": True}])
def test_our_own_export_never_confirms_itself(own: Path, options: dict[str, bool]) -> None:
    """After the step with a file of another system, an export by what was learned says the same, of course."""
    step(sample(DIALECTS["all of it"]), own, other_system=True)
    ours = own.parent / "upload.xml"
    deliver(under(TWO, own.parent), [], ours)
    with pytest.raises(Failure, match=r"upload\.xml\.receipt\.json lies beside it"):
        set_up(ours, DAY, own, **options)
    copy = own.parent / "accme.xml"
    copy.write_bytes(ours.read_bytes())
    with pytest.raises(Failure, match="letter for letter as PARS Batch writes"):
        set_up(copy, DAY, own, **options)
    with zipfile.ZipFile(own.parent / "sample.zip", "w") as archive:
        archive.write(copy, "accme.xml")
    with pytest.raises(Failure, match="letter for letter"):
        set_up(own.parent / "sample.zip", DAY, own, **options)
    assert before_upload(load_profile(load(overlay=own))) != ()


def test_a_file_that_says_nothing_new_asks_a_person(own: Path) -> None:
    """An export of ours that an editor has laid out anew, or ACCME's sample that has all as another system has it."""
    step(sample(PLAIN), own, other_system=True)
    new = sample(PLAIN).replace("Pain Update", "Another Title")
    sentence = refused_as(new, own)
    assert "may be an upload file of PARS Batch" in sentence
    assert "sample.xml" in sentence
    assert "--replace" in sentence
    assert before_upload(load_profile(load(overlay=own))) != ()
    done = set_up(given(new, own, "other.xml"), DAY, own, replace=True)
    assert before_upload(done.profile) == ()


def refused_as(text: str, own: Path, name: str = "other.xml") -> str:
    with pytest.raises(Failure) as caught:
        set_up(given(text, own, name), DAY, own)
    return str(caught.value)


def test_a_day_that_can_be_read_in_several_ways_is_not_learned(own: Path) -> None:
    text = sample(Dialect(day="{1}/10/{0}"))
    done = step(text, own)
    (found,) = [d for d in done.compared.differences if d.what == "Day in CreditClaimDate"]
    assert found.sample == "12/10/2026"
    assert "MM/DD/YYYY and as DD/MM/YYYY" in found.why_not
    assert 'CreditClaimDate = "MM/DD/YYYY"' in found.why_not
    assert "[forms]" in found.why_not
    assert not done.profile.spelling.forms
    assert not done.clean
    # by hand, as it says; then it stays, and there is nothing to look at
    file = own / "profile" / "profile.toml"
    by_hand = file.read_text(encoding="utf-8") + '\n[forms]\nCreditClaimDate = "DD/MM/YYYY"\n'
    file.write_text(by_hand, encoding="utf-8")
    again = step(text, own)
    assert again.clean
    assert file.read_text(encoding="utf-8") == by_hand


def test_days_of_eight_digits_are_learned_by_months_and_days(own: Path) -> None:
    done = step(sample(Dialect(day="{1}{2}2028")), own)
    assert dict(done.profile.spelling.forms) == {"CreditClaimDate": "MMDDYYYY"}
    assert done.clean


def test_one_way_of_answers_counts_for_those_that_are_not_shown(own: Path) -> None:
    """ForPublicList alone is shown, as Y: a file with Y beside true would be as no sample is."""
    text = sample(Dialect(answers=("Y", "N")), [1])
    for name in ("IsMeritBasedIncentivePaymentSystem", "closeActivityRecord"):
        text = re.sub(rf"\s*<x:{name}>.</x:{name}>", "", text)
    done = step(text, own)
    forms = done.profile.spelling.forms
    assert set(forms.values()) == {"Y/N"}
    assert {"ForPublicList", "HasStateContentTags", "closeActivityRecord"} <= set(forms)
    shown = differences(done)["Answer in closeActivityRecord"]
    assert shown == ("true/false", "Y/N (not shown; as its other answers)", True)
    assert differences(step(text, own)) == {}
    # another sample, which shows another one: all go along again
    done = step(sample(Dialect(answers=("Yes", "No")), [1]).replace("closeActivityRecord", "Close"), own, replace=True)
    assert set(done.profile.spelling.forms.values()) == {"Yes/No"}


def test_answers_in_two_ways_stay_in_two_ways(own: Path) -> None:
    text = sample(PLAIN, [1]).replace("ForPublicList>true<", "ForPublicList>Y<")
    assert dict(step(text, own).profile.spelling.forms) == {"ForPublicList": "Y/N"}


def test_the_reason_for_a_time_zone_is_the_true_one(own: Path) -> None:
    done = step(sample(PLAIN).replace("2026-03-10T00:00:00", "2026-03-10T00:00:00-06:00"), own)
    (found,) = [d for d in done.compared.differences if d.what == "Day in startDateTime"]
    assert "MEMS allows a time zone" in found.why_not
    assert "has it so" not in found.why_not


def test_a_cell_of_the_table_has_no_signs_for_line_breaks(own: Path) -> None:
    path = given(sample(PLAIN).replace("2026-12-31<", "Christmas<"), own)
    done = CliRunner().invoke(app, ["setup", str(path), "--catalog-dir", str(own)])
    told = " ".join(done.output.split())
    assert "written in no one way" in told
    assert "as the sample is, but for what is not followed." in told
    assert "\u25a1" not in done.output
    assert "\ufffd" not in done.output


def test_a_folder_that_is_named_is_made(tmp_path: Path) -> None:
    path = tmp_path / "s.xml"
    path.write_text(sample(PLAIN), encoding="utf-8")
    new = tmp_path / "new" / "own"
    done = CliRunner().invoke(app, ["setup", str(path)], env={"PARS_CATALOG_DIR": str(new)})
    assert done.exit_code == 0, done.output
    assert (new / "profile" / "profile.toml").is_file()
    again = CliRunner().invoke(app, ["setup", str(path), "--catalog-dir", str(new)])
    assert "Nothing to change" in again.output
    in_the_way = CliRunner().invoke(app, ["setup", str(path), "--catalog-dir", str(path)])
    assert isinstance(in_the_way.exception, Failure)


def test_what_we_do_not_know_is_named_and_not_dropped(own: Path) -> None:
    text = sample(PLAIN).replace(
        "<x:activityRecordAction>", "<x:Season><x:Word>x</x:Word></x:Season>\n<x:activityRecordAction>"
    )
    text = text.replace("<x:MOCRegistration>", '<x:MOCRegistration board="1">')
    text = text.replace("<x:boardName>ABA</x:boardName>", "<x:boardCode>ABA</x:boardCode>")
    done = step(text, own)
    assert set(done.compared.only_in_sample) == {
        "XtensibleInfo/Season",
        "XtensibleInfo/MOCRegistrations/MOCRegistration/@board",
        "XtensibleInfo/MOCRegistrations/MOCRegistration/boardCode",
    }
    assert not done.clean


def test_what_the_sample_does_not_show_is_told(own: Path) -> None:
    done = step(sample(PLAIN, [1]), own)
    missing = set(done.compared.not_in_sample)
    assert {"XtensibleInfo/REMS", "XtensibleInfo/MOCRegistrations"} <= missing
    assert not any(path.startswith("XtensibleInfo/REMS/") for path in missing)
    assert done.clean


def test_the_order_of_several_activities_is_merged(own: Path) -> None:
    """Each shows a part of it: REMS before the boards in one, the action first in the other."""
    order = ("activityRecordAction", "REMS", *(name for name in ORDER if name not in ("REMS", "activityRecordAction")))
    done = step(sample(Dialect(order=order)), own)
    assert done.profile.spelling.order["XtensibleInfo"][:2] == ("activityRecordAction", "REMS")
    assert done.compared.contradictions == ()


def test_a_contradiction_is_told(own: Path) -> None:
    one, two = sample(PLAIN, [1]), sample(Dialect(order=(*ORDER[::-1],)), [1])
    body = two[two.index("<mems:MedicalEducationMetrics>") : two.rindex("</ACCMEActivities>")]
    done = step(one.replace("</ACCMEActivities>", f"{body}</ACCMEActivities>"), own)
    assert any("activityRecordAction before closeActivityRecord" in line for line in done.compared.contradictions)
    assert not done.profile.spelling.order
    assert not done.clean


@pytest.mark.parametrize(
    ("old", "new", "what", "seen"),
    [
        ("2026-03-10T00:00:00", "2026-03-10T00:00:00-06:00", "Day in startDateTime", "YYYY-MM-DDT00:00:00-06:00"),
        (
            "<mems:ReportingStartDate>2026-03-10<",
            "<mems:ReportingStartDate>03/15/2026<",
            "Day in ReportingStartDate",
            "MM/DD/YYYY",
        ),
        ("<hx:commercialSupport>yes<", "<hx:commercialSupport>true<", "Answer in commercialSupport", "true/false"),
        ("2026-12-31<", "Christmas<", "Day in CreditClaimDate", "Christmas"),
    ],
)
def test_days_and_answers_that_cannot_be_followed_are_named(
    own: Path, old: str, new: str, what: str, seen: str
) -> None:
    text = sample(PLAIN)
    assert old in text
    done = step(text.replace(old, new), own)
    assert differences(done)[what][1:] == (seen, False)
    assert not done.profile.spelling.own
    assert not done.clean


def test_attributes_of_that_file_alone_are_named_with_the_way_by_hand(own: Path) -> None:
    attributes = 'reportingYear="2025" providerName="Sample Hospital" submitter="jdoe@x.org" xmlns:p="urn:p" p:id="7"'
    text = sample(Dialect(attributes=f'{attributes} schemaVersion="1.2" version="2024-01-25" {XSI}'))
    done = step(text, own)
    assert dict(done.profile.root_attributes).keys() == {"schemaVersion", "version", "xsi:schemaLocation"}
    shown = {d.what: d for d in done.compared.differences}
    for name in ("reportingYear", "providerName", "submitter", "id"):
        assert shown[f"Attribute {name} of the first element"].why_not
    assert '"urn:p" to [namespaces]' in shown["Attribute id of the first element"].why_not
    by_hand = shown["Attribute reportingYear of the first element"].why_not
    assert 'add by hand reportingYear = "2025" to [root.attributes] of profile.toml' in by_hand
    assert not done.clean
    # by hand, as it says: then it is in every file, and the step leaves it
    file = own / "profile" / "profile.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("[root.attributes]\n", '[root.attributes]\nreportingYear = "2025"\n'),
        encoding="utf-8",
    )
    again = step(text, own)
    assert again.files == ()
    assert "Attribute reportingYear of the first element" not in differences(again)
    assert again.profile.root_attributes["reportingYear"] == "2025"


def test_a_repeated_element_is_one_sentence(own: Path) -> None:
    """It stands before and behind seven others."""
    text = sample(PLAIN, [0])
    again = "<x:CommendationTags><x:CommendationTag>Engages Teams</x:CommendationTag></x:CommendationTags>\n"
    done = step(text.replace("<x:activityRecordAction>", f"{again}<x:activityRecordAction>"), own)
    (sentence,) = done.compared.contradictions
    assert sentence.startswith("In XtensibleInfo the sample has CommendationTags before and behind InKindSupports, ")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"<x:REMS>": '<x:REMS xmlns:x="urn:other">'}, "more than one namespace"),
        (
            {' xmlns:x="urn:example:pars:additions"': "", "<x:": "<", "</x:": "</", 'xmlns="urn:example:pars"': ""},
            "in no namespace",
        ),
        ({'xmlns:x="urn:example:pars:additions"': f'xmlns:x="{STANDARD["lom"]}"'}, "in one namespace"),
        (
            {'xmlns:x="urn:example:pars:additions"': 'xmlns:x="no address"'},
            "cannot be written into .*namespace of x|cannot be read",
        ),
        ({"mems:XtensibleInfo": "mems:Elsewhere"}, "shows none of ACCME's additions"),
    ],
)
def test_a_sample_that_does_not_say_the_names(own: Path, change: dict[str, str], words: str) -> None:
    text = sample(PLAIN)
    for old, new in change.items():
        assert old in text
        text = text.replace(old, new)
    assert re.search(words, refused(text, own))


# --- what every export says


def test_every_export_says_first_that_the_step_is_missing(own: Path) -> None:
    """Receipt and ribbon have the same words, and the console prints those of the receipt."""
    done = deliver(TWO, [], own.parent / "out.xml")
    words = list(before_upload(load_profile(TWO.catalog)))
    assert words[0] == "This file is not ready for PARS yet: one one-time step is missing."
    assert "docs/first-upload.md" in words[1]
    assert done.receipt["before_upload"][: len(words)] == words
    assert _told(TWO, done).startswith("\n".join(words))


def test_afterwards_it_says_nothing_and_names_the_sample(own: Path) -> None:
    step(sample(PLAIN), own)
    done = deliver(under(TWO, own.parent), [], own.parent / "out.xml")
    assert not [line for line in done.receipt["before_upload"] if "one-time step" in line or "sample" in line]
    assert done.receipt["profile"]["confirmed"] is True
    assert done.receipt["profile"]["sample"]["name"] == "sample.xml"


def test_the_command(own: Path) -> None:
    path = given(sample(DIALECTS["other prefixes"]), own)
    runner = CliRunner()
    first = runner.invoke(app, ["setup", str(path), "--catalog-dir", str(own)])
    assert first.exit_code == 0, first.output
    assert "In the sample" in first.output
    assert f"Written: {own / 'profile' / 'profile.toml'}" in first.output
    again = runner.invoke(app, ["setup", str(path), "--catalog-dir", str(own)])
    assert (again.exit_code, "Nothing to change" in again.output) == (0, True)
    told = json.loads(runner.invoke(app, ["setup", str(path), "--catalog-dir", str(own), "--json"]).stdout)
    assert (told["written"], told["confirmed"], told["before_upload"]) == ([], True, [])
    unknown = given(sample(PLAIN).replace("x:REMSType", "x:Rems"), own, "other.xml")
    odd = runner.invoke(app, ["setup", str(unknown), "--catalog-dir", str(own), "--replace"])
    assert odd.exit_code == 1
    assert "XtensibleInfo/REMS/Rems" in odd.output
