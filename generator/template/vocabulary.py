"""The very hidden sheet Lists: every list of the catalog as a block under defined names.

Of each list NAME: `l_NAME` its offered values; `m_NAME` the same with straight quotes, where they hold others, since formulas
compare so; `l_NAME_FIELD` what the catalog says of each in a further field; `l_NAME_unconfirmed` "yes" where no official source
names the value. Of a list whose values belong to a board also: `k_NAME` keys such as "ABIM|Medical Knowledge"; `o_NAME` the
first cell of its drop-down block, which opens with the lines of `generator.rules.values.FALLBACKS`; `o_NAME_start` and `o_NAME_count`, in the order of
`l_boards`, where in that block the values of each board stand. `o_boards` are the boards that this workbook offers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from generator.catalog import Catalog, Value, ValueList
from generator.rules.values import FALLBACKS, NONE, TYPE
from generator.template.layout import FIRST_ROW
from generator.template.limits import BuildError
from generator.template.validations import ACTIVITY_COUNT, ACTIVITY_IDS
from generator.workbook import titles

TITLE = titles.LISTS
_WILD = set("*?~")
_STRAIGHT = str.maketrans("‘’“”", "''\"\"")

Content = str | float | None


def write(workbook: Workbook, catalog: Catalog, chosen: Sequence[Value], words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Writes the sheet and gives its defined names with what they stand for.

    Args:
        chosen: the boards that the workbook offers.
        words: further blocks, by their defined names.
    """
    return _Lists(workbook.create_sheet(TITLE), catalog, chosen).write(words)


class _Lists:
    def __init__(self, sheet: Worksheet, catalog: Catalog, chosen: Sequence[Value]) -> None:
        self.sheet = sheet
        self.catalog = catalog
        self.chosen = list(chosen)
        self.boards = [*chosen, *(b for b in catalog.boards if b not in chosen)]
        self.names: dict[str, str] = {}
        self.next_column = 1

    def write(self, words: Mapping[str, Sequence[str]]) -> dict[str, str]:
        self._activities_count()
        for found in self.catalog.lists.values():
            if found.by:
                self._owned(found)
            else:
                self._plain(found)
        for name, block in words.items():
            self._block(name, list(block))
        return self.names

    def _activities_count(self) -> None:
        """How far down the Activities table IDs stand, so that the drop-downs of activities end there and not with hundreds of blanks."""
        ids = ACTIVITY_IDS
        self._block(ACTIVITY_COUNT, [None])
        self.sheet.cell(2, 1, f'=IFERROR(SUMPRODUCT(MAX(({ids}<>"")*(ROW({ids})-{FIRST_ROW - 1}))),ROWS({ids}))')

    def _plain(self, found: ValueList) -> None:
        values = self.boards if found.name == "boards" else list(found.offered())
        _refuse_wild(found)
        letter = self._block(f"l_{found.name}", [v.value for v in values])
        if found.name == "boards":
            self.names["o_boards"] = f"{TITLE}!${letter}$2:${letter}${len(self.chosen) + 1}"
        self._fields(found, values)

    def _owned(self, found: ValueList) -> None:
        values: list[Value] = []
        starts: list[Content] = []
        counts: list[Content] = []
        _refuse_wild(found)
        for board in self.boards:
            own = found.offered(board.value)
            starts.append(len(FALLBACKS) + len(values) if own else FALLBACKS.index(TYPE if _awaits_outline(found, board) else NONE))
            counts.append(max(1, len(own)))
            values += own
        letter = self._block(f"o_{found.name}", [*FALLBACKS, *(v.value for v in values)])
        self.names[f"o_{found.name}"] = f"{TITLE}!${letter}$2"
        first = 2 + len(FALLBACKS)
        self.names[f"l_{found.name}"] = f"{TITLE}!${letter}${first}:${letter}${max(first, first + len(values) - 1)}"
        self._block(f"o_{found.name}_start", starts)
        self._block(f"o_{found.name}_count", counts)
        self._block(f"k_{found.name}", [f"{v.extra[found.by or '']}|{v.value}".translate(_STRAIGHT) for v in values])
        self._fields(found, values)

    def _fields(self, found: ValueList, values: Sequence[Value]) -> None:
        straight: list[Content] = [v.value.translate(_STRAIGHT) for v in values]
        if straight != [v.value for v in values]:
            self._block(f"m_{found.name}", straight)
        for name in found.values[0].extra if found.values else ():
            self._block(f"l_{found.name}_{name}", [_content(v.extra[name]) for v in values])
        self._block(f"l_{found.name}_unconfirmed", ["yes" if v.unconfirmed else None for v in values])

    def _block(self, name: str, content: Sequence[Content]) -> str:
        """One column with the block's name above it; an empty block still has one blank cell, so that its name stands for something."""
        column, self.next_column = self.next_column, self.next_column + 1
        letter = self.sheet.cell(1, column, name).column_letter
        self.names[name] = f"{TITLE}!${letter}$2:${letter}${max(2, len(content) + 1)}"
        for row, value in enumerate(content, 2):
            if value is not None:
                cell = self.sheet.cell(row, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"
        return letter


def _refuse_wild(found: ValueList) -> None:
    for value in found.offered():
        if _WILD & set(value.value):
            raise BuildError(f"The list {found.name}: {value.value!r} holds a wild card, and formulas that look it up would find others.")


def _awaits_outline(found: ValueList, board: Value) -> bool:
    return found.name == "content_outlines" and bool(board.extra["outline"])


def _content(text: str) -> Content:
    """Whole numbers as numbers, so that formulas can reckon with them; blanks as blanks."""
    return float(text) if text.isascii() and text.isdigit() else text or None
