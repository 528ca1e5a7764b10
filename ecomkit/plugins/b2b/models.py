"""What the plugin's pages show: plain words, ready to be written."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "AgreedPrice",
    "CompanyModel",
    "Crumb",
    "Fact",
    "InboxModel",
    "Problem",
    "QuickOrderModel",
    "RequestCard",
    "Sum",
    "WrongRow",
]


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way to a page."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of the error summary: the element's id and what to do."""

    anchor: str
    words: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its value, and a second small line."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """How much of a limit is used, in words and in minor units for the meter."""

    label: str
    words: str
    used: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedPrice:
    """What an article costs the company: its steps are from how many pieces on, and the price. `note` is article number and contract,
    `href` its page, where the company can buy it.
    """

    item: str
    href: str
    note: str
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyModel:
    """The company page. A request is its address, number, amount, state and the reason that was given; `price_note` says of all prices
    whether they contain the tax, where that is so of all.
    """

    heading: str
    facts: tuple[Fact, ...]
    sums: tuple[Sum, ...]
    members: tuple[tuple[str, str], ...]
    prices: tuple[AgreedPrice, ...]
    price_note: str
    requests: tuple[tuple[str, str, str, str, str], ...]
    links: tuple[Crumb, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCard:
    """A held order that waits for a decision. `why` are the rules that held it."""

    held: str
    number: str
    amount: str
    asked_by: str
    asked_at: str
    deadline: str
    why: tuple[str, ...]
    lines: tuple[tuple[str, str, str], ...]
    reason: str = ""
    error: str = ""

    @property
    def anchor(self) -> str:
        """The id of the reason's field."""
        return f"reason-{self.held}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxModel:
    """The approval inbox: what waits, and what was decided last."""

    heading: str
    lead: str
    action: str
    waiting: tuple[RequestCard, ...]
    decided: tuple[tuple[str, str, str, str], ...]
    crumbs: tuple[Crumb, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that was not put into the cart."""

    label: str
    written: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickOrderModel:
    """The quick order: the list as typed, what went into the cart, and the rows to mend."""

    heading: str
    action: str
    key: str
    pasted: str = ""
    added: str = ""
    wrong: tuple[WrongRow, ...] = ()
    crumbs: tuple[Crumb, ...] = ()
    problems: tuple[Problem, ...] = ()
