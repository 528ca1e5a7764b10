"""From home to a list of products and on to one product."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ecomkit.audit import look
from ecomkit.audit.driver import Blocked
from ecomkit.audit.facts import Card, Facts
from ecomkit.audit.fill import order_line
from ecomkit.audit.lexicon import matches

if TYPE_CHECKING:
    from ecomkit.audit.walk import Walk

__all__ = ["find_list", "find_product", "is_product", "offered_cards", "product_name", "structured_product"]

_LISTS_TRIED = 5
_PRODUCTS_TRIED = 4


def offered_cards(facts: Facts) -> tuple[Card, ...]:
    """The cards that may be products: priced ones where there are at least two, else all that are no service link."""
    usable = tuple(card for card in facts.cards if not matches("browse", card.title, "avoid"))
    priced = tuple(card for card in usable if card.priced)
    return priced if len(priced) >= 2 else usable


def find_list(walk: Walk) -> None:
    """Go to a page that lists products, by the shop's own links; stay on home where home is the list."""
    if walk.recipe.step.open_list:
        walk.follow("open_list", walk.recipe.step.open_list)
        return
    home = walk.driver.look()
    if order_line(home) is not None:
        return
    for href, text in _list_links(walk, home)[:_LISTS_TRIED]:
        _back_to(walk, home.url)
        if _press_link(walk, href, text) and _is_list(walk):
            return
    _back_to(walk, home.url)
    facts = walk.driver.look()
    if not offered_cards(facts) and order_line(facts) is None:
        raise Blocked("no list of products was found; if this is a shop, say where in a recipe ([step.open_list])")


def _back_to(walk: Walk, url: str, clicks: int = 0) -> None:
    """Go back to where a wrong way began. Nobody who knows the shop would go it, so its clicks do not count."""
    if walk.driver.page.url != url:
        walk.driver.open(url)
        del walk.driver.clicks[clicks:]


def _is_list(walk: Walk) -> bool:
    """Whether the page offers several products, rather than one with others beside it."""
    facts = walk.driver.look()
    own = any(not candidate.in_card and candidate.in_product for _, candidate in walk.driver.best("add", facts))
    return len(offered_cards(facts)) >= 2 and not own


def _list_links(walk: Walk, home: Facts) -> list[tuple[str, str]]:
    """Links that may lead to a list: named or addressed so, in the menu, or cards without a price; no priced card."""
    found: list[tuple[str, str]] = []
    products = {card.href for card in home.cards if card.priced}
    for scored in walk.driver.ranked("browse", look.LINKS):
        candidate = scored.candidate
        if (
            walk.driver.same_site(candidate.href)
            and _page(candidate.href) != _page(home.url)
            and candidate.region != "footer"
            and candidate.href not in products
            and not matches("language", candidate.name)
            and "hreflang" not in candidate.hints
        ):
            found.append((candidate.href, candidate.name))
    found += [(card.href, card.title) for card in home.cards if not card.priced and not matches("language", card.title)]
    return list({href: (href, text) for href, text in reversed(found)}.values())[::-1]


def _page(url: str) -> str:
    return urlsplit(url).path.rstrip("/")


def _press_link(walk: Walk, href: str, text: str) -> bool:
    handles, found = look.candidates(walk.driver.page, look.LINKS)
    place = next((n for n, candidate in enumerate(found) if candidate.href == href), None)
    return place is not None and walk.driver.press(handles[place], text or href)


def find_product(walk: Walk) -> None:
    """Open a product that can be bought. A list of lists is gone through. Raises Blocked where none is found."""
    if walk.recipe.product.url:
        walk.go("product.url", walk.recipe.product.url)
    elif walk.recipe.step.open_product:
        walk.follow("open_product", walk.recipe.step.open_product)
    else:
        _open_some_product(walk)
    walk.product_title = product_name(walk.driver.look())


def _open_some_product(walk: Walk) -> None:
    listing = walk.driver.look()
    if order_line(listing) is not None:
        return
    queue, begun = list(offered_cards(listing)), len(walk.driver.clicks)
    fallback: tuple[str, tuple[str, ...]] = ("", ())
    for _ in range(_PRODUCTS_TRIED):
        if not queue:
            break
        card = queue.pop(0)
        _back_to(walk, listing.url, begun)
        if not _press_link(walk, card.href, card.title):
            continue
        facts = walk.driver.look()
        addable = bool(walk.driver.best("add", facts))
        if addable and (is_product(facts) or facts.h1_count):
            return
        if is_product(facts):
            fallback = fallback if fallback[0] else (facts.url, tuple(walk.driver.clicks))
        elif len(offered_cards(facts)) >= 2:
            listing, queue, begun = facts, list(offered_cards(facts)), len(walk.driver.clicks)
    url, clicks = fallback
    if not url:
        raise Blocked("no product page was found; if this is a shop, say where in a recipe (product.url)")
    if walk.driver.page.url != url:
        walk.driver.open(url)
        walk.driver.clicks[:] = clicks


def structured_product(facts: Facts) -> dict[str, Any] | None:
    """The page's schema.org Product, if it has one that can be read."""
    for text in facts.structured:
        try:
            found = json.loads(text)
        except ValueError:
            continue
        for thing in _things(found):
            kinds = thing.get("@type")
            if kinds in ("Product", "ProductGroup") or (isinstance(kinds, list) and "Product" in kinds):
                return thing
    return None


def _things(found: object) -> list[dict[str, Any]]:
    if isinstance(found, list):
        return [thing for item in found for thing in _things(item)]
    if isinstance(found, dict):
        return [found, *_things(found.get("@graph", []))]
    return []


def is_product(facts: Facts) -> bool:
    """Whether the page is about one product: it says so, or has one main heading and a button to add it."""
    if structured_product(facts):
        return True
    return facts.h1_count >= 1 and any(matches("add", name) or matches("add", name, "weak") for name in facts.buttons)


def product_name(facts: Facts) -> str:
    """The product's name: from its structured data, else the label of an order form's line, else the first heading."""
    line = order_line(facts)
    if line is not None:
        return facts.fields[line].label
    named = (structured_product(facts) or {}).get("name")
    if isinstance(named, str) and named:
        return named
    return facts.headings[0] if facts.headings else facts.title
