"""Workbooks that were made before: what they have lost, their repair, and copies with the marks of a check."""
