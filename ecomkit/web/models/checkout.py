"""Cart and one-page checkout (E1.7, E1.8, F1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecomkit.hooks.forms import Field, Form, Problem
from ecomkit.hooks.pages.parts import Empty, Link, Notice, Picture, Reason, SummaryRow, Total
from ecomkit.web.models.catalogue import Card, SetPart

__all__ = ["CartLine", "CartPage", "CheckoutPage", "CheckoutStep", "Choice", "ChoiceGroup", "Problem"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLine:
    """One line of cart, checkout, order or held command. In the cart, `key` names it in `quantity.<key>` and `op`.

    `options` is words such as "Sand · 35 cl"; `note` what changed or when it comes; described lines have no picture.
    Staff are told the `sku` and the `parts` of a set.
    """

    key: str
    name: str
    quantity: str
    total: str
    each: str = ""
    href: str = ""
    picture: Picture | None = None
    options: str = ""
    note: str = ""
    error: str = ""
    why: tuple[Reason, ...] = ()
    sku: str = ""
    parts: tuple[SetPart, ...] = ()

    @property
    def anchor(self) -> str:
        """The id of the quantity field."""
        return f"q-{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CartPage:
    """The cart. It posts to `action` with `quantity.<key>` and one of `op` = "update", "remove:<key>", "inc:<key>",
    "dec:<key>". `estimate` is the form for country, region and postcode. With `empty` nothing else is shown but `seen`.
    """

    template: ClassVar[str] = "cart.html"

    heading: str
    action: str
    lines: tuple[CartLine, ...] = ()
    totals: tuple[Total, ...] = ()
    estimate: Form | None = None
    checkout: Link | None = None
    promise: str = ""
    tax_note: str = ""
    notices: tuple[Notice, ...] = ()
    empty: Empty | None = None
    seen: tuple[Card, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Quantities to mend, then what the estimate asks."""
        lines = tuple(Problem(line.anchor, line.error) for line in self.lines if line.error)
        return lines + (self.estimate.problems if self.estimate else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One radio card (or checkbox card): what it is, a detail line, what it costs, fields that belong to it.

    `collects` marks a way of delivery that the customer collects; a card that is there only `if_collected` is shown while
    one of those is chosen.
    """

    value: str
    label: str
    detail: str = ""
    price: str = ""
    checked: bool = False
    fields: tuple[Field, ...] = ()
    collects: bool = False
    if_collected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceGroup:
    """Cards of one `name`. `multiple` makes them checkboxes: a payment part such as a wallet beside the rest."""

    name: str
    legend: str
    choices: tuple[Choice, ...]
    multiple: bool = False
    hint: str = ""
    error: str = ""

    @property
    def anchor(self) -> str:
        """The group's id; its first card has this id with "-1"."""
        return f"f-{self.name}"

    @property
    def asks(self) -> bool:
        """Whether a card has fields of its own: they may hold what somebody typed."""
        return any(choice.fields for choice in self.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutStep:
    """One numbered fieldset: fields, then choices. With `done` it is folded into what was said, with its link.

    `update` is the label of a second submit button (`op=update`) that prices again, for example after the country.
    """

    key: str
    title: str
    fields: tuple[Field, ...] = ()
    groups: tuple[ChoiceGroup, ...] = ()
    note: str = ""
    done: tuple[SummaryRow, ...] = ()
    update: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutPage:
    """The checkout. One POST to `action`; `op=pay` places the order, `op=update` only prices again.

    `keep` are hidden values (quote digest, idempotency key). `pay_label` says what will happen: "Pay €42.75".
    """

    template: ClassVar[str] = "checkout.html"

    heading: str
    action: str
    steps: tuple[CheckoutStep, ...]
    lines: tuple[CartLine, ...]
    totals: tuple[Total, ...]
    pay_label: str
    summary: str = ""
    promise: str = ""
    trust: tuple[str, ...] = ()
    legal: str = ""
    legal_links: tuple[Link, ...] = ()
    sign_in: Link | None = None
    back: Link | None = None
    keep: tuple[tuple[str, str], ...] = ()
    notices: tuple[Notice, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The error summary: what belongs to no field, then fields and choices in the order of the page."""
        found = [Problem("", text) for text in self.errors]
        for step in self.steps:
            fields = [*step.fields]
            for group in step.groups:
                fields += [field for choice in group.choices for field in choice.fields]
            found += [Problem(field.anchor, field.error) for field in fields if field.error]
            found += [Problem(f"{group.anchor}-1", group.error) for group in step.groups if group.error]
        return tuple(found)
