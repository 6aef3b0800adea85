"""Looks at a whole catalog: whatever refers to something else must find it, and every text must fit where it goes.

What one line says by itself is looked at while it is read (`read_lists`, `read_settings`, `read_sheets`); the words of rules against
the rules, which a catalog does not know, in `generator.rules.registry`.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.catalog.files import Toml
from generator.catalog.lists import NO, WILD, YES, CatalogError, ValueList
from generator.catalog.model import Catalog
from generator.catalog.read_sheets import Places
from generator.catalog.sheets import ACTIVITIES, ID, Column, Sheet
from generator.catalog.texts import fold

OWN_TITLES = ("Start", "Readiness", "Findings", "Lists", "Meta")
"""Sheets of every workbook that hold no rows of the batch."""
OWN_HEADERS = ("Status", "Checked")
OWN_IDS = frozenset(
    {
        "status", "checked", "used", "marks", "p", "at", "shared", "next", "mark", "gather", "bad", "kept", "sent", "closing", "words",
        "record", "to_close", "wrong_at", "missing_at", "in_person", "outlined", "unfit", "board_known",
    }
)  # fmt: skip
"""Ids of hidden columns that live marks need (`generator.template`)."""
_OWN_FORMS = re.compile(r"(?:a|again|d|dn|dp[123]|dt|dw|f|in|k|marks|n|standing|t|u)_.*|.*_(?:close|fix|lack)")
"""How further hidden columns are named."""
_TITLE_SIGNS = set("[]:*?/\\'\"")
_MOST_TITLE, _MOST_HEADER, _MOST_HELP, _MOST_REFUSED = 31, 32, 255, 140
"""Characters that Excel takes in a tab, in the title and in the text of a prompt, and in the first sentence of a refusal."""
_MOST_MASK, _MOST_PARTS = 24, 5
"""Characters of a mask, and stretches of digits and others in it, whose guard still fits into a validation."""
_SLOT = re.compile(r"[a-z][a-z0-9_]*")
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CHOICE = "choice"
_TEXT_KINDS = ("text", "long_text", "url")


def verify(catalog: Catalog, base: Toml, messages: Toml, places: Places) -> None:
    """Looks for faults of a catalog.

    Args:
        catalog: what was read.
        base: its catalog.toml.
        messages: its messages.toml.
        places: file and line of each column.

    Raises:
        CatalogError: the first fault, with file and line.
    """
    look = _Look(catalog, base, messages, places)
    for place, sentence in look.faults():
        raise CatalogError(f"{place}: {sentence}")


_Faults = Iterator[tuple[str, str]]
"""File and line, and a sentence."""


@dataclass(frozen=True)
class _Look:
    catalog: Catalog
    base: Toml
    messages: Toml
    places: Places

    def faults(self) -> _Faults:
        yield from self._sheets()
        for column in self.catalog.columns():
            for sentence in self._column(column):
                yield self.places[column.sheet, column.id], sentence
        yield from self._lists()
        yield from self._answers()
        yield from self._programs()
        yield from self._settings()
        yield from self._messages()

    def _sheets(self) -> _Faults:
        sheets = list(self.catalog.sheets.values())
        if sheets[0].id != ACTIVITIES:
            yield self.base.place(f"sheets.{sheets[0].id}"), f"the first sheet must be [sheets.{ACTIVITIES}]."
        for number, sheet in enumerate(sheets):
            earlier = sheets[:number]
            place = self.base.place(f"sheets.{sheet.id}", "title")
            title = fold(sheet.title)
            if len(sheet.title) > _MOST_TITLE or _TITLE_SIGNS & set(sheet.title) or not sheet.title.isprintable():
                yield place, f"the title {sheet.title!r} is no name for a tab: at most {_MOST_TITLE} characters, none of {''.join(sorted(_TITLE_SIGNS))}."
            if title in map(fold, (*OWN_TITLES, *(other.title for other in earlier))):
                yield place, f"another sheet of the workbook is titled {sheet.title!r}; give it a title of its own."
            if sheet.prefix in {other.prefix for other in earlier}:
                yield self.base.place(f"sheets.{sheet.id}", "prefix"), f"another sheet has the prefix {sheet.prefix!r}."
            if (sheet.answer is None) != (sheet.id == ACTIVITIES):
                yield place, f"every sheet but {ACTIVITIES} must name its answer, a column of {ACTIVITIES}."
            if sheet.answer is not None and not sheets[0].has(sheet.answer):
                yield self.base.place(f"sheets.{sheet.id}", "answer"), f"the sheet {ACTIVITIES} has no column {sheet.answer!r}."
            if not sheet.has(ID) or not sheet.column(ID).needed or sheet.column(ID).kind != "id":
                yield place, f"the sheet {sheet.id} must have a column {ID} of the kind id that is needed, in columns.csv."
            if len({column.family for column in sheet.growing}) > 1:
                yield place, f"only one family of columns of the sheet {sheet.id} may grow (repeat with a +)."

    def _column(self, column: Column) -> Iterator[str]:
        sheet = self.catalog.sheets[column.sheet]
        yield from self._texts(sheet, column)
        if (column.kind == _CHOICE) != (column.list is not None):
            yield "a column of the kind choice needs a list, and no other column may have one."
        yield from self._list_of(sheet, column)
        if (column.kind == "credit") != (column.step is not None):
            yield "a column of the kind credit needs a step, and no other column may have one."
        if column.limit is not None and column.kind not in _TEXT_KINDS:
            yield f"only columns of the kinds {', '.join(_TEXT_KINDS)} may have a limit."
        if column.form and column.kind not in {"id", "text", _CHOICE}:
            yield "only columns of the kinds id, text and choice may have a form."
        if column.form and column.form.mask:
            parts = sum(1 for _ in re.finditer(r"#+|[^#]+", column.form.mask))
            if len(column.form.mask) > _MOST_MASK or parts > _MOST_PARTS:
                yield f"the mask {column.form.mask!r} is too long for a guard: at most {_MOST_MASK} characters in {_MOST_PARTS} stretches."
        if column.stands_for and not any(values.find(column.stands_for) for values in self.catalog.lists.values()):
            yield f"it stands for {column.stands_for!r}, which no list offers."
        yield from self._unknown_sources(column.source)

    def _texts(self, sheet: Sheet, column: Column) -> Iterator[str]:
        headers = [fold(other.header) for other in sheet.columns]
        if len(column.header) > _MOST_HEADER:
            yield f"the header {column.header!r} has more than {_MOST_HEADER} characters."
        if headers.count(fold(column.header)) > 1 or fold(column.header) in map(fold, OWN_HEADERS):
            yield f"another column of the sheet is headed {column.header!r}; give it a header of its own."
        if len(column.help) > _MOST_HELP:
            yield f"the help has {len(column.help)} characters, and a prompt takes {_MOST_HELP}."
        if len(column.refused) > _MOST_REFUSED:
            yield f"refused has {len(column.refused)} characters, and Excel takes {_MOST_REFUSED}."
        if column.id in OWN_IDS or _OWN_FORMS.fullmatch(column.id) or column.id.startswith(f"{self._first.prefix}_"):
            yield f"the id {column.id!r} is one of the workbook's own; choose another."
        if any(other.id == column.family for other in sheet.columns if other is not column):
            yield f"the family {column.family!r} is the id of another column; name it otherwise."

    def _list_of(self, sheet: Sheet, column: Column) -> Iterator[str]:
        values, boards = self.catalog.list_of(column), self.catalog.board_list
        owner = column.depends_on
        if owner is not None and (not sheet.has(owner) or sheet.column(owner).list != boards.name):
            yield f"depends_on names {owner!r}, which is no column of the sheet with the list {boards.name}."
        if values is not None and (values.by is None) != (owner is None):
            yield (
                f"the list {values.name} belongs to {boards.name}, so depends_on must name their column."
                if values.by
                else (f"depends_on must be left out, since the list {values.name} belongs to no other.")
            )
        if column.entered_as is not None:
            how = sheet.column(column.entered_as) if sheet.has(column.entered_as) else None
            kinds = self.catalog.list_of(how) if how else None
            if kinds is None or not all("free" in value.extra for value in kinds.values):
                yield f"entered_as names {column.entered_as!r}, which is no column of the sheet with a list that has the field free."

    def _lists(self) -> _Faults:
        boards = self.catalog.board_list
        if boards.by is not None:
            yield self._list_place(boards), "the list of boards cannot belong to another."
        if not boards.offered():
            yield self._list_place(boards), "no board is offered; set the status of at least one to offered."
        for values in self.catalog.lists.values():
            if values.promised and not all(values.promised in board.extra for board in boards.values):
                yield self._list_place(values), f"promised names {values.promised!r}, a field that the list {boards.name} does not have."
            if values.needed and values.by is None:
                yield self._list_place(values), f"needed is for lists that belong to boards, and {values.name} does not."
            if values.every and WILD & set(values.every):
                yield self._list_place(values), f"every of the list {values.name} holds a wild card."
            for board in boards.offered() if values.needed else ():
                if not values.offered(board.value):
                    yield (
                        str(self.catalog.file(f"lists/{values.name}.csv")),
                        f"The board {board.value} is offered, but the list {values.name} has no value for it; add lists/{values.name}.add.csv.",
                    )

    def _answers(self) -> _Faults:
        answers = self.catalog.answers
        for meaning in (YES, NO):
            if sum(value.means == meaning and value.offered for value in answers.values) != 1:
                yield self._list_place(answers), f"exactly one offered value of the list {answers.name} must have {meaning!r} in the field means."
        asked = [sheet.answer for sheet in self.catalog.sheets.values() if sheet.answer]
        for name in (*asked, *(program.answer for program in self.catalog.programs.values())):
            if self._first.column(name).list != answers.name:
                yield self.places[ACTIVITIES, name], f"the column {name} is an answer, so its list must be {answers.name}."

    def _programs(self) -> _Faults:
        seen: set[str] = set()
        for program in self.catalog.programs.values():
            if program.sheet in seen:
                yield self.base.place(f"programs.{program.id}", "sheet"), f"another program has the rows of the sheet {program.sheet}."
            seen |= {program.sheet} if program.sheet else set()
            for slot in _slots(program.attest) or ():
                if slot != "value":
                    yield self.base.place(f"programs.{program.id}", "attest"), f"attest may hold {{value}} only, not {{{slot}}}."
            if _slots(program.attest) is None:
                yield self.base.place(f"programs.{program.id}", "attest"), "attest has a brace too many or too few."

    def _settings(self) -> _Faults:
        for name, source in self.catalog.setting_sources.items():
            for sentence in self._unknown_sources(source.partition(":")[0]) if source != "your organization" else ():
                yield self.base.place("settings", name), sentence
        if self.catalog.number("earliest_year") > self.catalog.number("latest_year"):
            yield self._settings_place, "the setting 'earliest_year' must not be after 'latest_year'."

    def _messages(self) -> _Faults:
        for code, message in self.catalog.messages.items():
            if not _CODE.fullmatch(code):
                yield self.messages.place(code), f"{code!r} is no code of a rule: small letters, digits and hyphens."
            for key in ("short", "message", "fix"):
                slots = _slots(getattr(message, key))
                if slots is None or not all(map(_SLOT.fullmatch, slots)):
                    yield self.messages.place(code, key), f"{key} of {code} has a brace too many or too few, or a slot with other signs than letters."
            for sentence in self._unknown_sources(message.source):
                yield self.messages.place(code, "source"), sentence

    @property
    def _first(self) -> Sheet:
        return self.catalog.sheets[ACTIVITIES]

    @property
    def _settings_place(self) -> str:
        own = self.catalog.folders[0] / "catalog.toml"
        return str(own if own.is_file() else self.base.path)

    def _list_place(self, values: ValueList) -> str:
        return self.base.place("lists", values.name)

    def _unknown_sources(self, keys: str) -> Iterator[str]:
        known: Iterable[str] = self.catalog.sources
        if not keys.split():
            yield "the source is blank; name a key of sources.csv."
        for key in keys.split():
            if key not in known:
                yield f"the source {key!r} is not a key of sources.csv."


def _slots(text: str) -> Sequence[str] | None:
    """The names in braces; None when the braces do not fit."""
    try:
        return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        return None
