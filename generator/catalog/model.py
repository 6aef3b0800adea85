"""What one catalog version holds: settings, lists, sheets, programs, messages and sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from generator.catalog.lists import CatalogError, Value, ValueList
from generator.catalog.programs import Program
from generator.catalog.sheets import Column, Sheet
from generator.near_names import did_you_mean


@dataclass(frozen=True, slots=True)
class Message:
    """The words of one rule.

    Attributes:
        short: for the Status column, without values: "End date before Start date".
        message: what is wrong, with slots such as {value} and {header}.
        fix: what to do, with the same slots.
        why: why PARS or a board asks for it.
        source: keys of the catalog's sources.
        places: file and line of each of these by name, and of the rule's heading under the empty name.
    """

    short: str
    message: str
    fix: str
    why: str
    source: str
    places: Mapping[str, str] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Source:
    key: str
    title: str
    address: str


@dataclass(frozen=True, eq=False)
class Catalog:
    """Everything that one catalog version says, an organization's own files laid over it. Each loaded catalog is equal
    only to itself.

    Attributes:
        version: the name of its folder, a year and a number.
        settings: numbers and patterns by name.
        lists, sheets, programs, messages, sources: by name, id, id, code and key, in the order of the files.
        hash: SHA-256 over its settings, lists and columns, in hexadecimal.
        overlay: the organization's folder, or None.
        folders: where profile files are looked up, the organization's first.
    """

    version: str
    title: str
    template_version: str
    settings: Mapping[str, str | int | float]
    setting_sources: Mapping[str, str]
    lists: Mapping[str, ValueList]
    sheets: Mapping[str, Sheet]
    programs: Mapping[str, Program]
    messages: Mapping[str, Message]
    sources: Mapping[str, Source]
    hash: str
    folders: tuple[Path, ...] = field(repr=False)
    overlay: Path | None = None

    @cached_property
    def board_list(self) -> ValueList:
        """The list of boards: the one whose values own values of other lists."""
        return next(values for values in self.lists.values() if values.owns)

    @property
    def boards(self) -> tuple[Value, ...]:
        """The boards that can be registered for."""
        return self.board_list.offered()

    @cached_property
    def answers(self) -> ValueList:
        """The list of answers: that of the columns that say whether an activity is being registered for a program."""
        program = next(iter(self.programs.values()))
        return self.values_of(next(iter(self.sheets.values())).column(program.answer))

    def columns(self) -> Iterator[Column]:
        for sheet in self.sheets.values():
            yield from sheet.columns

    def sheet(self, sheet_id: str) -> Sheet:
        """The sheet with that id.

        Raises:
            CatalogError: there is none.
        """
        if sheet_id not in self.sheets:
            raise CatalogError(
                f"{self.folders[-1]}/catalog.toml: there is no sheet {sheet_id!r}, which the rules ask for."
            )
        return self.sheets[sheet_id]

    def program_of(self, answer: str) -> Program:
        """The program that an activity is being registered for by that column of Activities.

        Raises:
            CatalogError: there is none.
        """
        for program in self.programs.values():
            if program.answer == answer:
                return program
        raise CatalogError(
            f"{self.folders[-1]}/catalog.toml: no program has the answer {answer!r}, which the rules ask for."
        )

    def registrations(self) -> Iterator[tuple[Program, str]]:
        """Everything that an activity can be registered for, with its name: MOC:ABA, REMS:Mycophenolate, MIPS."""
        for program in self.programs.values():
            if program.list is None:
                yield program, program.id
            else:
                yield from ((program, program.named(value.value)) for value in self.lists[program.list].offered())

    def called(self, registration: str) -> str:
        """What people call what is registered for: a board by its code, otherwise as REMS: Mycophenolate or MIPS."""
        what, _, value = registration.partition(":")
        program = self.programs.get(what)
        if not value or program is None:
            return registration
        return value if program.list == self.board_list.name else f"{what}: {value}"

    def list_of(self, column: Column) -> ValueList | None:
        """The list that `column` takes its values from."""
        return self.lists[column.list] if column.list else None

    def values_of(self, column: Column) -> ValueList:
        """The same for a column that must have one. Raises CatalogError when it has none."""
        return self.lists[column.needs_list()]

    def boards_of(self, codes: Sequence[str] | None) -> tuple[Value, ...]:
        """The offered boards that have these codes, in the catalog's order; all of them for None.

        Raises:
            CatalogError: no code, or one that is not offered.
        """
        if codes is None:
            return self.boards
        known = ", ".join(board.value for board in self.boards)
        wanted = []
        for code in codes:
            board = self.board_list.find(code)
            if board is None:
                near = did_you_mean(code, [board.value for board in self.boards])
                raise CatalogError(
                    f"The board {code!r} is not one that catalog {self.version} offers; choose from {known}.{near}"
                )
            wanted.append(board)
        if not wanted:
            raise CatalogError(f"Name at least one board: {known}.")
        return tuple(board for board in self.boards if board in wanted)

    def number(self, name: str) -> float:
        """A setting that is a number. Raises CatalogError when there is none."""
        value = self.settings.get(name)
        if not isinstance(value, (int, float)):
            raise self._no_setting(name, "number")
        return float(value)

    def text(self, name: str) -> str:
        """A setting that is a text. Raises CatalogError when there is none."""
        value = self.settings.get(name)
        if not isinstance(value, str):
            raise self._no_setting(name, "text")
        return value

    def _no_setting(self, name: str, kind: str) -> CatalogError:
        return CatalogError(
            f"{self.folders[-1]}/catalog.toml: [settings] has no {kind} {name}, which the rules ask for."
        )

    def file(self, relative: str) -> Path:
        """The organization's file of that name, or else the catalog's. Raises CatalogError when neither exists."""
        for folder in self.folders:
            if (folder / relative).is_file():
                return folder / relative
        raise CatalogError(f"{self.folders[-1] / relative} is missing from the catalog; install PARS Batch again.")
