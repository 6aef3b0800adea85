"""Activities of an XML file of this standard, as rows: our own upload files, and XML by other systems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from generator.catalog import ACTIVITIES, ID, Catalog, fold, load
from generator.exchange.incoming import Root, incoming
from generator.exchange.profile import ACTIVITY_ELEMENT, Profile, load_profile
from generator.failure import Failure
from generator.intake.brought import Brought
from generator.intake.sheet_rows import SheetRows
from generator.intake.xml_activity import put_activity
from generator.intake.xml_beside import put_rems, put_support
from generator.intake.xml_boards import put_boards
from generator.intake.xml_pieces import Pieces
from generator.intake.xml_rows import Filling
from generator.intake.xml_values import Reader
from generator.template.layout import lay_out
from generator.upkeep.upgraded import Fate, words_of
from generator.workbook.limits import LARGEST_BATCH

_NO_COLUMN = "The workbook has no column for this."
_NO_ID = (
    "The activity has no provider activity ID in the file, and its rows on other sheets need one: type the same ID here"
    " and in {cells}."
)
_SAME_ID = (
    "The file has several activities with this provider activity ID, in rows {rows}: {beside}. Give each an ID of its"
    " own, or keep one of them."
)
_ROWS_OF_ALL = "their rows on other sheets belong to all of them now"
_NO_ROWS = "PARS would take them for one"
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
    out, reader, profile = SheetRows(), Reader(catalog), load_profile(catalog)
    source = incoming(file)
    ours = _is_ours(source.root, profile)
    by_id: dict[str, list[int]] = {}
    number = 0
    for number, element in enumerate(source.activities(), 1):
        if number > LARGEST_BATCH:
            raise Failure(f"{file.name} has more than {LARGEST_BATCH:,} activities, which no workbook holds; split it.")
        filling = Filling(Pieces(element, profile), number, out, reader, ours=ours)
        put_activity(filling, profile.undated_deletion)
        put_support(filling)
        put_boards(filling)
        put_rems(filling)
        own = filling.cells.get(ID)
        if own is not None:
            by_id.setdefault(fold(words_of(own)), []).append(filling.row)
        elif filling.own_rows:
            out.say(Fate.KEPT, ACTIVITIES, filling.row, ID, filling.where(), "", _NO_ID.format(cells=_ids(filling)))
        for piece in filling.pieces.left:
            filling.leave(piece, _NO_COLUMN)
    if not number:
        raise Failure(f"{file.name} has no activity: no element {ACTIVITY_ELEMENT} is in it. Ask for a file that has.")
    _tell_same_ids(by_id, out)
    catalog = _wide_enough(catalog, out)
    attested = [
        f"{catalog.sheet(program.attested_on).column(program.attestation).header}"
        f" on {catalog.sheet(program.attested_on).title}"
        for program in catalog.programs.values()
        if program.attestation and program.attested_on
    ]
    return Brought(
        file.name, catalog, out.in_order(catalog), [*out.entries(catalog)], {"activities": number},
        notes=(_NO_ATTESTATIONS.format(headers=" and ".join(dict.fromkeys(attested))),),
    )  # fmt: skip


def _is_ours(root: Root, profile: Profile) -> bool:
    """Whether a file begins as the organization's own upload files do."""
    spaces = {prefix: space for prefix, space in profile.spelling.declared(profile.namespaces).items() if space}
    return (root.tag, root.namespaces, root.attributes) == (profile.root_tag, spaces, profile.root_attribute_tags)


def _ids(filling: Filling) -> str:
    """The cells for the ID on the rows that belong to an activity."""
    return ", ".join(
        f"{filling.catalog.sheet(sheet).title}!{lay_out(filling.catalog.sheet(sheet), 1, None).place(ID).letter}{row}"
        for sheet, rows in filling.own_rows.items()
        for row in rows
    )


def _tell_same_ids(by_id: Mapping[str, Sequence[int]], out: SheetRows) -> None:
    """Asks to look at IDs that several activities of the file have."""
    shared = {row: rows for rows in by_id.values() if len(rows) > 1 for row in rows}
    beside = {
        words_of(cells.get(ID)) for sheet, rows in out.rows.items() if sheet != ACTIVITIES for cells in rows.values()
    }
    for number, told in enumerate(out.told if shared else ()):
        if told.sheet == ACTIVITIES and told.column == ID and told.fate is not Fate.LEFT and told.row in shared:
            rows = shared.pop(told.row)
            why = _SAME_ID.format(
                rows=", ".join(map(str, rows)), beside=_ROWS_OF_ALL if told.new in beside else _NO_ROWS
            )
            out.told[number] = replace(told, fate=Fate.KEPT, why=why)


def _wide_enough(catalog: Catalog, out: SheetRows) -> Catalog:
    """The catalog, with as many columns of the family that may grow as the rows have."""
    for sheet in catalog.sheets.values():
        families = {column.family for column in sheet.growing}
        used = {column for cells in out.rows.get(sheet.id, {}).values() for column in cells}
        numbers = [int(name.rpartition("_")[2]) for name in used if name.rpartition("_")[0] in families]
        if numbers and max(numbers) > len(sheet.growing):
            return load(catalog.version, catalog.overlay, max(numbers))
    return catalog
