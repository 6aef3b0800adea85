"""What Excel takes of one formula, by Microsoft's "Excel specifications and limits" and by [MS-XLSB], which says how
many bytes a formula has inside of Excel."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

LONGEST, LARGEST, DEEPEST, MOST_ARGUMENTS, LONGEST_TEXT = 8_192, 16_384, 64, 255, 255
"""Characters and bytes of a formula, functions in one another, arguments of a function, characters of a text."""

_REFERENCE = re.compile(r"(?:(?:'[^']+'|\w+)!)?\$?(?:[A-Z]{1,3})?\$?\d*(?::\$?(?:[A-Z]{1,3})?\$?\d*)?")
_TAKES_RANGE = {
    ("INDEX", 0), ("MATCH", 1), ("VLOOKUP", 1), ("HLOOKUP", 1), ("COUNTIF", 0), ("COUNTIFS", 0),
    ("SUMIF", 0), ("SUMIF", 2), ("ROWS", 0), ("COLUMNS", 0), ("OFFSET", 0),
}  # fmt: skip
"""Function and argument (from 0) that take cells as they are; elsewhere Excel would take the one in the same row."""
_TAKES_RANGES = {"SUM", "COUNT", "COUNTA", "MAX", "MIN", "AND", "OR"}
"""Functions that do so in all arguments."""
_TAKES_ARRAY = {("LOOKUP", 1), ("LOOKUP", 2)}
"""Function and argument that take what is reckoned from cells one by one, as all of SUMPRODUCT do."""
_CHOOSES = {"IF", "IFERROR", "CHOOSE", "INDEX"}
"""Functions that do not go through cells one by one, even inside of these."""

_BETWEEN = "the cells between two that functions give"
"""The operand of INDEX(...):INDEX(...)."""


@dataclass(frozen=True)
class Measures:
    """The sizes of a formula, and its operands that are no values: each with the functions around it, from outside, and
    the number of the argument."""

    characters: int
    bytes: int
    depth: int
    arguments: int
    text: int
    operands: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    arrays: int

    def beyond(self) -> Iterator[str]:
        """What is more than Excel takes."""
        for what, is_, most in (
            ("characters", self.characters, LONGEST),
            ("bytes", self.bytes, LARGEST),
            ("functions in one another", self.depth, DEEPEST),
            ("arguments", self.arguments, MOST_ARGUMENTS),
            ("characters of a text", self.text, LONGEST_TEXT),
        ):
            if is_ > most:
                yield f"{is_} {what}, Excel takes {most}"

    def names(self) -> set[str]:
        """The defined names that it asks for, as they are written."""
        pieces = {piece for operand, _ in self.operands if operand != _BETWEEN for piece in _pieces(operand)}
        return {piece for piece in pieces if not is_reference(piece)}

    def intersected(self, of_many_cells: Collection[str]) -> list[str]:
        """The operands of more than one cell that stand where one value is wanted.

        Args:
            of_many_cells: the defined names, in lower case, that stand for more than one cell.
        """
        return [
            operand for operand, around in self.operands if _is_many(operand, of_many_cells) and not _as_cells(around)
        ]


@lru_cache(maxsize=16_384)
def measures(formula: str) -> Measures:
    """Takes a formula apart; it stands without its equals sign."""
    around: list[tuple[str, int]] = []
    operands: list[tuple[str, tuple[tuple[str, int], ...]]] = []
    size = depth = deepest = most = longest = arrays = 0
    for token in Tokenizer(f"={formula}").items:
        size += _bytes(token)
        if token.type == Token.FUNC and token.subtype == Token.OPEN:
            if token.value.startswith(":"):
                operands.append((_BETWEEN, tuple(around)))
            around.append((token.value[:-1].lstrip(":").upper(), 0))
            depth += 1
            deepest = max(deepest, depth)
        elif token.type == Token.PAREN and token.subtype == Token.OPEN:
            around.append(("(", 0))
        elif token.type == Token.SEP and token.subtype == Token.ARG and around[-1][0] != "{":
            around[-1] = (around[-1][0], around[-1][1] + 1)
            most = max(most, around[-1][1] + 1)
        elif token.type == Token.ARRAY:
            arrays += token.subtype == Token.OPEN
            around.append(("{", 0)) if token.subtype == Token.OPEN else around.pop()
        elif token.subtype == Token.CLOSE:
            depth -= token.type == Token.FUNC
            around.pop()
        elif token.subtype == Token.TEXT:
            longest = max(longest, len(token.value[1:-1].replace('""', '"')))
        elif token.subtype == Token.RANGE:
            operands.append((token.value, tuple(around)))
    return Measures(len(formula), size, deepest, most, longest, tuple(operands), arrays)


def is_reference(operand: str) -> bool:
    """Whether it names cells by their address, and not by a defined name."""
    return _REFERENCE.fullmatch(operand) is not None and any(c.isdigit() or c == "$" for c in operand)


def of_many_cells(text: str) -> bool:
    """Whether what a defined name stands for is more than one cell."""
    if not _REFERENCE.fullmatch(text):
        return ":" in text and all(re.fullmatch(r"[A-Za-z_]\w*", piece) for piece in text.split(":"))
    first, _, last = text.rpartition("!")[2].replace("$", "").partition(":")
    return bool(last) and first != last


def _pieces(operand: str) -> list[str]:
    return [operand] if is_reference(operand) else operand.split(":")


def _is_many(operand: str, names: Collection[str]) -> bool:
    return operand == _BETWEEN or operand.lower() in names or of_many_cells(operand)


def _as_cells(around: tuple[tuple[str, int], ...]) -> bool:
    functions = [entry for entry in around if entry[0] != "("]
    if not functions:
        return False
    if functions[-1] in _TAKES_RANGE or functions[-1][0] in _TAKES_RANGES:
        return True
    one_by_one = [n for n, entry in enumerate(functions) if entry[0] == "SUMPRODUCT" or entry in _TAKES_ARRAY]
    return bool(one_by_one) and not _CHOOSES & {name for name, _ in functions[one_by_one[-1] + 1 :]}


def _bytes(token: Token) -> int:
    """How many bytes a token has inside of Excel at most: [MS-XLSB] 2.5.97 (Ptg)."""
    text = token.value
    if token.subtype == Token.TEXT:
        return 3 + 2 * len(text)
    if token.subtype == Token.NUMBER:
        return 3 if text.isdecimal() and int(text) <= 65_535 else 9
    if token.subtype == Token.RANGE:
        return 15 if is_reference(text) else 6 * len(text.split(":"))
    if token.type == Token.ARRAY:
        return 15 if token.subtype == Token.OPEN else 0
    if token.type == Token.SEP:
        return 4
    return 4 if token.type == Token.FUNC and token.subtype == Token.OPEN else 2 if token.type == Token.OPERAND else 1
