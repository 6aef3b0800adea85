"""How much one workbook may hold."""

from __future__ import annotations

LARGEST_BATCH = 250_000
"""Activities of one workbook, and so the most rows for which a template has room."""
