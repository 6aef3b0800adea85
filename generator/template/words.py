"""The words around a column: header note, input prompt and the text of a refused entry, in a coordinator's words."""

from __future__ import annotations

from collections.abc import Sequence

from generator.catalog import ACTIVITIES, Catalog, Column, Value, ValueList
from generator.template.limits import ERROR_TEXT, PROMPT, PROMPT_TITLE, within

_NAMED_AT_MOST, _NAMED_IN_PROMPT, _PAIR = 8, 4, 2
_NEEDED, _NEEDED_IN_ROW = "Needed to save.", "Needed in every row."
_PICK = "Choose Yes to keep it, or No to pick from the drop-down."
_CORRECT = "Choose Yes to keep it, or No to correct it."
"""What Excel's buttons do when it asks about an entry."""


def note(column: Column, catalog: Catalog, band: str = "") -> str:
    """The header note: whether it is needed, what to fill in, what the list is worth, and last the band of columns
    that it belongs to."""
    parts = [_NEEDED if column.sheet == ACTIVITIES else _NEEDED_IN_ROW] if column.needed else []
    parts.append(explained(column, catalog))
    if column.list:
        parts.append(_about_list(catalog.lists[column.list], catalog.boards, bool(column.depends_on)))
    if band:
        parts.append(f"Part of: {band}")
    return "\n".join(parts)


def _about_list(values: ValueList, boards: Sequence[Value], owned: bool) -> str:
    if not values.offered():
        return "Its values are not public: type the value as PARS shows it."
    text = "Choose from the list." if values.closed else "Choose from the list; other values are allowed."
    doubtful = [v for v in values.offered() if v.unconfirmed]
    if not doubtful:
        return text
    if owned:
        of_boards = [(b.value, [v.unconfirmed for v in values.offered(b.value)]) for b in boards]
        named = [board if all(of) else f"{board} in part" for board, of in of_boards if any(of)]
        return f"{text} Not confirmed: {', '.join(named)}."
    if len(doubtful) > _NAMED_AT_MOST:
        return f"{text} Not confirmed: {len(doubtful)} of {len(values.offered())}."
    return f"{text} Not confirmed: {'; '.join(v.value for v in doubtful)}."


def explained(column: Column, catalog: Catalog) -> str:
    """What belongs into a column: its help, whose declaration an attestation is, and the values of a list where these
    are few, are all that PARS accepts, and are not named by the help."""
    attested = (
        p.declares for p in catalog.programs.values() if (p.attested_on, p.attestation) == (column.sheet, column.id)
    )
    if declared := next(attested, ""):
        return f"{declared} {column.help}"
    values = catalog.list_of(column)
    if not values or not values.closed or column.depends_on or values is catalog.answers:
        return column.help
    offered = [value.value for value in values.offered()]
    if len(offered) > _NAMED_IN_PROMPT or any(value in column.help for value in offered):
        return column.help
    between = "; " if any("," in value for value in offered) else ", "
    first = between.join(offered[:-1]) + (between if len(offered) > _PAIR else " ")
    return f"{column.help} Choose {first}or {offered[-1]}."


def prompt(column: Column, catalog: Catalog) -> tuple[str, str]:
    """Title and text of the prompt that shows when a cell of the column is chosen."""
    return (
        within(PROMPT_TITLE, column.header, "the title of the input prompt", column.place),
        within(PROMPT, explained(column, catalog), "the input prompt", column.place),
    )


def refusal(column: Column, catalog: Catalog) -> str:
    """What Excel says when it refuses an entry, or asks about one."""
    return within(ERROR_TEXT, _refusal(column, catalog), "the error text", column.place)


def _refusal(column: Column, catalog: Catalog) -> str:  # noqa: PLR0911  # one sentence per kind of column
    values = catalog.list_of(column)
    if values and values.closed and values.label is None:
        of = " of the board in this row" if column.depends_on else ""
        return f"PARS accepts only the values on the list{of}. Choose one from the drop-down, or clear the cell."
    if values and column.refused:
        what = "code" if column.form else "value"
        return f"{column.refused} This {what} is not on our list. {_PICK}"
    if values:
        of = " for this board" if column.depends_on else ""
        return f"This is not on our list{of}, which may be incomplete. {_PICK}"
    if column.refused:
        strict = column.form is None or column.form.strict
        return column.refused if strict else f"{column.refused} {_CORRECT}"
    match column.kind:
        case "date":
            first, last = catalog.number("earliest_year"), catalog.number("latest_year")
            return f"Enter a date between {first:.0f} and {last:.0f}, such as 3/31/2026."
        case "credit":
            step = column.step or 1.0
            return f"Enter a multiple of {step:g}, such as {step * 5:g}."
        case "count":
            return "Enter a whole number, zero or more."
        case "amount":
            return "Enter whole US dollars, at least 1, without cents."
        case "url":
            return f"A web address starts with https:// or http:// and has no spaces. {_CORRECT}"
    if column.form:
        return f"This column takes {column.form.words}. {'' if column.form.strict else _CORRECT}".rstrip()
    if column.limit:
        return f"PARS accepts at most {column.limit:,} characters. Shorten the {column.header.lower()}."
    if column.sheet == ACTIVITIES:
        return "Another row has this ID already. Choose No, and give each activity its own ID."
    return f"No activity on the {catalog.sheets[ACTIVITIES].title} sheet has this ID. {_PICK}"
