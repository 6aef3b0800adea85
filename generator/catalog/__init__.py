"""What PARS accepts, as data: one catalog version per folder, with an organization's own lists laid over it."""

from generator.catalog.load import HOME, NEWEST, load, versions
from generator.catalog.model import Catalog, CatalogError, Column, Sheet, Value, ValueList, fold, tidy

__all__ = ["HOME", "NEWEST", "Catalog", "CatalogError", "Column", "Sheet", "Value", "ValueList", "fold", "load", "tidy", "versions"]
