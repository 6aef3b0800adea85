"""What an activity record makes of several cells: its boards, its support, its outcomes and so on.

Each function reads the rows of one activity and gives the record what it is called in the profile's template.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from generator.catalog import ACTIVITIES
from generator.exchange.board_rows import boards
from generator.exchange.cell_texts import CellText
from generator.exchange.parts import MeasuredOutcome, MonetarySupport, RemsRegistration, StateContent
from generator.exchange.row_reading import RowReading

_HALF = "State content is sent only with both its domain and its topic."


def support(record: RowReading) -> None:
    """Commercial support, by what its answer means, and the supporters."""
    answer = record.here("commercial_support")
    monetary: list[MonetarySupport] = []
    in_kind: list[CellText] = []
    for position in record.answered("support", "supporter"):
        _supporter(record, position, monetary, in_kind)
    record["commercial_support"] = answer.saying(record.columns.answers.get(str(answer), answer))
    record["monetary_support"], record["in_kind_support"] = tuple(monetary), tuple(in_kind)


def _supporter(record: RowReading, position: int, monetary: list[MonetarySupport], in_kind: list[CellText]) -> None:
    columns, on = record.columns, record.columns.on["support"]
    supporter, kind, amount = (on[name].at(position) for name in ("supporter", "kind", "amount"))
    if not supporter:
        record.leave_out("support", position, "The row names no supporter.")
    elif kind == columns.written("support", "kind", "monetary") and not amount:
        record.leave_out_row("support", position, "Monetary support is sent only with its amount.", "amount")
    elif not kind:
        record.leave_out_row("support", position, "A supporter is sent only as monetary or in-kind.", "kind")
    else:
        record.send("support", position)
        supporter = record.read(on["supporter"], position)
        record.read(on["kind"], position)
        on["kind"].carried[position] = 1
        if kind == columns.written("support", "kind", "in-kind"):
            in_kind.append(supporter)
            if amount:
                record.leave_out("support", position, "In-kind support has no amount in the file.", "amount")
        else:
            monetary.append(MonetarySupport(supporter, amount))


def rems(record: RowReading) -> None:
    """The REMS programs."""
    on = record.columns.on["rems"]
    registrations: list[RemsRegistration] = []
    for position in record.answered("rems", "REMS"):
        program = record.read(on["program"], position)
        if not program:
            record.leave_out("rems", position, "The row names no REMS program.")
            continue
        record.send("rems", position)
        registrations.append(RemsRegistration(program, record.read(on["rpc_id"], position)))
    record["rems"] = tuple(registrations)


def place(record: RowReading) -> None:
    """City, state and country: none without a country."""
    country = record["country"] = record.here("country")
    for column in ("city", "state"):
        record[column] = record.here(column) if country else country.saying("")
        if not country and record.peek(column):
            reason = f"A place is sent only with its country, and {record.columns.header('country')} is blank."
            record.leave_out(ACTIVITIES, record.position, reason, column)


def joint_providers(record: RowReading) -> None:
    """The joint providers of a joint activity."""
    record["joint_providers"] = ()
    if record.says("providership", "joint"):
        record["joint_providers"] = record.unique("joint_provider")
        return
    catalog = record.columns.catalog
    for given in record.columns.activities.given["joint_provider"][record.position]:
        joint = catalog.values_of(catalog.sheet(ACTIVITIES).column("providership")).meaning("joint").value
        reason = f"Joint providers are sent only when {record.columns.header('providership')} is {joint}."
        record.leave_out(ACTIVITIES, record.position, reason, given.column)


def several(record: RowReading) -> None:
    """What may be given several times."""
    record["delivery_methods"] = record.unique("delivery_method")
    record["commendation_tags"] = record.unique("commendation_tag")


def answers(record: RowReading) -> None:
    """Answers of which a blank one is sent as No."""
    mips, close = record.here("mips"), record.here("close_record")
    record["mips"] = mips or mips.saying(record.columns.no)
    record["close"] = close or close.saying(record.columns.no)


def outcomes(record: RowReading) -> None:
    """The measured outcomes."""
    found: list[MeasuredOutcome] = []
    for column, types_of in record.columns.outcomes:
        if record.peek(column.id):
            how = record.here(column.id)
            types = types_of.get(str(how), (how,))
            found.append(MeasuredOutcome(how.saying(column.stands_for), tuple([how.saying(t) for t in types])))
    record["outcomes"] = tuple(found)


def state_contents(record: RowReading) -> None:
    """The state content tags; none of a pair by half."""
    record["state_contents"] = ()
    on, at = record.columns.activities, record.position
    if not on.given["state_domain"][at] and not on.given["state_topic"][at]:
        return
    contents: list[StateContent] = []
    for domain, topic in record.columns.state_contents:
        both = record.peek(domain.id), record.peek(topic.id)
        if all(both):
            contents.append(StateContent(record.here(domain.id), record.here(topic.id)))
            continue
        for column, text in zip((domain, topic), both, strict=True):
            if text:
                record.leave_out(ACTIVITIES, at, _HALF, column.id)
    record["state_contents"] = tuple(contents)


MADE: Sequence[Callable[[RowReading], None]] = (
    support, boards, rems, place, joint_providers, several, answers, outcomes, state_contents,
)  # fmt: skip
"""What makes the parts of a record, in the order in which the receipt tells of them."""
MADE_NAMES = frozenset(
    {
        "boards", "close", "commendation_tags", "content_areas", "delivery_methods", "in_kind_support",
        "joint_providers", "monetary_support", "outcomes", "practice_areas", "state_contents",
    }
)  # fmt: skip
"""What they make, besides what is named as a column is."""
