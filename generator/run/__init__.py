"""The ways from a workbook, for command line and ribbon."""
