"""What is told of statements: what follows them, and what staff and customers see on the page of the order."""

from __future__ import annotations

from collections.abc import Sequence

from ecomkit.domain import Order, OrderState, Refusal
from ecomkit.plugins.law_eu.api import STAFF, Statement, StatementState
from ecomkit.plugins.law_eu.right import OPEN, has_left, is_paid, statements_of, withdrawn
from ecomkit.plugins.law_eu.speech import Speech
from ecomkit.sdk import Context, pages, text

__all__ = ["PAGE", "goods", "notices_to_customer", "notices_to_staff", "refuse_to_dispatch", "what_follows"]

PAGE = "/admin/withdrawals"


def goods(order: Order, made: Statement) -> tuple[str, ...]:
    """What was withdrawn from, by piece and name."""
    names = {line.key: line.text for line in order.quote.lines}
    return tuple(f"{quantity} × {names.get(line, line)}" for line, quantity in made.lines)


def _is_here(order: Order, made: Statement) -> bool:
    """Whether the goods had not left when it was made, or have not yet."""
    return not (made.sent and has_left(order))


def what_follows(speech: Speech, order: Order, made: Statement, returns: str) -> tuple[str, ...]:
    """What the consumer is told: what comes back to them, and what they have to send back (art. 13 and 14)."""
    stated = dict(made.lines)
    sent = any(line.ships for line in order.quote.lines if line.key in stated)
    if sent and not _is_here(order, made):
        ours = text("Send the goods back within 14 days; we pay for that way.")
        yours = text("Send the goods back within 14 days; you pay for that way.")
        return _money_back(speech, order, made, waits=True), speech.say(yours if returns == "customer" else ours)
    money = _money_back(speech, order, made, waits=False)
    nothing = text("There is nothing to send back.")
    unsent = text("You withdrew before it left: we do not send it, and there is nothing to send back.")
    return speech.say(unsent if sent else nothing), money


def _money_back(speech: Speech, order: Order, made: Statement, *, waits: bool) -> str:
    """What comes back, when, and what it `waits` for; nothing does where nothing was paid."""
    amount, day = made.amount, speech.day(made.refund_by.date())
    if not is_paid(order):
        over = order.state is OrderState.CANCELLED
        nothing = text("Nothing was paid: there is nothing to give back, and nothing to pay.")
        later = text("The order is not paid yet. Once it is, we give back %(amount)s.", amount=amount)
        return speech.say(nothing if over else later)
    if waits:
        words = text(
            "We give back %(amount)s by %(day)s at the latest, the way it was paid. We may wait until the goods are here or you show "
            "that you sent them.", amount=amount, day=day,
        )  # fmt: skip
        return speech.say(words)
    return speech.say(
        text("We give back %(amount)s by %(day)s at the latest, the way it was paid.", amount=amount, day=day)
    )


def _nothing_left(order: Order, made: Sequence[Statement]) -> bool:
    """Whether all that would be sent was withdrawn from before it left."""
    gone, sent = withdrawn(made), [line for line in order.quote.lines if line.ships]
    return bool(sent) and not has_left(order) and all(gone[line.key] >= line.quantity for line in sent)


def refuse_to_dispatch(ctx: Context, order: Order) -> Sequence[Refusal]:
    """What was withdrawn from as a whole is not sent; of a part, staff leave the rest out."""
    made = statements_of(ctx, order.id)
    if not _nothing_left(order, made):
        return []
    gone = withdrawn(made)
    words = text(
        "The customer withdrew from all of this order: there is nothing to dispatch. Cancel it, and what was paid goes back; then "
        "close the withdrawal."
    )
    if any(gone[line.key] < line.quantity for line in order.quote.lines):
        words = text(
            "The customer withdrew from all that would be sent: there is nothing to dispatch. Give the money for it back, then close "
            "the withdrawal."
        )
    return [Refusal(code="withdrawn", text=words, rule="law_eu")]


def notices_to_staff(ctx: Context, order: Order) -> tuple[pages.Notice, ...]:
    """What was withdrawn from: while it is open, and for as long as it could be sent by mistake."""
    could_leave = order.state is OrderState.PLACED and not has_left(order)
    made = [one for one in statements_of(ctx, order.id) if one.state is not StatementState.REFUSED]
    return tuple(_notice(ctx, order, one, could_leave) for one in made if could_leave or one.state.value in OPEN)


def _notice(ctx: Context, order: Order, one: Statement, could_leave: bool) -> pages.Notice:
    speech = Speech(ctx)
    what, when = "; ".join(goods(order, one)), speech.moment(one.stated_at)
    said = [text("The customer withdrew on %(when)s from: %(goods)s.", when=when, goods=what)]
    if could_leave:
        said.append(text("Do not send it."))
    if one.state.value in OPEN:
        day = speech.day(one.refund_by.date())
        owed = text("%(amount)s has to be back by %(day)s.", amount=one.amount, day=day)
        later = text("It is not paid yet; once it is, %(amount)s has to go back.", amount=one.amount)
        said.append(owed if is_paid(order) else later)
    link = pages.Link(speech.say(text("See the withdrawal")), f"{PAGE}/{one.key}")
    words = " ".join(speech.say(each) for each in said)
    return pages.Notice(words, pages.Tone.WARN, (link,) if STAFF in ctx.actor.permissions else ())


def notices_to_customer(ctx: Context, order: Order, made: Sequence[Statement]) -> tuple[pages.Notice, ...]:
    """That nothing will arrive, whatever day was promised."""
    if order.state is not OrderState.PLACED or not _nothing_left(order, made):
        return ()
    paid = text("You withdrew before this order left: nothing will arrive, and the money comes back.")
    unpaid = text("You withdrew before this order left: nothing will arrive.")
    return (pages.Notice(Speech(ctx).say(paid if is_paid(order) else unpaid)),)
