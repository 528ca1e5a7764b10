"""Kinds of rows that can be imported: products, categories, and whatever plugins register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ecomkit.hooks import Hooks, Importer
from ecomkit.importing.languages import TERMS

__all__ = ["CATEGORIES", "PRODUCTS", "Kind", "kinds_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of row: its fields, each with the column names that are known for it."""

    key: str
    fields: Mapping[str, tuple[str, ...]]
    required: frozenset[str]
    importer: Importer | None = None


CATEGORIES = Kind(
    key="categories",
    fields={
        "slug": ("url_key", "handle"),
        "name": ("title", "category_name"),
        "parent": ("parent_slug",),
        "path": ("parent_path",),
        "description": (),
        "tint": (),
        "position": ("sort_order",),
        "rule": (),
    },
    required=frozenset({"slug", "name"}),
)
"""Shelves: `parent` is the slug of the one above, `path` the names of all above, such as Men/Tops, `rule` what stands on it by itself."""

PRODUCTS = Kind(
    key="products",
    fields={
        "draft": ("is_draft",),
        "product": ("product_slug", "product_id", "handle", "parent_sku"),
        "sku": ("article", "article_number", "item_number", "variant_sku"),
        "slug": ("url_key",),
        "name": ("title", "product_name"),
        "category": ("categories", "product_category"),
        "description": ("body", "body_html", "long_description"),
        "short_description": ("summary",),
        **{
            f"option{n}_{part}": (f"option_{n}_{part}",) for n in range(1, 5) for part in ("name", "value")
        },
        "price": ("regular_price", "unit_price", "variant_price", "list_price"),
        "currency": ("price_currency",),
        "weight_g": ("weight_grams", "grams", "variant_grams"),
        "weight": ("weight_kg", "weight_lb", "weight_lbs", "weight_oz", "shipping_weight"),
        "ships": ("requires_shipping", "variant_requires_shipping", "is_shipped"),
        "stock": ("qty", "quantity", "inventory", "on_hand"),
        "tax_class": ("tax_class_name", "tax_category"),
        "maker": ("brand", "vendor", "manufacturer"),
        "picture": (),
        "picture_alt": ("base_image_label", "image_alt_text"),
        "parts": ("bundle", "bundle_items"),
        "content": ("net_content", "unit_pricing_measure"),
        "maker_contact": ("manufacturer_address", "brand_address"),
        "responsible": ("responsible_person", "eu_responsible_person"),
        "warnings": ("safety_warnings", "safety_information"),
        "related": ("related_products", "cross_sell"),
        "alternatives": ("alternative_products", "up_sell"),
        "publish_at": ("publish_from", "new_from_date"),
        "withdraw_at": ("publish_until",),
        "attributes": (),
        "attribute_pairs": ("additional_attributes",),
        "variations": ("configurable_variations",),
        "variation_labels": ("configurable_variation_labels",),
        "type": ("product_type",),
        "visibility": (),
        "online": ("product_online", "published", "active"),
        "store_view": ("store_view_code",),
        "attribute.width": ("dimensions_width",),
        "attribute.height": ("dimensions_height",),
        "attribute.depth": ("dimensions_depth",),
        "attribute.tags": ("tags",),
        "attribute.warranty": ("warranty_information",),
        "attribute.returns": ("return_policy",),
        "attribute.delivery": ("shipping_information",),
        "attribute.minimum_order": ("minimum_order_quantity",),
        "attribute.gtin": ("meta_barcode", "barcode", "ean", "gtin"),
    },
    required=frozenset({"sku", "name", "price"}),
)  # fmt: skip
"""Articles: one row each. Rows with the same `product`, or named by another row's `variations`, are one product."""


def kinds_of(hooks: Hooks) -> dict[str, Kind]:
    """All kinds of a shop, by key."""
    own = {kind.key: kind for kind in (PRODUCTS, CATEGORIES)}
    for one in (TERMS, *(one for answer in hooks.importers() for one in answer.values)):
        own[one.key] = Kind(key=one.key, fields=one.fields, required=one.required, importer=one)
    return own
