"""What an activity of an XML file says of itself, on Activities: the way back from `generator.exchange.records`."""

from __future__ import annotations

from generator.catalog import ACTIVITIES, Column, ValueList, fold
from generator.catalog.lists import NO, YES
from generator.intake.xml_places import SAYS
from generator.intake.xml_rows import NO_MORE, OTHER_LANGUAGE, Filling
from generator.intake.xml_values import day_in, read_day
from generator.upkeep.upgraded import Fate

_OTHER_CREDITS = "The workbook holds credits of one kind only, and these are of another."
_SAME_YEAR = "An upload file gives the dates of the activity as reporting dates, and these are of the same year."
_OTHER_YEAR = "An upload file gives the dates of the activity as reporting dates, and these are of another year."
_STAND_IN = "An upload file has this day for a date that a record to be deleted does not have; the cell is blank."
_OTHER_OUTCOME = "The workbook has columns for the outcomes that PARS lists only."
_OTHER_MEASURE = "The workbook cannot say this beside how else the outcome was measured."
_NOT_SO = "The workbook tells this by the state contents themselves, and the activity has them otherwise."
_SIMPLE = (
    "title", "description", "city", "state", "country", "start_date", "end_date", "providership", "format",
    "commercial_support", "passport", "fee", "registration", "mips", "record_action", "close_record",
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
        filling.one(filling.column(name), filling.pieces.take(name))
    filling.one(filling.column("country"), filling.pieces.take("country_name"))
    for name in ("title_language", "text_language"):
        for piece in filling.pieces.take(name):
            if piece.text != SAYS["language", "english"]:
                filling.leave(piece, OTHER_LANGUAGE)
    for family in _SEVERAL:
        filling.each(filling.catalog.sheet(ACTIVITIES).family(family), filling.pieces.take(family))
    _credits(filling)
    _reporting_dates(filling, undated_deletion)
    _learners(filling)
    _outcomes(filling)
    _state_contents(filling)


def _said(where: str, text: str) -> str | None:
    """What a text says that something is; None for what is not known."""
    return next((what for (place, what), said in SAYS.items() if place == where and fold(said) == fold(text)), None)


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
        columns = [column for column in (_said(word, piece.text) for piece in words) if column]
        if len(columns) == len(words) == 1:
            filling.one(filling.column(columns[0]), filling.pieces.take(value, group))
        else:
            filling.pieces.give_back(words)


def _credits(filling: Filling) -> None:
    for group in filling.pieces.groups("certification", "credits"):
        kinds, credits = (filling.pieces.take(name, group) for name in ("certification", "credits"))
        if all(_said("certification", kind.text) for kind in kinds):
            filling.one(filling.column("credits"), credits)
        else:
            for piece in (*kinds, *credits):
                filling.leave(piece, _OTHER_CREDITS)


def _reporting_dates(filling: Filling, undated_deletion: str) -> None:
    """Reporting dates, which are those of the activity; a record to be deleted has no others."""
    for name, other in (("reporting_start", "start_date"), ("reporting_end", "end_date")):
        column, at = filling.column(other), (ACTIVITIES, filling.row, other)
        for piece in filling.pieces.take(name):
            there, where = filling.cells.get(other), filling.where(piece)
            if there is None and filling.deletes and piece.text == undated_deletion:
                filling.out.say(Fate.CHANGED, *at, where, piece.text, _STAND_IN, new="")
            elif there is None or read_day(piece.text).cell == there:
                filling.one(column, [piece])
            elif str(day_in(piece.text) or piece.text)[:4] == str(there)[:4]:
                filling.out.say(Fate.CHANGED, *at, where, piece.text, _SAME_YEAR, new=str(there))
            else:
                filling.leave(piece, _OTHER_YEAR, column)


def _outcomes(filling: Filling) -> None:
    """Each outcome with how it was measured, which one cell says."""
    columns = [column for column in filling.catalog.sheet(ACTIVITIES).columns if column.stands_for]
    names = _list_with(filling, columns[0].stands_for)
    found: set[str] = set()
    for group in filling.pieces.groups("outcome", "measurement_type"):
        outcomes, types = (filling.pieces.take(name, group) for name in ("outcome", "measurement_type"))
        value = names.find(outcomes[0].text) if names and len(outcomes) == 1 else None
        name = value.value if value else outcomes[0].text if outcomes else ""
        column = next((c for c in columns if fold(c.stands_for) == fold(name)), None)
        if column is None or column.id in found:
            for piece in (*outcomes, *types):
                filling.leave(piece, _OTHER_OUTCOME if column is None else _OTHER_MEASURE, column)
            continue
        found.add(column.id)
        how, beside = _measured(filling, column, [piece.text for piece in types])
        at = ACTIVITIES, filling.row, column.id
        filling.out.put(*at, how, filling.where(outcomes[0]), outcomes[0].text)
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
        if filling.reader.answer(piece.text) != told:
            filling.leave(piece, _NOT_SO)
