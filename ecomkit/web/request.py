"""The request as a view gets it: the moment, what was asked for, and the two doors."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from ecomkit.domain import (
    BestSellers,
    Categories,
    CategoryBySlug,
    Channel,
    Command,
    Context,
    FacetsOf,
    Listing,
    Money,
    Outcome,
    Product,
    ProductBySlug,
    Products,
    Query,
    Search,
    Text,
    address_in,
    filled,
)
from ecomkit.hooks import Link, Upload
from ecomkit.services.gate import Gate
from ecomkit.services.profiles import guest_buyer
from ecomkit.services.reading import answer
from ecomkit.services.sessions import Visitor, cart_key, visitor_of
from ecomkit.services.words import locale_in
from ecomkit.storage.database import Rows
from ecomkit.web.cookies import CART, SESSION, STAFF, Flash, cookie
from ecomkit.web.formats import Formats

if TYPE_CHECKING:
    from ecomkit.web.site import Site

__all__ = ["Asked", "WebRequest"]

T = TypeVar("T")
_CART_SECONDS = 90 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came over the wire, decoded. `path` is without the prefix of its `language`; "" is the shop's main one, as of its `market`."""

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    raw_query: bytes = b""
    client: str = ""
    language: str = ""
    market: str = ""


class _Reader(Gate):
    """The door while one read is open: all questions of a page are answered from one state."""

    def __init__(self, site: Site, rows: Rows) -> None:
        super().__init__(site.core)
        self._reads = rows
        self._asked: tuple[Context, Context] | None = None

    def ask(self, ctx: Context, query: Query[T]) -> T:
        """Answer from the open read."""
        if self._asked is None or self._asked[0] is not ctx:
            self._asked = ctx, replace(ctx, db=self._reads, door=self)
        return answer(self._core, self._asked[1], query)


class WebRequest:
    """Implements `PageRequest`, with what core's own views need besides.

    One read is open while a view runs, and is closed by `rest()` and around each command. `reads` and `until` are what a
    shared page depends on. `set_cookies` go out with the reply. A view may set `subject` (what the page is about, for
    blocks of plugins), `description`, the path of the `canonical` page, that it is
    `unlisted` (search engines leave it out), and a `flash` for the page that a redirect leads to.
    """

    def __init__(self, site: Site, asked: Asked, *, channel: Channel = Channel.WEB, staff: bool = False) -> None:
        self.site = site
        self.asked = asked
        self.path = asked.params
        self.query = asked.query
        self.form = asked.form
        self.files = asked.files
        self.headers = asked.headers
        self.body = asked.body
        self.client = asked.client
        self.now = site.shop.clock()
        facts = site.core.facts
        self._asked_in = locale_in(facts, asked.language or facts.languages[0])
        self.speak(self._asked_in)
        self.market = facts.market(asked.market) if asked.market and not staff else None
        self.set_cookies: list[bytes] = []
        self.flash: Flash | None = None
        self.subject = ""
        self.description = ""
        self.canonical = ""
        self.unlisted = False
        self.links: list[Link] | None = None
        self.reads: set[str] = set()
        self.until: datetime | None = None
        self.shared = False
        self._channel = channel
        self._open = ExitStack()
        self._staff = staff
        self.visitor: Visitor
        self.rows: Rows
        self.ctx: Context

    def begin(self, *, shared: bool = False) -> None:
        """Open the read and find out who asks. A shared page is asked for by nobody in particular."""
        self.shared = shared
        self._read()
        cookies = {} if shared else self.asked.cookies
        session = cookies.get(STAFF if self._staff else SESSION)
        cart = None if self._staff else cookies.get(CART)
        visitor = visitor_of(self.site.core, self.rows, self.now, session=session, cart=cart)
        if visitor.staff != self._staff and visitor.actor.kind == "person":
            visitor = visitor_of(self.site.core, self.rows, self.now, session=None, cart=cart)
        self._become(visitor)
        if visitor.staff and visitor.locale:
            self.speak(visitor.locale)

    def speak(self, locale: str) -> None:
        """Say everything in a locale from here on.

        Staff read theirs in the back office; what is in the shop, and what they do there, stays in the shop's main language.
        """
        self.locale = locale
        self.formats = Formats(locale, self.site.core.facts.timezone)
        self._words = self.site.words(locale)

    def _become(self, visitor: Visitor) -> None:
        self.visitor = visitor
        proofs = frozenset({f"cart/{visitor.cart}"}) if visitor.cart else frozenset[str]()
        self.ctx = Context(
            shop=self.site.core.facts, channel=self._channel, actor=visitor.actor, buyer=visitor.buyer, locale=self._asked_in,
            currency=self.market.currency if self.market else self.site.core.facts.currency, now=self.now, db=self.rows, door=self._door,
            proofs=proofs, market=self.market,
        )  # fmt: skip

    def become(self, *, session: str) -> None:
        """Go on as whoever has just signed in."""
        self.refresh()
        self._become(visitor_of(self.site.core, self.rows, self.now, session=session, cart=None))

    def _read(self) -> None:
        self.rows = self._open.enter_context(self.site.core.database.read())
        self._door = _Reader(self.site, self.rows)

    def rest(self) -> None:
        """Close the read: before a network call, and at the end."""
        self._open.close()

    def refresh(self) -> None:
        """Close the read and open another one, which sees what was written since."""
        self.rest()
        self._read()
        self.ctx = replace(self.ctx, db=self.rows, door=self._door)

    def run(self, command: Command[T], *, key: str | None = None) -> Outcome[T]:
        """Run a command as the visitor."""
        self.rest()
        outcome = self.site.shop.run(self.ctx, command, key=key)
        self.refresh()
        return outcome

    def ask(self, query: Query[T]) -> T:
        """Ask a query as the visitor. Raises `NotFound`, which becomes a 404 page."""
        self.reads.update(_topics_of(query))
        found = answer(self.site.core, self.ctx, query)
        ends = found.until if isinstance(found, Listing) else found.withdraw_at if isinstance(found, Product) else None
        if ends is not None:
            self.good_until(ends)
        return found

    def prove(self, *proofs: str) -> None:
        """Note that the visitor holds the unguessable token of these things."""
        self.ctx = replace(self.ctx, proofs=self.ctx.proofs | frozenset(proofs))

    def trade_in(self, currency: str) -> None:
        """Go on in the currency of what the page is about: an order is paid in its own, whichever market is looked around in."""
        self.ctx = self.ctx.trading_in(currency)

    def good_until(self, end: datetime) -> None:
        """A shared page of this request is right until then at the latest."""
        self.until = end if self.until is None else min(self.until, end)

    def own_cart(self) -> str:
        """The key of the visitor's cart; a guest without one gets a cookie for it now."""
        if self.visitor.cart:
            return self.visitor.cart
        token = self.site.new_token()
        key = cart_key(token)
        self.put_cookie(CART, token, seconds=_CART_SECONDS)
        actor = self.visitor.actor.model_copy(update={"key": key[:40]})
        self._become(replace(self.visitor, actor=actor, buyer=guest_buyer(self.site.core, key), cart=key))
        return key

    def here(self, path: str) -> str:
        """The path of a page of the shop in the visitor's language, as a browser asks for it."""
        return address_in(self.site.core.facts.languages, path, self.locale)

    def address(self, path: str) -> str:
        """The absolute address of a page of the shop in the visitor's language."""
        return f"{self.site.core.facts.url}{self.here(path)}"

    def put_cookie(self, name: str, value: str, *, seconds: int | None = None, path: str = "/") -> None:
        """Set a cookie with the reply; `seconds=0` takes it away."""
        self.set_cookies.append(cookie(name, value, secure=self.site.secure, seconds=seconds, path=path))

    def gettext(self, message: str, **values: object) -> str:
        """A sentence in the visitor's language; `values` fill `%(name)s`."""
        said = self._words.gettext(message)
        return filled(said, values) if values else said

    def ngettext(self, one: str, many: str, n: int) -> str:
        """A sentence for so many; `%(n)s` is the number in the visitor's format."""
        return self._words.ngettext(one, many, n) % {"n": self.formats.number(n)}

    def say(self, words: Text) -> str:
        """A text in the visitor's language."""
        return words.render(self._words, self.formats)

    def money(self, value: Any) -> str:
        """An amount as the visitor's locale writes it. Takes `Money`."""
        if not isinstance(value, Money):
            raise TypeError(f"an amount is Money, not {type(value).__name__}")
        return self.formats.money(value)


def _topics_of(query: Query[Any]) -> tuple[str, ...]:
    """What an answer of core is made of."""
    if isinstance(query, Categories | CategoryBySlug):
        return ("categories",)
    if isinstance(query, Products | FacetsOf | Search | BestSellers):
        return ("categories", "products", "terms")
    if isinstance(query, ProductBySlug):
        return (f"product/{query.slug}", f"stock/{query.slug}", "terms")
    return ()
