"""The words around a column: header note, input prompt and the text of a refused entry, in a coordinator's words."""

from __future__ import annotations

from collections.abc import Sequence

from generator.catalog import Catalog, Column, Value, ValueList
from generator.template.limits import ERROR_TEXT, PROMPT, PROMPT_TITLE, within

_NAMED_AT_MOST = 12
_FORMS = {"country": "PARS takes three-letter country codes, as in USA.", "state": "PARS takes the two-letter codes of states in the USA, as in IL."}
"""Open lists whose values have a fixed form."""


def note(column: Column, catalog: Catalog) -> str:
    """The header note: what to fill in, what the list is worth, where it comes from."""
    parts = [column.help]
    if column.needed:
        parts.insert(0, "Needed: a row cannot be saved without it." if column.sheet == "activities" else "Needed in every row.")
    if column.list:
        parts.append(_about_list(catalog.lists[column.list], catalog.boards, bool(column.depends_on)))
    titles = [catalog.sources[key].title for key in column.source.split() if key in catalog.sources]
    if titles:
        parts.append(f"Source: {'; '.join(titles)}")
    return "\n".join(parts)


def _about_list(found: ValueList, boards: Sequence[Value], owned: bool) -> str:
    if not found.offered():
        return f"List: {found.title}. No list of its values is public yet: type the value as PARS shows it."
    kind = "closed: other values are refused" if found.closed else "open: other values are pointed out, not refused"
    text = f"List: {found.title} ({kind})."
    doubtful = [v for v in found.offered() if v.unconfirmed]
    if not doubtful:
        return text
    if owned:
        counts = [(b.value, [v.unconfirmed for v in found.offered(b.value)]) for b in boards]
        per_board = ", ".join(f"{board} {sum(of)} of {len(of)}" for board, of in counts if any(of))
        return f"{text} Not confirmed by an official source: {per_board}."
    if len(doubtful) == len(found.offered()):
        return f"{text} None of its values is confirmed by an official source."
    named = "; ".join(v.value for v in doubtful[:_NAMED_AT_MOST])
    more = f"; and {len(doubtful) - _NAMED_AT_MOST} more" if len(doubtful) > _NAMED_AT_MOST else ""
    return f"{text} Not confirmed by an official source: {named}{more}."


def prompt(column: Column) -> tuple[str, str]:
    """Title and text of the hint that shows when a cell of the column is chosen."""
    where = f"{column.sheet}.{column.id}"
    return (
        within(PROMPT_TITLE, column.header, "the title of the input prompt", where),
        within(PROMPT, column.help, "the input prompt", where),
    )


def refusal(column: Column, catalog: Catalog) -> str:
    """What Excel says when it refuses an entry, or asks about one."""
    return within(ERROR_TEXT, _refusal(column, catalog), "the error text", f"{column.sheet}.{column.id}")


def _refusal(column: Column, catalog: Catalog) -> str:  # noqa: PLR0911  # one sentence per kind of column
    found = catalog.list_of(column)
    if found and found.closed:
        of = " of the board chosen in this row" if column.depends_on else ""
        return f"{column.header} takes only the values of its list{of}. Choose one from the drop-down, or clear the cell."
    if column.id in _FORMS:
        return f"{_FORMS[column.id]} Choose one from the drop-down, or keep it if it is a code that our list lacks."
    if found:
        of = " of this board" if column.depends_on else ""
        return f"This value is not in the list{of} as we know it. PARS may still take it: keep it if you are sure, or choose one from the drop-down."
    match column.kind:
        case "date":
            return f"Enter a date between {catalog.number('earliest_year'):.0f} and {catalog.number('latest_year'):.0f}, as in 2026-03-31."
        case "credit":
            step = catalog.number("points_step" if column.sheet == "moc" else "credit_step")
            return f"Enter a number above zero in steps of {step:g}, as in {step * 5:g}."
        case "count":
            return "Enter a whole number, zero or more."
        case "amount":
            return "Enter whole US dollars above zero, without cents or signs."
        case "long_text":
            return f"A description has at most {catalog.number('description_limit'):,.0f} characters. Shorten it."
        case "url":
            return "A web address starts with https:// or http:// and has no blanks. Keep it only if you are sure."
    special = {
        "accme_activity_id": "The ACCME activity ID has nine digits, as in 210016939. Leave it blank for a new record.",
        "rpc_id": f"An RPC ID usually looks like {catalog.text('rpc_id_mask')}, where # is a digit. Keep it only if you are sure.",
    }
    if column.id in special:
        return special[column.id]
    if column.sheet == "activities":
        return "Another row has this ID already. Every activity needs an ID of its own."
    return "This ID does not stand on the Activities sheet. Choose one from the drop-down, or enter the activity there first."
