"""What Excel's compiler would have against the add-in's modules, as far as it can be told without Excel."""

from __future__ import annotations

import re

import pytest
from pyopenvba.interpreter._inventory import members_of  # the names of Excel's type library, which no public name gives

from addin.build import Module, modules
from tests.addin.excel_stand_in import Application, Workbook
from tests.addin.vba_conditions import PLATFORMS, resolved
from tests.addin.vba_grammar import parsed
from tests.addin.vba_names import ModuleNames, ambiguous, member_uses, names_of, undeclared

MODULES = {module.name: module for module in modules()}
LONGEST_LINE, MOST_CONTINUATIONS = 1023, 24
"""[MS-VBAL] 3.2.2 leaves both to Office; these are Office's."""


def errors(source: str, platform: str = "Win64") -> list[str]:
    return list(parsed(resolved(source, PLATFORMS[platform]))[1])


def compiled(platform: str, *changed: Module) -> dict[str, ModuleNames]:
    """The names of all modules, some of them changed."""
    every = {**MODULES, **{module.name: module for module in changed}}
    return {name: names_of(parsed(resolved(one.source, PLATFORMS[platform]))[0]) for name, one in every.items()}


def planted(module: str, before: str, after: str) -> Module:
    source = MODULES[module].source
    assert source.count(before) == 1
    return Module(module, source.replace(before, after), MODULES[module].kind)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("module", sorted(MODULES))
def test_every_module_is_visual_basic_on_every_platform(module: str, platform: str) -> None:
    assert errors(MODULES[module].source, platform) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Loop\r\n    Settle", "Settle"),
        ("Say reply(0), reply(1)\r\n    OfferUndo", "Say reply(0), reply(1\r\n    OfferUndo"),
        ("Case Else", "Case Otherwise Else"),
    ],
)
def test_a_syntax_error_is_seen(before: str, after: str) -> None:
    assert errors(planted("Ribbon", before, after).source)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_name_is_declared_once(platform: str) -> None:
    names = compiled(platform)
    assert undeclared(names) == []
    assert ambiguous(names) == []
    for name in ("Python", "Ribbon", "ThisWorkbook", "Versions"):
        assert "Option Explicit" in MODULES[name].source


def test_an_undeclared_name_is_seen() -> None:
    assert undeclared(compiled("Win64", planted("Ribbon", "Dim chosen As Variant", "Dim choosen As Variant"))) == [
        "Ribbon.answerto: chosen"
    ]
    # Python.Setting is private to its module, and StartOnMac is there on a Mac only
    changed = planted(
        "Ribbon", "Settle calculation\r\n    Say reply", "Setting calculation\r\n    StartOnMac\r\n    Say reply"
    )
    assert undeclared(compiled("Win64", changed)) == ["Ribbon.runcommand: setting", "Ribbon.runcommand: startonmac"]


def test_a_name_that_means_two_things_is_seen() -> None:
    """VBA tells no capitals from small letters: a constant STOPPED beside a function Stopped does not compile."""
    constant = planted("Ribbon", "Private Const ESC_PRESSED", "Private Const REPLYTOSTOP As Long = 1, ESC_PRESSED")
    assert ambiguous(compiled("Win64", constant)) == ["Ribbon: replytostop"]
    public = planted("Ribbon", "Private Sub RunCommand", "Public Sub XLPy()\r\nEnd Sub\r\nPrivate Sub RunCommand")
    assert ambiguous(compiled("Win64", public)) == ["xlpy"]
    local = planted("Ribbon", "Dim chosen As Variant", "Dim chosen As Variant, Reply As String")
    assert ambiguous(compiled("Win64", local)) == ["Ribbon.answerto: reply"]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_excel_has_every_member_that_is_used_and_takes_its_arguments(platform: str) -> None:
    uses = [
        use
        for module in MODULES.values()
        for use in member_uses(parsed(resolved(module.source, PLATFORMS[platform]))[0])
    ]
    assert [use.complaint for use in uses if use.complaint] == []
    if platform != "Mac":
        assert {
            ("GetSaveAsFilename", 2),
            ("GetOpenFilename", 3),
            ("OnUndo", 2),
            ("OnTime", 2),
            ("ChangeLink", 3),
            ("LinkSources", 1),
        } <= {(use.name, use.count) for use in uses}


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        ("Application.GetSaveAsFileName2 1", "Application has no GetSaveAsFileName2"),
        ("Application.OnUndo words", "Application.OnUndo does not take 1 arguments"),
        ("Application.OnTime Now, words, 1, True, 5", "Application.OnTime does not take 5 arguments"),
        ("Application.MacroOptions Macros:=words", "Application.MacroOptions has no parameter Macros"),
    ],
)
def test_a_member_that_excel_lacks_is_seen(call: str, complaint: str) -> None:
    tree, problems = parsed(f'Attribute VB_Name = "M"\nSub Do1(words As String)\n    {call}\nEnd Sub\n')
    assert not problems
    assert [use.complaint for use in member_uses(tree)] == [complaint]


def test_the_members_stand_in_excels_type_library() -> None:
    for stand_in in (Application, Workbook):
        assert set(stand_in._vba_members) <= members_of(stand_in.__name__, "excel")


@pytest.mark.parametrize("module", sorted(MODULES))
def test_sources_import_into_the_visual_basic_editor(module: str) -> None:
    source = MODULES[module].source
    assert source.isascii()
    assert source.count("\n") == source.count("\r\n")
    assert f'Attribute VB_Name = "{module}"' in source
    lines = source.split("\r\n")
    assert max(map(len, lines)) <= LONGEST_LINE
    runs = re.findall(r"(?:^.* _$\n?)+", "\n".join(lines), re.MULTILINE)
    assert max((run.count("\n") for run in runs), default=0) <= MOST_CONTINUATIONS


def test_declarations_come_before_procedures() -> None:
    """On every platform: the editor takes a Declare or Const below a procedure for an error."""
    for module in MODULES.values():
        for platform in PLATFORMS.values():
            text = resolved(module.source, platform)
            first = re.search(r"(?m)^(?:Public |Private )?(?:Sub|Function) ", text)
            body = text[first.start() :] if first else ""
            assert not re.search(r"(?m)^\s*(?:Public|Private) (?:Const|Declare|WithEvents)|^\s*Option ", body), (
                module.name
            )
