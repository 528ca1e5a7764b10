"""Hooks of the web: routes, slots, navigation, checkout steps and back-office screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Protocol, TypeAlias, TypeVar

from pydantic import BaseModel

from ecomkit.domain import Checkout, Command, Context, Money, Outcome, Policy, Query, Rating, Refusal, Text
from ecomkit.kernel import hookspec
from ecomkit.kernel.problems import close_match

__all__ = [
    "Block", "Choice", "Document", "Link", "Page", "PageRequest", "Redirect", "Reply", "Route", "SLOTS", "Screen", "ScreenCell",
    "ShownPage", "Step", "StoredFile", "Upload",
    "contribute_blocks", "contribute_navigation", "contribute_ratings", "register_routes", "register_screens",
    "register_steps", "resolve_step",
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


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A reply that is a file on the disk, sent piece by piece as a download; who was cut off goes on where they were (RFC 9110, 14).

    `tag` names its content, so that nobody goes on with a file that was replaced meanwhile; without one, its size and time do.
    """

    path: Path
    filename: str
    media_type: str = "application/octet-stream"
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came with a form. `file` is open at its beginning until the view is done."""

    filename: str
    size: int
    file: BinaryIO


Reply = Page | Redirect | Document | StoredFile


class PageRequest(Protocol):
    """What a view is given: the moment, what was asked for, and the two doors."""

    ctx: Context
    path: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    files: Mapping[str, Upload]
    """What came with a form of a route that takes `uploads`."""
    headers: Mapping[str, str]
    body: bytes
    client: str
    """The network address that the request came from, as far as it is known: for limits, never to be kept."""
    locale: str
    """The language that the page is written in; in the back office that of who works there, which `ctx.locale` is not."""

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

    `name` is what templates and blocks call the page by; two routes may share a path by different `methods`. `uploads` is
    how many bytes of files its form may bring, none without it; they are read only of who may ask for the page.
    """

    path: str
    view: Callable[[PageRequest], Reply]
    policy: Policy
    name: str
    methods: tuple[str, ...] = ("GET",)
    uploads: int = 0


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


PLACES: Mapping[str, str] = MappingProxyType({
    "account.aside": "account, right column: below the profile and the addresses",
    "account.main": "account, below the orders: a balance, claims, what is waiting",
    "admin.order.top": "back office, an order, below its heading: what staff have to know before they act on it",
    "cart.totals": "cart, above the totals: a code, a card",
    "checkout.before_pay": "checkout, above the button: what the law wants said before it",
    "checkout.top": "checkout, above the steps",
    "footer": "every page, above the legal identity",
    "header.after": "every page, below the header: who one deals as",
    "held.facts": "a request that waits for approval, below its facts",
    "home.bottom": "home, at the end",
    "home.top": "home, between the search and the categories",
    "list.top": "a category, between its heading and its filters",
    "order.details": "order, left column: documents, codes, rights",
    "order.top": "order, below its heading: what to do next",
    "product.after_buy": "product, below the button and the promises: further ways to buy",
    "product.after_details": "product, below description and details: reviews, questions",
    "product.after_price": "product, beside the price: what it costs whom, and why",
    "sign_in.after": "sign-in, below the form: other ways in",
    "text.top": "a page that the shop wrote, below its heading: figures that it does not write itself",
})  # fmt: skip
"""The places of pages that plugins may fill, each with where it is and what it is for."""
SLOTS = frozenset(PLACES)
"""Their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Something a plugin puts in a slot of a page: a template of its own with a model.

    A page that all may see is kept: `reads` are the topics that the block is made of (`ctx.db.touch` gives them a new version),
    `until` is the moment from which it says something else. A block that may come to be there later is put there empty.

    Raises `ValueError` for a slot that no page has: a misspelt one would show nothing, to nobody's notice.
    """

    slot: str
    template: str
    model: Any
    reads: tuple[str, ...] = ()
    until: datetime | None = None

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
    neighbour that it comes behind. `offered` says whether this buyer is asked at all, `needed` whether this checkout asks for it:
    where nothing is sent, no step asks for a way to deliver. `hints` are words for its fields as of now, such as what they are about.
    """

    key: str
    title: Text
    input: type[BaseModel]
    command: Callable[[str, Any], Command[Any]]
    complete: Callable[[Context, Checkout], Refusal | None]
    choices: Callable[[Context, Checkout], Mapping[str, Sequence[Choice]]] = lambda _ctx, _checkout: {}
    values: Callable[[Context, Checkout], Mapping[str, str]] = lambda _ctx, _checkout: {}
    hints: Callable[[Context, Checkout], Mapping[str, Text]] = lambda _ctx, _checkout: {}
    after: str | None = None
    offered: Callable[[Context], bool] = lambda _ctx: True
    needed: Callable[[Context, Checkout], bool] = lambda _ctx, _checkout: True


ScreenCell: TypeAlias = str | Text | Money | int | datetime | date | tuple[str | Text, str] | None
"""A cell of a screen: plain words, or what is said as its reader writes it.

A `Text` in their language, an amount, a number, a moment or a day in their format, words with the address that they lead to, or
nothing.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A row of a screen that was opened: what it is called, and for each command of its page what its form holds, by field."""

    title: str
    values: Mapping[type[Command[Any]], Mapping[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A screen of the back office: a table of rows, and the commands that staff run from it.

    `rows(ctx)` gives the header and the rows; `permission` is who sees it. A cell of plain words that is an address of the back
    office (`/admin/…`), such as that of a file, is shown as a link. `links` are pages of its own, words and address. `waiting` puts
    the screen on the start page of the staff: words such as "to check", and how many wait for somebody.

    With `open(ctx, key)` a row has a page of its own, `/admin/x/<screen>?open=<key>`, with forms that hold what is there; a cell
    of the row links to it. It raises `NotFound`.
    """

    key: str
    title: Text
    permission: str
    rows: Callable[[Context], tuple[Sequence[Text], Sequence[Sequence[ScreenCell]]]]
    commands: tuple[type[Command[Any]], ...] = ()
    links: tuple[tuple[Text, str], ...] = ()
    waiting: tuple[Text, Callable[[Context], int]] | None = None
    open: Callable[[Context, str], Opened] | None = None


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


@hookspec
def contribute_ratings(ctx: Context, products: tuple[str, ...]) -> Sequence[Rating]:
    """What customers think of these products, by slug: shown on lists, product pages and to search engines.

    One call for a whole list, so that its queries do not grow with it; products without ratings are left out. Touch the
    topic `ratings` in the transaction that changes one, so that pages are made anew.
    """
    raise NotImplementedError
