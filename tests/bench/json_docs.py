"""`python -m tests.bench.json_docs > docs/json.md` describes every field of the reports, from their schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
_HEAD = """# Reports for programs

Made from the schemas in [docs/schemas](schemas) by `python -m tests.bench.json_docs`; do not edit.
Tests hold real reports to these schemas. `[]` stands for each entry of a list, `*` for each name.
`pars check --report FILE.sarif` writes SARIF 2.1.0, whose schema OASIS publishes.
"""


def page() -> str:
    """The page as Markdown: a table for each report."""
    return "\n".join([_HEAD, *(f"{_report(path)}\n" for path in sorted(SCHEMAS.glob("*.schema.json")))]).rstrip("\n")


def _report(path: Path) -> str:
    schema = json.loads(path.read_text(encoding="utf-8"))
    name = path.name.removesuffix(".schema.json")
    lines = [f"## {name.replace('-', ' ')}", "", f"{schema['title']} ([schema](schemas/{path.name})).", ""]
    return "\n".join([*lines, "| Field | Type | Meaning |", "|---|---|---|", *_fields(schema, "")])


def _fields(schema: Mapping[str, Any], before: str) -> Iterator[str]:
    for name, field in schema.get("properties", {}).items():
        where = f"{before}.{name}" if before else name
        yield f"| `{where}` | {_type(field)} | {field['description']} |"
        yield from _fields(field, where)
    others = schema.get("additionalProperties")
    if isinstance(others, Mapping):
        yield from _fields(others, f"{before}.*" if before else "*")
    if "items" in schema:
        yield from _fields(schema["items"], f"{before}[]")


def _type(field: Mapping[str, Any]) -> str:
    kinds = field["type"] if isinstance(field["type"], list) else [field["type"]]
    return " or ".join(kinds)


if __name__ == "__main__":
    print(page())
