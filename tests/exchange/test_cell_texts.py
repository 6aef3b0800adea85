"""What a cell writes into the upload file, whatever stands in the other rows of its column."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.exchange.cell_texts import CellTexts
from generator.workbook.frames import batch_in_memory
from tests.bench.fuzzing import draws
from tests.bench.random_rows import random_rows
from tests.exchange.batches import CATALOG

TYPED = ["“Pain” – the patients’ view", " two  spaces ", "united states", "USA", "live course", "=1", "1e5", "001"]


@settings(max_examples=draws(15), deadline=None)
@given(st.integers(0, 10**6), st.booleans(), st.data())
def test_a_cell_writes_the_same_alone_and_among_others(seed: int, plain: bool, data: st.DataObject) -> None:
    rows = random_rows(CATALOG, random.Random(seed), 3)
    for sheet in CATALOG.sheets.values():
        row = data.draw(st.sampled_from([*rows[sheet.id]] or [2]))
        for column in data.draw(st.lists(st.sampled_from(sheet.columns), max_size=8)):
            rows[sheet.id].setdefault(row, {})[column.id] = data.draw(st.sampled_from(TYPED))
        for number, copied in enumerate([*rows[sheet.id].values()], 1000):  # what repeats is worked out once
            rows[sheet.id][number] = copied
    together = CellTexts(batch_in_memory("all.xlsx", CATALOG, rows), plain=plain)
    for sheet in CATALOG.sheets.values():
        for position, (row, cells) in enumerate(rows[sheet.id].items()):
            alone = CellTexts(batch_in_memory("one.xlsx", CATALOG, {sheet.id: {row: cells}}), plain=plain)
            for column in sheet.columns:
                many, one = together.on[sheet.id][column.id], alone.on[sheet.id][column.id]
                assert many.texts[position] == one.texts[0]
                assert many.rewritten.get(position) == (
                    replace(one.rewritten[0], position=position) if 0 in one.rewritten else None
                )
                assert (position in many.plain) == (0 in one.plain)
                assert one.is_plain_xml or not many.is_plain_xml
