"""The columns of a template beside ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.accme.excel_kept import KeptTemplate, kept_for, kept_matches
from generator.accme.excel_template import ExcelTemplate, read_template
from generator.accme.other_templates import OtherTemplate, other_headers, other_template
from generator.catalog import Catalog, Column, load
from generator.intake.known_names import Names, known_names
from generator.intake.matching import Match, match_headers

MOST_AREAS = 200
"""Columns of the family that grows (practice areas) for which a template is looked at."""


@dataclass(frozen=True)
class TemplateColumns:
    """A template and where its columns go.

    Attributes:
        template: the template.
        catalog: the newest, with the organization's folder, and as many columns of the family that grows as the
            template could have.
        names: what is known of names and values.
        matches: where each of its columns goes.
        kept: what is kept for these columns; None for a template that was not set up.
        edited: the kept mapping says otherwise than would be proposed.
        other: what kind of template it is, where it is not about activities.
    """

    template: ExcelTemplate
    catalog: Catalog = field(repr=False)
    names: Names = field(repr=False)
    matches: tuple[Match, ...]
    kept: KeptTemplate | None = None
    edited: bool = False
    other: OtherTemplate | None = None

    @property
    def without_column(self) -> tuple[Column, ...]:
        """The columns of ours that are sent and that no column of the template takes; one of each family."""
        taken = {
            (target.column.sheet, target.column.family) for match in self.matches for target in match.targets
        }  # fmt: skip
        taken |= {
            (target.sets.column.sheet, target.sets.column.family)
            for match in self.matches
            for target in match.targets
            if target.sets
        }
        left = {
            (column.sheet, column.family): column
            for column in reversed(list(self.catalog.columns()))
            if column.sent and (column.sheet, column.family) not in taken
        }
        return tuple(reversed(left.values()))


def template_columns(path: Path, overlay: Path | None, folder: Path) -> TemplateColumns:
    """Reads a template and matches its columns; the mapping that is kept for it decides.

    Args:
        path: the template.
        overlay: the organization's folder, or None.
        folder: where templates and mappings are kept; need not exist.

    Raises:
        Failure: the template or the kept mapping cannot be used.
    """
    catalog = load(None, overlay)
    names = known_names(catalog)
    template = read_template(path, [*names.names, *other_headers(catalog)])
    grown = sum(column.grows for column in catalog.columns())
    catalog = load(None, overlay, max(grown, min(len(template.headers), MOST_AREAS)))
    names = known_names(catalog)
    proposed = match_headers(template.headers, names, catalog)
    other = other_template(template, catalog)
    kept = None if other else kept_for(template, folder)
    if kept is None:
        return TemplateColumns(template, catalog, names, tuple(proposed), other=other)
    matches = kept_matches(kept, proposed, catalog)
    return TemplateColumns(
        template, catalog, names, tuple(matches), kept, edited=_targets(matches) != _targets(proposed)
    )


def _targets(matches: Sequence[Match]) -> list[tuple[object, ...]]:
    return [tuple(replace(target, sets=None) for target in match.targets) for match in matches]
