"""The very hidden sheet Lists: every list of the catalog as a block under defined names.

Of each list NAME: `l_NAME` its offered values; `m_NAME` the same with straight quotes, where they hold others, since formulas
compare so; `a_NAME` full names and entries of drop-downs, and `b_NAME` the values that they are read as; `l_NAME_FIELD` what the
catalog says of each in a further field; `l_NAME_unconfirmed` "yes" where nobody vouches for the value.

Of a list whose values belong to a board also: `k_NAME` keys such as "ABIM|Medical Knowledge"; `o_NAME` the first cell of its
drop-down block, which opens with the lines of `generator.rules.values.FALLBACKS`; in the order of `l_boards` `o_NAME_start` and
`o_NAME_count`, where in that block the values of each board stand, and `o_NAME_standing`, how well the list knows them.
`o_boards` are the boards that this workbook offers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from generator.catalog import Catalog, Value, ValueList
from generator.catalog.texts import straight
from generator.rules.expression.texts import standing
from generator.rules.values import FALLBACKS, NONE, TYPE
from generator.template.layout import FIRST_ROW
from generator.template.limits import BuildError
from generator.template.validations import ACTIVITY_COUNT, ACTIVITY_IDS
from generator.workbook import titles

TITLE = titles.LISTS
_WILD = set("*?~")

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
        shown: list[str] = []
        starts: list[Content] = []
        counts: list[Content] = []
        _refuse_wild(found)
        for board in self.boards:
            own = found.offered(board.value)
            entries = [*([found.every] if found.every and own else []), *map(found.entry, own)]
            starts.append(len(FALLBACKS) + len(shown) if own else FALLBACKS.index(TYPE if _awaits_outline(found, board) else NONE))
            counts.append(max(1, len(entries)))
            values += own
            shown += entries
        letter = self._block(f"o_{found.name}", [*FALLBACKS, *shown])
        self.names[f"o_{found.name}"] = f"{TITLE}!${letter}$2"
        self._block(f"o_{found.name}_start", starts)
        self._block(f"o_{found.name}_count", counts)
        self._block(f"o_{found.name}_standing", [str(standing(found, board.value)) or None for board in self.boards])
        self._block(f"l_{found.name}", [v.value for v in values])
        keys = [(v.extra[found.by or ""], v.value) for v in values]
        keys += [(board.value, found.every) for board in self.boards if found.every and found.offered(board.value)]
        self._block(f"k_{found.name}", [straight(f"{owner}|{text}") for owner, text in keys])
        self._fields(found, values)

    def _fields(self, found: ValueList, values: Sequence[Value]) -> None:
        matched = [straight(v.value) for v in values]
        if matched != [v.value for v in values]:
            self._block(f"m_{found.name}", matched)
        if found.readings:
            self._block(f"a_{found.name}", list(found.readings))
            self._block(f"b_{found.name}", list(found.readings.values()))
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
    for text in [*(value.value for value in found.offered()), *found.readings]:
        if _WILD & set(text):
            raise BuildError(f"The list {found.name}: {text!r} holds a wild card, and formulas that look it up would find others.")


def _awaits_outline(found: ValueList, board: Value) -> bool:
    return found.name == "content_outlines" and bool(board.extra["outline"])


def _content(text: str) -> Content:
    """Whole numbers as numbers, so that formulas can reckon with them; blanks as blanks."""
    return float(text) if text.isascii() and text.isdigit() else text or None
