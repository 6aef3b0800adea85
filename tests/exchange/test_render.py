"""What an organization's own template may do with the values of a record, and what XML can carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from generator.catalog import CatalogError, load
from generator.exchange.export import export
from generator.exchange.profile import ACTIVITY, Profile, load_profile
from generator.exchange.records import Records
from generator.exchange.render import Renderer
from generator.exchange.texts import in_xml, stands_as_it_is
from generator.failure import Failure
from generator.workbook.cells import Cell
from tests.exchange.batches import batch

PROFILE = load_profile(load())
TITLE = "Pain & <Update>"


def own(title: str) -> Profile:
    """A profile that writes the title in another way."""
    text = PROFILE.sources[ACTIVITY].replace("{{ r.title }}", title)
    return replace(PROFILE, sources={**PROFILE.sources, ACTIVITY: text})


def title_of(profile: Profile, row: Mapping[str, Cell]) -> str:
    data = batch([row])
    xml = Renderer(data, profile, carry=True).activity(Records(data, profile).at(0))
    tree = etree.fromstring(profile.document(xml))
    return str(tree.findtext(".//{*}title/{*}string"))


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ r.title }}", TITLE),
        ("{{ r.title | upper }}", TITLE.upper()),
        ("{{ r.title ~ '!' }}", f"{TITLE}!"),
        ("{% set t %}{{ r.title }}{% endset %}{{ t }}", TITLE),
        ("{% filter trim %} {{ r.title }} {% endfilter %}", TITLE),
        ("{% macro twice(t) %}{{ t }}{{ t }}{% endmacro %}{{ twice(r.title) }}", TITLE * 2),
        ("{% autoescape false %}{{ r.title | e }}{% endautoescape %}", TITLE),
        ("{{ r['title'] }}", TITLE),
        ("{{ r.title.saying(r.title ~ '?') }}", f"{TITLE}?"),
        ("{{ r.boards | length }}{{ '<' }}", "0<"),
    ],
)
def test_whatever_a_template_makes_of_a_value_is_escaped_once(template: str, said: str) -> None:
    assert title_of(own(template), {"title": TITLE}) == said


@pytest.mark.parametrize("template", ["{{ r.title.of.texts }}", "{{ r.columns }}", "{{ r.leave_out('moc', 0, 'x') }}"])
def test_a_template_does_not_reach_behind_a_record(template: str) -> None:
    with pytest.raises(CatalogError, match="the XML profile cannot be used"):
        title_of(own(template), {})


@given(st.text(st.characters() | st.sampled_from("&<>'\"\t\n\r"), max_size=6))
def test_what_stands_as_it_is_needs_no_escaping(text: str) -> None:
    assert stands_as_it_is([text]) == (in_xml(text) == text)


# Extensible Markup Language (XML) 1.0, section 2.2: the first and the last of each stretch of Char, and what is around
CARRIED = "\t\n\r \ud7ff\ue000\ufffd\U00010000\U0010ffff"
NOT_CARRIED = "\x00\x08\x0b\x0c\x0e\x1f\ufffe\uffff\ud800\udfff"


@pytest.mark.parametrize("sign", [f"{sign}" for sign in NOT_CARRIED], ids=lambda sign: f"{ord(sign):04X}")
def test_what_xml_cannot_carry_is_told_at_its_cell(sign: str, tmp_path: Path) -> None:
    with pytest.raises(Failure, match=rf"Activities!E2 \(Title\) .*\(U\+{ord(sign):04X}\)"):
        export(batch([{"title": f"Pain{sign}Update"}]), [0], tmp_path / "out.xml")


@pytest.mark.parametrize("sign", [*CARRIED[3:]], ids=lambda sign: f"{ord(sign):04X}")
def test_the_rest_goes_into_the_file(sign: str) -> None:
    assert title_of(PROFILE, {"title": f"Pain{sign}Update"}) == f"Pain{sign}Update"
