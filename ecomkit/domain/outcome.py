"""Outcomes: how a command ends. A business refusal is an outcome, never an exception."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from ecomkit.domain.text import Text
from ecomkit.domain.value import Value

__all__ = ["ApprovalNeeded", "Done", "Held", "Outcome", "Refusal", "Refuse", "Refused"]

T = TypeVar("T")


class Refusal(Value):
    """Why not: a stable code, the rule that said so, words for the person, and the field it is about, if any."""

    code: str
    text: Text
    rule: str = ""
    field: str | None = None


class ApprovalNeeded(Value):
    """A rule that lets the command through once somebody agrees.

    `permission` is what the approver needs, held for the party `approver_party` in `approver_capacity`. `days` is how
    long the question stays open. The person who asked never counts as approver. Where the shop itself has to agree, the
    party is `ctx.shop.party` in the capacity `staff`, with a permission such as `staff.approvals`.
    """

    code: str
    text: Text
    permission: str
    approver_party: str
    approver_capacity: str
    days: int = 7
    rule: str = ""


class Done(Value, Generic[T]):
    """It happened, and is durable."""

    kind: Literal["done"] = "done"
    result: T


class Refused(Value):
    """It did not happen, and nothing was written."""

    kind: Literal["refused"] = "refused"
    refusals: tuple[Refusal, ...]

    @property
    def text(self) -> Text:
        """The first reason, for places with room for one."""
        return self.refusals[0].text


class Held(Value):
    """It waits for approval as an object of its own: `held` is its key, `number` what people call it."""

    kind: Literal["held"] = "held"
    held: str
    number: str


class Refuse(Exception):
    """Raised inside a command's body to refuse it: the transaction rolls back and the outcome is `Refused`.

    It never leaves the gate. `Refuse.because("sold_out", text("…"))` is the short form.
    """

    def __init__(self, *refusals: Refusal) -> None:
        self.refusals = refusals
        super().__init__("; ".join(f"{refusal.code}: {refusal.text}" for refusal in refusals))

    @classmethod
    def because(cls, code: str, words: Text, *, rule: str = "", field: str | None = None) -> Refuse:
        """Refuse for one reason."""
        return cls(Refusal(code=code, text=words, rule=rule, field=field))


Outcome = Done[T] | Refused | Held
