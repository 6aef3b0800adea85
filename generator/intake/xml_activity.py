"""What an activity of an XML file says of itself, on Activities: the way back from `generator.exchange.records`."""

from __future__ import annotations

from generator.catalog import ACTIVITIES
from generator.catalog.lists import NO, YES
from generator.intake.xml_dates import put_dates
from generator.intake.xml_languages import by_language
from generator.intake.xml_outcomes import put_outcomes
from generator.intake.xml_places import SAYS, meant
from generator.intake.xml_rows import NO_MORE, Filling

_OTHER_CREDITS = "The workbook holds credits of one kind only, and these are of another."
_SECOND_CREDITS = "The workbook has one cell for credits, and other credits of the activity are in it."
_NO_KIND = "The file does not say of which kind these credits are; the workbook holds AMA PRA Category 1 only."
_OTHER_PLACE = "The workbook has one place for an activity, and another one of the file is in it."
_NOT_SO = "The workbook tells this by the state contents themselves, and the activity has them otherwise."
_SIMPLE = (
    "title", "description", "providership", "format", "commercial_support", "passport", "fee",
    "registration", "mips", "record_action", "close_record",
)  # fmt: skip
"""Columns that are the text of one element."""
_SEVERAL = ("joint_provider", "delivery_method", "commendation_tag")
"""Families of columns with one element for each value."""


def put_activity(filling: Filling, undated_deletion: str) -> None:
    """Fills the activity's row.

    Args:
        undated_deletion: ISO date that stands for a date of a record to be deleted that has none.
    """
    _identifiers(filling)
    for name in _SIMPLE:
        filling.one(filling.column(name), by_language(filling.pieces.take(name)))
    places = {name: filling.column(name) for name in ("city", "state", "country")}
    filling.whole({**places, "country_name": places["country"]}, _OTHER_PLACE)
    put_dates(filling, undated_deletion)
    _credits(filling)
    for family in _SEVERAL:
        filling.each(filling.catalog.sheet(ACTIVITIES).family(family), filling.pieces.take(family))
    _learners(filling)
    put_outcomes(filling)
    _state_contents(filling)
    filling.language(filling.pieces.take("text_language"))


def _identifiers(filling: Filling) -> None:
    """Identifiers, by the catalog that each says it is of."""
    _by_word(filling, "catalog", "entry")


def _learners(filling: Filling) -> None:
    """Numbers of learners, by category."""
    _by_word(filling, "category", "learners")


def _by_word(filling: Filling, word: str, value: str) -> None:
    """Values that a word beside them gives a column; those of another word are left with it."""
    for group in filling.pieces.groups(word, value):
        words = filling.pieces.take(word, group)
        columns = [column for column in (meant(word, piece.text) for piece in words) if column]
        if len(columns) == len(words) == 1:
            filling.understood(words[0], SAYS[word, columns[0]])
            filling.one(filling.column(columns[0]), filling.pieces.take(value, group))
        else:
            filling.pieces.give_back(words)


def _credits(filling: Filling) -> None:
    """Credits and joint providers. Credits of another kind are left whole, and so are further ones of the same kind."""
    column = filling.column("credits")
    for group in filling.pieces.groups("certification", "credits", "joint_provider"):
        kinds, credits = (filling.pieces.take(name, group) for name in ("certification", "credits"))
        why = ""
        if not all(meant("certification", kind.text) for kind in kinds):
            why = _OTHER_CREDITS
        elif any(filling.cells.get(column.id) not in {None, filling.read(column, piece).cell} for piece in credits):
            why = _SECOND_CREDITS
        if why:
            for piece in (*kinds, *credits, *filling.pieces.take("joint_provider", group)):
                filling.leave(piece, why)
            continue
        for kind in kinds:
            filling.understood(kind, SAYS["certification", "credits"])
        filling.one(column, credits, look="" if kinds else _NO_KIND)


def _state_contents(filling: Filling) -> None:
    pairs = filling.catalog.sheet(ACTIVITIES).together("state_domain", "state_topic")
    groups = filling.pieces.groups("state_domain", "state_topic")
    for number, group in enumerate(groups):
        for family, columns in zip(("state_domain", "state_topic"), zip(*pairs, strict=True), strict=True):
            pieces = filling.pieces.take(family, group)
            if number < len(pairs):
                filling.one(columns[number], pieces)
            else:
                for piece in pieces:
                    filling.leave(piece, NO_MORE, columns[-1])
    told = filling.catalog.answers.meaning(YES if groups else NO).value
    for piece in filling.pieces.take("has_state_content"):
        if filling.reader.answer(piece.plain) != told:
            filling.leave(piece, _NOT_SO)
