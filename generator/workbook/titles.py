"""The titles of our sheets that hold no rows of the batch."""

from __future__ import annotations

START = "Start"
READINESS = "Readiness"
FINDINGS = "Findings"
LISTS = "Lists"
META = "Meta"
OURS = (START, READINESS, FINDINGS, LISTS, META)
