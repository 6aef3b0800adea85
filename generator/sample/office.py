"""A small office's plausible year: titles, days and numbers from `office.toml`, values of lists from the catalog."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from generator.catalog import Catalog, Value, ValueList
from generator.failure import Failure
from generator.sample.days import AS_OF
from generator.sample.offers import (
    DIRECT,
    IN_KIND,
    JOINT,
    MONETARY,
    NO,
    UPDATE,
    YES,
    Row,
    credits_near,
    filled,
    listed,
    place_in,
    points_up_to,
    value_at,
)
from generator.sample.words import Place
from generator.workbook.cells import Cell, number_of

_FILE = Path(__file__).with_name("office.toml")
_WEEKS_A_YEAR, _DAYS_A_WEEK = 52.1775, 7
"""An activity of another year lies on the same weekday, at about the same time."""
_OF_REMS = "rems"
"""What `office.toml` calls the companies that grant REMS activities."""
Told = Mapping[str, Any]
"""An activity as `office.toml` tells it."""


@cache
def office() -> Told:
    """What `office.toml` says: the name of the office, whom it asks, its places and its activities."""
    return MappingProxyType(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def office_rows(catalog: Catalog, activities: int | None = None, today: dt.date = AS_OF) -> dict[str, list[Row]]:
    """The rows of the office's workbook, in which nothing is invalid or missing from half a year before that day on.

    Its activities are those of the year of `today`, with what is still to be done of the year before. What had begun
    by that day is in PARS already, and updated; what ended in spring of the year before is closed.

    Args:
        catalog: all values of lists come from it.
        activities: how many of them, spread over the year; all when None.
        today: the day that it is of.

    Returns:
        Sheet id to rows, each from column id to cell; blank cells are left out.

    Raises:
        Failure: the office has fewer activities.
    """
    told = office()["activities"]
    count = len(told) if activities is None else activities
    if count > len(told):
        raise Failure(f"The sample's office has {len(told)} activities a year; for more of them, add --stress.")
    writer = _Writer(catalog, today)
    for number in range(count):
        writer.add(told[number * len(told) // count])
    return writer.rows


class _Writer:
    """Writes one activity after the other."""

    def __init__(self, catalog: Catalog, today: dt.date) -> None:
        self.rows: dict[str, list[Row]] = {sheet: [] for sheet in catalog.sheets}
        self._catalog = catalog
        self._today = today
        self._years = today.year - office()["year"]
        first, last = (int(catalog.number(f"{which}_year")) for which in ("earliest", "latest"))
        self._first, self._last = dt.date(first, 1, 1), dt.date(last, 12, 31)
        self._yes, self._no = (value_at(catalog, "moc", position) for position in (YES, NO))

    def add(self, told: Told) -> None:
        """Adds an activity with its rows on the other sheets."""
        year, _, number = told["id"].partition("-")
        name = f"{int(year) + self._years}-{number}"
        begins = told["start"] + dt.timedelta(round(self._years * _WEEKS_A_YEAR) * _DAYS_A_WEEK)
        ends = begins + (told["end"] - told["start"])
        start, end = self._within(begins), self._within(ends)
        form = self._chosen("format", [told["format"]])[0]
        row: Row = {"provider_activity_id": name, **self._action(name, start)}
        row |= {"title": told["title"].format(start=start.year, end=end.year), "format": form.value}
        row |= self._delivery(told, form) | {"start_date": start, "end_date": end}
        row["credits"] = credits_near(self._catalog, told["credits"])
        row["description"] = told["description"][: int(self._catalog.number("description_limit"))].rstrip()
        partners = told.get("partners", [])
        row["providership"] = value_at(self._catalog, "providership", JOINT if partners else DIRECT)
        row |= self._numbered("activities", "joint_provider", partners)
        row |= self._passport(told, name)
        row |= self._programs(told, row)
        row |= self._beside(told, closed="closed" in told and end == ends)
        self._put("activities", row)

    def _put(self, sheet: str, row: Row) -> None:
        self.rows[sheet].append({column: cell for column, cell in row.items() if cell is not None})

    def _numbered(self, sheet: str, family: str, values: Iterable[Cell]) -> Row:
        """Values in the first columns of a family."""
        return dict(zip((column.id for column in self._catalog.sheets[sheet].family(family)), values, strict=False))

    def _chosen(self, at: str, wanted: Sequence[str], owner: str | None = None) -> list[Value]:
        """Those of some values that a column offers, or the first that it does offer; none when it offers none."""
        offered = listed(self._catalog, at).offered(owner) if owner else listed(self._catalog, at).offered()
        return [value for value in offered if value.value in wanted] or list(offered[: min(1, len(wanted))])

    def _answer(self, yes: object) -> str:
        return self._yes if yes else self._no

    def _within(self, day: dt.date) -> dt.date:
        """That day, or the nearest of the years that are accepted."""
        return min(max(day, self._first), self._last)

    def _action(self, name: str, start: dt.date) -> Row:
        """What had begun is in PARS already."""
        if start >= self._today:
            return {}
        accme_id = filled(self._catalog, "activities", "accme_activity_id", "210" + name.replace("-", "")[-5:] + "8")
        return {"accme_activity_id": accme_id, "record_action": value_at(self._catalog, "record_action", UPDATE)}

    def _delivery(self, told: Told, form: Value) -> Row:
        if not form.is_set("delivery"):
            return {}
        wanted = told.get("delivery", [value.value for value in listed(self._catalog, "delivery_method_1").offered()])
        methods = sorted(self._chosen("delivery_method_1", wanted), key=lambda value: _position(wanted, value))
        row = self._numbered("activities", "delivery_method", (method.value for method in methods))
        if any(method.is_set("needs_place") for method in methods):
            row |= place_in(self._catalog, Place(**office()["places"][told.get("place", "home")]))
        return row

    def _passport(self, told: Told, name: str) -> Row:
        row: Row = {"passport": self._answer(told.get("passport", True))}
        if "fee" in told:
            row |= {at: self._chosen(at, [told[at]])[0].value for at in ("fee", "registration")}
            row["url"] = f"{office()['url']}{name}"
        return row

    def _programs(self, told: Told, activity: Row) -> Row:
        """What the activity is registered for, with its rows on MOC, REMS and Support."""
        boards = [self._put_board(activity, board) for board in told.get("moc", [])]
        rems = self._put_rems(activity, told["rems"]) if "rems" in told else False
        support = [self._put_support(activity, one) for one in told.get("support", [])]
        row: Row = {"moc": self._answer(any(boards)), "rems": self._answer(rems)}
        if any(boards):
            end = activity["end_date"]
            assert isinstance(end, dt.date)
            row |= {"moc_deadline": dt.date(end.year, 12, 31), "moc_attestation": self._yes}
        if "mips" in told:
            row |= {"mips": self._yes} | self._measured(told["mips"])
        return row | {"commercial_support": self._answer(support)}

    def _put_board(self, activity: Row, told: Told) -> bool:
        """A row on MOC. Returns whether the catalog offers the board."""
        board = listed(self._catalog, "moc.board").find(told["board"])
        if board is None or board not in listed(self._catalog, "moc.board").offered():
            return False
        most = number_of(activity["credits"])
        points = points_up_to(self._catalog, min(told.get("points", most), most))
        row: Row = {"provider_activity_id": activity["provider_activity_id"], "board": board.value, "points": points}
        for family, wanted in (("credit_type", told["types"]), ("practice_area", told["areas"])):
            chosen = self._chosen(f"moc.{family}_1", wanted, board.value)
            row |= self._numbered("moc", family, (value.value for value in chosen))
        if selections := int(board.extra["content_selections"] or 0):
            row |= self._contents(board, told.get("topics", [])[:selections])
        self._put("moc", row)
        return True

    def _contents(self, board: Value, topics: Sequence[str]) -> Row:
        """Content areas in words, or entries of the outline that an organization has laid over the board."""
        outline = listed(self._catalog, "moc.content_1").offered(board.value)
        row: Row = {}
        for n, topic in enumerate(topics, 1):
            kinds = listed(self._catalog, f"moc.content_{n}_kind")
            entry = outline[(n - 1) % len(outline)] if outline else None
            if entry and row.get("content_1") == entry.value:
                break
            row[f"content_{n}"] = entry.value if entry else topic
            row[f"content_{n}_kind"] = (entry and entry.extra.get("kind")) or _in_words(kinds)
        return row

    def _put_rems(self, activity: Row, wanted: str) -> bool:
        """A row on REMS. Returns whether the catalog offers a program."""
        name = str(activity["provider_activity_id"])
        for program in self._chosen("rems.program", [wanted]):
            digits = filled(self._catalog, "rems", "rpc_id", f"1042{name[-2:]}{name[-3:]}")
            row: Row = {"provider_activity_id": name, "program": program.value, "rpc_id": digits}
            self._put("rems", row | {"attestation": self._yes})
            return True
        return False

    def _put_support(self, activity: Row, told: Told) -> bool:
        granting, suppliers = self._catalog.text("rems_supporter"), listed(self._catalog, "support.supporter")
        supporter = granting if told["supporter"] == _OF_REMS else told["supporter"]
        if suppliers.closed and not suppliers.find(supporter):
            supporter = suppliers.offered()[0].value
        amount = told.get("amount")
        kind = value_at(self._catalog, "support.kind", IN_KIND if amount is None else MONETARY)
        row: Row = {"provider_activity_id": activity["provider_activity_id"], "supporter": supporter, "kind": kind}
        self._put("support", row | {"amount": None if amount is None else float(amount)})
        return True

    def _measured(self, outcomes: Mapping[str, str]) -> Row:
        """Outcomes by column id, and how each was measured."""
        return {outcome: self._chosen(outcome, [how])[0].value for outcome, how in outcomes.items()}

    def _beside(self, told: Told, *, closed: bool) -> Row:
        """Commendation tags, state content, and what closing asks for."""
        tags = self._chosen("commendation_tag_1", told.get("tags", []))
        row = self._numbered("activities", "commendation_tag", (tag.value for tag in tags))
        if "state" in told and (domains := self._chosen("state_domain_1", [told["state"]["domain"]])):
            topics = [value.value for value in listed(self._catalog, "state_topic_1").offered()]
            row |= {"state_domain_1": domains[0].value, "state_topic_1": (topics or [told["state"]["topic"]])[0]}
        if not closed:
            return row
        counted: Row = {count: told["closed"][count] for count in ("physicians", "other_learners")}
        outcomes = {at: how for at, how in told["closed"].items() if at not in counted}
        return row | counted | self._measured(outcomes) | {"close_record": self._yes}


def _position(wanted: Sequence[str], value: Value) -> int:
    return wanted.index(value.value) if value.value in wanted else len(wanted)


def _in_words(kinds: ValueList) -> str:
    """The kind of a content area that is given in words."""
    offered = kinds.offered()
    return next((kind.value for kind in offered if kind.is_set("free")), offered[0].value)
