"""The very hidden sheet Lists: every list of the catalog as a block under defined names.

Of each list NAME: `l_NAME` its offered values; `m_NAME` the same with straight quotes, where they hold others, since
formulas
compare so; `a_NAME` full names and entries of drop-downs, and `b_NAME` the values that they are read as; `l_NAME_FIELD`
what the catalog says of each in a further field; `l_NAME_unconfirmed` "yes" where nobody vouches for the value.

Of a list whose values belong to a board also: `k_NAME` keys such as "ABIM|Medical Knowledge"; `o_NAME` the first cell
of its drop-down block, which opens with the lines of `generator.rules.values.FALLBACKS`; in the order of `l_boards`
`o_NAME_start` and
`o_NAME_count`, where in that block the values of each board stand, and `o_NAME_standing`, how well the list knows them.
`o_` and the name of the list of boards are the boards that this workbook offers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from generator.catalog import Catalog, Value, ValueList
from generator.catalog.texts import straight
from generator.rules.expression.texts import standing
from generator.rules.values import FALLBACKS, NONE, TYPE
from generator.template.validations import ACTIVITY_COUNT, ACTIVITY_IDS
from generator.workbook.own_sheets import FIRST_ROW, LISTS

Content = str | float | None


def write(
    workbook: Workbook, catalog: Catalog, chosen: Sequence[Value], words: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Writes the sheet and gives its defined names with what they stand for.

    Args:
        chosen: the boards that the workbook offers.
        words: further blocks, by their defined names.
    """
    return _Lists(workbook.create_sheet(LISTS), catalog, chosen).write(words)


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
        for values in self.catalog.lists.values():
            if values.by:
                self._owned(values)
            else:
                self._plain(values)
        for name, block in words.items():
            self._block(name, list(block))
        return self.names

    def _activities_count(self) -> None:
        """How far down the Activities table IDs stand, so that the drop-downs of activities end there and not with
        hundreds of blanks."""
        ids = ACTIVITY_IDS
        self._block(ACTIVITY_COUNT, [None])
        self.sheet.cell(2, 1, f'=IFERROR(LOOKUP(2,1/({ids}<>""),ROW({ids})-{FIRST_ROW - 1}),0)')

    def _plain(self, values: ValueList) -> None:
        offered = self.boards if values.owns else list(values.offered())
        letter = self._block(f"l_{values.name}", [v.value for v in offered])
        if values.owns:
            self.names[f"o_{values.name}"] = f"{LISTS}!${letter}$2:${letter}${len(self.chosen) + 1}"
        self._fields(values, offered)

    def _owned(self, values: ValueList) -> None:
        offered: list[Value] = []
        shown: list[str] = []
        starts: list[Content] = []
        counts: list[Content] = []
        for board in self.boards:
            of_board = values.offered(board.value)
            entries = [*([values.every] if values.every and of_board else []), *map(values.entry, of_board)]
            awaited = values.promised is not None and board.extra[values.promised] != ""
            starts.append(len(FALLBACKS) + len(shown) if of_board else FALLBACKS.index(TYPE if awaited else NONE))
            counts.append(max(1, len(entries)))
            offered += of_board
            shown += entries
        letter = self._block(f"o_{values.name}", [*FALLBACKS, *shown])
        self.names[f"o_{values.name}"] = f"{LISTS}!${letter}$2"
        self._block(f"o_{values.name}_start", starts)
        self._block(f"o_{values.name}_count", counts)
        self._block(f"o_{values.name}_standing", [str(standing(values, board.value)) or None for board in self.boards])
        self._block(f"l_{values.name}", [v.value for v in offered])
        keys = [(v.extra[values.by or ""], v.value) for v in offered]
        keys += [(board.value, values.every) for board in self.boards if values.every and values.offered(board.value)]
        self._block(f"k_{values.name}", [straight(f"{owner}|{text}") for owner, text in keys])
        self._fields(values, offered)

    def _fields(self, values: ValueList, offered: Sequence[Value]) -> None:
        matched = [straight(v.value) for v in offered]
        if matched != [v.value for v in offered]:
            self._block(f"m_{values.name}", matched)
        if values.readings:
            self._block(f"a_{values.name}", list(values.readings))
            self._block(f"b_{values.name}", list(values.readings.values()))
        for name in offered[0].extra if offered else ():
            self._block(f"l_{values.name}_{name}", [_content(v.extra[name]) for v in offered])
        self._block(f"l_{values.name}_unconfirmed", ["yes" if v.unconfirmed else None for v in offered])

    def _block(self, name: str, content: Sequence[Content]) -> str:
        """One column with the block's name above it; an empty block still has one blank cell, so that its name stands
        for something."""
        column, self.next_column = self.next_column, self.next_column + 1
        letter = self.sheet.cell(1, column, name).column_letter
        self.names[name] = f"{LISTS}!${letter}$2:${letter}${max(2, len(content) + 1)}"
        for row, value in enumerate(content, 2):
            if value is not None:
                cell = self.sheet.cell(row, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"
        return letter


def _content(text: str) -> Content:
    """Whole numbers as numbers, so that formulas can reckon with them; blanks as blanks."""
    return float(text) if text.isascii() and text.isdigit() else text or None
