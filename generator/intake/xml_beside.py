"""What an activity of an XML file has beside its row: commercial supporters and REMS programs."""

from __future__ import annotations

from generator.catalog.lists import YES
from generator.intake.xml_places import SAYS, meant
from generator.intake.xml_rows import Filling

_OTHER_CURRENCY = "The workbook holds amounts in US dollars only."
_NO_CURRENCY = "The file names no currency for it; it is taken as US dollars."


def put_support(filling: Filling) -> None:
    """Rows of those who gave money, then of those who gave in kind, as the upload file has them."""
    pieces, kind = filling.pieces, filling.column("kind", "support")
    supporter, amount = (filling.column(name, "support") for name in ("supporter", "amount"))
    kinds = filling.catalog.values_of(kind)
    for group in pieces.groups("amount", "supporter", "currency"):
        row = filling.add_row("support", {"kind": kinds.meaning("monetary").value})
        filling.one(supporter, pieces.take("supporter", group), row)
        amounts, currencies = pieces.take("amount", group), pieces.take("currency", group)
        if all(meant("currency", currency.text) for currency in currencies):
            for currency in currencies:
                filling.understood(currency, SAYS["currency", "dollars"])
            filling.one(amount, amounts, row, look="" if currencies else _NO_CURRENCY)
        else:
            for piece in (*amounts, *currencies):
                filling.leave(piece, _OTHER_CURRENCY, amount)
    for piece in pieces.take("in_kind_supporter"):
        row = filling.add_row("support", {"kind": kinds.meaning("in-kind").value})
        filling.one(supporter, [piece], row)
    if filling.own_rows.get("support") and filling.cells.get("commercial_support") is None:
        filling.answer("commercial_support", YES)


def put_rems(filling: Filling) -> None:
    """A row for each REMS program."""
    for group in filling.pieces.groups("program", "rpc_id"):
        row = filling.add_row("rems", {})
        for name in ("program", "rpc_id"):
            filling.one(filling.column(name, "rems"), filling.pieces.take(name, group), row)
    filling.registered("rems", "rems")
