"""What a record of the upload file is made of, where that is more than the text of a cell.

They are not frozen, which would double the time it takes to make them; nobody changes them, and no template can.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.exchange.cell_texts import CellText


@dataclass(slots=True, unsafe_hash=True)
class ContentKey:
    """One entry of a board's outline: its kind (Level 3 ID, Tag ID, Free Text) and its value."""

    kind: CellText
    value: CellText


@dataclass(slots=True, unsafe_hash=True)
class ContentArea:
    """One selection from a board's outline, with its source as in 01_ABAMCO, and a second key for its tag."""

    source: str
    board: CellText
    keys: tuple[ContentKey, ...]


@dataclass(slots=True, unsafe_hash=True)
class BoardRegistration:
    board: CellText
    points: CellText
    credit_types: tuple[CellText, ...]
    credit_type: CellText
    """The first of them, or the blank cell where the first would stand."""
    deadline: CellText


@dataclass(slots=True, unsafe_hash=True)
class RemsRegistration:
    program: CellText
    rpc_id: CellText


@dataclass(slots=True, unsafe_hash=True)
class MonetarySupport:
    supporter: CellText
    amount: CellText


@dataclass(slots=True, unsafe_hash=True)
class MeasuredOutcome:
    name: CellText
    types: tuple[CellText, ...]


@dataclass(slots=True, unsafe_hash=True)
class StateContent:
    domain: CellText
    topic: CellText


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What an exported activity holds and its record does not: a whole row, or a cell; with the reason, a sentence.

    Attributes:
        shown: of a row that somebody has to act on, the column whose cell the console names it by.
    """

    sheet: str
    position: int
    column: str | None
    reason: str
    shown: str | None = None
