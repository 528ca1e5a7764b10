"""The cart: change it, and know what shipping and tax come to before saying who you are (E1.7)."""

from __future__ import annotations

import re
from dataclasses import replace

from ecomkit.domain import (
    MAX_QUANTITY,
    REGIONS,
    TAXED_BY_REGION,
    Cart,
    CartById,
    ChangeCart,
    ChooseDelivery,
    Destination,
    Outcome,
    Quote,
    Refuse,
    Refused,
    StockLevels,
    text,
)
from ecomkit.hooks import Field, Form, Page, Redirect
from ecomkit.hooks.forms import Option
from ecomkit.hooks.pages.parts import Empty, Link, Notice, Tone
from ecomkit.services.checkouts import checkout_for
from ecomkit.services.quoting import offer_cart
from ecomkit.storage import catalogue
from ecomkit.web.cookies import Flash, Undo
from ecomkit.web.models.checkout import CartLine, CartPage
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.lines import arrival, line_key, lines_of, totals_of, variant_rows
from ecomkit.web.storefront.product import may_buy, product_page
from ecomkit.web.storefront.regions import region_options, worded
from ecomkit.web.trouble import refusal_page

__all__ = ["cart_of", "change_cart", "estimate", "put_into_cart", "quantity_of", "quote_now", "show_cart"]

_WHOLE = re.compile(r"[0-9]{1,5}")


def quantity_of(written: str, *, least: int = 1) -> int | None:
    """A quantity as written in a field: ASCII digits within what fits into a cart, or None."""
    tidy = written.strip()
    if not _WHOLE.fullmatch(tidy) or not least <= int(tidy) <= MAX_QUANTITY:
        return None
    return int(tidy)


def cart_of(request: WebRequest) -> Cart:
    """The visitor's cart; empty where there is none."""
    if not request.visitor.cart:
        return Cart(id="", buyer=request.ctx.buyer)
    return request.ask(CartById(cart=request.visitor.cart))


def quote_now(request: WebRequest, cart: Cart) -> Quote:
    """What the cart comes to now; nothing is kept. Raises `Refuse`."""
    return offer_cart(request.site.core, request.ctx, cart, checkout_for(request.ctx, cart.id)).quote


def put_into_cart(request: WebRequest) -> Page | Redirect:
    """Put a variant into the cart, from its page."""
    sku = request.form.get("sku", "")[:64]
    row = variant_rows(request, [sku]).get(sku)
    quantity = quantity_of(request.form.get("quantity", "1"))
    if row is None:
        return _nothing_like_it(request)
    if not may_buy(request):
        return product_page(request, row.product, sku=sku, status=422)
    if quantity is None:
        words = request.gettext("Write how many in digits, from 1 to %(most)s", most=MAX_QUANTITY)
        typed = request.form.get("quantity", "")[:20]
        return product_page(request, row.product, sku=sku, quantity=typed, quantity_error=words, status=422)
    outcome = request.run(ChangeCart(cart=request.own_cart(), sku=sku, quantity=quantity))
    if isinstance(outcome, Refused):
        request.set_cookies.clear()
        words = request.say(outcome.text)
        notice = Notice(words, Tone.WARN)
        return product_page(request, row.product, sku=sku, quantity=str(quantity), notices=(notice,), status=422)
    return Redirect(to="/cart", notice=text("%(name)s is in the cart.", name=catalogue.name_in(row, request.locale)))


def _nothing_like_it(request: WebRequest) -> Page:
    refusals = Refuse.because("gone", text("This is no longer sold."), rule="catalogue").refusals
    return refusal_page(request, refusals)


def change_cart(request: WebRequest) -> Page | Redirect:
    """Update quantities, or do what one button says with its line."""
    cart = cart_of(request)
    by_key = {line_key(line.sku): line for line in cart.lines}
    verb, _, key = request.form.get("op", "update").partition(":")
    if verb == "put":
        return _put_back(request)
    if verb in ("remove", "inc", "dec"):
        if key not in by_key:
            return Redirect(to="/cart")
        line = by_key[key]
        wanted = {"remove": 0, "inc": line.quantity + 1, "dec": line.quantity - 1}[verb]
        back = f"/cart#{verb}-{key}" if wanted else "/cart"
        return _set(request, cart, {key: min(wanted, MAX_QUANTITY)}, back=back)
    errors, changes = {}, {}
    for name, line in by_key.items():
        typed = request.form.get(f"quantity.{name}")
        quantity = quantity_of(typed, least=0) if typed is not None else line.quantity
        if quantity is None:
            errors[name] = (typed or "")[:20]
        elif quantity != line.quantity:
            changes[name] = quantity
    if changes and not errors:
        request.flash = Flash(text=text("The quantities are changed."))
    return _page(request, cart, errors=errors, status=422) if errors else _set(request, cart, changes)


def _set(request: WebRequest, cart: Cart, changes: dict[str, int], *, back: str = "/cart") -> Page | Redirect:
    """Set quantities. `back` ends with the button that was pressed: who presses it again finds the keyboard still there."""
    skus = {line_key(line.sku): line for line in cart.lines}
    for key, quantity in changes.items():
        line = skus[key]
        outcome: Outcome[Cart] = request.run(ChangeCart(cart=cart.id, sku=line.sku, quantity=quantity, how="set"))
        if isinstance(outcome, Refused):
            notice = Notice(request.say(outcome.text), Tone.WARN)
            return _page(request, cart_of(request), notices=(notice,), status=422)
        if quantity == 0:
            values = (("op", "put"), ("sku", line.sku), ("quantity", str(line.quantity)))
            undo = Undo(label=text("Put it back"), target="/cart", values=values)
            request.flash = Flash(text=text("Taken out of the cart."), undo=undo)
    return Redirect(to=back)


def _put_back(request: WebRequest) -> Page | Redirect:
    quantity = quantity_of(request.form.get("quantity", ""))
    sku = request.form.get("sku", "")
    row = variant_rows(request, [sku]).get(sku)
    if quantity is None or row is None:
        return Redirect(to="/cart")
    outcome = request.run(ChangeCart(cart=request.own_cart(), sku=sku, quantity=quantity, how="set"))
    if isinstance(outcome, Refused):
        notice = Notice(request.say(outcome.text), Tone.WARN)
        return _page(request, cart_of(request), notices=(notice,), status=422)
    return Redirect(to="/cart", notice=text("%(name)s is in the cart.", name=catalogue.name_in(row, request.locale)))


def show_cart(request: WebRequest) -> Page:
    """The cart."""
    return _page(request, cart_of(request))


def _page(
    request: WebRequest,
    cart: Cart,
    *,
    errors: dict[str, str] | None = None,
    notices: tuple[Notice, ...] = (),
    status: int = 200,
) -> Page:
    _ = request.gettext
    heading = _("Cart")
    if not cart.lines:
        links = (Link(_("Look around the shop"), "/"),)
        empty = Empty(_("The cart is empty"), _("What you put in stays here, also when you come back."), links)
        model = CartPage(heading=heading, action="/cart", notices=notices, empty=empty)
        return Page(template=model.template, model=model, title=heading, status=status)
    try:
        quote = quote_now(request, cart)
    except Refuse as refuse:
        words = tuple(Notice(request.say(refusal.text), Tone.WARN) for refusal in refuse.refusals)
        model = CartPage(
            heading=heading,
            action="/cart",
            lines=_bare_lines(request, cart),
            estimate=_estimate(request, cart),
            notices=(*notices, *words),
        )
        return Page(template=model.template, model=model, title=heading, status=status)
    lines = _within_stock(request, cart, lines_of(request, quote, why=request.site.dev))
    lines = _with_errors(request, lines, errors or {})
    onward = Link(_("Go to checkout"), "/checkout") if not any(line.error for line in lines) else None
    model = CartPage(
        heading=heading, action="/cart", lines=lines, totals=totals_of(request, quote, estimated=True),
        estimate=_estimate(request, cart), checkout=onward, promise=arrival(request, quote.shipping), notices=notices,
    )  # fmt: skip
    return Page(template=model.template, model=model, title=heading, status=status)


def _with_errors(request: WebRequest, lines: tuple[CartLine, ...], errors: dict[str, str]) -> tuple[CartLine, ...]:
    words = request.gettext("Write how many in digits, from 0 to %(most)s", most=MAX_QUANTITY)
    return tuple(
        replace(line, quantity=errors[line.key], error=words) if line.key in errors else line for line in lines
    )


def _within_stock(request: WebRequest, cart: Cart, lines: tuple[CartLine, ...]) -> tuple[CartLine, ...]:
    """The lines, with a word where fewer are left than were asked for: said here, not when everything is filled in."""
    wanted = {line.sku: line.quantity for line in cart.lines}
    free = {level.sku: level.on_hand - level.reserved for level in request.ask(StockLevels(skus=tuple(wanted)))}
    few = {line_key(sku): max(free.get(sku, 0), 0) for sku, quantity in wanted.items() if free.get(sku, 0) < quantity}
    return tuple(replace(line, error=_only(request, few[line.key])) if line.key in few else line for line in lines)


def _only(request: WebRequest, left: int) -> str:
    if not left:
        return request.gettext("Sold out: take it out")
    return request.ngettext("Only %(n)s is left", "Only %(n)s are left", left)


def _bare_lines(request: WebRequest, cart: Cart) -> tuple[CartLine, ...]:
    """The lines where they cannot be priced together: what is gone says so."""
    rows = variant_rows(request, [line.sku for line in cart.lines])
    here = catalogue.variants(request.rows, list(rows), request.ctx.foreign) if request.ctx.foreign else rows
    gone = request.gettext("No longer sold: take it out")
    elsewhere = request.gettext("Not sold in %(currency)s: take it out", currency=request.ctx.currency)
    return tuple(
        CartLine(
            key=line_key(line.sku), name=rows[line.sku].name if line.sku in rows else line.sku, quantity=str(line.quantity), total="",
            error="" if line.sku in here else elsewhere if line.sku in rows else gone,
        )
        for line in cart.lines
    )  # fmt: skip


def _estimate(request: WebRequest, cart: Cart) -> Form:
    """Country, region where one is needed, and postcode: nothing that says who somebody is."""
    _ = request.gettext
    known = cart.destination if cart.destination and cart.destination.country in request.ctx.countries else None
    place = known or Destination(country=request.ctx.country)
    countries = sorted(request.ctx.countries, key=request.formats.country)
    elsewhere = _("For another country, choose it at the foot of the page") if request.ctx.shop.markets else ""
    options = tuple(Option(code, request.formats.country(code), chosen=code == place.country) for code in countries)
    fields = [Field("country", _("Country"), "select", options=options, autocomplete="country", hint=elsewhere)]
    if place.country in TAXED_BY_REGION:
        regions = region_options(request, place.country, place.region)
        fields.append(Field("region", _("State"), "select", options=regions, autocomplete="address-level1"))
    postcode = Field(
        "postcode", _("Postcode"), value=place.postcode, required=False, autocomplete="postal-code", maxlength=16, width="short"
    )  # fmt: skip
    fields.append(worded(request, postcode, place.country))
    return Form(
        "/cart/estimate", tuple(fields), _("Estimate"), main=False, mark_required=False, title=_("Shipping and tax")
    )


def estimate(request: WebRequest) -> Page | Redirect:
    """Estimate shipping and tax for another place."""
    country = request.form.get("country", "")
    cart = cart_of(request)
    if country not in request.ctx.countries or not cart.lines:
        return Redirect(to="/cart")
    region = request.form.get("region", "")
    place = Destination(
        country=country,
        region=region if region in REGIONS.get(country, {}) else "",
        postcode=request.form.get("postcode", "").strip()[:16],
    )
    outcome = request.run(ChooseDelivery(cart=cart.id, destination=place))
    if isinstance(outcome, Refused):
        return _page(request, cart, notices=(Notice(request.say(outcome.text), Tone.WARN),), status=422)
    return Redirect(to="/cart#totals")
