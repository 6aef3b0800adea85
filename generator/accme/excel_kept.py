"""What is kept of ACCME's Excel templates in the organization's folder: each template, its mapping, its new values."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from generator.accme.excel_lists import ListReading
from generator.accme.excel_template import ENDING, ExcelTemplate
from generator.accme.own_files import write_all
from generator.catalog import Catalog, CatalogError, load
from generator.catalog.files import csv_fields
from generator.catalog.lists import ANNOUNCED, OFFERED
from generator.failure import Failure
from generator.intake.mapping_file import FIELDS, read_mapping, write_mapping
from generator.intake.matching import Match
from generator.intake.tables import cell_at, name_key, read_table
from generator.kept import folder_for, keep
from generator.workbook.cells import text_of

FOLDER = "accme-excel"
_LISTS = "lists"
_MAPPING = ".csv"


@dataclass(frozen=True, slots=True)
class KeptTemplate:
    """A template that was set up.

    Attributes:
        template: the copy that is kept.
        mapping: where its columns go; somebody may have edited it.
    """

    template: Path
    mapping: Path


def kept_templates(folder: Path) -> list[KeptTemplate]:
    """The templates kept in an organization's folder, by name."""
    found = sorted((folder / FOLDER).glob(f"*{ENDING}"))
    return [KeptTemplate(path, path.with_suffix(_MAPPING)) for path in found if path.with_suffix(_MAPPING).is_file()]


def kept_for(template: ExcelTemplate, folder: Path) -> KeptTemplate | None:
    """The kept mapping for a template with these headers: one whose headers are the same, or else one of its name."""
    kept = kept_templates(folder)
    for one in kept:
        with suppress(Failure):
            if set(_keys(one.mapping)) == set(template.keys):
                return one
    named = next((one for one in kept if one.template.name.lower() == template.name.lower()), None)
    return named if named and _fits(named, template) else None


def _keys(mapping: Path) -> list[tuple[str, str]]:
    """Letter and header of each column that a mapping names."""
    table = read_table(mapping, known=FIELDS)
    numbers = {name_key(header): number for number, header in table.headers.items()}
    letter, header = (numbers.get(name_key(name), 1) for name in FIELDS[:2])
    return [(text_of(cell_at(row, letter)).upper(), name_key(text_of(cell_at(row, header)))) for row in table.rows]


def kept_matches(kept: KeptTemplate, proposed: Sequence[Match], catalog: Catalog) -> list[Match]:
    """The matches as the kept mapping says. Raises Failure where it cannot be used."""
    return read_mapping(kept.mapping, proposed, catalog)


def keep_template(
    template: ExcelTemplate, matches: Sequence[Match], kept: KeptTemplate | None, folder: Path, catalog: Catalog,
    *, replace: bool,
) -> tuple[KeptTemplate, tuple[Path, ...]]:  # fmt: skip
    """Keeps a template, and its mapping where there is none yet; says which files were written.

    Args:
        kept: what is kept for these headers already; its mapping stays.
        replace: whether the mapping of another template with the same name may give way.

    Raises:
        Failure: another template of that name is kept, or a file cannot be written.
    """
    same = kept is not None and _fits(kept, template)
    if not same:
        target = folder / FOLDER / template.name
        kept = KeptTemplate(target, target.with_suffix(_MAPPING))
        if kept.mapping.exists() and not replace:
            raise Failure(
                f"{kept.mapping} is the mapping of another template of that name, with other columns; add --replace to "
                "begin anew, or give the new template another name."
            )
    assert kept is not None  # one or the other
    written: list[Path] = []
    folder_for(kept.template)
    if not same:
        write_mapping(kept.mapping, matches, catalog, replace=True)
        written.append(kept.mapping)
    if not kept.template.exists() or kept.template.read_bytes() != template.package.data:
        keep(kept.template, template.package.data)
        written.append(kept.template)
    return kept, tuple(written)


def _fits(kept: KeptTemplate, template: ExcelTemplate) -> bool:
    """Whether each line of a mapping names a column of the template."""
    numbers = set(template.keys)
    return all(key in numbers for key in _keys(kept.mapping))


def keep_values(readings: Sequence[ListReading], template: str, folder: Path, catalog: Catalog) -> tuple[Path, ...]:
    """Keeps the new values of a template's lists as the organization's own; says which files were written.

    A new board waits as announced: it is not offered before somebody adds its credit types and practice areas.

    Raises:
        Failure: a file cannot be changed or written, or the catalog would not work with the values.
    """
    own = folder / catalog.version if (folder / catalog.version).is_dir() else folder
    source = f"ACCME template {' '.join(template.split())}"
    lines: dict[str, dict[tuple[str, str], dict[str, str]]] = {}
    for reading in readings:
        if reading.values is None:
            continue
        for new in reading.new:
            if new.why_not:
                continue
            status = ANNOUNCED if reading.values.owns else OFFERED
            said = {"value": new.text, "status": status, "source": source, "confidence": "own"}
            if reading.values.by:
                said[reading.values.by] = new.owner
            lines.setdefault(reading.values.name, {}).setdefault((new.owner, new.text.lower()), said)
    texts = {
        own / _LISTS / f"{name}.add.csv": _added(own / _LISTS / f"{name}.add.csv", list(said.values()))
        for name, said in lines.items()
    }
    if not texts:
        return ()
    _try(texts, own, catalog.version)
    write_all(texts)
    return tuple(texts)


def _added(target: Path, lines: Sequence[Mapping[str, str]]) -> str:
    """The text of an own list with further lines; what it says already stays as it is."""
    text = io.StringIO(newline="")
    if target.is_file():
        fields: Sequence[str] = csv_fields(target)
        before = target.read_text(encoding="utf-8-sig")
        text.write(before if before.endswith("\n") else f"{before}\n")
    else:
        fields = tuple(lines[0])
        csv.writer(text, lineterminator="\n").writerow(fields)
    writer = csv.DictWriter(text, fields, restval="", lineterminator="\n")
    writer.writerows(lines)
    return text.getvalue()


def _try(texts: Mapping[Path, str], own: Path, version: str) -> None:
    """Raises Failure when the catalog would not work with files that are not written yet."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        (folder / _LISTS).mkdir()
        for path in own.glob(f"{_LISTS}/*.csv"):
            shutil.copyfile(path, folder / _LISTS / path.name)
        if (own / "catalog.toml").is_file():
            shutil.copyfile(own / "catalog.toml", folder / "catalog.toml")
        for target, text in texts.items():
            (folder / _LISTS / target.name).write_text(text, encoding="utf-8")
        try:
            load(version, folder)
        except CatalogError as error:
            sentence = str(error).replace(str(folder), str(own))
            raise Failure(f"The new values of the template cannot be kept: {sentence}") from error
