"""Which of several texts an activity of an XML file is told in: English ones come first."""

from __future__ import annotations

from collections.abc import Sequence

from generator.intake.xml_pieces import Piece
from generator.intake.xml_places import meant

_OF_XML = "{http://www.w3.org/XML/1998/namespace}lang"


def by_language(pieces: Sequence[Piece]) -> list[Piece]:
    """The same pieces, those first that are said to be English, then those of no language."""
    return sorted(pieces, key=_rank)


def split_translations(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Those of a language that is taken, in their order, and those that say in another one what stands beside them."""
    best: dict[object, Piece] = {}
    for piece in by_language(pieces):
        best.setdefault(piece.group, piece)
    kept = [piece for piece in pieces if _language(piece) == _language(best[piece.group])]
    return kept, [piece for piece in pieces if piece not in kept]


def _rank(piece: Piece) -> int:
    language = _language(piece)
    return 1 if not language else 0 if meant("language", language) else 2


def _language(piece: Piece) -> str:
    return str(piece.element.get("language") or piece.element.get(_OF_XML) or "").strip()
