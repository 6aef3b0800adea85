"""Live marks: the rules of a catalog as formulas, so that a plain workbook shows while somebody types what is wrong and why.

Per row a few hidden helper columns hold what the rules say, as texts of two characters per mark: "X1" when the first rule of that
mark fires, "X2" when the second does, ".." when none. A *mark* is a cell and a severity; a *strand* is all marks of one kind on a sheet:

    i        invalid
    ma mc    missing for an active record, for a record to be closed
    mm mr    missing for MOC/CC, for REMS
    a        advice
    c        what closing would ask for, whether or not the record is to be closed

A long strand is cut into pieces (i1, i2, ...); rules that look across sheets stand in pieces of their own, since they change for other
reasons. Conditional formats read one character of a piece; Status, Readiness and the totals read the strands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.catalog import Catalog, Column
from generator.rules.check import condition
from generator.rules.expression import CountRows, HasActivity, Node, Repeated, needs_content, yes
from generator.rules.findings import Severity
from generator.rules.names import NBSP, Names, quoted
from generator.rules.registry import registry
from generator.rules.rule import ACTIVE, CLOSED, MOC, REMS, Rule
from generator.template.limits import within
from generator.template.marks import CellFormat, LiveColumn, Marks, SheetMarks

PIECE = 5800
"""Characters of a piece: LibreOffice takes 8,192 tokens in a formula with all names written out, Excel 16,384 bytes."""
MISSING = ("ma", "mc", "mm", "mr")
INVALID, ADVICE, CLOSING = "i", "a", "c"


@dataclass(frozen=True)
class Group:
    """One mark: a column and the rules that can put it there, the first that fires speaking for it."""

    column: Column
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Strand:
    """All marks of one kind on a sheet, cut into pieces: helper column to its marks."""

    name: str
    pieces: tuple[tuple[str, tuple[Group, ...]], ...]

    @property
    def groups(self) -> list[Group]:
        return [group for _, groups in self.pieces for group in groups]

    def places(self, field: str) -> Iterator[tuple[str, int]]:
        """Where the marks of a column stand: helper column and position of its character, from 1."""
        for piece, groups in self.pieces:
            for n, group in enumerate(groups):
                if group.column.id == field:
                    yield piece, 2 * n + 1


class LiveSheet:
    """The live formulas of one sheet."""

    def __init__(self, catalog: Catalog, sheet: str, names: Names, rules: Iterable[Rule]) -> None:
        self.catalog = catalog
        self.sheet = catalog.sheets[sheet]
        self.names = names
        self.prefix = self.sheet.prefix
        self.words: dict[str, list[str]] = {}
        self.joined: dict[str, str] = {}
        own = [rule for rule in rules if rule.sheet == sheet]
        self.used = self._used()
        self.alternatives = 1
        self.strands = {name: self._strand(name, own) for name in (INVALID, *MISSING, ADVICE, CLOSING)}
        self._name_strand(INVALID, (INVALID,))
        self._name_strand("m", MISSING)
        self._name_strand(ADVICE, (ADVICE,))
        self._name_strand(CLOSING, (CLOSING,))
        for name in MISSING[2:]:
            self._name_strand(name, (name,))

    # --- the parts of a strand ---------------------------------------------------------------------------------------------

    def _used(self) -> str:
        """Whether the row holds anything but blanks; an error counts as something."""
        columns = self.sheet.columns
        row = f"row_{self.prefix}"
        self.names.defined[row] = f"{self.names.raw(columns[0].id)}:{self.names.raw(columns[-1].id)}"
        known = self.names.text("provider_activity_id")
        looked = f'IFERROR(SUMPRODUCT(--(TRIM(SUBSTITUTE({row},"{NBSP}"," "))<>""))>0,TRUE)'
        return self.names.helper("used", f'IF(COUNTA({row})=0,FALSE,IF({known}<>"",TRUE,{looked}))')

    def _strand(self, name: str, rules: Sequence[Rule]) -> Strand:
        found = [rule for rule in rules if name in _strands(rule)]
        pieces: list[tuple[str, tuple[Group, ...]]] = []
        for far in (False, True):
            texts: list[tuple[Group, str]] = []
            for column in self.sheet.columns:
                group = Group(column, tuple(r for r in found if r.field == column.id and _far(r.when) is far))
                if group.rules:
                    texts.append((group, self._group(group, asking=name != CLOSING)))
            pieces += self._pieces(name, len(pieces), texts)
        self.alternatives = max([self.alternatives, *(len(g.rules) for _, groups in pieces for g in groups)])
        return Strand(name, tuple(pieces))

    def _group(self, group: Group, *, asking: bool) -> str:
        text = '".."'
        for n, rule in reversed(list(enumerate(group.rules, 1))):
            text = f'IF({condition(rule, asking=asking).formula(self.names)},"X{n}",{text})'
        if all(needs_content(rule.when, group.column.id) for rule in group.rules):
            text = f'IF(ISBLANK({self.names.raw(group.column.id)}),"..",{text})'
        return within(PIECE, text, "the rules of one mark", f"{self.sheet.id}.{group.column.id}")

    def _pieces(self, name: str, before: int, texts: Sequence[tuple[Group, str]]) -> Iterator[tuple[str, tuple[Group, ...]]]:
        batch: list[tuple[Group, str]] = []
        for n, (group, text) in enumerate(texts):
            batch.append((group, text))
            following = texts[n + 1][1] if n + 1 < len(texts) else ""
            if not following or sum(len(t) for _, t in batch) + len(following) > PIECE:
                before += 1
                piece = f"{name}{before}"
                self.names.helper(piece, f'IF({self.used},{"&".join(t for _, t in batch)},"")')
                yield piece, tuple(g for g, _ in batch)
                batch = []

    def _name_strand(self, name: str, strands: Sequence[str]) -> None:
        """Joins strands, in the helper column `sNAME` where there is something to join, with the words and headers of their marks."""
        pieces = [f"r_{self.prefix}_{piece}" for s in strands for piece, _ in self.strands[s].pieces]
        self.joined[name] = self.names.helper(f"s{name}", "&".join(pieces)) if len(pieces) > 1 else "".join(pieces) or '""'
        groups = [group for s in strands for group in self.strands[s].groups]
        words = [self._word(g, n) for g in groups for n in range(self.alternatives)]
        self.words[f"w_{self.prefix}_{name}"] = words or [""]
        self.words[f"h_{self.prefix}_{name}"] = [g.column.header for g in groups] or [""]

    def _word(self, group: Group, n: int) -> str:
        if n >= len(group.rules):
            return ""
        return self.catalog.messages[group.rules[n].code].short.replace("{header}", group.column.header)

    # --- what formulas read ------------------------------------------------------------------------------------------------

    def strand(self, name: str) -> str:
        return self.joined[name]

    def any(self, name: str) -> str:
        """Whether a strand has a mark."""
        return f'ISNUMBER(FIND("X",{self.strand(name)}))'

    def count(self, name: str) -> str:
        strand = self.strand(name)
        return f'(LEN({strand})-LEN(SUBSTITUTE({strand},"X","")))'

    def _listed(self, name: str, most: int, *, headers: bool) -> str:
        """The first marks of a strand in words (or their headers), each after a comma and a blank."""
        strand, parts = self.strand(name), []
        for n in range(1, most + 1):
            at = f'FIND("#",SUBSTITUTE({strand},"X","#",{n}))'
            place = f"({at}-1)/2"
            where = f"{place}+1" if headers else f"{place}*{self.alternatives}+MID({strand},{at}+1,1)"
            parts.append(f'IFERROR(", "&INDEX({"h" if headers else "w"}_{self.prefix}_{name},{where}),"")')
        return "&".join(parts) + f'&IF({self.count(name)}>{most},", …","")'

    def status(self) -> str:
        """The Status column: OK, or what is wrong in this row in words."""

        def said(name: str, most: int) -> str:
            return f"MID({self._listed(name, most, headers=False)},3,250)"

        return (
            f'=IF({self.used},IF({self.any(INVALID)},"Not saved: "&{said(INVALID, 2)},'
            f'IF({self.any("m")},{self.count("m")}&" missing: "&{said("m", 4)},'
            f'IF({self.any(ADVICE)},"OK – look at: "&{said(ADVICE, 1)},"OK"))),"")'
        )  # fmt: skip

    def marked(self, strand: str, field: str) -> list[str]:
        """Formulas that are true when a column has a mark of that strand."""
        return [f'MID(r_{self.prefix}_{piece},{at},1)="X"' for piece, at in self.strands[strand].places(field)]

    def headers(self, name: str, most: int = 3) -> str:
        """The headers of the first marks of a strand, each after a comma and a blank."""
        return self._listed(name, most, headers=True)

    def some_headers(self, strand: str, fields: Iterable[str]) -> str:
        """The headers of those of the columns that have a mark of the strand, each after a comma and a blank."""
        parts = []
        for field in fields:
            marks = self.marked(strand, field)
            if marks:
                parts.append(f'IF({_any(marks)},", {self.sheet.column(field).header}","")')
        return "&".join(parts) or '""'


def _strands(rule: Rule) -> list[str]:
    found = []
    if rule.severity is Severity.INVALID:
        found.append(INVALID)
    elif rule.severity is Severity.ADVICE:
        found.append(ADVICE)
    elif CLOSED in rule.holds_back:
        found.append("mc")
    else:
        found.append({ACTIVE: "ma", MOC: "mm", REMS: "mr"}[rule.holds_back[0]])
    return [*found, CLOSING] if rule.closing else found


def _far(when: Node) -> bool:
    """Whether a condition looks across sheets or rows."""
    return any(
        isinstance(p, (CountRows, HasActivity, Repeated)) or (isinstance(getattr(p, "column", None), str) and "." in getattr(p, "column", ""))
        for p in when.parts()
    )


def _any(tests: Sequence[str]) -> str:
    return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"


# --- the whole workbook ---------------------------------------------------------------------------------------------------------


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


class LiveBook:
    """The live formulas of a workbook, sheet by sheet."""

    def __init__(self, catalog: Catalog, boards: Sequence[str] | None) -> None:
        self.catalog = catalog
        every = [b.value for b in catalog.boards]
        self.chosen = [b for b in every if boards is None or b in boards]
        self.boards = [*self.chosen, *(b for b in every if b not in self.chosen)]
        self.names = Names.of_all(catalog)
        rules = registry(catalog).rules
        order = [*(s for s in catalog.sheets if s != "activities"), "activities"]
        self.sheets = {s: LiveSheet(catalog, s, self.names[s], rules) for s in order}
        self.act = self.sheets["activities"]

    def marks(self) -> Marks:
        self._gather("moc", self._numbered("board", "boards"))
        self._gather("rems", self._numbered("program", "rems_programs"))
        self._gather("support", None)
        self._record()
        self._programme("moc", "mm", MOC)
        self._programme("rems", "mr", REMS)
        parts = {}
        for name, live in self.sheets.items():
            columns = tuple(LiveColumn(i, i, f"={formula}") for i, formula in live.names.helpers.items())
            parts[name] = SheetMarks(live.status(), columns, _formats(self.catalog, name, live))
        return Marks(
            sheets={s: parts[s] for s in self.catalog.sheets},
            readiness=tuple(self._readiness()),
            readiness_note="Follows by itself. It shows what PARS would show after the upload; only PARS can say that something is registered.",
            totals=tuple(self._totals()),
            names={name: text for live in self.sheets.values() for name, text in live.names.defined.items()},
            words={name: words for live in self.sheets.values() for name, words in live.words.items()},
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
        for rule in registry(self.catalog).rules:
            if rule.sheet == sheet and rule.closing:
                self.names["activities"].count(sheet, condition(rule, asking=False))
        p, whole = names.pointer(), names.whole("p")
        rest = f"INDEX({whole},ROW()):INDEX({whole},ROWS({whole}))"
        following = names.helper("next", f"IF({p}=0,0,IFERROR(MATCH({p},{rest},0)+ROW()-1,0))")
        own = [f'IF({where.formula(names)},"{letter}","")' for where, letter in names.counted.items()]
        own += [names.helper("mark", numbered)] if numbered else []
        names.helper("gather", f'IF({live.used},{"&".join(own)},"")&IF({following}>0,INDEX({names.whole("gather")},{following}),"")')
        self.names["activities"].gathered(sheet)
        names.helper("bad", f"IF({live.any(INVALID)},TRUE,IF({following}>0,INDEX({names.whole('bad')},{following}),FALSE))")

    def _record(self) -> None:
        names, act = self.names["activities"], self.act
        prefixes = [self.catalog.sheets[s].prefix for s in self.sheets if s != "activities"]
        wrong = f"IF({act.any(INVALID)},TRUE,OR({','.join(f'IF(r_act_f_{p}>0,INDEX(c_{p}_bad,r_act_f_{p}),FALSE)' for p in prefixes)}))"
        names.helper("to_close", f'IF({act.used},{self._to_close()},"")')
        kept = names.helper("kept", names.helpers["kept"])
        end = names.date("end_date")
        over = f"IF(ISNUMBER({end}),{end}<today,FALSE)"
        draft = "FALSE"
        if act.strands["ma"].pieces:
            pieces = "&".join(f"r_act_{piece}" for piece, _ in act.strands["ma"].pieces)
            draft = f'ISNUMBER(FIND("X",{pieces}))'
        closed = f'IF({yes("close_record").formula(names)},r_act_to_close="",FALSE)'
        live = f'IF({draft},"Draft",IF({over},IF({closed},"Closed","Ready to Close"),"Active"))'
        names.helper("record", f'IF({act.used},IF({wrong},"Not saved",IF({kept},{live},"To be deleted")),"")')

    def _to_close(self) -> str:
        """The headers of what closing would still ask for, each after a comma and a blank; of rows on Support too."""
        act, names = self.act, self.names["activities"]
        parts = [act.some_headers(CLOSING, dict.fromkeys(g.column.id for g in act.strands[CLOSING].groups))]
        for rule in registry(self.catalog).rules:
            if rule.closing and rule.sheet != "activities":
                header = self.catalog.sheets[rule.sheet].column(rule.field).header
                parts.append(f'IF({names.count(rule.sheet, condition(rule, asking=False))}>0,", {header}","")')
        return "&".join(parts)

    def _programme(self, sheet: str, strand: str, what: str) -> None:
        """On Activities what the programme lacks there, and on each row of `sheet` the state of the programme in words."""
        act, live = self.act, self.sheets[sheet]
        names, rows = self.names["activities"], self.names[sheet]
        fields = ("moc", "moc_deadline", "moc_attestation") if what == MOC else ("rems",)
        closing = dict.fromkeys(g.column.id for g in act.strands[CLOSING].groups if any(what in r.holds_back for r in g.rules))
        at_activity = {
            "fix": act.some_headers(INVALID, fields),
            "lack": act.some_headers(strand, dict.fromkeys(g.column.id for g in act.strands[strand].groups)),
            "close": act.some_headers(CLOSING, closing),
        }
        for column, text in at_activity.items():
            if text != '""':
                names.helper(f"{sheet}_{column}", text)
        p = rows.pointer()

        def of_activity(column: str) -> str:
            return f"INDEX(c_act_{sheet}_{column},{p})" if at_activity[column] != '""' else '""'

        header = self.catalog.sheets[sheet].column("board" if what == MOC else "program").header
        mark, gathered = f"r_{live.prefix}_mark", f"INDEX(c_act_a_{live.prefix},{p})"
        twice = f'IF({mark}="",FALSE,LEN({gathered})-LEN(SUBSTITUTE({gathered},LEFT({mark},4),""))>4)'
        fix = f"{of_activity('fix')}&{live.headers(INVALID)}"
        lack = f"{of_activity('lack')}&{live.headers(strand)}"
        close = of_activity("close")
        words = (
            f'IF(IF({live.any(INVALID)},TRUE,LEN({of_activity("fix")})>0),"Fix: "&MID({fix},3,250),'
            f'IF(IF({live.any(strand)},TRUE,LEN({of_activity("lack")})>0),"Missing Required Information: "&MID({lack},3,250),'
            f'IF(LEN({close})>0,"Complete; to close: "&MID({close},3,250),"Complete – attest in PARS")))'
        )
        rows.helper("words", f'IF({live.used},IF({p}>0,IF({twice},"Fix: {header}",{words}),""),"")')

    def _readiness(self) -> Iterator[LiveColumn]:
        """One line for each row of Activities, in the same order; the first line stands in row 5."""
        position = "(ROW()-4)"

        def act(column: str) -> str:
            return f"INDEX(c_act_{column},{position})"

        def line(text: str) -> str:
            return f'=IF({act("used")},{text},"")'

        def column(n: int, header: str, text: str, width: int) -> LiveColumn:
            return LiveColumn(f"readiness_{n}", header, line(text), width, hidden=False)

        known = f'TRIM(SUBSTITUTE({act("provider_activity_id")}&"","{NBSP}"," "))'
        title = f'TRIM(SUBSTITUTE({act("title")}&"","{NBSP}"," "))'
        yield column(1, "Provider activity ID", f'IFERROR(IF({known}="","(row "&({position}+1)&")",{known}),"(row "&({position}+1)&")")', 22)
        yield column(2, "Title", f'IFERROR({title},"")', 40)
        yield column(3, "Record status", act("record"), 16)
        yield column(4, "To close", f'IF({act("record")}="Closed","—",IF(LEN({act("to_close")})>0,MID({act("to_close")},3,250),"—"))', 42)
        n = 5
        for sheet, label, values in (("moc", "MOC/CC", self.chosen), ("rems", "REMS", [v.value for v in self.catalog.lists["rems_programs"].offered()])):
            gathered = act(f"a_{self.catalog.sheets[sheet].prefix}")
            lack = act(f"{sheet}_lack")
            alone = f'IF(ISERROR(FIND("[",{gathered})),IF(LEN({lack})>0,"Missing Required Information: "&MID({lack},3,250),"—"),"—")'
            yield column(n, label, _unless_deleted(act("kept"), alone), 34)
            order = self.boards if sheet == "moc" else values
            for value in values:
                n += 1
                mark = f'"[{order.index(value) + 1:02}:"'
                words = f'IFERROR(INDEX(c_{self.catalog.sheets[sheet].prefix}_words,--MID({gathered},FIND({mark},{gathered})+4,6)),"—")'
                yield column(n, f"{label.split('/', maxsplit=1)[0]}: {value}", _unless_deleted(act("kept"), words), 34)
            n += 1
        mips = f'IF(UPPER(TRIM(SUBSTITUTE({act("mips")}&"","{NBSP}"," ")))="YES","Complete","—")'
        yield column(n, "MIPS", _unless_deleted(act("kept"), f'IFERROR({mips},"—")'), 12)

    def _totals(self) -> Iterator[tuple[str, str]]:
        for status in ("Not saved", "Draft", "Active", "Ready to Close", "Closed", "To be deleted"):
            yield f"Records: {status}", f"=COUNTIF(c_act_record,{quoted(status)})"


def _unless_deleted(kept: str, text: str) -> str:
    return f'IF({kept},{text},"—")'


def _formats(catalog: Catalog, sheet: str, live: LiveSheet | None) -> tuple[CellFormat, ...]:
    """Three conditional formats for each input column, the worst first; they read one character each, and what Validate wrote."""
    prefix = catalog.sheets[sheet].prefix
    found = []
    for severity, strands in ((Severity.INVALID, (INVALID,)), (Severity.MISSING, MISSING), (Severity.ADVICE, (ADVICE,))):
        for column in catalog.sheets[sheet].columns:
            tests = [test for s in strands for test in live.marked(s, column.id)] if live else []
            tests.append(f'ISNUMBER(FIND("|{column.id}={severity}|",r_{prefix}_checked))')
            formula = _any(tests)
            if severity is Severity.MISSING:
                formula = f'IF(show_missing="Yes",{formula},FALSE)'
            found.append(CellFormat((column.id,), formula, str(severity)))
    return tuple(found)
