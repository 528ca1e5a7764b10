"""The order page and the page of a held command (E2, F3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecomkit.hooks.forms import Form, Problem
from ecomkit.hooks.pages.parts import Action, Entry, Link, Notice, StatusStep, SummaryRow, Tag, Total
from ecomkit.web.models.checkout import CartLine, ChoiceGroup

__all__ = ["HeldPage", "OrderPage", "PaymentPart", "Retry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPart:
    """One payment of the order: method, amount, state, and what the payer must do (bank details for a transfer)."""

    method: str
    amount: str
    state: Tag
    text: str = ""
    instructions: tuple[SummaryRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Paying an order that is not paid yet: choose a method, post to `action`.

    `aside`: the payer was already told what to do (bank details), so that another way is an offer in the background.
    """

    action: str
    label: str
    groups: tuple[ChoiceGroup, ...]
    text: str = ""
    keep: tuple[tuple[str, str], ...] = ()
    aside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """One order, bookmarkable. `account_offer` asks a guest for a password only; `documents` are links to files.

    `sent` says whether any of it is.
    """

    template: ClassVar[str] = "order.html"

    number: str
    heading: str
    steps: tuple[StatusStep, ...]
    lines: tuple[CartLine, ...]
    totals: tuple[Total, ...]
    lead: str = ""
    placed: str = ""
    promise: str = ""
    payments: tuple[PaymentPart, ...] = ()
    retry: Retry | None = None
    addresses: tuple[SummaryRow, ...] = ()
    sent: bool = True
    documents: tuple[Link, ...] = ()
    timeline: tuple[Entry, ...] = ()
    actions: tuple[Action, ...] = ()
    links: tuple[Link, ...] = ()
    notices: tuple[Notice, ...] = ()
    account_offer: Form | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What to mend before paying again, then in the account offer."""
        groups = self.retry.groups if self.retry else ()
        found = tuple(Problem(f"{group.anchor}-1", group.error) for group in groups if group.error)
        return found + (self.account_offer.problems if self.account_offer else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPage:
    """A command that waits for approval: who decides, until when, at which fixed prices.

    `decision` is shown to who may decide (reason field, buttons); `actions` to the requester (withdraw).
    """

    template: ClassVar[str] = "held.html"

    number: str
    heading: str
    state: Tag
    reason: str
    deciders: str
    deadline: str
    lines: tuple[CartLine, ...]
    totals: tuple[Total, ...]
    waits: bool = True
    requester: str = ""
    facts: tuple[SummaryRow, ...] = ()
    decision: Form | None = None
    actions: tuple[Action, ...] = ()
    timeline: tuple[Entry, ...] = ()
    notices: tuple[Notice, ...] = ()
    crumbs: tuple[Link, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the approver still has to say."""
        return self.decision.problems if self.decision else ()
