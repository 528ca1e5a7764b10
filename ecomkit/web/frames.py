"""Frames: what surrounds a page, for customers and for staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeAlias, cast
from urllib.parse import quote

from babel import Locale, UnknownLocaleError
from markupsafe import Markup

from ecomkit.domain import MAIN_MARKET, Buyer, Categories, Category, Context, Hats, Market, address_in, language_of
from ecomkit.hooks import ShownPage
from ecomkit.hooks.pages.parts import Action, Link, Notice, Tone
from ecomkit.storage import carts, topics
from ecomkit.web import cookies
from ecomkit.web.models.frame import AdminFrame, Footer, Frame, Hat, LanguageLink, MarketChoice, RailGroup, Visitor
from ecomkit.web.request import WebRequest
from ecomkit.web.sharing import linked_data_of, social_of

__all__ = [
    "admin_frame", "bare_frame", "categories_of", "hat_value", "market_name", "markets_of", "plugin_links", "read_hat",
    "storefront_frame",
]  # fmt: skip

_FEW_COUNTRIES = 3


def categories_of(request: WebRequest) -> tuple[Category, ...]:
    """All categories, kept until one changes."""
    request.reads.add("categories")
    cache = request.site.cache
    name = f"categories/{request.locale}"
    known = cache.noted(name)
    if known is not None:
        return cast("tuple[Category, ...]", known)
    versions = dict(topics.versions(request.rows, ["categories"]))
    return cache.note(name, versions, request.ask(Categories()))


def storefront_frame(
    request: WebRequest, *, title: str, name: str, page: object = None, answers: bool = False
) -> Frame:  # fmt: skip
    """The frame around a page of the storefront. A shared one says nothing of who looks at it."""
    shown = ShownPage(name=name, subject=request.subject)
    capacity = request.visitor.capacity
    return Frame(
        shop_name=request.site.settings.shop.name, title=title, footer=_footer(request), language=request.locale,
        description=request.description, canonical=_canonical(request), alternates=_alternates(request),
        robots="" if request.shared and not request.unlisted else "noindex",
        social=social_of(request, title, page), json_ld=linked_data_of(request, title, page),
        audience=capacity.audience if capacity else "", density="compact" if capacity and capacity.compact else "",
        navigation=_navigation(request), stylesheets=request.site.stylesheets, scripts=request.site.scripts,
        query=request.query.get("q", "")[:100] if name == "search" else "",
        visitor=None if request.shared else visitor_of(request), flash=None if request.shared else take_flash(request),
        answers=answers, slots=_slots(request, request.ctx, shown),
    )  # fmt: skip


def bare_frame(request: WebRequest, *, title: str) -> Frame:
    """A frame made of settings alone, for when the database is what failed."""
    return Frame(
        shop_name=request.site.settings.shop.name, title=title, footer=_own_footer(request, ()), robots="noindex"
    )


def visitor_of(request: WebRequest) -> Visitor:
    """The private part of a frame."""
    who = request.visitor
    count = carts.pieces(request.rows, who.cart) if who.cart else 0
    signed_in = who.actor.kind == "person"
    return Visitor(name=who.name, signed_in=signed_in, cart_count=count, hats=_hats(request) if signed_in else ())


def hat_value(buyer: Buyer) -> str:
    """A hat as a form's value."""
    return f"{buyer.capacity}:{buyer.party}"


def read_hat(value: str) -> Buyer | None:
    """The hat that a form's value names."""
    capacity, sign, party = value.partition(":")
    return Buyer(party=party, capacity=capacity) if sign and party else None


def _hats(request: WebRequest) -> tuple[Hat, ...]:
    worn = request.visitor.buyer
    hats = request.ask(Hats())
    if len(hats) < 2 and (not hats or hats[0].buyer == worn):
        return ()
    return tuple(
        Hat(f"{hat.label} · {request.say(hat.capacity.label)}", "/account/hat", hat_value(hat.buyer), hat.buyer == worn)
        for hat in hats
    )


def _navigation(request: WebRequest) -> tuple[Link, ...]:
    here = request.asked.path
    own = tuple(
        Link(one.name, f"/c/{one.slug}", here == f"/c/{one.slug}")
        for one in categories_of(request)
        if one.parent is None
    )
    return own + plugin_links(request, "main")


def plugin_links(request: WebRequest, place: str) -> tuple[Link, ...]:
    """Ways to plugins' pages in one place."""
    if request.links is None:
        request.links = [link for answer in request.site.core.hooks.navigation(request.ctx) for link in answer.values]
    here = request.asked.path
    return tuple(
        Link(request.say(one.label), one.path, here == one.path) for one in request.links if one.place == place
    )


def _canonical(request: WebRequest) -> str:
    return request.address(request.canonical) if request.canonical else ""


def _alternates(request: WebRequest) -> tuple[tuple[str, str], ...]:
    """The page in each language, for search engines; only of pages that are meant to be found."""
    shop = request.site.core.facts
    if not request.canonical or len(shop.languages) == 1:
        return ()
    found = [(one, f"{shop.url}{address_in(shop.languages, request.canonical, one)}") for one in shop.languages]
    return (*found, ("x-default", found[0][1]))


def _languages(request: WebRequest) -> tuple[LanguageLink, ...]:
    """The same page in each language; the home page where this one answers a form."""
    languages = request.site.core.facts.languages
    if len(languages) == 1:
        return ()
    asked = request.asked
    query = f"?{asked.raw_query.decode('latin-1')}" if asked.raw_query else ""
    page = quote(asked.path) + query if asked.method in ("GET", "HEAD") else "/"
    now = language_of(languages, request.locale)
    return tuple(LanguageLink(own_name(one), address_in(languages, page, one), one, one == now) for one in languages)


def markets_of(request: WebRequest) -> tuple[MarketChoice, ...]:
    """The markets to choose from, by the names of their countries; none where there is one."""
    facts, asked = request.site.core.facts, request.asked
    if not facts.markets:
        return ()
    query = f"?{asked.raw_query.decode('latin-1')}" if asked.raw_query else ""
    back = quote(asked.path) + query if asked.method in ("GET", "HEAD") else "/"
    own = (facts.country, *(one for one in facts.countries if one != facts.country))
    main = Market(key=MAIN_MARKET, currency=facts.currency, countries=own)
    now = request.market.key if request.market else MAIN_MARKET
    return tuple(
        MarketChoice(market_name(request, one), one.key, back, one.key == now, one.currency)
        for one in (main, *facts.markets)
    )


def market_name(request: WebRequest, market: Market) -> str:
    """What a market is called: as the shop says, else by its first countries, with its currency."""
    names = [request.formats.country(code) for code in market.countries[:_FEW_COUNTRIES]]
    more = "…" if len(market.countries) > _FEW_COUNTRIES else ""
    said = request.gettext(market.name) if market.name else ", ".join(names) + more
    return f"{said} · {market.currency}"


@lru_cache(maxsize=64)
def own_name(language: str) -> str:
    """What a language calls itself: `Español`."""
    try:
        name = Locale.parse(language, sep="-").get_display_name(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        name = None
    return name[:1].upper() + name[1:] if name else language


def _footer(request: WebRequest) -> Footer:
    return _own_footer(request, plugin_links(request, "footer"))


def _own_footer(request: WebRequest, more: tuple[Link, ...]) -> Footer:
    fixed, written = _fixed_footer(request), request.site.texts.more(request.locale)
    own = tuple(Link(page.title, f"/{page.slug}") for page in written)
    return replace(fixed, languages=_languages(request), markets=markets_of(request), more=(*own, *more))


def _fixed_footer(request: WebRequest) -> Footer:
    """What the footer says on every page of a language, made once."""
    cache, name = request.site.cache, f"footer/{request.locale}"
    known = cache.noted(name)
    if known is not None:
        return cast("Footer", known)
    _, identity = request.gettext, request.site.settings.identity
    answer = request.ngettext("We answer within %(n)s hour", "We answer within %(n)s hours", identity.answer_hours)
    number = request.gettext("Tax number %(number)s", number=identity.tax_id) if identity.tax_id else ""
    legal = (identity.company or request.site.settings.shop.name, identity.address, number)
    footer = Footer(
        contact=Link(_("Contact"), "/contact"), shipping=Link(_("Shipping"), "/shipping"), returns=Link(_("Returns"), "/returns"),
        privacy=Link(_("Privacy"), "/privacy"), terms=Link(_("Terms of sale"), "/terms"), contact_lines=(answer,),
        track=Link(_("Track your order"), "/orders"),
        phone=Link(identity.phone, f"tel:{identity.phone.replace(' ', '')}") if identity.phone else None,
        legal_lines=tuple(line for line in legal if line),
    )  # fmt: skip
    return cache.note(name, {}, footer)


def _slots(request: WebRequest, ctx: Context, shown: ShownPage) -> Mapping[str, tuple[Markup, ...]]:
    """What plugins put into the page, rendered, in the shop's order."""
    slots: dict[str, tuple[Markup, ...]] = {}
    for answer in request.site.core.hooks.blocks(ctx, shown):
        for block in answer.values:
            request.reads.update(block.reads)
            if block.until is not None:
                request.good_until(block.until)
            markup = request.site.templates.block(block, locale=request.locale)
            slots[block.slot] = (*slots.get(block.slot, ()), markup)
    return slots


def take_flash(request: WebRequest) -> Notice | None:
    """The words kept for this page; they are shown once, and not beside what a form was answered with."""
    value = request.asked.cookies.get(cookies.FLASH)
    if value is None or request.asked.method == "POST":
        return None
    request.put_cookie(cookies.FLASH, "", seconds=0)
    flash = cookies.read_flash(request.site.core.facts.secret, value)
    if flash is None:
        return None
    undo = Action(request.say(flash.undo.label), flash.undo.target, flash.undo.values) if flash.undo else None
    return Notice(request.say(flash.text), Tone(flash.tone), undo=undo)


def admin_frame(request: WebRequest, *, title: str, name: str, answers: bool = False) -> AdminFrame:
    """The frame around a page of the staff; without a rail until somebody is signed in. Plugins add to pages with a subject."""
    _ = request.gettext
    shop = request.site.settings.shop.name
    flash = take_flash(request)
    if not request.visitor.staff:
        return AdminFrame(shop_name=shop, title=title, language=request.locale, flash=flash, answers=answers)
    shown, ctx = ShownPage(name=name, subject=request.subject), replace(request.ctx, locale=request.locale)
    return AdminFrame(
        shop_name=shop, title=title, language=request.locale, name=request.visitor.name, rail=_rail(request), flash=flash, answers=answers,
        slots=_slots(request, ctx, shown) if request.subject else {},
        sign_out=Action(_("Sign out"), "/admin/sign-out"),
        language_link=Link(_("Language"), "/admin/language", request.asked.path == "/admin/language"),
    )  # fmt: skip


_Item: TypeAlias = "tuple[str, str, str] | tuple[str, str, str, str]"
"""Permission, words and address of a link, and where its pages lie besides."""


def _rail(request: WebRequest) -> tuple[RailGroup, ...]:
    _ = request.gettext
    allowed, here = request.ctx.actor.permissions, request.asked.path
    own: tuple[_Item, ...] = (
        ("staff.orders", _("Orders"), "/admin/orders"),
        ("staff.stock", _("Products and stock"), "/admin/stock", "/admin/products/"),
        ("staff.orders", _("Approvals"), "/admin/approvals"),
        ("staff.orders", _("Unclear payments"), "/admin/unclear"),
        ("staff.jobs", _("Jobs"), "/admin/jobs"),
    )
    core = request.site.core
    more: list[_Item] = [
        *((s.permission, request.say(s.title), f"/admin/x/{s.key}") for a in core.hooks.screens() for s in a.values),
        *((o.permission, request.say(o.title), f"/admin/o/{o.key}") for o in core.objects.values()),
    ]
    groups = (RailGroup(title, _links(items, allowed, here)) for title, items in (("", own), (_("More"), more)))
    start = Link(_("Start"), "/admin", here == "/admin")
    made = [group for group in groups if group.links]
    return (RailGroup("", (start, *made[0].links)), *made[1:]) if made else (RailGroup("", (start,)),)


def _links(items: Sequence[_Item], allowed: frozenset[str], here: str) -> tuple[Link, ...]:
    return tuple(
        Link(label, href, here.startswith((href, *also)))
        for permission, label, href, *also in items
        if permission in allowed
    )
