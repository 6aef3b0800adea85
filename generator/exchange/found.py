"""What `pars locate` found, as it is told to people and programs."""

from __future__ import annotations

from typing import Any

from generator.catalog import ACTIVITIES, ID
from generator.exchange.cell_texts import CellText, place_of
from generator.exchange.source_map import Element, Located
from generator.workbook.cells import text_of
from generator.workbook.frames import Batch


def found_json(located: Located, batch: Batch, upload: str | None) -> dict[str, Any]:
    """What `pars locate --json` prints: each element with its activity (sheet, row) and the cells written in it.

    Args:
        upload: name of the upload file; None for the one that an export would write.
    """
    return {
        "workbook": batch.name,
        "upload": upload,
        "elements": [_element(element, batch) for element in located.elements],
        "note": located.note,
    }


def _element(element: Element, batch: Batch) -> dict[str, Any]:
    frame = batch.sheets[ACTIVITIES]
    return {
        "line": element.line,
        "xpath": element.xpath,
        "text": element.text,
        "activity_id": frame.text(ID)[element.position] or None,
        "sheet": frame.sheet.title,
        "row": frame.rows[element.position],
        "cells": [_cell(text, batch) for text in element.sources],
    }


def _cell(text: CellText, batch: Batch) -> dict[str, Any]:
    place = place_of(batch, text)
    return {
        "cell": str(place),
        "sheet": place.sheet,
        "row": place.row,
        "field": text.column,
        "header": place.header,
        "value": text_of(batch.sheets[text.sheet].raw(text.column)[text.position]) or None,
    }
