"""Ways to pay as a page offers them: those that pay all, and those that pay a part beside another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ecomkit.domain import Money, PaymentMethod, PaymentPart, PaymentPlan, ShippingOption
from ecomkit.web.models.checkout import Choice, ChoiceGroup
from ecomkit.web.request import WebRequest

__all__ = ["Offer", "groups_of", "offers_for", "offers_with", "part_of", "plan_of"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A method that this visitor may use; `left` is what can be paid with it at most, where that is limited."""

    method: PaymentMethod
    left: Money | None

    def covers(self, payable: Money) -> bool:
        """Whether it can pay all of it, as far as the page knows."""
        return self.left is None or self.left >= payable

    def pays_part(self, payable: Money) -> bool:
        """Whether it can pay a part, and only a part."""
        return self.method.divisible and self.left is not None and self.left.amount > 0 and not self.covers(payable)


def offers_for(request: WebRequest) -> tuple[Offer, ...]:
    """The methods that are open to the visitor; one that names no account for them is not."""
    core, ctx = request.site.core, request.ctx
    return tuple(
        Offer(method, core.available(ctx, method))
        for method in core.offered_methods(ctx).values()
        if method.account is None or method.account(ctx) is not None
    )


def offers_with(request: WebRequest, *ways: ShippingOption | None) -> tuple[Offer, ...]:
    """The open methods that go with at least one of these ways of delivery."""
    collected = any(way is not None and way.collected for way in ways)
    return tuple(offer for offer in offers_for(request) if collected or not offer.method.collected)


def groups_of(
    request: WebRequest, offers: Sequence[Offer], payable: Money, *, way: ShippingOption | None, chosen: str, part: str, error: str
) -> tuple[ChoiceGroup, ...]:  # fmt: skip
    """The choice of payment: a part first, where something can pay one; then who pays the rest, or all.

    What is only for collected orders is never chosen beside another `way` of delivery.
    """
    _ = request.gettext
    parts = tuple(_part(request, offer, payable, part) for offer in offers if offer.pays_part(payable))
    whole = [
        offer
        for offer in offers
        if not offer.pays_part(payable) and not (offer.method.divisible and not offer.covers(payable))
    ]
    fitting = [offer.method.key for offer in whole if not offer.method.collected or (way is not None and way.collected)]
    first = chosen if chosen in fitting else next(iter(fitting), "")
    rest = tuple(_whole(request, offer, first) for offer in whole)
    legend = _("Pay the rest by") if parts else _("How you pay")
    groups = [ChoiceGroup(name="payment", legend=legend, choices=rest, error=error)]
    if parts:
        groups.insert(0, ChoiceGroup(name="part", legend=_("Pay a part by"), choices=parts, multiple=True))
    return tuple(groups)


def _part(request: WebRequest, offer: Offer, payable: Money, chosen: str) -> Choice:
    amount = min(offer.left or payable, payable)
    return Choice(
        value=offer.method.key, label=request.say(offer.method.label), detail=_detail(request, offer), price=f"−{request.money(amount)}",
        checked=chosen == offer.method.key,
    )  # fmt: skip


def _whole(request: WebRequest, offer: Offer, chosen: str) -> Choice:
    return Choice(
        value=offer.method.key,
        label=request.say(offer.method.label),
        detail=_detail(request, offer),
        checked=chosen == offer.method.key,
        if_collected=offer.method.collected,
    )


def _detail(request: WebRequest, offer: Offer) -> str:
    note = request.say(offer.method.note) if offer.method.note is not None else ""
    left = request.gettext("%(amount)s left", amount=request.money(offer.left)) if offer.left is not None else ""
    return " · ".join(words for words in (left, note) if words)


def part_of(offers: Sequence[Offer], wanted: str, payable: Money) -> PaymentPart | None:
    """The part that a method pays: what its account holds, never what a form says."""
    for offer in offers:
        if offer.method.key == wanted and offer.pays_part(payable) and offer.left is not None:
            return PaymentPart(method=wanted, money=min(offer.left, payable))
    return None


def plan_of(request: WebRequest, offers: Sequence[Offer], payable: Money) -> PaymentPlan | None:
    """The plan that a form asks for; None where no open method was chosen."""
    chosen = request.form.get("payment", "")
    if chosen not in {offer.method.key for offer in offers}:
        return None
    part = part_of(offers, request.form.get("part", ""), payable)
    rest = PaymentPart(method=chosen)
    return PaymentPlan(parts=(part, rest) if part is not None and part.method != chosen else (rest,))
