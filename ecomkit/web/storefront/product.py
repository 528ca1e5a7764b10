"""The product page: picture, price and promise before anything else (E1.6)."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import quote

from ecomkit.domain import (
    Destination,
    Money,
    Parcel,
    Product,
    ProductBySlug,
    Products,
    ShippingOption,
    StockLevels,
    Variant,
    availability,
)
from ecomkit.errors import NotFound, PluginError
from ecomkit.hooks import Page
from ecomkit.hooks.pages.parts import Link, Notice, Picture, Tone
from ecomkit.services.quoting import shipping_options
from ecomkit.web.frames import categories_of
from ecomkit.web.models.catalogue import Card
from ecomkit.web.models.product import Axis, AxisOption, BuyForm, ProductPage
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.cards import PricedSkus, cards_of, price_of, price_skus, reasons_of, stock_tag

__all__ = ["may_buy", "product", "product_page"]

_PROMISE_HOLDS = timedelta(minutes=1)


def may_buy(request: WebRequest) -> bool:
    """Whether the visitor deals here as somebody who buys."""
    capacity = request.visitor.capacity
    return capacity is not None and capacity.buys


def product(request: WebRequest) -> Page:
    """A product, with the variant that `?sku=` names."""
    return product_page(request, request.path["product"][:120], sku=request.query.get("sku", ""))


def product_page(
    request: WebRequest, slug: str, *, sku: str = "", quantity: str = "1", quantity_error: str = "",
    notices: tuple[Notice, ...] = (), status: int = 200,
) -> Page:  # fmt: skip
    """The page of a product; after a refusal with what was typed. Raises `NotFound` for a SKU of something else."""
    shown = request.ask(ProductBySlug(slug=slug))
    free = _free(request, shown)
    chosen = _chosen(shown, sku, free)
    priced = price_skus(request, [variant.sku for variant in shown.variants])
    pictures = _pictures(request, shown, chosen)
    option = _cheapest_delivery(request, chosen, priced)
    request.subject, request.description = slug, shown.description[:160]
    request.canonical = f"{request.ctx.shop.url}/p/{slug}"
    told = availability(free[chosen.sku])
    buy, refusal = _buy(request, chosen, told.band, quantity, quantity_error)
    model = ProductPage(
        name=shown.name, price=price_of(request, priced, chosen.sku), pictures=pictures, crumbs=_crumbs(request, shown),
        chosen=", ".join(value for _, value in chosen.options), axes=_axes(shown, chosen, free), stock=stock_tag(request, told),
        promise=_promise(request, option) if buy else "", promises=_promises(request), buy=buy, refusal=refusal, notices=notices,
        description=tuple(p.strip() for p in shown.description.split("\n\n") if p.strip()), specs=_specs(request, shown, chosen),
        why=reasons_of(request, [s for s in priced.trace if s.subject in (chosen.sku, "order")]) if request.site.dev else (),
        related=_related(request, shown), json_ld=_linked_data(request, shown, chosen, priced, told.band, pictures),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=shown.name, status=status)


def _free(request: WebRequest, shown: Product) -> dict[str, int]:
    found = {
        sku.sku: sku.on_hand - sku.reserved
        for sku in request.ask(StockLevels(skus=tuple(v.sku for v in shown.variants)))
    }
    return {variant.sku: found.get(variant.sku, 0) for variant in shown.variants}


def _chosen(shown: Product, sku: str, free: dict[str, int]) -> Variant:
    """The variant asked for, else the first that is there."""
    if sku:
        for variant in shown.variants:
            if variant.sku == sku:
                return variant
        raise NotFound("There is no such variant.")
    return next((variant for variant in shown.variants if free[variant.sku] > 0), shown.variants[0])


def _axes(shown: Product, chosen: Variant, free: dict[str, int]) -> tuple[Axis, ...]:
    names = [name for name, _ in chosen.options] if len(shown.variants) > 1 else []
    return tuple(
        Axis(label=name, name=f"axis-{i}", options=_axis(shown, chosen, name, free)) for i, name in enumerate(names, 1)
    )


def _axis(shown: Product, chosen: Variant, name: str, free: dict[str, int]) -> tuple[AxisOption, ...]:
    """The values of one choice; each leads to the variant that agrees with most of the other choices."""
    best: dict[str, Variant] = {}
    kept = dict(chosen.options)
    for variant in shown.variants:
        options = dict(variant.options)
        value = options.get(name, "")
        if value not in best or _agreement(variant, kept) > _agreement(best[value], kept):
            best[value] = variant
    return tuple(
        AxisOption(
            label=value, value=value, href=f"/p/{shown.slug}?sku={quote(variant.sku, safe='')}", chosen=value == kept.get(name),
            available=free[variant.sku] > 0,
        )
        for value, variant in best.items()
        if value
    )  # fmt: skip


def _agreement(variant: Variant, kept: dict[str, str]) -> int:
    return sum(kept.get(name) == value for name, value in variant.options)


def _pictures(request: WebRequest, shown: Product, chosen: Variant) -> tuple[Picture, ...]:
    tints = {one.slug: one.tint for one in categories_of(request)}
    tint = next((tints[slug] for slug in shown.categories if slug in tints), "stone")
    found = [chosen.picture] if chosen.picture else []
    found += [one for one in shown.pictures if not found or one.name != found[0].name]
    show = request.site.pictures.shown
    return tuple(show(one, alt=shown.name, tint=tint) for one in found) or (show(None, alt=shown.name, tint=tint),)


def _crumbs(request: WebRequest, shown: Product) -> tuple[Link, ...]:
    by_slug = {one.slug: one for one in categories_of(request)}
    trail: list[Link] = []
    slug = next((one for one in shown.categories if one in by_slug), None)
    while slug is not None and slug in by_slug and len(trail) < 6:
        trail.append(Link(by_slug[slug].name, f"/c/{slug}"))
        slug = by_slug[slug].parent
    return (Link(request.gettext("Home"), "/"), *reversed(trail))


def _cheapest_delivery(request: WebRequest, chosen: Variant, priced: PricedSkus) -> ShippingOption | None:
    """The cheapest way to have one piece delivered in the shop's country."""
    parcel = Parcel(
        destination=Destination(country=request.ctx.shop.country),
        weight_g=chosen.weight_g,
        goods=priced.goods[chosen.sku],
        pieces=1,
    )
    try:
        options, _ = shipping_options(request.site.core, request.ctx, parcel)
    except PluginError:
        return None  # the page still sells; the cart says that delivery cannot be priced
    request.good_until(request.now + _PROMISE_HOLDS)
    delivered = [option for _, option in options if not option.collected]
    return min(delivered, key=lambda option: option.price.amount, default=None)


def _promise(request: WebRequest, option: ShippingOption | None) -> str:
    if option is None:
        return ""
    free = option.price == Money.zero(option.price.currency)
    price = (
        request.gettext("free shipping")
        if free
        else request.gettext("shipping %(price)s", price=request.money(option.price))
    )
    return request.gettext("Arrives %(days)s · %(price)s", days=request.formats.days(option), price=price)


def _promises(request: WebRequest) -> tuple[str, ...]:
    days = request.site.settings.identity.return_days
    return (request.ngettext("%(n)s day to send it back", "%(n)s days to send it back", days),) if days else ()


def _buy(
    request: WebRequest, chosen: Variant, band: str, quantity: str, error: str
) -> tuple[BuyForm | None, Notice | None]:
    _ = request.gettext
    if not may_buy(request):
        link = Link(_("Sign in"), "/account/sign-in")
        return None, Notice(_("No rule of this shop lets you buy as you are now."), Tone.INFO, links=(link,))
    if band == "sold_out":
        words = _("Write to us, and we tell you when it is back.")
        return None, Notice(words, Tone.WARN, links=(Link(_("Contact"), "/contact"),))
    label = _("Add to cart")
    return BuyForm(action="/cart/lines", label=label, sku=chosen.sku, quantity=quantity, quantity_error=error), None


def _specs(request: WebRequest, shown: Product, chosen: Variant) -> tuple[tuple[str, str], ...]:
    _ = request.gettext
    own = [(name.replace("_", " ").capitalize(), value) for name, value in shown.attributes]
    maker = [(_("Maker"), shown.maker)] if shown.maker else []
    return (*own, *maker, (_("Article number"), chosen.sku))


def _related(request: WebRequest, shown: Product) -> tuple[Card, ...]:
    """Some of the same category. The page depends on these few, not on every product that changes somewhere."""
    if not shown.categories:
        return ()
    before = set(request.reads)
    near = request.ask(Products(category=shown.categories[0], limit=5)).cards
    chosen = [card for card in near if card.slug != shown.slug][:4]
    request.reads = before | {f"{kind}/{card.slug}" for card in chosen for kind in ("product", "stock")}
    return cards_of(request, chosen)


def _linked_data(
    request: WebRequest, shown: Product, chosen: Variant, priced: PricedSkus, band: str, pictures: tuple[Picture, ...]
) -> str:
    """The product for search engines (schema.org), with the price that the page shows."""
    shop = request.ctx.shop
    money = priced.goods[chosen.sku]
    schema = "https://schema.org"
    return json.dumps(
        {
            "@context": schema, "@type": "Product", "name": shown.name, "sku": chosen.sku, "description": shown.description[:500],
            "image": [f"{shop.url}{one.src}" for one in pictures if one.src],
            **({"brand": {"@type": "Brand", "name": shown.maker}} if shown.maker else {}),
            "offers": {
                "@type": "Offer", "url": f"{shop.url}/p/{shown.slug}", "price": f"{money.decimal():f}", "priceCurrency": money.currency,
                "availability": f"{schema}/{'OutOfStock' if band == 'sold_out' else 'InStock'}",
            },
        },
        ensure_ascii=False,
    )  # fmt: skip
