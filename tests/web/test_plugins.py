"""What plugins bring to the web: routes with policies, blocks, navigation, steps, screens, and requests that wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from ecomkit.domain import (
    AddMembership,
    AddOrganisation,
    ApprovalNeeded,
    Capacity,
    Command,
    Context,
    Done,
    PlaceOrder,
    Policy,
    RegisterPerson,
    Role,
    Text,
    Who,
    WriteContext,
    text,
)
from ecomkit.errors import StartError
from ecomkit.hooks import Block, Document, Link, Operation, Page, PageRequest, Redirect, Route, Screen, ShownPage, pages
from ecomkit.kernel import Plugin, hookimpl
from ecomkit.services.core import STAFF
from ecomkit.testing import Clock, make_shop
from ecomkit.web.app import build_app
from tests.web.conftest import Client, Site, fill_and_pay, where

ANYONE = Policy(permission="club.see", who=frozenset({Who.ANYONE}))


class NameClub(Command[str]):
    """Name the club"""

    name: str
    seats: int = 10


class Club(Plugin):
    """A stranger's plugin that uses every door of the web."""

    name = "club"
    hook_api = 1

    @hookimpl
    def register_capacities(self) -> Sequence[Capacity]:
        return [Capacity(key="member", label=text("Member"))]

    @hookimpl
    def register_roles(self) -> Sequence[Role]:
        return [
            Role(key="buyer", capacity="member", label=text("Buyer")),
            Role(key="head", capacity="member", label=text("Head"), permissions=frozenset({"club.agree", "club.rule"})),
        ]

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        policy = Policy(permission="staff.club", who=frozenset({Who.PERMITTED}))
        return [Operation(command=NameClub, policy=policy, apply=self._name)]

    def _name(self, ctx: WriteContext, command: NameClub) -> str:
        return command.name

    @hookimpl
    def register_routes(self) -> Sequence[Route]:
        rules = Policy(permission="club.rule", who=frozenset({Who.PERMITTED}))
        return [
            Route(path="/club", view=self._page, policy=ANYONE, name="club.page"),
            Route(path="/club", view=self._took, policy=ANYONE, name="club.send", methods=("POST",)),
            Route(path="/club/rules", view=self._page, policy=rules, name="club.rules"),
            Route(path="/club/list.csv", view=self._file, policy=ANYONE, name="club.file"),
            Route(path="/club/broken", view=self._broken, policy=ANYONE, name="club.broken"),
        ]

    def _page(self, request: PageRequest) -> Page:
        section = pages.Section(title="<Hello>", paragraphs=(request.say(text("Welcome")),))
        model = pages.DetailPage(heading="The club", sections=(section,))
        return Page(template=model.template, model=model, title="The club")

    def _took(self, request: PageRequest) -> Redirect:
        return Redirect(to="/club", notice=text("Thank you, %(name)s.", name=request.form.get("name", "")))

    def _file(self, request: PageRequest) -> Document:
        return Document(content=b"a,b\n", media_type="text/csv", filename='x"\r\nSet-Cookie: a=b.csv')

    def _broken(self, request: PageRequest) -> Page:
        raise RuntimeError("secret detail")

    @hookimpl
    def contribute_navigation(self, ctx: Context) -> Sequence[Link]:
        return [
            Link(label=text("The club"), path="/club"),
            Link(label=text("Club desk"), path="/club/rules", place="account"),
        ]

    @hookimpl
    def contribute_blocks(self, ctx: Context, page: ShownPage) -> Sequence[Block]:
        return (
            [Block(slot="product.after_buy", template="club_block.html", model=page)] if page.name == "product" else []
        )

    @hookimpl
    def register_screens(self) -> Sequence[Screen]:
        return [
            Screen(key="club", title=text("The club"), permission="staff.club", rows=self._rows, commands=(NameClub,))
        ]

    def _rows(self, ctx: Context) -> tuple[Sequence[Text], Sequence[Sequence[str]]]:
        return [text("Name")], [["<b>First</b>"]]

    @hookimpl
    def check_place_order(self, ctx: Context, command: PlaceOrder) -> Sequence[ApprovalNeeded]:
        if ctx.buyer is None or ctx.buyer.capacity != "member":
            return []
        return [
            ApprovalNeeded(
                code="club_limit", text=text("The club agrees to every purchase."), permission="club.agree", approver_party=ctx.buyer.party,
                approver_capacity="member",
            )
        ]  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    templates = tmp_path / "theme" / "templates"
    templates.mkdir(parents=True)
    (templates / "club_block.html").write_text("<p class='club'>Block for {{ model.subject }}</p>")
    clock = Clock()
    opened = Site(make_shop(tmp_path, use=("b2c", "rates", "transfer", Club), clock=clock), clock)
    yield opened
    opened.close()


def done(outcome: Any) -> Any:
    assert isinstance(outcome, Done), outcome
    return outcome.result


def join(site: Site, name: str, role: str) -> Client:
    """A member of the club, signed in."""
    shop, system = site.shop, site.shop.system()
    person = done(shop.run(system, RegisterPerson(email=f"{name}@example.com", name=name, password="good password")))
    done(shop.run(system, AddOrganisation(name="Chess club", country="ES", key="chess")))
    done(shop.run(system, AddMembership(person=person, organisation="chess", capacity="member", role=role)))
    client = site.client()
    assert (
        where(client.post("/account/sign-in", {"email": f"{name}@example.com", "password": "good password"}))
        == "/account"
    )
    return client


def test_a_page_of_a_plugin_stands_in_the_frame_of_the_shop(client: Client) -> None:
    page = client.get("/club").text
    assert "<h1>The club</h1>" in page
    assert "&lt;Hello&gt;" in page
    assert '<a href="/club" aria-current="page">The club</a>' in page


def test_what_a_plugin_says_after_a_form_is_shown_once(client: Client) -> None:
    assert where(client.post("/club", {"name": "Ana"})) == "/club"
    assert "Thank you, Ana." in client.get("/club").text
    assert "Thank you" not in client.get("/club").text


def test_a_route_is_guarded_by_its_policy(site: Site, client: Client) -> None:
    assert where(client.get("/club/rules")) == "/account/sign-in?next=%2Fclub%2Frules"
    refused = join(site, "bob", "buyer").get("/club/rules")
    assert refused.status_code == 403
    assert "not_permitted" not in refused.text, "codes are for logs and the API"
    assert join(site, "eva", "head").get("/club/rules").status_code == 200


def test_a_block_stands_in_its_slot_of_a_shared_page(client: Client) -> None:
    assert "<p class='club'>Block for faro-lamp</p>" in client.get("/p/faro-lamp").text
    assert "<p class='club'>" not in client.get("/c/home").text


def test_a_file_cannot_break_out_of_its_headers(client: Client) -> None:
    answer = client.get("/club/list.csv")
    assert answer.content == b"a,b\n"
    assert "set-cookie" not in answer.headers
    assert "\r" not in answer.headers["content-disposition"]


def test_a_plugin_that_breaks_gets_a_page_with_a_reference_and_no_detail(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/club/broken")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    reference = answer.text.split("<code>")[1].split("</code>")[0]
    assert any(reference in record.getMessage() for record in caplog.records)


def test_two_routes_with_one_path_or_name_do_not_start(tmp_path: Path) -> None:
    class Twice(Plugin):
        """Takes what is taken."""

        name = "twice"
        hook_api = 1

        @hookimpl
        def register_routes(self) -> Sequence[Route]:
            view = _nothing
            owned = Policy(permission="x", who=frozenset({Who.BUYER}), owned="order")
            return [
                Route(path="/cart", view=view, policy=ANYONE, name="twice.cart"),
                Route(path="/p/{slug}", view=view, policy=ANYONE, name="twice.product"),
                Route(path="/twice", view=view, policy=ANYONE, name="home"),
                Route(path="/mine", view=view, policy=owned, name="twice.mine"),
            ]

    shop = make_shop(tmp_path, use=(Twice,), catalogue=False)
    with pytest.raises(StartError) as stopped:
        build_app(shop)
    told = str(stopped.value)
    for words in ("'/cart' (GET)", "'/p/{slug}' (GET)", "name 'home'", "which its path does not name"):
        assert words in told
    shop.close()


def _nothing(_request: PageRequest) -> Redirect:
    return Redirect(to="/")


def test_an_order_that_needs_approval_waits_and_is_granted_by_somebody_else(site: Site) -> None:
    buyer, head = join(site, "bob", "buyer"), join(site, "eva", "head")
    buyer.post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    held = where(fill_and_pay(buyer))
    assert held.startswith("/held/")
    page = buyer.get(held).text
    assert "The club agrees to every purchase." in page
    assert "Your decision" not in page
    assert "Waiting for approval" in buyer.get("/account").text
    assert site.client().get(held).status_code == 404
    assert buyer.post(held, {"decision": "grant"}).status_code == 422
    assert "Your decision" in head.get(held).text
    assert where(head.post(held, {"decision": "grant", "reason": "fine"})) == held
    assert "Approved" in buyer.get(held).text
    assert 'href="/orders/' in buyer.get(held).text


def test_a_person_changes_hats_and_each_has_a_cart_of_its_own(site: Site) -> None:
    client = join(site, "bob", "buyer")
    client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    page = client.get("/account").text
    assert "Chess club · Member" in page
    hat = page.split('name="capacity" value="consumer:')[1].split('"')[0]
    assert where(client.post("/account/hat", {"capacity": f"consumer:{hat}"})) == "/account"
    assert "The cart is empty" in client.get("/cart").text
    client.post("/account/hat", {"capacity": "member:chess"})
    assert "Faro lamp" in client.get("/cart").text
    client.post("/account/hat", {"capacity": "member:other-club"})
    assert "Faro lamp" in client.get("/cart").text


def test_the_cart_of_a_guest_comes_along_at_sign_in(site: Site) -> None:
    join(site, "bob", "buyer")
    client = site.client()
    client.post("/cart/lines", {"sku": "MUG-BONE", "quantity": "2"})
    client.post("/account/sign-in", {"email": "bob@example.com", "password": "good password"})
    assert "Loma mug" in client.get("/cart").text
    assert "ecomkit_cart" not in client.cookies


def staff(site: Site) -> Client:
    shop, system = site.shop, site.shop.system()
    person = done(shop.run(system, RegisterPerson(email="clerk@example.com", name="Clara", password="good password")))
    done(shop.run(system, AddOrganisation(name="Alameda", country="ES", key="shop")))
    done(shop.run(system, AddMembership(person=person, organisation="shop", capacity=STAFF, role="manager")))
    client = site.client()
    client.post("/admin/sign-in", {"email": "clerk@example.com", "password": "good password"})
    return client


def test_a_screen_shows_its_rows_and_runs_its_commands(site: Site, client: Client) -> None:
    clerk = staff(site)
    page = clerk.get("/admin/x/club").text
    assert "&lt;b&gt;First&lt;/b&gt;" in page
    assert '<a href="/admin/x/club"' in clerk.get("/admin").text
    refused = clerk.post("/admin/x/club/name_club", {"name": "", "seats": "many"})
    assert refused.status_code == 422
    assert where(clerk.post("/admin/x/club/name_club", {"name": "Chess", "seats": "12"})) == "/admin/x/club"
    assert "Done: Name the club" in clerk.get("/admin/x/club").text
    assert clerk.post("/admin/x/club/adjust_stock", {}).status_code == 404
    assert where(client.post("/admin/x/club/name_club", {"name": "Chess"})) == "/admin/sign-in"
