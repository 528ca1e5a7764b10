"""Later: a cart that waits, an order that can be followed without an account, letters that come, a form that answers."""

from __future__ import annotations

from ecomkit.audit.check import (
    Check,
    Evidence,
    Exhibit,
    Measure,
    Need,
    Severity,
    Unreached,
    Verdict,
    failed,
    passed,
    review,
)
from ecomkit.audit.evidence import Stage
from ecomkit.audit.lexicon import matches
from ecomkit.audit.trials import FormTry, Letter

__all__ = ["CHECKS"]

_SOON_S = 60
_NOT_OWN = "forms are sent on one's own shop only (recipe: owner = true)"


def _cart_waits(evidence: Evidence) -> Verdict:
    evidence.page(Stage.CART)
    life = evidence.trials.cart
    if life is None:
        raise Unreached("the cart was empty by then, so that nothing could be waited for")
    ended = f"ended by then: {', '.join(life.ended)}" if life.ended else "opened in a new tab"
    shown = Exhibit(page="cart", url=life.url, detail=ended)
    if life.kept:
        return passed("the cart is still there an hour later, in a new tab", shown)
    if life.ended:
        return failed("the cart is gone after an hour: its cookie lives no longer", shown)
    return failed("the cart is empty in a new tab", shown)


def _guests_follow(evidence: Evidence) -> Verdict:
    page = evidence.policy("tracking")
    if page is None or page.status >= 400:
        raise Unreached("no page to follow an order was found")
    tried = evidence.trials.tracking
    if tried is None:
        raise Unreached(_NOT_OWN)
    return _followed(
        tried, Exhibit(page="tracking", url=tried.url, detail=tried.told or tried.reason or "no new words")
    )


def _followed(tried: FormTry, shown: Exhibit) -> Verdict:
    if tried.login:
        return failed("an order can be followed with an account only", shown)
    if not tried.sent:
        return review(f"whether a guest can follow an order was not seen: {tried.reason}", shown)
    if tried.status >= 500:
        return failed(f"an order that does not exist is answered with {tried.status}", shown)
    if matches("unknown_order", tried.told):
        return passed("an order that does not exist is told as such, without an account", shown)
    if not tried.told:
        return failed("an order that does not exist is not answered at all", shown)
    return review("the answer to an order that does not exist is not plainly one", shown)


def _writing_is_answered(evidence: Evidence) -> Verdict:
    page = evidence.policy("contact")
    if page is None or page.status >= 400:
        raise Unreached("no page about contact was found")
    tried = evidence.trials.contact
    if tried is None:
        raise Unreached("the form was not sent: the owner allows it with [contact] send = true in the recipe")
    shown = Exhibit(page="contact", url=tried.url, detail=tried.told or tried.reason or "no new words")
    if tried.reason == "no form":
        raise Unreached("the page about contact has no form to write with")
    if not tried.sent:
        return review(f"the form could not be sent: {tried.reason}", shown)
    if tried.status >= 400:
        return failed(f"the form is answered with {tried.status}", shown)
    if matches("acknowledged", tried.told):
        return passed("the form says that the message has arrived", shown)
    return failed("the form does not say that the message has arrived", shown)


def _letters(evidence: Evidence) -> tuple[Letter, ...]:
    """The shop's letters. Raises Unreached without a mailbox, or with none that is about an order."""
    if evidence.trials.letters is None:
        raise Unreached(evidence.trials.letters_reason or "no test mailbox was read")
    return evidence.trials.letters


def _said(letter: Letter) -> str:
    return f"{letter.subject}\n{letter.text}"


def _acknowledged(evidence: Evidence) -> Verdict:
    letters = _letters(evidence)
    orders = [one for one in letters if matches("letter_order", one.subject) or matches("letter_order", one.text[:400])]
    answers = [one for one in letters if one.seconds is not None]
    if not orders and not answers:
        if _written(evidence.trials.contact):
            shown = Exhibit(page="contact", detail="no letter")
            return failed(f"a message to the shop was not acknowledged by mail within {_SOON_S} s", shown)
        raise Unreached("the test mailbox holds no letter about an order; place one by hand, then audit again")
    verdict = (
        _complete(orders[-1])
        if orders
        else passed("a message to the shop is acknowledged by mail", *_shown(answers[:1]))
    )
    if not answers:
        return verdict
    return verdict.measured(Measure(name="answer to a message", value=answers[0].seconds or 0, limit=_SOON_S, unit="s"))


def _complete(letter: Letter) -> Verdict:
    missing = [
        what
        for what, there in (
            ("the order's number", matches("order_number", _said(letter))),
            ("what comes next", matches("next_step", _said(letter))),
            ("how to reach people", matches("contact", _said(letter)) or "@" in letter.text or letter.links > 0),
        )
        if not there
    ]
    if missing:
        return failed(f"the letter about an order lacks {', '.join(missing)}", *_shown([letter]))
    return passed("an order is acknowledged by mail with its number, what comes next and a contact", *_shown([letter]))


def _written(tried: FormTry | None) -> bool:
    return tried is not None and tried.sent and tried.status < 400


def _kept_informed(evidence: Evidence) -> Verdict:
    letters = _letters(evidence)
    sent = [one for one in letters if matches("letter_sent", one.subject)]
    late = [one for one in letters if matches("letter_late", one.subject) or matches("letter_late", one.text[:400])]
    if not sent and not late and not any(matches("letter_order", one.subject) for one in letters):
        raise Unreached("the test mailbox holds no letter about an order; place one by hand, then audit again")
    if not sent:
        return failed("no letter tells that an order was sent", *_shown(letters[-1:]))
    if not late:
        return review(
            "a letter tells that an order was sent; none about a delay was in the mailbox", *_shown(sent[-1:])
        )
    return passed("letters tell that an order was sent, and that one is late", *_shown([sent[-1], late[-1]]))


def _shown(letters: list[Letter] | tuple[Letter, ...]) -> tuple[Exhibit, ...]:
    return tuple(Exhibit(page="mailbox", detail=one.subject) for one in letters)


_MAILS = frozenset({Need.HOME, Need.POLICIES, Need.FORMS, Need.LETTERS})

CHECKS = (
    Check(
        id="CHK-18",
        title="The cart waits",
        rows=("C5", "E1.8"),
        method="the cart's page in a new tab, without the cookies that end within an hour",
        threshold="the product is still in it",
        severity=Severity.MINOR,
        remedy="Keep the cart on the server, under a cookie that lives for days.",
        needs=frozenset({Need.CART, Need.OLD_CART}),
        judge=_cart_waits,
    ),
    Check(
        id="AFT-04",
        title="Guests can follow their order",
        rows=("E4.1",),
        method="the form to follow an order, sent with a made-up number and address (one's own shop only)",
        threshold="no account is asked for, and an unknown order is told as such",
        severity=Severity.MINOR,
        remedy="Let number and mail address be enough, and say in words when no order fits.",
        needs=frozenset({Need.HOME, Need.POLICIES, Need.FORMS}),
        judge=_guests_follow,
    ),
    Check(
        id="AFT-05",
        title="Orders and messages are acknowledged by mail",
        rows=("E4.1", "E5.2"),
        method="letters of a test mailbox (recipe: mail.url): that of the newest order, and that after a message to the shop",
        threshold="number, next step and contact are in it; a message is acknowledged within 60 s",
        severity=Severity.MAJOR,
        remedy="Send a letter at once that says the number, what happens next, and whom to ask.",
        needs=_MAILS,
        judge=_acknowledged,
    ),
    Check(
        id="AFT-06",
        title="Letters keep people informed",
        rows=("E4.1",),
        method="subjects and texts of the letters of a test mailbox (recipe: mail.url)",
        threshold="one tells that an order was sent, one that it is late",
        severity=Severity.MINOR,
        remedy="Write when an order leaves, and before a promised day is missed.",
        needs=_MAILS,
        judge=_kept_informed,
    ),
    Check(
        id="HUM-04",
        title="Writing to the shop works",
        rows=("E5.2",),
        method="the contact form, sent once with a message that says it is a test; only where the recipe allows it",
        threshold="the page says that the message has arrived",
        severity=Severity.MAJOR,
        remedy="Say on the page that the message has arrived, and when it will be answered.",
        needs=frozenset({Need.HOME, Need.POLICIES, Need.FORMS}),
        judge=_writing_is_answered,
    ),
)
