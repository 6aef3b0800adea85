"""The ribbon of the add-in against the commands that its buttons name, and against Office's rules for it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from lxml import etree

from addin import ribbon
from addin.build import MACROS
from generator.catalog import load
from generator.cli import app
from generator.exchange.before_upload import before_upload
from generator.exchange.profile import load_profile
from generator.rules.findings import Severity
from tests.addin.vba import procedures

NAMESPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"
RIBBON_SOURCE = (MACROS / "Ribbon.bas").read_text(encoding="ascii")
GROUPS = {
    "Batch": ["New batch workbook", "Import", "Upgrade"],
    "Check": [
        "Validate",
        "Next finding",
        "Previous finding",
        "Why is this marked?",
        "Check this row",
        "Add check column",
        "Clear marks",
        "Repair drop-downs",
    ],
    "Export": ["Export XML", "Export complete only", "Open receipt", "Report", "Set up"],
    "Help": ["Rule book", "About"],
}
"""Label of each group and of its buttons."""
ANYWHERE = {"new_batch", "import_file", "set_up", "rule_book", "about"}
"""Commands that need no workbook."""
WITHOUT_A_BUTTON = {"undo_validate"}
"""Excel's own Undo runs it (ParsUndo)."""
ARGUMENTS = {name: {severity.value for severity in Severity} for name in ("next_finding", "previous_finding")}
"""What may follow the name of a command in a tag."""

# All of them stand in the imageMso table of [MS-CUSTOMUI], Office Custom UI File Format.
IMAGES = {
    *("FileNewDefault", "DataValidationCircleInvalid", "ReviewNextComment", "ReviewPreviousComment", "ErrorChecking"),
    *("ReviewShowAllComments", "ReviewNewComment", "DataValidationClearValidationCircles", "DataValidation"),
    *("FileSaveAs", "TagMarkComplete", "AdvancedFileProperties", "ContentsAndIndex", "Info", "RefreshAll"),
    *("XmlImport", "ControlProperties", "FilePrintPreview"),
}

# [MS-CUSTOMUI2], the schema of 2009/07: what may stand in an element, in this order where order matters, and which of
# its attributes we use.
_ON_EVERY_BUTTON = {"id", "label", "imageMso", "onAction", "tag"}
_HELP = {"keytip", "screentip", "supertip"}
CHILDREN = {
    "customUI": ["commands", "ribbon", "backstage", "contextMenus"],
    "ribbon": ["qat", "tabs", "contextualTabs"],
    "splitButton": ["button", "menu"],
}
"""Elements whose children come in an order, each at most once."""
INSIDE = {
    "tabs": {"tab"},
    "tab": {"group"},
    "group": {"button", "splitButton", "menu", "separator"},
    "menu": {"button", "menuSeparator"},
    "contextMenus": {"contextMenu"},
    "contextMenu": {"button", "menu", "menuSeparator"},
    "button": set[str](),
}
"""Elements whose children come in any order and number."""
ATTRIBUTES = {
    "customUI": set[str](),
    "ribbon": set[str](),
    "tabs": set[str](),
    "contextMenus": set[str](),
    "tab": {"id", "label", "keytip"},
    "group": {"id", "label"},
    "splitButton": {"id", "keytip", "size"},
    "menu": {"id", "label"},
    "contextMenu": {"idMso"},
    # by what the button stands in: only one of a group has a size, and one in a split button has no key tip of its own
    "group/button": {*_ON_EVERY_BUTTON, *_HELP, "size"},
    "splitButton/button": {*_ON_EVERY_BUTTON, "screentip", "supertip"},
    "menu/button": {*_ON_EVERY_BUTTON, *_HELP},
    "contextMenu/button": _ON_EVERY_BUTTON,
}
LONGEST = {"id": 1024, "tag": 1024, "label": 1024, "screentip": 1024, "supertip": 1024, "keytip": 3, "onAction": 1024}


def custom_ui() -> etree._Element:
    return etree.fromstring((MACROS / "customUI14.xml").read_bytes())


def local(element: etree._Element) -> str:
    return etree.QName(element).localname


def every(name: str) -> Iterator[etree._Element]:
    yield from custom_ui().iter(f"{NAMESPACE}{name}")


def of_the_tab() -> list[etree._Element]:
    (tab,) = every("tab")
    return list(tab.iter(f"{NAMESPACE}button"))


def faults(root: etree._Element) -> list[str]:
    """What Office's schema has against a ribbon."""
    found = []
    for element in root.iter(etree.Element):
        name, children = local(element), [local(child) for child in element]
        if order := CHILDREN.get(name):
            places = [order.index(child) if child in order else -1 for child in children]
            if -1 in places or any(after <= before for before, after in pairwise(places)):
                found.append(f"{name} holds {children}")
        elif not set(children) <= INSIDE.get(name, set()):
            found.append(f"{name} holds {children}")
        parent = element.getparent()
        allowed = ATTRIBUTES.get(f"{local(parent)}/{name}" if parent is not None else name, ATTRIBUTES.get(name, set()))
        found += [f"{name} has {attribute}" for attribute in element.attrib if attribute not in allowed]
        found += [
            f"{name}: {attribute} is {len(value)} characters"
            for attribute, value in element.attrib.items()
            if not 0 < len(value) <= LONGEST.get(str(attribute), 1024)
        ]
    ids = [str(element.get("id")) for element in root.iter(etree.Element) if element.get("id")]
    found += [f"{one} is no id" for one in ids if not re.fullmatch(r"[A-Za-z_][\w.-]*", one)]
    return found + [f"{one} twice" for one in set(ids) if ids.count(one) > 1]


def test_office_takes_the_file() -> None:
    root = custom_ui()
    assert root.tag == f"{NAMESPACE}customUI"
    assert faults(root) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('id="parsRuleBook"', 'id="parsAbout"', "parsAbout twice"),
        ('id="parsRuleBook"', 'id="pars rule book"', "pars rule book is no id"),
        ('idMso="ContextMenuCell"', 'idMso="ContextMenuCell" id="x"', "contextMenu has id"),
        ('keytip="B"', 'keytip="BOOK"', "button: keytip is 4 characters"),
        ('keytip="B"', 'keyTip="B"', "button has keyTip"),
        ('<button id="parsNextInvalid"', '<button id="parsNextInvalid" size="large"', "button has size"),
        ('<menu id="parsNextMenu">', '<menu id="parsNextMenu"><group/>', "menu holds"),
        ("</customUI>", "<ribbon/></customUI>", "customUI holds ['ribbon', 'contextMenus', 'ribbon']"),
        ('<splitButton id="parsNext" keytip="F">', '<splitButton id="parsNext"><menu id="m"/>', "splitButton holds"),
    ],
)
def test_a_file_that_office_refuses_is_seen(before: str, after: str, fault: str) -> None:
    text = (MACROS / "customUI14.xml").read_text(encoding="utf-8").split("?>", 1)[1]
    assert text.count(before) == 1
    assert any(one.startswith(fault) for one in faults(etree.fromstring(text.replace(before, after))))


def test_the_tab_has_its_groups_and_buttons() -> None:
    (tab,) = every("tab")
    assert tab.get("label") == "PARS"
    shown = {
        group.get("label"): [
            control[0].get("label") if local(control) == "splitButton" else control.get("label") for control in group
        ]
        for group in tab
    }
    assert shown == GROUPS


def commands() -> dict[str, set[str]]:
    """Every command that a tag names, with the arguments that follow it."""
    named: dict[str, set[str]] = {}
    for button in every("button"):
        name, *argument = str(button.get("tag")).split(" ")
        named.setdefault(name, set()).update(argument)
    return named


def test_every_button_has_a_command_that_takes_its_argument() -> None:
    assert {name: given for name, given in commands().items() if given} == ARGUMENTS
    for name, given in commands().items():
        if name in ANYWHERE:
            continue
        for arguments in ([], *([one] for one in given)):
            inspect.signature(ribbon.ON_A_BATCH[name]).bind("the workbook", *arguments)


def test_every_command_can_be_reached() -> None:
    assert set(commands()) == {*ribbon.ON_A_BATCH, *ANYWHERE}
    body = procedures(RIBBON_SOURCE)["ParsUndo"].body
    assert re.findall(r'RunCommand "(\w+)"', body) == list(WITHOUT_A_BUTTON)


def test_the_commands_that_need_no_workbook_are_begun_without_one() -> None:
    assert set(ribbon.ANYWHERE) == {*ANYWHERE, *WITHOUT_A_BUTTON}


def test_the_sentence_about_the_one_time_step_names_its_button_and_its_command() -> None:
    """What every export says first while the step is missing (docs/first-upload.md)."""
    (button,) = (button for button in of_the_tab() if button.get("tag") == "set_up")
    (tab,) = every("tab")
    said = " ".join(before_upload(load_profile(load())))
    assert f"with {button.get('label')} on Excel's tab {tab.get('label')} or with pars setup on" in said
    names = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    assert "setup" in names


def test_every_callback_exists_with_the_signature_that_office_calls() -> None:
    procedure_of = procedures(RIBBON_SOURCE)
    named = {(str(name), str(value)) for element in custom_ui().iter() for name, value in element.attrib.items()}
    callbacks = {(name, value) for name, value in named if name.startswith(("on", "get", "load"))}
    assert callbacks == {("onAction", "ParsRun")}
    procedure = procedure_of["ParsRun"]
    assert (procedure.kind, procedure.public, procedure.parameters) == ("Sub", True, "control As IRibbonControl")


def test_callback_names_are_our_own() -> None:
    """Excel calls the first procedure of a name in any add-in that is open."""
    assert all(name.startswith("Pars") for name, procedure in procedures(RIBBON_SOURCE).items() if procedure.public)


def test_every_button_says_what_it_does() -> None:
    for button in of_the_tab():
        screentip, supertip = str(button.get("screentip", "")), str(button.get("supertip", ""))
        assert screentip
        assert not screentip.endswith(".")
        assert re.fullmatch(r"[A-Z].* .*\.", supertip), button.get("id")
        assert len(supertip) > len(screentip)
    words = [button.get("supertip") for button in of_the_tab()]
    assert len(set(words)) == len(words)


def test_every_image_is_one_of_offices() -> None:
    shown = [str(button.get("imageMso")) for button in every("button") if button.get("imageMso")]
    assert set(shown) == IMAGES
    (tab,) = every("tab")
    of_groups = [
        str((control[0] if local(control) == "splitButton" else control).get("imageMso"))
        for group in tab
        for control in group
    ]
    assert len(set(of_groups)) == len(of_groups), "two buttons look the same"


def test_key_tips_can_be_typed() -> None:
    """Alone on their level: the tab's controls on one, those of a menu on another."""
    (tab,) = every("tab")
    levels = [[control.get("keytip", "") for group in tab for control in group]]
    levels += [[button.get("keytip", "") for button in menu] for menu in tab.iter(f"{NAMESPACE}menu")]
    assert [len(level) for level in levels] == [18, 3, 3]
    for level in levels:
        assert all(re.fullmatch(r"[A-Z0-9]{1,3}", tip) for tip in level)
        assert len(set(level)) == len(level)
        assert not [one for one in level for other in level if one != other and other.startswith(one)], (
            "a key tip that begins another one cannot be typed"
        )


def test_a_cell_has_the_same_menu_in_a_table_and_beside_one() -> None:
    """Excel opens another menu for a cell of a table, and all cells of a batch stand in tables."""
    menus = {
        context.get("idMso"): [
            (menu.get("label"), [(button.get("label"), button.get("tag"), button.get("imageMso")) for button in menu])
            for menu in context
        ]
        for context in every("contextMenu")
    }
    assert set(menus) == {"ContextMenuCell", "ContextMenuListRange"}
    assert menus["ContextMenuCell"] == menus["ContextMenuListRange"]
    ((label, buttons),) = menus["ContextMenuCell"]
    assert label == "PARS", "one entry, since every workbook has it"
    assert [tag for _, tag, _ in buttons] == ["why", "check_row"]
