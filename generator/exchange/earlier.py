"""An upload file that was written before, by the receipt beside it: which workbook it came from, and which rows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.catalog import ACTIVITIES
from generator.exchange.profile import load_profile
from generator.exchange.receipt import FORM, receipt_path
from generator.exchange.source_map import SourceMap
from generator.failure import Failure
from generator.targets import JSON, format_of
from generator.workbook.frames import Batch

LARGEST_RECEIPT = 500 * 1024**2
"""Bytes. A receipt takes some 550 for each activity: 140 million for the largest batch, more where much is told."""
_AGAIN = "export again under another name, and ask of the new file"
_HEAD = 64
_WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class Earlier:
    """An upload file and what its receipt tells.

    Attributes:
        upload: the file.
        workbook: name of the workbook's file.
        sha256: of that file, hexadecimal; empty when the workbook was exported while it was open in Excel.
        catalog: hash of the catalog.
        profile: hash of the XML profile.
        rows: numbers of the activities' rows, in the order of the file.
        actions: the record action of each, which is not always what its row says.
    """

    upload: Path
    workbook: str
    sha256: str
    catalog: str
    profile: str
    rows: tuple[int, ...]
    actions: tuple[str, ...]

    def beside(self) -> Path:
        """The workbook, where the upload file lies.

        Raises:
            Failure: it is not there.
        """
        path = self.upload.absolute().parent / self.workbook
        if not path.is_file():
            raise Failure(
                f"The workbook {self.workbook}, which {self.upload.name} was exported from, is not beside it; name it "
                "with --workbook."
            )
        return path

    def check_workbook(self, name: str, sha256: str) -> None:
        """Raises Failure when a workbook is not, byte for byte, what was exported."""
        if self.sha256 and sha256 != self.sha256:
            raise Failure(
                f"{name} is not the workbook as {self.upload.name} was exported from it; name that one with "
                "--workbook, or export again."
            )

    def source_map(self, batch: Batch) -> SourceMap:
        """The way between the file and its workbook.

        Raises:
            Failure: other lists or another XML profile are in use now, or the workbook lacks a row of the file.
            CatalogError: the XML profile cannot be used.
        """
        profile = load_profile(batch.catalog)
        if batch.catalog.hash != self.catalog:
            raise Failure(
                f"{self.upload.name} was exported with other lists than are in use now; name their folder with "
                f"--catalog-dir, or {_AGAIN}."
            )
        if profile.hash != self.profile:
            raise Failure(
                f"{self.upload.name} was exported before the way in which files are written was changed (by pars "
                f"setup, or in the profile), so its lines cannot be followed any more; {_AGAIN}."
            )
        positions = {row: position for position, row in enumerate(batch.sheets[ACTIVITIES].rows)}
        if not positions.keys() >= set(self.rows):
            raise Failure(f"{batch.name} does not hold the rows that {self.upload.name} tells of; export again.")
        chosen = [positions[row] for row in self.rows]
        actions = dict(zip(chosen, self.actions, strict=True))
        return SourceMap(batch, chosen, profile=profile, upload=self.upload, actions=actions)


def earlier(upload: Path) -> Earlier:
    """Looks at an upload file and the receipt beside it.

    Raises:
        Failure: there is no receipt, it is none of ours, or the file is not the one that it tells of.
    """
    if not upload.is_file():
        raise Failure(f"{upload} is not there; name an upload file that `pars export` wrote.")
    if upload.suffix.lower() in _WORKBOOKS:
        raise Failure(f"{upload.name} is a workbook; name the upload file that was exported from it.")
    if format_of(upload) == JSON:
        raise Failure(
            f"{upload.name} is JSON for web services, and only upload files in XML are looked into; export the "
            "workbook as XML too, and name that file."
        )
    path = receipt_path(upload)
    if not path.is_file():
        raise Failure(f"{path.name} is not beside {upload.name}; keep the two together, or export again.")
    content = receipt_content(path)
    try:
        told = Earlier(
            upload,
            Path(_text(content["input"]["name"]).replace("\\", "/")).name,
            _text(content["input"]["sha256"]),
            _text(content["catalog"]["hash"]),
            _text(content["profile"]["hash"]),
            tuple(_row(activity["row"]) for activity in content["exported"]),
            tuple(_text(activity["action"]) for activity in content["exported"]),
        )
        output = content["output"] and _text(content["output"]["sha256"])
    except (KeyError, TypeError, IndexError) as error:
        raise _no_receipt(path) from error
    with upload.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != output:
        raise Failure(f"{upload.name} is not the file that its receipt tells of; export again, and look into that.")
    return told


def receipt_content(path: Path) -> Any:
    """What a receipt holds.

    Raises:
        Failure: it is none of ours.
    """
    if path.stat().st_size > LARGEST_RECEIPT:
        raise _no_receipt(path)
    try:
        with path.open("rb") as file:
            if b'"receipt"' not in file.read(_HEAD):
                raise _no_receipt(path)
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise _no_receipt(path) from error
    if not isinstance(content, dict) or content.get("receipt") != FORM:
        raise _no_receipt(path)
    return content


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _row(value: Any) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _no_receipt(path: Path) -> Failure:
    return Failure(f"{path.name} is no receipt that this version of PARS Batch can read; export again.")
