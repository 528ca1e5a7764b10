"""Hooks of the web: routes, slots, navigation, checkout steps and back-office screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from ecomkit.domain import Checkout, Command, Context, Outcome, Policy, Query, Refusal, Text
from ecomkit.kernel import hookspec
from ecomkit.kernel.problems import close_match

__all__ = [
    "Block", "Choice", "Document", "Link", "Page", "PageRequest", "Redirect", "Reply", "Route", "SLOTS", "Screen", "ShownPage", "Step",
    "contribute_blocks", "contribute_navigation", "register_routes", "register_screens", "register_steps", "resolve_step",
]  # fmt: skip

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A reply that is a page: a template and the model it shows. `title` is said by the browser."""

    template: str
    model: Any
    title: str
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """A reply that sends the browser on (303), with words to show there; `permanent` where a page has moved for good (301)."""

    to: str
    notice: Text | None = None
    permanent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A reply that is a file. `filename` makes it a download."""

    content: bytes
    media_type: str
    filename: str | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Reply = Page | Redirect | Document


class PageRequest(Protocol):
    """What a view is given: the moment, what was asked for, and the two doors."""

    ctx: Context
    path: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    client: str
    """The network address that the request came from, as far as it is known: for limits, never to be kept."""

    def run(self, command: Command[T], *, key: str | None = None) -> Outcome[T]:
        """Run a command as the visitor."""

    def ask(self, query: Query[T]) -> T:
        """Ask a query as the visitor. `NotFound` becomes a 404 page."""

    def own_cart(self) -> str:
        """The key of the visitor's cart; a guest without one gets one now."""

    def say(self, words: Text) -> str:
        """A text in the visitor's language."""

    def money(self, value: Any) -> str:
        """An amount as the visitor's locale writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """An address with its view. The policy is never left out: a route without one does not start.

    `name` is what templates and blocks call the page by; two routes may share a path by different `methods`.
    """

    path: str
    view: Callable[[PageRequest], Reply]
    policy: Policy
    name: str
    methods: tuple[str, ...] = ("GET",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A way to a page, in one of the places `main`, `account`, `footer`."""

    label: Text
    path: str
    place: str = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPage:
    """The page that is about to be shown: its route's name and the key of what it is about."""

    name: str
    subject: str = ""


SLOTS = frozenset({
    "account.aside", "account.main", "cart.totals", "checkout.before_pay", "checkout.top", "footer", "header.after", "held.facts",
    "home.bottom", "home.top", "list.top", "order.details", "order.top", "product.after_buy", "product.after_details",
    "product.after_price", "sign_in.after",
})  # fmt: skip
"""The places of pages that plugins may fill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Something a plugin puts in a slot of a page: a template of its own with a model.

    Raises `ValueError` for a slot that no page has: a misspelt one would show nothing, to nobody's notice.
    """

    slot: str
    template: str
    model: Any

    def __post_init__(self) -> None:
        if self.slot not in SLOTS:
            meant = close_match(self.slot, SLOTS)
            hint = f"did you mean {meant!r}?" if meant else f"there are: {', '.join(sorted(SLOTS))}"
            raise ValueError(f"no page has a slot {self.slot!r}; {hint}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An option of a step: what is sent, what is read, and what is said beside it."""

    value: str
    label: str
    note: str = ""
    price: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A checkout step, the same for page, API and agents.

    `input` is what has to be known, with `command(cart, input)` the change that it asks for. `choices` gives the options of
    its fields as of now; `values` what is known already; `complete` says what is missing, or None. `after` names the
    neighbour that it comes behind. `offered` says whether this buyer is asked at all.
    """

    key: str
    title: Text
    input: type[BaseModel]
    command: Callable[[str, Any], Command[Any]]
    complete: Callable[[Context, Checkout], Refusal | None]
    choices: Callable[[Context, Checkout], Mapping[str, Sequence[Choice]]] = lambda _ctx, _checkout: {}
    values: Callable[[Context, Checkout], Mapping[str, str]] = lambda _ctx, _checkout: {}
    after: str | None = None
    offered: Callable[[Context], bool] = lambda _ctx: True


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A screen of the back office: a table of rows, and the commands that staff run from it.

    `rows(ctx)` gives the header and the rows as plain words; `permission` is who sees it. A cell that is an address of the
    back office (`/admin/…`), such as that of a file, is shown as a link.
    """

    key: str
    title: Text
    permission: str
    rows: Callable[[Context], tuple[Sequence[Text], Sequence[Sequence[str]]]]
    commands: tuple[type[Command[Any]], ...] = ()


@hookspec
def register_routes() -> Sequence[Route]:
    """Pages and addresses of the plugin. Two routes with one name or path are a start-up error."""
    raise NotImplementedError


@hookspec
def register_screens() -> Sequence[Screen]:
    """Screens of the back office."""
    raise NotImplementedError


@hookspec
def register_steps() -> Sequence[Step]:
    """Further checkout steps, each naming the neighbour that it comes behind."""
    raise NotImplementedError


@hookspec
def resolve_step(ctx: Context) -> Step:
    """Another step in the place of a known one; the key is the step's."""
    raise NotImplementedError


@hookspec
def contribute_navigation(ctx: Context) -> Sequence[Link]:
    """Ways to the plugin's pages that this actor and buyer should see."""
    raise NotImplementedError


@hookspec
def contribute_blocks(ctx: Context, page: ShownPage) -> Sequence[Block]:
    """Content for the slots of a page."""
    raise NotImplementedError
