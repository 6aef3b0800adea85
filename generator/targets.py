"""Where a command may write: what a name has to be like, and which existing files it may replace.

No command replaces a file that it was not told to replace. Even then a PARS workbook with rows stays, since it is
somebody's work: no template, sample or upload file ever takes its place. A copy takes that of an earlier copy of the
same workbook only, and a sample that of an earlier sample, as long as nobody has worked in that.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from generator.catalog import load
from generator.failure import Failure
from generator.whole_file import refuse_existing, refuse_folder
from generator.workbook.book import open_book
from generator.workbook.changes import refuse_itself
from generator.workbook.own_sheets import CATALOG_VERSION, META
from generator.workbook.package import WORKBOOKS, open_package
from generator.workbook.read import read_package
from generator.workbook.seal import copy_of, seal_of

NeverReplaced = Callable[[Path], str | None]
"""Why an existing file is not replaced, as the rest of a sentence that begins with its name; None when it may be."""

_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])\s*(\..*)?", re.IGNORECASE)
"""Names that Windows takes for devices. No system may write them, since files are passed on."""
_HEAD = 4096
XML, JSON, ACCME_EXCEL = "xml", "json", "accme-excel"
"""The formats of an upload file; the first two are also what its name ends in."""
_UPLOADS = {
    XML: re.compile(rb"(\xef\xbb\xbf)?<\?xml\s"),
    JSON: re.compile(rb'\{"ACCMEActivities": \{"'),
}
"""How an upload file of a format begins."""
RECEIPT, REPORT, RULE_BOOK = "receipt", "report", "rule book"
"""What a page of ours says of itself."""


def _page(kind: str) -> re.Pattern[bytes]:
    """How a page of ours begins."""
    return re.compile(
        rb"<!DOCTYPE html>\s*<html[^>]*>\s*<head>\s*<meta charset=\"utf-8\">\s*"
        rb"<meta name=\"generator\" content=\"PARS Batch, %s\">" % kind.encode()
    )


_RECEIPTS = {".json": re.compile(rb'\{\s*"receipt":'), ".html": _page(RECEIPT)}
"""How a receipt begins, by the ending of its name."""
_REPORTS = {
    ".html": _page(REPORT),
    ".sarif": re.compile(rb'\{\s*"\$schema": "[^"]*/sarif/[^"]*",[^{]*\{"tool": \{"driver": \{"name": "PARS Batch"'),
    ".json": re.compile(rb'\{\s*"file": "[^\n]*",\s*"catalog": "'),
}
"""How the report of a check begins, by the ending of its name."""
_FAULTS = re.compile(rb'\[\s*(\]|\{\s*"sheet":)')
_MERGED = "all.xlsx"
SAMPLE = "sample"
"""What the seal of a sample says (`generator.workbook.seal`)."""


def template_name(version: str) -> str:
    """What the template of a catalog version is called."""
    return f"PARS-batch-{version}.xlsx"


def upload_beside(workbook: Path, format: str | None = None) -> Path:
    """Where the upload file of a workbook goes when nothing is said: beside it.

    Args:
        format: one of `XML`, `JSON` and `ACCME_EXCEL`; None for XML.
    """
    ending = "-accme.xlsx" if format == ACCME_EXCEL else f".{format or XML}"
    return workbook.parent / f"{workbook.stem}{ending}"


def new_beside(original: Path) -> Path:
    """Where the workbook goes that `original` is upgraded to or brought into, when nothing is said."""
    return original.parent / f"{original.stem}-new.xlsx"


def copy_beside(original: Path, what: str) -> Path:
    """Where a copy of a workbook goes when nothing is said.

    Args:
        what: a word for what makes it differ.
    """
    return original.parent / f"{original.stem}-{what}{original.suffix}"


def merged_beside(originals: Sequence[Path]) -> Path:
    """Where the workbook goes that others are merged into, when nothing is said: beside the first."""
    return originals[0].parent / _MERGED


def parts_beside(original: Path) -> Path:
    """The folder into which a workbook is split when nothing is said."""
    return original.parent / f"{original.stem}-parts"


def check_workbook(target: Path, example: str, *, replace: bool) -> None:
    """Raises Failure, in one sentence, when a template may not be written to `target`."""
    _usable(target, example, ".xlsx")
    _free(target, replace, rows_in)


def check_sample(target: Path, *, replace: bool) -> None:
    """Raises Failure when a sample may not be written to `target`; an untouched one may be replaced."""
    _usable(target, "sample.xlsx", ".xlsx")
    _free(target, replace, lambda path: None if is_untouched_sample(path) else rows_in(path))


def is_untouched_sample(path: Path) -> bool:
    """Whether a file is a sample that nobody has saved since it was made."""
    try:
        return seal_of(open_package(path)) == SAMPLE
    except Failure:
        return False


def check_faults(target: Path, *, replace: bool) -> None:
    """Raises Failure when the list of a sample's faults may not be written to `target`."""
    _usable(target, target.name)
    _free(target, replace, lambda path: _unlike(path, _FAULTS, "a list of faults that an earlier sample came with"))


def check_copy(target: Path, original: Path, *, replace: bool) -> None:
    """Raises Failure when a marked or repaired copy of `original` may not be written to `target`."""
    _usable(target, copy_beside(original, "copy").name)
    if original.exists():
        refuse_itself(original, target)
    _free(target, replace, lambda path: _other_work(path, original))


def check_upgrade(target: Path, original: Path, *, replace: bool) -> None:
    """Raises Failure when the upgrade of `original`, which is always an .xlsx, may not be written to `target`."""
    example = new_beside(original).name
    _usable(target, example, ".xlsx")
    if target.exists() and original.exists() and target.samefile(original):
        raise Failure(f"{target} is the workbook itself, which is never changed; give another name, as in {example}.")
    _free(target, replace, lambda path: _other_work(path, original))


def check_merge(target: Path, originals: Sequence[Path], *, replace: bool) -> None:
    """Raises Failure when what `originals` hold together may not be written to `target`."""
    example = _MERGED
    _usable(target, example, ".xlsx")
    if any(target.exists() and original.exists() and target.samefile(original) for original in originals):
        raise Failure(
            f"{target} is one of the workbooks to merge, which are never changed; give another name, as in {example}."
        )
    _free(target, replace, lambda path: _other_work(path, *originals))


def check_import(target: Path, source: Path, *, replace: bool) -> None:
    """Raises Failure when the new workbook that `source` is brought into may not be written to `target`; an untouched
    import of the same file may be replaced."""
    example = new_beside(source).name
    _usable(target, example, ".xlsx")
    if target.exists() and source.exists() and target.samefile(source):
        raise Failure(f"{target} is the file itself, which is never changed; give another name, as in {example}.")
    _free(target, replace, lambda path: _other_work(path, source))


def format_of(target: Path) -> str:
    """The format of an upload file as its name says it: `JSON` when it ends so, `XML` otherwise."""
    return JSON if target.suffix.lower() == f".{JSON}" else XML


def check_upload(target: Path, *, replace: bool, format: str = XML) -> None:
    """Raises Failure when an upload file of that format may not be written to `target`."""
    _usable(target, f"upload.{format}", f".{format}")
    like = _UPLOADS[format]
    _free(target, replace, lambda path: _unlike(path, like, "an upload file that an earlier export wrote"))


def check_filled(target: Path, *inputs: Path, replace: bool) -> None:
    """Raises Failure when the filled copy of a template of ACCME may not be written to `target`; only what an export
    wrote, and nobody has changed since, may be replaced.

    Args:
        inputs: the workbook and the template.
    """
    _usable(target, "upload.xlsx", ".xlsx")
    if any(target.exists() and path.exists() and target.samefile(path) for path in inputs):
        raise Failure(
            f"{target} is the workbook or the template itself, which is never changed; give the upload file another "
            "name, as in upload.xlsx."
        )
    _free(target, replace, _not_filled)


def _not_filled(path: Path) -> str | None:
    """Why a workbook is not one that an export filled."""
    if why := rows_in(path):
        return why
    changed = "is no upload file as an earlier export wrote it, so it is not replaced; give another name."
    try:
        told = json.loads(path.with_name(f"{path.name}.receipt.json").read_text(encoding="utf-8"))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        same = told["format"] == ACCME_EXCEL and told["output"]["sha256"] == digest
    except (OSError, ValueError, KeyError, TypeError):
        return changed
    return None if same else changed


def check_receipt(target: Path, *, replace: bool) -> None:
    """Raises Failure when the receipt of an upload file, .json or .html, may not be written to `target`."""
    if target.is_dir():
        raise Failure(f"{target} is a folder, where the receipt should go; rename it, or choose another place.")
    _usable(target, target.name)
    _free(target, replace, lambda path: _unlike(path, _RECEIPTS[target.suffix], "the receipt of an earlier export"))


def sealed_guide(data: bytes) -> bytes:
    """A PDF with a last line that says, by its digest, that nobody has changed it; readers pass over it."""
    return data + b"%% PARS Batch guide %s\n" % hashlib.sha256(data).hexdigest().encode()


def check_guide(target: Path, *, replace: bool) -> None:
    """Raises Failure when the guide of a handout may not be written to `target`."""
    _usable(target, target.name, ".pdf")
    _free(target, replace, _not_a_guide)


def _not_a_guide(path: Path) -> str | None:
    data = path.read_bytes()
    if sealed_guide(data[: data.rfind(b"% PARS Batch guide ")]) == data:
        return None
    return "is no guide as an earlier handout wrote it, so it is not replaced; name another folder."


def check_report(target: Path, *, replace: bool) -> None:
    """Raises Failure when the report of a check may not be written to `target`, whose ending is that of a report."""
    _usable(target, target.name)
    _free(target, replace, lambda path: _unlike(path, _REPORTS[target.suffix.lower()], "an earlier report"))


def check_addin(target: Path, *, replace: bool) -> None:
    """Raises Failure when an add-in may not be written to `target`."""
    _usable(target, "PARS.xlam", ".xlam")
    _free(target, replace, rows_in)


def rows_in(path: Path) -> str | None:
    """Why a workbook is never replaced: it has rows of PARS, or may have some that cannot be looked into. Else None."""
    if not _head(path).startswith(WORKBOOKS):
        return None
    unknown = "cannot be looked into, so it is never replaced; give another name."
    try:
        package = open_package(path)
        book = open_book(package)
    except Exception:  # whatever is wrong with it, it may be the only copy of somebody's rows
        return unknown
    if CATALOG_VERSION not in book.properties and book.part_of(META) is None:
        return None
    try:
        batch = read_package(package, lambda version, areas: load(version, None, areas))
    except Exception:
        return f"is a PARS workbook that {unknown}"
    filled = any(map(len, batch.sheets.values())) or any(batch.out_of_reach.values())
    return "is a PARS workbook with rows, which is never replaced; give another name." if filled else None


def _other_work(path: Path, *originals: Path) -> str | None:
    """Why a copy of `originals` does not take the place of a file."""
    why = rows_in(path)
    if why is None:
        return None
    try:
        seal = seal_of(open_package(path))
    except Failure:
        return why
    if seal == copy_of(*originals):
        return None
    names = " and ".join(original.name for original in originals)
    untouched = f"no untouched copy that was made of {names}"
    return f"is a PARS workbook with rows and {untouched}, so it is never replaced; give another name."


def _usable(target: Path, example: str, ending: str | None = None) -> None:
    """Raises Failure when `target` cannot be the name of a new file."""
    if target.is_dir() or not target.name:
        raise Failure(f"{target} is a folder; give the name of a file in it, as in {target / example}.")
    if target.is_symlink():
        raise Failure(f"{target} is a link; give the name of the file itself.")
    if target.exists() and not target.is_file():
        raise Failure(f"{target} is not an ordinary file; give the name of one, as in {example}.")
    if sys.platform == "win32" and ":" in target.name:
        raise Failure(f"Windows takes no colon in the name of a file; give another name, as in {example}.")
    if _DEVICE.fullmatch(target.name):
        raise Failure(f"Windows takes {target.name} for a device; give another name, as in {example}.")
    if ending and target.suffix.lower() != ending:
        right = target.with_suffix(ending).name
        raise Failure(f"This file needs a name that ends in {ending}: write {right} instead of {target.name}.")
    refuse_folder(target)


def _free(target: Path, replace: bool, never: NeverReplaced) -> None:
    """Raises Failure when a file is at `target` that may not be replaced."""
    if not target.exists():
        return
    if not replace:
        refuse_existing(target)
    if why := never(target):
        raise Failure(f"{target} {why}")


def _unlike(path: Path, beginning: re.Pattern[bytes], what: str) -> str | None:
    return None if beginning.match(_head(path)) else f"is not {what}, so it is not replaced; give another name."


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)
