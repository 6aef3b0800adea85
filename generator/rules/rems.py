"""What registering for a REMS asks for (T0, P29)."""

from collections.abc import Iterator

from generator.catalog import Catalog
from generator.rules.expression import Bool, Like, Repeated, blank, given, rows_of, says, text, yes
from generator.rules.findings import Severity
from generator.rules.rule import REMS, SAVE, Example, Rule

_YES: Example = {"activities": {"rems": "Yes", "commercial_support": "Yes"}, "rems": [{}], "support": [{}]}


def rules(catalog: Catalog) -> Iterator[Rule]:
    def at_activity(code: str, severity: Severity, when: Bool, fires: Example, silent: Example) -> Rule:
        holds = (REMS,) if severity is Severity.MISSING else ()
        return Rule(code=code, sheet="activities", field="rems", severity=severity, holds_back=holds, when=when, fires=fires, silent=silent)

    yield at_activity("rems-without-program", Severity.MISSING, yes("rems") & rows_of("rems").equals(0), {**_YES, "rems": []}, _YES)
    yield at_activity("rems-rows-against-no", Severity.MISSING, (blank("rems") | says("rems", "No")) & (rows_of("rems") > 0), {"rems": [{}]}, _YES)
    first, second = (rows_of("rems", says("program", p.value)) > 0 for p in catalog.lists["rems_programs"].offered()[:2])
    both: Example = {**_YES, "rems": [{}, {"program": "Mycophenolate"}]}
    yield at_activity("both-rems", Severity.ADVICE, yes("rems") & first & second, both, _YES)
    supporter = rows_of("support", says("supporter", catalog.text("rems_supporter")))
    yield at_activity("rems-supporter-expected", Severity.ADVICE, yes("rems") & supporter.equals(0), {**_YES, "support": []}, _YES)

    def at_row(code: str, field: str, severity: Severity, when: Bool, change: dict[str, str | None]) -> Rule:
        holds = {Severity.MISSING: (REMS,), Severity.INVALID: (SAVE,), Severity.ADVICE: ()}[severity]
        return Rule(code=code, sheet="rems", field=field, severity=severity, holds_back=holds, when=when, fires={**_YES, "rems": [change]}, silent=_YES)

    yield at_row("rems-program-missing", "program", Severity.INVALID, blank("program"), {"program": None})
    yield at_row("rpc-id-missing", "rpc_id", Severity.MISSING, blank("rpc_id"), {"rpc_id": None})
    odd = given("rpc_id") & ~Like(text("rpc_id"), catalog.text("rpc_id_mask"))
    yield at_row("rpc-id-form", "rpc_id", Severity.ADVICE, odd, {"rpc_id": "EG-1234-567"})
    yield at_row("rems-attestation-missing", "attestation", Severity.MISSING, blank("attestation") | says("attestation", "No"), {"attestation": None})
    yield Rule(
        code="rems-repeated",
        sheet="rems",
        field="program",
        severity=Severity.INVALID,
        holds_back=(SAVE,),
        when=Repeated(("provider_activity_id", "program")),
        fires={**_YES, "rems": [{}, {}]},
        silent={**_YES, "rems": [{}, {"program": "Mycophenolate"}]},
    )
