"""ACCME's Excel templates that are not about activities: `import/accme_excel.toml` of the catalog says which."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from generator.accme.excel_template import ExcelTemplate
from generator.catalog import Catalog
from generator.catalog.files import Toml
from generator.intake.known_names import FOLDER
from generator.intake.tables import name_key

_FILE = "accme_excel.toml"


@dataclass(frozen=True, slots=True)
class OtherTemplate:
    """A kind of template.

    Attributes:
        title: what it is called.
        headers: by most of these it is known.
        lists: names of our lists that its values say something of.
    """

    title: str
    headers: tuple[str, ...]
    lists: tuple[str, ...]


def other_template(template: ExcelTemplate, catalog: Catalog) -> OtherTemplate | None:
    """Which of these a template is; None for one of activities.

    Raises:
        CatalogError: the file that describes them cannot be used.
    """
    keys = set(map(name_key, template.headers.values()))
    return next(
        (other for other in _others(catalog) if 2 * len(_keys(other.headers) & keys) > len(other.headers)), None
    )


def other_headers(catalog: Catalog) -> list[str]:
    """All their headers, by which the row with the headers is found."""
    return [header for other in _others(catalog) for header in other.headers]


def _keys(headers: Collection[str]) -> set[str]:
    return set(map(name_key, headers))


def _others(catalog: Catalog) -> list[OtherTemplate]:
    tables = Toml(catalog.file(f"{FOLDER}/{_FILE}")).tables("")
    return [
        OtherTemplate(title, table.only("headers", "lists").texts("headers"), table.texts("lists"))
        for title, table in tables.items()
    ]
