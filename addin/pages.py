"""The receipt and the rule book as pages for a browser."""

from __future__ import annotations

import re
import stat
import tempfile
import webbrowser
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any

from generator.catalog import Catalog
from generator.locks import is_users
from generator.printable import printable
from generator.report.receipt_words import held_back_words, older_file_words, plain_words
from generator.report.rule_book import rule_book
from generator.whole_file import cannot_be_written, write_whole

Show = Callable[[str, str], Path]
"""Takes a file name and a page, shows it and gives its path."""

_STYLE = """
body { font: 15px/1.5 Calibri, "Segoe UI", sans-serif; color: #222; max-width: 64rem; margin: 2rem auto; \
padding: 0 1rem; }
h1, h2 { color: #1f4e5f; } h2 { margin-top: 2rem; border-bottom: 1px solid #a9bfc7; } p { margin: .3rem 0; }
table { border-collapse: collapse; width: 100%; } \
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #d3dde1; }
th { color: #1f4e5f; } .quiet { color: #595959; } code { font-size: .9em; }
.first { border: 2px solid #b3541e; padding: .6rem 1rem; } ul.to-do { list-style: none; padding-left: .6rem; }
"""


FOLDER = Path(tempfile.gettempdir()) / "pars-batch"
"""Where pages lie while a browser shows them, unless somebody else made it."""


def show(name: str, page: str) -> Path:
    """Writes the page into the user's folder for passing files and opens it in the browser. Raises Failure when it
    cannot be written."""
    path = _folder() / name
    write_whole(path, page.encode(errors="backslashreplace"), replace=True, private=True)
    webbrowser.open(path.as_uri())
    return path


def _folder() -> Path:
    """The folder for pages; a new one where others may look into the usual one, since all users may make folders there.

    Raises:
        Failure: there can be none.
    """
    try:
        with suppress(FileExistsError):
            FOLDER.mkdir(mode=0o700)
        state = FOLDER.lstat()
        if stat.S_ISDIR(state.st_mode) and is_users(FOLDER):
            FOLDER.chmod(0o700)
            return FOLDER
        return Path(tempfile.mkdtemp(prefix=f"{FOLDER.name}-"))
    except OSError as error:
        raise cannot_be_written(FOLDER, error) from error


def receipt_page(receipt: Mapping[str, Any]) -> str:
    """The receipt of an export (`generator.exchange.receipt`) for people; what comes before the upload stands first."""
    name = receipt["target"]
    exported, held = receipt["exported"], receipt["held_back"]
    incomplete = sum(bool(entry["incomplete"]) for entry in exported)
    written = (
        f"{len(exported)} in the file, {incomplete} of them incomplete."
        if receipt["output"]
        else "Nothing was written: every activity is held back."
    )
    if older := older_file_words(receipt):
        written += f" {_shown(older)}"
    parts = [
        _before(receipt["before_upload"]),
        f"<p>From {_shown(receipt['input']['name'])}, checked with catalog {_shown(receipt['catalog']['version'])}. "
        f"{written}</p>",
        _table(
            "In the file",
            ("Row", "Activity", "Title", ""),
            [
                (
                    str(e["row"]),
                    e["activity_id"] or e["accme_activity_id"] or "",
                    e["title"] or "",
                    "incomplete" if e["incomplete"] else "",
                )
                for e in exported
            ],
        ),
        _table(
            f"Held back: {held_back_words(receipt)}",
            ("Where", "Activity", "Why", "What to do"),
            [
                (r["cell"] or f"{e['sheet']} row {e['row']}", e["activity_id"] or "", r["message"], r["fix"] or "")
                for e in held
                for r in e["reasons"]
            ],
        ),
        _table("Not in the file", ("Where", "Why"), [(e["cell"], e["reason"]) for e in receipt["not_written"]]),
        _table(
            "Columns that are not sent",
            ("Sheet", "Column", "Rows"),
            [(e["sheet"], e["column"], ", ".join(map(str, e["rows"]))) for e in receipt["not_sent"]],
        ),
        _table(
            "Written differently",
            ("Where", "In the workbook", "In the file"),
            [(e["cell"], e["from"], e["to"]) for e in receipt["written_differently"]],
        ),
        _to_do(receipt["after_upload"]),
    ]
    if plain := plain_words(receipt):
        parts.append(f"<p>{_shown(plain)}</p>")
    if receipt["output"]:
        parts.append(f'<p class="quiet">SHA-256 of {_shown(name)}: <code>{receipt["output"]["sha256"]}</code></p>')
    return _page(f"Receipt of {name}", parts)


def rule_book_page(catalog: Catalog) -> str:
    """Every check of a catalog in words (`generator.report.rule_book`)."""
    title, *lines = rule_book(catalog).splitlines()
    return _page(title.removeprefix("# "), map(_line_of_markdown, lines))


def _line_of_markdown(line: str) -> str:
    """A line of the little Markdown that the rule book uses."""
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", _shown(line)))
    if line.startswith("## "):
        return f"<h2>{text.removeprefix('## ')}</h2>"
    if line.startswith("- "):
        return f'<p class="quiet">{text.removeprefix("- ")}</p>'
    text = re.sub(r"^\*(.+)\*$", r"<b>\1</b>", text)
    return f"<p>{text}</p>" if line else ""


def _before(lines: Sequence[str]) -> str:
    """What has to be done once before the first upload."""
    return f'<div class="first">{"".join(f"<p>{_shown(line)}</p>" for line in lines)}</div>' if lines else ""


def _to_do(activities: Sequence[Mapping[str, Any]]) -> str:
    """The checklist after the upload: each activity with a box for each thing to do."""
    body = []
    for activity in activities:
        name = " – ".join(filter(None, (activity["activity_id"], activity["title"]))) or f"Row {activity['row']}"
        boxes = "".join(f"<li>☐ {_shown(line)}</li>" for line in activity["do"])
        body.append(f'<p><b>{_shown(name)}</b></p><ul class="to-do">{boxes}</ul>')
    return f"<h2>After the upload, in PARS</h2>{''.join(body)}" if body else ""


def _table(title: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = "".join(f"<tr>{''.join(f'<td>{_shown(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
    head = "".join(f"<th>{_shown(header)}</th>" for header in headers)
    return f"<h2>{_shown(title)}</h2><table><tr>{head}</tr>{body}</table>" if body else ""


def _shown(text: str) -> str:
    """A text of a file in a page: as it is, but for what would change how others are shown."""
    return escape(printable(text))


def _page(title: str, parts: Iterable[str]) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{_shown(title)}</title>'
        f"<style>{_STYLE}</style></head>"
        f"<body><h1>{_shown(title)}</h1>{''.join(parts)}</body></html>\n"
    )
