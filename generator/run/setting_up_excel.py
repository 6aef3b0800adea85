"""The one-time step for one of ACCME's Excel templates: its columns and lists beside ours, kept for exports."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.accme.excel_columns import TemplateColumns, template_columns
from generator.accme.excel_kept import keep_template, keep_values
from generator.accme.excel_lists import ListReading, read_lists
from generator.catalog import ACTIVITIES
from generator.failure import Failure
from generator.own_lists import configuration_folder
from generator.workbook.letters import letters_of


@dataclass(frozen=True)
class TemplateSetUp:
    """What came of the step.

    Attributes:
        columns: the template and where its columns go.
        lists: its lists beside ours.
        mapping: where the mapping is kept; None for a template that is not about activities.
        files: the files that were written; none when all was there already.
    """

    columns: TemplateColumns
    lists: tuple[ListReading, ...] = field(repr=False)
    mapping: Path | None
    files: tuple[Path, ...]

    @property
    def clean(self) -> bool:
        """Whether all of the template was understood."""
        unknown = self.columns.other is None and any(not match.targets for match in self.columns.matches)
        return not unknown and not any(reading.to_look_at for reading in self.lists)

    def as_json(self) -> dict[str, Any]:
        """What `pars setup --json` prints, and what the console's words are made of."""
        columns, template = self.columns, self.columns.template
        return {
            "template": {"name": template.name, "sha256": template.package.sha256, "sheet": template.sheet},
            "kind": columns.other.title if columns.other else None,
            "header_row": template.header_row,
            "guidance": list(template.guidance),
            "sample_rows": [row.number for row in template.samples],
            "columns": [match.as_json(columns.catalog, letters_of(match.number)) for match in columns.matches],
            "without_column": [
                f"{columns.catalog.sheet(column.sheet).title}: {column.header}" for column in columns.without_column
            ],
            "edited": columns.edited,
            "lists": [reading.as_json() for reading in self.lists],
            "mapping": str(self.mapping) if self.mapping else None,
            "written": [str(file) for file in self.files],
        }


def set_up_template(path: Path, overlay: Path | None, *, replace: bool = False) -> TemplateSetUp:
    """Reads a template, lays its columns and lists beside ours, and keeps in the organization's folder the template,
    where its columns go, and the values that are new to us.

    Args:
        path: the template.
        overlay: the organization's folder; None to make it in the user's configuration folder.
        replace: whether the mapping of another template of that name may give way.

    Raises:
        Failure: the template cannot be used, or what it says cannot be kept.
    """
    folder = overlay or configuration_folder() / "catalog"
    columns = template_columns(path, overlay, folder)
    if columns.other:
        lists = read_lists(columns.template, (), columns.catalog, columns.names, columns.other.lists)
        lists = [reading for reading in lists if reading.values]
        return TemplateSetUp(
            columns, tuple(lists), None, keep_values(lists, columns.template.name, folder, columns.catalog)
        )
    if not any(target.column.sheet == ACTIVITIES for match in columns.matches for target in match.targets):
        raise Failure(
            f"{path.name} is no template for activities that PARS Batch knows: none of its headers "
            f"(row {columns.template.header_row} of {columns.template.sheet}) is one of ours."
        )
    lists = read_lists(columns.template, columns.matches, columns.catalog, columns.names)
    kept, files = keep_template(
        columns.template, columns.matches, columns.kept, folder, columns.catalog, replace=replace
    )
    files += keep_values(lists, columns.template.name, folder, columns.catalog)
    return TemplateSetUp(columns, tuple(lists), kept.mapping, files)
