"""A copy of a completed workbook with what its template has lost: validations, formats, names, headers, Lists, Meta, formulas.

Only the parts concerned are written anew, and in them only what was lost; every value and every format of a cell stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import tostring

from generator.catalog import Catalog
from generator.failure import Failure
from generator.template import front, stamp, style, vocabulary
from generator.template.layout import FIRST_ROW, Place
from generator.template.marks import CellFormat
from generator.upkeep.expected import Content
from generator.upkeep.guard import Fault, SheetGuard, Stretches, WorkbookGuard
from generator.whole_file import write_whole
from generator.workbook.changes import Changes, child, insert, namespace, refuse_itself
from generator.workbook.columns import header_key
from generator.workbook.formula_text import canonical
from generator.workbook.frames import Note
from generator.workbook.guards import Area, area_of, areas_of, formula_of
from generator.workbook.package import Package, open_package
from generator.workbook.scan import Malformed
from generator.workbook.seal import sealed


@dataclass(frozen=True)
class Repaired:
    """What a repair did: `before` as notes for the rules of the file, and `left`, what it could not restore."""

    before: tuple[Note, ...]
    left: tuple[Note, ...]


def repair(
    file: Path,
    target: Path,
    catalog: Catalog,
    *,
    package: Package | None = None,
    seal: str | None = None,
    replace: bool = False,
) -> Repaired:
    """Writes to `target` a copy of the workbook `file` with all that its template has lost.

    Args:
        file: the completed workbook, which stays as it is.
        target: where to write the copy.
        catalog: what the workbook was made from (as reading it found).
        package: the file as it was read before; None to read it now.
        seal: what a seal of the copy is to say (`generator.workbook.seal`); None for a copy without one.
        replace: whether an existing file may be replaced; which ones is up to the command (`generator.targets`).

    Raises:
        Failure: `target` is the workbook itself or cannot be written, or `file` cannot be read or came from other lists.
    """
    refuse_itself(file, target)
    package = package or open_package(file)
    try:
        guard = WorkbookGuard(package, catalog, to_typed=True)
        if not guard.exact:
            raise Failure(
                f"{file.name} was made by another version of PARS Batch or with other lists, so what it had is not known here; "
                "copy its rows into a fresh template (pars template)."
            )
        before = guard.notes() + _changed_headers(guard)
        changes = Changes(package)
        _Repair(guard, changes).run()
        write_whole(target, sealed(changes, seal) if seal else changes.data(), replace=replace)
        after = WorkbookGuard(open_package(target), catalog, to_typed=True)
        return Repaired(tuple(before), tuple(after.notes() + _changed_headers(after)))
    except Malformed as error:
        raise package.damaged() from error


def restore_marks(changes: Changes, catalog: Catalog) -> None:
    """Lays the formats that show marks over cells that lost them, as cells that were pasted over do.

    Nothing happens in a workbook of another version, whose formats are not known here.
    """
    guard = WorkbookGuard(changes.package, catalog)
    if guard.exact:
        _Repair(guard, changes).marks()


def _changed_headers(guard: WorkbookGuard) -> list[Note]:
    """Changed headers of input columns, which reading a workbook tells and its guard does not."""
    return [
        Note("header-changed", sheet.sheet.title, f"{get_column_letter(number)}1", 1, place.id, sheet.headers.get(number))
        for sheet in guard.sheets
        for place, number in _renamed(sheet)
        if place.column
    ]


def _renamed(sheet: SheetGuard) -> Iterable[tuple[Place, int]]:
    for place in sheet.places:
        number = sheet.numbers[place.id]
        if header_key(sheet.headers.get(number, "")) != header_key(place.header):
            yield place, number


class _Repair:
    def __init__(self, guard: WorkbookGuard, changes: Changes) -> None:
        self.guard = guard
        self.changes = changes
        self.formulas_written = False

    def run(self) -> None:
        for sheet in self.guard.sheets:
            self._headers(sheet)
            self._table(sheet)
            by_code: dict[str, list[Fault]] = {}
            for fault in sheet.faults:
                by_code.setdefault(fault.code, []).append(fault)
            guarded = {f.place.id: f.place for code in ("validation-removed", "validation-altered") for f in by_code.get(code, [])}
            if sheet.last_row > sheet.own_last:
                # What lets everything in has its prompt all the same, and nothing that is lost speaks of it.
                guarded |= {place.id: place for place in sheet.places if place.column}
            if guarded:
                self._validations(sheet, list(guarded.values()))
            self._formulas(sheet, by_code.get("formulas-overwritten", []))
        self.marks()
        self._lists()
        self._meta()
        self._readiness()
        self._totals()
        for name, text in self.guard.broken_names.items():
            self.changes.name(name, text)
        if self.formulas_written:
            self.changes.calculate_on_load()

    def marks(self) -> None:
        for sheet in self.guard.sheets:
            marked = {fault.place.id for fault in sheet.faults if fault.code in ("marks-removed", "marks-altered")}
            if marked:
                self._formats(sheet, marked)

    def _headers(self, sheet: SheetGuard) -> None:
        """A header stands in its cell and, letter for letter, in the table."""
        renamed = list(_renamed(sheet))
        table = self.changes.package.first(sheet.part, "table")
        for place, number in renamed:
            self.changes.rows(sheet.part).put_text(1, number, place.header)
            if table:
                root = self.changes.tree(table)
                left = area_of(root.get("ref", "A1")).left
                columns = child(root, "tableColumns").findall("{*}tableColumn")
                if 0 <= number - left < len(columns):
                    columns[number - left].set("name", place.header)

    def _table(self, sheet: SheetGuard) -> None:
        """A table reaches down to the last row that was typed below it."""
        part = self.changes.package.first(sheet.part, "table")
        if part is None or sheet.last_row == sheet.own_last:
            return
        root = self.changes.tree(part)
        for element in (root, root.find("{*}autoFilter")):
            if element is not None:
                own = area_of(element.get("ref", "A1"))
                element.set("ref", _address(Area(own.left, own.top, own.right, max(own.bottom, sheet.last_row))))

    def _validations(self, sheet: SheetGuard, places: list[Place]) -> None:
        root = self.changes.tree(sheet.part)
        for place in places:
            number = sheet.numbers[place.id]
            column = Area(number, FIRST_ROW, number, sheet.last_row)
            for element in list(root.iter("{*}dataValidation")):
                _take_out(element, column)
            if place.column:
                letter = get_column_letter(number)
                made = self.guard.expected.validation(place, place.column, f"{letter}{FIRST_ROW}:{letter}{sheet.last_row}")
                _in_ns(made, namespace(root))
                self._container(root).append(made)
        box = root.find("{*}dataValidations")
        if box is not None:
            _count(box, "dataValidation")

    @staticmethod
    def _container(root: etree._Element) -> etree._Element:
        box = root.find("{*}dataValidations")
        if box is None:
            box = etree.Element(f"{{{namespace(root)}}}dataValidations")
            insert(root, box)
        return box

    def _formats(self, sheet: SheetGuard, columns: set[str]) -> None:
        """Our own formats of these columns are taken out and written anew behind the user's."""
        root = self.changes.tree(sheet.part)
        ours = [canonical(wanted.known_by) for wanted in self.guard.expected.formats(sheet.sheet.id) if columns & set(wanted.columns)]
        for group in list(root.iter("{*}conditionalFormatting")):
            for rule in group.findall("{*}cfRule"):
                if any(known in canonical(formula_of(rule) or "") for known in ours):
                    group.remove(rule)
            if not group.findall("{*}cfRule"):
                _remove(group)
        ns = namespace(root)
        priority = max((int(rule.get("priority", "0")) for rule in root.iter("{*}cfRule")), default=0)
        looks: dict[str, int] = {}
        groups: dict[str, etree._Element] = {}
        for wanted in self.guard.expected.formats(sheet.sheet.id):
            for place in (p for p in sheet.places if p.id in columns and p.id in wanted.columns):
                letter = get_column_letter(sheet.numbers[place.id])
                if place.id not in groups:
                    groups[place.id] = etree.Element(f"{{{ns}}}conditionalFormatting", sqref=f"{letter}{FIRST_ROW}:{letter}{sheet.last_row}")
                priority += 1
                attributes = {"type": "expression", "dxfId": str(self._look(wanted, place, looks)), "priority": str(priority), "stopIfTrue": "1"}
                rule = etree.SubElement(groups[place.id], f"{{{ns}}}cfRule", attributes)
                etree.SubElement(rule, f"{{{ns}}}formula").text = wanted.formula.replace("{column}", place.id)
        for made in groups.values():
            insert(root, made)

    def _look(self, wanted: CellFormat, place: Place, looks: dict[str, int]) -> int:
        """The number of a look among the workbook's formats; one that is there already is taken."""
        base = style.number_format(place.column) if place.column else "General"
        key = f"{wanted.mark} {base}"
        if key not in looks:
            assert self.changes.book.styles
            known = self.changes.seen(self.changes.book.styles)
            here = [] if (box := known.find("{*}dxfs")) is None else list(box)
            number = 200 + len(here)
            made = etree.fromstring(tostring(style.MARKS[wanted.mark].differential(base, _Numbers(number)).to_tree("dxf")))
            _in_ns(made, namespace(known))
            same = [n for n, look in enumerate(here) if _alike(look, made)]
            looks[key] = same[0] if same else len(here)
            if not same:
                self._add_look(made)
        return looks[key]

    def _add_look(self, made: etree._Element) -> None:
        assert self.changes.book.styles
        root = self.changes.tree(self.changes.book.styles)
        box = root.find("{*}dxfs")
        if box is None:
            box = etree.Element(f"{{{namespace(root)}}}dxfs")
            insert(root, box)
        box.append(made)
        _count(box, "dxf")

    def _formulas(self, sheet: SheetGuard, faults: list[Fault]) -> None:
        for fault in faults:
            number = sheet.numbers[fault.place.id]
            formula = self.guard.expected.formulas(sheet.sheet.id)[fault.place.id]
            self._fill(sheet.part, number, range(FIRST_ROW, sheet.last_row + 1), formula, fault.rows, sheet.own_last)

    def _fill(self, part: str, column: int, rows: range, formula: str, lost: Stretches, own_last: int) -> None:
        """Writes a formula into all rows of a column, since any of them may lean on an overwritten first one.

        Where nothing but rows below `own_last` lack it, only they get it, in the look of the row above.
        """
        added = range(own_last + 1, rows.stop)
        cells = self.changes.rows(part)
        above = cells.find(own_last, column)
        style = above.get("s") if above is not None else None
        cells.put_formulas(added if lost[0][0] > own_last else rows, column, formula, style)
        self.formulas_written = True

    def _lists(self) -> None:
        if self.guard.changed_lists == []:
            return
        part = self.guard.lists_part or self.changes.add_sheet(vocabulary.TITLE, hidden=True)
        self._write_sheet(part, self.guard.expected.lists)
        self.formulas_written = True

    def _meta(self) -> None:
        if not self.guard.meta_changed:
            return
        part = self.changes.part_of(stamp.TITLE) or self.changes.add_sheet(stamp.TITLE, hidden=True)
        cells = dict(self.guard.expected.meta)
        kept = self.guard.stamp
        rows = {str(text): row for (row, column), text in cells.items() if column == 1}
        for key, row in rows.items():
            said = self.changes.book.properties.get(key) if key in stamp.STAMPED else None
            if said:
                cells[row, 2] = said
        activities = next((s.last_row - FIRST_ROW + 1 for s in self.guard.sheets if s.sheet.id == "activities"), 1)
        cells[rows["rows"], 2] = kept["rows"] if kept.get("rows", "").isdigit() else str(activities)
        self._write_sheet(part, cells)

    def _write_sheet(self, part: str, cells: Mapping[tuple[int, int], Content]) -> None:
        """Writes a sheet of ours anew, its cells only."""
        sheet = self.changes.rows(part)
        sheet.keep_to(0)
        for (row, column), value in sorted(cells.items()):
            if isinstance(value, str) and value.startswith("=") and part == self.changes.part_of(vocabulary.TITLE):
                sheet.put_formula(row, column, value[1:])
            elif isinstance(value, str):
                sheet.put_text(row, column, value)
            else:
                sheet.put_number(row, column, value)

    def _readiness(self) -> None:
        part = self.changes.book.part_of(front.READINESS)
        wanted = {header_key(c.header): c.formula.removeprefix("=") for c in self.guard.expected.readiness}
        for number, (header, rows) in self.guard.readiness_faults.items():
            assert part
            lines = range(front.READINESS_HEADER + 1, max(rows[-1][1], self.guard.readiness_last) + 1)
            own_last = self.guard.own_readiness_last or lines.stop
            self._fill(part, number, lines, wanted[header_key(header)], rows, own_last)
        if part and 0 < self.guard.own_readiness_last < self.guard.readiness_last:
            self._readiness_formats(part)
        if part and (note := self.guard.lost_readiness_note):
            self.changes.rows(part).put_formula(front.READINESS_NOTE, 1, note)
            self.formulas_written = True

    def _readiness_formats(self, part: str) -> None:
        """The marks of the last line hold for the lines that are added too."""
        last, wanted = self.guard.own_readiness_last, self.guard.readiness_last
        for group in self.changes.tree(part).iter("{*}conditionalFormatting"):
            areas = areas_of(group)
            if group.get("sqref") is not None and any(area.bottom == last for area in areas):
                grown = [Area(a.left, a.top, a.right, wanted if a.bottom == last else a.bottom) for a in areas]
                group.set("sqref", " ".join(map(_address, grown)))

    def _totals(self) -> None:
        part = self.changes.book.part_of(front.START)
        for label, formula in self.guard.lost_totals.items():
            row = self.guard.start_row(label)
            if part and row:
                self.changes.rows(part).put_formula(row, 3, formula)
                self.formulas_written = True
        for label, formula in self.guard.lost_hints.items():
            row = self.guard.start_row(label)
            if part and row:
                self.changes.rows(part).put_formula(row, 4, formula)
                self.formulas_written = True


class _Numbers(dict[str, int]):
    """Gives one number to whatever is asked."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def setdefault(self, key: str, default: int = 0) -> int:
        return self.number


def _in_ns(element: etree._Element, ns: str) -> None:
    for inside in element.iter():
        inside.tag = f"{{{ns}}}{etree.QName(inside).localname}"


def _take_out(element: etree._Element, column: Area) -> None:
    """Takes the cells of a column out of a validation; one that watches over nothing else goes."""
    rest = [piece for area in areas_of(element) for piece in _without(area, column)]
    if rest == areas_of(element):
        return
    if not rest:
        _remove(element)
        return
    text = " ".join(_address(area) for area in rest)
    if element.get("sqref") is not None:
        element.set("sqref", text)
    else:
        child(element, "sqref").text = text


def _without(area: Area, hole: Area) -> list[Area]:
    if hole.left > area.right or hole.right < area.left or hole.top > area.bottom or hole.bottom < area.top:
        return [area]
    top, bottom = max(area.top, hole.top), min(area.bottom, hole.bottom)
    pieces = [
        Area(area.left, area.top, area.right, top - 1),
        Area(area.left, bottom + 1, area.right, area.bottom),
        Area(area.left, top, hole.left - 1, bottom),
        Area(hole.right + 1, top, area.right, bottom),
    ]
    return [piece for piece in pieces if piece.left <= piece.right and piece.top <= piece.bottom]


def _address(area: Area) -> str:
    first, last = f"{get_column_letter(area.left)}{area.top}", f"{get_column_letter(area.right)}{area.bottom}"
    return first if first == last else f"{first}:{last}"


def _remove(element: etree._Element) -> None:
    """Removes an element, and what it stood in when nothing else stands there; what Excel keeps as an extension too."""
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    if etree.QName(parent).localname in {"dataValidations", "conditionalFormattings", "ext", "extLst"}:
        if len(parent) == 0:
            _remove(parent)
        elif etree.QName(parent).localname == "dataValidations":
            _count(parent, "dataValidation")


def _count(box: etree._Element, name: str) -> None:
    if box.get("count") is not None:
        box.set("count", str(len(box.findall(f"{{*}}{name}"))))


def _alike(one: etree._Element, other: etree._Element) -> bool:
    """Whether two looks are the same but for the number of their number format."""
    return _meaning(one) == _meaning(other)


def _meaning(element: etree._Element) -> tuple[object, ...]:
    attributes = {str(name): str(value) for name, value in element.attrib.items() if name != "numFmtId"}
    inside = tuple(_meaning(e) for e in element if isinstance(e.tag, str))
    return etree.QName(element).localname, tuple(sorted(attributes.items())), inside
