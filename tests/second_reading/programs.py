"""What each program asks for: MOC/CC of a board, a REMS, MIPS (T0; P8; DESIGN, The rules)."""

from __future__ import annotations

from tests.second_reading import lists
from tests.second_reading.activity import LEARNERS_NEED, repeats
from tests.second_reading.catalog_files import TITLES, line_of
from tests.second_reading.cells import Read
from tests.second_reading.rows import ID, Row
from tests.second_reading.verdict import COMPLETE, INVALID, MISSING, Found, Program

PROGRAM_NAMES = {"moc": "MOC", "rems": "REMS"}
NAMED_BY = {"moc": "board", "rems": "program"}


def moc_row(row: Row, credits_cell: Read) -> Found:
    """A board's row: T0, the board's section of the form; J1 MOCRegistration; P16 for the content areas."""
    found = _values(row)
    board = row["board"].value
    program = f"MOC:{board}" if board else "MOC"
    if board is None:
        found.leave_open(row.sheet, row.number, [name for name in row.reads if name not in (ID, "board")])
        return found
    points, limit = row["points"].value, credits_cell.value
    if points is not None and limit is not None and points > limit:
        found.refuse(row.sheet, row.number, "points")
    if credits_cell.near is not None:
        found.leave_open(row.sheet, row.number, ["points"])
    if row.blank("points"):
        found.miss(row.sheet, row.number, "points", program)
    for family, name in (("credit_type", "credit_types"), ("practice_area", "practice_areas")):
        if row.blank(*row.family(family)):
            found.miss(row.sheet, row.number, f"{family}_1", program)
        repeats(row, row.family(family), found)
        for column in row.family(family):
            _own(row, column, name, board, found)
    _content(row, board, program, found)
    return found


def _own(row: Row, column: str, name: str, board: str, found: Found) -> None:
    """A value of the board's own list, or nothing left behind after the board was changed."""
    text = row[column].value
    if text is None:
        return
    if name == "practice_areas" and column.endswith("_1") and lists.areas_of_all(board, text):
        found.tell(row.sheet, row.number, column)
        return
    value, told = lists.judged(name, text, board)
    if value is None:
        found.refuse(row.sheet, row.number, column)
    elif told:
        found.tell(row.sheet, row.number, column)


def _content(row: Row, board: str, program: str, found: Found) -> None:
    """Content areas as many as the board asks: ABA one or two (P16), each with its kind (J1: id, source and string)."""
    if not selections(board):
        return  # what stands there is not sent; nothing asks for it
    parts = {number: [f"content_{number}{end}" for end in ("", "_kind", "_tag")] for number in ("1", "2")}
    if row.blank("content_1", "content_2"):
        found.miss(row.sheet, row.number, "content_1", program)  # a kind or a tag alone is no content area
        return
    if not row["content_1"].value and not row["content_2"].value:
        found.leave_open(row.sheet, row.number, ["content_1", "content_2"])  # all that is there cannot be read
    given = [number for number, names in parts.items() if not row.blank(*names)]
    for number in given:
        entry, kind, tag = parts[number]
        if row.blank(entry) and (row[kind].bad or row[tag].bad):
            found.leave_open(row.sheet, row.number, [entry])
        elif row.blank(entry):
            found.miss(row.sheet, row.number, entry, program)
        elif row[entry].bad:
            found.leave_open(row.sheet, row.number, [kind])
        elif row.blank(kind):
            found.miss(row.sheet, row.number, kind, program)
    if row["content_1"].value is not None and row["content_1"].value == row["content_2"].value:
        found.tell(row.sheet, row.number, "content_2")


def selections(board: str) -> int:
    """How many content areas of its outline the board takes; 0 without an outline."""
    line = line_of("boards", board)
    return int(line["content_selections"] or 0) if line else 0


def rems_row(row: Row) -> Found:
    """A REMS: T0, Registering Activities for REMS; the RPC ID and the attestation."""
    found = _values(row)
    name = row["program"].value
    program = f"REMS:{name}" if name else "REMS"
    if name is None:
        found.leave_open(row.sheet, row.number, ("rpc_id", "attestation"))
        return found
    if row.blank("rpc_id"):
        found.miss(row.sheet, row.number, "rpc_id", program)
    if row.blank("attestation") or row.says("attestation", "No"):
        found.miss(row.sheet, row.number, "attestation", program)
    return found


def support_row(row: Row) -> Found:
    """A supporter: J1 CommercialSupportAmount and InKindSupport; P13: no dollar value on in-kind support."""
    found = _values(row)
    if row.says("kind", "In-kind") and not row.blank("amount"):
        found.tell(row.sheet, row.number, "amount")
    return found


def _values(row: Row) -> Found:
    """Bad values, and the name that a row is about: without it nothing can be sent."""
    found = Found()
    for name, cell in row.reads.items():
        if cell.bad or (name in ("board", "program", "supporter") and cell.blank):
            found.refuse(row.sheet, row.number, name)
        if cell.told:
            found.tell(row.sheet, row.number, name)
    return found


def repeated(rows: list[Row]) -> Found:
    """A second row of an activity for the same board or REMS, or (told) the same supporter."""
    found = Found()
    seen = set()
    for row in rows:
        name = {"moc": "board", "rems": "program", "support": "supporter"}[row.sheet]
        value = row[name].value
        if value is None:
            continue
        if value.casefold() in seen:
            (found.tell if row.sheet == "support" else found.refuse)(row.sheet, row.number, name)
        seen.add(value.casefold())
    return found


def activity_gaps(row: Row, sheet: str, rows: list[Row]) -> Found:
    """What the Activities row lacks for MOC or REMS: a row of the sheet; for MOC the deadline and the attestation."""
    found = Found()
    names = program_names(sheet, rows)
    if not rows:
        found.miss(row.sheet, row.number, sheet, PROGRAM_NAMES[sheet])
    if sheet == "moc":
        holds = names or {"MOC"}
        if row.blank("moc_deadline"):
            found.miss(row.sheet, row.number, "moc_deadline", *holds)
        if row.blank("moc_attestation") or row.says("moc_attestation", "No"):
            found.miss(row.sheet, row.number, "moc_attestation", *holds)
    return found


def program_names(sheet: str, rows: list[Row]) -> set[str]:
    """The programs that rows of the MOC or REMS sheet are about."""
    values = {row[NAMED_BY[sheet]].value for row in rows}
    return {f"{PROGRAM_NAMES[sheet]}:{value}" for value in values if value}


def programs(row: Row, moc: list[Row], rems: list[Row], found: Found) -> dict[str, Program]:
    """The state of each program that the activity has to do with, from the findings."""
    states: dict[str, Program] = {}
    for sheet, rows in (("moc", moc), ("rems", rems)):
        states |= {program: Program(COMPLETE) for program in program_names(sheet, rows)}
    for place, holds in found.holds.items():
        for program in holds:
            if program.startswith(("MOC", "REMS")):
                state = states.setdefault(program, Program())
                state.state = MISSING
                state.missing.add(place.field)
    for program in states:
        if _refused(program, row, [*moc, *rems], found):
            states[program].state = INVALID
    for program, state in states.items():
        if program.startswith("MOC") and row.says("moc", "Yes"):
            state.to_close = {name for name in LEARNERS_NEED if row.blank(name)}
    if row.says("mips", "Yes"):
        states["MIPS"] = Program(COMPLETE)
    return states


def _refused(program: str, row: Row, rows: list[Row], found: Found) -> bool:
    """Whether something is invalid on the program's rows, or on what its sheet shares on Activities."""
    kind, _, name = program.partition(":")
    sheet = kind.lower()
    shared = [column for column in row.reads if column == sheet or column.startswith(f"{sheet}_")]
    lines = [line.number for line in rows if line.sheet == sheet and line[NAMED_BY[sheet]].value == name]
    return any(
        (place.sheet == kind and place.row in lines)
        or (place.sheet == TITLES[row.sheet] and place.row == row.number and place.field in shared)
        for place in found.invalid
    )
