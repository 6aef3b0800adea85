"""Content areas of a board's outline in an activity of an XML file: keywords, or outlines of their own, or both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator.catalog import Column, fold
from generator.intake.xml_pieces import Piece
from generator.intake.xml_rows import NO_MORE, Filling
from generator.upkeep.upgraded import Fate

_NO_OUTLINE = "The file does not register the activity for a board that is known to have this content outline."
_NO_KEYWORDS = "The workbook has no column for keywords, only for content areas of a board's outline."
_NOT_A_TAG = "A content area has one kind and value, and at most a tag below it; this is none of them."


@dataclass(frozen=True)
class _Key:
    """A kind and a value of an outline."""

    kind: Piece
    value: Piece


@dataclass
class _Selection:
    """One content area: what says which outline it is from, and its keys."""

    sources: list[Piece] = field(default_factory=list)
    keys: list[_Key] = field(default_factory=list)

    @property
    def folded(self) -> tuple[tuple[str, str], ...]:
        return tuple((fold(key.kind.text), fold(key.value.text)) for key in self.keys)

    @property
    def pieces(self) -> list[Piece]:
        return [*self.sources, *(piece for key in self.keys for piece in (key.kind, key.value))]


def put_contents(filling: Filling) -> None:
    """Fills the content areas of the activity's board rows; one that both homes have is there once."""
    codes = _codes(filling)
    found: dict[int, dict[tuple[tuple[str, str], ...], int]] = {}
    for selection in _keywords(filling):
        code = selection.sources[0].text.partition("_")[2]
        _put(filling, codes.get(fold(code)), found, selection)
    for selection in _outlines(filling):
        board = filling.reader.read(filling.column("board", "moc"), selection.sources[0].text).cell
        rows = filling.own_rows.get("moc", ())
        row = next((row for row in rows if row in codes.values() and filling.board(row) == board), None)
        _put(filling, row, found, selection)


def _codes(filling: Filling) -> Mapping[str, int]:
    """The code of an outline to the row of its board."""
    boards = filling.catalog.board_list
    codes: dict[str, int] = {}
    for row in filling.own_rows.get("moc", ()):
        board = boards.find(filling.board(row))
        if board and (code := boards.fact(board, "outline_code")):
            codes.setdefault(fold(code), row)
    return codes


def _keywords(filling: Filling) -> Iterator[_Selection]:
    """Keywords with a source and a kind, by their source."""
    selections: dict[str, _Selection] = {}
    for group in filling.pieces.groups("keyword", "keyword_source", "keyword_kind", "keyword_language"):
        names = ("keyword", "keyword_source", "keyword_kind")
        values, sources, kinds = (filling.pieces.take(name, group) for name in names)
        filling.language(filling.pieces.take("keyword_language", group))
        if len(values) == len(sources) == len(kinds) == 1:
            selection = selections.setdefault(sources[0].text, _Selection())
            selection.sources += sources
            selection.keys.append(_Key(kinds[0], values[0]))
        else:
            for piece in (*values, *sources, *kinds):
                filling.leave(piece, _NO_KEYWORDS)
    yield from selections.values()


def _outlines(filling: Filling) -> Iterator[_Selection]:
    """Selections of an outline; those without a source are nobody's."""
    for group in filling.pieces.groups("outline", "outline_kind", "outline_value"):
        names = ("outline", "outline_kind", "outline_value")
        sources, kinds, values = (filling.pieces.take(name, group) for name in names)
        pairs = {kind.element.getparent(): kind for kind in kinds}
        keys = [
            _Key(pairs.pop(value.element.getparent()), value) for value in values if value.element.getparent() in pairs
        ]
        paired = {id(piece) for key in keys for piece in (key.kind, key.value)}
        for piece in (*kinds, *values):
            if id(piece) not in paired:
                filling.leave(piece, _NOT_A_TAG)
        if sources and keys:
            yield _Selection(sources, keys)
        else:
            for piece in (*sources, *(piece for key in keys for piece in (key.kind, key.value))):
                filling.leave(piece, _NO_OUTLINE)


def _put(
    filling: Filling,
    row: int | None,
    found: dict[int, dict[tuple[tuple[str, str], ...], int]],
    selection: _Selection,
) -> None:
    triples = filling.catalog.sheet("moc").together("content", "content_kind", "content_tag")
    if row is None:
        for piece in selection.pieces:
            filling.leave(piece, _NO_OUTLINE)
        return
    there = found.setdefault(row, {})
    number = there.setdefault(selection.folded, len(there))
    if number >= len(triples):
        for piece in selection.pieces:
            filling.leave(piece, NO_MORE, triples[-1][0])
        return
    _fill(filling, row, triples[number], selection)


def _fill(filling: Filling, row: int, triple: Sequence[Column], selection: _Selection) -> None:
    """Puts one content area, and the tag below it, into their cells."""
    content, kind, tag = triple
    tags = filling.catalog.values_of(kind).meaning("tag")
    board = filling.board(row)
    for piece in selection.sources:
        filling.out.say(Fate.CARRIED, "moc", row, content.id, filling.where(piece), piece.text)
    for number, key in enumerate(selection.keys):
        if number == 0:
            filling.one(kind, [key.kind], row)
            filling.one(content, [key.value], row, owner=board)
        elif number == 1 and filling.reader.read(kind, key.kind.text).cell == tags.value:
            filling.one(tag, [key.value], row)
            filling.out.say(Fate.CARRIED, "moc", row, tag.id, filling.where(key.kind), key.kind.text)
        else:
            for piece in (key.kind, key.value):
                filling.leave(piece, _NOT_A_TAG, content)
