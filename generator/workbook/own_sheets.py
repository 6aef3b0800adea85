"""What every side knows of our sheets: their titles, where things stand on them, and the keys of Meta."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.catalog.verify import OWN_TITLES

START, READINESS, FINDINGS, HELP, LISTS, META = OURS = OWN_TITLES
"""The titles of the sheets that hold no rows of the batch."""

# --- data sheets -------------------------------------------------------------------------------------------------

FIRST_ROW = 2
"""The row below the header."""
HEADERS_REACH = 1_024
"""Columns in which headers are looked for."""
STATUS = "status"
"""Id of the first column, which says in words how a row stands."""
CHECKED, CHECKED_HEADER = "checked", "Checked"
"""Id and header of the hidden column that holds what a check found in a row."""


def tab_of(title: str) -> str:
    """A sheet as formulas refer to it: in quotation marks unless it is letters only, since MOC2 would be a cell."""
    return title if title.isascii() and title.isalpha() else f"'{title}'"


def table_name(title: str) -> str:
    """The name of the table on a data sheet: T_Activities."""
    return "T_" + re.sub(r"\W", "_", title)


def column_name(prefix: str, column_id: str) -> str:
    """The defined name of a column's cells: c_act_title. `prefix` is that of the sheet."""
    return f"c_{prefix}_{column_id}"


# --- Start, Readiness and Findings -------------------------------------------------------------------------------

START_LABEL, START_TEXT, START_BESIDE = 2, 3, 4
"""Columns of Start."""


def setting_cell(row: int | str) -> str:
    """What the defined name of the setting in a row of Start stands for."""
    return f"{START}!$C${row}"


READINESS_NOTE, READINESS_HEADER = 2, 4
"""Rows of Readiness."""
FINDINGS_HEADER = 1
"""The row of the headers of Findings."""
MOST_FINDINGS = 60_000
"""Lines of Findings at most: Excel takes 65,530 links on a sheet."""


@dataclass(frozen=True, slots=True)
class FindingsColumn:
    """A column of Findings: its header and its width in characters."""

    header: str
    width: int


FINDINGS_COLUMNS = (
    FindingsColumn("Where", 20),
    FindingsColumn("Kind", 32),
    FindingsColumn("Activity", 22),
    FindingsColumn("Column", 26),
    FindingsColumn("What is wrong", 70),
    FindingsColumn("What to do", 70),
)
"""The columns of Findings in order; the cells of the first lead to the cell they name."""

# --- Meta and the stamp ------------------------------------------------------------------------------------------

META_ROWS, META_COLUMNS = 5_000, 4
"""How far Meta is read."""
PREFIX = "pars_"
"""Custom document properties are named by this and a key of Meta: pars_catalog_version."""
TEMPLATE_VERSION = "template_version"
CATALOG_VERSION = "catalog_version"
CATALOG_HASH = "catalog_hash"
MARKS_DIGEST = "marks_digest"
"""Key that tells which marks the program lays into templates (`generator.template.live.marks_digest`)."""
STAMPED = (TEMPLATE_VERSION, CATALOG_VERSION, CATALOG_HASH, MARKS_DIGEST)
"""The keys of Meta that are document properties too."""
BOARDS = "boards"
"""Key of the boards that the workbook offers, with commas between them."""
ROWS = "rows"
"""Key of the number of rows that the Activities table was made with."""
LIVE = "live"
"""Key that says yes for a workbook with live marks, no for one with the marks of a check only."""
