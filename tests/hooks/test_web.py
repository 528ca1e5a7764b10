"""What plugins bring to the pages: addresses, screens, ways there, blocks, and the steps of the checkout."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import BaseModel, Field

from ecomkit.domain import CartById, ChangeCart, Checkout, ChooseShipping, FillCheckout, Rating, Refusal, Refused
from ecomkit.sdk import (
    Block,
    Choice,
    Command,
    Context,
    Document,
    Link,
    Operation,
    Page,
    PageRequest,
    Plugin,
    Policy,
    Route,
    Screen,
    ShownPage,
    Step,
    Text,
    Who,
    WriteContext,
    hookimpl,
    pages,
    text,
)
from ecomkit.services.steps import steps_for
from ecomkit.shop import Shop
from ecomkit.testing import Browser, Till
from tests.hooks.scene import ANYONE, done, shop_with, sign_in_as_clerk


class Gallery(Plugin):
    """Pictures for anybody, the store room for nobody."""

    name = "gallery"
    hook_api = 1

    @hookimpl
    def register_routes(self) -> Sequence[Route]:
        shut = Policy(permission="gallery.keys", who=frozenset({Who.PERMITTED}))
        return [
            Route(path="/gallery/{room}", view=_room, policy=ANYONE, name="gallery.room"),
            Route(path="/gallery-list", view=_list, policy=ANYONE, name="gallery.list"),
            Route(path="/store-room", view=_room, policy=shut, name="gallery.store"),
        ]

    @hookimpl
    def contribute_navigation(self, ctx: Context) -> Sequence[Link]:
        return [Link(label=text("Our pictures"), path="/gallery/one")] if ctx.buyer else []


def _room(request: PageRequest) -> Page:
    title = f"Room {request.path.get('room', 'none')}"
    model = pages.DetailPage(heading=title, sections=())
    return Page(template=model.template, model=model, title=title)


def _list(request: PageRequest) -> Document:
    return Document(content=b"one\ntwo\n", media_type="text/plain")


def test_an_address_shows_its_page_to_those_it_is_for(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, Gallery)
    with Browser(shop) as browser:
        assert browser.get("/gallery/one") == 200
        assert "Room one" in browser.words()
        assert browser.get("/gallery-list") == 200
        assert browser.page == "one\ntwo\n"
        browser.get("/store-room")
        assert browser.path == "/account/sign-in"
    shop.close()


def test_a_way_leads_to_the_page_of_a_plugin(tmp_path: Path) -> None:
    shop = shop_with(tmp_path / "with", Gallery)
    with Browser(shop) as browser:
        browser.get("/")
        assert 'href="/gallery/one"' in browser.page
        assert "Our pictures" in browser.words()
    shop.close()
    plain = shop_with(tmp_path / "without")
    with Browser(plain) as browser:
        browser.get("/")
        assert "Our pictures" not in browser.words()
    plain.close()


class Critics(Plugin):
    """They have seen the lamp and the mug, and nothing else."""

    name = "critics"
    hook_api = 1

    @hookimpl
    def contribute_ratings(self, ctx: Context, products: tuple[str, ...]) -> Sequence[Rating]:
        known = {"faro-lamp": 47, "loma-mug": 30}
        return [Rating(product=one, tenths=known[one], count=2) for one in products if one in known]


class Neighbours(Plugin):
    """They say nothing that was not said before."""

    name = "neighbours"
    hook_api = 1

    @hookimpl
    def contribute_ratings(self, ctx: Context, products: tuple[str, ...]) -> Sequence[Rating]:
        return [Rating(product=one, tenths=10, count=1) for one in products if one in ("faro-lamp", "brisa-fan")]


def test_ratings_stand_on_cards_and_pages_and_the_first_plugin_is_believed(tmp_path: Path) -> None:
    shop = shop_with(tmp_path / "with", Critics, Neighbours)
    with Browser(shop) as browser:
        browser.get("/")
        assert {"4.7 of 5 · 2 reviews", "3.0 of 5 · 2 reviews", "1.0 of 5 · 1 review"} <= set(
            re.findall(r"\d\.\d of 5 · \d reviews?", browser.words())
        )
        browser.get("/p/faro-lamp")
        assert '"ratingValue": "4.7"' in browser.page
    shop.close()
    plain = shop_with(tmp_path / "without")
    assert not plain.hooks.has_ratings()
    with Browser(plain) as browser:
        browser.get("/p/faro-lamp")
        assert "aggregateRating" not in browser.page
    plain.close()


class Dust(Command[None]):
    """Dust the frames"""

    room: str


class Office(Plugin):
    """A screen with a command."""

    name = "office"
    hook_api = 1

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Dust]]:
        policy = Policy(permission="staff.office", who=frozenset({Who.PERMITTED}))
        return [Operation(command=Dust, policy=policy, apply=_dust)]

    @hookimpl
    def register_screens(self) -> Sequence[Screen]:
        return [Screen(key="office", title=text("Frames"), permission="staff.office", rows=_rows, commands=(Dust,))]


def _dust(ctx: WriteContext, command: Dust) -> None:
    ctx.ledger.open(f"office.{command.room}", currency="EUR", owner="office")


def _rows(ctx: Context) -> tuple[Sequence[Text], Sequence[Sequence[str]]]:
    return [text("Room")], [["Blue room"]]


def test_staff_see_a_screen_and_run_its_commands(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, Office)
    with Browser(shop) as browser:
        sign_in_as_clerk(shop, browser)
        assert browser.get("/admin/x/office") == 200
        assert "Blue room" in browser.words()
        assert browser.post("/admin/x/office/dust", room="blue") == 200
        assert "Done: Dust the frames" in browser.words()
        assert browser.post("/admin/x/office/dust") == 422
    shop.close()


class Banner(Plugin):
    """Says something on the page of a product."""

    name = "banner"
    hook_api = 1

    @hookimpl
    def contribute_blocks(self, ctx: Context, page: ShownPage) -> Sequence[Block]:
        return [Block(slot="product.after_buy", template="banner.html", model=page)] if page.name == "product" else []


def test_a_block_stands_in_its_slot_with_what_the_page_is_about(tmp_path: Path) -> None:
    templates = tmp_path / "theme" / "templates"
    templates.mkdir(parents=True)
    (templates / "banner.html").write_text("<p>Handmade: {{ model.subject }}</p>", "utf-8")
    shop = shop_with(tmp_path, Banner)
    with Browser(shop) as browser:
        browser.get("/p/faro-lamp")
        assert "Handmade: faro-lamp" in browser.words()
        browser.get("/c/home")
        assert "Handmade" not in browser.words()
    shop.close()


class Greeting(BaseModel):
    """What stands on the card."""

    words: str = Field(title="Words on the card", max_length=20)


class Cards(Plugin):
    """Asks for a greeting behind the delivery, and wants one. What was said is kept with the chosen shipping."""

    name = "cards"
    hook_api = 1

    @hookimpl
    def register_steps(self) -> Sequence[Step]:
        return [
            Step(
                key="card", title=text("Your card"), input=Greeting, command=_write, complete=_wanted, after="delivery",
                offered=lambda ctx: ctx.actor.kind == "guest",
            )
        ]  # fmt: skip


def _write(cart: str, given: Greeting) -> ChangeCart:
    return ChangeCart(cart=cart, sku="MUG-BONE", quantity=1)


def _wanted(ctx: Context, checkout: Checkout) -> Refusal | None:
    there = any(line.sku == "MUG-BONE" for line in ctx.ask(_cart(checkout)).lines)
    return None if there else Refusal(code="incomplete", text=text("Write a card."), rule="steps", field="words")


def _cart(checkout: Checkout) -> CartById:
    return CartById(cart=checkout.cart)


def keys(shop: Shop, till: Till) -> list[str]:
    with shop.database.read() as rows:
        return [step.key for step in steps_for(shop.core, replace(till.moment, db=rows), Checkout(cart=till.cart))]


def test_a_step_stands_behind_its_neighbour_and_no_order_is_placed_without_it(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, Cards)
    till = Till.for_guest(shop)
    assert keys(shop, till) == ["delivery", "card", "shipping", "payment"]
    till.put("LAMP")
    till.fill()
    refused = till.place()
    assert isinstance(refused, Refused)
    assert [(one.code, one.field) for one in refused.refusals] == [("incomplete", "words")]
    done(shop.run(till.moment, FillCheckout(cart=till.cart, steps={"card": {"words": "Happy birthday"}})))
    done(till.place())
    with Browser(shop) as browser:
        browser.post("/cart/lines", sku="LAMP", quantity="1")
        browser.get("/checkout")
        assert browser.words().index("Your card") > browser.words().index("Delivery")
    shop.close()


class Drone(BaseModel):
    """Where the drone lands."""

    roof: str = Field(title="Roof", pattern="^(flat|steep)$")


class Drones(Plugin):
    """Another question in the place of core's shipping, the same for page, API and agents."""

    name = "drones"
    hook_api = 1

    @hookimpl(keys=["shipping"])
    def resolve_step(self, ctx: Context) -> Step:
        return Step(
            key="shipping", title=text("Landing"), input=Drone, command=lambda cart, _: ChooseShipping(cart=cart, option="parcel"),
            complete=lambda _, checkout: None if checkout.shipping else Refusal(
                code="incomplete", text=text("Say where it lands."), rule="steps", field="roof"
            ),
            choices=_roofs,
        )  # fmt: skip


def _roofs(ctx: Context, checkout: Checkout) -> Mapping[str, Sequence[Choice]]:
    return {"roof": [Choice(value="flat", label="Flat"), Choice(value="steep", label="Steep")]}


def test_a_step_takes_the_place_of_core_s(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, Drones)
    till = Till.for_guest(shop)
    assert keys(shop, till) == ["delivery", "shipping", "payment"]
    till.put("LAMP")
    address = {
        "email": "ana@example.com",
        "name": "Ana",
        "country": "ES",
        "line1": "Mayor 1",
        "postcode": "28013",
        "city": "Madrid",
    }
    known = {"delivery": address, "payment": {"payment": "transfer"}}
    done(shop.run(till.moment, FillCheckout(cart=till.cart, steps=known)))
    refused = till.place()
    assert isinstance(refused, Refused)
    assert [one.field for one in refused.refusals] == ["roof"]
    done(shop.run(till.moment, FillCheckout(cart=till.cart, steps={"shipping": {"roof": "flat"}})))
    done(till.place())
    with Browser(shop) as browser:
        browser.post("/cart/lines", sku="LAMP", quantity="1")
        browser.get("/checkout")
        assert "Landing" in browser.words()
    shop.close()


@pytest.mark.parametrize("roof", ["", "round"])
def test_what_a_step_asks_is_checked_by_its_own_model(tmp_path: Path, roof: str) -> None:
    shop = shop_with(tmp_path, Drones)
    till = Till.for_guest(shop)
    till.put("LAMP")
    refused = shop.run(till.moment, FillCheckout(cart=till.cart, steps={"shipping": {"roof": roof}}))
    assert isinstance(refused, Refused)
    assert refused.refusals[0].field == "roof"
    shop.close()
