"""What PARS accepts, as data: one catalog version per folder, with an organization's own lists laid over it."""

from generator.catalog.lists import CatalogError, Value, ValueList
from generator.catalog.load import HOME, load, newest, versions
from generator.catalog.model import Catalog
from generator.catalog.programs import Program
from generator.catalog.sheets import ACTIVITIES, ID, Column, Sheet
from generator.catalog.texts import fold, tidy

__all__ = [
    "ACTIVITIES", "HOME", "ID", "Catalog", "CatalogError", "Column", "Program", "Sheet", "Value", "ValueList",
    "fold", "load", "newest", "tidy", "versions",
]  # fmt: skip
