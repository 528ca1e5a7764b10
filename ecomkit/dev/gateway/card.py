"""Test cards and the card form: which number makes which outcome, and what is wrong with a field."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from ecomkit.dev.gateway.payment import Outcome

__all__ = ["CARDS", "Card", "CardForm", "card_of", "mistakes_in"]


@dataclass(frozen=True, slots=True)
class Card:
    """A test card: its number as printed, what it makes happen, and the words for it."""

    number: str
    outcome: Outcome
    title: str
    effect: str


@dataclass(frozen=True, slots=True)
class CardForm:
    """What the customer typed."""

    number: str = ""
    expiry: str = ""
    code: str = ""


CARDS = (
    Card("4242 4242 4242 4242", Outcome.SUCCEED, "Works", "The payment succeeds."),
    Card("4000 0000 0000 3220", Outcome.ACTION, "Asks your bank", "You confirm on a second page (3-D Secure)."),
    Card("4000 0000 0000 0002", Outcome.DECLINE, "Declined", "The bank says no."),
    Card("4000 0000 0000 9995", Outcome.INSUFFICIENT, "Not enough money", "The bank says that the account is short."),
    Card("4000 0000 0000 1000", Outcome.UNKNOWN, "No answer", "Money is taken; no return, no message to the shop."),
    Card("4000 0000 0000 1109", Outcome.NO_RETURN, "Lost on the way back", "Money is taken; only the message arrives."),
    Card("4000 0000 0000 1208", Outcome.TWICE, "Message twice", "The shop is told twice."),
    Card("4000 0000 0000 1307", Outcome.FIRST, "Message first", "The shop is told before you return."),
    Card("4000 0000 0000 1406", Outcome.LATE, "Message late", "The shop is told ten seconds after you return."),
)


def card_of(number: str) -> Card | None:
    """Return the test card with this number, spaces and dashes aside."""
    digits = _digits(number)
    return next((card for card in CARDS if _digits(card.number) == digits), None)


def mistakes_in(form: CardForm, today: datetime.date) -> dict[str, str]:
    """Return what to mend, by field; empty when the form can be sent."""
    mistakes = {}
    if card_of(form.number) is None:
        mistakes["number"] = "Use one of the test cards on this page; a real card is never charged here."
    match = re.fullmatch(r"\s*(0[1-9]|1[0-2])\s*/?\s*(?:20)?([0-9]{2})\s*", form.expiry)
    if match is None:
        mistakes["expiry"] = "Write month and year, for example 09/30."
    elif (2000 + int(match[2]), int(match[1])) < (today.year, today.month):
        mistakes["expiry"] = "This card has expired. Write a month from now on."
    if not re.fullmatch(r"\s*[0-9]{3,4}\s*", form.code):
        mistakes["code"] = "Write the 3 or 4 digits on the back of the card."
    return mistakes


def _digits(number: str) -> str:
    return re.sub(r"[\s-]", "", number)
