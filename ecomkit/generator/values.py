"""What the scaffold's templates are given: answers, written for their formats, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ecomkit import __version__
from ecomkit.domain.sample import sample_address, sample_price
from ecomkit.generator.answers import Answers
from ecomkit.generator.countries import EU, OUTSIDE, REMOTE, SAMPLES, country_of, timezone_of
from ecomkit.generator.manifests import Manifest
from ecomkit.generator.target import Target
from ecomkit.generator.vendoring import Pin
from ecomkit.generator.writing import markdown, quoted, quoted_list

__all__ = ["plugin_list", "values_for"]

_BESIDE_MODELS = (
    "rates",
    "promotions",
    "demo_payments",
    "transfer",
    "collection",
    "gift_cards",
    "downloads",
    "order_mails",
    "reviews",
)
"""Plugins that every new shop starts with, where they are installed."""

_NEIGHBOURS = ("ES", "PT", "FR", "DE", "IT")


def values_for(answers: Answers, target: Target, pin: Pin, installed: Iterable[Manifest]) -> dict[str, Any]:
    """Everything that a template names. Strings of people come quoted (`q`) for TOML, YAML and JSON, and as Markdown (`md`)."""
    countries = _countries(answers.country)
    plugins = plugin_list(answers.models, installed, answers.country)
    known = country_of(answers.country)
    return {
        "name": target.name, "shop_name": answers.shop_name, "md": {"shop_name": markdown(answers.shop_name)},
        "q": {
            "shop_name": quoted(answers.shop_name), "languages": quoted_list(answers.languages), "models": quoted_list(answers.models),
            "description": quoted(f"{answers.shop_name}: a shop made with ecomkit"), "holder": quoted(answers.shop_name[:70].ljust(2, ".")),
            "address": quoted(sample_address(answers.languages[0])),
        },
        "answers": answers.plain(), "version": __version__, "pin": pin.requirement(), "pin_postgres": pin.requirement("postgres"),
        "pin_audit": pin.requirement("audit"), "vendored": pin.file is not None, "postgresql": answers.database == "postgresql",
        "plugins": plugins, "spare": sorted(one.name for one in installed if one.name not in plugins),
        "timezone": timezone_of(answers.country), "countries": quoted_list(countries), "home": answers.country,
        "abroad": quoted_list(countries[1:]), "regions": SAMPLES, "outside": OUTSIDE, "remote": REMOTE,
        "letters": _LETTERS.get(answers.languages[0].partition("-")[0], _LETTERS["en"]),
        "taxes": {code: country_of(code) for code in countries}, "tax_known": known is not None,
        "price": {key: sample_price(euros, answers.currency) for key, euros in _PRICES.items()},
    }  # fmt: skip


_PRICES = {
    "parcel": "3.95", "free_from": "60", "express": "9.95", "abroad": "14.50", "order_limit": "500", "day_limit": "1000",
}  # fmt: skip


_LETTERS = {"en": {"hello": "hello", "orders": "orders"}, "es": {"hello": "hola", "orders": "pedidos"}}
"""Names of the example addresses that customers write to and hear from, by language."""


def plugin_list(models: Iterable[str], installed: Iterable[Manifest], country: str) -> list[str]:
    """The shop's list: what the models require, the models in the order chosen, the usual plugins, and what is made for its country,
    such as its laws, by name.
    """
    known: Mapping[str, Manifest] = {one.name: one for one in installed}
    found: list[str] = []

    def add(name: str) -> None:
        if name in known and name not in found:
            for needed in known[name].requires:
                add(needed)
            found.append(name)

    for name in (*models, *_BESIDE_MODELS, *(name for name in sorted(known) if country in known[name].countries)):
        add(name)
    return found


def _countries(home: str) -> tuple[str, ...]:
    """Home first; neighbours of one market; and one overseas, so that both kinds of tax are shown."""
    near = _NEIGHBOURS if home in EU else ()
    return tuple(dict.fromkeys((home, *near, "US")))
