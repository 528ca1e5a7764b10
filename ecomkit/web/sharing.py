"""Sharing: what a page that all may see says of itself to search engines and to whoever passes its address on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ecomkit.hooks.pages.parts import Picture
from ecomkit.services.words import locale_in
from ecomkit.web.linked_data import breadcrumbs, shop_itself, written
from ecomkit.web.request import WebRequest

__all__ = ["linked_data_of", "social_of"]


def linked_data_of(request: WebRequest, title: str, model: object) -> str:
    """The way to the page (JSON-LD), and on the home page who sells; "" for what is not meant to be found."""
    if not request.shared or not request.canonical:
        return ""
    site, address = request.ctx.shop.url, request.address(request.canonical)
    if request.canonical == "/":
        logo = f"{site}{request.site.static.url('icon.svg')}"
        identity, name = request.site.settings.identity, request.site.settings.shop.name
        things = shop_itself(name, identity, home=address, site=site, logo=logo, search=request.address("/search"))
        return written(things)
    trail = [
        (one.label, request.address(one.href)) for one in getattr(model, "crumbs", ()) if one.href and not one.current
    ]
    return written([breadcrumbs([*trail, (title, address)])]) if trail else ""


def social_of(request: WebRequest, title: str, model: object) -> tuple[tuple[str, str], ...]:
    """Properties of Open Graph (ogp.me) for a page that is meant to be found; none for any other."""
    if not request.shared or not request.canonical:
        return ()
    shop = request.ctx.shop
    found = {
        "og:type": "product" if request.canonical.startswith("/p/") else "website",
        "og:site_name": request.site.settings.shop.name, "og:title": title,
        "og:description": request.description, "og:url": request.address(request.canonical),
        "og:locale": request.locale.replace("-", "_"),
    }  # fmt: skip
    locales = (locale_in(shop, language) for language in shop.languages)
    others = [("og:locale:alternate", one.replace("-", "_")) for one in locales if one != request.locale]
    return (*((name, value) for name, value in found.items() if value), *others, *_image(shop.url, _pictured(model)))


def _image(site: str, picture: Picture | None) -> tuple[tuple[str, str], ...]:
    if picture is None:
        return ()
    size = (("og:image:width", str(picture.width)), ("og:image:height", str(picture.height)))
    return (("og:image", f"{site}{picture.src}"), *size, ("og:image:alt", picture.alt))


def _pictured(model: object) -> Picture | None:
    """The first picture of a page: its own, else that of its first thing."""
    return next((one for one in _pictures(model) if one.src and not one.src.endswith(".svg")), None)


def _pictures(model: Any) -> Iterable[Picture]:
    yield from getattr(model, "pictures", ())
    for name in ("cards", "products", "categories"):
        yield from (
            one.picture for one in getattr(model, name, ()) if isinstance(getattr(one, "picture", None), Picture)
        )
