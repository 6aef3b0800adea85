"""The board rows of an activity: registrations, practice areas and content areas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.catalog import Column, fold
from generator.exchange.cell_texts import CellText
from generator.exchange.parts import BoardRegistration, ContentArea, ContentKey
from generator.exchange.row_reading import ENTERED_TWICE, RowReading

_NOT_BESIDE = "The content area beside it is blank."
_NO_KIND = "A content area is sent only with its kind."
_NO_KIND_OF_TAG = "The list of kinds offers none for a tag, so it is not sent."


def boards(record: RowReading) -> None:
    """The boards of an activity, with the practice areas and the content areas of all of them."""
    on = record.columns.on["moc"]
    registrations: list[BoardRegistration] = []
    areas: dict[str, CellText] = {}
    contents: list[ContentArea] = []
    for position in record.answered("moc", "board"):
        board = record.read(on["board"], position)
        if not board:
            record.leave_out("moc", position, "The row names no board.")
            continue
        record.send("moc", position)
        types = record.unique("credit_type", "moc", position)
        first = types[0] if types else on[record.columns.first_credit_type].at(position)
        points, deadline = record.read(on["points"], position), record.here("moc_deadline")
        registrations.append(BoardRegistration(board, points, types, first, deadline))
        for area in _areas(record, position):
            if areas.setdefault(fold(str(area)), area) is not area:
                # another board of the activity has it too, and the file has it once
                area.of.carried[position] = 1
        contents += _contents(record, board, position)
    record.update(boards=tuple(registrations), practice_areas=tuple(areas.values()), content_areas=tuple(contents))


def _areas(record: RowReading, position: int) -> Iterator[CellText]:
    """The practice areas of a board row; the word for all of them as each."""
    board = record.columns.batch.sheets["moc"].text("board")[position]
    for area in record.unique("practice_area", "moc", position):
        every = record.columns.every_area(str(area), board)
        if every:
            yield from (area.saying(text) for text in every)
        else:
            yield area


def _contents(record: RowReading, board: CellText, position: int) -> Iterator[ContentArea]:
    on = record.columns.on["moc"]
    if not any(on.given[family][position] for family in ("content", "content_kind", "content_tag")):
        return
    code = record.columns.outline_codes.get(str(board), "")
    seen: set[tuple[str, ...]] = set()
    for columns in record.columns.contents:
        keys = tuple(_content_keys(record, board, code, columns, position))
        texts = tuple(fold(text) for key in keys for text in (str(key.kind), str(key.value)))
        if texts in seen:
            record.leave_out("moc", position, ENTERED_TWICE, columns[0].id)
        elif keys:
            seen.add(texts)
            yield ContentArea(f"{len(seen):02d}_{code}", board, keys)


def _content_keys(
    record: RowReading, board: CellText, code: str, columns: Sequence[Column], position: int
) -> Iterator[ContentKey]:
    """A content area's kind and value, and its tag; none of it is sent by half."""
    on = record.columns.on["moc"]
    value, kind, tag = (on[column.id].at(position) for column in columns)
    kind = kind or (_outline_kind(record, columns[0], value) if value else kind)
    if code and value and kind:
        yield ContentKey(
            record.read(on[columns[1].id], position).saying(kind), record.read(on[columns[0].id], position)
        )
        if tag and not record.columns.offers("moc", columns[1].id, "tag"):
            record.leave_out("moc", position, _NO_KIND_OF_TAG, columns[2].id)
        elif tag:
            tag = record.read(on[columns[2].id], position)
            yield ContentKey(tag.saying(record.columns.written("moc", columns[1].id, "tag")), tag)
        return
    missing = _NOT_BESIDE if not value else _NO_KIND
    for column, text in zip(columns, (value, kind if code else "", tag), strict=True):
        if text:
            record.leave_out("moc", position, missing if code else f"{board} has no content outline.", column.id)


def _outline_kind(record: RowReading, column: Column, value: CellText) -> CellText:
    """The kind that the board's outline gives the value; empty when the outline does not have it."""
    outline = record.columns.catalog.values_of(column)
    board = record.columns.batch.sheets["moc"].text("board")[value.position]
    entry = outline.find(value, board)
    return record.silent("moc", "board", value.position).saying(outline.fact(entry, "kind") if entry else "")
