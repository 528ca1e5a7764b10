"""What helps search engines find pages: robots.txt, and a sitemap with languages and pictures (E2.5)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from sqlalchemy import bindparam, func, select

from ecomkit.domain import Picture, address_in
from ecomkit.errors import NotFound
from ecomkit.hooks import Document
from ecomkit.storage.schedule import shown_at
from ecomkit.storage.tables import category, product
from ecomkit.web.addresses import ANYONE, Address
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.lists import TURNED

__all__ = ["found_addresses"]

_PART: Final = 10_000
_CLOSED: Final = ("/account", "/cart", "/checkout", "/orders/", "/held/")
_INSIDE: Final = ("/admin", "/api/")
_START: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACES: Final = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
_CATEGORIES: Final = select(category.c.slug).order_by(category.c.position, category.c.slug)


def robots(request: WebRequest) -> Document:
    """What search engines may read: no baskets, no accounts, and no list that is only narrowed or sorted otherwise.

    What they shall read but not show says `noindex` itself and is not closed here: nobody reads the tag of a closed page.
    """
    shop = request.ctx.shop
    spoken = [address_in(shop.languages, path, language) for language in shop.languages for path in _CLOSED]
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in (*_INSIDE, *dict.fromkeys(spoken))),
        *(f"Disallow: /*{sign}{name}=" for name in sorted(TURNED) for sign in "?&"),
        f"Sitemap: {shop.url}/sitemap.xml",
        "",
    ]
    return Document(content="\n".join(lines).encode(), media_type="text/plain; charset=utf-8")


def sitemap(request: WebRequest) -> Document:
    """Every page that is meant to be found (sitemaps.org); the parts of it where there are too many for one."""
    count = request.rows.scalar(select(func.count()).select_from(product).where(shown_at(request.now)))
    if count * len(request.ctx.shop.languages) <= _PART:
        return _urlset([*_pages(request), *_products(request, "", _PART)])
    base = request.ctx.shop.url
    starts = [row.slug for row in request.rows.all(_ordered(request).limit(1))] + _boundaries(request)
    names = ["pages", *(f"from-{slug}" for slug in starts)]
    body = "".join(f"<sitemap><loc>{escape(base)}/sitemaps/{name}.xml</loc></sitemap>\n" for name in names)
    text = f'{_START}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{body}</sitemapindex>\n'
    return Document(content=text.encode(), media_type="application/xml")


def sitemap_part(request: WebRequest) -> Document:
    """One part: the pages that are no products, or so many products from a slug on."""
    name = request.path["part"].removesuffix(".xml")
    if name == "pages":
        return _urlset(_pages(request))
    if not name.startswith("from-"):
        raise NotFound("There is no such part.")
    return _urlset(_products(request, name.removeprefix("from-")[:120], _each_part(request)))


def _each_part(request: WebRequest) -> int:
    return max(1, _PART // len(request.ctx.shop.languages))


def _ordered(request: WebRequest, *columns: Any) -> Any:
    return select(product.c.slug, *columns).where(shown_at(request.now)).order_by(product.c.slug)


def _boundaries(request: WebRequest) -> list[str]:
    """The first product of each part but the first."""
    place = func.row_number().over(order_by=product.c.slug)
    numbered = select(product.c.slug, (place - 1).label("place")).where(shown_at(request.now)).subquery()
    each = _each_part(request)
    found = select(numbered.c.slug).where(numbered.c.place > 0, numbered.c.place % each == 0).order_by(numbered.c.place)
    return [row.slug for row in request.rows.all(found)]


def _urlset(urls: Sequence[str] | Iterator[str]) -> Document:
    return Document(
        content=f"{_START}<urlset {_SPACES}>\n{''.join(urls)}</urlset>\n".encode(), media_type="application/xml"
    )


def _pages(request: WebRequest) -> Iterator[str]:
    fixed = ["/", "/contact", "/returns", *(f"/{slug}" for slug in request.site.texts.pages)]
    for path in [*fixed, *(f"/c/{row.slug}" for row in request.rows.all(_CATEGORIES))]:
        yield from _urls(request, path)


def _products(request: WebRequest, start: str, limit: int) -> Iterator[str]:
    chosen = _ordered(request, product.c.updated_at, product.c.pictures).where(product.c.slug >= bindparam("start"))
    for row in request.rows.all(chosen.limit(limit), start=start):
        shown = (request.site.pictures.shown(Picture.model_validate(one), alt="") for one in json.loads(row.pictures))
        images = "".join(
            f"<image:image><image:loc>{escape(request.ctx.shop.url + one.src)}</image:loc></image:image>"
            for one in shown
            if one.src
        )
        yield from _urls(request, f"/p/{row.slug}", f"<lastmod>{row.updated_at:%Y-%m-%d}</lastmod>{images}")


def _urls(request: WebRequest, path: str, more: str = "") -> Iterator[str]:
    """A page in each language, and from each the ways to the others."""
    shop = request.ctx.shop
    found = [(one, f"{shop.url}{address_in(shop.languages, path, one)}") for one in shop.languages]
    others = [*found, ("x-default", found[0][1])] if len(found) > 1 else []
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{one}" href={quoteattr(address)}/>' for one, address in others
    )
    lastmod, sign, images = more.partition("</lastmod>")
    for _language, address in found:
        yield f"<url><loc>{escape(address)}</loc>{lastmod}{sign}{links}{images}</url>\n"


def found_addresses() -> tuple[Address, ...]:
    """The addresses of search engines."""
    return (
        Address(path="/robots.txt", view=robots, policy=ANYONE, name="robots"),
        Address(path="/sitemap.xml", view=sitemap, policy=ANYONE, name="sitemap"),
        Address(path="/sitemaps/{part}", view=sitemap_part, policy=ANYONE, name="sitemap.part"),
    )
