"""What is supplied at once: whoever buys a download asks for it, and knows that the right of withdrawal ends with it."""

from __future__ import annotations

from ecomkit.audit.check import Evidence, Exhibit, Unreached, Verdict, failed, passed
from ecomkit.audit.evidence import Stage
from ecomkit.audit.facts import FormField
from ecomkit.audit.lexicon import matches

__all__ = ["consented"]

_ASKED = (Stage.CHECKOUT, Stage.PAYMENT)


def consented(evidence: Evidence) -> Verdict:
    """Whether the checkout of a download has a box, ticked by nobody, that says both (Directive 2011/83/EU art. 16(m)).

    Raises Unreached where nothing in the cart is known to be a download, or the payment step was not reached.
    """
    evidence.checkout_steps()
    said = _digital(evidence)
    boxes = [
        (page, field)
        for page in evidence.pages
        if page.stage in _ASKED
        for field in page.facts.fields
        if field.type == "checkbox" and field.visible and (_asks(field) or _knows(field))
    ]
    shown = [Exhibit(page=page.name, url=page.url, detail=field.label, element=field.html) for page, field in boxes]
    lacking = [
        what
        for what, told in (
            ("a box to ask for it at once", any(_asks(field) for _, field in boxes)),
            ("that the right of withdrawal is lost", any(_knows(field) for _, field in boxes)),
        )
        if not told
    ]
    if lacking:
        return failed(f"before a download begins the checkout lacks {' and '.join(lacking)}", *shown, said)
    if any(field.checked for _, field in boxes):
        return failed("the consent to begin a download at once is ticked beforehand", *shown, said)
    return passed("who buys a download asks for it at once and knows what ends by it", *shown)


def _digital(evidence: Evidence) -> Exhibit:
    """Where the shop says that what is bought is a download. Cards for gifts are none: their right does not end so."""
    product = evidence.page(Stage.PRODUCT)
    if matches("gift_card", evidence.product_title or " ".join(product.facts.headings[:1])):
        raise Unreached("nothing in the cart is known to be a download")
    for page in evidence.pages:
        if page is not product and page.stage.order < Stage.CART.order:
            continue
        for line in page.facts.text.splitlines():
            if matches("download_sold", line):
                return Exhibit(page=page.name, url=page.url, detail=line.strip()[:200])
    raise Unreached("nothing in the cart is known to be a download")


def _asks(field: FormField) -> bool:
    return matches("supply_now", field.label)


def _knows(field: FormField) -> bool:
    return matches("right_lost", field.label)
