"""What the formulas of our workbooks show, worked out without a spreadsheet program.

A program that opens a workbook to look at it only (Excel's Protected View, previews, phones) shows the values that the
file holds beside its formulas. Here they come from the formulas themselves, so that nothing is said twice: `grammar`
reads a formula, `compiled` makes a function of it, `functions` says what Excel's functions and operators mean,
`columns` holds the cells, `calculation` brings them together, and `cached` writes the values into the parts of sheets.

The language is as small as the formulas of `generator.template`: a formula that says more has no value.
"""
