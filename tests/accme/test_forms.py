"""How days and answers are recognized, and one order made of several."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from generator.accme.forms import answer_form, day_forms
from generator.accme.orders import in_force, merged
from generator.exchange.spelling import in_order, spelled


@pytest.mark.parametrize(
    ("texts", "forms"),
    [
        (["2026-12-31"], "YYYY-MM-DD"),
        (["2026-12-31T00:00:00", "2026-01-31T00:00:00"], "YYYY-MM-DDT00:00:00"),
        (["2026-12-31T23:59:59"], "YYYY-MM-DDT23:59:59"),
        (["2026-12-31T23:59:59", "2026-12-31T08:00:00"], "YYYY-MM-DDT00:00:00"),
        (["2026-12-31T00:00:00Z"], "YYYY-MM-DDT00:00:00Z"),
        (["2026-12-31", "2026-12-31T00:00:00"], ""),
        (["2026-13-31"], ""),
        (["12/31/2026"], "MM/DD/YYYY"),
        (["31/12/2026"], "DD/MM/YYYY"),
        (["01/02/2026", "31/12/2026"], "DD/MM/YYYY"),
        (["03/10/2027"], "MM/DD/YYYY DD/MM/YYYY"),
        (["2027/03/10"], "YYYY/MM/DD"),
        (["31.12.2026"], "DD.MM.YYYY"),
        (["12/31/2026", "31/12/2026"], ""),
        (["02/30/2026"], ""),
        (["1/2/2026"], ""),
        (["20261231"], "YYYYMMDD"),
        (["12312028"], "MMDDYYYY"),
        (["31122028"], "DDMMYYYY"),
        (["10032027"], "MMDDYYYY DDMMYYYY"),
        (["99999999"], ""),
        (["Dec 31, 2026"], ""),
        ([], ""),
    ],
)
def test_days(texts: list[str], forms: str) -> None:
    assert day_forms(texts) == tuple(forms.split())


@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)),
    st.sampled_from(["YYYY-MM-DD", "YYYYMMDD", "MMDDYYYY", "DDMMYYYY", "MM/DD/YYYY", "DD.MM.YYYY", "YYYY/MM/DD"]),
)
def test_a_day_is_read_as_it_was_written_or_told_as_open(day: dt.date, form: str) -> None:
    """Several forms are left only where day and month could change places."""
    found = day_forms([spelled(day.isoformat(), form)])
    assert form in found
    assert len(found) == 1 or (day.day <= 12 and day.month <= 12 and not form.startswith("YYYY"))


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (["true"], "true/false"), (["No", "Yes"], "Yes/No"), (["no"], "yes/no"), (["0"], "1/0"),
        (["Y"], "Y/N"), (["TRUE", "true"], None), (["maybe"], None), ([], None),
    ],
)  # fmt: skip
def test_answers(texts: list[str], form: str | None) -> None:
    assert answer_form(texts) == form


OURS = tuple("abcdef")


@given(order=st.permutations(OURS), shown=st.lists(st.sets(st.sampled_from(OURS)), max_size=4))
def test_activities_that_agree_give_an_order_that_fits_each(order: list[str], shown: list[set[str]]) -> None:
    seen = [[name for name in order if name in names] for names in shown]
    before = {pair: 1 for names in seen for at, a in enumerate(names) for pair in ((a, b) for b in names[at + 1 :])}
    found = merged(OURS, before)
    assert sorted(found.names) == sorted(OURS)
    assert found.contradictions == ()
    for names in seen:
        assert [name for name in found.names if name in names] == names


@given(said=st.lists(st.sampled_from(OURS), unique=True))
def test_an_order_by_hand_that_lacks_names_counts_as_the_file_has_it(said: list[str]) -> None:
    activity = etree.fromstring(f"<r>{''.join(f'<{name}/>' for name in OURS)}</r>")
    assert in_force(OURS, said) == tuple(str(element.tag) for element in in_order(activity, said))


def test_activities_that_do_not_agree_are_told() -> None:
    more = merged(OURS, {("b", "a"): 2, ("a", "b"): 1})
    assert more.names.index("b") < more.names.index("a")
    assert more.contradictions == (("a", "b"),)
    assert merged(OURS, {("b", "a"): 1, ("a", "b"): 1}).names == OURS
    assert merged(OURS, {("b", "a"): 1, ("a", "b"): 1}).contradictions == (("a", "b"),)


def test_a_circle_ends() -> None:
    found = merged(OURS, {("a", "b"): 1, ("b", "c"): 1, ("c", "a"): 1})
    assert (found.names, found.contradictions) == (OURS, (("a", "c"),))
