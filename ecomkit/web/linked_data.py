"""Linked data: what a page says to search engines in the words of schema.org, and nothing that the page does not say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from markupsafe import Markup

from ecomkit.domain import Money, Product, Rating, ShippingOption, Variant
from ecomkit.settings import Identity

__all__ = [
    "Offered",
    "SaleTerms",
    "breadcrumbs",
    "in_script",
    "shop_itself",
    "sold",
    "trade_number",
    "varied",
    "written",
]

_SCHEMA: Final = "https://schema.org"
_VARIES: Final = {
    word.casefold(): key
    for key, words in {
        "color": "color colour farbe couleur colore cor",
        "size": "size talla tamaño größe taille taglia tamanho",
        "material": "material materiale matériau",
        "pattern": "pattern estampado muster motif",
    }.items()
    for word in words.split()
}
_NUMBERS: Final = frozenset({"gtin", "gtin8", "gtin12", "gtin13", "gtin14", "ean", "isbn", "upc"})
_LONGEST: Final = 5000
Thing = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A variant as it is offered to whoever sees the page: its own address, price and stock. `images` are addresses."""

    variant: Variant
    url: str
    price: Money
    band: str
    images: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleTerms:
    """What holds for every variant. `shipping` is the cheapest way within `country`; prices end at `price_until`."""

    seller: str
    country: str
    return_days: int
    returns_are_free: bool = False
    today: date
    shipping: ShippingOption | None = None
    price_until: datetime | None = None


def written(things: Iterable[Mapping[str, Any]]) -> str:
    """Things as one JSON-LD document; "" for none."""
    graph = list(things)
    return json.dumps({"@context": _SCHEMA, "@graph": graph}, ensure_ascii=False) if graph else ""


def in_script(text: str) -> Markup:
    """JSON as markup for a script element: no "<" or "&" is left that could end it."""
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def sold(shown: Product, url: str, offered: Sequence[Offered], terms: SaleTerms, rating: Rating | None = None) -> Thing:
    """A product with its offer; with several variants a group of them, each with its own. The page shows the rating, too."""
    rated = _rated(rating) if rating is not None else {}
    if len(offered) == 1:
        one = offered[0]
        return {"@type": "Product", "name": shown.name, **_common(shown, url), **rated, **_article(shown, one, terms)}
    names = [name for name, _ in offered[0].variant.options]
    varies = [f"{_SCHEMA}/{key}" for key in varied((name, name) for name in names)]
    images = list(dict.fromkeys(image for one in offered for image in one.images))
    return {
        "@type": "ProductGroup", "name": shown.name, "productGroupID": shown.slug, **_common(shown, url), **rated,
        **({"image": images[:10]} if images else {}), **({"variesBy": varies} if varies else {}),
        "hasVariant": [_variant(shown, one, terms) for one in offered],
    }  # fmt: skip


def _rated(rating: Rating) -> Thing:
    mean = f"{rating.tenths // 10}.{rating.tenths % 10}"
    about = {"ratingValue": mean, "bestRating": "5", "worstRating": "1", "reviewCount": rating.count}
    return {"aggregateRating": {"@type": "AggregateRating", **about}}


def _common(shown: Product, url: str) -> Thing:
    return {
        "url": url,
        **({"description": shown.description[:_LONGEST]} if shown.description else {}),
        **({"brand": {"@type": "Brand", "name": shown.maker}} if shown.maker else {}),
    }


def _variant(shown: Product, one: Offered, terms: SaleTerms) -> Thing:
    choices = one.variant.options
    own = varied(choices)
    name = ", ".join((shown.name, *(value for _, value in choices)))
    return {"@type": "Product", "name": name, **own, **_article(shown, one, terms)}


def _article(shown: Product, one: Offered, terms: SaleTerms) -> Thing:
    number = trade_number((*shown.attributes, *one.variant.options))
    return {
        "sku": one.variant.sku,
        **({"gtin": number} if number else {}),
        **({"image": list(one.images[:10])} if one.images else {}),
        "offers": _offer(one, terms),
    }


def _offer(one: Offered, terms: SaleTerms) -> Thing:
    until = {"priceValidUntil": terms.price_until.date().isoformat()} if terms.price_until else {}
    return {
        "@type": "Offer", "url": one.url, "price": f"{one.price.decimal():f}", "priceCurrency": one.price.currency, **until,
        "availability": f"{_SCHEMA}/{'OutOfStock' if one.band == 'sold_out' else 'InStock'}",
        "itemCondition": f"{_SCHEMA}/NewCondition", "seller": {"@type": "Organization", "name": terms.seller},
        **({**_shipping(terms), **_returns(terms)} if one.variant.ships else {}),
    }  # fmt: skip


def _shipping(terms: SaleTerms) -> Thing:
    option = terms.shipping
    if option is None:
        return {}
    days = [max(0, (day - terms.today).days) for day in (option.earliest, option.latest)]
    transit = {"@type": "QuantitativeValue", "minValue": days[0], "maxValue": days[1], "unitCode": "DAY"}
    rate = {
        "@type": "MonetaryAmount",
        "value": f"{option.price.decimal():f}",
        "currency": option.price.currency,
    }
    return {
        "shippingDetails": {
            "@type": "OfferShippingDetails", "shippingRate": rate,
            "shippingDestination": {"@type": "DefinedRegion", "addressCountry": terms.country},
            "deliveryTime": {"@type": "ShippingDeliveryTime", "transitTime": transit},
        }
    }  # fmt: skip


def _returns(terms: SaleTerms) -> Thing:
    if not terms.return_days:
        return {}
    fees = "FreeReturn" if terms.returns_are_free else "ReturnFeesCustomerResponsibility"
    return {
        "hasMerchantReturnPolicy": {
            "@type": "MerchantReturnPolicy", "applicableCountry": terms.country, "merchantReturnDays": terms.return_days,
            "returnPolicyCategory": f"{_SCHEMA}/MerchantReturnFiniteReturnWindow", "returnMethod": f"{_SCHEMA}/ReturnByMail",
            "returnFees": f"{_SCHEMA}/{fees}",
        }
    }  # fmt: skip


def breadcrumbs(trail: Iterable[tuple[str, str]]) -> Thing:
    """The way to a page and the page itself at its end: what each is called, and its address."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": address}
            for position, (name, address) in enumerate(trail, 1)
        ],
    }


def shop_itself(name: str, identity: Identity, *, home: str, site: str, logo: str, search: str) -> tuple[Thing, Thing]:
    """Who sells, and the site with its search; `search` is the address of the page that takes the words as `q`."""
    contact = {"telephone": identity.phone, "email": identity.email}
    known = {key: value for key, value in contact.items() if value}
    seller = {
        "@type": "Organization", "@id": f"{site}/#seller", "name": name, "url": home, "logo": logo,
        **({"legalName": identity.company} if identity.company else {}), **({"vatID": identity.tax_id} if identity.tax_id else {}),
        **({"address": identity.address} if identity.address else {}), **known,
        **({"contactPoint": {"@type": "ContactPoint", "contactType": "customer service", **known}} if known else {}),
    }  # fmt: skip
    action = {
        "@type": "SearchAction", "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }  # fmt: skip
    website = {
        "@type": "WebSite",
        "name": name,
        "url": home,
        "publisher": {"@id": f"{site}/#seller"},
        "potentialAction": action,
    }
    return seller, website


def varied(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What tells variants apart by words that search engines know: `color`, `size`, `material`, `pattern`; the last of each counts."""
    return {_VARIES[name.casefold()]: value for name, value in pairs if name.casefold() in _VARIES}


def trade_number(pairs: Iterable[tuple[str, str]]) -> str:
    """The number that trade knows the thing by (GTIN of 8, 12, 13 or 14 digits), where its check digit agrees; else ""."""
    for name, value in pairs:
        digits = value.replace("-", "").replace(" ", "")
        if name.casefold() in _NUMBERS and digits.isascii() and digits.isdigit() and len(digits) in (8, 12, 13, 14):
            weights = (3 if place % 2 else 1 for place in range(len(digits)))
            if sum(int(digit) * weight for digit, weight in zip(reversed(digits), weights, strict=True)) % 10 == 0:
                return digits
    return ""
