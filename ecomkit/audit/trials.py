"""What came of trying things beside the journey: frozen values that checks read. None: it was not tried, with the reason if known."""

from __future__ import annotations

from pydantic import Field

from ecomkit.audit.values import Value

__all__ = [
    "SLOWEST_TOUCH_MS", "Account", "CartLife", "Flashing", "FormTry", "KeyboardPurchase", "Letter", "SecondVisit", "Touch", "Trials",
    "second_limit",
]  # fmt: skip

SLOWEST_TOUCH_MS = 500
"""How long a page may take to answer a press, on a slowed processor."""
_SHARE, _SOON_MS = 0.6, 1000


def second_limit(first_ms: float) -> float:
    """How long a second visit may take after a first one of so many milliseconds: a share of it, or a second."""
    return max(_SOON_MS, _SHARE * first_ms)


class Touch(Value):
    """One press or keystroke on a slowed processor. `ms`: until the next picture; 0 for less than 16 ms."""

    what: str
    page: str
    url: str
    ms: float


class SecondVisit(Value):
    """A page opened again under the same throttling with what the first visit left in the cache. Milliseconds."""

    name: str
    url: str
    first_ms: float
    second_ms: float


class Flashing(Value):
    """A page that moves, filmed. `most`: flashes within the worst second; `area`: pixels that flashed together then."""

    page: str
    url: str
    seconds: float
    frames: int
    most: int
    area: float


class CartLife(Value):
    """The cart's page in a new tab an hour later: without what that tab had to itself, and without cookies that ended."""

    url: str
    kept: bool
    ended: tuple[str, ...] = Field(default=(), description="names of the cookies that live for less than an hour")


class Account(Value):
    """What a signed-in customer saw. `name`: the first name that the recipe tells, else what a greeting called them."""

    url: str
    entered: bool
    reason: str = ""
    name: str = ""
    named: bool = False
    orders_url: str = ""
    orders_status: int = 0
    orders: int = 0
    again: str = ""


class FormTry(Value):
    """A form that was filled with made-up particulars and sent. `told`: the lines that the answer has and the page had not."""

    url: str
    status: int
    told: str
    moved: bool
    sent: bool = True
    reason: str = ""
    asked: tuple[str, ...] = ()
    login: bool = False


class Letter(Value):
    """One mail of the test mailbox. `seconds`: how long after the contact form was sent, None for older ones."""

    subject: str
    text: str
    links: int
    seconds: float | None = None


class KeyboardPurchase(Value):
    """The way from the product to the payment step without a mouse. `stuck`: what could not be reached, else empty."""

    reached: bool
    reason: str = ""
    stuck: str = ""
    element: str = ""
    url: str = ""
    presses: tuple[str, ...] = ()


class Trials(Value):
    """All that was tried beside the journey."""

    touches: tuple[Touch, ...] | None = None
    second: SecondVisit | None = None
    flashing: tuple[Flashing, ...] | None = None
    cart: CartLife | None = None
    account: Account | None = None
    tracking: FormTry | None = None
    contact: FormTry | None = None
    letters: tuple[Letter, ...] | None = None
    letters_reason: str = ""
    keyboard: KeyboardPurchase | None = None
