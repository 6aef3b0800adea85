"""What findings are about, for the filters of a page: programs, and what somebody registers for, such as a board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from generator.catalog import ACTIVITIES, Catalog, Program
from generator.rules.findings import Finding
from generator.workbook.frames import Batch


@dataclass(frozen=True)
class Choice:
    """What a filter offers: a name as findings have it (MOC, MOC:ABA), and the words for it."""

    name: str
    words: str


@dataclass(frozen=True)
class Choices:
    """What the filters of a page offer, in the order of the catalog."""

    programs: Sequence[Choice]
    boards: Sequence[Choice]


class Subjects:
    """Says of each finding of a batch which programs and boards it is about."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._catalog = batch.catalog

    def of(self, finding: Finding) -> tuple[str, ...]:
        """Names of programs, and of registrations where it is about one: MOC, MOC:ABA."""
        programs = self._catalog.programs
        names = [name for name in finding.holds_back if name.partition(":")[0] in programs]
        names += self._of_rows.get(finding.sheet or "", {}).get(finding.row or 0, ())
        if finding.sheet == self._catalog.sheets[ACTIVITIES].title:
            names += [p.id for p in programs.values() if finding.field in {p.answer, *p.asks}]
        return tuple(dict.fromkeys(one for name in names for one in (name.partition(":")[0], name)))

    def label(self, name: str) -> str:
        """See `Catalog.called`."""
        return self._catalog.called(name)

    def choices(self, findings: Sequence[Finding]) -> Choices:
        """What there is to choose among these findings."""
        found = {name for finding in findings for name in self.of(finding)}
        programs, boards = list[Choice](), list[Choice]()
        for program in self._catalog.programs.values():
            if program.id in found:
                programs.append(Choice(program.id, program.title))
            names = sorted(name for name in found if name.startswith(program.named("")))
            (boards if _of_boards(self._catalog, program) else programs).extend(
                Choice(name, self.label(name)) for name in names
            )
        return Choices(programs, boards)

    @cached_property
    def _of_rows(self) -> Mapping[str, Mapping[int, tuple[str, ...]]]:
        """Tab to row to what the row registers for."""
        rows_of: dict[str, dict[int, tuple[str, ...]]] = {}
        for program in self._catalog.programs.values():
            if program.sheet and program.column and program.list:
                frame, values = self._batch.sheets[program.sheet], self._catalog.lists[program.list]
                found = [values.find(text) for text in frame.text(program.column)]
                names = [(program.named(value.value),) if value else (program.id,) for value in found]
                rows_of[frame.sheet.title] = dict(zip(frame.rows, names, strict=True))
        return rows_of


def _of_boards(catalog: Catalog, program: Program) -> bool:
    return program.list == catalog.board_list.name
