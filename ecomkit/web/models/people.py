"""Account, sign-in, contact, returns, text pages, and pages that say why not (E3, E4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from ecomkit.hooks.forms import Form, Problem
from ecomkit.hooks.pages.generic import Section
from ecomkit.hooks.pages.parts import Action, Link, Notice, Picture, SummaryRow, Tag
from ecomkit.web.models.catalogue import Card

__all__ = [
    "AccountPage",
    "ContactPage",
    "ErrorPage",
    "OrderSummary",
    "RefusalPage",
    "ReturnsPage",
    "SignInPage",
    "TextPage",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSummary:
    """An order, or a held command, in a list. `again` puts the same lines into the cart."""

    number: str
    href: str
    when: str
    total: str
    state: Tag
    contents: str = ""
    picture: Picture | None = None
    again: Action | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """The account: last orders, what waits for approval, addresses, further links. Plugins add `sections`."""

    template: ClassVar[str] = "account.html"

    heading: str
    orders: tuple[OrderSummary, ...] = ()
    held: tuple[OrderSummary, ...] = ()
    addresses: tuple[SummaryRow, ...] = ()
    profile: tuple[SummaryRow, ...] = ()
    links: tuple[Link, ...] = ()
    sections: tuple[Section, ...] = ()
    sign_out: Action | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage:
    """Sign-in. `guest` says that buying needs no account, or what one is good for; `links` hold reset and registration."""

    template: ClassVar[str] = "sign_in.html"

    heading: str
    form: Form
    guest: str = ""
    links: tuple[Link, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The lines of the error summary above the heading."""
        return self.form.problems


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPage:
    """Ways to reach people with hours and the answer time now; topic links first, then a short form."""

    template: ClassVar[str] = "contact.html"

    heading: str
    answer_time: str
    ways: tuple[SummaryRow, ...] = ()
    topics: tuple[Link, ...] = ()
    form: Form | None = None
    sent: Notice | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The lines of the error summary above the heading."""
        return self.form.problems if self.form else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsPage:
    """Returns: the steps in words, the form that finds the order, the policy."""

    template: ClassVar[str] = "returns.html"

    heading: str
    lead: str = ""
    steps: tuple[str, ...] = ()
    form: Form | None = None
    policy: tuple[Section, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The lines of the error summary above the heading."""
        return self.form.problems if self.form else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """A page of text: sections, or `body` that is already safe markup (a page written by the shop)."""

    template: ClassVar[str] = "text.html"

    heading: str
    lead: str = ""
    updated: str = ""
    sections: tuple[Section, ...] = ()
    body: Markup | None = None
    crumbs: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """403, 404, 410, 422, 500: what happened, and the way on.

    `reference` is what to tell people on the phone, `cards` what was perhaps meant.
    """

    template: ClassVar[str] = "error.html"

    heading: str
    text: str
    status: int = 404
    reference: str = ""
    links: tuple[Link, ...] = ()
    search: bool = True
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalPage:
    """A business refusal: not a field error, but a rule. Says it in words, with the way on; codes are for logs and the API."""

    template: ClassVar[str] = "refusal.html"

    heading: str
    text: str
    facts: tuple[SummaryRow, ...] = ()
    links: tuple[Link, ...] = ()
    actions: tuple[Action, ...] = ()
