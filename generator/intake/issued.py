"""What says which activities are in PARS: a table of IDs, XML that PARS gives out, or the receipt of an export."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.catalog import ACTIVITIES, ID, Catalog, load
from generator.exchange.earlier import receipt_content
from generator.exchange.incoming import incoming
from generator.exchange.profile import load_profile
from generator.exchange.receipt import receipt_path
from generator.exchange.said import ACCME_ID, Reader
from generator.exchange.sent_before import key_of
from generator.failure import Failure
from generator.intake.known_names import known_names
from generator.intake.raw import Row
from generator.intake.tables import Table, cell_at, name_key, read_rows, with_headers
from generator.workbook.cells import text_of

_HEAD = 512
_XML, _RECEIPT = re.compile(rb"(\xef\xbb\xbf)?\s*<"), re.compile(rb"(\xef\xbb\xbf)?\s*\{")
_MOST = 0.5
"""The part of a column's texts from which on they say what the column is."""


@dataclass(frozen=True, slots=True)
class Issued:
    """An activity of the list.

    Attributes:
        where: where it stands there, as a person finds it: row 12, activity 3.
        provider_activity_id, accme_activity_id: empty for what is not given.
    """

    where: str
    provider_activity_id: str
    accme_activity_id: str


@dataclass(frozen=True)
class IssuedIds:
    """A list of activities that are in PARS.

    Attributes:
        name: of the file.
        activities: in the order of the list.
        with_ids: it is to say ACCME activity IDs; a receipt says only what was sent.
        how: in which columns the IDs were found, a sentence; empty where there is nothing to say.
    """

    name: str
    activities: Sequence[Issued]
    with_ids: bool = True
    how: str = ""


def issued_ids(path: Path, catalog: Catalog, known: Callable[[str], bool]) -> IssuedIds:
    """Reads a list of activities that are in PARS. What kind of file it is, its content says.

    Args:
        path: a text file with delimiters, a workbook, an XML file or a receipt.
        catalog: of the workbook.
        known: whether a text is a provider activity ID of the workbook.

    Raises:
        Failure: the file cannot be read, or holds no IDs.
    """
    if not path.is_file():
        raise Failure(f"{path} does not exist; check the name.")
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if _XML.match(head):
        return IssuedIds(path.name, tuple(_of_xml(path, catalog)))
    if _RECEIPT.match(head):
        return IssuedIds(path.name, tuple(_of_receipt(path)), with_ids=False)
    return _of_table(path, catalog, known)


def _of_xml(path: Path, catalog: Catalog) -> Iterator[Issued]:
    reader = Reader(catalog, load_profile(catalog))
    for number, element in enumerate(incoming(path).activities(), 1):
        keys = reader.read(element).keys
        yield Issued(f"activity {number}", keys.get(ID, ""), keys.get(ACCME_ID, ""))


def _of_receipt(path: Path) -> Iterator[Issued]:
    for number, entry in enumerate(_receipt(path)["exported"], 1):
        yield Issued(f"activity {number}", entry.get("activity_id") or "", entry.get("accme_activity_id") or "")


def _receipt(path: Path) -> Any:
    beside = receipt_path(path)
    try:
        return receipt_content(path)
    except Failure as failure:
        if not beside.is_file():
            raise
        raise Failure(
            f"{path.name} is an upload file in JSON, which does not say what PARS gave; give the receipt beside it, "
            f"{beside.name}, and the day is recorded."
        ) from failure


def _of_table(path: Path, catalog: Catalog, known: Callable[[str], bool]) -> IssuedIds:
    newest = load(None, catalog.overlay)
    meant = {
        key: (name.column.id, name.own)
        for key, name in known_names(newest).names.items()
        if name.column and name.column.sheet == ACTIVITIES and name.column.id in (ID, ACCME_ID)
    }
    table = read_rows(path, known=[*meant])
    form = catalog.sheet(ACTIVITIES).column(ACCME_ID).form
    fits = form.fits if form else str.isdecimal
    named = _named(table, meant, fits, known)
    columns = {column: number for column, (number, _) in named.items()}
    rows = table.rows
    if ACCME_ID in named or ID in named:
        rows = with_headers(table, [*meant]).rows
    for column, is_one in ((ACCME_ID, fits), (ID, known)):
        if column not in columns and (number := _by_shape(rows, is_one, set(columns.values()))):
            columns[column] = number
    headers = {column: catalog.sheet(ACTIVITIES).column(column).header for column in (ID, ACCME_ID)}
    if lacking := [header for column, header in headers.items() if column not in columns]:
        raise Failure(
            f"{path.name} has no column with {' and '.join(lacking)}; give a table of both, with these headers above."
        )
    if not named:
        rows = [row for at, row in enumerate(rows) if at or not _is_header(row, columns, known)]
    how = "; ".join(
        f"{header} from column {table.letter(columns[column])}" + (f" ({named[column][1]})" if column in named else "")
        for column, header in headers.items()
    )
    return IssuedIds(path.name, tuple(_issued(rows, columns)), how=f"{how}.")


def _named(
    table: Table, meant: dict[str, tuple[str, bool]], fits: Callable[[str], bool], known: Callable[[str], bool]
) -> dict[str, tuple[int, str]]:
    """Columns by the names above them, each with its number and the name. Our own headers come before what others call
    a column, and what others call so counts only where its texts do not look like the other kind of ID."""
    try:
        headed = with_headers(table, [*meant])
    except Failure:
        return {}
    names = [
        (*meant[key], number, header) for number, header in headed.headers.items() if (key := name_key(header)) in meant
    ]
    found: dict[str, tuple[int, str]] = {}
    for column, own, number, header in sorted(names, key=lambda name: not name[1]):
        texts = [text for row in headed.rows if (text := text_of(cell_at(row, number)))]
        issued, ours = sum(map(fits, texts)), sum(map(known, texts))
        other = ours > issued if column == ACCME_ID else issued > ours
        if own or not other:
            found.setdefault(column, (number, header))
    return found


def _by_shape(rows: Sequence[Row], is_one: Callable[[str], bool], taken: set[int]) -> int | None:
    """The column most of whose texts look like what is looked for; None when no column does."""
    best: tuple[float, int] | None = None
    for number in range(1, max((len(row.cells) for row in rows), default=0) + 1):
        texts = [text for row in rows if (text := text_of(cell_at(row, number)))]
        share = sum(map(is_one, texts)) / len(texts) if texts else 0.0
        if number not in taken and share >= _MOST and (best is None or share > best[0]):
            best = (share, number)
    return best[1] if best else None


def _is_header(row: Row, columns: dict[str, int], known: Callable[[str], bool]) -> bool:
    """Whether the first row of a table without known names is headers: it has neither kind of ID."""
    accme_id, own = (text_of(cell_at(row, columns[column])) for column in (ACCME_ID, ID))
    return not any(sign.isdecimal() for sign in accme_id) and not known(own)


def _issued(rows: Sequence[Row], columns: dict[str, int]) -> Iterator[Issued]:
    for row in rows:
        own, accme_id = (text_of(cell_at(row, columns[column])) for column in (ID, ACCME_ID))
        if own or accme_id:
            yield Issued(f"row {row.number}", own, accme_id)


def known_in(ids: Sequence[str]) -> Callable[[str], bool]:
    """Whether a text is one of some provider activity IDs, as the check compares them."""
    keys = {key for text in ids if (key := key_of(text))}
    return lambda text: key_of(text) in keys
