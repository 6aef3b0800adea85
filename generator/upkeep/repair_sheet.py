"""What a data sheet has lost comes back: headers, reach of its table, validations, formulas, conditional formats."""

from __future__ import annotations

from lxml import etree
from openpyxl.xml.functions import tostring

from generator.template import style
from generator.template.layout import Place
from generator.template.marks import CellFormat
from generator.upkeep.data_sheet import SheetGuard, Stretches
from generator.upkeep.elements import alike, count, in_namespace, lengthen, remove
from generator.workbook.area import Area, area_in_file
from generator.workbook.changes import Changes, child, child_or_new, insert, namespace
from generator.workbook.formula_text import canonical
from generator.workbook.guards import areas_of, formula_of
from generator.workbook.own_sheets import FIRST_ROW


def repair_sheet(changes: Changes, sheet: SheetGuard) -> None:
    """Restores all but the conditional formats."""
    _headers(changes, sheet)
    _table(changes, sheet)
    codes = ("validation-removed", "validation-altered")
    guarded = {fault.place.id: fault.place for code in codes for fault in sheet.faults if fault.code == code}
    if sheet.last_row > sheet.own_last:
        # What lets everything in has its prompt all the same, and nothing that is lost speaks of it.
        guarded |= {place.id: place for place in sheet.places if place.column}
    if guarded:
        _validations(changes, sheet, list(guarded.values()))
    for fault in sheet.faults:
        if fault.code == "formulas-overwritten":
            formula = sheet.expected.formulas(sheet.sheet.id)[fault.place.id]
            fill_down(
                changes,
                sheet.part,
                sheet.numbers[fault.place.id],
                sheet.formula_rows,
                formula,
                fault.rows,
                sheet.own_last,
            )


def repair_formats(changes: Changes, sheet: SheetGuard) -> None:
    """Lays the template's conditional formats behind the user's, over each column that lost one."""
    columns = {f.place.id for f in sheet.faults if f.code in {"marks-removed", "marks-altered"}}
    if not columns:
        return
    root = changes.tree(sheet.part)
    wanted = [a_format for a_format in sheet.expected.formats(sheet.sheet.id) if columns & set(a_format.columns)]
    _take_formats_out(root, [canonical(a_format.known_by) for a_format in wanted])
    ns = namespace(root)
    priority = max((int(rule.get("priority", "0")) for rule in root.iter("{*}cfRule")), default=0)
    looks: dict[str, int] = {}
    groups: dict[str, etree._Element] = {}
    for a_format in wanted:
        for place in (p for p in sheet.places if p.id in columns and p.id in a_format.columns):
            if place.id not in groups:
                cells = _column(sheet, place).address
                groups[place.id] = etree.Element(f"{{{ns}}}conditionalFormatting", sqref=cells)
            priority += 1
            look = str(_look(changes, a_format, place, looks))
            attributes = {"type": "expression", "dxfId": look, "priority": str(priority), "stopIfTrue": "1"}
            rule = etree.SubElement(groups[place.id], f"{{{ns}}}cfRule", attributes)
            etree.SubElement(rule, f"{{{ns}}}formula").text = a_format.formula.replace("{column}", place.id)
    for group in groups.values():
        insert(root, group)


def fill_down(
    changes: Changes,
    part: str,
    column: int,
    rows: range,
    formula: str,
    lost: Stretches,
    own_last: int,
) -> None:
    """Writes a formula into all rows of a column, since any of them may lean on an overwritten first one.

    Where nothing but rows below `own_last` lack it, only they get it, in the look of the row above.
    """
    added = range(own_last + 1, rows.stop)
    cells = changes.rows(part)
    above = cells.find(own_last, column)
    cell_style = above.get("s") if above is not None else None
    cells.put_formulas(added if lost[0][0] > own_last else rows, column, formula, cell_style)
    changes.calculate_on_load()


def _column(sheet: SheetGuard, place: Place) -> Area:
    """The cells of a column below its header, as far down as the template is to reach."""
    number = sheet.numbers[place.id]
    return Area(number, FIRST_ROW, number, sheet.last_row)


def _headers(changes: Changes, sheet: SheetGuard) -> None:
    """A header stands in its cell and, letter for letter, in the table."""
    table = changes.package.first(sheet.part, "table")
    for place in sheet.renamed:
        number = sheet.numbers[place.id]
        changes.rows(sheet.part).put_text(1, number, place.header)
        if table:
            root = changes.tree(table)
            area = area_in_file(root.get("ref"))
            columns = root.findall("{*}tableColumns/{*}tableColumn")
            if area and 0 <= number - area.left < len(columns):
                columns[number - area.left].set("name", place.header)


def _table(changes: Changes, sheet: SheetGuard) -> None:
    """A table reaches down to the last row that was typed below it, and so do the texts of digits that are meant."""
    part = changes.package.first(sheet.part, "table")
    if part is None or sheet.last_row == sheet.own_last:
        return
    root = changes.tree(part)
    for element in (root, root.find("{*}autoFilter")):
        if element is not None and (own := area_in_file(element.get("ref"))):
            element.set("ref", Area(own.left, own.top, own.right, max(own.bottom, sheet.last_row)).address)
    for ignored in changes.tree(sheet.part).iter("{*}ignoredError"):
        lengthen(ignored, sheet.own_last, sheet.last_row)


def _validations(changes: Changes, sheet: SheetGuard, places: list[Place]) -> None:
    root = changes.tree(sheet.part)
    for place in places:
        cells = _column(sheet, place)
        for element in list(root.iter("{*}dataValidation")):
            _take_out(element, cells)
        if place.column:
            validation = sheet.expected.validation(place, place.column, cells.address)
            in_namespace(validation, namespace(root))
            child_or_new(root, "dataValidations").append(validation)
    if (box := root.find("{*}dataValidations")) is not None:
        count(box, "dataValidation")


def _take_out(validation: etree._Element, column: Area) -> None:
    """Takes the cells of a column out of a validation; one that watches over nothing else goes."""
    rest = [piece for area in areas_of(validation) for piece in area.without(column)]
    if rest == areas_of(validation):
        return
    if not rest:
        remove(validation)
        return
    text = " ".join(area.address for area in rest)
    if validation.get("sqref") is not None:
        validation.set("sqref", text)
    else:
        child(validation, "sqref").text = text


def _take_formats_out(root: etree._Element, ours: list[str]) -> None:
    """Takes out the rules of conditional formats that hold one of the pieces `ours`."""
    for group in list(root.iter("{*}conditionalFormatting")):
        for rule in group.findall("{*}cfRule"):
            if any(known in canonical(formula_of(rule) or "") for known in ours):
                group.remove(rule)
        if not group.findall("{*}cfRule"):
            remove(group)


def _look(changes: Changes, wanted: CellFormat, place: Place, looks: dict[str, int]) -> int:
    """The number of a look among the workbook's formats; one that is there already is taken."""
    base = style.number_format(place.column) if place.column else "General"
    key = f"{wanted.mark} {base}"
    if key not in looks:
        assert changes.book.styles
        known = changes.seen(changes.book.styles)
        here = [] if (box := known.find("{*}dxfs")) is None else list(box)
        look = style.MARKS[wanted.mark].differential(base, _Numbers(200 + len(here)))
        element = etree.fromstring(tostring(look.to_tree("dxf")))
        in_namespace(element, namespace(known))
        same = [number for number, other in enumerate(here) if alike(other, element)]
        looks[key] = same[0] if same else len(here)
        if not same:
            box = child_or_new(changes.tree(changes.book.styles), "dxfs")
            box.append(element)
            count(box, "dxf")
    return looks[key]


class _Numbers(dict[str, int]):
    """Gives one number to whatever is asked."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def setdefault(self, key: str, default: int = 0) -> int:
        return self.number
