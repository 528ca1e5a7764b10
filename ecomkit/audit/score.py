"""Which of a page's links and buttons is the one: points for each sign, and the reasons said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ecomkit.audit.lexicon import leads_to, matches
from ecomkit.audit.money import amounts
from ecomkit.audit.values import Value

__all__ = ["SURE", "Candidate", "Scored", "locator", "rank", "score"]

SURE = 5
"""The points below which nothing is pressed."""


class Candidate(Value):
    """A link or button that is visible, as `scripts/candidates.js` describes it. `area` in square CSS pixels."""

    name: str
    tag: str = "button"
    role: str = ""
    type: str = ""
    href: str = ""
    action: str = ""
    region: str = "main"
    in_product: bool = False
    in_card: bool = False
    in_summary: bool = False
    filled: bool = False
    area: int = 0
    disabled: bool = False
    markers: tuple[str, ...] = ()
    hints: str = ""
    fields: int = 0


class Scored(Value):
    """A candidate's place in the page's list, its points and where they came from."""

    index: int
    candidate: Candidate
    points: int
    reasons: tuple[str, ...]


class _Weights(Value):
    strong: int = 6
    weak: int = 2
    address: int = 4
    marker: int = 8
    product: int = 0
    summary: int = 0
    filled: int = 0
    header: int = 0
    card: int = 0
    form_fields: int = 0


_INTENTS = {
    "add": _Weights(product=3, filled=1, header=-6, card=-6),
    "checkout": _Weights(weak=3, summary=3, filled=2, header=-3, card=-6),
    "cart": _Weights(header=2, card=-6),
    "guest": _Weights(header=-3),
    "next": _Weights(filled=2, header=-6, form_fields=3),
    "reject": _Weights(weak=5),
    "search": _Weights(header=1, card=-6),
    "remove": _Weights(weak=3, header=-6),
    "update": _Weights(header=-6),
    "browse": _Weights(strong=3, header=2),
}
_ANY_DISABLED = -6


def rank(intent: str, candidates: Sequence[Candidate]) -> tuple[Scored, ...]:
    """All candidates with points above zero, the best first; of equals the larger one, then the earlier one."""
    scored = (
        Scored(index=i, candidate=c, points=p, reasons=r)
        for i, c in enumerate(candidates)
        for p, r in [score(intent, c)]
    )
    return tuple(sorted((s for s in scored if s.points > 0), key=lambda s: (-s.points, -s.candidate.area, s.index)))


def score(intent: str, candidate: Candidate) -> tuple[int, tuple[str, ...]]:
    """The points of one candidate for one intent (add, checkout, cart, next …) and the signs that gave them."""
    weights = _INTENTS[intent]
    if matches(intent, candidate.name, "avoid"):
        return 0, ("a name to avoid",)
    signs = [
        (weights.strong, "name", matches(intent, candidate.name)),
        (weights.weak, "weak name", not matches(intent, candidate.name) and matches(intent, candidate.name, "weak")),
        (weights.address, "form address", bool(candidate.action) and leads_to(intent, candidate.action, "action")),
        (weights.address, "link address", bool(candidate.href) and leads_to(intent, candidate.href)),
        (weights.marker, "platform mark", intent in candidate.markers),
        (weights.product, "in the product block", candidate.in_product),
        (weights.summary, "beside a total", candidate.in_summary),
        (weights.filled, "filled", candidate.filled),
        (weights.form_fields, "sends a form with fields", candidate.fields > 0),
        (weights.header, f"in the {candidate.region}", candidate.region in {"header", "nav", "footer"}),
        (weights.card, "in a list of others", candidate.in_card and not _is_cart_link(intent, candidate)),
        (_ANY_DISABLED, "disabled", candidate.disabled),
    ]
    given = [(points, reason) for points, reason, true in signs if true and points]
    return sum(points for points, _ in given), tuple(f"{reason} {points:+d}" for points, reason in given)


def _is_cart_link(intent: str, candidate: Candidate) -> bool:
    """A link to the cart that shows its sum looks like a product's card, and is none."""
    named = matches("cart", candidate.name) or matches("cart", candidate.name, "weak")
    return intent == "cart" and named and leads_to("cart", candidate.href)


def locator(candidate: Candidate) -> str:
    """A Playwright locator for that candidate, to copy into a recipe. An amount in its name may be any: prices change."""
    role = candidate.role or ("link" if candidate.tag == "a" else "button")
    if stable := _any_amount(candidate.name):
        return f"role={role}[name=/^{stable}$/]"
    name = candidate.name.replace("'", "\\'")
    return f"role={role}[name='{name}']" if name else f"{candidate.tag} >> nth=0"


def _any_amount(name: str) -> str:
    """The name as a pattern that takes any amount for its own; empty where it holds none, or nothing else."""
    parts, begun = [], 0
    for amount in amounts(name):
        parts.append(name[begun : amount.start])
        begun = amount.end
    parts.append(name[begun:])
    if len(parts) == 1 or not any(sign.isalpha() for part in parts for sign in part):
        return ""
    return ".*".join(re.sub(r"([\\^$.*+?()\[\]{}|/])", r"\\\1", part) for part in parts)
