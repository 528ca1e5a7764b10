"""Drafting, publishing, cancelling."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from typing import Any

from sqlalchemy import bindparam, insert, update

from ecomkit.domain import Hats, Members
from ecomkit.plugins.b2g import sealing
from ecomkit.plugins.b2g.api import (
    AGENCY,
    OPENER,
    PUBLISH,
    CancelTender,
    DraftTender,
    PublishTender,
    TenderCancelled,
    TenderDrafted,
    TenderPublished,
)
from ecomkit.plugins.b2g.rows import as_agency, move, openers_of, row_of, write_lines
from ecomkit.plugins.b2g.settings import B2GSettings
from ecomkit.plugins.b2g.tables import opener, tender, wrap
from ecomkit.plugins.b2g.values import TenderState
from ecomkit.sdk import Context, Refuse, Sealed, WriteContext, new_id, text

__all__ = [
    "SHORTEST",
    "apply_cancel",
    "apply_draft",
    "apply_publish",
    "content_digest",
    "prepare_publish",
    "wrap_about",
]

SHORTEST = 12
"""The fewest characters of a passphrase."""
_LONGEST_DAYS = 730
_SALT = (
    update(opener)
    .where(opener.c.tender == bindparam("of"), opener.c.person == bindparam("who"))
    .values(salt=bindparam("new_salt"), hint=bindparam("new_hint"))
)


@dataclass(frozen=True, slots=True)
class Keys:
    """What is kept of a tender's keys: the public one, each opener's salt and hint, and the wraps."""

    public: str
    salts: dict[str, tuple[str, int]]
    wraps: tuple[tuple[str, str, str, str], ...]


def apply_draft(ctx: WriteContext, command: DraftTender) -> str:
    """Write a draft. Openers are members of the agency with that role; the officer who drafts is none of them."""
    agency = as_agency(ctx)
    if command.deadline.tzinfo is None or not ctx.now < command.deadline <= ctx.now + timedelta(days=_LONGEST_DAYS):
        raise Refuse.because(
            "deadline",
            text("The deadline lies in the future, at most two years from now."),
            rule="b2g",
            field="deadline",
        )
    _check_openers(ctx, agency, command.openers)
    label = next((hat.label for hat in ctx.ask(Hats()) if hat.buyer == ctx.buyer), agency)
    key, number = new_id(), f"T-{1000 + ctx.next_in('b2g.tender')}"
    ctx.db.write(
        insert(tender), id=key, number=number, agency=agency, agency_name=label, title=command.subject.strip(), summary=command.summary,
        lines=write_lines(command.lines), currency=ctx.currency, postcode=command.postcode, state=TenderState.DRAFT.value,
        drafted_by=ctx.actor.key, drafted_at=ctx.now, deadline=command.deadline, public_key="", work=0, turn=new_id(), reason="",
    )  # fmt: skip
    for position, person in enumerate(command.openers, 1):
        ctx.db.write(insert(opener), tender=key, person=person, position=position, salt="", hint=0, wrong=0)
    ctx.emit(TenderDrafted(tender=key, number=number, agency=agency))
    return key


def _check_openers(ctx: WriteContext, agency: str, openers: Sequence[str]) -> None:
    able = {one.person for one in ctx.ask(Members(organisation=agency)) if (one.capacity, one.role) == (AGENCY, OPENER)}
    if len(set(openers)) != len(openers) or not set(openers) <= able or ctx.actor.key in openers:
        words = text("Name two to five different openers of your agency. Whoever publishes a tender does not open it.")
        raise Refuse.because("openers", words, rule="b2g", field="openers")


def prepare_publish(settings: B2GSettings, ctx: Context, command: PublishTender) -> Keys:
    """Make the key pair and wrap it for each pair of openers. The private key is gone when this returns."""
    if PUBLISH not in ctx.actor.permissions:
        raise Refuse.because("not_permitted", text("Your role does not allow this."), rule="permissions")
    row = row_of(ctx, command.tender)
    as_agency(ctx, row)
    people = [one.person for one in openers_of(ctx, row.id)]
    _check_passphrases(command.passphrases, len(people))
    salts = {person: sealing.new_salt() for person in people}
    shares = {
        person: sealing.share_of(sealed.secret, salts[person], settings.work)
        for person, sealed in zip(people, command.passphrases, strict=True)
    }
    private, public = sealing.key_pair()
    wraps = []
    for first, second in combinations(sorted(people), 2):
        salt = sealing.new_salt()
        key = sealing.pair_key(shares[first], shares[second], salt, settings.work)
        wraps.append((first, second, salt, sealing.wrap(private, key, wrap_about(row.id, first, second))))
    return Keys(public, {p: (salts[p], sealing.hint_of(shares[p])) for p in people}, tuple(wraps))


def _check_passphrases(passphrases: Sequence[Sealed], openers: int) -> None:
    plain = [one.secret.strip() for one in passphrases]
    if len(plain) != openers:
        raise Refuse.because("passphrases", text("Each opener gives a passphrase of their own."), rule="b2g")
    for position, one in enumerate(plain, 1):
        if not SHORTEST <= len(one) <= 200:
            words = text("Choose a passphrase of at least %(n)s characters, such as five words.", n=SHORTEST)
            raise Refuse.because("passphrase_short", words, rule="b2g", field=f"passphrase{position}")
        if one in plain[: position - 1]:
            words = text("Each opener chooses a passphrase of their own: this one is given twice.")
            raise Refuse.because("passphrase_twice", words, rule="b2g", field=f"passphrase{position}")


def wrap_about(key: str, first: str, second: str) -> str:
    """What a wrap is bound to."""
    return f"wrap {key} {first} {second}"


def apply_publish(settings: B2GSettings, ctx: WriteContext, command: PublishTender, keys: Keys) -> None:
    """Publish: from here on the tender is public and takes sealed bids."""
    row = row_of(ctx, command.tender)
    as_agency(ctx, row)
    if row.deadline <= ctx.now:
        raise Refuse.because(
            "deadline", text("The deadline has passed. Draft the tender again with a later one."), rule="b2g"
        )
    published = {
        "state": TenderState.PUBLISHED.value,
        "published_at": ctx.now,
        "public_key": keys.public,
        "work": settings.work,
    }
    if not move(ctx, row.id, TenderState.DRAFT, **published):
        raise Refuse.because("not_draft", text("This tender is published already."), rule="b2g")
    for person, (salt, hint) in keys.salts.items():
        ctx.db.write(_SALT, of=row.id, who=person, new_salt=salt, new_hint=hint)
    for first, second, salt, box in keys.wraps:
        ctx.db.write(insert(wrap), tender=row.id, first=first, second=second, salt=salt, box=box)
    ctx.emit(
        TenderPublished(
            tender=row.id, deadline=row.deadline, content=content_digest(row), public_key=keys.public, openers=tuple(keys.salts)
        )
    )  # fmt: skip


def content_digest(row: Any) -> str:
    """A digest of what a tender asks for: what was published is what is opened."""
    said = "\x1f".join((row.number, row.agency, row.title, row.summary, row.lines, row.currency, row.postcode))
    return hashlib.sha256(said.encode()).hexdigest()


def apply_cancel(ctx: WriteContext, command: CancelTender) -> None:
    """Call a tender off, with a reason that everybody reads."""
    row = row_of(ctx, command.tender)
    as_agency(ctx, row)
    before = (TenderState.DRAFT, TenderState.PUBLISHED, TenderState.CLOSED, TenderState.OPENED)
    if not move(ctx, row.id, *before, state=TenderState.CANCELLED.value, reason=command.reason):
        raise Refuse.because("awarded", text("An awarded or cancelled tender is not cancelled."), rule="b2g")
    ctx.emit(TenderCancelled(tender=row.id, reason=command.reason))
