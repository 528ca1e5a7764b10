"""The feed of products for merchants' centres: RSS with Google's fields, made piece by piece and sent while it grows."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from sqlalchemy import bindparam, select
from starlette.types import Receive, Scope, Send

from ecomkit.domain import Category, Content, Money, Product, ProductsBySlug, StockLevels, UnitPrice, Variant
from ecomkit.storage import topics
from ecomkit.storage.prices import sold_in
from ecomkit.storage.schedule import shown_at
from ecomkit.storage.tables import product
from ecomkit.web.frames import categories_of
from ecomkit.web.linked_data import trade_number, varied
from ecomkit.web.request import Asked, WebRequest
from ecomkit.web.site import Site
from ecomkit.web.storefront.cards import PricedSkus, price_skus
from ecomkit.web.storefront.choices import variant_path
from ecomkit.web.storefront.delivery import cheapest_delivery
from ecomkit.web.wire import LANGUAGE, MARKET

__all__ = ["FEED", "ProductFeed"]

FEED: Final = "/feeds/products.xml"
_AT_ONCE: Final = 50
_BLOCK: Final = 65_536
_LONGEST_KEPT: Final = timedelta(hours=1)
_MADE_OF: Final = ("products", "categories", "terms")
_UNWRITABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNTAKEN: Final = (".svg", ".avif")
"""Kinds of pictures that merchants' centres do not take."""
_END: Final = b"</channel>\n</rss>\n"
Pairs = list[tuple[str, str]]


@dataclass
class _Growing:
    """A feed in the making, in a file without a name: any number of readers follow it to its end."""

    until: datetime
    file: int
    size: int = 0
    done: bool = False
    failed: BaseException | None = None
    grown: asyncio.Condition = field(default_factory=asyncio.Condition)
    task: asyncio.Task[None] | None = None

    async def add(self, text: bytes, *, last: bool = False) -> None:
        """Put something at its end."""
        while text:
            written = os.write(self.file, text)
            self.size, text = self.size + written, text[written:]
        async with self.grown:
            self.done = last
            self.grown.notify_all()

    async def fail(self, error: BaseException) -> None:
        """Tell readers that it goes no further."""
        async with self.grown:
            self.failed = error
            self.grown.notify_all()

    async def read(self) -> AsyncIterator[bytes]:
        """All of it, waiting for what is not there yet."""
        offset = 0
        while True:
            async with self.grown:
                while not (self.failed or self.done or self.size > offset):
                    await self.grown.wait()
            if self.failed is not None:
                raise self.failed
            while offset < self.size:
                block = os.pread(self.file, _BLOCK, offset)
                offset += len(block)
                yield block
            if self.done and offset == self.size:
                return

    def __del__(self) -> None:
        os.close(self.file)


class ProductFeed:
    """An ASGI app: the feed in the language of its address or of `?language=`, kept until the catalogue changes."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Send the feed, however much of it is there."""
        growing = await self._growing(self._language(scope), scope.get(MARKET, ""))
        headers = [(b"content-type", b"application/xml; charset=utf-8"), (b"cache-control", b"public, max-age=300")]
        started = False
        async for block in growing.read():
            if not started:
                await send({"type": "http.response.start", "status": 200, "headers": headers})
                started = True
            if scope["method"] == "HEAD":
                break
            await send({"type": "http.response.body", "body": block, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    def _language(self, scope: Scope) -> str:
        languages = self._site.core.facts.languages
        named = parse_qs(scope["query_string"].decode("latin-1")).get("language", [""])[0]
        return str(named if named in languages else scope.get(LANGUAGE) or languages[0])

    async def _growing(self, language: str, market: str) -> _Growing:
        name, cache = f"feed/{language}/{market}", self._site.cache
        known = cache.noted(name)
        if isinstance(known, _Growing) and known.failed is None and self._site.shop.clock() < known.until:
            return known
        folder = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the feed is read
        made = _Growing(self._site.shop.clock() + _LONGEST_KEPT, os.dup(folder.fileno()))
        folder.close()
        cache.note(name, dict.fromkeys(_MADE_OF, ""), made)
        made.task = asyncio.create_task(
            self._make(made, Asked(method="GET", path=FEED, language=language, market=market), name)
        )
        return made

    async def _make(self, made: _Growing, asked: Asked, name: str) -> None:
        try:
            versions, start = await self._site.lanes.database(_start, self._site, asked)
            self._site.cache.note(name, versions, made)
            await made.add(start)
            after, asking = "", _Asking()
            while True:
                text, following = await self._site.lanes.database(_items, self._site, asked, after, asking)
                await made.add(text)
                if not following:
                    break
                after = following
            await made.add(_END, last=True)
        except BaseException as error:
            await made.fail(error)
            raise


@dataclass
class _Asking:
    """What delivery was said to cost, by weight and worth; once nobody answers, nobody is asked again."""

    known: dict[tuple[int, int], Pairs] = field(default_factory=dict)
    silent: bool = False


def _asker(site: Site, asked: Asked) -> WebRequest:
    request = WebRequest(site, asked)
    request.begin(shared=True)
    return request


def _start(site: Site, asked: Asked) -> tuple[Mapping[str, str], bytes]:
    request = _asker(site, asked)
    try:
        versions = dict(topics.versions(request.rows, _MADE_OF))
        shop = site.settings.shop
        line = request.gettext(shop.line) if shop.line else shop.name
        about = [("title", shop.name), ("link", request.address("/")), ("description", line)]
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n<channel>\n'
        return versions, (head + _xml(about)).encode()
    finally:
        request.rest()


def _items(site: Site, asked: Asked, after: str, asking: _Asking) -> tuple[bytes, str]:
    """The next products, and the key to go on from; "" at the end."""
    request = _asker(site, asked)
    try:
        chosen = select(product.c.slug).where(shown_at(request.now), product.c.slug > bindparam("after"))
        rows = request.rows.all(chosen.order_by(product.c.slug).limit(_AT_ONCE), after=after)
        slugs = [row.slug for row in rows]
        foreign = request.ctx.foreign
        sold = slugs if foreign is None else sold_in(request.rows, slugs, foreign)
        shown = request.ask(ProductsBySlug(slugs=tuple(sold)))
        skus = [one.sku for each in shown for one in each.variants]
        priced = price_skus(request, skus)
        free = (
            {one.sku: one.on_hand - one.reserved for one in request.ask(StockLevels(skus=tuple(skus)))} if skus else {}
        )
        shelves = {one.slug: one for one in categories_of(request)}
        parts = (_item(request, each, one, priced, free, shelves, asking) for each in shown for one in each.variants)
        text = "".join(f"<item>\n{_xml(part)}</item>\n" for part in parts if part)
        return text.encode(), rows[-1].slug if len(rows) == _AT_ONCE else ""
    finally:
        request.rest()


def _xml(pairs: Pairs) -> str:
    return "".join(f"<{name}>{_said(value)}</{name.partition(' ')[0]}>\n" for name, value in pairs if value)


def _said(value: str) -> str:
    return value if value.startswith("<g:") else escape(_UNWRITABLE.sub("", value))


def _item(
    request: WebRequest, shown: Product, one: Variant, priced: PricedSkus, free: Mapping[str, int],
    shelves: Mapping[str, Category], asking: _Asking,
) -> Pairs:  # fmt: skip
    """What is told of one variant; nothing where it costs nothing or has no picture: merchants' centres refuse such items."""
    goods, images = priced.goods[one.sku], _images(request, shown, one)
    if goods.amount <= 0 or not images:
        return []
    group = shown.slug if len(shown.variants) > 1 else ""
    choices = [value for _, value in one.options]
    number = trade_number((*shown.attributes, *one.options))
    mpn = next((value for name, value in shown.attributes if name.casefold() == "mpn"), "")
    return [
        ("g:id", one.sku), ("g:title", ", ".join([shown.name, *choices])[:150]),
        ("g:description", (shown.description or shown.name)[:5000]),
        ("g:link", _linked(request, shown, one)), *images,
        ("g:availability", "in_stock" if free.get(one.sku, 0) > 0 else "out_of_stock"), *_prices(goods, one, priced.items[one.sku].price),
        ("g:condition", "new"), ("g:brand", shown.maker[:70]), ("g:gtin", number), ("g:mpn", mpn[:70]),
        ("g:identifier_exists", "" if number or mpn or shown.maker else "no"), ("g:item_group_id", group[:50]),
        ("g:product_type", _shelf(shown, shelves)), *_told_apart(shown, one),
        *_measure(one.content), *_shipping(request, one, goods, asking),
    ]  # fmt: skip


def _told_apart(shown: Product, one: Variant) -> Pairs:
    """Its colour, size, material and pattern: those of the variant, else those of the product."""
    found = varied((*shown.attributes, *one.options))
    return [(f"g:{name}", value[:100]) for name, value in found.items()]


def _linked(request: WebRequest, shown: Product, one: Variant) -> str:
    """The address of its page; that of another market names it, so that the page shows the price of the feed."""
    address = request.address(variant_path(shown, one))
    if request.market is None:
        return address
    return f"{address}{'&' if '?' in address else '?'}market={request.market.key}"


def _amount(money: Money) -> str:
    return f"{money.decimal():f} {money.currency}"


def _prices(goods: Money, one: Variant, price: UnitPrice) -> Pairs:
    before = one.lowest_before
    if before is not None and goods == price.money == one.price.money and before.amount > goods.amount:
        return [("g:price", _amount(before)), ("g:sale_price", _amount(goods))]
    return [("g:price", _amount(goods))]


def _images(request: WebRequest, shown: Product, one: Variant) -> Pairs:
    names = [each for each in (one.picture, *shown.pictures) if each is not None]
    found = [request.site.pictures.shown(each, alt=shown.name).src for each in dict.fromkeys(names)]
    urls = [f"{request.ctx.shop.url}{src}" for src in dict.fromkeys(found) if src and not src.endswith(_UNTAKEN)]
    return [("g:image_link" if not i else "g:additional_image_link", url) for i, url in enumerate(urls[:11])]


def _shelf(shown: Product, shelves: Mapping[str, Category]) -> str:
    """The way to its first category, from the top."""

    def upwards() -> Iterator[str]:
        slug, steps = next((one for one in shown.categories if one in shelves), None), 0
        while slug is not None and slug in shelves and steps < 6:
            yield shelves[slug].name
            slug, steps = shelves[slug].parent, steps + 1

    return " > ".join(reversed(list(upwards())))


def _measure(content: Content | None) -> Pairs:
    if content is None or (content.unit == "piece" and content.amount == 1):
        return []
    length = f"{content.amount // 10}.{content.amount % 10} cm"
    words = {"g": f"{content.amount} g", "ml": f"{content.amount} ml", "mm": length, "piece": f"{content.amount} ct"}
    base = {"g": "1 kg", "ml": "1 l", "mm": "1 m", "piece": "1 ct"}
    return [("g:unit_pricing_measure", words[content.unit]), ("g:unit_pricing_base_measure", base[content.unit])]


def _shipping(request: WebRequest, one: Variant, goods: Money, asking: _Asking) -> Pairs:
    """What its delivery costs within the shop's country."""
    if not one.ships:
        return []
    key = (one.weight_g, goods.amount)
    if key not in asking.known and not asking.silent:
        option = cheapest_delivery(request, one, goods)
        asking.silent = option is None
        if option is not None:
            parts = [
                ("g:country", request.ctx.country), ("g:service", request.say(option.label)), ("g:price", _amount(option.price)),
            ]  # fmt: skip
            asking.known[key] = [("g:shipping", _xml(parts))]
    return asking.known.get(key, [])
