"""Workbooks that were made before: what they have lost of their template, their repair, and copies with the marks of a check."""
