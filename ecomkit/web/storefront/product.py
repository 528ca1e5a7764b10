"""The product page: picture, price and promise before anything else (E1.6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, cast
from urllib.parse import quote

from ecomkit.domain import (
    ActorKind,
    Moved,
    Product,
    ProductBySlug,
    Rating,
    ShippingOption,
    StockLevels,
    Variant,
    availability,
    is_shown,
)
from ecomkit.errors import NotFound
from ecomkit.hooks import Page, Redirect
from ecomkit.hooks.pages.parts import Link, Notice, Picture, Tag, Tone
from ecomkit.storage import topics
from ecomkit.storage.narrowing import NEW_FOR, is_new, oldest_in
from ecomkit.web.formats import in_short
from ecomkit.web.frames import categories_of
from ecomkit.web.linked_data import Offered, SaleTerms, sold, written
from ecomkit.web.models.people import ErrorPage
from ecomkit.web.models.product import BuyForm, ProductPage
from ecomkit.web.preview import PREVIEW, may_preview
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.cards import PricedSkus, price_of, price_skus, reasons_of, stock_tag
from ecomkit.web.storefront.choices import axes_of, chosen_variant, variant_path
from ecomkit.web.storefront.delivery import cheapest_delivery, promise_of, promises_of
from ecomkit.web.storefront.near import alternatives_to, like_its_address, related_to
from ecomkit.web.storefront.ratings import rating_words, ratings_of
from ecomkit.web.storefront.sets import parts_of_set

__all__ = ["may_buy", "product", "product_page"]

_UPDATED_FOR: Final = timedelta(days=14)


def may_buy(request: WebRequest) -> bool:
    """Whether the visitor deals here as somebody who buys."""
    capacity = request.visitor.capacity
    return capacity is not None and capacity.buys


def product(request: WebRequest) -> Page | Redirect:
    """A product, with the variant that `?sku=` names. Where it has moved, the way there; where it is not, what is like it."""
    slug, sku = request.path["product"][:120], request.query.get("sku", "")
    try:
        return product_page(request, slug, sku=sku)
    except NotFound:
        return _elsewhere(request, slug, sku)


def _elsewhere(request: WebRequest, slug: str, sku: str) -> Page | Redirect:
    try:
        to = request.ask(Moved(slug=slug))
    except NotFound:
        return _missing(request, slug)
    return Redirect(to=f"/p/{to}?sku={quote(sku, safe='')}" if sku else f"/p/{to}", permanent=True)


def _missing(request: WebRequest, slug: str) -> Page:
    _ = request.gettext
    told = _("It is no longer sold, not sold yet, or the address was not copied whole.")
    if request.ctx.shop.markets:
        told += " " + _("It may be sold in another country: choose one at the foot of the page.")
    model = ErrorPage(
        heading=_("This product is not here"), status=404, search=True, cards=like_its_address(request, slug), text=told,
        links=(Link(_("To the start page"), "/"),),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=model.heading, status=404)


def product_page(
    request: WebRequest, slug: str, *, sku: str = "", quantity: str = "1", quantity_error: str = "",
    notices: tuple[Notice, ...] = (), status: int = 200,
) -> Page:  # fmt: skip
    """The page of a product; after a refusal with what was typed. Raises `NotFound` for a SKU of something else."""
    keep = _opened(request, slug)
    shown = request.ask(ProductBySlug(slug=slug))
    free = _free(request, shown)
    chosen = chosen_variant(shown, sku, free)
    priced = price_skus(request, [variant.sku for variant in shown.variants])
    option = cheapest_delivery(request, chosen, priced.goods[chosen.sku])
    request.subject, request.description = slug, in_short(shown.description)
    request.canonical = f"/p/{slug}"
    told = availability(free[chosen.sku])
    buy, refusal = _buy(request, shown, chosen, told.band, quantity, quantity_error)
    near, related = related_to(request, shown)
    others = alternatives_to(request, shown)
    rating = ratings_of(request, (slug,)).get(slug)
    price = price_of(request, priced, chosen.sku, before=chosen.lowest_before, content=chosen.content)
    model = ProductPage(
        name=shown.name, name_language=_language(request, shown, "name"), price=price, pictures=_pictures(request, shown, chosen),
        crumbs=_crumbs(request, shown), chosen=", ".join(value for _, value in chosen.options), axes=axes_of(shown, chosen, free, keep),
        stock=stock_tag(request, told),
        rating=Link(rating_words(request, rating), "#reviews") if rating else None,
        mark=_mark(request, shown), promise=promise_of(request, chosen, option) if buy else "",
        promise_icon="truck" if chosen.ships else "clock",
        promises=promises_of(request, chosen, option), buy=buy,
        refusal=refusal, notices=(*_preview(request, shown, keep), *notices),
        description=tuple(p.strip() for p in shown.description.split("\n\n") if p.strip()),
        text_language=_language(request, shown, "description"), specs=_specs(request, shown, chosen),
        parts=parts_of_set(request, chosen), safety=_safety(request, shown),
        why=reasons_of(request, [s for s in priced.trace if s.subject in (chosen.sku, "order")]) if request.site.dev else (),
        instead=others if told.band == "sold_out" else (), others=() if told.band == "sold_out" else others,
        related=related, related_title=near,
        json_ld="" if keep else _linked_data(request, shown, priced, free, option, rating),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=shown.name, status=status)


def _language(request: WebRequest, shown: Product, field: str) -> str:
    """That of a field which nobody said in the language of the page (WCAG 3.1.2); "" where it is the page's."""
    return request.ctx.shop.languages[0] if field in shown.unsaid else ""


def _opened(request: WebRequest, slug: str) -> str:
    """Let a link of the staff open what is not shown yet; gives what the page's own links carry along."""
    token = request.query.get(PREVIEW, "")
    if not token or not may_preview(request.site.core.facts.secret, slug, token, request.now.date()):
        return ""
    request.prove(f"product/{slug}")
    return f"&{PREVIEW}={token}"


def _preview(request: WebRequest, shown: Product, keep: str) -> tuple[Notice, ...]:
    _ = request.gettext
    if not keep:
        return ()
    if is_shown(shown, request.now):
        return (Notice(_("This is a preview: customers see this page, too."), Tone.INFO),)
    if shown.published and shown.publish_at is not None and shown.publish_at > request.now:
        words = _(
            "This is a preview: customers see this page from %(when)s on.",
            when=request.formats.moment(shown.publish_at),
        )
        return (Notice(words, Tone.WARN),)
    return (Notice(_("This is a preview: customers do not see this page."), Tone.WARN),)


def _free(request: WebRequest, shown: Product) -> dict[str, int]:
    found = {
        sku.sku: sku.on_hand - sku.reserved
        for sku in request.ask(StockLevels(skus=tuple(v.sku for v in shown.variants)))
    }
    return {variant.sku: found.get(variant.sku, 0) for variant in shown.variants}


def _pictures(request: WebRequest, shown: Product, chosen: Variant) -> tuple[Picture, ...]:
    """Those of the variant first, then the product's."""
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


def _mark(request: WebRequest, shown: Product) -> Tag | None:
    """What is new, by the rule of the lists, or was changed lately."""
    _ = request.gettext
    came, changed = shown.created_at, shown.updated_at
    if came is None or request.now - came < NEW_FOR:
        return Tag(_("New"), Tone.OK) if is_new(came, _oldest(request), request.now) else None
    if changed is not None and request.now - changed < _UPDATED_FOR:
        return Tag(_("Updated %(day)s", day=request.formats.day(changed.date())), Tone.PLAIN)
    return None


def _oldest(request: WebRequest) -> datetime | None:
    """When the shop's first product came, kept until a product changes."""
    cache = request.site.cache
    known = cache.noted("oldest")
    if known is not None:
        return cast("datetime", known)
    oldest = oldest_in(request.rows)
    if oldest is not None:
        cache.note("oldest", dict(topics.versions(request.rows, ["products"])), oldest)
    return oldest


def _buy(
    request: WebRequest, shown: Product, chosen: Variant, band: str, quantity: str, error: str
) -> tuple[BuyForm | None, Notice | None]:
    _ = request.gettext
    if not is_shown(shown, request.now):
        return None, Notice(_("Nobody can buy it before customers see it."), Tone.INFO)
    if not may_buy(request):
        return None, _closed(request, shown)
    if band == "sold_out":
        words = _("Write to us, and we tell you when it is back.")
        return None, Notice(words, Tone.WARN, links=(Link(_("Contact"), "/contact"),))
    label = _("Add to cart")
    return BuyForm(action="/cart/lines", label=label, sku=chosen.sku, quantity=quantity, quantity_error=error), None


def _closed(request: WebRequest, shown: Product) -> Notice:
    """What keeps this visitor from buying, and the way on."""
    _ = request.gettext
    if not any(one.buys for one in request.site.core.capacities.values()):
        return Notice(_("No rule of this shop lets you buy as you are now."), Tone.INFO)
    if request.ctx.actor.kind is ActorKind.GUEST:
        link = Link(_("Sign in to buy"), f"/account/sign-in?next=/p/{shown.slug}", main=True)
        return Notice(_("Only people with an account buy here."), Tone.INFO, links=(link,))
    contact = Link(_("Contact"), "/contact")
    return Notice(
        _("As you act now you cannot buy here. Change above who you buy as, or ask us."), Tone.INFO, links=(contact,)
    )


def _specs(request: WebRequest, shown: Product, chosen: Variant) -> tuple[tuple[str, str], ...]:
    _ = request.gettext
    own = [(name.replace("_", " ").capitalize(), value) for name, value in shown.attributes]
    maker = [(_("Maker"), shown.maker)] if shown.maker else []
    return (*own, *maker, (_("Article number"), chosen.sku))


def _safety(request: WebRequest, shown: Product) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Who made it, who answers for it in the Union, what to beware of (Regulation (EU) 2023/988 art. 19)."""
    _ = request.gettext
    if not (shown.maker_contact or shown.responsible or shown.warnings):
        return ()
    rows = (
        (_("Made by"), (shown.maker, shown.maker_contact)),
        (_("Responsible in the Union"), (shown.responsible,)),
        (_("Warnings"), tuple(shown.warnings.splitlines())),
    )
    return tuple(
        (name, lines) for name, said in rows if (lines := tuple(line.strip() for line in said if line.strip()))
    )


def _linked_data(
    request: WebRequest, shown: Product, priced: PricedSkus, free: Mapping[str, int], option: ShippingOption | None,
    rating: Rating | None,
) -> str:  # fmt: skip
    """The product for search engines, with the prices that the page shows."""
    shop, identity = request.ctx.shop, request.site.settings.identity
    terms = SaleTerms(
        seller=request.site.settings.shop.name, country=request.ctx.country, return_days=identity.return_days,
        returns_are_free=identity.return_costs == "shop",
        today=request.now.date(), shipping=option, price_until=priced.valid_until,
    )  # fmt: skip
    offered = [
        Offered(
            variant=one, url=request.address(variant_path(shown, one)), price=priced.goods[one.sku], band=availability(free[one.sku]).band,
            images=tuple(f"{shop.url}{each.src}" for each in _pictures(request, shown, one) if each.src),
        )
        for one in shown.variants
    ]  # fmt: skip
    return written([sold(shown, request.address(f"/p/{shown.slug}"), offered, terms, rating)])
