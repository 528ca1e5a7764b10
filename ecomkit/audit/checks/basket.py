"""The basket: adding works and says so, costs and dates are told before paying."""

from __future__ import annotations

import re

from ecomkit.audit.check import Check, Evidence, Exhibit, Need, Severity, Unreached, Verdict, failed, passed, review
from ecomkit.audit.closed import TOLD, closed_to_guests
from ecomkit.audit.evidence import PageEvidence, Stage
from ecomkit.audit.fill import kind_of
from ecomkit.audit.lexicon import fold, matches, patterns
from ecomkit.audit.money import amounts
from ecomkit.audit.promise import find_promise
from ecomkit.audit.values import Value

__all__ = ["CHECKS", "tells_shipping_cost"]

_REACH = 60
_EARLY = (Stage.HOME, Stage.LIST, Stage.PRODUCT, Stage.CART)
_BUYING = (Stage.CHECKOUT, Stage.PAYMENT)
_WIDEST_DAYS = 30
_LABEL_WORDS = 4
_LINKING = re.compile(r"\W*((?:de|for|of|por|en|gastos|costes?|standard|express|home|estandar|en|la|el|los)\W+)*")


def _adding_works(evidence: Evidence) -> Verdict:
    page = evidence.page(Stage.PRODUCT)
    if evidence.add is None:
        raise Unreached(f"adding was not tried: {evidence.journey.reason or 'not asked for'}")
    if closed_to_guests(evidence):
        raise Unreached(TOLD)
    shown = Exhibit(page="product", url=page.url, detail=f"pressed {evidence.add.pressed!r}")
    if not evidence.add.pressed:
        return failed(
            "the product page has no button that adds to the cart",
            Exhibit(page="product", url=page.url, detail="no candidate"),
        )
    if not evidence.add.confirmed:
        return failed(f"{evidence.add.pressed!r} puts nothing into the cart", shown)
    return passed(f"{evidence.add.pressed!r} puts the product into the cart", shown)


def _adding_is_told(evidence: Evidence) -> Verdict:
    if evidence.add is None or not evidence.add.confirmed:
        raise Unreached("nothing was added to the cart")
    page = evidence.page(Stage.PRODUCT)
    shown = Exhibit(
        page="product", url=page.url, detail=evidence.add.feedback or "nothing changed that a person would notice"
    )
    if evidence.add.feedback:
        return passed(f"adding is told: {evidence.add.feedback}", shown)
    return failed("after adding, the page does not tell that anything happened", shown)


def tells_shipping_cost(text: str) -> str:
    """The words that tell a shipping cost, else empty: an amount, or free, that belongs to a word for shipping.

    It belongs where it follows within 60 characters of the same sentence, stands right before ("4.95 € shipping"),
    or begins the line after a short label.
    """
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    for line, following in zip(lines, [*lines, ""][1:], strict=True):
        for sentence in re.split(r"[.;|·•!](?:\s|$)", line):
            if _costs(sentence):
                return sentence.strip()
        if (
            len(line.split()) <= _LABEL_WORDS
            and matches("shipping", line)
            and any(p.start < 3 for p in _prices(following))
        ):
            return f"{line} {following}"
    return ""


def _costs(sentence: str) -> bool:
    folded = fold(sentence)
    words = [match.span() for pattern in patterns("shipping") for match in pattern.finditer(folded)]
    return any(
        0 <= price.start - end <= _REACH or _said_before(folded, price.end, start, end)
        for start, end in words
        for price in _prices(folded)
    )


def _said_before(text: str, price_end: int, start: int, end: int) -> bool:
    """Whether the amount before the word is its own: linked by "de" or "for", or the word ends the sentence."""
    between = text[price_end:start] if price_end <= start else "-"
    linked = _LINKING.fullmatch(between)
    return bool(linked) and (bool(linked and linked.group(1)) or len(text) - end <= 3)


class _Place(Value):
    start: int
    end: int


def _prices(text: str) -> tuple[_Place, ...]:
    free = [match.span() for pattern in patterns("free") for match in pattern.finditer(fold(text))]
    return tuple(_Place(start=s, end=e) for s, e in (*((a.start, a.end) for a in amounts(text)), *free))


def _shipping_told_early(evidence: Evidence) -> Verdict:
    pages = [page for page in evidence.pages if page.stage in _EARLY]
    policy = evidence.policy("shipping")
    for page in (*pages, *((policy,) if policy else ())):
        if told := tells_shipping_cost(page.facts.text):
            return passed(
                f"the shipping cost first shows on {page.name}", Exhibit(page=page.name, url=page.url, detail=told)
            )
    evidence.page(Stage.CART)
    _refuse_what_is_not_sent(evidence)
    steps = [page for page in evidence.pages if page.stage is Stage.CHECKOUT and tells_shipping_cost(page.facts.text)]
    if steps:
        return review(
            f"the shipping cost first shows in the checkout ({steps[0].name}), after personal data", _at(steps[0])
        )
    return failed("no shipping cost is told before the payment step", *(_at(page) for page in pages))


def _refuse_what_is_not_sent(evidence: Evidence) -> None:
    """Tickets, files and vouchers have no shipping cost: a checkout that never asks where to send things to sends none."""
    paid = any(page.stage is Stage.PAYMENT for page in evidence.pages)
    fields = [field for page in evidence.pages if page.stage in _BUYING for field in page.facts.fields if field.visible]
    if paid and not any(kind_of(field) in {"address", "postcode", "city"} for field in fields):
        raise Unreached("the checkout asks for no address, so nothing seems to be sent")


def _at(page: PageEvidence) -> Exhibit:
    return Exhibit(page=page.name, url=page.url, detail=tells_shipping_cost(page.facts.text) or "no shipping cost")


def _delivery_promised(evidence: Evidence) -> Verdict:
    evidence.page(Stage.CART)
    pages = [page for page in evidence.pages if page.stage not in {Stage.HOME, Stage.LIST}]
    found = [(page, promise) for page in pages if (promise := find_promise(page.facts.text))]
    if not found:
        return failed(
            "no delivery date is promised on product, cart or checkout",
            *(Exhibit(page=p.name, url=p.url, detail="no date") for p in pages),
        )
    page, promise = min(found, key=lambda pair: pair[1].days_wide)
    shown = Exhibit(page=page.name, url=page.url, detail=promise.text)
    if promise.days_wide > _WIDEST_DAYS:
        return failed(f"the promised range is {promise.days_wide:.0f} days wide", shown)
    return passed(f"a delivery date shows on {page.name}", shown)


def _nothing_added_unasked(evidence: Evidence) -> Verdict:
    ticked = [
        Exhibit(page=page.name, url=page.url, detail=f"ticked beforehand: {field.label}", element=field.html)
        for page in evidence.pages
        for field in page.facts.fields
        if field.type == "checkbox" and field.checked and field.visible
        if matches("pretick", fold(field.label)) and not matches("pretick_fine", field.label)
    ]
    evidence.page(Stage.CART)
    if evidence.add and evidence.add.counted is not None and evidence.add.counted > 1:
        ticked.append(Exhibit(page="cart", detail=f"adding one product raised the count by {evidence.add.counted}"))
    if ticked:
        return failed("the shop chooses extras for the customer: " + "; ".join(e.detail for e in ticked[:3]), *ticked)
    return passed("nothing is chosen or added unasked")


CHECKS = (
    Check(
        id="CHK-01",
        title="Adding to the cart works",
        rows=("E1.3",),
        method="the best button of the product page is pressed; the cart's count, a panel or the cart page must show it",
        threshold="the product is in the cart",
        severity=Severity.BLOCKER,
        remedy="Give the button a plain name and let it work without scripts.",
        needs=frozenset({Need.CART}),
        judge=_adding_works,
    ),
    Check(
        id="CHK-02",
        title="Adding to the cart is told",
        rows=("E1.3",),
        method="what changes on the page after the press: a message, the count, a panel, the cart page",
        threshold="something that a person notices",
        severity=Severity.MINOR,
        remedy="Show a message with role status and raise the cart's count.",
        needs=frozenset({Need.CART}),
        judge=_adding_is_told,
    ),
    Check(
        id="CHK-05",
        title="The shipping cost is told long before payment",
        rows=("E1.6", "C8"),
        method="an amount or free within 60 characters of a word for shipping, on home, list, product, cart or the shipping page",
        threshold="before the checkout",
        severity=Severity.BLOCKER,
        remedy="Show the shipping cost, or what it depends on, on the product and in the cart.",
        needs=frozenset({Need.CHECKOUT, Need.POLICIES}),
        judge=_shipping_told_early,
    ),
    Check(
        id="CHK-14",
        title="A delivery date is promised",
        rows=("E1.6", "E4.1"),
        method="a date, range or number of days beside a word for delivery, on product, cart or checkout",
        threshold="there is one, at most 30 days wide",
        severity=Severity.MAJOR,
        remedy="Show the expected day or range with the product and with the ways of shipping.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_delivery_promised,
    ),
    Check(
        id="CHK-19",
        title="Nothing is ticked or added unasked",
        rows=("C8", "E3.1"),
        method="boxes ticked beforehand for newsletters, insurance and other extras; the cart's count after adding one",
        threshold="none",
        severity=Severity.MAJOR,
        remedy="Leave extras and consents unticked.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_nothing_added_unasked,
    ),
)
