"""The findings of a check as SARIF 2.1.0 (OASIS), for programs that show or count what checks found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from generator import __version__
from generator.catalog import Catalog
from generator.json_text import compact
from generator.rules.findings import Finding, Severity
from generator.rules.registry import registry
from generator.rules.rule import FileRule, PythonRule, Rule
from generator.workbook.frames import Batch

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.INVALID: "error", Severity.MISSING: "warning", Severity.ADVICE: "note"}
_FINGERPRINT = "ruleActivityFieldValue/v1"
"""What the fingerprint is made of: it stays when rows are sorted or moved."""


def sarif(batch: Batch, findings: Sequence[Finding]) -> Iterator[str]:
    """The log, piece by piece: one run, its rules first, then a result for each finding as it is made.

    A result lies in the workbook (physical location) at its cell (logical location), as in Activities!D7.
    """
    rules = _rules(batch.catalog)
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "PARS Batch", "version": __version__, "language": "en-US", "rules": rules}},
        "invocations": [{"executionSuccessful": True}],
        "artifacts": [{"location": {"uri": _uri(batch)}}],
        "columnKind": "unicodeCodePoints",
        "properties": {"catalog": batch.catalog.version},
    }
    yield f'{{\n  "$schema": {compact(SCHEMA)},\n  "version": "2.1.0",\n  "runs": [{compact(run)[:-1]}, "results": ['
    between = "\n    "
    for finding in findings:
        yield between
        yield compact(_result(finding, batch, places))
        between = ",\n    "
    yield "\n  ]}]\n}\n"


def _rules(catalog: Catalog) -> list[dict[str, Any]]:
    """What is told of each rule: its words, with slots such as {value}, and why it is."""
    registered = registry(catalog)
    severities: dict[str, Severity] = {}
    every: list[Rule | PythonRule | FileRule] = [
        *registered.rules, *registered.python_rules, *registered.file_rules,
    ]  # fmt: skip
    for rule in every:
        severities.setdefault(rule.code, rule.severity)
    told = []
    for code, severity in severities.items():
        words = catalog.messages[code]
        sources = [catalog.sources[key].title for key in words.source.split()]
        told.append({
            "id": code,
            "shortDescription": {"text": words.short or words.message},
            "fullDescription": {"text": words.message},
            "help": {"text": f"{words.message} {words.fix}\n{words.why}\nSource: {'; '.join(sources)}"},
            "defaultConfiguration": {"level": _LEVELS[severity]},
        })  # fmt: skip
    return told


def _result(finding: Finding, batch: Batch, places: Mapping[str, int]) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": _uri(batch), "index": 0}}}
    if finding.sheet:
        kind = "cell" if finding.cell else "sheet"
        name = finding.cell or finding.sheet
        location["logicalLocations"] = [{"name": name, "fullyQualifiedName": finding.place, "kind": kind}]
    same = (finding.code, finding.sheet, finding.activity_id, finding.field, finding.value)
    told = {
        "severity": str(finding.severity),
        "holds_back": list(finding.holds_back),
        "row": finding.row,
        "field": finding.field,
        "value": finding.value,
        "activity_id": finding.activity_id,
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": places[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {finding.fix}".strip()},
        "locations": [location],
        "partialFingerprints": {_FINGERPRINT: hashlib.sha256(compact(same).encode(errors="replace")).hexdigest()},
        "properties": told,
    }


def _uri(batch: Batch) -> str:
    return quote(batch.name, errors="replace")
