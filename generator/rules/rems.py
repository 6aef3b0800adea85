"""What registering for a REMS asks for (T0, P29)."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from generator.catalog import ACTIVITIES, ID, Catalog
from generator.rules.expression import Repeated, any_of, blank, given, no, rows_of, text, yes
from generator.rules.forms import fits
from generator.rules.rule import Example, Examples, Rule, SheetRules
from generator.workbook.cells import Cell

_YES: Example = {ACTIVITIES: {"rems": "Yes", "commercial_support": "Yes"}, "rems": [{}], "support": [{}]}


def rules(catalog: Catalog) -> Iterator[Rule]:
    act, row = SheetRules(catalog.sheet(ACTIVITIES)), SheetRules(catalog.sheet("rems"))
    rems = catalog.program_of("rems").id
    yield act.missing(
        "rems-without-program",
        "rems",
        yes("rems") & rows_of("rems").equals(0),
        [rems],
        lambda: ({**_YES, "rems": []}, [_YES, {}]),
    )
    yield act.missing(
        "rems-rows-against-no", "rems", (blank("rems") | no("rems")) & (rows_of("rems") > 0), [rems],
        lambda: ([{"rems": [{}]}, {ACTIVITIES: {"rems": "No"}, "rems": [{}]}], [_YES, {}]),
    )  # fmt: skip
    programs = catalog.values_of(row.sheet.column("program")).offered()
    counts = [rows_of("rems", text("program").same(v.value)) > 0 for v in programs]
    if len(counts) > 1:
        several = any_of([one & other for one, other in combinations(counts, 2)])
        yield act.advice("both-rems", "rems", yes("rems") & several, _two_programs)
    supporter = rows_of("support", text("supporter").same(catalog.text("rems_supporter")))
    yield act.advice(
        "rems-supporter-expected",
        "rems",
        yes("rems") & supporter.equals(0),
        lambda: ({**_YES, "support": []}, [_YES, {}]),
    )
    yield row.invalid("rems-program-missing", "program", blank("program"), _with({"program": None}))
    yield row.missing("rpc-id-missing", "rpc_id", blank("rpc_id"), [rems], _with({"rpc_id": None}))
    rpc_id = row.sheet.column("rpc_id")
    if rpc_id.form and not rpc_id.form.strict:
        unusual = given(rpc_id.id) & ~fits(rpc_id)
        yield row.advice(
            "rpc-id-form", rpc_id.id, unusual, _with({rpc_id.id: "EG-1234-567"}, without={rpc_id.id: None})
        )
    yield row.missing(
        "rems-attestation-missing",
        "attestation",
        blank("attestation") | no("attestation"),
        [rems],
        _with({"attestation": None}, {"attestation": "No"}),
    )
    yield row.invalid(
        "rems-repeated", "program", Repeated((ID, "program")),
        lambda: ({**_YES, "rems": [{}, {}]}, {**_YES, "rems": [{}, {"program": "Mycophenolate"}]}),
    )  # fmt: skip


def _with(*changes: Mapping[str, Cell], without: Mapping[str, Cell] | None = None) -> Examples:
    silent = [_YES, *([{**_YES, "rems": [without]}] if without else [])]
    return lambda: ([{**_YES, "rems": [change]} for change in changes], silent)


def _two_programs() -> tuple[Example, list[Example]]:
    two: Sequence[Mapping[str, Cell]] = [{}, {"program": "Mycophenolate"}]
    said_no: Example = {ACTIVITIES: {"rems": "No"}, "rems": two}
    return {**_YES, "rems": two}, [_YES, said_no, {**_YES, "rems": two[1:]}]
