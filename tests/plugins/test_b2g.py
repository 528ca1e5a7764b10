"""A tender from its draft to the agency's order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ecomkit.domain import (
    AddMembership,
    Done,
    Money,
    OrderById,
    PaymentPart,
    PaymentPlan,
    PaymentState,
    PlaceOrder,
    QuoteById,
    Refused,
)
from ecomkit.errors import NotFound
from ecomkit.plugins.b2g import api
from ecomkit.plugins.b2g.values import EnvelopeState, LotLine, TenderState
from ecomkit.sdk import Sealed, new_token
from ecomkit.services.verifying import verify
from ecomkit.services.worker import job_context
from ecomkit.testing import Clock, make_shop, settings_for
from tests.plugins.b2g_scene import PASSPHRASES, Scene

INVOICE = PaymentPlan(parts=(PaymentPart(method="invoice"),))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def scene(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Scene]:
    own = {} if request.param == "sqlite" else {"database": request.getfixturevalue("postgres_url")}
    made = Scene.make(tmp_path, **own)
    yield made
    made.close()


def sound(scene: Scene) -> list[Any]:
    return list(verify(scene.shop.core, scene.ctx(None)))


def test_a_tender_goes_from_draft_to_an_order_with_the_supplier(scene: Scene) -> None:
    key = scene.published()
    scene.bid("olga", key, "450,1200")
    scene.bid("tomas", key, "440,1250")
    scene.opened(key)
    assert scene.ranking(key) == [("tajo-lighting", 200 * 440 + 10 * 1250), ("ojeda-supplies", 200 * 450 + 10 * 1200)]
    first = scene.shop.ask(scene.ctx("sam"), api.EvaluationOf(number=key)).offers[0]
    quote = scene.do("sam", api.AwardTender(tender=key, envelope=first.envelope))
    order = scene.do("sam", PlaceOrder(quote=quote, plan=INVOICE, key="order-of-award", reference="T-1001"))
    placed = scene.shop.ask(scene.ctx("sam"), OrderById(order=order))
    assert (placed.quote.seller, placed.buyer.party, placed.payment) == (
        "tajo-lighting",
        "valdemora",
        PaymentState.PROMISED,
    )
    net = 200 * 440 + 10 * 1250
    assert placed.quote.totals.payable == Money(amount=net + round(net * 0.21), currency="EUR")
    assert [(line.sku, line.text, line.quantity, line.unit) for line in placed.quote.lines] == [
        (None, "A4 paper", 200, "pack"), (None, "Pens", 10, "box"),
    ]  # fmt: skip
    assert scene.tender(key).state is TenderState.AWARDED
    assert scene.tender(key, "olga").winner == "Luminarias Tajo"
    assert sound(scene) == []


def test_of_equal_totals_the_bid_that_arrived_first_is_ahead(scene: Scene) -> None:
    key = scene.published()
    scene.bid("tomas", key, "500,1000", now=scene.clock.now + timedelta(seconds=2))
    scene.bid("olga", key, "490,1200", now=scene.clock.now + timedelta(seconds=1))
    scene.opened(key)
    assert [supplier for supplier, _ in scene.ranking(key)] == ["ojeda-supplies", "tajo-lighting"]
    assert scene.shop.ask(scene.ctx("sam"), api.EvaluationOf(number=key)).tie_decided


def test_a_second_bid_takes_the_place_of_the_first_whoever_of_the_supplier_sends_it(scene: Scene) -> None:
    key = scene.published()
    first = scene.bid("olga", key, "450,1200")
    scene.bid("oscar", key, "430,1200")
    scene.opened(key)
    assert scene.ranking(key) == [("ojeda-supplies", 200 * 430 + 12_000)]
    seen = scene.shop.ask(scene.ctx("sam"), api.EvaluationOf(number=key))
    assert (seen.replaced, seen.withdrawn) == (1, 0)
    assert scene.shop.ask(scene.ctx("olga"), api.BidByNumber(number=first.number)).state is EnvelopeState.REPLACED
    assert sound(scene) == []


def test_a_withdrawn_bid_does_not_count_and_another_may_follow(scene: Scene) -> None:
    key = scene.published()
    first = scene.bid("olga", key, "100,100")
    scene.do("olga", api.WithdrawBid(number=first.number))
    assert scene.refused("olga", api.WithdrawBid(number=first.number)) == "not_live"
    scene.bid("tomas", key, "440,1250")
    scene.opened(key)
    assert [supplier for supplier, _ in scene.ranking(key)] == ["tajo-lighting"]
    assert scene.refused("olga", api.WithdrawBid(number=first.number)) == "late"
    assert sound(scene) == []


def test_nobody_withdraws_or_sees_the_bid_of_another_supplier(scene: Scene) -> None:
    key = scene.published()
    receipt = scene.bid("olga", key, "450,1200")
    assert scene.refused("tomas", api.WithdrawBid(number=receipt.number)) == "not_found"
    with pytest.raises(NotFound):
        scene.shop.ask(scene.ctx("tomas"), api.BidByNumber(number=receipt.number))
    assert scene.shop.ask(scene.ctx("tomas"), api.OwnBids()) == ()
    assert [one.number for one in scene.shop.ask(scene.ctx("oscar"), api.OwnBids())] == [receipt.number]


def test_a_late_bid_is_refused_and_one_that_arrived_in_time_is_taken(scene: Scene) -> None:
    key = scene.published()
    deadline = scene.tender(key).deadline
    scene.bid("olga", key, "450,1200", now=deadline - timedelta(microseconds=1))
    assert scene.refused("tomas", scene.offer(key, "1,1"), now=deadline) == "late"
    assert scene.refused("tomas", scene.offer(key, "1,1"), now=deadline + timedelta(days=1)) == "late"


def test_the_same_slip_is_one_bid(scene: Scene) -> None:
    key, slip = scene.published(), new_token()
    first = scene.do("olga", scene.offer(key, "450,1200", slip))
    assert scene.do("olga", scene.offer(key, "450,1200", slip)) == first
    assert scene.refused("tomas", scene.offer(key, "450,1200", slip)) == "slip"
    scene.after(key)
    assert scene.do("olga", scene.offer(key, "450,1200", slip)).number == first.number
    assert len(scene.shop.ask(scene.ctx("olga"), api.OwnBids())) == 1


@pytest.mark.parametrize(
    "prices", ["", "450", "450,0", "450,-1", "450,1200,1", "450,12.5", "450,٣", "4e3,1", "450," + "9" * 13]
)
def test_a_bid_needs_a_price_above_zero_for_each_line(scene: Scene, prices: str) -> None:
    outcome = scene.run("olga", scene.offer(scene.published(), prices))
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "prices"
    assert prices not in str(outcome.text) or not prices


def test_openers_are_two_to_five_people_of_the_agency_and_not_the_officer(scene: Scene) -> None:
    deadline = scene.clock.now + timedelta(days=3)
    lucia, sam, olga = (scene.people[one] for one in ("lucia", "sam", "olga"))
    for openers in ((lucia, lucia), (lucia, sam), (lucia, olga)):
        draft = api.DraftTender(
            subject="X", lines=(LotLine(text="A4", unit="p", quantity=1),), deadline=deadline, openers=openers
        )
        assert scene.refused("sam", draft) == "openers"
    assert scene.refused("lucia", draft) == "not_permitted"


@pytest.mark.parametrize(
    ("given", "code"),
    [(("short", "granite window seven"), "passphrase_short"), (("one and the same 1", "one and the same 1"), "passphrase_twice"),
     (("only one is here 1",), "passphrases")],
)  # fmt: skip
def test_each_opener_brings_a_passphrase_of_their_own(scene: Scene, given: tuple[str, ...], code: str) -> None:
    key = scene.draft()
    assert (
        scene.refused("sam", api.PublishTender(tender=key, passphrases=tuple(Sealed(secret=one) for one in given)))
        == code
    )


def test_an_opener_does_not_bid_nor_does_a_supplier_they_act_for(scene: Scene) -> None:
    key = scene.published()
    bidding = replace(
        scene.ctx("tomas"), actor=scene.ctx("tomas").actor.model_copy(update={"key": scene.people["lucia"]})
    )
    scene.do(
        None,
        AddMembership(person=scene.people["lucia"], organisation="tajo-lighting", capacity="supplier", role="bidder"),
    )
    assert scene.shop.run(bidding, scene.offer(key, "1,1")).refusals[0].code == "conflict"  # type: ignore[union-attr]
    assert scene.refused("tomas", scene.offer(key, "1,1")) == "conflict"
    scene.after(key)
    assert scene.refused("lucia", api.TurnKey(tender=key, passphrase=Sealed(secret=PASSPHRASES["lucia"]))) == "conflict"


def test_whoever_acts_for_the_agency_does_not_bid(scene: Scene) -> None:
    key = scene.published()
    scene.do(
        None, AddMembership(person=scene.people["olga"], organisation="valdemora", capacity="agency", role="officer")
    )
    assert scene.refused("olga", scene.offer(key, "1,1")) == "conflict"


def test_a_draft_is_seen_by_its_agency_only(scene: Scene) -> None:
    key = scene.draft()
    assert scene.tender(key).state is TenderState.DRAFT
    for who in ("olga", "rival"):
        with pytest.raises(NotFound):
            scene.tender(key, who)
    assert scene.shop.ask(scene.ctx("olga"), api.Tenders()) == ()
    assert scene.refused("olga", scene.offer(key, "1,1")) == "not_found"


def test_another_agency_changes_nothing(scene: Scene) -> None:
    key = scene.published()
    assert scene.refused("rival", api.CancelTender(tender=key, reason="not ours")) == "not_found"
    with pytest.raises(NotFound):
        scene.shop.ask(scene.ctx("rival"), api.OpeningOf(number=key))
    scene.bid("olga", key, "450,1200")
    scene.opened(key)
    with pytest.raises(NotFound):
        scene.shop.ask(scene.ctx("rival"), api.EvaluationOf(number=key))


def test_a_cancelled_tender_says_why_takes_no_bid_and_is_not_opened(scene: Scene) -> None:
    key = scene.published()
    scene.bid("olga", key, "450,1200")
    scene.do("sam", api.CancelTender(tender=key, reason="the budget was cut"))
    assert scene.tender(key, "olga").reason == "the budget was cut"
    assert scene.refused("tomas", scene.offer(key, "1,1")) == "late"
    scene.after(key)
    assert (
        scene.refused("lucia", api.TurnKey(tender=key, passphrase=Sealed(secret=PASSPHRASES["lucia"]))) == "not_closed"
    )
    assert sound(scene) == []


def test_an_award_past_the_first_needs_a_reason_and_happens_once(scene: Scene) -> None:
    key = scene.published()
    scene.bid("olga", key, "450,1200")
    scene.bid("tomas", key, "440,1250")
    scene.opened(key)
    first, second = scene.shop.ask(scene.ctx("sam"), api.EvaluationOf(number=key)).offers
    assert scene.refused("lucia", api.AwardTender(tender=key, envelope=first.envelope)) == "not_permitted"
    assert scene.refused("sam", api.AwardTender(tender=key, envelope=second.envelope)) == "reason"
    reason = "the first one is excluded by a final judgement"
    quote = scene.do("sam", api.AwardTender(tender=key, envelope=second.envelope, reason=reason))
    assert scene.refused("sam", api.AwardTender(tender=key, envelope=first.envelope)) == "not_opened"
    assert scene.shop.ask(scene.ctx("sam"), QuoteById(quote=quote)).seller == "ojeda-supplies"


def test_an_award_is_ordered_by_an_officer_and_once(scene: Scene) -> None:
    key = scene.published()
    scene.bid("olga", key, "450,1200")
    scene.opened(key)
    (first,) = scene.shop.ask(scene.ctx("sam"), api.EvaluationOf(number=key)).offers
    quote = scene.do("sam", api.AwardTender(tender=key, envelope=first.envelope))
    assert scene.refused("lucia", PlaceOrder(quote=quote, plan=INVOICE, key="opener-orders")) == "not_permitted"
    assert scene.refused("olga", PlaceOrder(quote=quote, plan=INVOICE, key="seller-orders")) == "not_found"
    order = scene.do("sam", PlaceOrder(quote=quote, plan=INVOICE, key="officer-orders"))
    assert scene.do("sam", PlaceOrder(quote=quote, plan=INVOICE, key="officer-orders")) == order
    assert scene.refused("sam", PlaceOrder(quote=quote, plan=INVOICE, key="once-more-now")) == "ordered"


def test_a_supplier_deals_without_buying_and_gets_no_invoice(scene: Scene) -> None:
    assert not scene.shop.core.capacities["supplier"].buys
    method = scene.shop.core.methods["invoice"]
    assert method.offered(scene.ctx("sam"))
    assert not method.offered(scene.ctx("olga"))


def test_tenders_are_listed_by_deadline(scene: Scene) -> None:
    late, soon = scene.published(days=20), scene.published(days=2)
    assert [one.id for one in scene.shop.ask(scene.ctx("olga"), api.Tenders())] == [soon, late]
    scene.clock.forward(days=3)
    assert [one.id for one in scene.shop.ask(scene.ctx("olga"), api.Tenders(view="past"))] == [soon]
    assert [one.id for one in scene.shop.ask(scene.ctx("martin"), api.Tenders(view="to_open"))] == [soon, late]
    assert scene.shop.ask(scene.ctx("nuria"), api.Tenders(view="to_open")) == ()


def test_suppliers_learn_their_own_rank_after_the_opening(scene: Scene) -> None:
    key = scene.published()
    receipt = scene.bid("olga", key, "450,1200")
    scene.bid("tomas", key, "440,1250")
    assert scene.shop.ask(scene.ctx("olga"), api.BidByNumber(number=receipt.number)).rank is None
    scene.opened(key)
    (own,) = scene.shop.ask(scene.ctx("olga"), api.OwnBids())
    assert (own.rank, own.total) == (2, Money(amount=200 * 450 + 12_000, currency="EUR"))


def test_a_tender_without_bids_opens_empty(scene: Scene) -> None:
    key = scene.published()
    scene.opened(key)
    assert scene.ranking(key) == []
    assert sound(scene) == []


def test_the_demonstration_plants_once(scene: Scene) -> None:
    (answer,) = scene.shop.hooks.seeds()
    (seed,) = answer.values
    for _ in range(2):
        principals = seed.plant(job_context(scene.shop.core, plugin="b2g", key="seed"))
    assert [one.email for one in principals][:3] == ["sam@example.com", "lucia@example.com", "martin@example.com"]
    found = [one for view in ("open", "past") for one in scene.shop.ask(scene.ctx("olga"), api.Tenders(view=view))]
    assert sorted(one.state.value for one in found) == ["awarded", "published"]
    assert sound(scene) == []


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Office supplies"), ("es", "Material de oficina"), ("fr", "Office supplies")]
)
def test_the_demonstration_asks_in_the_shops_first_language(tmp_path: Path, language: str, title: str) -> None:
    settings = settings_for(tmp_path, plugins={"b2g": {"work": 14}}, languages=(language, "pt"))
    shop = make_shop(tmp_path, use=("rates", "b2g"), settings=settings, clock=Clock(), catalogue=False)
    (answer,) = shop.hooks.seeds()
    (seed,) = answer.values
    seed.plant(job_context(shop.core, plugin="b2g", key="seed"))
    (tender,) = shop.ask(shop.system(), api.Tenders(view="open"))
    assert tender.title == title
    shop.close()


def test_done_is_what_a_bid_gives(scene: Scene) -> None:
    outcome = scene.run("olga", scene.offer(scene.published(), "450,1200"))
    assert isinstance(outcome, Done)
    assert len(outcome.result.digest) == 64
    assert outcome.result.arrived_at == scene.clock.now
