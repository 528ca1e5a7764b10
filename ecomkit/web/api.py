"""The HTTP API: what there is of it, and a description that says no more than that."""

from __future__ import annotations

import json
from typing import Any

from ecomkit.domain import Product, ProductBySlug, Products, StockLevels, availability
from ecomkit.errors import NotFound
from ecomkit.hooks import Document
from ecomkit.web.addresses import ANYONE, Address
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.cards import PricedSkus, price_skus

__all__ = ["api_addresses"]


def _json(content: object, status: int = 200) -> Document:
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return Document(content=body, media_type="application/json", status=status)


def products(request: WebRequest) -> Document:
    """A page of products, with the lowest price of each for who asks."""
    limit = request.query.get("limit", "24")
    size = int(limit) if limit.isascii() and limit.isdigit() and 1 <= int(limit[:4]) <= 100 else 24
    query = Products(
        category=request.query.get("category", "")[:120] or None, search=request.query.get("q", "")[:100] or None,
        after=request.query.get("after", "")[:120] or None, limit=size,
    )  # fmt: skip
    found = request.ask(query)
    priced = price_skus(request, [card.sku for card in found.cards]) if found.cards else None
    cards = [
        {
            "slug": card.slug, "name": card.name, "sku": card.sku, "url": f"{request.ctx.shop.url}/p/{card.slug}",
            "availability": card.band, "price": _price(priced, card.sku) if priced else None,
        }
        for card in found.cards
    ]  # fmt: skip
    return _json({"products": cards, "count": found.count, "after": found.after})


def product(request: WebRequest) -> Document:
    """One product with its variants."""
    try:
        shown = request.ask(ProductBySlug(slug=request.path["product"][:120]))
    except NotFound:
        return _json({"error": "not_found", "message": "There is no such product."}, 404)
    priced = price_skus(request, [variant.sku for variant in shown.variants])
    levels = {
        one.sku: one.on_hand - one.reserved
        for one in request.ask(StockLevels(skus=tuple(v.sku for v in shown.variants)))
    }
    return _json(_product(request, shown, priced, levels))


def _product(request: WebRequest, shown: Product, priced: PricedSkus, levels: dict[str, int]) -> dict[str, Any]:
    return {
        "slug": shown.slug, "name": shown.name, "description": shown.description, "categories": list(shown.categories),
        "maker": shown.maker, "attributes": dict(shown.attributes), "url": f"{request.ctx.shop.url}/p/{shown.slug}",
        "variants": [
            {
                "sku": variant.sku, "options": dict(variant.options), "weight_g": variant.weight_g, "ships": variant.ships,
                "price": _price(priced, variant.sku),
                "availability": availability(levels.get(variant.sku, 0)).band,
            }
            for variant in shown.variants
        ],
    }  # fmt: skip


def _price(priced: PricedSkus, sku: str) -> dict[str, object]:
    """An amount in minor units, as everywhere."""
    item = priced.items[sku]
    money = priced.goods[sku] if item.price.per == 1 else item.price.money
    return {
        "amount": money.amount,
        "currency": money.currency,
        "per": item.price.per,
        "includes_tax": item.price.includes_tax,
    }


def openapi(request: WebRequest) -> Document:
    """The description of the API (OpenAPI 3.1)."""
    return _json(_description(request.ctx.shop.name, request.ctx.shop.url))


def _description(name: str, url: str) -> dict[str, Any]:
    def query(key: str, words: str, kind: str = "string") -> dict[str, Any]:
        return {"name": key, "in": "query", "description": words, "schema": {"type": kind}}

    price = _object({"amount": "integer", "currency": "string", "per": "integer", "includes_tax": "boolean"})
    price["description"] = "`amount` is in minor units of the currency, for `per` pieces."
    variant = _object({"sku": "string", "weight_g": "integer", "ships": "boolean", "availability": "string"})
    variant["properties"] |= {"options": {"type": "object"}, "price": price}
    card = _object({"slug": "string", "name": "string", "sku": "string", "url": "string", "availability": "string"})
    card["properties"]["price"] = price
    full = _object({"slug": "string", "name": "string", "description": "string", "maker": "string", "url": "string"})
    full["properties"] |= {"attributes": {"type": "object"}, "variants": {"type": "array", "items": variant}}
    full["properties"]["categories"] = {"type": "array", "items": {"type": "string"}}
    listing = _object({"count": "integer"})
    listing["properties"] |= {"products": {"type": "array", "items": card}, "after": {"type": ["string", "null"]}}
    parameters = [
        query("q", "Words to search for."), query("category", "The slug of a category."), query("after", "The `after` of the page before."),
        query("limit", "1 to 100 products; 24 if left out.", "integer"),
        query("market", "The key of the market whose prices are asked; the main one if left out."),
    ]  # fmt: skip
    one = {"name": "product", "in": "path", "required": True, "schema": {"type": "string"}}
    found = {
        "200": _reply("The product.", full),
        "404": _reply("There is no such product.", _object({"error": "string"})),
    }
    return {
        "openapi": "3.1.0", "info": {"title": name, "version": "1"}, "servers": [{"url": url}],
        "paths": {
            "/api/v1/products": {"get": {"operationId": "products", "summary": "Products", "parameters": parameters,
                                         "responses": {"200": _reply("A page of products.", listing)}}},
            "/api/v1/products/{product}": {"get": {"operationId": "product", "summary": "One product", "parameters": [one, parameters[-1]],
                                                   "responses": found}},
        },
    }  # fmt: skip


def _object(fields: dict[str, str]) -> dict[str, Any]:
    return {"type": "object", "properties": {name: {"type": kind} for name, kind in fields.items()}}


def _reply(words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def api_addresses() -> tuple[Address, ...]:
    """The addresses of the API."""
    return (
        Address(path="/openapi.json", view=openapi, policy=ANYONE, name="openapi"),
        Address(path="/api/v1/products", view=products, policy=ANYONE, name="api.products"),
        Address(path="/api/v1/products/{product}", view=product, policy=ANYONE, name="api.product"),
    )
