"""Formulas between Excel's grammar and LibreOffice's."""

from __future__ import annotations

import pytest

from tests.bench.libreoffice.grammar import to_excel, to_office

BOTH = [
    ('=IF(E2>1,"a,b;c","")', '=IF(E2>1;"a,b;c";"")'),
    ("=Lists!A2&Lists!$B$3", "=$Lists.A2&$Lists.$B$3"),
    ("=SUM('My ''best'' sheet'!A2:B9)", "=SUM($'My ''best'' sheet'.A2:B9)"),
    ("=SUM({1,2;3,4})", "=SUM({1;2|3;4})"),
    ("=COUNTA(Lists!$A:$A)", "=COUNTA($Lists.$A:$A)"),
    ("=COUNTA(Lists!2:3)", "=COUNTA($Lists.2:3)"),
    ('=HYPERLINK("#Activities!D7","D7")', '=HYPERLINK("#Activities!D7";"D7")'),
    ("=STDEV.S(A1,2.5)", "=STDEV.S(A1;2.5)"),
    ("=OFFSET(top,MATCH($B2,boards,0)-1,0,2,1)", "=OFFSET(top;MATCH($B2;boards;0)-1;0;2;1)"),
    ("=t_act[[#This Row],[Num]]", "=t_act[[#This Row];[Num]]"),
]


@pytest.mark.parametrize(("excel", "office"), BOTH)
def test_both_ways(excel: str, office: str) -> None:
    assert to_office(excel) == office
    assert to_excel(office) == excel


def test_a_sheet_without_dollar_reads_the_same() -> None:
    assert to_excel("=Lists.A2") == "=Lists!A2"
