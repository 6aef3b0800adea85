"""The runner of single faults: what is noticed, what is named as equivalent, and what faults there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants import in_data, in_python, in_templates, page
from tests.mutants.areas import AREAS, Area
from tests.mutants.named import Equivalent, equivalents
from tests.mutants.results import EQUIVALENT, LEFT, NOTICED, Result, kept
from tests.mutants.tree import HOME
from tests.mutants.tries import Tries

CODE = '''LONGEST = 3


def over(end: int, today: int) -> bool:
    """Whether it has ended."""
    known = None
    if known is None:
        known = end < today
    return known
'''
TESTS = """from generator.ends import over

def test_over():
    assert over(1, 2)
    assert not over(2, 2)
"""
SAME = Equivalent("generator/ends.py", "if known is None:", "if True:", "It is never known before.")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A checkout with one module and its tests."""
    texts = {"generator/ends.py": CODE, "tests/test_ends.py": TESTS, "generator/__init__.py": "", "pyproject.toml": ""}
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_fault_is_noticed_another_is_named_and_a_third_is_left(tree: Path) -> None:
    area = Area("ends", ("generator/*.py",), ("tests/test_ends.py",), 1)
    faults = {fault.after: fault for fault in area.all_faults(tree)}
    tries = Tries(tree, [SAME], tree / "results.jsonl")
    states = [tries.one(area, faults[after]) for after in ("known = end <= today", "if True:", "LONGEST = 4")]
    assert [(result.state, result.by) for result in states] == [
        (NOTICED, "tests/test_ends.py::test_over"),
        (EQUIVALENT, SAME.reason),
        (LEFT, ""),
    ]
    assert list(kept(tree / "results.jsonl").values()) == states
    assert (tree / "generator/ends.py").read_text(encoding="utf-8") == CODE, "the fault is taken out again"


def test_faults_of_python_change_what_is_done_and_nothing_else() -> None:
    changed = {fault.after for fault in in_python.faults("ends.py", CODE)}
    assert changed >= {"known = end > today", "if known is not None:", "if False:"}
    assert not {after for after in changed if "Whether" in after or "def over" in after}


def test_faults_of_lists_drop_move_and_rename() -> None:
    text = "value,status,board\nNephrology,offered,ABIM\nHematology,offered,ABIM\nPain,offered,ABA\nCare,offered,ABA\n"
    faults = list(in_data.faults("lists/areas.csv", text))
    assert {fault.after for fault in faults if fault.line == 2} >= {
        "", "NephrologyX,offered,ABIM", "Nephrology,legacy,ABIM", "Nephrology,offered,ABA",
    }  # fmt: skip
    assert text.replace("Hematology,offered,ABIM\n", "") in {fault.text for fault in faults}


def test_faults_of_messages_take_slots_and_sources() -> None:
    text = '[a]\nmessage = "{value} is odd."\nsource = "T0"\n[b]\nmessage = "It is late."\nsource = "P8"\n'
    changed = {fault.after for fault in in_data.faults("messages.toml", text)}
    assert changed >= {'message = "it is odd."', 'message = "It is late."', 'source = "P8"'}


def test_faults_of_templates_know_values_conditions_and_loops() -> None:
    text = '{# "not" #}\n<a b="c">{{ r.title }}</a>\n{% if r.city %}\n{% for x in r.tags %}\n{{ needed(x) }}\n'
    changed = {fault.after for fault in in_templates.faults("activity.xml.j2", text)}
    assert changed >= {
        '<a b="c">{{ r.title|safe }}</a>', '<a b="cX">{{ r.title }}</a>', '<a b="c">{{ x }}</a>', "",
        "{% if false %}", "{% for x in (r.tags|list)[:1] %}", "{{ needed(x|upper) }}",
    }  # fmt: skip
    assert not [after for after in changed if "not" in after]


def test_every_area_has_faults_and_its_tests_are_there() -> None:
    for area in AREAS:
        assert area.names(HOME), area.title
        assert not [test for test in area.tests if not (HOME / test.split("::")[0]).exists()], area.title


@pytest.mark.parametrize("entry", equivalents(), ids=lambda entry: f"{entry.file}: {entry.before[:60]}")
def test_what_is_named_as_equivalent_is_still_there(entry: Equivalent) -> None:
    assert entry.is_there(HOME)
    assert len(entry.reason) > 20


def test_the_table_replaces_the_last_one_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "testing.md"
    path.write_text(f"# Tests\n\n{page.BEGIN}\nold\n{page.END}\n\nMore.\n", encoding="utf-8")
    results = [Result("1", "rules", "a: b -> c", "word", state, "tests/x.py::test_y", 1.0) for state in (NOTICED, LEFT)]
    page.write(page.table(results, "Two."), path)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# Tests\n\n{page.BEGIN}\nTwo.")
    assert text.endswith(f"{page.END}\n\nMore.\n")
    assert "| rules | 2 | 1 | 0 | 1 |" in text
    assert "- `a: b -> c`" in text
    assert "old" not in text
