"""The pages of a tender, asked for as a browser does."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from ecomkit.plugins.b2g import api
from ecomkit.services.verifying import verify
from tests.plugins.b2g_scene import PASSPHRASES, Scene
from tests.web.conftest import Client, Site, hidden, where

LOT = "A4 paper; pack; 200\nPens; box; 10\n"


class Town:
    """A site with a browser for each person."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.site = Site(scene.shop, scene.clock)
        self._browsers: dict[str, Client] = {}

    def browser(self, who: str) -> Client:
        if who not in self._browsers:
            client = self.site.client()
            form = {"email": f"{who}@example.com", "password": "a long password"}
            assert client.post("/account/sign-in", form).status_code == 303
            self._browsers[who] = client
        return self._browsers[who]

    def page(self, who: str, path: str) -> str:
        response = self.browser(who).get(path)
        assert response.status_code == 200, (path, response.status_code, response.text[:3000])
        return unescape(response.text)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(Scene.make(tmp_path))
    yield made
    made.site.close()


def draft(town: Town, deadline: str = "2026-12-01 12:00", **more: str) -> str:
    """Fill in the form of a new tender; gives the path of the next page."""
    openers = {f"opener.{town.scene.people[one]}": "on" for one in ("lucia", "martin")}
    form = {
        "title": "Office supplies",
        "summary": "For the town hall",
        "lot": LOT,
        "deadline": deadline,
        "postcode": "28270",
    }
    return where(town.browser("sam").post("/agency/tenders/new", form | openers | more))


def publish(town: Town) -> str:
    """Publish a tender through its pages; gives its number."""
    path = draft(town)
    form = {"passphrase1": PASSPHRASES["lucia"], "passphrase2": PASSPHRASES["martin"]}
    return where(town.browser("sam").post(path, form)).rsplit("/", 1)[1]


def bid(town: Town, who: str, number: str, *prices: str) -> str:
    """Fill in, check, sign and seal; gives the path of the receipt."""
    typed = {f"price{position}": price for position, price in enumerate(prices, 1)}
    client = town.browser(who)
    checked = client.post(f"/tenders/{number}/bid", typed | {"step": "check"})
    assert checked.status_code == 200, checked.text[:3000]
    seal = {"step": "seal", "slip": hidden(checked.text, "slip"), "signed": "on"}
    seal |= {name: hidden(checked.text, name) for name in typed}
    return where(client.post(f"/tenders/{number}/bid", seal))


def test_a_tender_goes_through_its_pages_to_the_order(town: Town) -> None:
    number = publish(town)
    guest = town.site.client()
    listed = guest.get("/tenders").text
    assert "Office supplies" in listed
    assert "Europe/Madrid" in listed
    assert "Tue 1 Dec 2026, 12:00 (Europe/Madrid)" in guest.get(f"/tenders/{number}").text.replace("&#39;", "'")
    assert f'class="button main" href="/account/sign-in?next=/tenders/{number}"' in guest.get(f"/tenders/{number}").text
    assert f'class="button main" href="/tenders/{number}/bid"' in town.page("olga", f"/tenders/{number}")
    receipt = bid(town, "olga", number, "4.50", "12,00")
    shown = town.page("olga", receipt)
    assert re.search(r"[0-9a-f]{64}", shown)
    assert "Sealed" in shown
    bid(town, "tomas", number, "4.40", "12.50")
    town.scene.clock.forward(days=9)
    opening = f"/agency/tenders/{number}/opening"
    assert where(town.browser("lucia").post(opening, {"passphrase": PASSPHRASES["lucia"]})) == opening
    assert (
        where(town.browser("martin").post(opening, {"passphrase": PASSPHRASES["martin"]}))
        == f"/agency/tenders/{number}/ranking"
    )
    ranking = town.page("sam", f"/agency/tenders/{number}/ranking")
    assert ranking.index("Luminarias Tajo") < ranking.index("Papelería Ojeda")
    assert "quantity × price a unit" in ranking
    assert "stay sealed" not in ranking, "nothing was replaced or withdrawn"
    chosen = re.search(r'name="envelope" value="([^"]+)"', ranking)
    assert chosen is not None
    town.browser("sam").post(f"/agency/tenders/{number}/award", {"envelope": chosen[1], "reason": ""})
    first = where(town.browser("sam").post(f"/agency/tenders/{number}/order"))
    assert first.startswith("/orders/")
    assert where(town.browser("sam").post(f"/agency/tenders/{number}/order")) == first
    assert "A4 paper" in town.page("sam", first)
    assert "Luminarias Tajo" in town.site.client().get(f"/tenders/{number}").text
    assert "Rank 2" in town.page("olga", receipt)
    assert list(verify(town.scene.shop.core, town.scene.ctx(None))) == []


def test_pages_before_the_opening_say_the_same_with_and_without_bids(town: Town) -> None:
    number = publish(town)
    paths = {
        "sam": ["/tenders", f"/tenders/{number}", "/agency/tenders", f"/agency/tenders/{number}/opening"],
        "lucia": [f"/agency/tenders/{number}/opening", "/agency/tenders"], "tomas": ["/tenders", f"/tenders/{number}", "/bids"],
    }  # fmt: skip
    for who, own in paths.items():  # the first look takes words for the next page away
        for path in own:
            town.page(who, path)
    before = {(who, path): town.page(who, path) for who, own in paths.items() for path in own}
    bid(town, "olga", number, "4.50", "12.00")
    assert {key: town.page(*key) for key in before} == before
    for who in ("sam", "lucia", "tomas"):
        assert town.browser(who).get(f"/agency/tenders/{number}/ranking").status_code in (403, 404)


def test_nothing_is_kept_before_the_bid_is_sealed(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    number = publish(town)
    with caplog.at_level(logging.DEBUG):
        checked = town.browser("olga").post(
            f"/tenders/{number}/bid", {"price1": "314159.27", "price2": "271828.18", "step": "check"}
        )
        assert "314" in checked.text
        bid(town, "olga", number, "314159.27", "271828.18")
    held = town.scene.files()
    for part in (b"31415927", b"314159.27", b"27182818"):
        assert part not in held
        assert part.decode() not in caplog.text
    assert checked.headers["cache-control"] == "private, no-store"


def test_a_mistyped_price_is_asked_for_again_with_everything_kept(town: Town) -> None:
    number = publish(town)
    again = town.browser("olga").post(f"/tenders/{number}/bid", {"price1": "4.50", "price2": "twelve", "step": "check"})
    assert again.status_code == 422
    assert 'value="4.50"' in again.text
    assert "Write the price of line 2" in again.text


def test_a_bid_is_signed_before_it_is_sealed(town: Town) -> None:
    number = publish(town)
    unsigned = {"price1": "4.50", "price2": "12", "step": "seal", "slip": "0123456789abcdef0123"}
    again = town.browser("olga").post(f"/tenders/{number}/bid", unsigned)
    assert again.status_code == 422
    assert "Tick the box" in again.text
    assert "You have no bids" in town.page("olga", "/bids")


def test_a_late_bid_is_told_by_our_clock(town: Town) -> None:
    number = publish(town)
    town.scene.clock.forward(days=20)
    page = town.browser("olga").get(f"/tenders/{number}/bid")
    assert page.status_code == 422
    assert "Our clock says" in page.text
    late = {"price1": "4.50", "price2": "12", "step": "seal", "signed": "on", "slip": "0123456789abcdef0123"}
    assert "The deadline has passed" in town.browser("olga").post(f"/tenders/{number}/bid", late).text


def test_a_supplier_withdraws(town: Town) -> None:
    number = publish(town)
    receipt = bid(town, "olga", number, "4.50", "12")
    assert where(town.browser("olga").post(f"{receipt}/withdraw")) == "/bids"
    assert "Withdrawn" in town.page("olga", "/bids")
    assert town.browser("tomas").get(receipt).status_code == 404


def test_a_wrong_passphrase_is_told_with_the_tries_left(town: Town) -> None:
    number = publish(town)
    town.scene.clock.forward(days=9)
    opening = f"/agency/tenders/{number}/opening"
    said = [unescape(town.browser("lucia").post(opening, {"passphrase": f"not mine {n}"}).text) for n in range(2)]
    assert any("Tries left: " in one for one in said)
    assert "not mine" not in "".join(said)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": ""}, "Write a title"), ({"lot": "paper without numbers"}, "Write row 1 as"),
        ({"deadline": "soon"}, "Write the deadline as"),
        ({"deadline": "2020-01-01 12:00"}, "The deadline lies in the future"), ({"lot": "A4; pack; 5\nPens; box; -3"}, "Write row 2 as"),
        ({"deadline": "2027-03-28 02:30"}, "Write the deadline as"),
    ],
)  # fmt: skip
def test_a_draft_that_cannot_be_read_is_asked_for_again(town: Town, changed: dict[str, str], words: str) -> None:
    openers = {f"opener.{town.scene.people[one]}": "on" for one in ("lucia", "martin")}
    form = {"title": "Office supplies", "summary": "", "lot": LOT, "deadline": "2026-12-01 12:00", "postcode": ""}
    again = town.browser("sam").post("/agency/tenders/new", form | openers | changed)
    assert again.status_code == 422
    assert words in unescape(again.text)
    assert town.scene.shop.ask(town.scene.ctx("sam"), api.Tenders(view="agency")) == ()


def test_two_openers_at_least_are_ticked(town: Town) -> None:
    form = {
        "title": "Office supplies",
        "lot": LOT,
        "deadline": "2026-12-01 12:00",
        f"opener.{town.scene.people['lucia']}": "on",
    }
    again = town.browser("sam").post("/agency/tenders/new", form)
    assert again.status_code == 422
    assert "Tick two to five openers" in again.text


def test_a_weak_passphrase_is_told_at_its_field_and_never_filled_in_again(town: Town) -> None:
    path = draft(town)
    again = town.browser("sam").post(path, {"passphrase1": "short", "passphrase2": PASSPHRASES["martin"]})
    assert again.status_code == 422
    assert "at least 12 characters" in again.text
    assert PASSPHRASES["martin"] not in again.text


def test_a_tender_is_cancelled_with_its_reason_in_public(town: Town) -> None:
    number = publish(town)
    town.browser("sam").post(f"/agency/tenders/{number}/cancel", {"reason": "the budget was cut"})
    assert "the budget was cut" in town.site.client().get(f"/tenders/{number}").text


OWN = ("/bids", "/agency/tenders", "/agency/tenders/new", "/tenders/T-1001/bid", "/agency/tenders/T-1001/opening")


@pytest.mark.parametrize("path", OWN)
def test_pages_of_others_ask_a_guest_to_sign_in_and_refuse_another_hat(town: Town, path: str) -> None:
    assert where(town.site.client().get(path)).startswith("/account/sign-in")
    stranger = "olga" if path.startswith("/agency") else "lucia"
    assert town.browser(stranger).get(path).status_code == 403


def test_navigation_goes_by_hat(town: Town) -> None:
    assert 'href="/agency/tenders"' in town.page("sam", "/tenders")
    assert 'href="/bids"' in town.page("olga", "/tenders")
    guest = town.site.client().get("/tenders").text
    assert 'href="/bids"' not in guest
    assert 'data-audience="b2g"' in town.page("sam", "/tenders")


def test_an_unknown_tender_is_not_found(town: Town) -> None:
    assert town.site.client().get("/tenders/T-9999").status_code == 404
    assert town.browser("olga").get("/bids/T-9999-AAAA").status_code == 404
