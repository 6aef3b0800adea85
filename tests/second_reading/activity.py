"""What a record needs to be saved, to be active, and to be closed (P8, and DESIGN, The rules)."""

from __future__ import annotations

from tests.second_reading.catalog_files import line_of
from tests.second_reading.rows import ID, Row
from tests.second_reading.verdict import ACTIVE, CLOSED, Found

OUTCOMES = ("outcome_knowledge", "outcome_competence", "outcome_performance", "outcome_patient", "outcome_community")
LEARNERS_NEED = ("fee", "registration", "url")


def save(row: Row) -> Found:
    """What PARS would not save: bad values and the five blanks (DESIGN, idea 3; T0, Why won't my activity save?)."""
    found = Found()
    for name, cell in row.reads.items():
        if cell.bad or (name in (ID, "title", "format", "start_date", "end_date") and cell.blank):
            found.refuse(row.sheet, row.number, name)
        if cell.told:
            found.tell(row.sheet, row.number, name)
    start, end, deadline = (row[name].value for name in ("start_date", "end_date", "moc_deadline"))
    if start and end and end < start:
        found.refuse(row.sheet, row.number, "end_date")
    if row.says("moc", "Yes") and end and deadline and deadline < end:
        found.refuse(row.sheet, row.number, "moc_deadline")
    if row["start_date"].near:
        found.leave_open(row.sheet, row.number, ["end_date"])
    if row["end_date"].near:
        found.leave_open(row.sheet, row.number, ["moc_deadline"])
    state = row["state"].value
    if row.says("country", "USA") and state and not (len(state) == 2 and state.isalpha()):
        found.refuse(row.sheet, row.number, "state")  # J1: a two-letter US state if the country is USA
    for name in ("delivery_method", "joint_provider", "commendation_tag"):
        repeats(row, row.family(name), found)
    return found


def repeats(row: Row, names: list[str], found: Found) -> None:
    """Tells of a value that stands twice in a row's numbered columns, at the later cell."""
    seen = set()
    for name in names:
        value = row[name].value
        if value is not None and value.casefold() in seen:
            found.tell(row.sheet, row.number, name)
        if value is not None:
            seen.add(value.casefold())


def identifiers_only(row: Row) -> Found:
    """A record to be deleted is held to its identifiers (DESIGN, Save)."""
    found = Found()
    for name in (ID, "accme_activity_id"):
        if row[name].bad:
            found.refuse(row.sheet, row.number, name)
    if row.blank(ID, "accme_activity_id"):
        found.refuse(row.sheet, row.number, ID)
    return found


def active(row: Row) -> Found:
    """What an active record has besides (P8: from Draft to Active)."""
    found = Found()
    lacking = ["credits", "description", "providership", "passport"]
    form = line_of("formats", row["format"].value or "")
    if form is not None and form["delivery"] == "yes" and row.blank(*row.family("delivery_method")):
        lacking.append("delivery_method_1")
    if any(in_person(row[name].value) for name in row.family("delivery_method")):
        lacking += ["city", "country"]
        if row.says("country", "USA"):
            lacking.append("state")
    if row.says("passport", "Yes"):
        lacking += LEARNERS_NEED
    for name in lacking:
        if row.blank(name):
            found.miss(row.sheet, row.number, name, ACTIVE)
    return found


def in_person(method: object) -> bool:
    line = line_of("delivery_methods", str(method or ""))
    return line is not None and line["needs_place"] == "yes"


def closing(row: Row, supporters: list[Row]) -> Found:
    """What a closed record has besides (P8: Closed); findings only where Close record is Yes."""
    found = Found()
    sheet, number = row.sheet, row.number
    if row.says("providership", "Joint") and row.blank(*row.family("joint_provider")):
        found.miss(sheet, number, "joint_provider_1", CLOSED)
    if row.blank(*OUTCOMES):
        found.miss(sheet, number, OUTCOMES[0], CLOSED)
    for name in ("physicians", "other_learners"):
        if row.blank(name):
            found.miss(sheet, number, name, CLOSED)
    if row.blank("commercial_support"):
        found.miss(sheet, number, "commercial_support", CLOSED)
    if row.says("commercial_support", "Yes") and not supporters:
        found.miss(sheet, number, "commercial_support", CLOSED)
    if row.says("moc", "Yes"):
        for name in LEARNERS_NEED:
            if row.blank(name):
                found.miss(sheet, number, name, CLOSED)
    return found


def support(row: Row) -> Found:
    """P8: each source is monetary with its amount, or in-kind; the file has no place for another (F1), so it is asked
    for whatever Close record says."""
    found = Found()
    if row["supporter"].value is None:
        found.leave_open(row.sheet, row.number, ["kind", "amount"])
    if row.blank("kind"):
        found.miss(row.sheet, row.number, "kind", CLOSED)
    if row.says("kind", "Monetary") and row.blank("amount"):
        found.miss(row.sheet, row.number, "amount", CLOSED)
    return found


def halves(row: Row) -> Found:
    """State content has a domain and a topic (J1: both are required)."""
    found = Found()
    for number in ("1", "2"):
        domain, topic = f"state_domain_{number}", f"state_topic_{number}"
        for name, beside in ((topic, domain), (domain, topic)):
            if row[beside].bad:
                found.leave_open(row.sheet, row.number, [name])
            elif row.blank(name) and not row.blank(beside):
                found.miss(row.sheet, row.number, name, CLOSED)
    return found
