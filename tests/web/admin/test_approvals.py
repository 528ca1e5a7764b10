"""Approvals in the back office: the shop decides what is put to the shop, and names who decides on the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ecomkit.domain import (
    AddMembership,
    AddOrganisation,
    ApprovalNeeded,
    Buyer,
    Capacity,
    Held,
    HeldById,
    HeldState,
    OpenTo,
    PlaceOrder,
    RegisterPerson,
    Role,
    StockLevels,
    text,
)
from ecomkit.sdk import Context, Plugin, Value, hookimpl
from ecomkit.testing import Clock, Till, make_shop, staff
from tests.web.admin.conftest import PASSWORD, at_work, counted, done, employ
from tests.web.conftest import Client, Site


class Settings(Value):
    """None."""


class Rules(Plugin[Settings]):
    """Persons ask the shop, clubs ask their own treasurer."""

    name = "rules"
    hook_api = 1

    @hookimpl
    def register_capacities(self) -> Sequence[Capacity]:
        return [Capacity(key="member", label=text("For my club"), open_to=OpenTo.MEMBERS)]

    @hookimpl
    def register_roles(self) -> Sequence[Role]:
        return [
            Role(key="treasurer", capacity="member", label=text("Treasurer"), permissions=frozenset({"club.agree"}))
        ]

    @hookimpl
    def check_place_order(self, ctx: Context, command: PlaceOrder) -> Sequence[ApprovalNeeded]:
        if ctx.buyer is None or ctx.actor.kind != "person":
            return []
        club = ctx.buyer.capacity == "member"
        return [
            ApprovalNeeded(
                code="rules.club" if club else "rules.shop", text=text("Somebody looks at it first."),
                permission="club.agree" if club else "staff.approvals",
                approver_party=ctx.buyer.party if club else ctx.shop.party, approver_capacity="member" if club else "staff",
            )
        ]  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    clock = Clock()
    opened = Site(make_shop(tmp_path, use=("b2c", "rates", "transfer", Rules), clock=clock), clock)
    yield opened
    opened.close()


def person(site: Site, name: str) -> str:
    asked = RegisterPerson(email=f"{name.lower()}@example.com", name=name, password=PASSWORD)
    return str(done(site.shop.run(site.shop.system(), asked)))


def ask(site: Site, who: str, buyer: Buyer, sku: str = "LAMP") -> str:
    """Somebody orders a lamp, or what is said, which waits; gives the key of the request."""
    outcome = Till.for_person(site.shop, who, buyer).buy(sku)
    assert isinstance(outcome, Held), outcome
    return outcome.held


@pytest.fixture
def request_of_leo(site: Site, clerk: Client) -> str:
    leo = person(site, "Leo")
    return ask(site, leo, Buyer(party=leo, capacity="consumer"))


@pytest.fixture
def request_of_the_club(site: Site, clerk: Client) -> str:
    """Mia asks for her club; Tom, its treasurer, decides."""
    shop, system = site.shop, site.shop.system()
    mia, tom = person(site, "Mia"), person(site, "Tom")
    done(shop.run(system, AddOrganisation(name="Chess club", country="ES", key="chess")))
    for who, role in ((mia, None), (tom, "treasurer")):
        done(shop.run(system, AddMembership(person=who, organisation="chess", capacity="member", role=role)))
    return ask(site, mia, Buyer(party="chess", capacity="member"))


def state_of(site: Site, held: str) -> HeldState:
    return site.shop.ask(staff(site.shop)(), HeldById(held=held)).state


def free(site: Site) -> int:
    (level,) = site.shop.ask(site.shop.system(), StockLevels(skus=("LAMP",)))
    return level.on_hand - level.reserved


def test_the_shop_grants_what_is_put_to_it(site: Site, clerk: Client, request_of_leo: str) -> None:
    assert '<span class="how-many">1</span><span>for us to approve</span>' in clerk.get("/admin").text
    assert "You may decide" in clerk.get("/admin/approvals?view=ours").text
    page = f"/admin/approvals/{request_of_leo}"
    assert "Somebody looks at it first." in clerk.get(page).text
    clerk.post(page, {"decision": "grant", "reason": "a good customer"})
    shown = clerk.get(page).text
    assert "Approved." in shown
    assert "a good customer" in shown
    order = re.search(r'href="(/admin/orders/[0-9a-f-]{36})"', shown)
    assert order is not None
    assert "Faro lamp" in clerk.get(order[1]).text
    assert state_of(site, request_of_leo) is HeldState.GRANTED


def test_requests_are_paged_and_those_that_are_ours_stand_apart(
    site: Site, clerk: Client, request_of_the_club: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ecomkit.web.admin.approvals._PAGE", 2)
    asked = [request_of_the_club]
    for name in ("Leo", "Ana", "Eva"):
        who = person(site, name)
        asked.append(ask(site, who, Buyer(party=who, capacity="consumer"), "MUG-BONE"))
    for view, expected in (("waiting", asked[::-1]), ("ours", asked[:0:-1])):
        seen: list[str] = []
        address = f"/admin/approvals?view={view}"
        while address:
            page = clerk.get(address).text
            seen += re.findall(r'href="/admin/approvals/([0-9a-f-]{36})"', page)
            following = re.search(r'rel="next" href="([^"]+)"', page)
            address = following[1].replace("&amp;", "&") if following else ""
        assert seen == expected
        assert "To the beginning" in page


def test_the_shop_refuses_in_words_and_the_goods_are_free_again(site: Site, clerk: Client, request_of_leo: str) -> None:
    page, before = f"/admin/approvals/{request_of_leo}", free(site)
    for reason in ("", "no", " . "):
        answer = clerk.post(page, {"decision": "refuse", "reason": reason})
        assert answer.status_code == 422
        assert "Write why you refuse" in answer.text
        assert re.search(r'value="refuse" checked', answer.text)
    assert state_of(site, request_of_leo) is HeldState.WAITING
    clerk.post(page, {"decision": "refuse", "reason": "we cannot deliver that many"})
    assert "we cannot deliver that many" in clerk.get(page).text
    assert state_of(site, request_of_leo) is HeldState.REFUSED
    assert free(site) == before + 1


@pytest.mark.parametrize(
    "form", [{}, {"decision": ""}, {"decision": "maybe"}, {"decision": "grant", "reason": "x" * 201}]
)
def test_a_decision_that_cannot_be_read_decides_nothing(
    site: Site, clerk: Client, request_of_leo: str, form: dict[str, str]
) -> None:
    assert clerk.post(f"/admin/approvals/{request_of_leo}", form).status_code == 422
    assert state_of(site, request_of_leo) is HeldState.WAITING


def test_a_decision_is_made_once(site: Site, clerk: Client, request_of_leo: str) -> None:
    page = f"/admin/approvals/{request_of_leo}"
    clerk.post(page, {"decision": "refuse", "reason": "not today"})
    late = clerk.post(page, {"decision": "grant"})
    assert late.status_code == 422
    assert "no longer waiting" in late.text
    assert "What do you decide?" not in late.text
    assert state_of(site, request_of_leo) is HeldState.REFUSED


def test_nobody_decides_on_what_they_asked_for_themselves(site: Site, clerk: Client) -> None:
    pia = employ(site.shop, email="pia@example.com", name="Pia")
    held = ask(site, pia, Buyer(party=pia, capacity="consumer"))
    own = at_work(site, "pia@example.com")
    shown = own.get(f"/admin/approvals/{held}").text
    assert "You asked for this yourself" in shown
    assert "clerk@example.com" in shown
    assert "What do you decide?" not in shown
    own.post(f"/admin/approvals/{held}", {"decision": "grant"})
    assert state_of(site, held) is HeldState.WAITING


def test_what_is_a_clubs_to_decide_is_not_the_shops(site: Site, clerk: Client, request_of_the_club: str) -> None:
    assert "Whoever approves for Chess club" in clerk.get("/admin/approvals").text
    assert "Nothing waits" in clerk.get("/admin/approvals?view=ours").text
    page = f"/admin/approvals/{request_of_the_club}"
    shown = clerk.get(page).text
    assert "nobody in the shop does it in their place" in shown
    assert 'href="mailto:tom@example.com"' in shown
    assert "mia@example.com" not in shown
    assert "What do you decide?" not in shown
    assert clerk.post(page, {"decision": "grant"}).status_code == 422
    assert state_of(site, request_of_the_club) is HeldState.WAITING


def test_who_lacks_the_permission_sees_who_has_it(site: Site, clerk: Client, request_of_leo: str) -> None:
    assert 'href="mailto:clerk@example.com"' not in clerk.get(f"/admin/approvals/{request_of_leo}").text
    site.shop.core.roles["staff", "packer"] = Role(  # type: ignore[index]
        key="packer", capacity="staff", label=text("Packer"), permissions=frozenset({"staff.orders"})
    )
    employ(site.shop, email="pat@example.com", name="Pat", role="packer")
    packer = at_work(site, "pat@example.com")
    shown = packer.get(f"/admin/approvals/{request_of_leo}").text
    assert "Your role does not allow you" in shown
    assert 'href="mailto:clerk@example.com"' in shown
    assert "pat@example.com" not in shown
    packer.post(f"/admin/approvals/{request_of_leo}", {"decision": "grant"})
    assert state_of(site, request_of_leo) is HeldState.WAITING


def test_an_expired_request_says_so(site: Site, clerk: Client, request_of_leo: str) -> None:
    site.clock.forward(days=8)
    again = at_work(site)
    late = again.post(f"/admin/approvals/{request_of_leo}", {"decision": "grant"})
    assert late.status_code == 422
    assert "its deadline passed" in late.text


def test_a_longer_list_asks_the_database_no_more(site: Site, clerk: Client, request_of_leo: str) -> None:
    clerk.get("/admin/approvals")
    with counted(site.shop) as one:
        assert clerk.get("/admin/approvals").text.count(">A-") == 1
    ida = person(site, "Ida")
    ask(site, ida, Buyer(party=ida, capacity="consumer"))
    with counted(site.shop) as two:
        assert clerk.get("/admin/approvals").text.count(">A-") == 2
    assert len(two) == len(one)


def test_all_of_them_are_listed_with_how_they_ended(site: Site, clerk: Client, request_of_leo: str) -> None:
    clerk.post(f"/admin/approvals/{request_of_leo}", {"decision": "refuse", "reason": "not today"})
    assert "Nothing waits" in clerk.get("/admin/approvals").text
    everything = clerk.get("/admin/approvals?view=all").text
    assert "Refused" in everything
    assert "not today" in everything
