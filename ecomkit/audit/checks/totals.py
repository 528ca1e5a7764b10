"""Sums and the cart's memory: totals add up and stay, lines can be changed, the cart outlives a step back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, combinations

from ecomkit.audit.check import Check, Evidence, Exhibit, Need, Severity, Unreached, Verdict, failed, passed, review
from ecomkit.audit.checks.basket import tells_shipping_cost
from ecomkit.audit.evidence import Outcome, PageEvidence, Stage
from ecomkit.audit.facts import Facts
from ecomkit.audit.fill import kind_of
from ecomkit.audit.lexicon import fold, matches
from ecomkit.audit.money import amounts
from ecomkit.audit.values import Value

__all__ = ["CHECKS", "Sum", "read_sum"]

_CENT = Decimal("0.011")
_LABEL = 8
_MOST_PARTS = 8


class Sum(Value):
    """The lines of a bill as the page words them; what the page does not tell is empty."""

    subtotal: Decimal | None = None
    total: Decimal | None = None
    added: tuple[Decimal, ...] = ()
    taken: tuple[Decimal, ...] = ()


def read_sum(text: str) -> Sum:
    """Read a bill: each amount belongs to the label on its line, or on the line before where that has none.

    Whatever stands between subtotal and total may be part of the sum, however it is called.
    """
    subtotal = total = None
    added: list[Decimal] = []
    taken: list[Decimal] = []
    before = ""
    for line in (line.strip() for line in text.splitlines() if line.strip()):
        found = amounts(line)
        named = not found or any(sign.isalpha() for sign in line[: found[0].start])
        label = line if named else f"{before} {line}"
        short = bool(found) and len(label.split()) <= _LABEL
        if short and matches("subtotal", label):
            subtotal = found[-1].value if subtotal is None else subtotal
        elif short and matches("discount_line", label):
            taken.append(found[-1].value)
        elif short and matches("total", label):
            total = found[-1].value
        elif (subtotal is not None and total is None) or (short and _is_cost(label)):
            added += [amount.value for amount in found]
        before = "" if found else line
    return Sum(subtotal=subtotal, total=total, added=tuple(added), taken=tuple(taken))


def _is_cost(label: str) -> bool:
    return matches("shipping", label) or (matches("tax_line", label) and not matches("included", label))


def _makes_total(sums: Sum) -> tuple[Decimal, ...] | None:
    """Those of the lines that make the total with the subtotal: a page may show a tax that is in the prices already."""
    if sums.subtotal is None or sums.total is None:
        return None
    parts = _parts(sums)
    every = chain.from_iterable(combinations(parts, count) for count in range(len(parts) + 1))
    return next((some for some in every if abs(sums.subtotal + sum(some) - sums.total) < _CENT), None)


def _parts(sums: Sum) -> tuple[Decimal, ...]:
    return (*sums.added, *(-value for value in sums.taken))[:_MOST_PARTS]


def _sums_are_right(evidence: Evidence) -> Verdict:
    pages = [page for page in evidence.pages if page.stage.order >= Stage.CART.order]
    read = [(page, read_sum(page.facts.text)) for page in pages]
    full = [(page, sums) for page, sums in read if sums.subtotal is not None and sums.total is not None]
    if not full:
        evidence.page(Stage.CART)
        goods = _one_line(evidence)
        if goods is None:
            raise Unreached("no page shows both a subtotal and a total")
        return goods
    wrong = [(page, sums) for page, sums in full if _makes_total(sums) is None]
    shown = [
        Exhibit(
            page=page.name,
            url=page.url,
            detail=_sum(sums),
        )
        for page, sums in wrong or full
    ]
    if wrong:
        return failed(f"the total on {wrong[0][0].name} is not the sum of its lines", *shown)
    return passed("totals are the sum of their lines", *shown)


def _sum(sums: Sum) -> str:
    """The bill in one line: "1299.00 + 50.00 − 10.00 = 1339.00", with ≠ where that is not so."""
    making = _makes_total(sums)
    parts = _parts(sums) if making is None else making
    told = "".join(f" {'−' if value < 0 else '+'} {abs(value)}" for value in parts)
    return f"{sums.subtotal}{told} {'≠' if making is None else '='} {sums.total}"


def _one_line(evidence: Evidence) -> Verdict | None:
    """With one product in the cart and nothing else on the bill, the total is the product's price."""
    page = evidence.page(Stage.CART)
    sums = read_sum(page.facts.text)
    title = fold(evidence.product_title)
    line = next((line for line in page.facts.text.splitlines() if title and title in fold(line) and amounts(line)), "")
    if sums.total is None or sums.added or sums.taken or not line:
        return None
    values = {amount.value for amount in amounts(line)}
    shown = Exhibit(page="cart", url=page.url, detail=f"{line.strip()[:100]}; total {sums.total}")
    if sums.total in values:
        return passed("the total is the price of the one product", shown)
    return failed(f"the cart's one product does not cost the total of {sums.total}", shown)


def _changeable(evidence: Evidence) -> Verdict:
    page = evidence.page(Stage.CART)
    if evidence.cart_emptied is None:
        raise Unreached("taking out was not tried")
    counted = _has_quantity(page.facts)
    shown = Exhibit(
        page="cart", url=page.url,
        detail=f"quantity can be changed: {_yes(counted)}; taking out works: {_yes(evidence.cart_emptied)}",
    )  # fmt: skip
    if not evidence.cart_emptied:
        return failed("the product cannot be taken out of the cart", shown)
    return (
        passed("lines can be taken out of the cart", shown)
        if counted
        else failed("the cart's quantities cannot be changed", shown, severity=Severity.MINOR)
    )


def _yes(so: bool) -> str:
    return "yes" if so else "no"


def _has_quantity(facts: Facts) -> bool:
    if facts.steppers:
        return True
    words = ("qty", "quantity", "cantidad", "unidades", "units")
    typed = any(
        field.visible
        and (field.type == "number" or any(word in fold(f"{field.name} {field.id} {field.label}") for word in words))
        for field in facts.fields
    )
    return typed or any(name.strip() in {"+", "−", "-"} or matches("step", name) for name in facts.buttons)


def _no_new_charge(evidence: Evidence) -> Verdict:
    before, last = evidence.page(Stage.CART), evidence.page(Stage.PAYMENT)
    first, final = read_sum(before.facts.text).total, read_sum(last.facts.text).total
    if first is None or final is None:
        raise Unreached("cart or payment step shows no total to compare")
    shown = (_total(before, first), _total(last, final))
    told = {amount.value for text in _said_before(evidence, last) for amount in amounts(text)}
    if abs(final - first) < _CENT and _open_shipping(evidence, last):
        raise Unreached("the payment step still asks where to send, and nothing has told what shipping costs")
    if abs(final - first) < _CENT or any(abs(final - first - cost) < _CENT for cost in told):
        return passed(f"the total at the payment step, {final}, is no surprise", *shown)
    if final < first:
        return review(f"the total falls from {first} to {final}", *shown)
    return failed(f"the total grows from {first} in the cart to {final} at the payment step", *shown)


def _said_before(evidence: Evidence, last: PageEvidence) -> Iterator[str]:
    """Where a cost may have been told: all of cart and checkout, and what other pages say of shipping.

    The price of a product that happens to cost as much tells nothing.
    """
    for page in evidence.pages:
        if page.stage.order < Stage.CART.order:
            yield tells_shipping_cost(page.facts.text)
        elif page is not last:
            cards = " ".join(card.text for card in page.facts.cards)
            yield "\n".join(line for line in page.facts.text.splitlines() if " ".join(line.split()) not in cards)
    if policy := evidence.policy("shipping"):
        yield policy.facts.text


def _open_shipping(evidence: Evidence, last: PageEvidence) -> bool:
    """Whether the last total seen may still grow.

    A checkout of one page asks for the address beside the payment: no way of shipping is chosen yet, and where no page
    has said what one costs, an equal total says nothing.
    """
    asked = any(
        field.visible and not field.value and kind_of(field) in {"address", "postcode", "city"}
        for field in last.facts.fields
    )
    return asked and not any(tells_shipping_cost(page.facts.text) for page in evidence.pages)


def _total(page: PageEvidence, value: Decimal) -> Exhibit:
    return Exhibit(page=page.name, url=page.url, detail=f"total {value}")


def _kept(evidence: Evidence) -> Verdict:
    if evidence.cart_kept is None or evidence.journey.outcome is not Outcome.REACHED:
        raise Unreached(f"going back from the payment step was not tried: {evidence.journey.reason or 'not asked for'}")
    page = evidence.page(Stage.CART)
    shown = Exhibit(page="cart", url=page.url, detail="opened again after the payment step")
    return (
        passed("the cart keeps its lines on the way back", shown)
        if evidence.cart_kept
        else failed("the cart is empty after a step back from payment", shown)
    )


CHECKS = (
    Check(
        id="CHK-03",
        title="Totals add up",
        rows=("E2.2",),
        method="subtotal, shipping, tax, discount and total as cart and checkout word them",
        threshold="some of the lines make the total to the cent",
        severity=Severity.BLOCKER,
        remedy="Compute the total once, from the lines that are shown.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_sums_are_right,
    ),
    Check(
        id="CHK-04",
        title="The cart can be changed",
        rows=("E1.3",),
        method="a field or buttons for the quantity; the line is taken out at the end",
        threshold="both",
        severity=Severity.MAJOR,
        remedy="Give each line a quantity and a way out.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_changeable,
    ),
    Check(
        id="CHK-06",
        title="Nothing is charged on top at the end",
        rows=("E1.6",),
        method="the total of the cart beside that of the payment step",
        threshold="equal, or more by an amount that was shown before",
        severity=Severity.BLOCKER,
        remedy="Show every cost in the cart.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_no_new_charge,
    ),
    Check(
        id="CHK-17",
        title="A step back keeps the cart",
        rows=("C5", "E1.3"),
        method="the cart is opened again after the payment step",
        threshold="it holds the same product",
        severity=Severity.MAJOR,
        remedy="Keep the cart until the order is placed.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_kept,
    ),
)
