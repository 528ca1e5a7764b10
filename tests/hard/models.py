"""What is interrupted in the plugins: a company's approval, and the opening of sealed bids by two people."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from ecomkit.domain import DecideApproval, Held, HeldById, HeldState, Orders
from ecomkit.plugins.b2b import api as b2b
from ecomkit.plugins.b2g import api as b2g
from ecomkit.plugins.b2g.tables import offer, opener
from ecomkit.sdk import Sealed
from ecomkit.shop import Shop
from ecomkit.storage.tables import event
from ecomkit.testing import Clock
from tests.hard.scenarios import Scenario, only_order, staff
from tests.plugins.b2g_scene import PASSPHRASES, Scene, reopened
from tests.plugins.companies import Firm, company_shop, make_firm

__all__ = ["MODELS"]

LIMITED, LIMITED_QUANTITY = "MUG-BONE", 45
OPENED = [("tajo-lighting", 100_500), ("ojeda-supplies", 102_000)]


def _firm(shop: Shop, noted: str) -> tuple[Firm, str]:
    key, buyer, approver, held = noted.split()
    return Firm(shop, key, buyer, approver), held


def _company(folder: Path) -> Shop:
    return company_shop(folder, catalogue=not (folder / "shop.db").exists())


def _waiting(shop: Shop) -> str:
    firm = make_firm(shop)
    outcome = firm.buy(firm.buyer, LIMITED, LIMITED_QUANTITY)
    assert isinstance(outcome, Held)
    return f"{firm.key} {firm.buyer} {firm.approver} {outcome.held}"


def _decide(shop: Shop, noted: str, decision: str) -> None:
    firm, held = _firm(shop, noted)
    command = DecideApproval.model_validate({"held": held, "decision": decision})
    shop.run(firm.till(firm.approver).moment, command)


def _happened(shop: Shop, *names: str) -> list[int]:
    """How often each of these events stands in the log."""
    with shop.database.read() as rows:
        said = [row.name for row in rows.all(select(event.c.name))]
    return [said.count(name) for name in names]


def _differs(**pairs: tuple[object, object]) -> list[str]:
    return [f"{what} is {found}, not {wanted}" for what, (found, wanted) in pairs.items() if found != wanted]


def _granted(shop: Shop, noted: str) -> list[str]:
    """One order, which the request names; its credit and its stock held once."""
    if not shop.ask(staff(shop), Orders()):
        return ["the grant placed nothing"]
    firm, held = _firm(shop, noted)
    order = only_order(shop)
    found = shop.ask(firm.till(firm.buyer).moment, HeldById(held=held))
    (company,) = shop.ask(shop.system(), b2b.Companies())
    return _differs(
        state=(found.state, HeldState.GRANTED), result=(found.result, order.id), confirmed=(order.confirmed_at is not None, True),
        credit=(company.credit.used, order.quote.totals.payable), stock=(firm.stock(LIMITED), (50, LIMITED_QUANTITY)),
        events=(_happened(shop, "command_granted", "order_placed", "order_confirmed"), [1, 1, 1]),
    )  # fmt: skip


def _refused(shop: Shop, noted: str) -> list[str]:
    """No order, and all that the request held is free."""
    firm, held = _firm(shop, noted)
    (company,) = shop.ask(shop.system(), b2b.Companies())
    return _differs(
        state=(firm.held_state(held), HeldState.REFUSED), credit=(company.credit.used.amount, 0), stock=(firm.stock(LIMITED), (50, 0)),
        events=(_happened(shop, "command_let_go", "command_granted"), [1, 0]),
    )  # fmt: skip


def _agency(folder: Path) -> Shop:
    """An agency's shop, eight days on when it was prepared."""
    clock = Clock()
    if not (folder / "shop.db").exists():
        scene = Scene._registered(folder)
        scene.close()
        (folder / "people").write_text(json.dumps(scene.people))
    else:
        clock.forward(days=8)
    return reopened(folder, clock)


def _scene(shop: Shop) -> Scene:
    clock = shop.clock
    assert isinstance(clock, Clock)
    return Scene(shop, clock, json.loads((shop.folder / "people").read_text()))


def _sealed(first: bool) -> Callable[[Shop], str]:
    def prepare(shop: Shop) -> str:
        scene = _scene(shop)
        key = scene.published()
        for who, prices in (("olga", "450,1200"), ("tomas", "440,1250")):
            scene.bid(who, key, prices)
        if not first:
            scene.after(key)
            scene.turn("lucia", key)
        return key

    return prepare


def _turn(who: str) -> Callable[[Shop, str], None]:
    def act(shop: Shop, key: str) -> None:
        _scene(shop).run(who, b2g.TurnKey(tender=key, passphrase=Sealed(secret=PASSPHRASES[who])))

    return act


def _turned(shop: Shop, key: str) -> list[str]:
    """Closed once, one share kept, and nothing of any bid readable."""
    with shop.database.read() as rows:
        shares = sum(row.share is not None for row in rows.all(select(opener)))
        offers = len(rows.all(select(offer)))
    return _differs(
        state=(_scene(shop).tender(key).state.value, "closed"), shares=(shares, 1), offers=(offers, 0),
        events=(_happened(shop, "tender_closed", "tender_opened"), [1, 0]),
    )  # fmt: skip


def _opened(shop: Shop, key: str) -> list[str]:
    """Every bid read once, ranked, and the shares forgotten."""
    scene = _scene(shop)
    state = scene.tender(key).state.value
    if state != "opened":
        return [f"the tender is {state}, not opened"]
    with shop.database.read() as rows:
        shares = sum(row.share is not None for row in rows.all(select(opener)))
    return _differs(
        ranking=(scene.ranking(key), OPENED), shares=(shares, 0),
        events=(_happened(shop, "tender_closed", "key_turned", "tender_opened"), [1, 2, 1]),
    )  # fmt: skip


MODELS = {
    "grant": Scenario(_waiting, lambda shop, noted: _decide(shop, noted, "grant"), open=_company, wrong=_granted),
    "refuse": Scenario(_waiting, lambda shop, noted: _decide(shop, noted, "refuse"), 0, _company, _refused),
    "first opener": Scenario(_sealed(first=True), _turn("lucia"), 0, _agency, _turned),
    "second opener": Scenario(_sealed(first=False), _turn("martin"), 0, _agency, _opened),
}
