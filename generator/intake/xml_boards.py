"""What an activity of an XML file has on MOC: a row for each board, with its practice areas."""

from __future__ import annotations

from collections.abc import Sequence

from generator.catalog import Column
from generator.intake.practice_areas import Tie, Tied, tie_areas
from generator.intake.xml_contents import put_contents
from generator.intake.xml_languages import split_translations
from generator.intake.xml_pieces import Piece
from generator.intake.xml_rows import NO_MORE, Filling
from generator.intake.xml_values import AS_LISTED
from generator.upkeep.upgraded import Fate

MOST_AREAS = 75
"""Practice areas of a board row that a workbook is given columns for: a sheet has 99 columns at most."""
_NO_BOARD = "Practice areas belong to a board, and the file registers the activity for none."
_SHARED = "Several boards of the activity have this practice area, and the file does not say which is meant; compare."
_UNLISTED = "No board of the activity lists this practice area, so it stays with its neighbors in the file; compare."
_TRANSLATION = "The file has this practice area in another language too, and that one was read."
_OTHER_DEADLINE = "The workbook has one MOC credit deadline for all boards of an activity, and this board has another."
_NO_DEADLINE = "A board of the activity has no such date in the file; in the workbook it is that of all boards."


def put_boards(filling: Filling) -> None:
    """Fills the rows of the activity's boards."""
    pieces = filling.pieces
    deadlines: list[list[Piece]] = []
    for group in pieces.groups("board", "points", "credit_type", "moc_deadline"):
        row = filling.add_row("moc", {})
        filling.one(filling.column("board", "moc"), pieces.take("board", group), row)
        board = filling.board(row)
        filling.one(filling.column("points", "moc"), pieces.take("points", group), row)
        types = filling.catalog.sheet("moc").family("credit_type")
        filling.each(types, pieces.take("credit_type", group), row, board)
        deadlines.append(pieces.take("moc_deadline", group))
    _deadline(filling, deadlines)
    _areas(filling)
    put_contents(filling)
    filling.registered("moc", "moc")


def _deadline(filling: Filling, deadlines: Sequence[Sequence[Piece]]) -> None:
    """The date that all boards have; another one of a board is left."""
    column = filling.column("moc_deadline")
    lacking = not all(deadlines)
    for piece in (piece for pieces in deadlines for piece in pieces):
        read = filling.read(column, piece)
        if filling.cells.get(column.id) not in (None, read.cell):
            filling.leave(piece, _OTHER_DEADLINE, column)
        else:
            filling.one(column, [piece], look=_NO_DEADLINE if lacking and not read.look else "")


def _areas(filling: Filling) -> None:
    """Puts the practice areas into the rows of the boards that they belong to."""
    pieces, others = split_translations(filling.pieces.take("practice_area"))
    rows = filling.own_rows.get("moc", [])
    columns = filling.catalog.sheet("moc").family("practice_area")
    first = columns[0]
    for piece in others:
        filling.leave(piece, _TRANSLATION, first)
    if not rows:
        for piece in pieces:
            filling.leave(piece, _NO_BOARD, first)
        return
    boards = [filling.board(row) for row in rows]
    names_there = [piece.text for piece in pieces]
    tie = tie_areas(names_there, boards, filling.catalog.values_of(first), filling.reader, ours=filling.ours)
    places: dict[int, list[tuple[str, int]]] = {}
    for place, row in enumerate(rows):
        cells = filling.out.rows["moc"][row]
        own = [tied for tied in tie.tied if place in tied.boards]
        names = [_name(filling, pieces[tied.area], boards[place]) for tied in own]
        if _are_all(filling, tie, own, names, place, boards[place]):
            cells[first.id] = filling.catalog.values_of(first).every
            for tied in own:
                places.setdefault(tied.area, []).append((first.id, row))
            continue
        chosen = _within(columns, own, place)
        kept = [(tied, name) for tied, name in zip(own, names, strict=True) if tied in chosen and filling.fits(name)]
        numbers: dict[str, int] = {}
        for tied, name in kept:
            number = numbers.setdefault(name, len(numbers) + 1)
            if number <= MOST_AREAS:
                cells[f"{first.family}_{number}"] = name
                places.setdefault(tied.area, []).append((f"{first.family}_{number}", row))
    for tied in tie.tied:
        _tell(filling, pieces[tied.area], tied, places.get(tied.area, []), boards)


def _within(columns: Sequence[Column], own: Sequence[Tied], place: int) -> Sequence[Tied]:
    """The areas of a row: all that are in the file because of its board, and of those that another board has too as
    many as there are columns for."""
    needed = sum(tied.boards[0] == place for tied in own)
    shared = [tied for tied in own if tied.boards[0] != place][: max(0, len(columns) - needed)]
    return [tied for tied in own if tied.boards[0] == place or tied in shared]


def _are_all(filling: Filling, tie: Tie, own: Sequence[Tied], names: Sequence[str], place: int, board: str) -> bool:
    """Whether the areas of a row are all of its board, too many for its columns, and the word for all gives the same
    list in the file again."""
    columns = filling.catalog.sheet("moc").family("practice_area")
    values = filling.catalog.values_of(columns[0])
    listed = [value.value for value in values.offered(board)]
    if len(names) <= len(columns) or values.every is None or sorted(names) != sorted(listed):
        return False
    here_first = [name for name, tied in zip(names, own, strict=True) if tied.boards[0] == place]
    return not tie.in_order or here_first == [name for name in listed if name in set(here_first)]


def _tell(filling: Filling, piece: Piece, tied: Tied, places: Sequence[tuple[str, int]], boards: Sequence[str]) -> None:
    columns = filling.catalog.sheet("moc").family("practice_area")
    if not places:
        filling.leave(piece, NO_MORE, columns[0])
        return
    (column, row), *also = places
    name = _name(filling, piece, boards[tied.boards[0]])
    why = "" if tied.sure else _SHARED if tied.listed else _UNLISTED
    fate = Fate.KEPT if why else Fate.CARRIED if name == piece.text else Fate.CHANGED
    told = why or ("" if name == piece.text else AS_LISTED)
    filling.out.say(fate, "moc", row, column, filling.where(piece), piece.text, told, new=name, also=also)


def _name(filling: Filling, piece: Piece, board: str) -> str:
    """A practice area as the board's list writes it."""
    column = filling.catalog.sheet("moc").family("practice_area")[0]
    return str(filling.reader.read(column, piece.text, board).cell)
