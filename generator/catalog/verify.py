"""Looks at a whole catalog: whatever refers to something else must find it, and every text must fit where it goes.

What one line says by itself is looked at while it is read (`read_lists`, `read_settings`, `read_sheets`); the words of
rules against the rules, which a catalog does not know, in `generator.rules.registry`.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.catalog.files import Toml
from generator.catalog.lists import LONGEST_ENTRY, NO, WILD, YES, CatalogError, ValueList
from generator.catalog.model import Catalog
from generator.catalog.programs import Program
from generator.catalog.read_settings import Setting
from generator.catalog.sheets import ACTIVITIES, ID, Column, Sheet, family_of
from generator.catalog.texts import fold

OWN_TITLES = ("Start", "Readiness", "Findings", "Help", "Lists", "Meta")
"""Sheets of every workbook that hold no rows of the batch."""
OWN_HEADERS = ("Status", "Checked")
OWN_IDS = frozenset(
    {
        "status", "checked", "used", "marks", "p", "at", "shared", "next", "mark", "gather", "bad", "kept", "sent",
        "closing", "words", "shown", "unsaved",
        "record", "to_close", "wrong_at", "missing_at", "in_person", "outlined", "unfit", "board_known",
        "points_equal_credits",
        "action", "deletion", "reporting_start", "reporting_end", "boards", "practice_areas", "content_areas", "close",
        "joint_providers", "delivery_methods", "commendation_tags", "outcomes", "state_contents", "monetary_support",
        "in_kind_support",
    }
)  # fmt: skip
"""Ids of hidden columns that live marks need (`generator.template`), and names of what a record of the upload file is
made of (`generator.exchange.records`)."""
_OWN_FORMS = re.compile(r"(?:a|again|d|dn|dp[123]|dt|dw|f|in|k|marks|n|standing|t|u)_.*|.*_(?:close|fix|lack)")
"""How further hidden columns are named."""
_TITLE = re.compile(r"""[^\[\]:*?/\\'"]{1,31}""")
_MOST_HEADER, _MOST_HELP, _MOST_REFUSED, _MOST_SHORT = 32, 255, 140, 100
"""Characters that Excel takes in the title and in the text of a prompt, and in the first sentence of a refusal; and
those of a rule's words in Status, which stand in formulas."""
_MOST_COLUMNS = _MOST_REGISTERED = 99
"""Columns of a sheet and values that a program registers for: live marks number them with two digits."""
_MOST_MASK, _MOST_PARTS = 24, 5
"""Characters of a mask, and stretches of digits and others in it, whose guard still fits into a validation."""
_MOST_TEXT = 32_767
"""Characters that a cell holds."""
_YEARS = range(1900, 10_000)
"""What Excel reckons with as the year of a date."""
_BLOCKS = re.compile(r"(.+)_(?:start|count|standing)")
"""How defined names of lists end that belong to boards (`generator.template.vocabulary`)."""
_SLOT = re.compile(r"[a-z][a-z0-9_]*")
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CHOICE = "choice"
_KIND = "kind"
"""The field that says how a value of an outline is entered."""
_TEXT_KINDS = ("text", "long_text", "url")


def verify(catalog: Catalog, base: Toml, settings: Mapping[str, Setting]) -> None:
    """Looks for faults of a catalog.

    Args:
        catalog: what was read.
        base: its catalog.toml.
        settings: its settings, with their files and lines.

    Raises:
        CatalogError: the first fault, with file and line.
    """
    for place, sentence in _Look(catalog, base, settings).faults():
        raise CatalogError(f"{place}: {sentence}")


_Faults = Iterator[tuple[str, str]]
"""File and line, and a sentence."""


@dataclass(frozen=True)
class _Look:
    catalog: Catalog
    base: Toml
    settings: Mapping[str, Setting]

    def faults(self) -> _Faults:
        yield from self._settings()
        yield from self._sheets()
        for column in self.catalog.columns():
            for sentence in self._column(column):
                yield column.place, sentence
        yield from self._forms()
        yield from self._kinds()
        yield from self._lists()
        yield from self._answers()
        yield from self._programs()
        yield from self._messages()

    def _sheets(self) -> _Faults:
        sheets = list(self.catalog.sheets.values())
        if not sheets or sheets[0].id != ACTIVITIES:
            yield self.base.place("sheets"), f"the first sheet must be [sheets.{ACTIVITIES}]."
        for number, sheet in enumerate(sheets):
            for key, sentence in self._sheet(sheet, sheets[:number]):
                yield self.base.place(f"sheets.{sheet.id}", key), sentence

    def _sheet(self, sheet: Sheet, earlier: Sequence[Sheet]) -> _Faults:
        """What is wrong with a sheet: the key of its entry, and a sentence."""
        if not _TITLE.fullmatch(sheet.title):
            yield (
                "title",
                f"the title {sheet.title!r} must be at most 31 characters, and none of [ ] : * ? / \\ ' and \".",
            )
        if fold(sheet.title) in map(fold, (*OWN_TITLES, *(other.title for other in earlier))):
            yield "title", f"another sheet of the workbook is titled {sheet.title!r}; give it a title of its own."
        if sheet.prefix in {other.prefix for other in earlier}:
            yield "prefix", f"another sheet has the prefix {sheet.prefix!r}."
        if (sheet.answer is None) != (sheet.id == ACTIVITIES):
            yield (
                "answer",
                f"every sheet but {ACTIVITIES} must name its answer, a column of {ACTIVITIES}, and {ACTIVITIES} none.",
            )
        if sheet.answer is not None and not self._first.has(sheet.answer):
            yield "answer", f"the sheet {ACTIVITIES} has no column {sheet.answer!r}."
        if sheet.answer is not None and sheet.answer in {other.answer for other in earlier}:
            yield "answer", f"another sheet has the answer {sheet.answer!r}; each needs one of its own."
        if not sheet.has(ID) or not sheet.column(ID).needed or sheet.column(ID).kind != "id":
            yield "", f"the sheet {sheet.id} must have a column {ID} of the kind id that is needed, in columns.csv."
        if len({column.family for s in (sheet, *earlier) for column in s.growing}) > 1:
            yield "", "only one family of columns may grow (repeat with a +), in columns.csv."
        if len(sheet.columns) > _MOST_COLUMNS:
            yield "", f"the sheet {sheet.id} has {len(sheet.columns)} columns; it can have {_MOST_COLUMNS}."

    def _column(self, column: Column) -> Iterator[str]:
        sheet = self.catalog.sheets[column.sheet]
        yield from self._texts(sheet, column)
        if (column.kind == _CHOICE) != (column.list is not None):
            yield "a column of the kind choice needs a list, and no other column may have one."
        yield from self._list_of(sheet, column)
        yield from self._family(sheet, column)
        if column.step is not None and column.step != round(column.step, 2):
            yield f"the step {column.step:g} must be whole hundredths, since the upload file has two decimals."
        if (column.kind == "credit") != (column.step is not None):
            yield "a column of the kind credit needs a step, and no other column may have one."
        if column.limit is not None and (column.kind not in _TEXT_KINDS or column.limit > _MOST_TEXT):
            yield (
                f"only columns of the kinds {', '.join(_TEXT_KINDS)} may have a limit, and one of at most "
                f"{_MOST_TEXT:,} characters."
            )
        if column.form and column.kind not in {"id", "text", _CHOICE}:
            yield "only columns of the kinds id, text and choice may have a form."
        yield from self._stands_for(column)
        yield from self._unknown_sources(column.source)

    def _family(self, sheet: Sheet, column: Column) -> Iterator[str]:
        """Columns of one family hold the same; a family that is named by itself has more than one."""
        others = [other for other in sheet.family(column.family) if other is not column]
        if not others and column.family != family_of(column.id):
            yield f"no other column is of the family {column.family!r}; correct it, or leave it blank."
        alike = ("kind", "list", "depends_on", "form", "step", "limit", "sent", "repeats")
        for name in alike if others else ():
            if getattr(others[0], name) != getattr(column, name):
                yield f"it differs from {others[0].id} in {name}, and both are of the family {column.family}."

    def _stands_for(self, column: Column) -> Iterator[str]:
        """Columns stand for values of one list, each for another; which list that is, most of them say."""
        if not column.stands_for:
            return
        standing = [other.stands_for for other in self.catalog.columns() if other.stands_for]
        values = max(
            self.catalog.lists.values(), key=lambda values: sum(values.find(text) is not None for text in standing)
        )
        if column.stands_for not in [value.value for value in values.offered()]:
            yield f"it stands for {column.stands_for!r}, which the list {values.name} does not offer."
        if column.list is None or column.sheet != ACTIVITIES:
            yield f"stands_for is for columns of {ACTIVITIES} that are choices."
        if standing.count(column.stands_for) > 1:
            yield f"another column stands for {column.stands_for!r} too."

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
        if reserved(column.id) or column.id.startswith(f"{self._first.prefix}_"):
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
            if kinds is None or "free" not in kinds.flags:
                yield (
                    f"entered_as names {column.entered_as!r}, which is no column of the sheet with a list that has the "
                    "flag free."
                )
            elif owner is None:
                yield "entered_as is for columns with depends_on, whose values belong to boards."

    def _forms(self) -> _Faults:
        """The values of a list have the form that PARS asks of a column with it."""
        for column in self.catalog.columns():
            if column.list and column.form and column.form.strict:
                for value in self.catalog.lists[column.list].offered():
                    if not column.form.fits(value.value):
                        form = column.form.mask or f"{column.form.letters} letters"
                        yield value.place, f"{value.value!r} does not have the form of the column {column.id}: {form}."

    def _kinds(self) -> _Faults:
        """What a list says of the kind of its values is what the column beside it can hold."""
        for column in self.catalog.columns():
            if column.list and column.entered_as:
                kinds = self.catalog.values_of(self.catalog.sheets[column.sheet].column(column.entered_as))
                for value in self.catalog.lists[column.list].values:
                    if (kind := value.extra.get(_KIND)) and kinds.find(kind) is None:
                        known = ", ".join(value.value for value in kinds.offered())
                        yield value.place, f"the {_KIND} {kind!r} is not one of {known}."

    def _lists(self) -> _Faults:
        boards = self.catalog.board_list
        if boards.by is not None:
            yield boards.place, "the list of boards cannot belong to another."
        if not boards.offered():
            yield boards.place, "no board is offered; set the status of at least one to offered."
        for board in boards.values:
            if "," in board.value:
                yield (
                    board.place,
                    f"the board {board.value!r} has a comma, and boards are named with commas between them; write it "
                    "without.",
                )
        for values in self.catalog.lists.values():
            if not values.offered() and self._needs_values(values):
                sentence = (
                    f"the list {values.name} offers no value, and one at least is needed; leave the file out, or set "
                    "the status of a value to offered."
                )
                yield self._file(values), sentence
            for sentence in self._list(values, boards):
                yield values.place, sentence
            for board in boards.offered() if values.needed else ():
                if not values.offered(board.value):
                    sentence = (
                        f"The board {board.value} is offered, but the list {values.name} has no value for it; add "
                        f"lists/{values.name}.add.csv."
                    )
                    yield self._file(values), sentence

    def _needs_values(self, values: ValueList) -> bool:
        """Whether something goes by the values: the upload file takes no others, or rules ask what is said of them."""
        shipped_closed = self.base.table(f"lists.{values.name}").flag("closed")
        return values.closed or shipped_closed or bool(values.flags or values.whole)

    def _list(self, values: ValueList, boards: ValueList) -> Iterator[str]:
        if values.promised and values.promised not in boards.fields:
            yield f"promised names {values.promised!r}, a field that the list {boards.name} does not have."
        if values.by is None and (values.needed or values.promised or values.every):
            yield f"needed, promised and every are for lists that belong to boards, and {values.name} does not."
        if values.every and (
            WILD & set(values.every) or len(values.every) > LONGEST_ENTRY or values.find(values.every)
        ):
            yield (
                f"every of the list {values.name} must be a word that is no value, without a wild card and at most "
                f"{LONGEST_ENTRY} characters."
            )
        for other in self.catalog.lists.values():
            block = _BLOCKS.fullmatch(values.name)
            if values.name in {f"{other.name}_{field}" for field in other.fields} or (block and block[1] == other.name):
                yield f"the name {values.name} is also that of a part of the list {other.name}; name it otherwise."

    def _answers(self) -> _Faults:
        answers = self.catalog.answers
        for meaning in (YES, NO):
            if sum(value.means == meaning and value.offered for value in answers.values) != 1:
                yield (
                    self._file(answers),
                    f"exactly one offered value of the list {answers.name} must have {meaning!r} in the field means.",
                )
        asked = [sheet.answer for sheet in self.catalog.sheets.values() if sheet.answer]
        for name in (*asked, *(program.answer for program in self.catalog.programs.values())):
            column = self._first.column(name)
            if column.list != answers.name:
                yield column.place, f"the column {name} is an answer, so its list must be {answers.name}."

    def _programs(self) -> _Faults:
        programs = list(self.catalog.programs.values())
        for number, program in enumerate(programs):
            for key, sentence in self._program(program, programs[:number]):
                yield self.base.place(f"programs.{program.id}", key), sentence

    def _program(self, program: Program, earlier: Sequence[Program]) -> _Faults:
        """What is wrong with a program: the key of its entry, and a sentence."""
        if program.answer in {other.answer for other in earlier}:
            key = "answer" if program.sheet is None else "sheet"
            yield key, f"another program has the answer {program.answer!r} too; each needs one of its own."
        slots = _slots(program.attest)
        if slots is None:
            yield "attest", "attest has a brace too many or too few, or a slot with other signs than letters."
        for slot in slots or ():
            if slot != "value":
                yield "attest", f"attest may hold {{value}} only, not {{{slot}}}."
        if program.list and len(self.catalog.lists[program.list].offered()) > _MOST_REGISTERED:
            yield (
                "column",
                f"the list {program.list} offers more than {_MOST_REGISTERED} values, and a program can register for "
                "so many.",
            )
        if program.attestation and program.attested_on:
            attestation = self.catalog.sheets[program.attested_on].column(program.attestation)
            answers = self.catalog.answers.name
            if attestation.list != answers:
                yield "attestation", f"the column {attestation.id} must have the list {answers}."
            if attestation.id in {other.answer for other in (program, *earlier)}:
                yield "attestation", f"the column {attestation.id} is an answer, so it cannot be an attestation."
        asked = {column for other in earlier for column in (other.answer, *other.asks)}
        for column in program.asks:
            if column in asked or column == program.answer:
                yield "asks", f"the column {column} belongs to a program already."

    def _settings(self) -> _Faults:
        for name, setting in self.settings.items():
            for sentence in self._setting(name, setting):
                yield setting.place, sentence
        if self.catalog.number("earliest_year") > self.catalog.number("latest_year"):
            yield self.settings["earliest_year"].place, "the setting 'earliest_year' must not be after 'latest_year'."

    def _setting(self, name: str, setting: Setting) -> Iterator[str]:
        if setting.source != "your organization":
            yield from self._unknown_sources(setting.source.partition(":")[0])
        if setting.list is not None:
            values = self.catalog.lists.get(setting.list)
            if values is None or values.find(str(setting.value)) is None:
                yield f"the setting {name!r} is {setting.value!r}, which is no value of a list {setting.list!r}."
        if name.endswith("_year") and setting.value not in _YEARS:
            yield f"the setting {name!r} must be a year from {_YEARS[0]} to {_YEARS[-1]}, not {setting.value!r}."
        if name.endswith("_mask"):
            mask = str(setting.value)
            parts = sum(1 for _ in re.finditer(r"#+|[^#]+", mask))
            if not isinstance(setting.value, str) or "#" not in mask:
                yield f"the setting {name!r} must be a mask, in which # stands for a digit, not {setting.value!r}."
            if len(mask) > _MOST_MASK or parts > _MOST_PARTS:
                yield (
                    f"the mask {mask!r} is too long for a guard: at most {_MOST_MASK} characters in {_MOST_PARTS} "
                    "stretches."
                )

    def _messages(self) -> _Faults:
        for code, message in self.catalog.messages.items():
            if not _CODE.fullmatch(code):
                yield message.places[""], f"{code!r} is no code of a rule: small letters, digits and hyphens."
            if len(message.short) > _MOST_SHORT:
                yield (
                    message.places["short"],
                    f"short of {code} has {len(message.short)} characters, and Status takes {_MOST_SHORT}.",
                )
            for key in ("short", "message", "fix"):
                if _slots(getattr(message, key)) is None:
                    sentence = (
                        f"{key} of {code} has a brace too many or too few, or a slot with other signs than small "
                        "letters, digits and _."
                    )
                    yield message.places[key], sentence
            for sentence in self._unknown_sources(message.source):
                yield message.places["source"], sentence

    @property
    def _first(self) -> Sheet:
        return self.catalog.sheets[ACTIVITIES]

    def _file(self, values: ValueList) -> str:
        return str(self.catalog.file(f"lists/{values.name}.csv"))

    def _unknown_sources(self, keys: str) -> Iterator[str]:
        known: Iterable[str] = self.catalog.sources
        if not keys.split():
            yield "the source is blank; name a key of sources.csv."
        for key in keys.split():
            if key not in known:
                yield f"the source {key!r} is not a key of sources.csv."


def reserved(column_id: str) -> bool:
    """Whether a hidden column has, or may have, that id."""
    return column_id in OWN_IDS or _OWN_FORMS.fullmatch(column_id) is not None


def _slots(text: str) -> Sequence[str] | None:
    """The names in braces; None when the braces do not fit, or hold more than a name."""
    try:
        slots = [slot for slot in string.Formatter().parse(text) if slot[1] is not None]
    except ValueError:
        return None
    names = [name or "" for _, name, _, _ in slots]
    return (
        names
        if all(map(_SLOT.fullmatch, names)) and not any(form or conversion for _, _, form, conversion in slots)
        else None
    )
