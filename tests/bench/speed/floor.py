"""`python -m tests.bench.speed.floor WORKBOOK OUT.xml`: the least that a check and an export in Python can take.

python-calamine reads the sheets, plain loops compare types and lists, and lxml writes the elements of an upload file,
activity by activity. Nothing is told, normalized, held back or looked up.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lxml import etree
from python_calamine import CalamineWorkbook

from tests.bench.speed.columns import columns_beside

Row = Mapping[str, Any]
_TYPES: dict[str, tuple[type, ...]] = {"number": (float, int), "date": (dt.date,), "string": (str,)}
_GENERAL = "ActivityDescription/lom/general"
_HEALTH = "ActivityDescription/lom/healthcareMetadata/healthcareEducation"
_OF_ACTIVITIES = {
    "start_date": (("ReportDescription/ReportingStartDate",), (f"{_HEALTH}/startDateTime",)),
    "end_date": (("ReportDescription/ReportingEndDate",), (f"{_HEALTH}/endDateTime",)),
    "provider_activity_id": ((f"{_GENERAL}/identifier.1/catalog", f"{_GENERAL}/identifier.1/entry"),),
    "accme_activity_id": ((f"{_GENERAL}/identifier.2/catalog", f"{_GENERAL}/identifier.2/entry"),),
    "url": ((f"{_GENERAL}/identifier.3/catalog", f"{_GENERAL}/identifier.3/entry"),),
    "title": ((f"{_GENERAL}/title/string",),),
    "description": ((f"{_GENERAL}/description/string",),),
    "credits": ((f"{_HEALTH}/credits/activityCertification", f"{_HEALTH}/credits/numberOfCredits"),),
    "city": ((f"{_HEALTH}/activityLocation/City",),),
    "state": ((f"{_HEALTH}/activityLocation/StateOrProvince",),),
    "country": ((f"{_HEALTH}/activityLocation/Country/CountryCode",),),
    "providership": ((f"{_HEALTH}/activitySponsorship",),),
    "format": ((f"{_HEALTH}/activityFormat/string",),),
    "commercial_support": ((f"{_HEALTH}/commercialSupport",),),
    "physicians": (("ParticipationMetrics/ParticipantsByCategory.1",),),
    "other_learners": (("ParticipationMetrics/ParticipantsByCategory.2",),),
}
"""Column id to the elements that its cell fills, each a path; a number parts elements of one name."""
_MANY = ("commendation_tag", "delivery_method", "outcome", "joint_provider", "state_domain", "state_topic")
"""Columns of families whose elements stand in an element of their own."""
_INSIDE = "XtensibleInfo"
_CONTROLS = dict.fromkeys({*range(32)} - {*b"\t\n\r"})
"""Characters that XML cannot carry; faulty workbooks hold some."""


def read(path: Path) -> dict[str, list[Row]]:
    """Title of a sheet to its rows; each cell was compared with the type and the list of its column."""
    sheets: dict[str, list[Row]] = {}
    book = CalamineWorkbook.from_path(str(path))
    wrong = 0
    for title, columns in columns_beside(path).items():
        lines = book.get_sheet_by_name(title).to_python()
        places = {header: number for number, header in enumerate(lines[0])}
        about = [
            (places[column["header"]], column["id"], _TYPES[column["type"]], column["values"] and set(column["values"]))
            for column in columns
        ]
        rows = sheets[title] = []
        for line in lines[1:]:
            row = {}
            for number, name, types, listed in about:
                cell = line[number]
                if cell == "":
                    continue
                if not isinstance(cell, types) or (listed is not None and cell not in listed):
                    wrong += 1
                row[name] = cell
            if row:
                rows.append(row)
    print(wrong)
    return sheets


def write(sheets: Mapping[str, list[Row]], path: Path) -> None:
    """Writes the activities with what the other sheets hold of them."""
    activities, *others = sheets.values()
    of_id: dict[str, list[tuple[int, Row]]] = {}
    for number, rows in enumerate(others):
        for row in rows:
            of_id.setdefault(str(row.get("provider_activity_id")), []).append((number, row))
    with etree.xmlfile(str(path), encoding="UTF-8") as file, file.element("ACCMEActivities"):
        for activity in activities:
            beside = of_id.get(str(activity.get("provider_activity_id")), [])
            file.write(_record(activity, beside))


def _record(activity: Row, beside: list[tuple[int, Row]]) -> etree._Element:
    record = etree.Element("MedicalEducationMetrics")
    made: dict[str, etree._Element] = {"": record}
    for name, cell in activity.items():
        for path in _paths(name):
            _at(made, path).text = _text(cell)
    for place, (number, row) in enumerate(beside):
        for name, cell in row.items():
            _at(made, f"{_INSIDE}/rows.{number}/row.{place}/{name}").text = _text(cell)
    return record


def _paths(name: str) -> Iterator[str]:
    if name in _OF_ACTIVITIES:
        for paths in _OF_ACTIVITIES[name]:
            yield from paths
    elif name.startswith(_MANY):
        yield f"{_INSIDE}/several.{name}/{name}"
    else:
        yield f"{_INSIDE}/{name}"


def _at(made: dict[str, etree._Element], path: str) -> etree._Element:
    if path not in made:
        above, _, name = path.rpartition("/")
        made[path] = etree.SubElement(_at(made, above), name.partition(".")[0])
    return made[path]


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:.2f}"
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell).translate(_CONTROLS)


if __name__ == "__main__":
    write(read(Path(sys.argv[1])), Path(sys.argv[2]))
