"""What the formulas of our workbooks show to people, said by the check instead of worked out: Status, the marks that
conditional formats look for, Readiness, and the totals on Start.

The rules are those of the formulas, and so are the words; `tests/live/test_values.py` compares each text with what
LibreOffice works out. Rules that only Python can check are left out, since no formula knows them. Of a character that
formulas do not take for invisible (`generator.template.formulas.texts`) the texts say what the check says.

`marked` holds the rows with their marks, `programs` and `sheets` put the words together, `placed` says at which cells
they stand, and `cached` writes them beside the formulas.
"""
