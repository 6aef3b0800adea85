"""Live marks: the rules of a catalog as formulas, so that a plain workbook shows while somebody types what is wrong and why.

`generator.template.row_marks` has the marks of each row; here are what rows of an activity gather, the state of records and programs,
the Readiness sheet, the totals and the conditional formats.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from generator.catalog import ACTIVITIES, ID, Catalog, load
from generator.readiness.status import RecordStatus
from generator.readiness.words import BEFORE_CLOSING, COMPLETE, MISSING, NONE, READY, ROW_MISSING, UNSAVED, WILL_NOT_SAVE
from generator.rules.check import sent
from generator.rules.expression import yes
from generator.rules.findings import Severity
from generator.rules.names import Names, quoted
from generator.rules.registry import registry
from generator.rules.rule import ACTIVE, short
from generator.template.marks import CellFormat, LiveColumn, Marks, SheetMarks
from generator.template.row_marks import CLOSING, INVALID, KEPT_BACK, LETTERS, RowMarks
from generator.template.row_marks import MISSING as LACKING
from generator.workbook.own_sheets import CHECKED, READINESS_HEADER, STATUS


def checked_marks(catalog: Catalog) -> Marks:
    """The marks of a workbook without live formulas: only those that Validate writes show."""
    return Marks(sheets={s: SheetMarks(formats=_formats(catalog, s, None)) for s in catalog.sheets})


def live_marks(catalog: Catalog, boards: Sequence[str] | None = None) -> Marks:
    """All live formulas of a workbook.

    Args:
        boards: the boards that the workbook offers, in the order of its Board list; None for all.

    Raises:
        BuildError: a formula does not fit into Excel's limits.
    """
    return LiveBook(catalog, boards).marks()


MOC, REMS = "MOC", "REMS"
_UNKNOWN = "!"
"""What a row adds whose board or program is none, before its position."""
_GATHERED = 30_000
"""Characters that an activity gathers at most; a cell of Excel holds 32,767."""


@lru_cache(maxsize=4)
def marks_digest(version: str, overlay: Path | None) -> str:
    """Twelve characters that change with any formula, name or word of the live marks; the same whatever boards and columns a workbook has.

    Args:
        version, overlay: of the catalog.
    """
    return hashlib.sha256(repr(live_marks(load(version, overlay))).encode()).hexdigest()[:12]


class LiveBook:
    """The live formulas of a workbook, sheet by sheet."""

    def __init__(self, catalog: Catalog, boards: Sequence[str] | None) -> None:
        self.catalog = catalog
        self.chosen = [b.value for b in catalog.boards_of(boards)]
        self.boards = [*self.chosen, *(b.value for b in catalog.boards if b.value not in self.chosen)]
        self.names = Names.of_all(catalog)
        rules = registry(catalog).rules
        order = [*(s for s in catalog.sheets if s != "activities"), "activities"]
        for column in (ID, "title", "mips"):
            self.names[ACTIVITIES].text(column)
            self.names[ACTIVITIES].kept_texts.add(column)
        self.sheets = {s: RowMarks(catalog, s, self.names[s], rules) for s in order}
        self.act = self.sheets["activities"]

    def marks(self) -> Marks:
        self._gather("moc", self._numbered("board", "boards"))
        self._gather("rems", self._numbered("program", "rems_programs"))
        self._gather("support", None)
        self._record()
        self._program("moc", MOC)
        self._program("rems", REMS)
        parts = {}
        for name, live in self.sheets.items():
            status = live.status("r_act_wrong_at", "r_act_missing_at") if live is self.act else live.status()
            live.names.keep_texts(status)
            columns = tuple(LiveColumn(i, i, f"={formula}") for i, formula in live.names.helpers.items())
            parts[name] = SheetMarks(status, columns, _formats(self.catalog, name, live))
        return Marks(
            sheets={s: parts[s] for s in self.catalog.sheets},
            readiness=tuple(self._readiness()),
            readiness_note="Updates automatically. An estimate of what PARS will show after the upload; only PARS can confirm a registration.",
            totals=tuple(self._totals()),
            names={name: text for live in self.sheets.values() for name, text in live.names.defined.items()},
            words={name: words for live in self.sheets.values() for name, words in live.words().items()},
        )

    def _numbered(self, column: str, values: str) -> str:
        """The number of a row's value in its list and the row's position, as in [03:000012]; nothing when it is no value."""
        sheet = "moc" if column == "board" else "rems"
        names = self.names[sheet]
        text, at = names.text(column), names.list(values)
        place = f"MATCH({text},{at},0)"
        number = f'"["&RIGHT("0"&{place},2)&":"&RIGHT("00000"&(ROW()-1),6)&"]"'
        return f'IFERROR(IF(INDEX({at},{place})={text},{number},""),"")'

    def _gather(self, sheet: str, numbered: str | None) -> None:
        """What the rows of an activity gather along the chain from each row to the next of the same activity."""
        live, names = self.sheets[sheet], self.names[sheet]
        p, whole = names.pointer(), names.whole("p")
        rest = f"INDEX({whole},ROW()):INDEX({whole},ROWS({whole}))"
        following = names.helper("next", f"IF({p}=0,0,IFERROR(MATCH({p},{rest},0)+ROW()-1,0))")
        own = [f'IF({where.formula(names)},"{letter}","")' for where, letter in names.counted.items()]
        if numbered:
            mark = names.helper("mark", numbered)
            own.append(f'IF({mark}="","{_UNKNOWN}"&RIGHT("00000"&(ROW()-1),6),{mark})')
        own.append(f'IF({live.any(LACKING)},{live.state},IF({live.any(CLOSING)},{live.state},""))')
        gathered = f'IF({live.used},{"&".join(own)},"")&IF({following}>0,INDEX({names.whole("gather")},{following}),"")'
        names.helper("gather", f"LEFT({gathered},{_GATHERED})")
        self.names["activities"].gathered(sheet)
        names.helper("bad", f"IF({live.any(INVALID)},TRUE,IF({following}>0,INDEX({names.whole('bad')},{following}),FALSE))")

    def _record(self) -> None:
        names, act = self.names["activities"], self.act
        others = [(s.prefix, s.title) for s in self.catalog.sheets.values() if s.prefix != names.prefix]
        bad = [f'IF(IF(r_act_f_{p}>0,INDEX(c_{p}_bad,r_act_f_{p}),FALSE),", {title}","")' for p, title in others]
        lacks = [f'IF(ISNUMBER(FIND("{LACKING}",r_act_a_{p})),", {title}","")' for p, title in others]
        wrong_at = names.helper("wrong_at", f'IF({act.used},{"&".join(bad)},"")')
        names.helper("missing_at", f'IF({act.used},{"&".join(lacks)},"")')
        wrong = f"IF({act.any(INVALID)},TRUE,LEN({wrong_at})>0)"
        names.helper("to_close", f'IF({act.used},{self._to_close()},"")')
        kept = names.helper("kept", names.helpers["kept"])
        end = names.date("end_date")
        over = f"IF(ISNUMBER({end}),{end}<today,FALSE)"
        draft = act.any(KEPT_BACK[ACTIVE])
        closed = f'IF({yes("close_record").formula(names)},r_act_to_close="",FALSE)'
        ended = f'IF({closed},"{RecordStatus.CLOSED}","{RecordStatus.READY}")'
        live = f'IF({draft},"{RecordStatus.DRAFT}",IF({over},{ended},"{RecordStatus.ACTIVE}"))'
        names.helper("record", f'IF({act.used},IF({wrong},"{RecordStatus.WILL_NOT_SAVE}",IF({kept},{live},"{RecordStatus.DELETE}")),"")')

    def _to_close(self) -> str:
        """What closing would still need, each after a comma and a blank; of rows on the other sheets too."""
        gathered = {live: f"r_act_a_{live.prefix}" for live in self.sheets.values() if live is not self.act}
        return "&".join([self.act.said(self.act.blocking), *(live.said(live.blocking, state) for live, state in gathered.items())])

    def _program(self, sheet: str, what: str) -> None:
        """On Activities what the program lacks there, and on each row of `sheet` the state of the program in words."""
        act, live = self.act, self.sheets[sheet]
        names, rows = self.names["activities"], self.names[sheet]
        back = KEPT_BACK[what]
        fields = ("moc", "moc_deadline", "moc_attestation") if what == MOC else ("rems",)
        at_activity = {
            "fix": act.said(m for m in act.marks if m.text[0] == INVALID and m.column.id in fields),
            "lack": act.said(m for m in act.marks if m.text[3] == back),
            "close": act.said(m for m in act.blocking if m.rule.closing and what in m.rule.holds_back),
        }
        for column, text in at_activity.items():
            if text != '""':
                names.helper(f"{sheet}_{column}", text)
        p = rows.pointer()

        def of_activity(column: str) -> str:
            return f"INDEX(c_act_{sheet}_{column},{p})" if at_activity[column] != '""' else '""'

        again = next(short(self.catalog, r) for r in registry(self.catalog).rules if r.code == ("board-repeated" if what == MOC else "rems-repeated"))
        mark, gathered = f"r_{live.prefix}_mark", f"INDEX(c_act_a_{live.prefix},{p})"
        twice = (
            f'IF({mark}="",FALSE,IF({sent(self.catalog.sheets[sheet]).formula(rows)},LEN({gathered})-LEN(SUBSTITUTE({gathered},LEFT({mark},4),""))>4,FALSE))'
        )
        fix = f"{of_activity('fix')}&{live.listed(INVALID, 3)}"
        lack = f"{of_activity('lack')}&{live.listed(back, 3)}"
        close = of_activity("close")
        closing = "" if close == '""' else f'&IF(LEN({close})>0,"{BEFORE_CLOSING}"&MID({close},3,250),"")'
        words = (
            f'IF(IF({live.any(INVALID)},TRUE,LEN({of_activity("fix")})>0),"{WILL_NOT_SAVE}"&MID({fix},3,250),'
            f'IF(IF({live.any(back)},TRUE,LEN({of_activity("lack")})>0),"{MISSING}"&MID({lack},3,250),'
            f'IF(INDEX(c_act_record,{p})="{RecordStatus.WILL_NOT_SAVE}","{UNSAVED}","{READY}"{closing})))'
        )
        rows.helper("words", f'IF({live.used},IF({p}>0,IF({twice},{quoted(WILL_NOT_SAVE + again)},{words}),""),"")')

    def _readiness(self) -> Iterator[LiveColumn]:
        """One line for each row of Activities, in the same order."""
        position = f"(ROW()-{READINESS_HEADER})"

        def act(column: str) -> str:
            return f"INDEX(c_act_{column},{position})"

        def line(text: str) -> str:
            # Readiness has more lines than the table has rows, so that the table may grow.
            return f'=IFERROR(IF({act("used")},{text},""),"")'

        def column(n: int, header: str, text: str, width: int) -> LiveColumn:
            return LiveColumn(f"readiness_{n}", header, line(text), width, hidden=False)

        known = act(f"t_{ID}")
        yield column(1, "Provider activity ID", f'IF({known}="","(row "&({position}+1)&")",{known})', 22)
        yield column(2, "Title", act("t_title"), 40)
        yield column(3, "Record status", act("record"), 16)
        yield column(
            4, "Closing still needs", f'IF({act("record")}="{RecordStatus.CLOSED}","—",IF(LEN({act("to_close")})>0,MID({act("to_close")},3,250),"—"))', 42
        )
        n = 5
        programs = [v.value for v in self.catalog.lists["rems_programs"].offered()]
        for sheet, label, where, values in (("moc", "MOC/CC", "See the boards", self.chosen), ("rems", "REMS", "See the programs", programs)):
            gathered = act(f"a_{self.catalog.sheets[sheet].prefix}")
            lack = act(f"{sheet}_lack")
            fix = act(f"{sheet}_fix")
            lacking = f'IF(LEN({lack})>0,IF(LEN({fix})>0,"{WILL_NOT_SAVE}"&MID({fix},3,250),"{MISSING}"&MID({lack},3,250)),"{NONE}")'
            unknown = f'INDEX(c_{self.catalog.sheets[sheet].prefix}_words,--MID({gathered},FIND("{_UNKNOWN}",{gathered})+1,6))'
            alone = f'IF(ISNUMBER(FIND("{_UNKNOWN}",{gathered})),{unknown},IF(ISERROR(FIND("[",{gathered})),{lacking},"{where}"))'
            yield column(n, label, _unless_deleted(act("kept"), alone), 44)
            order = self.boards if sheet == "moc" else values
            for value in values:
                n += 1
                mark = f'"[{order.index(value) + 1:02}:"'
                words = f'IFERROR(INDEX(c_{self.catalog.sheets[sheet].prefix}_words,--MID({gathered},FIND({mark},{gathered})+4,6)),"—")'
                yield column(n, f"{label.split('/', maxsplit=1)[0]}: {value}", _unless_deleted(act("kept"), words), 44)
            n += 1
        complete = f'IF({act("record")}="{RecordStatus.WILL_NOT_SAVE}","{UNSAVED}","{COMPLETE}")'
        yield column(n, "MIPS", _unless_deleted(act("kept"), f'IF({act("t_mips")}="Yes",{complete},"{NONE}")'), 34)

    def _totals(self) -> Iterator[tuple[str, str]]:
        for status in RecordStatus:
            yield f"Records: {status}", f"=COUNTIF(c_act_record,{quoted(status)})"
        for label, said in (("Rows that will not save", WILL_NOT_SAVE), ("Rows with missing information", ROW_MISSING)):
            yield label, "=" + "+".join(f"COUNTIF(c_{live.prefix}_{STATUS},{quoted(f'{said}*')})" for live in self.sheets.values())


def _unless_deleted(kept: str, text: str) -> str:
    return f'IF({kept},{text},"—")'


def _formats(catalog: Catalog, sheet: str, live: RowMarks | None) -> tuple[CellFormat, ...]:
    """Three conditional formats for each input column, the worst first; they look for a mark of the row, and for what Validate wrote."""
    prefix = catalog.sheets[sheet].prefix
    starts = {(m.text[0], m.column.id): m.start for m in live.marks} if live else {}
    found = []
    for severity, letter in LETTERS.items():
        for column in catalog.sheets[sheet].columns:
            written = f'"|{column.id}={severity}|"'
            formula = f"ISNUMBER(FIND({written},r_{prefix}_{CHECKED}))"
            if live and (letter, column.id) in starts:
                formula = f"OR({live.any(starts[letter, column.id])},{formula})"
            if severity is Severity.MISSING:
                formula = f'IF(show_missing="Yes",{formula},FALSE)'
            found.append(CellFormat((column.id,), formula, str(severity), written))
    if live:
        found += [CellFormat((STATUS,), formula, str(severity), said) for severity, (said, formula) in live.status_tests().items()]
    return tuple(found)
