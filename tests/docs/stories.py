"""The files that the office of the guide has when a page begins: Harbor Valley's workbook, what it uploaded before, and
what came from elsewhere."""

from __future__ import annotations

import csv
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl

from generator.catalog import load
from tests.accme.samples import Dialect, sample
from tests.accme.templates import Shape, template
from tests.bench.commands import pars
from tests.bench.markdown import workbook
from tests.docs.pages import HOME, tokens

CATALOG = load()
KEPT = HOME / "tests" / "kept" / "2025.1.xlsx"
YEAR = """
## Activities
| field                      | course     | rounds                     | opioids                            |
|----------------------------|------------|----------------------------|------------------------------------|
| Provider activity ID       | 2027-014   | 2027-003                   | 2027-021                           |
| Title                      | {title}    | Surgery Grand Rounds       | Opioid Analgesics for Chronic Pain |
| Format                     | Live Course | Regularly Scheduled Series | Live Course                       |
| Start date                 | 2027-04-16 | 2027-01-06                 | 2027-05-07                         |
| End date                   | 2027-04-16 | 2027-12-22                 | 2027-05-07                         |
| AMA PRA Category 1 credits | 4          | 40                         | 3                                  |
| Register for MOC/CC        | Yes        | Yes                        | No                                 |
| MOC credit deadline        | 2027-12-31 | 2028-01-31                 | -                                  |
| Register for REMS          | No         | No                         | Yes                                |
| Commercial support         | No         | No                         | Yes                                |

## MOC
| Provider activity ID | Board | Points | Credit type 1 | Practice area 1 |
|---|---|---|---|---|
| 2027-014 | ABIM | 4 | Medical Knowledge | Hospital Medicine |
| 2027-003 | ABS | 40 | Accredited CME | General Surgery |

## REMS
| Provider activity ID | REMS program | RPC ID |
|---|---|---|
| 2027-021 | Opioid Analgesic | EG-104522-017 |

## Support
| Provider activity ID | Supporter | Monetary or in-kind | Amount (USD) |
|---|---|---|---|
| 2027-021 | REMS Program Companies (RPC) | Monetary | 18500 |
"""
LIST = [
    ["Course ID", "Title", "Activity Type", "Start", "End Date", "Credits", "Department"],
    ["2027-030", "Stroke Update", "Live Course", "3/15/2027", "3/15/2027", "2", "Neurology"],
    ["2027-031", "Sepsis Recognition", "Live Course", "4/5/2027", "4/5/2027", "1.5", "Medicine"],
]
DEPARTMENTS = ("Anesthesiology", "Surgery", "Pain Medicine")
ID = "2027-014"


def year(path: Path, title: str = "Perioperative Pain Management Update") -> None:
    workbook(CATALOG, YEAR.format(title=title), path, complete=True)


def earlier_title(path: Path) -> None:
    """The workbook as it was when it was uploaded, with its upload file."""
    book = path.with_name("earlier.xlsx")
    year(book, "Perioperative Pain Update")
    assert pars("export", book, "-o", path).returncode == 0
    book.unlink()


def as_exported(path: Path) -> None:
    assert pars("export", path.with_name("batch.xlsx"), "-o", path).returncode == 0


def zipped_sample(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ActivitySample.xml", sample(Dialect()))


def accepted(path: Path) -> None:
    path.write_text(sample(Dialect()), encoding="utf-8")


def accme_template(path: Path) -> None:
    template(path, Shape())


def as_text(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(LIST)


def as_excel(path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Activities"
    for row in LIST:
        book.active.append(row)
    book.save(path)


def ids_from_pars(path: Path) -> None:
    path.write_text(f"Provider activity ID,ACCME activity ID\n{ID},210016939\n", encoding="utf-8")


def of_last_year(path: Path) -> None:
    shutil.copy(KEPT, path)


def of_a_department(number: int) -> Callable[[Path], None]:
    """One activity, with its department in a column of the office's own."""

    def make(path: Path) -> None:
        table = f"## Activities\n| Provider activity ID | Register for MOC/CC |\n|---|---|\n| 2027-10{number} | No |"
        workbook(CATALOG, table, path, complete=True)
        book = openpyxl.load_workbook(path)
        sheet = book["Activities"]
        last = max(cell.column for row in sheet.iter_rows() for cell in row) + 1
        head = next(cell.row for row in sheet.iter_rows(max_row=9) for cell in row if cell.value == "Title")
        sheet.cell(head, last, "Department")
        sheet.cell(head + 1, last, DEPARTMENTS[number])
        book.save(path)

    return make


def own_lists(path: Path) -> None:
    """The lists that the page about them shows, under the names that it gives them."""
    code, name = [], ""
    for token in tokens(HOME / "docs" / "own-lists.md"):
        named = [child.content for child in token.children or [] if child.content.startswith("lists/")]
        name = named[0] if named else name
        if token.type == "code_block" and token.content.startswith("value,"):
            code.append((name, token.content))
    assert len(code) == 3
    for name, text in code:
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


OFFICE: Mapping[str, Callable[[Path], None]] = {"batch.xlsx": year}
UPLOADED: Mapping[str, Callable[[Path], None]] = {**OFFICE, "upload.xml": earlier_title}
STORIES: Mapping[str, Mapping[str, Callable[[Path], None]]] = {
    "README.md": {**OFFICE, "sample.zip": zipped_sample},
    "accme-excel.md": {**OFFICE, "Template.xlsx": accme_template},
    "bringing-in.md": {**OFFICE, "upload.xml": as_exported, "list.csv": as_text, "list.xlsx": as_excel},
    "checking.md": UPLOADED,
    "closing.md": UPLOADED,
    "exporting.md": OFFICE,
    "first-activity.md": OFFICE,
    "first-upload.md": {**OFFICE, "sample.zip": zipped_sample, "accepted.xml": accepted},
    "json-web-services.md": OFFICE,
    "own-lists.md": {"harbor-valley": own_lists},
    "rejected.md": {**OFFICE, "upload.xml": as_exported},
    "several-people.md": {f"{letter}.xlsx": of_a_department(number) for number, letter in enumerate("ABC")},
    "updates.md": {**UPLOADED, "from-pars.csv": ids_from_pars},
    "upgrading.md": {"old.xlsx": of_last_year},
}
"""Page to the files that are there before its first command, in the order in which they come about."""
