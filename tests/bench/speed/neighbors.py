"""`python -m tests.bench.speed.neighbors frictionless|openpyxl WORKBOOK`: what other programs do with a workbook.

frictionless-py reads the sheets and compares each cell with the type of its column, as a person would write the schema:
texts, numbers and dates, and nothing of lists or of what belongs together. openpyxl reads all cells and does nothing
with them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench.speed.columns import columns_beside


def by_frictionless(path: Path) -> int:
    """Validates every sheet, and gives the number of errors."""
    from frictionless import Checklist, Detector, Resource, Schema, fields, formats, system

    kinds = {"string": fields.StringField, "number": fields.NumberField, "date": fields.DateField}
    sheets = columns_beside(path)
    errors = 0
    with system.use_context(trusted=True):
        for title, columns in sheets.items():
            schema = Schema(fields=[kinds[column["type"]](name=column["header"]) for column in columns])
            resource = Resource(
                path=str(path),
                control=formats.ExcelControl(sheet=title),
                schema=schema,
                detector=Detector(schema_sync=True),
            )
            report = resource.validate(Checklist(), limit_errors=1_000_000)
            errors += report.stats["errors"]
    return errors


def by_openpyxl(path: Path) -> int:
    """Reads all cells of the sheets, and gives the number of filled ones."""
    import openpyxl

    workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    sheets = columns_beside(path)
    return sum(
        cell is not None for title in sheets for row in workbook[title].iter_rows(values_only=True) for cell in row
    )


WAYS = {"frictionless": by_frictionless, "openpyxl": by_openpyxl}

if __name__ == "__main__":
    print(WAYS[sys.argv[1]](Path(sys.argv[2])))
