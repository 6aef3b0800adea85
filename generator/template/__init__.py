"""New workbooks: from the catalog to sheets, drop-downs, notes, stamp, and (where asked) live marks."""

from generator.template.files import save
from generator.template.limits import BuildError
from generator.template.marks import CellFormat, LiveColumn, Marks, SheetMarks
from generator.template.workbook import build

__all__ = ["BuildError", "CellFormat", "LiveColumn", "Marks", "SheetMarks", "build", "save"]
