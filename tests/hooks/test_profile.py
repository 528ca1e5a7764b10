"""What plugins say of people: as what they deal, with which rights, what is kept of them, and to which group they belong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ecomkit.domain import (
    Capacity,
    Hats,
    Item,
    Money,
    OpenTo,
    OrderById,
    PersonById,
    PriceOffer,
    ProfileField,
    Reach,
    Refused,
    Role,
    SaveProfile,
    Segment,
)
from ecomkit.sdk import Context, Page, PageRequest, Plugin, Policy, Route, Who, hookimpl, pages, text
from ecomkit.testing import PASSWORD, Browser, Till, make_shop, signed_in
from tests.hooks.scene import done, member, shop_with


class Neighbours(Plugin):
    """Whoever comes buys as a neighbour."""

    name = "neighbours"
    hook_api = 1

    @hookimpl
    def register_capacities(self) -> Sequence[Capacity]:
        return [Capacity(key="neighbour", label=text("Neighbour"), open_to=OpenTo.GUESTS)]


def test_nobody_buys_until_a_plugin_says_as_what(tmp_path: Path) -> None:
    plain = make_shop(tmp_path, use=("rates", "transfer"))
    assert Till.for_guest(plain).ctx.buyer is None
    plain.close()
    shop = make_shop(tmp_path, use=("rates", "transfer", Neighbours), catalogue=False)
    order = shop.ask(shop.system(), OrderById(order=done(Till.for_guest(shop).buy("LAMP"))))
    assert order.quote.buyer.capacity == "neighbour"
    shop.close()


class Chess(Plugin):
    """A club whose head sees the cash book."""

    name = "chess"
    hook_api = 1

    @hookimpl
    def register_capacities(self) -> Sequence[Capacity]:
        return [Capacity(key="player", label=text("Player"))]

    @hookimpl
    def register_roles(self) -> Sequence[Role]:
        head = Role(key="head", capacity="player", label=text("Head"), permissions=frozenset({"chess.cash"}))
        return [head, Role(key="pawn", capacity="player", label=text("Pawn"))]

    @hookimpl
    def register_routes(self) -> Sequence[Route]:
        heads = Policy(permission="chess.cash", who=frozenset({Who.PERMITTED}))
        return [Route(path="/cash", view=_cash, policy=heads, name="chess.cash")]


def _cash(request: PageRequest) -> Page:
    model = pages.DetailPage(heading="Cash book", sections=())
    return Page(template=model.template, model=model, title="Cash book")


def test_a_role_carries_its_permissions_and_no_other_one_can_be_given(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, Chess)
    done(member(shop, "eva", "club", "player", "head"))
    done(member(shop, "bob", "club", "player", "pawn"))
    refused = member(shop, "max", "club", "player", "king")
    assert isinstance(refused, Refused)
    assert refused.refusals[0].code == "unknown_role"
    for name, status in (("eva", 200), ("bob", 403)):
        with Browser(shop) as browser:
            browser.sign_in(f"{name}@example.com", PASSWORD)
            assert browser.get("/cash") == status
    shop.close()


class Shoes(Plugin):
    """Keeps a size."""

    name = "shoes"
    hook_api = 1

    @hookimpl
    def register_profile_fields(self) -> Sequence[ProfileField]:
        size = ProfileField(
            key="shoes.size", label=text("Size"), department="sales", source="the person", retention_days=365
        )
        return [size]


def test_a_profile_keeps_what_is_declared_and_nothing_else(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, Shoes)
    ana = signed_in(shop)
    person = ana.ctx.actor.key
    done(shop.run(ana.moment, SaveProfile(person=person, fields=(("shoes.size", "38"),))))
    assert shop.ask(ana.moment, PersonById(person=person)).fields == (("shoes.size", "38"),)
    refused = shop.run(ana.moment, SaveProfile(person=person, fields=(("shoes.colour", "red"),)))
    assert isinstance(refused, Refused)
    assert refused.refusals[0].code == "undeclared_field"
    assert shop.ask(ana.moment, Hats())[0].capacity.key == "consumer"
    shop.close()


class Regulars(Plugin):
    """Who has something in the cart pays less, and is told apart from everybody else by a private segment."""

    name = "regulars"
    hook_api = 1

    @hookimpl
    def contribute_segments(self, ctx: Context) -> Sequence[Segment]:
        return [Segment(key="regular", shared=False)] if ctx.proofs else []

    @hookimpl
    def contribute_prices(self, ctx: Context, items: tuple[Item, ...]) -> Sequence[PriceOffer]:
        if not ctx.proofs:
            return []
        price = items[0].price.model_copy(update={"money": Money(amount=777, currency="EUR")})
        return [PriceOffer(sku=item.sku, price=price, reach=Reach.SEGMENT, reason=text("Regulars")) for item in items]


class Openly(Regulars):
    """The same price, but nobody says that the page is private."""

    name = "openly"

    @hookimpl
    def contribute_segments(self, ctx: Context) -> Sequence[Segment]:
        return [Segment(key="regular", shared=True)]


def test_a_private_segment_keeps_its_prices_off_the_shared_page(tmp_path: Path) -> None:
    seen = {}
    for plugin in (Regulars, Openly):
        shop = shop_with(tmp_path / plugin.name, plugin)
        with Browser(shop) as browser:
            browser.get("/p/faro-lamp")
            assert "€7.77" not in browser.words()
            browser.post("/cart/lines", sku="MUG-BONE", quantity="1")
            browser.get("/p/faro-lamp")
            seen[plugin.name] = "€7.77" in browser.words()
        shop.close()
    assert seen == {"regulars": True, "openly": False}
