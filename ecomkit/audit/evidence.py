"""What the browser gathered: frozen values that checks read and never reach beyond."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from ecomkit.audit.facts import Facts
from ecomkit.audit.trials import Trials
from ecomkit.audit.values import Value

__all__ = [
    "AddOutcome",
    "AnimatedImage",
    "AxeFinding",
    "CookieLine",
    "Device",
    "EmptySubmit",
    "Evidence",
    "Fetch",
    "FocusStop",
    "Frame",
    "JourneyEvidence",
    "KeyboardWalk",
    "LinkProbe",
    "Load",
    "Outcome",
    "Overlay",
    "PageEvidence",
    "Resource",
    "SearchEvidence",
    "SearchTry",
    "Spread",
    "Stage",
    "Unreached",
]


class Unreached(Exception):
    """A check asked for evidence that the audit could not gather. The check is then `not-tested`, with this reason."""


class Stage(StrEnum):
    """The stops of the journey, in order."""

    HOME = "home"
    LIST = "list"
    PRODUCT = "product"
    CART = "cart"
    CHECKOUT = "checkout"
    PAYMENT = "payment"

    @property
    def order(self) -> int:
        """0 for home, 5 for payment."""
        return list(Stage).index(self)


class Outcome(StrEnum):
    """How a journey ended."""

    REACHED = "reached"
    BLOCKED = "blocked"
    SKIPPED = "skipped"


class AxeFinding(Value):
    """One rule of axe-core that a page breaks. `impact` is axe's: minor, moderate, serious, critical."""

    rule: str
    impact: str
    help: str
    nodes: tuple[str, ...]
    count: int


class AnimatedImage(Value):
    """An image file with more than one frame. `seconds` is one round; `loops` 0 means for ever."""

    url: str
    frames: int
    seconds: float
    loops: int
    width: int
    height: int


class PageEvidence(Value):
    """One state of the shop, as the journey saw it."""

    name: str
    stage: Stage
    url: str
    status: int
    headers: dict[str, str]
    facts: Facts
    mobile: Facts | None = None
    axe: tuple[AxeFinding, ...] | None = None
    script_errors: tuple[str, ...] = ()
    animated: tuple[AnimatedImage, ...] = ()
    overlays: tuple[str, ...] = ()
    covering: Overlay | None = None
    still: int | None = Field(default=None, description="endless animations left where less motion is asked for")
    narrow: Facts | None = None
    keyboard: KeyboardWalk | None = None
    screenshot: str = ""
    picture: bytes = Field(default=b"", repr=False, description="the page as JPEG, where pictures were asked for")
    boxes: dict[str, tuple[float, float, float, float]] = Field(
        default_factory=dict, repr=False, description="x, y, width and height by an element's first 300 characters"
    )
    at: float = 0
    clicks: int = 0


class Device(StrEnum):
    """As what a page is opened for timing: on a phone over slow 4G, or at a desk over a plain line."""

    PHONE = "phone"
    DESKTOP = "desktop"


class Spread(Value):
    """How far the runs of one number lie apart: the lowest, the highest, and what three quarters of them keep to."""

    low: float
    high: float
    p75: float


class Fetch(Value):
    """One file of a timed load. Milliseconds since the page was asked for; `answered` is the first byte."""

    url: str
    kind: str
    start: float
    answered: float
    end: float
    bytes: int


class Frame(Value):
    """What the screen showed at a moment of a timed load, as JPEG. Milliseconds since the page was asked for."""

    at: float
    picture: bytes = Field(repr=False)


class Load(Value):
    """One throttled load, or the median of several. Times in milliseconds, sizes in bytes.

    `spreads`: how far the runs lie apart, by the name of the number; `fetches` and `frames` are those of the middle run.
    """

    name: str
    url: str
    device: Device = Device.PHONE
    runs: int
    lcp: float
    lcp_spread: float = 0
    lcp_element: str = ""
    load: float
    ttfb: float
    tbt: float
    cls: float
    bytes: int
    requests: int
    third_party: int
    largest: tuple[str, ...] = ()
    shifted: tuple[str, ...] = ()
    timed_out: bool = False
    spreads: dict[str, Spread] = Field(default_factory=dict)
    fetches: tuple[Fetch, ...] = ()
    frames: tuple[Frame, ...] = Field(default=(), exclude=True, repr=False)


class Overlay(Value):
    """What lay over more than half of the screen before anything was pressed."""

    text: str
    html: str


class FocusStop(Value):
    """One stop of the Tab key. `changed`: something about the element shows that it has the focus."""

    number: int
    name: str
    html: str
    changed: bool
    shown: bool


class KeyboardWalk(Value):
    """The way of the Tab key through a page. `trap` is the element that does not let go, else empty."""

    page: str
    url: str
    stops: tuple[FocusStop, ...]
    trap: str = ""


class Resource(Value):
    """One answer of the network on the journey. `size`: bytes by its Content-Length, 0 where that is unknown."""

    url: str
    kind: str
    page: str
    status: int
    encoding: str
    cache: str
    size: int


class SearchTry(Value):
    """What the search gave for one more term: its text, and how many ways on it offers."""

    term: str
    url: str
    status: int
    found: bool
    text: str
    ways_on: int


class EmptySubmit(Value):
    """What happened on sending the first form empty. `native`: the browser itself would not send it."""

    url: str
    page: str
    native: bool
    moved: bool
    told: str
    tied: bool


class AddOutcome(Value):
    """What happened on pressing add-to-cart."""

    pressed: str
    confirmed: bool
    feedback: str = ""
    counted: int | None = None


class JourneyEvidence(Value):
    """The guest's way from home to the payment step, and what it cost."""

    id: str
    name: str
    outcome: Outcome
    reason: str = ""
    clicks: tuple[str, ...] = ()
    seconds: float = 0


class SearchEvidence(Value):
    """What the shop's own search gave for a word of one of its products."""

    term: str
    product: str
    found: bool
    url: str
    status: int


class LinkProbe(Value):
    """The answer to one internal link. Status 0: no answer."""

    url: str
    status: int
    seen_on: str


class CookieLine(Value):
    """One Set-Cookie line, without its value."""

    name: str
    secure: bool
    http_only: bool
    same_site: str
    expires: bool


class Evidence(Value):
    """All that one audit gathered. Checks are pure functions over it."""

    url: str
    loopback: bool
    owned: bool
    pages: tuple[PageEvidence, ...] = ()
    policies: tuple[PageEvidence, ...] = ()
    unread: tuple[str, ...] = Field(default=(), description="topics that are linked and could not be read in time")
    journey: JourneyEvidence
    product_title: str = ""
    add: AddOutcome | None = None
    guest: bool | None = None
    password_required: bool = False
    loads: tuple[Load, ...] = ()
    search: SearchEvidence | None = None
    links: tuple[LinkProbe, ...] | None = None
    nonsense: SearchTry | None = None
    misspelt: SearchTry | None = None
    resources: tuple[Resource, ...] = ()
    exposed: tuple[LinkProbe, ...] | None = None
    cart_kept: bool | None = None
    cart_emptied: bool | None = None
    empty_submit: EmptySubmit | None = None
    soft_404: LinkProbe | None = None
    soft_404_home: bool = False
    cookies: tuple[CookieLine, ...] = ()
    budget: dict[str, float] = Field(default_factory=dict)
    law: tuple[str, ...] = Field(default=(), description="the laws that the owner says bind the shop: eu, mx")
    unseen: frozenset[str] = Field(
        default=frozenset(), description="needs that an interruption kept from being looked at"
    )
    trials: Trials = Trials()

    def require(self, needs: frozenset[str]) -> None:
        """Raises Unreached where an interruption kept one of these from being looked at: nothing seen is no fault then."""
        if needs & self.unseen:
            raise Unreached("the audit was interrupted before this was looked at")

    def page(self, stage: Stage) -> PageEvidence:
        """The first page of that stage. Raises Unreached with the journey's reason where there is none."""
        for page in self.pages:
            if page.stage is stage:
                return page
        raise Unreached(f"the {stage} page was not reached{self._reason()}")

    def checkout_steps(self) -> tuple[PageEvidence, ...]:
        """Every state from the first checkout page to the payment step. Raises Unreached unless payment was reached."""
        if not any(page.stage is Stage.PAYMENT for page in self.pages):
            raise Unreached(f"the payment step was not reached{self._reason()}")
        return tuple(page for page in self.pages if page.stage in {Stage.CHECKOUT, Stage.PAYMENT})

    def throttled(self, name: str | None = None, device: Device | None = None) -> tuple[Load, ...]:
        """The throttled loads, all or those of one page or device. Raises Unreached where none was made."""
        found = tuple(load for load in self.loads if name in {None, load.name} and device in {None, load.device})
        if not found:
            raise Unreached(f"no throttled load of {name or 'any page'} was made{self._reason()}")
        return found

    def policy(self, name: str) -> PageEvidence | None:
        """The page that a link such as returns or privacy led to, if there was such a link.

        Raises Unreached where the audit had no time left to read it.
        """
        if name in self.unread:
            raise Unreached(f"the page about {name} was not read: time or pages were used up, or robots.txt closes it")
        return next((page for page in self.policies if page.name == name), None)

    def _reason(self) -> str:
        return f": {self.journey.reason}" if self.journey.reason else ""
