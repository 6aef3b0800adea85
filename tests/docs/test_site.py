"""The guide as a site: every page is in its navigation, it is built without a warning, and nothing of it is fetched
from elsewhere."""

from __future__ import annotations

import html.parser
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from tests.docs.pages import GUIDE, HOME

FETCHED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "object": "data"}


class Fetched(html.parser.HTMLParser):
    """What a browser loads for a page by itself, whatever it is called."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get(FETCHED.get(tag, ""))
        if address and not (tag == "link" and dict(attrs).get("rel") in ("prev", "next", "canonical")):
            self.addresses.append(address)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Strict: the first warning ends it, such as a page outside of the navigation or a link that leads nowhere."""
    folder = tmp_path_factory.mktemp("site")
    config = load_config(str(HOME / "mkdocs.yml"), site_dir=str(folder))
    assert config.strict
    config.plugins.run_event("startup", command="build", dirty=False)
    build(config)
    return folder


def test_every_page_of_the_guide_is_in_it(site: Path) -> None:
    for page in GUIDE:
        assert (site / f"{page.stem}.html").is_file(), page.name
    home = (site / "index.html").read_text(encoding="utf-8")
    assert [page.name for page in GUIDE if f'href="{page.stem}.html"' not in home and page.stem != "index"] == []


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        parser = Fetched()
        parser.feed(page.read_text(encoding="utf-8"))
        assert parser.addresses, page.name
        for address in parser.addresses:
            parts = urlsplit(address)
            assert (parts.scheme, parts.netloc) == ("", ""), (page.name, address)
            if page.name != "404.html":
                assert (page.parent / parts.path).is_file(), (page.name, address)
    styles = [style for file in site.rglob("*.css") if "url(http" in (style := file.read_text(encoding="utf-8"))]
    assert styles == []


def test_the_search_knows_the_pages_and_needs_no_server(site: Path) -> None:
    text = (site / "search" / "search_index.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("var __index = "))
    places = {entry["location"].partition("#")[0] for entry in index["docs"]}
    assert places >= {f"{page.stem}.html" for page in GUIDE}
    assert "iframe-worker.js" in (site / "index.html").read_text(encoding="utf-8")


def test_the_template_is_there_to_be_taken(site: Path) -> None:
    newest = "workbook_templates/2026.1/PARS-batch-2026.1.xlsx"
    assert (site / newest).read_bytes() == (HOME / newest).read_bytes()
    assert newest in (site / "first-activity.html").read_text(encoding="utf-8")
