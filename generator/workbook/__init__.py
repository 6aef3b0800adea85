"""Completed workbooks: from a file to frames that keep the origin of every cell."""
