"""Clean shops that differ in words and structure. None of them has a defect, so none may have a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from e2e.audit_lab.words import AR, BASKET, CESTA, DOLLAR, EN, ES, MX, SHOPIFY, WOO

__all__ = ["VARIANTS", "Variant"]


@dataclass(frozen=True, slots=True)
class Variant:
    """One clean shop. `price` is a template for cents; the other fields choose between structures."""

    name: str
    words: Mapping[str, str]
    price: str = "{whole},{cents} €"
    landmarks: bool = True
    search: str = "field"
    adding: str = "message"
    checkout: str = "page"
    options: str = ""
    cookie_bar: bool = False
    marks: str = ""
    moves: str = "pages"
    region: str = ""
    digital: bool = False

    @property
    def law(self) -> str:
        """The law that its pages name: eu, mx, or none."""
        seller = self.words["seller"]
        return "mx" if "RFC" in seller else "eu" if any(sign in seller for sign in ("NIF", "CIF", "VAT no: IE")) else ""

    def machine(self, cents: int) -> str:
        """The same amount as structured data writes it."""
        thousands = "000" if "{whole}.000" in self.price else ""
        return f"{cents // 100}{thousands}.{cents % 100:02}"

    def money(self, cents: int) -> str:
        """An amount as this shop writes it."""
        return self.price.format(whole=cents // 100, cents=f"{cents % 100:02}")


VARIANTS: Mapping[str, Variant] = {
    variant.name: variant
    for variant in (
        Variant("plain-es", ES),
        Variant(
            "bare-en",
            EN,
            price="EUR {whole}.{cents}",
            landmarks=False,
            search="icon",
            checkout="steps",
            options="select",
        ),
        Variant("mexican", MX, price="${whole}.{cents}", adding="drawer", checkout="guest", cookie_bar=True),
        Variant(
            "woo",
            WOO,
            price="{whole},{cents}€",
            adding="redirect",
            checkout="steps",
            options="radio",
            marks="woo",
            digital=True,
        ),
        Variant(
            "shopify",
            SHOPIFY,
            price="${whole}.{cents}",
            landmarks=False,
            adding="drawer",
            options="radio",
            marks="shopify",
            search="icon",
        ),
        Variant(
            "listless",
            EN,
            price="£{whole}.{cents}",
            search="page",
            adding="redirect",
            cookie_bar=True,
            checkout="guest",
        ),
        Variant("accordion", ES, price="€ {whole},{cents}", checkout="accordion", search="icon"),
        Variant("single-page", CESTA, price="{whole},{cents}\u00a0€", moves="script", adding="drawer"),
        Variant(
            "single-page-en",
            BASKET,
            price="€{whole}.{cents}",
            moves="script",
            checkout="steps",
            options="select",
            digital=True,
        ),
        Variant("dublin", BASKET, price="€ {whole}.{cents}", search="page", checkout="accordion", cookie_bar=True),
        Variant("argentine", AR, price="$ {whole}.000,{cents}", adding="redirect", options="radio", search="icon"),
        Variant("dollar", DOLLAR, price="US${whole}.{cents}", adding="drawer", checkout="steps", search="page"),
        Variant(
            "code-behind", DOLLAR, price="{whole}.{cents} USD", landmarks=False, checkout="guest", options="select"
        ),
        Variant("code-before", MX, price="MXN {whole}.{cents}", landmarks=False, adding="redirect", checkout="steps"),
        Variant("presta", CESTA, price="{whole},{cents} EUR", marks="presta", adding="drawer", checkout="accordion"),
        Variant("magento", BASKET, price="EUR {whole}.{cents}", marks="magento", options="select", adding="redirect"),
        Variant("bare-es", CESTA, landmarks=False, search="page", adding="redirect", checkout="guest", cookie_bar=True),
        Variant("mexican-steps", MX, price="${whole}.{cents} MXN", checkout="steps", options="radio", region="MX"),
        Variant(
            "pound", EN, price="{whole}.{cents} GBP", adding="drawer", options="radio", cookie_bar=True, region="GB"
        ),
        Variant("crowded", WOO, adding="drawer", checkout="guest", options="select", search="icon", cookie_bar=True),
    )
}
