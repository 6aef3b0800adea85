"""The areas that faults are drawn from, and the tests nearest to each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mutants import in_data, in_python, in_templates
from tests.mutants.fault import Fault

GOLDEN = (
    "tests/report/test_rule_book.py::test_the_page_is_what_the_rules_say",
    "tests/template/test_files.py::test_the_newest_shipped_template_is_what_the_generator_builds",
    "tests/test_versions.py",
)
"""Tests that compare with a copy that is made anew after every change, or with the hash of all data: they fail after
right changes too, so that they notice nothing."""
_NEWEST = "workbook_templates/2026.1"
_READING = "tests/second_reading"
_ORACLE = tuple(
    f"{_READING}/test_check.py::test_product_and_oracle_agree[{seed}-{slips}]"
    for seed, slips in ((2, 160), (0, 30), (5, 160))
)
_PROOF = "tests/live/test_agreement.py::test_live_marks_and_findings_agree[as shipped]"
"""In LibreOffice: the only judge of some formulas, and slow."""


@dataclass(frozen=True)
class Area:
    """A part of the product.

    Attributes:
        title: what the table calls it.
        files: patterns of its files.
        tests: its tests, the nearest first; they end at the first that fails.
        share: how many of a hundred faults are drawn here.
        faults: makes all faults of a file.
    """

    title: str
    files: tuple[str, ...]
    tests: tuple[str, ...]
    share: int
    faults: Callable[[str, str], Iterator[Fault]] = in_python.faults

    def names(self, home: Path) -> list[str]:
        """The paths of its files below `home`."""
        paths = sorted({path for pattern in self.files for path in home.glob(pattern)})
        return [path.relative_to(home).as_posix() for path in paths]

    def all_faults(self, home: Path) -> list[Fault]:
        """Every fault of every file below `home`, each once."""
        texts = {name: (home / name).read_text(encoding="utf-8") for name in self.names(home)}
        found = [fault for name, text in texts.items() for fault in self.faults(name, text)]
        return list({fault.name: fault for fault in found}.values())


AREAS = (
    Area(
        "rules",
        ("generator/rules/*.py",),
        (
            _ORACLE[0],
            "tests/rules/test_examples.py",
            "tests/rules/test_words.py",
            "tests/rules/test_held_back.py",
            "tests/rules",
            "tests/sample/test_faults.py::test_the_promise_of_the_command_line",
            "tests/catalog/test_as_data.py",
            "tests/catalog/test_verify.py",
        ),
        24,
    ),
    Area(
        "rule language",
        ("generator/rules/expression/*.py",),
        (
            "tests/rules/test_repeats.py",
            "tests/rules/test_tutorial.py",
            "tests/rules/test_lists.py",
            *_ORACLE,
            "tests/rules/test_examples.py",
            "tests/template/formulas",
            _PROOF,
        ),
        8,
    ),
    Area(
        "records of the upload file",
        ("generator/exchange/records.py",),
        (
            "tests/exchange/test_left_out.py",
            f"{_READING}/test_facts.py",
            "tests/exchange/test_receipt.py",
            "tests/exchange/test_export.py",
            "tests/exchange/test_locate.py",
        ),
        12,
    ),
    Area(
        "XML of an activity",
        (f"{_NEWEST}/profile/activity.xml.j2",),
        (
            f"{_READING}/test_facts.py",
            "tests/exchange/test_export.py",
            "tests/exchange/test_locate.py",
        ),
        9,
        in_templates.faults,
    ),
    Area(
        "JSON of an activity",
        (f"{_NEWEST}/profile/activity.json.j2",),
        ("tests/exchange/test_json.py", "tests/exchange/test_published_schema.py"),
        5,
        in_templates.faults,
    ),
    Area(
        "readiness",
        ("generator/readiness/*.py",),
        (
            "tests/readiness",
            "tests/rules/test_tutorial.py",
            *_ORACLE,
            _PROOF,
        ),
        8,
    ),
    Area(
        "reader",
        tuple(f"generator/workbook/{name}.py" for name in ("values", "cells", "distinct", "read", "frames")),
        (
            "tests/workbook/test_numbers.py",
            "tests/workbook/test_read.py",
            f"{_READING}/test_dates.py",
            f"{_READING}/test_characters.py",
            f"{_READING}/test_layout.py",
            "tests/workbook/test_columns.py",
            "tests/workbook/test_settings.py",
            *_ORACLE[:2],
        ),
        12,
    ),
    Area(
        "lists and columns",
        (f"{_NEWEST}/lists/*.csv", f"{_NEWEST}/columns.csv"),
        (
            "tests/catalog/test_facts.py",
            "tests/catalog/test_load.py",
            "tests/catalog/test_voice.py",
            "tests/exchange/test_columns.py",
            "tests/rules/test_lists.py",
            f"{_READING}/test_facts.py",
        ),
        12,
        in_data.faults,
    ),
    Area(
        "settings and messages",
        (f"{_NEWEST}/catalog.toml", f"{_NEWEST}/messages.toml"),
        (
            "tests/rules/test_words.py",
            "tests/rules/test_tutorial.py",
            *_ORACLE[:2],
            "tests/catalog/test_load.py",
            "tests/catalog/test_voice.py",
            "tests/rules/test_examples.py",
        ),
        6,
        in_data.faults,
    ),
    Area(
        "live formulas",
        ("generator/template/formulas/*.py", "generator/template/live.py", "generator/template/row_*.py"),
        ("tests/template/formulas", _PROOF, "tests/live/test_status.py", "tests/template/test_day.py"),
        4,
    ),
)
