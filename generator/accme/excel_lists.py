"""The lists of a template beside ours: which is which, what its values mean, and which of them are new to us."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.accme.excel_template import ExcelTemplate, TemplateList
from generator.catalog import Catalog, Value, ValueList, fold, tidy
from generator.catalog.lists import LONGEST_ENTRY, OFFERED, WILD
from generator.intake.known_names import Names
from generator.intake.matching import Match
from generator.intake.tables import name_key


@dataclass(frozen=True, slots=True)
class NewValue:
    """A value of a template that is new to us.

    Attributes:
        text: the value.
        owner: whose it is (the board code), or "".
        why_not: why it cannot be kept, a sentence; "" where it can.
    """

    text: str
    owner: str = ""
    why_not: str = ""


@dataclass(frozen=True)
class ListReading:
    """A list of a template.

    Attributes:
        source: as the template has it.
        values: the list of ours that it is; None where nobody knows.
        owner: whose values it holds (the board code); "" where it does not say.
        known: its texts that mean a value of ours, with that.
        waiting: its texts that we know and do not offer, with the status they have.
        new: its texts that we do not know.
        only_ours: values of ours, of the same owner, that it lacks.
    """

    source: TemplateList
    values: ValueList | None
    owner: str = ""
    known: Mapping[str, Value] = field(default_factory=dict, repr=False)
    waiting: Mapping[str, str] = field(default_factory=dict, repr=False)
    new: tuple[NewValue, ...] = ()
    only_ours: tuple[str, ...] = ()

    @property
    def to_look_at(self) -> bool:
        """Whether something of it was not understood, or cannot be kept."""
        return self.values is None or bool(self.waiting) or any(value.why_not for value in self.new)

    def as_json(self) -> dict[str, Any]:
        kept = [value for value in self.new if not value.why_not]
        return {
            "sheet": self.source.sheet,
            "column": self.source.letter,
            "heading": self.source.heading,
            "values": len(self.source.texts),
            "list": self.values.name if self.values else None,
            "title": self.values.title if self.values else None,
            "closed": self.values.closed if self.values else None,
            "board": self.owner or None,
            "waits": bool(self.values and self.values.owns),
            "known": len(self.known),
            "new": [{"value": value.text, "board": value.owner or None} for value in kept],
            "not_kept": [
                {"value": value.text, "board": value.owner or None, "why": value.why_not}
                for value in self.new
                if value.why_not
            ],
            "not_offered": [{"value": text, "status": status} for text, status in self.waiting.items()],
            "only_ours": list(self.only_ours),
            "examples": list(self.source.texts[:3]),
        }


def read_lists(
    template: ExcelTemplate, matches: Sequence[Match], catalog: Catalog, names: Names, only: Collection[str] = ()
) -> list[ListReading]:
    """A reading of each list of a template.

    Args:
        matches: the columns of its data sheet.
        only: names of the lists that its values may say something of; none for all.
    """
    return list(_Lists(template, matches, catalog, names, only).readings())


class _Lists:
    def __init__(
        self, template: ExcelTemplate, matches: Sequence[Match], catalog: Catalog, names: Names, only: Collection[str]
    ) -> None:
        self._template = template
        self._matches = {match.number: match for match in matches}
        self._catalog = catalog
        self._names = names
        self._lists = [values for values in catalog.lists.values() if not only or values.name in only]

    def readings(self) -> Iterator[ListReading]:
        for source in self._template.lists:
            values = self._ours(source)
            yield self._reading(source, values) if values else ListReading(source, None)

    # --- which list of ours it is

    def _ours(self, source: TemplateList) -> ValueList | None:
        named = next((values for values in self._named(source) if self._hits(values, source)), None)
        if named is not None:
            return named
        best = max(self._lists, key=lambda values: (self._hits(values, source), -len(values.values)), default=None)
        hits = self._hits(best, source) if best else 0
        return best if hits >= 2 and 2 * hits >= len(source.texts) else None

    def _named(self, source: TemplateList) -> Iterator[ValueList]:
        """The lists of the columns that show it, and of the column that is called as it is."""
        columns = [target.column for number in source.columns if (match := self._matches.get(number))
                   for target in match.targets if target.answer is None]  # fmt: skip
        known = self._names.names.get(name_key(source.heading))
        for column in (*columns, *([known.column] if known and known.column else [])):
            if (values := self._catalog.list_of(column)) in self._lists:
                assert values is not None  # it is one of them
                yield values

    def _hits(self, values: ValueList, source: TemplateList) -> int:
        return sum(self._means(values, text) is not None or _kept(values, text) is not None for text in source.texts)

    # --- what its values mean

    def _means(self, values: ValueList, text: str, owner: str = "") -> Value | None:
        if found := values.find(text, owner or None):
            return found
        reading = self._names.reading(values.name, text, owner or None)
        # what means more than the value itself is not what the template calls the value
        return reading.value if reading and reading.sets is None else None

    def _reading(self, source: TemplateList, values: ValueList) -> ListReading:
        owner = self._owner(source) if values.by else ""
        beside = self._boards_beside(source) if values.by and not owner else {}
        known: dict[str, Value] = {}
        waiting: dict[str, str] = {}
        new: dict[tuple[str, str], NewValue] = {}
        for row, text in source.values:
            whose = owner or beside.get(row, "")
            if values.every is not None and fold(text) == fold(values.every):
                continue
            if value := self._means(values, text, whose):
                known[text] = value
            elif kept := _kept(values, text, whose):
                waiting[text] = kept.status
            else:
                new.setdefault(
                    (fold(whose), fold(text)), NewValue(tidy(text), whose, self._why_not(values, text, whose))
                )
        ours = {id(value) for value in known.values()} | {
            id(value) for value in values.values if fold(value.value) in {fold(v.value) for v in known.values()}
        }
        only_ours = tuple(
            value.value
            for value in (values.offered(owner) if owner else values.offered() if not values.by or beside else ())
            if id(value) not in ours
        )
        return ListReading(source, values, owner, known, waiting, tuple(new.values()), only_ours)

    def _owner(self, source: TemplateList) -> str:
        """The board whose values a list holds, by its heading or by the columns that show it."""
        known = self._names.names.get(name_key(source.heading))
        groups = [known.group] if known else []
        groups += [target.group for number in source.columns if (match := self._matches.get(number))
                   for target in match.targets]  # fmt: skip
        boards = self._catalog.board_list
        words = source.heading.split()
        for text in (*groups, source.heading, *words[:1], *words[-1:]):
            if text and (board := self._board(boards, text)):
                return board.value
        return ""

    @staticmethod
    def _board(boards: ValueList, text: str) -> Value | None:
        return boards.find(text) or _kept(boards, text)

    def _boards_beside(self, source: TemplateList) -> Mapping[int, str]:
        """Row to board, where a column of the same sheet says for each row whose value it is."""
        boards = self._catalog.board_list
        for other in self._template.lists:
            if other is source or other.sheet != source.sheet:
                continue
            rows = {row: board.value for row, text in other.values if (board := self._board(boards, text))}
            if len(rows) == len(other.values) and {row for row, _ in source.values} <= set(rows):
                return rows
        return {}

    def _why_not(self, values: ValueList, text: str, owner: str) -> str:
        text = tidy(text)
        if values.by and not owner:
            return "The template does not say whose it is, and a value of this list belongs to a board."
        if all(value.means for value in values.offered()):
            return "Each value of this list has a meaning that PARS Batch acts on, and of this one it knows none."
        if WILD & set(text) or text.startswith("=") or len(text) > LONGEST_ENTRY or not text.isprintable():
            return "A drop-down of ours cannot hold it."
        forms = [column.form for column in self._catalog.columns() if column.list == values.name and column.form]
        if any(form.strict and not form.fits(text) for form in forms):
            header = next(c.header for c in self._catalog.columns() if c.list == values.name and c.form)
            return f"PARS' XML takes codes for {header}, and this is none; nothing says which code it stands for."
        return ""


def _kept(values: ValueList, text: str, owner: str = "") -> Value | None:
    """The value of that text that we know and do not offer."""
    return next(
        (
            value
            for value in values.values
            if value.status != OFFERED
            and fold(value.value) == fold(text)
            and (not owner or not values.by or fold(value.extra[values.by]) == fold(owner))
        ),
        None,
    )
