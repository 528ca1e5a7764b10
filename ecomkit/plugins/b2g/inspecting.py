"""What `ecomkit verify` checks: envelopes against the log of their arrival, opened bids against their ciphertext, ranking against both."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import column, select, table

from ecomkit.plugins.b2g import sealing
from ecomkit.plugins.b2g.opening import ranked, read_content, total_of
from ecomkit.plugins.b2g.rows import about_envelope, lines_of
from ecomkit.plugins.b2g.tables import envelope, offer, tender
from ecomkit.plugins.b2g.tenders import content_digest
from ecomkit.plugins.b2g.values import EnvelopeState, TenderState
from ecomkit.sdk import Context, Inspection, Text, text

__all__ = ["inspect_tenders"]

_LOG = table(
    "event",
    column("aggregate"),
    column("subject"),
    column("sequence"),
    column("name"),
    column("payload"),
    column("actor"),
    column("party"),
)
_EVENTS = select(_LOG).where(_LOG.c.aggregate == "tender").order_by(_LOG.c.subject, _LOG.c.sequence)


def inspect_tenders(ctx: Context) -> Iterator[Inspection]:
    """Everything that does not agree between tenders, envelopes, offers and log."""
    logged: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for one in ctx.db.all(_EVENTS):
        logged.setdefault(one.subject, []).append((one.name, json.loads(one.payload)))
        if one.name in ("bid_sealed", "bid_withdrawn") and (one.actor or one.party):
            yield Inspection(
                code="b2g.named", subject=one.subject, message=text("%(event)s says who did it", event=one.name)
            )
    envelopes = _grouped(ctx.db.all(select(envelope)))
    offers = _grouped(ctx.db.all(select(offer)))
    for row in ctx.db.all(select(tender)):
        said = logged.get(row.id, [])
        own = envelopes.get(row.id, [])
        yield from _as_published(row, said)
        yield from _as_arrived(row, own, said)
        yield from _as_opened(row, own, offers.get(row.id, []), said)


def _grouped(rows: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.tender, []).append(row)
    return found


def _all(said: list[tuple[str, dict[str, Any]]], name: str) -> list[dict[str, Any]]:
    return [payload for known, payload in said if known == name]


def _as_published(row: Any, said: list[tuple[str, dict[str, Any]]]) -> Iterator[Inspection]:
    for published in _all(said, "tender_published"):
        if published["content"] != content_digest(row) or published["public_key"] != row.public_key:
            yield Inspection(
                code="b2g.content",
                subject=row.number,
                message=text("what is asked for, or its key, is not what was published"),
            )
    if row.published_at is not None and not _all(said, "tender_published"):
        yield Inspection(code="b2g.content", subject=row.number, message=text("was published, its log does not say so"))


def _as_arrived(row: Any, own: list[Any], said: list[tuple[str, dict[str, Any]]]) -> Iterator[Inspection]:
    arrived = {one["envelope"]: one for one in _all(said, "bid_sealed")}
    replaced = {one["replaces"] for one in arrived.values() if one["replaces"]}
    withdrawn = {one["envelope"] for one in _all(said, "bid_withdrawn")}
    for sealed in own:
        logged = arrived.pop(sealed.id, None)
        if logged is None:
            yield _envelope(sealed, text("is not in the log"))
            continue
        if sealing.digest_of_box(sealed.box) != logged["digest"] or sealed.digest != logged["digest"]:
            yield _envelope(sealed, text("was changed after it arrived: its digest is not the one logged"))
        if sealed.arrived_at >= row.deadline:
            yield _envelope(sealed, text("arrived after the deadline"))
        wanted = _state(sealed.id, replaced, withdrawn)
        if sealed.state != wanted:
            yield _envelope(
                sealed, text("is %(state)s, its log says %(wanted)s", state=sealed.state, wanted=wanted.value)
            )
    for missing in arrived:
        yield Inspection(
            code="b2g.envelope", subject=f"{row.number}/{missing}", message=text("is in the log, and gone")
        )


def _state(key: str, replaced: set[str], withdrawn: set[str]) -> EnvelopeState:
    if key in replaced:
        return EnvelopeState.REPLACED
    return EnvelopeState.WITHDRAWN if key in withdrawn else EnvelopeState.SEALED


def _envelope(sealed: Any, message: Text) -> Inspection:
    return Inspection(code="b2g.envelope", subject=sealed.number, message=message)


def _as_opened(
    row: Any, own: list[Any], opened: list[Any], said: list[tuple[str, dict[str, Any]]]
) -> Iterator[Inspection]:
    if row.opened_at is None:
        if opened:
            yield Inspection(
                code="b2g.opening", subject=row.number, message=text("has opened bids, and was never opened")
            )
        return
    counted = {sealed.id: sealed for sealed in own if sealed.state == EnvelopeState.SEALED}
    if {one.envelope for one in opened} != set(counted):
        yield Inspection(
            code="b2g.opening", subject=row.number, message=text("the opened bids are not those that counted")
        )
        return
    right = [one for one in opened if one.rank is not None]
    for one in right:
        yield from _as_sealed(row, counted[one.envelope], one)
    order = sorted(
        right, key=lambda one: ranked(one.total, counted[one.envelope].arrived_at, counted[one.envelope].digest)
    )
    ranking = [one.envelope for one in order]
    logged = _all(said, "tender_opened")
    if [one.rank for one in order] != list(range(1, len(order) + 1)):
        yield Inspection(
            code="b2g.ranking", subject=row.number, message=text("the ranking does not follow from the opened bids")
        )
    if len(logged) != 1 or logged[0]["ranking"] != ranking or logged[0]["totals"] != [one.total for one in order]:
        yield Inspection(
            code="b2g.ranking", subject=row.number, message=text("the ranking is not the one logged at the opening")
        )
    if row.state == TenderState.AWARDED and row.envelope not in ranking:
        yield Inspection(
            code="b2g.award", subject=row.number, message=text("the award went to none of the ranked offers")
        )


def _as_sealed(row: Any, sealed: Any, one: Any) -> Iterator[Inspection]:
    """The ciphertext that was logged at arrival, opened again with its own key, says what the offer says."""
    lines = lines_of(row)
    about = about_envelope(row.id, sealed.id, sealed.arrived_at)
    content = read_content(sealing.open_box(sealed.box, bytes.fromhex(one.content_key), about), len(lines))
    said = (one.supplier, one.supplier_name, tuple(json.loads(one.prices)), one.total)
    if content is None or (content.supplier, content.name, content.prices, total_of(lines, content.prices)) != said:
        yield Inspection(
            code="b2g.opening", subject=sealed.number, message=text("the opened bid is not what was sealed")
        )
