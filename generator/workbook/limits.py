"""How much one workbook may hold."""

from __future__ import annotations

LARGEST_BATCH = 250_000
"""Activities of one workbook, and so the most rows for which a template has room."""
LARGEST_LIVE = 10_000
"""Activities that live marks carry. Filled, ten thousand take LibreOffice half a minute to open, a minute to work out
and 6 GB of memory; all of that is twice as much at twice the size, and a changed activity ID grows faster still."""
USUAL_ROWS = 500
"""For how many activities a new workbook has room when nothing else is said."""
