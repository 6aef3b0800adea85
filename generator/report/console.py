"""The result of a check for people: findings by activity, worst first, and the readiness of every activity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from generator.catalog import Catalog
from generator.exchange.delivery import Delivery
from generator.readiness.status import Readiness, RecordStatus, State
from generator.readiness.words import program_words
from generator.rules.check import counts
from generator.rules.findings import RANK, Finding, Severity
from generator.rules.names import ACTIVITIES
from generator.workbook.frames import Batch

_NAMED = 5
_STYLE = {Severity.INVALID: "bold red", Severity.MISSING: "bold yellow", Severity.ADVICE: "cyan"}


def show(console: Console, batch: Batch, findings: Sequence[Finding], readiness: Sequence[Readiness]) -> None:
    """Prints all findings and the readiness matrix."""
    by_id: dict[str | None, Readiness] = {r.activity_id: r for r in readiness if r.activity_id}
    for heading, group in _groups(findings, by_id):
        console.print(f"\n[bold]{escape(heading)}[/bold]")
        console.print(Padding(_table(group), (0, 0, 0, 2)))
    if readiness:
        console.print("\n[bold]Readiness[/bold] – what PARS would show after the upload")
        console.print(_matrix(batch.catalog, readiness))
    console.print()
    console.print(summary(batch, findings, readiness), highlight=False)


def summary(batch: Batch, findings: Sequence[Finding], readiness: Sequence[Readiness]) -> str:
    """One sentence on the whole file."""
    beyond = len(batch.out_of_reach.get(ACTIVITIES, ()))
    rows = sum(map(len, batch.out_of_reach.values()))
    held = sum(r.record_status is RecordStatus.WILL_NOT_SAVE for r in readiness) + beyond
    ready = "all can be exported" if readiness else "nothing to export"
    if held or rows:
        ready = f"{held or _rows(rows)} held back from export"
    words = ", ".join(f"{number} {severity}" for severity, number in counts(findings).items())
    return f"{batch.name}: {_activities(len(readiness) + beyond)}, {ready}. Findings: {words}."


def show_export(console: Console, delivery: Delivery) -> None:
    """Prints what was written, what was held back and why, and what is left to do in PARS."""
    receipt = delivery.receipt
    if delivery.written:
        incomplete = sum(entry["incomplete"] for entry in receipt["exported"])
        rest = f", {incomplete} of them incomplete" if incomplete else ""
        console.print(f"Written: {delivery.written.target} ({_activities(len(receipt['exported']))}{rest})", highlight=False, markup=False, soft_wrap=True)
    else:
        console.print("Nothing was written: every activity is held back.")
        old = delivery.receipt_path.with_name(str(receipt["target"]))
        if old.exists():
            console.print(f"{old} is from an earlier export: do not upload it.", style="bold", highlight=False, markup=False, soft_wrap=True)
    held = [entry for entry in receipt["held_back"] if any(reason["cell"] for reason in entry["reasons"])]
    if held:
        console.print(f"\nHeld back: {_rows(len(held))}", style="bold")
    for entry in held:
        console.print(
            f"  {entry['sheet']} row {entry['row']}  {entry['activity_id'] or '(no provider activity ID)'}", highlight=False, markup=False, soft_wrap=True
        )
        for reason in entry["reasons"]:
            console.print(f"    {reason['cell'] or ''}  {reason['message']} {reason['fix'] or ''}".rstrip(), highlight=False, markup=False, soft_wrap=True)
    if receipt["after_upload"]:
        console.print("\nAfter the upload", style="bold")
        tasks: dict[str, list[str]] = {}
        for task in receipt["after_upload"]:
            tasks.setdefault(task["do"], []).extend([task["activity_id"]] if task["activity_id"] else [])
        for text, ids in tasks.items():
            console.print(f"  {text}", highlight=False, markup=False, soft_wrap=True)
            if ids:
                console.print(f"    {_some(ids)}", highlight=False, markup=False, soft_wrap=True, style="dim")
    console.print(f"\nReceipt: {delivery.receipt_path}", highlight=False, markup=False, soft_wrap=True)


def _some(ids: Sequence[str]) -> str:
    """The first few IDs, and how many more there are."""
    more = len(ids) - _NAMED
    return ", ".join(ids[:_NAMED]) + (f" and {more:,} more, named in the receipt" if more > 0 else "")


def _activities(number: int) -> str:
    return f"{number:,} {'activity' if number == 1 else 'activities'}"


def _rows(number: int) -> str:
    return f"{number:,} {'row' if number == 1 else 'rows'}"


def _groups(findings: Sequence[Finding], by_id: dict[str | None, Readiness]) -> list[tuple[str, list[Finding]]]:
    """Findings by activity, the worst activity first, in each the worst finding first."""
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.activity_id:
            known = by_id.get(finding.activity_id)
            heading = f"{finding.activity_id}  {known.title}  ({known.record_status})" if known else f"{finding.activity_id}  (no such activity)"
        else:
            heading = "Rows without a provider activity ID" if finding.row else "The file"
        grouped.setdefault(heading, []).append(finding)
    for group in grouped.values():
        group.sort(key=lambda f: RANK[f.severity])
    return sorted(grouped.items(), key=lambda item: (item[0] != "The file", RANK[item[1][0].severity]))


def _table(findings: Iterable[Finding]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for finding in findings:
        label = str(finding.severity).upper()
        text = f"{escape(finding.message)}\n[dim]{escape(finding.fix)}[/dim]"
        table.add_row(f"[{_STYLE[finding.severity]}]{label}[/]", escape(finding.place), text)
    return table


def _matrix(catalog: Catalog, readiness: Sequence[Readiness]) -> Table:
    used = [name for name in readiness[0].programs if any(r.programs.get(name) and r.programs[name].state is not State.NONE for r in readiness)]
    used += sorted({name for r in readiness for name in r.programs} - set(readiness[0].programs))
    table = Table(header_style="bold", row_styles=["", "dim"] if len(readiness) > 6 else None)
    table.add_column("Activity", overflow="fold")
    table.add_column("Record")
    table.add_column("Programs", ratio=1)
    for activity in readiness:
        lines = [f"{name.removeprefix('MOC:')}: {program_words(name, p)}" for name in used if (p := activity.programs.get(name)) and p.state is not State.NONE]
        table.add_row(escape(activity.activity_id or f"(row {activity.row})"), str(activity.record_status), escape("\n".join(lines)) or "—")
    return table
