"""Activities of an XML file of this standard, as rows: our own upload files, and XML by other systems."""

from __future__ import annotations

from pathlib import Path

from generator.catalog import ACTIVITIES, ID, Catalog, load
from generator.exchange.incoming import incoming
from generator.exchange.profile import ACTIVITY_ELEMENT, load_profile
from generator.failure import Failure
from generator.intake.brought import Brought
from generator.intake.sheet_rows import SheetRows
from generator.intake.xml_activity import put_activity
from generator.intake.xml_beside import put_rems, put_support
from generator.intake.xml_boards import put_boards
from generator.intake.xml_pieces import Pieces
from generator.intake.xml_rows import Filling
from generator.intake.xml_values import Reader
from generator.upkeep.upgraded import Fate
from generator.workbook.limits import LARGEST_BATCH

_NO_COLUMN = "The workbook has no column for this."
_NO_ID = (
    "The activity has no provider activity ID in the file, and its rows on other sheets need one: type the same ID here"
    " and there."
)
_NO_ATTESTATIONS = "Attestations are not in such a file; fill in {headers}."


def read_xml(file: Path, overlay: Path | None) -> Brought:
    """The activities of a file, each of its texts and attributes accounted for, but for what every upload file says in
    the same words (`generator.intake.xml_places`).

    Args:
        file: XML with elements MedicalEducationMetrics, whatever is around them and whatever prefixes they have.
        overlay: the organization's folder, or None.

    Raises:
        Failure: the file cannot be read, has no activity, or too many.
    """
    catalog = load(None, overlay)
    out, reader, undated = SheetRows(), Reader(catalog), load_profile(catalog).undated_deletion
    number = 0
    for number, element in enumerate(incoming(file).activities(), 1):
        if number > LARGEST_BATCH:
            raise Failure(f"{file.name} has more than {LARGEST_BATCH:,} activities, which no workbook holds; split it.")
        filling = Filling(Pieces(element), number, out, reader)
        put_activity(filling, undated)
        put_support(filling)
        put_boards(filling)
        put_rems(filling)
        if filling.own_rows and filling.cells.get(ID) is None:
            out.say(Fate.KEPT, ACTIVITIES, filling.row, ID, filling.where(), "", _NO_ID)
        for piece in filling.pieces.left:
            filling.leave(piece, _NO_COLUMN)
    if not number:
        raise Failure(f"{file.name} has no activity: no element {ACTIVITY_ELEMENT} is in it. Ask for a file that has.")
    catalog = _wide_enough(catalog, out)
    unsent = " and ".join(f"{c.header} on {catalog.sheet(c.sheet).title}" for c in catalog.columns() if not c.sent)
    return Brought(
        file.name, catalog, out.in_order(catalog), [*out.entries(catalog)], {"activities": number},
        notes=(_NO_ATTESTATIONS.format(headers=unsent),),
    )  # fmt: skip


def _wide_enough(catalog: Catalog, out: SheetRows) -> Catalog:
    """The catalog, with as many columns of the family that may grow as the rows have."""
    for sheet in catalog.sheets.values():
        families = {column.family for column in sheet.growing}
        used = {column for cells in out.rows.get(sheet.id, {}).values() for column in cells}
        numbers = [int(name.rpartition("_")[2]) for name in used if name.rpartition("_")[0] in families]
        if numbers and max(numbers) > len(sheet.growing):
            return load(catalog.version, catalog.overlay, max(numbers))
    return catalog
