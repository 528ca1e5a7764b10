"""A scene for the tests of tenders: an agency with an officer and openers, suppliers, and the acts of a tender."""

from __future__ import annotations

import atexit
import contextlib
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from ecomkit.domain import (
    Actor,
    ActorKind,
    AddMembership,
    AddOrganisation,
    Buyer,
    Channel,
    Command,
    Context,
    Done,
    Outcome,
    RegisterPerson,
)
from ecomkit.plugins.b2g import api
from ecomkit.plugins.b2g.values import BidReceipt, LotLine, Tender
from ecomkit.sdk import Sealed, new_token
from ecomkit.shop import Shop
from ecomkit.testing import Clock, make_shop, settings_for

__all__ = ["LINES", "PASSPHRASES", "Scene", "reopened"]

T = TypeVar("T")
PASSPHRASES = {"lucia": "olive-tram-pencil-09", "martin": "granite window seven", "nuria": "caléndula y farol 3"}
LINES = (LotLine(text="A4 paper", unit="pack", quantity=200), LotLine(text="Pens", unit="box", quantity=10))
_TOWN, _OJEDA, _TAJO = "valdemora", "ojeda-supplies", "tajo-lighting"
_PEOPLE = {
    "sam": ("agency", "officer", _TOWN), "lucia": ("agency", "opener", _TOWN), "martin": ("agency", "opener", _TOWN),
    "nuria": ("agency", "opener", _TOWN), "olga": ("supplier", "bidder", _OJEDA), "oscar": ("supplier", "bidder", _OJEDA),
    "tomas": ("supplier", "bidder", _TAJO), "pia": ("supplier", "bidder", "pilar-stores"), "rival": ("agency", "officer", "other-town"),
}  # fmt: skip
_NAMES = {
    "valdemora": "Ayuntamiento de Valdemora", "ojeda-supplies": "Papelería Ojeda", "tajo-lighting": "Luminarias Tajo",
    "pilar-stores": "Almacenes Pilar", "other-town": "Other Town",
}  # fmt: skip


def _settings(folder: Path, **shop: Any) -> Any:
    return settings_for(folder, plugins={"b2g": {"work": 14}}, **shop)


def reopened(folder: Path, clock: Clock) -> Shop:
    """The same shop as another process opens it."""
    return make_shop(folder, use=("rates", "b2g"), clock=clock, settings=_settings(folder), catalogue=False)


@cache
def _template() -> tuple[Path, dict[str, str]]:
    folder = Path(tempfile.mkdtemp(prefix="ecomkit-b2g-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = Scene._registered(folder)
    made.close()
    return folder, made.people


@dataclass
class Scene:
    """A shop with people; `now` moves with the clock."""

    shop: Shop
    clock: Clock
    people: dict[str, str]

    @classmethod
    def make(cls, folder: Path, *, use: Sequence[Any] = ("rates", "b2g"), **shop: Any) -> Scene:
        """A shop in a folder: on SQLite a copy of one whose people registered already, since passwords are slow on purpose."""
        if "database" not in shop:
            template, people = _template()
            shutil.copy(template / "shop.db", folder / "shop.db")
            clock = Clock()
            opened = make_shop(folder, use=use, clock=clock, settings=_settings(folder), catalogue=False)
            return cls(opened, clock, dict(people))
        return cls._registered(folder, use=use, **shop)

    @classmethod
    def _registered(cls, folder: Path, *, use: Sequence[Any] = ("rates", "b2g"), **shop: Any) -> Scene:
        clock = Clock()
        opened = make_shop(folder, use=use, clock=clock, settings=_settings(folder, **shop), catalogue=False)
        scene = cls(opened, clock, {})
        scene.register()
        return scene

    def register(self) -> None:
        """Everybody gets an account and a hat."""
        for key, name in _NAMES.items():
            self.do(None, AddOrganisation(name=name, country="ES", key=key))
        for who, (capacity, role, organisation) in _PEOPLE.items():
            registered = RegisterPerson(email=f"{who}@example.com", name=who.title(), password="a long password")
            self.people[who] = self.do(None, registered)
            self.do(
                None, AddMembership(person=self.people[who], organisation=organisation, capacity=capacity, role=role)
            )

    def ctx(self, who: str | None, shop: Shop | None = None) -> Context:
        """The moment as this person in their hat; None is the shop itself."""
        opened = shop or self.shop
        if who is None:
            return opened.system()
        capacity, role, organisation = _PEOPLE[who]
        core = opened.core
        permissions = core.capacities[capacity].permissions | core.roles[capacity, role].permissions
        actor = Actor(kind=ActorKind.PERSON, key=self.people[who], permissions=permissions)
        return opened.context(channel=Channel.WEB, actor=actor, buyer=Buyer(party=organisation, capacity=capacity))

    def run(self, who: str | None, command: Command[T], *, shop: Shop | None = None, **more: Any) -> Outcome[T]:
        """Run a command as somebody; `now=` and `key=` are the request's."""
        ctx = self.ctx(who, shop)
        if "now" in more:
            ctx = replace(ctx, now=more["now"])
        return (shop or self.shop).run(ctx, command, key=more.get("key"))

    def do(self, who: str | None, command: Command[T], **more: Any) -> T:
        """Run a command that must be done."""
        outcome = self.run(who, command, **more)
        assert isinstance(outcome, Done), outcome
        return outcome.result

    def refused(self, who: str, command: Command[Any], **more: Any) -> str:
        """The code of a command that must be refused."""
        outcome = self.run(who, command, **more)
        assert outcome.kind == "refused", outcome
        return outcome.refusals[0].code

    def draft(self, *, days: float = 7, openers: Sequence[str] = ("lucia", "martin"), lines: Any = LINES) -> str:
        """A draft by Sam."""
        deadline = self.clock.now + timedelta(days=days)
        people = tuple(self.people[one] for one in openers)
        return self.do(
            "sam",
            api.DraftTender(
                subject="Office supplies", lines=lines, deadline=deadline, postcode="28270", openers=people
            ),
        )

    def published(self, *, days: float = 7, openers: Sequence[str] = ("lucia", "martin"), lines: Any = LINES) -> str:
        """A tender that takes bids; openers in their given order."""
        key = self.draft(days=days, openers=openers, lines=lines)
        self.do(
            "sam", api.PublishTender(tender=key, passphrases=tuple(Sealed(secret=PASSPHRASES[one]) for one in openers))
        )
        return key

    def tender(self, key: str, who: str | None = "sam") -> Tender:
        """A tender as somebody sees it."""
        return self.shop.ask(self.ctx(who), api.TenderByNumber(number=key))

    def bid(self, who: str, tender: str, prices: str, **more: Any) -> BidReceipt:
        """A sealed bid that must be taken."""
        return self.do(who, self.offer(tender, prices), **more)

    def offer(self, tender: str, prices: str, slip: str = "") -> api.SubmitBid:
        """The command of a bid: unit prices in cents with commas between them."""
        return api.SubmitBid(tender=tender, bid=Sealed(secret=prices), slip=slip or new_token())

    def turn(self, who: str, tender: str, passphrase: str = "", *, shop: Shop | None = None) -> api.Turned:
        """An opener's act."""
        given = Sealed(secret=passphrase or PASSPHRASES[who])
        return self.do(who, api.TurnKey(tender=tender, passphrase=given), shop=shop)

    def after(self, tender: str) -> datetime:
        """Move the clock behind the deadline, so that the opening may begin."""
        self.clock.now = self.tender(tender).deadline + timedelta(minutes=1)
        return self.clock.now

    def opened(self, tender: str, first: str = "lucia", second: str = "martin") -> None:
        """Both acts."""
        self.after(tender)
        assert self.turn(first, tender).state == "waiting"
        assert self.turn(second, tender).state == "opened"

    def ranking(self, tender: str, who: str = "sam") -> list[tuple[str, int]]:
        """Suppliers and totals, from first to last."""
        seen = self.shop.ask(self.ctx(who), api.EvaluationOf(number=tender))
        return [(one.supplier, one.total.amount) for one in seen.offers if one.rank is not None]

    def files(self) -> bytes:
        """Everything the database holds, in its file and in the log behind it."""
        folder = Path(self.shop.database.engine.url.database or "").parent
        found = b""
        for path in sorted(folder.glob("shop.db*")):
            with contextlib.suppress(FileNotFoundError):
                found += path.read_bytes()
        return found

    def close(self) -> None:
        """Give the database back."""
        self.shop.close()
