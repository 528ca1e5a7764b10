"""What searches and product pages give: help on a wrong word, one price everywhere, stock, description, structured data."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from ecomkit.audit.catalogue import offered_cards, structured_product
from ecomkit.audit.check import Check, Evidence, Exhibit, Need, Severity, Unreached, Verdict, failed, passed, review
from ecomkit.audit.checks.find import product_price
from ecomkit.audit.evidence import PageEvidence, Stage
from ecomkit.audit.lexicon import fold, matches
from ecomkit.audit.money import amounts, parse_number
from ecomkit.audit.wording import counted

__all__ = ["CHECKS", "prices_of"]

_SHORTEST = 80
_FARTHEST = 3


def _nonsense_is_answered(evidence: Evidence) -> Verdict:
    tried = evidence.nonsense
    if tried is None:
        raise Unreached("there was no search field to use")
    shown = Exhibit(page="search", url=tried.url, detail=f"searched for {tried.term!r}; status {tried.status}")
    if tried.status >= 500:
        return failed(f"a search without results answers {tried.status}", shown, severity=Severity.MAJOR)
    if not matches("no_results", tried.text):
        return failed("a search without results does not say that nothing was found", shown)
    if not tried.ways_on:
        return failed("a search without results offers no way on", shown)
    return passed("a search without results says so and offers ways on", shown)


def _slips_are_forgiven(evidence: Evidence) -> Verdict:
    tried = evidence.misspelt
    if evidence.search is None:
        raise Unreached("there was no search field to use")
    if tried is None or not evidence.search.found:
        raise Unreached("the search did not find the word in its right spelling either")
    shown = Exhibit(
        page="search", url=tried.url, detail=f"searched for {tried.term!r} instead of {evidence.search.term!r}"
    )
    if tried.found:
        return passed(f"{tried.term!r} finds {evidence.search.product!r} in spite of the slip", shown)
    return failed(
        f"with two letters swapped ({tried.term!r}) the search does not find {evidence.search.product!r}", shown
    )


def _short_way_to_product(evidence: Evidence) -> Verdict:
    page = evidence.page(Stage.PRODUCT)
    shown = Exhibit(page="product", url=page.url, detail=counted(page.clicks, "click from home", "clicks from home"))
    if page.clicks > _FARTHEST:
        return failed(f"a product is {counted(page.clicks, 'click')} away from home", shown)
    return passed(f"a product is {counted(page.clicks, 'click')} away from home", shown)


def prices_of(page: PageEvidence) -> tuple[Decimal, ...]:
    """The prices that the page's structured data names for its product: offers, low and high ones."""
    thing = structured_product(page.facts)
    return tuple(_offered(thing.get("offers"))) if thing else ()


def _offered(offers: Any) -> Iterable[Decimal]:
    for offer in offers if isinstance(offers, list) else [offers]:
        if isinstance(offer, dict):
            yield from _offered(offer.get("offers"))
            for key in ("price", "lowPrice", "highPrice"):
                value = parse_number(str(offer[key])) if key in offer else None
                if value is not None:
                    yield value


def _one_price(evidence: Evidence) -> Verdict:
    page = evidence.page(Stage.PRODUCT)
    tag = product_price(page.facts)
    if tag is None:
        raise Unreached("the product page shows no price to compare")
    own = {amount.value for amount in amounts(tag.text)}
    shown = [Exhibit(page="product", url=page.url, detail=tag.text)]
    wrong = []
    listed = _in_list(evidence)
    if listed and not own & listed[1]:
        wrong.append(Exhibit(page="list", url=listed[0].url, detail=_worded(listed[1])))
    structured = prices_of(page)
    if structured and not own & set(structured):
        wrong.append(Exhibit(page="product", url=page.url, detail=f"structured data: {_worded(structured)}"))
    cart = next((one for one in evidence.pages if one.stage is Stage.CART), None)
    in_cart = {amount.value for amount in amounts(cart.facts.text)} if cart else set()
    if cart and in_cart and not own & in_cart:
        wrong.append(Exhibit(page="cart", url=cart.url, detail=_worded(in_cart)))
    if not wrong:
        return passed(f"the price is the same everywhere: {tag.text}", *shown)
    told = f"the price differs: {'; '.join(_place(one) for one in (shown[0], *wrong))}"
    chosen = any("a variant" in click for click in evidence.journey.clicks)
    alike = len(set(structured)) == 1 and not (in_cart and not set(structured) & in_cart)
    return (review if chosen and not alike else failed)(told, *wrong, *shown)


def _place(shown: Exhibit) -> str:
    return shown.detail if shown.detail.startswith("structured data") else f"{shown.page}: {shown.detail}"


def _in_list(evidence: Evidence) -> tuple[PageEvidence, set[Decimal]] | None:
    title = fold(evidence.product_title)
    page = next((one for one in evidence.pages if one.stage is Stage.LIST), None)
    if page is None or not title:
        return None
    for card in offered_cards(page.facts):
        if fold(card.title) == title and (found := {amount.value for amount in amounts(card.text)}):
            return page, found
    return None


def _worded(values: Iterable[Decimal]) -> str:
    return ", ".join(f"{value:.2f}" for value in sorted(set(values)))


def _stock_told(evidence: Evidence) -> Verdict:
    page = evidence.page(Stage.PRODUCT)
    structured = '"availability"' in " ".join(page.facts.structured)
    line = next((line.strip() for line in page.facts.text.splitlines() if matches("stock", line)), "")
    if line:
        return passed(f"stock is told: {line[:80]}", Exhibit(page="product", url=page.url, detail=line[:200]))
    told = (
        "only machines are told whether the product is in stock"
        if structured
        else "nothing tells whether the product is in stock"
    )
    return failed(told, Exhibit(page="product", url=page.url, detail="no word about stock"))


def _pictured(page: PageEvidence) -> bool:
    drawn = any(not image.broken and min(image.width, image.height) >= 80 for image in page.facts.images)
    return drawn or page.facts.painted > 0


def _described(evidence: Evidence) -> Verdict:
    page = evidence.page(Stage.PRODUCT)
    name = fold(evidence.product_title)
    lines = [line for line in page.facts.text.splitlines() if not amounts(line) and fold(line) != name]
    cards = " ".join(card.text for card in page.facts.cards)
    longest = max((len(line.strip()) for line in lines if line.strip() and line.strip() not in cards), default=0)
    structured = structured_product(page.facts) or {}
    longest = max(longest, len(str(structured.get("description") or "")))
    lacking = [
        told
        for told, there in (
            ("name", bool(page.facts.headings)),
            ("picture", _pictured(page)),
            (f"description of {_SHORTEST} characters", longest >= _SHORTEST),
        )
        if not there
    ]
    shown = Exhibit(page="product", url=page.url, detail=f"the longest text has {longest} characters")
    if lacking:
        return failed(f"the product page lacks a {', a '.join(lacking)}", shown)
    return passed("the product has a name, a picture and a description", shown)


def _rated(evidence: Evidence) -> Verdict:
    page = evidence.page(Stage.PRODUCT)
    if "aggregateRating" in " ".join(page.facts.structured) or matches("ratings", page.facts.text):
        return passed(
            "the product page shows what others think", Exhibit(page="product", url=page.url, detail="ratings")
        )
    return failed(
        "the product page shows no ratings", Exhibit(page="product", url=page.url, detail="no word of ratings")
    )


def _structured(evidence: Evidence) -> Verdict:
    page = evidence.page(Stage.PRODUCT)
    thing = structured_product(page.facts)
    if thing is None:
        return failed(
            "search engines cannot read the product",
            Exhibit(page="product", url=page.url, detail="no Product in JSON-LD"),
        )
    text = " ".join(page.facts.structured)
    lacking = [
        told
        for told, there in (
            ("name", bool(thing.get("name"))),
            ("image", '"image"' in text),
            ("price above zero", any(price > 0 for price in prices_of(page)) or bool(thing.get("hasVariant"))),
            ("currency", "priceCurrency" in text),
            ("availability", '"availability"' in text),
        )
        if not there
    ]
    shown = Exhibit(page="product", url=page.url, detail=f"missing: {', '.join(lacking)}" if lacking else "complete")
    return (
        failed(f"the product's structured data lacks {', '.join(lacking)}", shown)
        if lacking
        else passed("the product's structured data is complete", shown)
    )


_PRODUCT = frozenset({Need.PRODUCT})
CHECKS = (
    Check(
        id="FND-03",
        title="A search without results helps on",
        rows=("E6", "E1.3"),
        method="a word that no product has is searched for",
        threshold="it says that nothing was found, and links on",
        severity=Severity.MINOR,
        remedy="Say that nothing was found, and show categories or near matches.",
        needs=frozenset({Need.HOME, Need.SEARCH}),
        judge=_nonsense_is_answered,
    ),
    Check(
        id="FND-04",
        title="The search forgives slips",
        rows=("E6", "E1.3"),
        method="a word that is found is searched for again without accents and with two letters swapped",
        threshold="the same product is found",
        severity=Severity.MINOR,
        remedy="Let the search compare by similarity, without case and accents.",
        needs=frozenset({Need.HOME, Need.SEARCH}),
        judge=_slips_are_forgiven,
    ),
    Check(
        id="FND-05",
        title="A product is near",
        rows=("E1.1", "E1.3"),
        method="clicks by the shop's own links",
        threshold="at most 3 from home",
        severity=Severity.BLOCKER,
        remedy="Link lists of products from the menu of every page.",
        needs=_PRODUCT,
        judge=_short_way_to_product,
    ),
    Check(
        id="FND-08",
        title="One price everywhere",
        rows=("E2.2",),
        method="the product's price on its page, in the list, in structured data and in the cart",
        threshold="equal; where a variant was chosen, and they may cost differently, a person looks",
        severity=Severity.BLOCKER,
        remedy="Take every shown price from one place.",
        needs=frozenset({Need.CART}),
        judge=_one_price,
    ),
    Check(
        id="FND-09",
        title="Stock is told",
        rows=("E1.6", "E2.4"),
        method="words about stock on the product page",
        threshold="there are some",
        severity=Severity.MINOR,
        remedy="Say beside the button whether it is in stock.",
        needs=_PRODUCT,
        judge=_stock_told,
    ),
    Check(
        id="FND-10",
        title="Products are described",
        rows=("E2.4",),
        method="name, picture and text of the product page",
        threshold=f"all three, a text of {_SHORTEST} characters",
        severity=Severity.MINOR,
        remedy="Write what it is, of what, how large and for whom.",
        needs=_PRODUCT,
        judge=_described,
    ),
    Check(
        id="FND-11",
        title="Buyers are heard",
        rows=("E3.4", "E2.5"),
        method="words about ratings, or structured ones",
        threshold="there are some",
        severity=Severity.NOTE,
        remedy="Let buyers rate, and show it beside the product.",
        needs=_PRODUCT,
        judge=_rated,
    ),
    Check(
        id="FND-15",
        title="Search engines can read the product",
        rows=("E2.4",),
        method="schema.org Product as JSON-LD",
        threshold="name, image, price above zero, currency, availability",
        severity=Severity.MINOR,
        remedy="Write a Product with an Offer into the page as JSON-LD.",
        needs=_PRODUCT,
        judge=_structured,
    ),
)
