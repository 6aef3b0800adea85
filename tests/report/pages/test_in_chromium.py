"""The report of a check, the receipt and the rule book as a person sees them, in a browser."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.catalog import load
from generator.readiness.status import Readiness
from generator.report.reports import Report, write_reports
from generator.rules.findings import Severity
from generator.run.checking import Checked, check_batch
from tests.bench.chromium import opened
from tests.bench.markdown import batch
from tests.report.pages.conftest import DAY, HOSTILE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("check", "receipt", "rules")
SEEN = ".finding:visible"
MANY = 5_000
ALIKE = 9
"""Of activities or rules that are set alike, axe looks at the first ones only."""


@pytest.mark.parametrize(
    ("name", "dark", "width"),
    [*product(("check", "receipt"), (False, True), (360, 1440)), ("rules", False, 360), ("rules", True, 1440)],
)
def test_axe_finds_nothing_and_no_page_is_wider_than_the_window(
    browser: Browser, pages: dict[str, Path], name: str, dark: bool, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with opened(browser, pages[name], width=width, dark=dark) as (page, wrong):
        # axe looks at what is laid out only
        page.evaluate("document.querySelectorAll('.part, .rule').forEach(e => e.style.contentVisibility = 'visible')")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(f"document.querySelectorAll('.part:nth-of-type(n + {ALIKE})').forEach(e => e.remove())")
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response
        assert [(one["id"], [node["html"] for node in one["nodes"][:3]]) for one in found["violations"]] == []
        assert len(found["passes"]) > 20
        assert wrong == [], "no error, and nothing asked of the network"


def test_filters(browser: Browser, pages: dict[str, Path], checked: Checked) -> None:
    numbers = Counter(finding.severity for finding in checked.findings)
    with opened(browser, pages["check"]) as (page, wrong):
        assert page.locator(SEEN).count() == len(checked.findings)
        page.uncheck("input[value=missing]")
        page.uncheck("input[value=advice]")
        assert page.locator(SEEN).count() == numbers[Severity.INVALID] > 0
        assert f"Showing {numbers[Severity.INVALID]} of {len(checked.findings)}" in page.inner_text("#shown")
        page.click("#reset")
        page.select_option("#board", label="ABS")
        assert {text.split("!")[0] for text in page.locator(f"{SEEN} .place code").all_inner_texts()} == {"MOC"}
        assert page.locator(".part:visible h3").all_inner_texts()[0].startswith("2026-016")
        assert page.locator(".matrix tbody tr:visible").count() == 1
        page.click("#reset")
        page.select_option("#program", label="MIPS")
        assert 0 < page.locator(SEEN).count() < len(checked.findings)
        page.click("#reset")
        page.fill("#text", "STROKE points")
        assert page.locator(SEEN).count() > 0
        assert all("Stroke Update" in name for name in page.locator(".part:visible h3").all_inner_texts())
        page.fill("#text", "no such word")
        assert page.locator(SEEN).count() == 0
        page.click("#reset")
        assert page.locator(SEEN).count() == len(checked.findings)
        assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_without_script_all_is_there(browser: Browser, pages: dict[str, Path], checked: Checked, name: str) -> None:
    with opened(browser, pages[name], script=False) as (page, wrong):
        text = page.locator("main").text_content() or ""
        assert not page.locator(".filters:visible").count()
        if name == "check":
            assert all(f.message in text and f.fix in text for f in checked.findings if f.activity_id != "2026-017")
            assert all(checked.batch.catalog.messages[f.code].why in text for f in checked.findings)
        if name == "receipt":
            page.locator(".tick").first.check()
            assert page.locator(".tick:checked").count() == 1
        assert wrong == []


@pytest.mark.parametrize("name", ["check", "receipt"])
def test_hostile_texts_are_texts(browser: Browser, pages: dict[str, Path], name: str) -> None:
    shown = HOSTILE.replace("\u202e", "□")
    with opened(browser, pages[name]) as (page, wrong):
        assert page.locator("script").count() == 1
        assert page.locator("img").count() == 0
        text = page.locator("main").text_content() or ""
        assert "\u202e" not in page.content()
        assert shown in text
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=//example.org onerror=alert(3)>')")
        page.wait_for_timeout(100)
        assert not [one for one in wrong if one in {"1", "2", "3"}], "even what came into the page would not run"


def test_ticks_are_kept_and_what_is_done_can_be_hidden(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["receipt"]) as (page, wrong):
        page.evaluate("localStorage.clear()")
        page.reload()
        boxes = page.locator(".tick").count()
        assert f"0 of {boxes} steps done" in page.inner_text("#done")
        page.locator(".tick").first.check()
        page.reload()
        assert page.locator(".tick").first.is_checked()
        assert f"1 of {boxes} steps done" in page.inner_text("#done")
        shown = page.locator(".to-do:visible").count()
        page.check("#open-only")
        assert page.locator(".to-do:visible").count() < shown
        assert wrong == []


def test_a_browser_that_keeps_nothing_ticks_all_the_same(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["receipt"]) as (page, wrong):
        page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no') }})")
        page.reload()
        page.locator(".tick").first.check()
        assert page.inner_text("#done").startswith("1 of")
        assert "keeps no ticks" in page.inner_text("#kept")
        assert wrong == []


@pytest.mark.parametrize("name", ["check", "receipt"])
def test_printed(browser: Browser, pages: dict[str, Path], tmp_path: Path, name: str) -> None:
    import subprocess

    with opened(browser, pages[name], dark=True) as (page, _):
        page.pdf(path=tmp_path / "p.pdf", prefer_css_page_size=True)
        page.emulate_media(media="print")
        assert page.locator(".filters:visible").count() == 0
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    text = " ".join(subprocess.check_output(["pdftotext", "-layout", tmp_path / "p.pdf", "-"], text=True).split())
    assert "2026-014" in text
    assert "Stroke Update" in text


def test_thousands_of_findings(browser: Browser, checked: Checked, tmp_path: Path) -> None:
    first = next(finding for finding in checked.findings if finding.severity is Severity.MISSING)
    activities = [replace_id(checked, number) for number in range(MANY // 5)]
    findings = [replace(first, activity_id=f"2026-{n // 5:04}", cell=f"D{n}", row=n) for n in range(MANY)]
    write_reports(Report(checked.batch, findings, activities, DAY), [tmp_path / "r.html"], replace=False)
    with opened(browser, tmp_path / "r.html") as (page, wrong):
        assert page.locator(".finding").count() == MANY
        page.fill("#text", "2026-0999")
        assert page.inner_text("#shown") == "Showing 5 of 5,000"
        assert page.locator(SEEN).count() == 5
        assert wrong == []


def replace_id(checked: Checked, number: int) -> Readiness:
    return replace(checked.readiness[0], activity_id=f"2026-{number:04}", row=number + 2)


def test_beyond_what_a_page_shows_the_worst_are_shown_and_the_rest_is_told(checked: Checked, tmp_path: Path) -> None:
    from generator.report.pages.check_page import MOST_FINDINGS

    advice = replace(checked.findings[0], severity=Severity.ADVICE)
    worst = next(finding for finding in checked.findings if finding.severity is Severity.INVALID)
    report = Report(checked.batch, [*[advice] * MOST_FINDINGS, worst], checked.readiness, DAY)
    write_reports(report, [tmp_path / "r.html"], replace=False)
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "10,000 of 10,001 findings are shown, the most serious ones." in text
    assert text.count('data-severity="invalid"') == 1


def test_a_row_without_an_id_leads_to_what_was_found_in_it(tmp_path: Path) -> None:
    rows = """
        ## Activities
        | Provider activity ID | Title |
        |---|---|
        | 2026-014 | Grand Rounds: Sepsis |
        | - | Stroke Update |
    """
    checked = check_batch(batch(load(), rows, complete=True), DAY)
    write_reports(Report(checked.batch, checked.findings, checked.readiness, DAY), [tmp_path / "r.html"], replace=False)
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    (anchor,) = re.findall(r'<a href="#(f\d+)"><bdi>\(row 3\)</bdi></a>', text)
    assert "Activities!B3" in text.split(f'id="{anchor}"')[1].split("</article>")[0]


@pytest.mark.parametrize("name", ["check", "receipt"])
def test_a_table_that_goes_on_to_the_right_says_so(browser: Browser, pages: dict[str, Path], name: str) -> None:
    with opened(browser, pages[name], width=360) as (page, _):
        table = page.locator(".wide").first
        assert table.evaluate("e => e.scrollWidth > e.clientWidth"), "it is cut on a phone"
        assert (table.get_attribute("role"), table.get_attribute("tabindex")) == ("region", "0")
        assert table.get_attribute("aria-label")
        hint = page.locator(f"#{table.get_attribute('aria-describedby')}")
        assert hint.is_visible()
        assert "right" in hint.inner_text()
    with opened(browser, pages[name], width=1440) as (page, _):
        assert not page.locator(f"#{page.locator('.wide').first.get_attribute('aria-describedby')}").is_visible()


def test_what_is_held_back_has_its_title_and_activities_are_counted_apart(
    browser: Browser, pages: dict[str, Path]
) -> None:
    with opened(browser, pages["receipt"]) as (page, _):
        headings = page.locator("section[aria-labelledby=held] h3").all_inner_texts()
        assert any("2026-016" in heading and "Airway Workshop" in heading for heading in headings)
        tile = page.locator(".tile.invalid")
        number, words = tile.locator("strong").inner_text(), tile.locator(".what").inner_text()
        assert words in {"Activity held back", "Activities held back"}
        assert tile.locator(".quiet").inner_text().startswith(f"{number} activit")


def test_two_rows_with_one_id_both_lead_to_what_was_found(checked: Checked, tmp_path: Path) -> None:
    first = next(one for one in checked.readiness if one.activity_id == "2026-015")
    again = replace(first, row=first.row + 9)
    write_reports(Report(checked.batch, checked.findings, [first, again], DAY), [tmp_path / "r.html"], replace=False)
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert len(re.findall(rf'<a href="#f\d+"><bdi>{first.activity_id}</bdi></a>', text)) == 2


def test_updates_beyond_what_a_page_shows_are_told(checked: Checked, tmp_path: Path) -> None:
    from generator.report.pages.check_page import MOST_ACTIVITIES

    one = {"activity_id": "2026-014", "row": 2, "effect": "unchanged", "earlier": None, "because": None,
           "held_back": False, "changes": [], "notes": []}  # fmt: skip
    earlier: dict[str, list[str]] = {"files": [], "not_in_workbook": [], "repeated": [], "not_compared": []}
    for number, sentence in ((MOST_ACTIVITIES, ""), (MOST_ACTIVITIES + 1, "The first 2,000 of 2,001 activities")):
        updates = {"updates": [one] * number, "earlier": earlier}
        page = tmp_path / f"{number}.html"
        report = Report(checked.batch, checked.findings, checked.readiness, DAY, updates)
        write_reports(report, [page], replace=False)
        text = page.read_text(encoding="utf-8")
        assert sentence in text
        assert ("The first " in text) is bool(sentence)
