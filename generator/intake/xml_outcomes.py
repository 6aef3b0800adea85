"""Measured outcomes of an activity of an XML file: each with how it was measured, which one cell says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.catalog import ACTIVITIES, Column, ValueList, fold
from generator.intake.xml_pieces import Piece
from generator.intake.xml_rows import Filling
from generator.upkeep.upgraded import Fate

_OTHER_OUTCOME = "The workbook has columns for the outcomes that PARS lists only."
_OTHER_MEASURE = "The workbook cannot say this beside how else the outcome was measured."
_WHICH = "The file has several outcomes in one element, and does not say which of them was measured so."
_IN_ONE = "The file has several outcomes in one element; look that each is with how it was measured."


def put_outcomes(filling: Filling) -> None:
    """Fills the column of each outcome."""
    columns = [column for column in filling.catalog.sheet(ACTIVITIES).columns if column.stands_for]
    names = _list_with(filling, columns[0].stands_for)
    found: set[str] = set()
    for outcome, types, look in _outcomes(filling):
        value = names.find(outcome.text) if names else None
        name = value.value if value else outcome.text
        column = next((c for c in columns if fold(c.stands_for) == fold(name)), None)
        if column is None or column.id in found:
            for piece in (outcome, *types):
                filling.leave(piece, _OTHER_OUTCOME if column is None else _OTHER_MEASURE, column)
        else:
            found.add(column.id)
            _put(filling, column, outcome, types, look)


def _outcomes(filling: Filling) -> Iterator[tuple[Piece, Sequence[Piece], str]]:
    """Each outcome, how it was measured, and why a person should look at it. Of several in one element, each goes with
    what follows it."""
    for group in filling.pieces.groups("outcome", "measurement_type"):
        outcomes, types = (filling.pieces.take(name, group) for name in ("outcome", "measurement_type"))
        if len(outcomes) == 1:
            yield outcomes[0], types, ""
            continue
        runs: list[tuple[Piece, list[Piece]]] = []
        for element in group.iter():
            runs += [(piece, []) for piece in outcomes if piece.element is element]
            for piece in types:
                if piece.element is element and runs:
                    runs[-1][1].append(piece)
        if outcomes and sum(len(run) for _, run in runs) == len(types) and all(run for _, run in runs):
            yield from ((outcome, run, _IN_ONE) for outcome, run in runs)
        else:
            for piece in (*outcomes, *types):
                filling.leave(piece, _WHICH if outcomes else _OTHER_OUTCOME)


def _put(filling: Filling, column: Column, outcome: Piece, types: Sequence[Piece], look: str) -> None:
    how, beside = _measured(filling, column, [piece.text for piece in types])
    at = ACTIVITIES, filling.row, column.id
    filling.out.put(*at, how, filling.where(outcome), outcome.text, look, look=bool(look))
    for number, piece in enumerate(types):
        if number in beside:
            filling.leave(piece, _OTHER_MEASURE, column)
        else:
            filling.out.say(Fate.CARRIED, *at, filling.where(piece), piece.text, new=how)


def _measured(filling: Filling, column: Column, types: list[str]) -> tuple[str, set[int]]:
    """The value that says how an outcome was measured, and which of the types it does not say."""
    values = filling.catalog.values_of(column)
    by_types = {
        frozenset(fold(t) for t in values.fact(value, "measurement_types").split(";") if t): value.value
        for value in values.offered()
    }
    how = by_types.get(frozenset(map(fold, types)))
    if how is not None:
        return how, set()
    return by_types.get(frozenset({fold(types[0])}), types[0]), set(range(1, len(types)))


def _list_with(filling: Filling, text: str) -> ValueList | None:
    """The list that has a value of that text."""
    return next((values for values in filling.catalog.lists.values() if values.find(text)), None)
