"""Addresses and the ways to them."""

from __future__ import annotations

from collections.abc import Sequence

from ecomkit.plugins.b2g import pages_bid, pages_office, pages_opening, pages_public
from ecomkit.plugins.b2g.api import AGENCY, AWARD, BID, OPEN, PUBLISH, SEE, SUPPLIER
from ecomkit.plugins.b2g.shown import AGENCY_LIST, BIDS, TENDERS
from ecomkit.sdk import Context, Link, Policy, Route, Who, text

__all__ = ["navigation", "routes"]

_ONE = f"{AGENCY_LIST}/{{number}}"


def routes() -> Sequence[Route]:
    """All pages, each with who may see it."""
    anyone = Policy(permission=SEE, who=frozenset({Who.ANYONE}))
    member, publish, award, opens, bids = (_permitted(one) for one in (SEE, PUBLISH, AWARD, OPEN, BID))
    post = ("POST",)
    return [
        Route(path=TENDERS, view=pages_public.tender_list, policy=anyone, name="b2g.tenders"),
        Route(path=f"{TENDERS}/{{number}}", view=pages_public.tender_page, policy=anyone, name="b2g.tender"),
        Route(path=f"{TENDERS}/{{number}}/bid", view=pages_bid.bid_page, policy=bids, name="b2g.bid"),
        Route(
            path=f"{TENDERS}/{{number}}/bid", view=pages_bid.take_bid, policy=bids, name="b2g.bid.take", methods=post
        ),
        Route(path=BIDS, view=pages_bid.my_bids, policy=bids, name="b2g.bids"),
        Route(path=f"{BIDS}/{{number}}", view=pages_bid.receipt_page, policy=bids, name="b2g.receipt"),
        Route(
            path=f"{BIDS}/{{number}}/withdraw", view=pages_bid.withdraw, policy=bids, name="b2g.withdraw", methods=post
        ),
        Route(path=AGENCY_LIST, view=pages_office.agency_list, policy=member, name="b2g.agency"),
        Route(path=f"{AGENCY_LIST}/new", view=pages_office.draft_page, policy=publish, name="b2g.draft"),
        Route(
            path=f"{AGENCY_LIST}/new", view=pages_office.take_draft, policy=publish, name="b2g.draft.take", methods=post
        ),
        Route(path=f"{_ONE}/publish", view=pages_office.publish_page, policy=publish, name="b2g.publish"),
        Route(
            path=f"{_ONE}/publish",
            view=pages_office.take_publish,
            policy=publish,
            name="b2g.publish.take",
            methods=post,
        ),
        Route(path=f"{_ONE}/cancel", view=pages_office.cancel, policy=publish, name="b2g.cancel", methods=post),
        Route(path=f"{_ONE}/opening", view=pages_opening.opening_page, policy=member, name="b2g.opening"),
        Route(path=f"{_ONE}/opening", view=pages_opening.turn_key, policy=opens, name="b2g.opening.turn", methods=post),
        Route(path=f"{_ONE}/ranking", view=pages_opening.ranking_page, policy=member, name="b2g.ranking"),
        Route(path=f"{_ONE}/award", view=pages_opening.award, policy=award, name="b2g.award", methods=post),
        Route(path=f"{_ONE}/order", view=pages_opening.order, policy=award, name="b2g.order", methods=post),
    ]


def _permitted(permission: str) -> Policy:
    return Policy(permission=permission, who=frozenset({Who.PERMITTED}))


def navigation(ctx: Context) -> Sequence[Link]:
    """Tenders in the footer for everybody, in the head for agencies and suppliers with their own pages."""
    capacity = ctx.buyer.capacity if ctx.buyer is not None else ""
    if capacity == AGENCY:
        return [Link(label=text("Tenders"), path=TENDERS), Link(label=text("Our tenders"), path=AGENCY_LIST)]
    if capacity == SUPPLIER:
        return [Link(label=text("Tenders"), path=TENDERS), Link(label=text("My bids"), path=BIDS)]
    return [Link(label=text("Tenders"), path=TENDERS, place="footer")]
