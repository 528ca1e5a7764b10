"""`ecomkit explain`: who decided what, in which order, with which input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ecomkit.cli.options import as_json, print_json, shop_folder
from ecomkit.speech import say

if TYPE_CHECKING:
    from ecomkit.domain import Buyer, Context, TraceStep
    from ecomkit.shop import Shop

__all__ = ["explain"]


@click.group()
def explain() -> None:
    """Say who decided a price or an order."""


@explain.command()
@click.argument("number")
@shop_folder
@as_json
def order(number: str, folder: Path, as_json: bool) -> None:
    """Explain the order NUMBER: every price, adjustment, delivery and tax in it, as it was decided then."""
    from ecomkit.cli.opening import ready_shop
    from ecomkit.errors import NotFound
    from ecomkit.storage.orders import order_by

    with ready_shop(folder) as shop, shop.database.read() as rows:
        found = order_by(rows, number=number)
    if found is None:
        raise NotFound(say("there is no order %(number)s", number=number))
    quote = found.quote
    if as_json:
        shown = {
            "number": number, "buyer": found.buyer.model_dump(), "source": quote.source, "state": str(found.word),
            "lines": [line.model_dump(mode="json") for line in quote.lines], "totals": quote.totals.model_dump(mode="json"),
            "payments": [one.model_dump(mode="json") for one in found.payments], "trace": _plain(quote.trace),
        }  # fmt: skip
        print_json(shown)
        return
    from ecomkit.cli.tables import print_table

    click.echo(
        say(
            "Order %(number)s, %(word)s, for %(party)s as %(capacity)s, from %(source)s",
            number=number,
            word=found.word,
            party=found.buyer.party,
            capacity=found.buyer.capacity,
            source=quote.source,
        )
    )
    lines = [(line.sku or "", line.text, line.quantity, line.goods, line.tax, line.gross) for line in quote.lines]
    print_table(("sku", "what", "pieces", "goods", "tax", "gross"), lines)
    _print(quote.trace)
    click.echo(
        say(
            "shipping %(shipping)s, tax %(tax)s, to pay %(payable)s",
            shipping=quote.totals.shipping,
            tax=quote.totals.tax,
            payable=quote.totals.payable,
        )
    )


@explain.command()
@click.argument("sku")
@shop_folder
@click.option("--quantity", type=click.IntRange(1, 9999), default=1, show_default=True, help="How many are bought.")
@click.option("--buyer", "email", metavar="EMAIL", help="The price of this person; of a guest when left out.")
@click.option("--as", "capacity", metavar="CAPACITY", help="In which of the person's capacities.")
@as_json
def price(sku: str, folder: Path, quantity: int, email: str | None, capacity: str | None, as_json: bool) -> None:
    """Explain what SKU costs now, for whom: every offer that was looked at, chosen or not."""
    from ecomkit.cli.opening import ready_shop
    from ecomkit.domain import CartLine, Channel, Refuse
    from ecomkit.errors import NotFound
    from ecomkit.services.catalogue import items_of
    from ecomkit.services.quoting import price_items

    with ready_shop(folder) as shop, shop.database.read() as rows:
        ctx = _as_buyer(shop, email, capacity)
        try:
            items = items_of(replace(ctx, db=rows), (CartLine(sku=sku, quantity=quantity),))
        except Refuse as error:
            raise NotFound(say("there is no SKU %(sku)s for sale", sku=repr(sku))) from error
        priced = price_items(shop.core, replace(ctx, channel=Channel.CLI, db=rows), items)
    item = priced.items[0]
    if as_json:
        print_json({
            "sku": sku, "quantity": quantity, "buyer": ctx.buyer.model_dump() if ctx.buyer else None,
            "unit_price": item.price.model_dump(mode="json"), "total": priced.goods[item.key].model_dump(), "trace": _plain(priced.trace),
        })  # fmt: skip
        return
    whom = (
        say("%(party)s as %(capacity)s", party=ctx.buyer.party, capacity=ctx.buyer.capacity)
        if ctx.buyer
        else say("nobody: no plugin lets anybody buy")
    )
    click.echo(
        say(
            "%(quantity)s × %(sku)s for %(whom)s: %(goods)s",
            quantity=quantity,
            sku=sku,
            whom=email or whom,
            goods=priced.goods[item.key],
        )
    )
    _print(priced.trace)


def _as_buyer(shop: Shop, email: str | None, capacity: str | None) -> Context:
    from ecomkit.services.profiles import guest_buyer

    buyer = _buyer(shop, email, capacity) if email else guest_buyer(shop.core, "explain")
    return replace(shop.system(), buyer=buyer)


def _buyer(shop: Shop, email: str, capacity: str | None) -> Buyer:
    """The person in one of their hats. Raises `NotFound` for an unknown one, saying which there are."""
    from ecomkit.errors import NotFound
    from ecomkit.services.profiles import hats_of, login_of
    from ecomkit.storage.profiles import credential_by

    with shop.database.read() as rows:
        row = credential_by(rows, login_of(email))
        hats = hats_of(shop.core, replace(shop.system(), db=rows), str(row.party)) if row else ()
    if row is None:
        raise NotFound(say("nobody signs in with %(email)s", email=email))
    worn = [hat for hat in hats if capacity in (None, hat.capacity.key)]
    if not worn:
        known = ", ".join(sorted({hat.capacity.key for hat in hats})) or "none"
        raise NotFound(
            say(
                "%(email)s does not buy as %(capacity)s. Capacities: %(known)s",
                email=email,
                capacity=repr(capacity),
                known=known,
            )
        )
    return worn[0].buyer


def _plain(trace: Sequence[TraceStep]) -> list[dict[str, object]]:
    return [step.model_dump(mode="json") | {"reason": str(step.reason)} for step in trace]


def _print(trace: Sequence[TraceStep]) -> None:
    from rich.text import Text

    from ecomkit.cli.tables import print_table

    rows = [
        [Text(str(cell), style="" if step.chosen else "dim") for cell in
         (number, step.phase, step.plugin, step.rule, step.subject, str(step.reason), step.effect, "yes" if step.chosen else "no")]
        for number, step in enumerate(trace, 1)
    ]  # fmt: skip
    print_table(("#", "phase", "plugin", "rule", "about", "reason", "effect", "applied"), rows)
